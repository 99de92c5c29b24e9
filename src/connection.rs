//! What the clones of a store share: the credentials, the budgets, and for each API where it is and the
//! connections to it.

use std::{fmt, sync::Arc};

use reqwest::{Client, Url};

use crate::{
    CallOptions, Error, Pacing, RetryBudget, StoreHash, base_url,
    credential::Credentials,
    http_client,
    operation::Operation,
    transport::{Gates, Retries},
};

/// What the clones of a store share.
pub(crate) struct Connection {
    pub credentials: Credentials,
    pub bigcommerce: Host,
    pub b2b: Host,
    pub options: CallOptions,
    pub gates: Gates,
    pub retries: Retries,
}

/// Where an API is served, and the client that calls it.
pub(crate) struct Host {
    pub url: Url,
    pub http: Client,
}

impl Connection {
    /// A connection to one host that isn't a store's.
    ///
    /// # Errors
    /// When the URL can't be right, or no TLS library is compiled in.
    #[allow(dead_code, reason = "few features have such a connection")]
    pub fn to(url: &str, credentials: Credentials) -> Result<Arc<Self>, Error> {
        let (options, pacing) = (CallOptions::default(), Pacing::default());
        Self::with(url, credentials, None, options, pacing)
    }

    /// As [`to`](Self::to), with an HTTP client of the user's, options and pacing.
    ///
    /// # Errors
    /// As [`to`](Self::to), or when the HTTP client follows redirects.
    #[allow(dead_code, reason = "few features have such a connection")]
    pub fn with(
        url: &str,
        credentials: Credentials,
        http: Option<Client>,
        options: CallOptions,
        pacing: Pacing,
    ) -> Result<Arc<Self>, Error> {
        let url = base_url::parse(url)?;
        let http = match http {
            Some(http) => http_client::checked(http)?,
            None => http_client::for_url(&url)?,
        };
        let host = || Host {
            url: url.clone(),
            http: http.clone(),
        };
        Ok(Arc::new(Self {
            credentials,
            bigcommerce: host(),
            b2b: host(),
            options,
            gates: Gates::new(pacing, None),
            retries: Retries::new(RetryBudget::default()),
        }))
    }

    /// The host of the API of `operation`.
    pub fn host(&self, operation: &Operation) -> &Host {
        match operation.api.is_b2b() {
            true => &self.b2b,
            false => &self.bigcommerce,
        }
    }
}

impl fmt::Debug for Connection {
    /// Which store it is; the rest is ours.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("hash", &self.credentials.hash().map(StoreHash::as_str))
            .field("bigcommerce_url", &self.bigcommerce.url.as_str())
            .field("b2b_url", &self.b2b.url.as_str())
            .finish()
    }
}
