//! A store in this process, to test programs with (feature `mock`).
//!
//! [`MockStore`] serves both APIs over HTTP. It checks each request against the documents and answers as
//! the platform would; what was wrong is in [`MockStore::violations`].
//!
//! ```
//! use bigcommerce::{Error, Store, mock::MockStore, v3::products::types::ProductBasePost};
//!
//! /// What is to be tested: adds a mug unless there is one.
//! async fn ensure_mug(store: &Store) -> Result<bool, Error> {
//!     let mut products = store.v3().products().get_products().items();
//!     while let Some(product) = products.next().await {
//!         if product?.name.as_deref() == Some("Mug") {
//!             return Ok(false);
//!         }
//!     }
//!     let mug = ProductBasePost::builder().name("Mug").type_("physical").weight(0.4).price(7.95);
//!     store.v3().products().create_product().body(mug).send().await?;
//!     Ok(true)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = MockStore::start().await?;
//! assert!(ensure_mug(&mock.store()).await?);
//! assert!(!ensure_mug(&mock.store()).await?); // it is in the list now
//! assert!(mock.violations().is_empty());
//! # Ok(()) }
//! ```
//!
//! # What is kept
//! Products with their variants, images, videos, custom fields, bulk pricing rules and reviews; brands,
//! categories; customers, the same ones in v3 and v2, with their addresses, and customer groups; v2 orders
//! with their products, shipping addresses and shipments, and the order statuses; price lists; webhooks;
//! B2B Edition's companies, users, addresses, quotes, shopping lists and invoices. The store begins with a
//! few of most of them. Everything else is answered from its schema, whatever was sent before.
//!
//! - What is sent with an item, such as an order's `products` or a product's `variants`, can be read below
//!   it and goes with it; a company's administrator is its first user. An order's products take their names from the catalogue, an order its `status`
//!   from its `status_id`. Below what isn't there everything is a 404.
//! - Lists are filtered, sorted and paged, and show the fields that are asked for (`include_fields`,
//!   `exclude_fields`, `include`). Counts agree with them. An argument that names no field of the items is
//!   checked and has no effect otherwise; deleting by such a one deletes nothing.
//! - Several are created and changed at once (`bulk`, and lists in v3), all of them or none.
//! - What may be there once, such as a name, an SKU or an e-mail address, is refused the second time:
//!   with 409 where the document has that status, else as any other mistake is.
//! - A second passes with each change, beginning at a fixed time, so that answers are the same in each
//!   run.
//!
//! # What is checked
//! Path, method, query, headers, credential and body, as the document of the operation has them. Of the
//! formats of text, `uuid` (but in B2B Edition, where it is an id of the caller's own), `email` and `uri`
//! are; dates and times aren't, for the documents' own examples write them in more ways than they say.
//!
//! # The quota
//! v3 and v2 tell of theirs with each answer, so that [`Store::rate_state`](crate::Store::rate_state) and
//! [`StoreBuilder::on_rate_state`](crate::StoreBuilder::on_rate_state) have something to show. It is that
//! of a large plan: no test waits for it. What a small one does is a [`Fault`].

mod answer;
mod check;
mod clock;
mod documents;
mod fault;
mod filter;
mod form;
mod format;
mod page;
mod place;
mod quota;
mod recorded;
mod requests;
mod required;
mod resources;
mod sample;
mod schema;
mod state;
mod stock;
mod view;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};

pub(crate) use self::documents::Source;
use self::{
    answer::Answer,
    check::Account,
    documents::{Operation, Route},
    fault::Script,
    quota::Meter,
    state::State,
};
pub use self::{
    fault::{Fault, UnknownOperation},
    recorded::{Request, Violation},
};
use crate::{AccessToken, B2bAuthToken, Error, Store, StoreBuilder, StoreHash, operation::Family};

/// The hash of the mock store.
pub const STORE_HASH: &str = "mock1";
/// The access token of its one API account.
pub const ACCESS_TOKEN: &str = "mock-access-token";
/// Its legacy B2B token.
pub const B2B_AUTH_TOKEN: &str = "mock-b2b-auth-token";

/// A store in this process: v3 and v2 on one port of the loopback address, B2B Edition on another.
pub struct MockStore {
    bigcommerce: MockServer,
    b2b: MockServer,
    store: Store,
    inner: Arc<Inner>,
}

struct Inner {
    seed: u64,
    account: Account,
    /// `None` where nothing is kept.
    state: Option<Mutex<State>>,
    script: Mutex<Script>,
    meter: Mutex<Meter>,
    log: Mutex<Log>,
}

/// What a [`MockStore`] noted.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Log {
    /// The requests, in the order they were answered in.
    pub requests: Vec<Request>,
    /// What wasn't as the documents say.
    pub violations: Vec<Violation>,
}

