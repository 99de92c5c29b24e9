//! What the tests share: a store whose requests go to the recording server.

use std::{
    error::Error as _,
    fmt::Display,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use bigcommerce::{
    AccessToken, B2bAuthToken, CallOptions, Error, Pacing, Problem, Store, StoreBuilder,
};
use serde::Serialize;
use serde_json::Value;

use testkit::server::{Recorded, Response, Server};

pub const HASH: &str = "abc123";
pub const TOKEN: &str = "unified-s3cret-token";
pub const LEGACY: &str = "legacy-s3cret-token";

/// A store with a unified token, and the server it talks to.
pub struct Platform {
    pub server: Server,
    pub store: Store,
    next: Arc<Mutex<Response>>,
}

impl Platform {
    /// Responds with 204 until reported otherwise.
    pub async fn start() -> Self {
        let next = Arc::new(Mutex::new(Response::new(204)));
        let response = Arc::clone(&next);
        let server = Server::start(move |_| response.lock().unwrap().clone()).await;
        let store = store_at(&server.url());
        Self {
            server,
            store,
            next,
        }
    }

    /// Gives every request this response from now on.
    pub fn respond_with(&self, response: Response) -> &Self {
        *self.next.lock().unwrap() = response;
        self
    }

    /// The one request that came since the last look.
    pub fn only_request(&self) -> Recorded {
        let mut seen = self.server.take();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.remove(0)
    }
}

/// A builder without a credential, both APIs at `url`; a call is sent once, and
/// at once.
pub fn builder(url: &str) -> StoreBuilder {
    Store::builder(HASH)
        .bigcommerce_url(url)
        .b2b_url(url)
        .options(CallOptions::new().max_attempts(1))
        .pacing(Pacing::off())
}

/// A store with a unified token.
pub fn store_at(url: &str) -> Store {
    let token = AccessToken::new(TOKEN).unwrap();
    builder(url).access_token(token).build().unwrap()
}

/// A store with a legacy B2B token alone.
pub fn legacy_store(url: &str) -> Store {
    let token = B2bAuthToken::new(LEGACY).unwrap();
    builder(url).b2b_auth_token(token).build().unwrap()
}

/// Where nothing listens.
pub fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// The problem `outcome` failed with.
pub fn problem<T>(outcome: Result<T, Error>) -> Problem {
    match outcome {
        Err(Error::Problem(problem)) => *problem,
        Err(other) => panic!("no problem but {other}"),
        Ok(_) => panic!("a success"),
    }
}

/// Everything an error says in any form, with the errors beneath it.
pub fn all_said(error: &Error) -> String {
    let mut said = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        said += &format!(" {error} {error:?}");
        source = error.source();
    }
    said
}

/// Checks that `error` reads as one line of bearable length.
pub fn assert_readable(error: &impl Display) -> String {
    let line = error.to_string();
    assert!(line.chars().count() < 2500, "{} bytes", line.len());
    assert!(!line.chars().any(char::is_control), "{line:?}");
    assert!(!line.contains(['\u{2028}', '\u{2029}']), "{line:?}");
    line
}

/// The body of a request as JSON.
pub fn sent(request: &Recorded) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// What a success holds, encoded again.
pub fn encoded<T: Serialize>(response: bigcommerce::Response<T>) -> Value {
    serde_json::to_value(response.into_inner()).unwrap()
}

/// Calls that expect an object, a list, a B2B envelope and nothing.
pub async fn calls(store: &Store) -> [(&'static str, Result<u16, Error>); 4] {
    let products = store.v3().products();
    let orders = store.v2().orders().get_orders().send().await;
    let companies = store.b2b().companies().get_companies().send().await;
    [
        (
            "getProducts",
            products
                .get_products()
                .send()
                .await
                .map(|response| response.status().into()),
        ),
        ("getOrders", orders.map(|response| response.status().into())),
        (
            "get-companies",
            companies.map(|response| response.status().into()),
        ),
        (
            "deleteProduct",
            products
                .delete_product(7)
                .send()
                .await
                .map(|response| response.status().into()),
        ),
    ]
}
