//! What the clients of all these APIs are built with.

use std::fmt;

use crate::{
    CallOptions, ConfigurationError, Error, Pacing, base_url, client::Client,
    connection::Connection, credential::Credentials,
};

/// Sets up a client of an API that has tokens of its own: `builder` of
/// [`B2bStorefront`](crate::B2bStorefront), [`B2bV2`](crate::B2bV2) or [`Payments`](crate::Payments) makes one.
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<A> {
    credentials: Result<Credentials, ConfigurationError>,
    url: String,
    http: Option<reqwest::Client>,
    options: CallOptions,
    pacing: Pacing,
    client: fn(Client) -> A,
}

impl<A> Builder<A> {
    #[allow(dead_code, reason = "each of these APIs has a feature")]
    pub(super) fn new(
        url: &str,
        credentials: Result<Credentials, ConfigurationError>,
        client: fn(Client) -> A,
    ) -> Self {
        Self {
            credentials,
            url: url.to_owned(),
            http: None,
            options: CallOptions::default(),
            pacing: Pacing::default(),
            client,
        }
    }

    /// Where the API is served instead, such as a local mock.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = url.into();
        self
    }

    /// An HTTP client of your own. It must not follow redirects; see
    /// [`http_client_builder`](crate::store::http_client_builder).
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
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

    /// The client.
    ///
    /// # Errors
    /// When the hash, the token or the URL can't be right, or the HTTP client follows redirects; and without an HTTP
    /// client of your own, when no TLS library is compiled in, or a proxy in the environment can't be used.
    pub fn build(self) -> Result<A, Error> {
        let credentials = self.credentials?;
        let connection =
            Connection::with(&self.url, credentials, self.http, self.options, self.pacing)?;
        Ok((self.client)(Client(connection)))
    }
}

impl<A> fmt::Debug for Builder<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("url", &base_url::printable(&self.url))
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
