//! The exchange of the code of an installation for the store's token.

use std::sync::Arc;

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::{App, User};
use crate::{
    AccessToken, ConfigurationError, Error, Secret, StoreHash,
    call::Call,
    operation::{Api, Credential, Operation},
};

static EXCHANGE: Operation = {
    let mut operation = Operation::raw(Api::V3, "/oauth2/token", Credential::None, "POST");
    operation.id = "oauth2/token";
    operation.rust_method = "install";
    operation
};

/// The query of the `auth` callback, which BigCommerce calls when a merchant installs the app. It can be read by
/// `serde`, as `axum`'s `Query` does. Prints nothing of the code.
#[derive(Clone, Debug, Deserialize)]
pub struct AuthCallback {
    /// Buys the token, once.
    pub code: Secret,
    /// The scopes that the merchant agreed to, with spaces between them.
    pub scope: String,
    /// The store, as `stores/{hash}`.
    pub context: String,
}

/// What the code of an installation buys.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Installation {
    /// The store that the app was installed in.
    pub store_hash: StoreHash,
    /// The app's token for it, valid until the app is uninstalled. Keep it as a secret.
    pub access_token: AccessToken,
    /// The scopes that the merchant agreed to.
    pub scopes: Vec<String>,
    /// Who installed it.
    pub user: Option<User>,
    /// The account of the merchant.
    pub account_uuid: Option<String>,
}

#[derive(Serialize)]
struct Exchange<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    code: &'a str,
    scope: &'a str,
    context: &'a str,
    grant_type: &'a str,
    redirect_uri: &'a str,
}

#[derive(Deserialize)]
struct Bought {
    #[serde(default)]
    access_token: Secret,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    context: String,
    #[serde(default)]
    user: Option<User>,
    #[serde(default)]
    account_uuid: Option<String>,
}

impl App {
    /// Exchanges the code of an `auth` callback for the store's token. `redirect_uri` is the URL of the callback itself,
    /// as the Developer Portal has it. A code can be exchanged once.
    ///
    /// # Errors
    /// When BigCommerce refuses the code, or what it responds with holds no token or no store.
    pub async fn install(
        &self,
        callback: &AuthCallback,
        redirect_uri: &str,
    ) -> Result<Installation, Error> {
        let mut call = Call::new(Arc::clone(&self.connection), &EXCHANGE);
        call.body(Ok(Exchange {
            client_id: &self.client_id,
            client_secret: self.client_secret.expose_secret(),
            code: callback.code.expose(),
            scope: &callback.scope,
            context: &callback.context,
            grant_type: "authorization_code",
            redirect_uri,
        }));
        let bought = call.send_raw::<Bought>().await?.into_inner();
        Ok(Installation {
            store_hash: store_hash(&bought.context)?,
            access_token: AccessToken::new(bought.access_token.expose())?,
            scopes: bought.scope.split_whitespace().map(str::to_owned).collect(),
            user: bought.user,
            account_uuid: bought.account_uuid,
        })
    }
}

/// The hash in `stores/{hash}`.
pub(super) fn store_hash(context: &str) -> Result<StoreHash, ConfigurationError> {
    StoreHash::new(context.strip_prefix("stores/").unwrap_or(context))
}
