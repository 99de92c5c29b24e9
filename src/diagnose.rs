//! What a store's token may do, found out by reading as little as possible.

use std::{fmt, sync::Arc};

use http::Method;
use serde_json::Value;

use crate::{
    Error, RawRequest, Store,
    call::Call,
    operation::{Api, Credential, Operation},
};

/// What [`Store::diagnose`] found out about a token.
#[derive(Debug)]
#[non_exhaustive]
pub struct Diagnosis {
    /// Whether BigCommerce knows the token for this store.
    pub token: TokenState,
    /// Whether it opens B2B Edition too.
    pub b2b: Access,
    /// What it may read, in the order of the scopes that were asked for.
    pub scopes: Vec<(String, Access)>,
}

/// What kind of token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenState {
    /// The access token of an API account of this store.
    Valid,
    /// None of this store: it was mistyped or revoked, or is another store's.
    Unknown,
    /// A legacy B2B token. It opens B2B Edition alone: give it to
    /// [`StoreBuilder::b2b_auth_token`](crate::store::StoreBuilder::b2b_auth_token).
    LegacyB2b,
}

/// Whether a token may read something.
#[derive(Debug)]
#[non_exhaustive]
pub enum Access {
    /// It may.
    Allowed,
    /// It may not: the API account lacks the scope, or the store has no B2B Edition.
    Denied,
    /// That can't be found out by reading, or isn't known here.
    Unknown,
    /// The call failed otherwise.
    Failed(Error),
}

/// What is read to find out about a scope, with or without `_read_only`. A thing that isn't there is enough.
const READS: [(&str, Api, &str); 20] = [
    (
        "store_cart",
        Api::V3,
        "/carts/00000000-0000-0000-0000-000000000000",
    ),
    (
        "store_channel_listings",
        Api::V3,
        "/channels/1/listings?limit=1",
    ),
    ("store_channel_settings", Api::V3, "/channels?limit=1"),
    (
        "store_checkout",
        Api::V3,
        "/checkouts/00000000-0000-0000-0000-000000000000",
    ),
    (
        "store_checkouts",
        Api::V3,
        "/checkouts/00000000-0000-0000-0000-000000000000",
    ),
    (
        "store_fulfillment_methods",
        Api::V3,
        "/pickup/methods?limit=1",
    ),
    ("store_inventory", Api::V3, "/inventory/items?limit=1"),
    ("store_locations", Api::V3, "/inventory/locations?limit=1"),
    ("store_logs", Api::V3, "/store/systemlogs?limit=1"),
    (
        "store_order_fulfillment",
        Api::V3,
        "/orders/pickups?limit=1",
    ),
    (
        "store_payments_methods",
        Api::V2,
        "/payments/methods?limit=1",
    ),
    ("store_sites", Api::V3, "/sites?limit=1"),
    ("store_themes", Api::V3, "/themes"),
    ("store_v2_content", Api::V3, "/content/pages?limit=1"),
    ("store_v2_customers", Api::V3, "/customers?limit=1"),
    ("store_v2_information", Api::V2, "/store"),
    ("store_v2_marketing", Api::V2, "/coupons?limit=1"),
    ("store_v2_orders", Api::V2, "/orders?limit=1"),
    ("store_v2_products", Api::V3, "/catalog/products?limit=1"),
    ("store_v2_transactions", Api::V3, "/orders/0/transactions"),
];

static LEGACY: Operation = Operation::raw(Api::B2b, "/api/v3/io", Credential::None, "GET");