/// Sets up a [`MockStore`].
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `start`"]
pub struct MockStoreBuilder {
    seed: u64,
    stateless: bool,
}

impl MockStoreBuilder {
    /// What the answers are made from; the same seed gives the same ones. 0 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Keeps nothing: every request that is right is answered from its schema, whatever ids are in it.
    pub fn stateless(mut self) -> Self {
        self.stateless = true;
        self
    }

    /// Starts the store.
    ///
    /// # Errors
    /// When the client can't be set up.
    pub async fn start(self) -> Result<MockStore, Error> {
        let inner = Arc::new(Inner {
            seed: self.seed,
            account: Account {
                hash: STORE_HASH.to_owned(),
                access_token: ACCESS_TOKEN.to_owned(),
                b2b_auth_token: B2B_AUTH_TOKEN.to_owned(),
            },
            state: (!self.stateless).then(|| Mutex::new(State::new(STORE_HASH, self.seed))),
            script: Mutex::default(),
            meter: Mutex::new(Meter::new(Instant::now())),
            log: Mutex::default(),
        });
        let bigcommerce = serve(&inner, false).await;
        let b2b = serve(&inner, true).await;
        let store = builder(&bigcommerce, &b2b)?
            .access_token(AccessToken::new(ACCESS_TOKEN)?)
            .build()?;
        Ok(MockStore {
            bigcommerce,
            b2b,
            store,
            inner,
        })
    }
}

impl MockStore {
    /// Starts a store.
    ///
    /// # Errors
    /// When the client can't be set up.
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Sets up a store in detail.
    pub fn builder() -> MockStoreBuilder {
        MockStoreBuilder::default()
    }

    /// A client of this store.
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// A client of this store to be set up further; it has no credential yet.
    ///
    /// # Errors
    /// Never so far.
    pub fn store_builder(&self) -> Result<StoreBuilder, Error> {
        builder(&self.bigcommerce, &self.b2b)
    }

    /// The access token this store takes.
    ///
    /// # Errors
    /// Never so far.
    pub fn access_token(&self) -> Result<AccessToken, Error> {
        Ok(AccessToken::new(ACCESS_TOKEN)?)
    }

    /// The legacy B2B token this store takes.
    ///
    /// # Errors
    /// Never so far.
    pub fn b2b_auth_token(&self) -> Result<B2bAuthToken, Error> {
        Ok(B2bAuthToken::new(B2B_AUTH_TOKEN)?)
    }

    /// Where v3 and v2 are.
    pub fn bigcommerce_url(&self) -> String {
        self.bigcommerce.base_url()
    }

    /// Where B2B Edition is.
    pub fn b2b_url(&self) -> String {
        self.b2b.base_url()
    }

    /// Answers every request of `operation`, such as `v3.products.getProduct`, that is right with this
    /// from now on; with nothing where `body` is null.
    ///
    /// # Errors
    /// When no operation is called that.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce::mock::MockStore::start().await?;
    /// let gone = serde_json::json!({"status": 404, "title": "It is gone"});
    /// mock.answer("v3.products.getProduct", 404, gone)?;
    /// let answer = mock.store().v3().products().get_product().product_id(101).send().await;
    /// assert_eq!(answer.unwrap_err().problem().unwrap().title(), "It is gone");
    /// # Ok(()) }
    /// ```
    pub fn answer(
        &self,
        operation: &str,
        status: u16,
        body: serde_json::Value,
    ) -> Result<(), UnknownOperation> {
        let operation = fault::known(operation)?;
        lock(&self.inner.script).answer(operation, status, body);
        Ok(())
    }

    /// Lets the next `times` requests that are right meet a fault.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce::mock::MockStore::start().await?;
    /// use bigcommerce::mock::Fault;
    ///
    /// mock.fault(Fault::Status(503), 1);
    /// mock.store().v3().products().get_products().send().await?; // sent again
    /// assert_eq!(mock.requests().len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn fault(&self, fault: Fault, times: usize) {
        self.plan(None, fault, times);
    }

    /// Lets the next `times` requests of `operation` that are right meet a fault.
    ///
    /// # Errors
    /// When no operation is called that.
    pub fn fault_of(
        &self,
        operation: &str,
        fault: Fault,
        times: usize,
    ) -> Result<(), UnknownOperation> {
        self.plan(Some(fault::known(operation)?), fault, times);
        Ok(())
    }

    fn plan(&self, operation: Option<String>, fault: Fault, times: usize) {
        if times == 0 {
            return;
        }
        // A delay is the server's, so that it answers others meanwhile.
        if let Fault::Latency(latency) = fault {
            serve_late(&self.bigcommerce, &self.inner, false, latency);
            serve_late(&self.b2b, &self.inner, true, latency);
        }
        lock(&self.inner.script).fault(operation, fault, times);
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.inner.log).requests.clone()
    }

    /// Everything so far that wasn't as the documents say.
    pub fn violations(&self) -> Vec<Violation> {
        lock(&self.inner.log).violations.clone()
    }

    /// Everything noted since it was last taken.
    pub fn take(&self) -> Log {
        std::mem::take(&mut lock(&self.inner.log))
    }
}

