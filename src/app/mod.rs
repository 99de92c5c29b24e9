//! Apps: what an app that merchants install from the marketplace needs beside the APIs. Not needed with the token of an
//! API account.
//!
//! ```no_run
//! use bigcommerce::{Store, app::{App, AuthCallback}};
//!
//! # async fn install(app: App, callback: AuthCallback) -> Result<(), Box<dyn std::error::Error>> {
//! // A merchant installed the app: the `auth` callback's query holds a code, which buys the store's token.
//! let installed = app.install(&callback, "https://app.example/auth").await?;
//! let store = Store::new(installed.store_hash.as_str(), installed.access_token.clone())?;
//! let information = store.v2().store_information().get_store_information().await?;
//!
//! // A user opened it: the `load` callback's query holds a signed payload.
//! let payload = app.verify("the signed_payload_jwt")?;
//! println!("{} of {}", payload.user.email, payload.store_hash.as_str());
//! # Ok(())
//! # }
//! ```

mod customer_login;
mod install;
mod payload;

use std::{fmt, sync::Arc};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

pub use self::{
    customer_login::CustomerLogin,
    install::{AuthCallback, Installation},
    payload::{PayloadError, SignedPayload},
};
use crate::{Error, connection::Connection, credential::Credentials};

/// Where codes are exchanged for tokens.
const LOGIN: &str = "https://login.bigcommerce.com";

/// An app, by its client id and secret. Prints nothing of the secret.
#[derive(Clone)]
pub struct App {
    client_id: String,
    client_secret: SecretString,
    connection: Arc<Connection>,
}

impl App {
    /// The app with these credentials, as the Developer Portal shows them.
    ///
    /// # Errors
    /// When no TLS library is compiled in.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Result<Self, Error> {
        Self::at(LOGIN, client_id, client_secret)
    }

    /// As [`new`](Self::new), with codes exchanged at another base URL, such as that of a mock store.
    ///
    /// # Errors
    /// When the URL can't be right, or no TLS library is compiled in.
    pub fn at(
        login_url: &str,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Result<Self, Error> {
        Ok(Self {
            client_id: client_id.into().trim().to_owned(),
            client_secret: client_secret.into().trim().into(),
            connection: Connection::to(login_url, Credentials::Nothing)?,
        })
    }

    /// The secret as the key of signatures.
    fn key(&self) -> &[u8] {
        self.client_secret.expose_secret().as_bytes()
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Somebody who uses the control panel of a store.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// The number of the user, the same in all stores.
    pub id: i64,
    /// The e-mail address, which can change.
    #[serde(default)]
    pub email: String,
    /// The language of the control panel, such as `en-US`, where BigCommerce tells it.
    #[serde(default)]
    pub locale: Option<String>,
}
