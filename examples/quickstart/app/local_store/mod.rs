//! A small store that answers as the platform does: BigCommerce's v3 and v2 on one host, B2B Edition
//! on another. It checks paths, headers and bodies, and keeps what is created until it is dropped.

mod b2b;
mod data;
mod v3_v2;
mod wire;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bigcommerce::{AccessToken, ConfigurationError, Store, StoreBuilder, StoreHash};
use httpmock::{HttpMockRequest, MockServer};

use data::Data;
use wire::{Answer, Request};

/// The hash of the local store.
pub const STORE_HASH: &str = "quickstart1";
/// The access token of its one account.
pub const ACCESS_TOKEN: &str = "local-access-token-0123456789abcdef";

/// A store in this process, on two ports of the loopback address.
pub struct LocalStore {
    bigcommerce: MockServer,
    b2b: MockServer,
    state: Arc<Mutex<State>>,
    hash: StoreHash,
}

/// What the local store was asked.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub requests: usize,
    /// The different tokens that came, whatever the header.
    pub tokens: BTreeSet<String>,
}

/// What both hosts share.
struct State {
    data: Data,
    /// Whether the account has the scopes to create things.
    may_write: bool,
    seen: Seen,
}

impl LocalStore {
    /// Starts a store whose account may do everything.
    pub async fn start() -> Result<Self, ConfigurationError> {
        Self::with_scopes(true).await
    }

    /// Starts a store whose account may read, and write if `may_write`.
    pub async fn with_scopes(may_write: bool) -> Result<Self, ConfigurationError> {
        let state = Arc::new(Mutex::new(State {
            data: Data::new(),
            may_write,
            seen: Seen::default(),
        }));
        Ok(Self {
            bigcommerce: serve(&state, v3_v2::answer).await,
            b2b: serve(&state, b2b::answer).await,
            state,
            hash: StoreHash::new(STORE_HASH)?,
        })
    }

    /// Where v3 and v2 are.
    pub fn bigcommerce_url(&self) -> String {
        self.bigcommerce.base_url()
    }

    /// Where B2B Edition is.
    pub fn b2b_url(&self) -> String {
        self.b2b.base_url()
    }

    /// A client of this store, still without a token.
    pub fn builder(&self) -> StoreBuilder {
        Store::builder(self.hash.clone())
            .bigcommerce_url(self.bigcommerce_url())
            .b2b_url(self.b2b_url())
    }

    /// The token of this store's account.
    pub fn token(&self) -> Result<AccessToken, ConfigurationError> {
        AccessToken::new(ACCESS_TOKEN)
    }

    /// What was asked so far.
    pub fn seen(&self) -> Seen {
        lock(&self.state).seen.clone()
    }
}

/// Starts a host whose every request goes to `answer`.
async fn serve(
    state: &Arc<Mutex<State>>,
    answer: fn(&mut State, &Request) -> Answer,
) -> MockServer {
    let server = MockServer::start_async().await;
    let state = Arc::clone(state);
    let respond = move |request: &HttpMockRequest| {
        let request = Request::new(request);
        let mut state = lock(&state);
        state.seen.requests += 1;
        for name in ["X-Auth-Token", "authToken"] {
            let tokens = request.headers(name).map(str::to_owned);
            state.seen.tokens.extend(tokens);
        }
        answer(&mut state, &request).into()
    };
    server
        .mock_async(|when, then| {
            when.any_request();
            then.respond_with(respond);
        })
        .await;
    server
}

/// A state a panicking thread left behind is as good as any: nothing is half done in it.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