impl Inner {
    fn respond(&self, b2b: bool, request: &HttpMockRequest) -> HttpMockResponse {
        let mut request = Request::new(request);
        let (answer, violations) = self.answer(b2b, &mut request);
        request.status = answer.status;
        let mut log = lock(&self.log);
        log.requests.push(request);
        log.violations.extend(violations);
        answer.into()
    }

    fn answer(&self, b2b: bool, request: &mut Request) -> (Answer, Vec<Violation>) {
        let status = match documents::route(b2b, &request.method, &request.path) {
            Route::To(operation, arguments) => {
                request.operation = Some(operation.name());
                let faults = check::check(operation, &arguments, request, &self.account);
                if faults.is_empty() {
                    return (self.success(operation, request), Vec::new());
                }
                let violations = faults.iter().map(|fault| Violation {
                    operation: operation.name(),
                    pointer: fault.pointer.clone(),
                    why: fault.why.clone(),
                });
                let answer = answer::refusal(operation.family, &faults);
                let answer = self.metered(operation.family, answer);
                return (answer, violations.collect());
            }
            Route::OtherMethods => 405,
            Route::Nowhere => 404,
        };
        let (pointer, why) = match status {
            405 => ("/method", "no operation of this path has it"),
            _ => ("/path", "is no operation's"),
        };
        let violation = Violation {
            operation: format!("{} {}", request.method, request.path),
            pointer: pointer.to_owned(),
            why: why.to_owned(),
        };
        let problem = answer::problem(family(b2b, &request.path), status, &[]);
        (problem, vec![violation])
    }

    /// What a request that is right is answered with.
    fn success(&self, operation: &'static Operation, request: &Request) -> Answer {
        let name = operation.name();
        let mut script = lock(&self.script);
        if let Some(fault) = script.meet(operation.family, &name) {
            return fault;
        }
        let told = script.told(&name);
        drop(script);
        let kept = self.state.as_ref();
        let answer = told
            .or_else(|| kept.and_then(|state| lock(state).answer(operation, request)))
            .unwrap_or_else(|| answer::sampled(operation, self.seed, &request.path));
        self.metered(operation.family, answer)
    }

    /// Tells of the quota where the platform does: not whom it doesn't know, and with a 429 only where a
    /// test asks for that fault.
    fn metered(&self, family: Family, mut answer: Answer) -> Answer {
        if family != Family::B2b && !matches!(answer.status, 401 | 429) {
            let told = lock(&self.meter).count(Instant::now());
            answer.headers.extend(told);
        }
        answer
    }

    /// How long `request` waits for its answer.
    fn latency(&self, b2b: bool, request: &HttpMockRequest) -> Option<Duration> {
        match documents::route(b2b, request.method_str(), request.uri().path()) {
            Route::To(operation, _) => lock(&self.script).latency(&operation.name()),
            Route::OtherMethods | Route::Nowhere => None,
        }
    }
}

/// The API of a path that no operation has.
fn family(b2b: bool, path: &str) -> Family {
    match path.split('/').nth(3) {
        _ if b2b => Family::B2b,
        Some("v2") => Family::V2,
        _ => Family::V3,
    }
}

fn builder(bigcommerce: &MockServer, b2b: &MockServer) -> Result<StoreBuilder, Error> {
    Ok(Store::builder(StoreHash::new(STORE_HASH)?)
        .bigcommerce_url(bigcommerce.base_url())
        .b2b_url(b2b.base_url()))
}

/// Starts a host.
async fn serve(inner: &Arc<Inner>, b2b: bool) -> MockServer {
    let server = MockServer::start_async().await;
    let (waits, inner) = (Arc::clone(inner), Arc::clone(inner));
    server
        .mock_async(|when, then| {
            when.is_true(move |request| waits.latency(b2b, request).is_none());
            then.respond_with(move |request| inner.respond(b2b, request));
        })
        .await;
    server
}

/// Makes a host answer late where that is due.
fn serve_late(server: &MockServer, inner: &Arc<Inner>, b2b: bool, latency: Duration) {
    let (waits, inner) = (Arc::clone(inner), Arc::clone(inner));
    server.mock(|when, then| {
        when.is_true(move |request| waits.latency(b2b, request) == Some(latency));
        then.delay(latency)
            .respond_with(move |request| inner.respond(b2b, request));
    });
}

/// A lock that a panicking thread left is as good as any: nothing is half done under it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
