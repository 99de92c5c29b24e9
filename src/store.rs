//! The facade: one store, its credentials, and the three APIs behind it.

use std::{fmt, sync::Arc};

pub use crate::http_client::http_client_builder;
use crate::{
    AccessToken, B2bAuthToken, CallOptions, ConfigurationError, Error, Pacing, RateState,
    RetryBudget, StoreHash, base_url,
    client::Client,
    connection::{Connection, Host},
    credential::{Account, Credentials},
    http_client,
    operation::Api,
    transport::{Gates, RateHook, Retries},
};

const BIGCOMMERCE: &str = "https://api.bigcommerce.com";

/// A BigCommerce store: every management API with one API account's token.
///
/// Cheap to clone; clones share the connection pool and the budgets of calls.
#[derive(Clone)]
pub struct Store {
    connection: Arc<Connection>,
    hash: StoreHash,
}

/// BigCommerce REST Management v3: an accessor for each document.
#[derive(Clone, Debug)]
pub struct V3(pub(crate) Client);

/// BigCommerce REST Management v2: an accessor for each document.
#[derive(Clone, Debug)]
pub struct V2(pub(crate) Client);

/// B2B Edition v3 REST Management: an accessor for each document.
#[derive(Clone, Debug)]
pub struct B2b(pub(crate) Client);

impl Store {
    /// The store `hash`, with the access token of one of its API accounts.
    ///
    /// # Errors
    /// Says what to fix when hash or token can't be right.
    pub fn new<H, T>(hash: H, access_token: T) -> Result<Self, Error>
    where
        H: TryInto<StoreHash>,
        T: TryInto<AccessToken>,
        ConfigurationError: From<H::Error> + From<T::Error>,
    {
        Self::builder(hash).access_token(access_token).build()
    }

    /// Returns a builder for the store `hash`. What [`new`](Self::new) takes is taken here as well; a hash or
    /// token that can't be right is an error of [`build`](StoreBuilder::build).
    pub fn builder<H>(hash: H) -> StoreBuilder
    where
        H: TryInto<StoreHash>,
        ConfigurationError: From<H::Error>,
    {
        StoreBuilder {
            hash: hash.try_into().map_err(ConfigurationError::from),
            access_token: None,
            b2b_auth_token: None,
            http: None,
            bigcommerce_url: BIGCOMMERCE.to_owned(),
            b2b_url: base_url::B2B.to_owned(),
            options: CallOptions::default(),
            pacing: Pacing::default(),
            retry_budget: RetryBudget::default(),
            on_rate_state: None,
        }
    }

    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    /// How the budget stands that calls of `api` share; v3 and v2 have one together.
    pub fn rate_state(&self, api: Api) -> RateState {
        self.connection.gates.state(api)
    }

    /// The store's hash.
    pub fn hash(&self) -> &StoreHash {
        &self.hash
    }

    /// BigCommerce REST Management v3.
    pub fn v3(&self) -> V3 {
        V3(Client(Arc::clone(&self.connection)))
    }

    /// BigCommerce REST Management v2.
    pub fn v2(&self) -> V2 {
        V2(Client(Arc::clone(&self.connection)))
    }

    /// B2B Edition v3 REST Management.
    pub fn b2b(&self) -> B2b {
        B2b(Client(Arc::clone(&self.connection)))
    }

    /// GraphQL Admin, with the same access token and the same rate limit as v3 and v2.
    #[cfg(feature = "graphql")]
    pub fn graphql(&self) -> crate::graphql::Client {
        crate::graphql::Client::admin(&self.connection)
    }
}

macro_rules! raw_requests {
    ($($facade:ident, $api:ident, $base:literal;)*) => {$(
        impl $facade {
            /// A request of an operation that has no type here: `method` at `path`, which goes below
            #[doc = concat!("`", $base, "`.")]
            /// See [`RawRequest`](crate::RawRequest).
            pub fn request<T>(
                &self,
                method: $crate::Method,
                path: impl AsRef<str>,
            ) -> $crate::RawRequest<T> {
                let connection = std::sync::Arc::clone(&self.0.0);
                let api = $crate::operation::Api::$api;
                $crate::RawRequest::new(connection, api, &method, path.as_ref())
            }
        }
    )*};
}

pub(crate) use raw_requests;

raw_requests! {
    V3, V3, "/stores/{store_hash}/v3";
    V2, V2, "/stores/{store_hash}/v2";
    B2b, B2b, "/api/v3/io";
}

impl fmt::Debug for Store {
    /// Its hash and where its APIs are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(f)
    }
}