impl Store {
    /// Finds out whether the token is one of this store, whether it opens B2B Edition, and which of `scopes` it may
    /// read, one call for each, with the smallest page. It writes nothing. What a token may change can't be found out
    /// without changing something; no endpoint tells a token's scopes.
    ///
    /// ```no_run
    /// # async fn run(store: &bigcommerce::Store) -> Result<(), bigcommerce::Error> {
    /// let diagnosis = store.diagnose(["store_v2_products", "store_v2_orders"]).await?;
    /// println!("{diagnosis}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When BigCommerce can't be reached. What fails after that is in the diagnosis.
    pub async fn diagnose(
        &self,
        scopes: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Result<Diagnosis, Error> {
        // Every token of the store may list its webhooks.
        let hooks = self.read(Api::V3, "/hooks?limit=1").await;
        let b2b = access(self.read(Api::B2b, "/companies?limit=1").await);
        let token = match hooks {
            Ok(_) => TokenState::Valid,
            Err(error) if error.is_unauthorized() && self.is_legacy().await => {
                TokenState::LegacyB2b
            }
            Err(error) if error.is_unauthorized() => TokenState::Unknown,
            Err(error) if error.is_forbidden() || error.is_not_found() => TokenState::Valid,
            Err(error) => return Err(error),
        };
        let mut checked = Vec::new();
        for scope in scopes {
            let scope = scope.as_ref();
            let access = match (token, read_for(scope)) {
                (TokenState::Valid, Some((api, path))) => access(self.read(api, path).await),
                (TokenState::Valid, None) => Access::Unknown,
                _ => Access::Denied,
            };
            checked.push((scope.to_owned(), access));
        }
        Ok(Diagnosis {
            token,
            b2b,
            scopes: checked,
        })
    }

    async fn read(&self, api: Api, path: &str) -> Result<Value, Error> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let connection = Arc::clone(self.connection());
        let mut request = RawRequest::new(connection, api, &Method::GET, path);
        if let Some((name, value)) = query.split_once('=') {
            request = request.query(name, value);
        }
        request.await
    }

    /// Whether B2B Edition takes the access token as a legacy one.
    async fn is_legacy(&self) -> bool {
        let Some(header) = self.connection().credentials.as_legacy() else {
            return false;
        };
        let mut call =
            Call::new(Arc::clone(self.connection()), &LEGACY).at(Ok("/companies".to_owned()));
        call.query("limit".to_owned(), 1);
        call.set_headers(vec![header]);
        call.send_raw::<Value>().await.is_ok()
    }
}

/// What is read for `scope`.
fn read_for(scope: &str) -> Option<(Api, &'static str)> {
    let base = ["_read_only", "_manage", "_read"];
    let base = base
        .iter()
        .find_map(|end| scope.strip_suffix(end))
        .unwrap_or(scope);
    let (_, api, path) = READS.iter().find(|(known, ..)| *known == base)?;
    Some((*api, path))
}

/// What an outcome says of the token.
fn access(outcome: Result<Value, Error>) -> Access {
    match outcome {
        Ok(_) => Access::Allowed,
        Err(error) if error.is_forbidden() || error.is_unauthorized() => Access::Denied,
        // It was let in, and there was nothing to read.
        Err(error) if error.is_not_found() => Access::Allowed,
        Err(error) => Access::Failed(error),
    }
}

impl fmt::Display for Diagnosis {
    /// A line for each thing that was found out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = match self.token {
            TokenState::Valid => "is one of this store",
            TokenState::Unknown => {
                "is not one of this store: it was mistyped or revoked, or is another store's"
            }
            TokenState::LegacyB2b => "is a legacy B2B token: it opens B2B Edition alone",
        };
        writeln!(f, "the token {token}")?;
        writeln!(f, "B2B Edition: {}", self.b2b)?;
        for (scope, access) in &self.scopes {
            writeln!(f, "{scope}: {access}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed => f.write_str("may be read"),
            Self::Denied => f.write_str("may not be read"),
            Self::Unknown => f.write_str("can't be found out by reading"),
            Self::Failed(error) => write!(f, "couldn't be found out: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_scope_leads_to_what_is_read() {
        for scope in ["store_v2_products", "store_v2_products_read_only"] {
            assert_eq!(
                read_for(scope),
                Some((Api::V3, "/catalog/products?limit=1"))
            );
        }
        assert!(read_for("store_fulfillment_methods_manage").is_some());
        assert!(read_for("store_logs_read_only").is_some());
        assert_eq!(read_for("store_content_checkout"), None);
    }
}
