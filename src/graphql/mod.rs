//! GraphQL: Admin with a store's access token, Storefront and B2B Edition with tokens of their own.
//!
//! | API | made by | token |
//! |---|---|---|
//! | GraphQL Admin | [`Store::graphql`](crate::Store::graphql) | the store's access token, on the same rate limit as v3 and v2 |
//! | GraphQL Storefront | [`Client::storefront`] | a [`StorefrontToken`]: a storefront, private or customer impersonation token |
//! | B2B Edition | [`Client::b2b`] | a [`B2bStorefrontToken`] of one user, valid for a day |
//!
//! Variables are whatever serializes, data whatever deserializes, so that types of `graphql_client` and `cynic` fit.
//! No schema is part of this crate.
//!
//! ```no_run
//! use bigcommerce::Store;
//! use serde_json::{Value, json};
//!
//! # async fn run(store: Store) -> Result<(), bigcommerce::Error> {
//! let query = "query Shop($id: ID!) { store { product(id: $id) { name } } }";
//! let data: Value = store.graphql().query(query, json!({"id": "bc/store/product/77"})).await?;
//! # Ok(())
//! # }
//! ```
//!
//! To await a request gives its data. Where the server reports errors, it fails with
//! [`Error::Graphql`], which holds the data that came beside them; `send()` gives both.

mod document;
mod outcome;
mod request;

use std::{fmt, sync::Arc};

use http::{HeaderName, HeaderValue};
use serde::Serialize;

pub use self::{
    outcome::{Failure, GraphqlError, Location, Outcome},
    request::Request,
};
use crate::{
    B2bStorefrontToken, ConfigurationError, CustomerAccessToken, Error, StoreHash, StorefrontToken,
    base_url,
    connection::Connection,
    credential::Credentials,
    operation::{Api, Credential, Operation},
};

static ADMIN: Operation = Operation::graphql("/stores/{store_hash}/graphql", Credential::Token);
static BEARER: Operation = Operation::graphql("/graphql", Credential::Bearer);

const CUSTOMER: HeaderName = HeaderName::from_static("x-bc-customer-access-token");
const STRICT: HeaderName = HeaderName::from_static("x-bc-error-on-invalid-customer-access-token");

/// One of BigCommerce's GraphQL APIs. Cheap to clone.
///
/// ```no_run
/// use bigcommerce::{Error, graphql};
/// use serde_json::Value;
///
/// # async fn run(token: &str) -> Result<(), Error> {
/// let shop = graphql::Client::storefront("https://shop.example", token)?;
/// let data: Value = shop.query("{ site { settings { storeName } } }", ()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    connection: Arc<Connection>,
    operation: &'static Operation,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Client {
    /// GraphQL Admin of the store that `connection` is to.
    pub(crate) fn admin(connection: &Arc<Connection>) -> Self {
        Self {
            connection: Arc::clone(connection),
            operation: &ADMIN,
            headers: Vec::new(),
        }
    }

    /// GraphQL Storefront of the shop at `url`, its own domain or the canonical one, with a storefront, private or
    /// customer impersonation token, such as `store.v3().storefront_tokens().create_private_storefront_token(…)`
    /// makes. Servers need a private token: storefront tokens made after 2026-06-30 work in
    /// browsers only.
    ///
    /// # Errors
    /// When the URL or the token can't be right, or no TLS library is compiled in.
    pub fn storefront<T>(url: &str, token: T) -> Result<Self, Error>
    where
        T: TryInto<StorefrontToken>,
        ConfigurationError: From<T::Error>,
    {
        let token = token.try_into().map_err(ConfigurationError::from)?;
        Self::bearer(url, token.header())
    }

    /// B2B Edition's GraphQL with the storefront token of a user, such as
    /// `store.b2b().authentication().create_storefront_token()` makes.
    ///
    /// # Errors
    /// When the token can't be right, or no TLS library is compiled in.
    pub fn b2b<T>(token: T) -> Result<Self, Error>
    where
        T: TryInto<B2bStorefrontToken>,
        ConfigurationError: From<T::Error>,
    {
        Self::b2b_at(base_url::B2B, token)
    }

    /// As [`b2b`](Self::b2b) at another base URL, such as that of a local server in a test.
    ///
    /// # Errors
    /// As [`b2b`](Self::b2b), or when the URL can't be right.
    pub fn b2b_at<T>(url: &str, token: T) -> Result<Self, Error>
    where
        T: TryInto<B2bStorefrontToken>,
        ConfigurationError: From<T::Error>,
    {
        let token = token.try_into().map_err(ConfigurationError::from)?;
        Self::bearer(url, token.header())
    }

    fn bearer(url: &str, token: HeaderValue) -> Result<Self, Error> {
        Ok(Self {
            connection: Connection::to(url, Credentials::Bearer(token))?,
            operation: &BEARER,
            headers: Vec::new(),
        })
    }

    /// The same shop as this customer sees it. A customer token that isn't valid any more is ignored, unless
    /// `strict`: then it is an error.
    pub fn for_customer(mut self, token: &CustomerAccessToken, strict: bool) -> Self {
        self.headers = vec![(CUSTOMER, token.header())];
        if strict {
            self.headers
                .push((STRICT, HeaderValue::from_static("true")));
        }
        self
    }

    /// A request of the operation in `document`, with these variables: an object, or `()` for none.
    pub fn query<D>(&self, document: &str, variables: impl Serialize) -> Request<D> {
        self.request(Body {
            query: document,
            variables,
        })
    }

    /// A request with this body: an object with `query`, and perhaps `variables` and `operationName`, as
    /// `graphql_client` and `cynic` make it.
    pub fn request<D>(&self, body: impl Serialize) -> Request<D> {
        Request::new(&self.connection, self.operation, &self.headers, body)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.connection.bigcommerce.url.as_str())
            .finish_non_exhaustive()
    }
}

/// The canonical domain of the channel `channel_id` of the store `hash`, where its GraphQL Storefront is.
///
/// ```
/// use bigcommerce::{StoreHash, graphql::canonical_url};
///
/// let hash = StoreHash::new("abc123")?;
/// assert_eq!(canonical_url(&hash, 1), "https://store-abc123.mybigcommerce.com");
/// assert_eq!(canonical_url(&hash, 7), "https://store-abc123-7.mybigcommerce.com");
/// # Ok::<(), bigcommerce::ConfigurationError>(())
/// ```
pub fn canonical_url(hash: &StoreHash, channel_id: i64) -> String {
    // The first channel is the store's own.
    let channel = match channel_id {
        1 => String::new(),
        other => format!("-{other}"),
    };
    format!("https://store-{}{channel}.mybigcommerce.com", hash.as_str())
}

/// The body of a request.
#[derive(Serialize)]
struct Body<'d, V> {
    query: &'d str,
    variables: V,
}

impl Operation {
    /// A GraphQL request at `base_path`.
    const fn graphql(base_path: &'static str, credential: Credential) -> Self {
        let mut operation = Self::raw(Api::V3, base_path, credential, "POST");
        operation.id = "graphql";
        operation.rust_method = "graphql";
        operation
    }
}

impl<D> crate::Response<Outcome<D>> {
    /// What the request cost, as the header `X-Bc-Graphql-Complexity` tells; a request may cost 10,000.
    pub fn complexity(&self) -> Option<u32> {
        let cost = self.headers().get("x-bc-graphql-complexity")?;
        cost.to_str().ok()?.trim().parse().ok()
    }
}