/// Sets up a [`Store`].
///
/// ```
/// use bigcommerce::Store;
///
/// // Two stores over one connection pool.
/// let http = bigcommerce::store::http_client_builder().build()?;
/// let stores = ["abc123", "def456"].map(|hash| {
///     Store::builder(hash)
///         .access_token("secret")
///         .http_client(http.clone())
///         .build()
/// });
/// # let [a, b] = stores;
/// # (a?, b?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct StoreBuilder {
    hash: Result<StoreHash, ConfigurationError>,
    access_token: Option<Result<AccessToken, ConfigurationError>>,
    b2b_auth_token: Option<Result<B2bAuthToken, ConfigurationError>>,
    http: Option<reqwest::Client>,
    bigcommerce_url: String,
    b2b_url: String,
    options: CallOptions,
    pacing: Pacing,
    retry_budget: RetryBudget,
    on_rate_state: Option<RateHook>,
}

impl StoreBuilder {
    /// The access token of a store-level API account.
    pub fn access_token<T>(mut self, token: T) -> Self
    where
        T: TryInto<AccessToken>,
        ConfigurationError: From<T::Error>,
    {
        self.access_token = Some(token.try_into().map_err(ConfigurationError::from));
        self
    }

    /// The token of a legacy B2B-only account. Where it is given, B2B operations that take either
    /// credential are called with this one.
    pub fn b2b_auth_token<T>(mut self, token: T) -> Self
    where
        T: TryInto<B2bAuthToken>,
        ConfigurationError: From<T::Error>,
    {
        self.b2b_auth_token = Some(token.try_into().map_err(ConfigurationError::from));
        self
    }

    /// An HTTP client of your own, which may serve several stores. It must not follow redirects, and its
    /// proxies and TLS library are yours to choose; see [`http_client_builder`].
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Where v3 and v2 are served instead of `https://api.bigcommerce.com`, such as a local mock.
    pub fn bigcommerce_url(mut self, url: impl Into<String>) -> Self {
        self.bigcommerce_url = url.into();
        self
    }

    /// Where B2B Edition is served instead of `https://api-b2b.bigcommerce.com`, such as a local mock.
    pub fn b2b_url(mut self, url: impl Into<String>) -> Self {
        self.b2b_url = url.into();
        self
    }

    /// How calls are carried out, where a call doesn't say otherwise.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// How calls are paced.
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// How many retries the calls of the store have together.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// Called after each response with the budget it belongs to. It is called in the middle of a call, so
    /// it should be quick.
    pub fn on_rate_state(mut self, hook: impl Fn(Api, RateState) + Send + Sync + 'static) -> Self {
        self.on_rate_state = Some(Arc::new(hook));
        self
    }

    /// The store.
    ///
    /// # Errors
    /// When the hash or a token can't be right, there is no credential, a URL can't be used, or the HTTP client follows redirects; and where
    /// the store makes its own HTTP client, when no TLS library is compiled in, or a proxy in the
    /// environment can't be used.
    pub fn build(self) -> Result<Store, Error> {
        if self.access_token.is_none() && self.b2b_auth_token.is_none() {
            return Err(ConfigurationError::NoCredential.into());
        }
        let hash = self.hash?;
        let access_token = self.access_token.transpose()?;
        let b2b_auth_token = self.b2b_auth_token.transpose()?;
        let bigcommerce_url = base_url::parse(&self.bigcommerce_url)?;
        let b2b_url = base_url::parse(&self.b2b_url)?;
        let [bigcommerce_http, b2b_http] = match self.http {
            Some(http) => {
                let http = http_client::checked(http)?;
                [http.clone(), http]
            }
            None => http_client::for_urls([&bigcommerce_url, &b2b_url])?,
        };
        let connection = Arc::new(Connection {
            credentials: Credentials::Account(Account {
                hash: hash.clone(),
                access_token,
                b2b_auth_token,
            }),
            bigcommerce: Host {
                url: bigcommerce_url,
                http: bigcommerce_http,
            },
            b2b: Host {
                url: b2b_url,
                http: b2b_http,
            },
            options: self.options,
            gates: Gates::new(self.pacing, self.on_rate_state),
            retries: Retries::new(self.retry_budget),
        });
        Ok(Store { connection, hash })
    }
}

impl fmt::Debug for StoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreBuilder")
            .field("hash", &self.hash)
            .field("access_token", &self.access_token)
            .field("b2b_auth_token", &self.b2b_auth_token)
            .field(
                "bigcommerce_url",
                &base_url::printable(&self.bigcommerce_url),
            )
            .field("b2b_url", &base_url::printable(&self.b2b_url))
            .finish_non_exhaustive()
    }
}
