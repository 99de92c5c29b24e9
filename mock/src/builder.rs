//! Setting up a store.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use super::{
    ACCESS_TOKEN, MockStore, STORE_HASH,
    host::Host,
    recorded::{Request, Violation},
    server::{Inner, Settings},
};
use bigcommerce::{Error, Store, StoreBuilder};

/// Sets up a [`MockStore`].
#[derive(Default)]
#[must_use = "a builder does nothing until `start`"]
pub struct MockStoreBuilder {
    settings: Settings,
    ports: [u16; 2],
}

impl MockStoreBuilder {
    /// What the responses are made from; the same seed gives the same ones. 0 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Keeps nothing: every request that is right gets a response made from its schema, whatever ids are in it.
    pub fn stateless(mut self) -> Self {
        self.settings.stateless = true;
        self
    }

    /// The OAuth scopes of the access token; an operation that takes another one is refused as the platform refuses it.
    /// Without this the token has all of them.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.settings.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Writes responses as real servers do where recordings of them differ from the documents.
    pub fn like_real_servers(mut self) -> Self {
        self.settings.like_real_servers = true;
        self
    }

    /// The ports of the loopback address: that of v3, v2 and payments, and that of B2B Edition. Free ones unless set.
    pub fn ports(mut self, bigcommerce: u16, b2b: u16) -> Self {
        self.ports = [bigcommerce, b2b];
        self
    }

    /// Called with each request as it comes, and with what was wrong with it.
    pub fn on_request(
        mut self,
        tell: impl Fn(&Request, &[Violation]) + Send + Sync + 'static,
    ) -> Self {
        self.settings.on_request = Some(Box::new(tell));
        self
    }

    /// Starts the store.
    ///
    /// # Errors
    /// When a port is taken, or the client can't be set up.
    pub fn start(self) -> Result<MockStore, StartError> {
        let inner = Arc::new(Inner::new(self.settings));
        let [bigcommerce, b2b] = self
            .ports
            .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let bigcommerce = Host::serve(&inner, false, bigcommerce)?;
        let b2b = Host::serve(&inner, true, b2b)?;
        let store = client(&bigcommerce, &b2b)
            .access_token(ACCESS_TOKEN)
            .build()?;
        Ok(MockStore {
            bigcommerce,
            b2b,
            store,
            inner,
        })
    }
}

/// Why a store can't be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port does not exist, or it is taken.
    #[error("the store can't listen: {0}")]
    Listen(#[from] io::Error),
    /// The client can't be set up.
    #[error(transparent)]
    Client(#[from] Error),
}

/// A builder for a client of the store that these hosts serve.
pub(crate) fn client(bigcommerce: &Host, b2b: &Host) -> StoreBuilder {
    Store::builder(STORE_HASH)
        .bigcommerce_url(bigcommerce.url())
        .b2b_url(b2b.url())
}
