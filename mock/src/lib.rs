//! A BigCommerce store to test programs with: in the process of a test, or as a server of its own.
//!
//! [`MockStore`] serves both APIs over HTTP. It checks each request against the documents and responds as
//! the platform would; what was wrong is in [`MockStore::violations`].
//!
//! ```
//! use bigcommerce::{Error, Store, v3::types::NewProduct};
//! use bigcommerce_mock::MockStore;
//!
//! /// What is to be tested: adds a mug unless there is one.
//! async fn ensure_mug(store: &Store) -> Result<bool, Error> {
//!     let mut products = store.v3().products().get_products().items();
//!     while let Some(product) = products.next().await {
//!         if product?.name.as_deref() == Some("Mug") {
//!             return Ok(false);
//!         }
//!     }
//!     let mug = NewProduct::builder().name("Mug").type_("physical").weight(0.4).price(7.95);
//!     store.v3().products().create_product(mug).send().await?;
//!     Ok(true)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = MockStore::start()?;
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
//! few of most of them. Everything else gets a response made from its schema, whatever was sent before; its lists
//! have a page or two, and what was sent in a list comes back in one.
//!
//! - What is created gets what the platform adds: a product its base variant; an order its totals, and the billing address
//!   as shipping address where it names none; a company its customer group, its administrator and its address.
//! - What is sent with an item, such as an order's `products` or a product's `variants`, can be read below
//!   it and goes with it; a company's administrator is its first user. An order's products take their
//!   names from the catalogue, an order its `status` from its `status_id`. Below what isn't there
//!   everything is a 404.
//! - Lists are filtered, sorted and paged, and show the fields that are asked for (`include_fields`,
//!   `exclude_fields`, `include`). Counts agree with them. An argument that names no field of the items is
//!   checked and has no effect otherwise; deleting by such a one deletes nothing.
//! - Several are created and changed at once (`bulk`, and lists in v3), all of them or none.
//! - What may be there once, such as a name, an SKU or an e-mail address, is refused the second time:
//!   with 409 where the document has that status, else as any other mistake is.
//! - A quote that became an order, expired or was archived can't be changed. A DELETE by ids that don't exist is a 404, and
//!   one of a whole collection of the catalogue needs a filter.
//! - A second passes with each change, beginning at a fixed time, so that responses are the same in each
//!   run.
//!
//! # Webhooks, GraphQL and apps
//! What is done to the store is delivered to the hooks that were made in it, signed, by
//! [`deliver_webhooks`](MockStore::deliver_webhooks); [`event`](MockStore::event) lets happen what no request does. A function
//! given to [`graphql`](MockStore::graphql) responds to documents, and tokens are checked as the platform does.
//! [`install_app`](MockStore::install_app) and [`signed_payload`](MockStore::signed_payload) are what BigCommerce sends to
//! an app.
//!
//! # Real servers
//! Real servers don't always write what their documents say. With
//! [`like_real_servers`](MockStoreBuilder::like_real_servers) the store writes what recordings of them show: `[]` for an empty object in v3
//! and v2, integers for texts and texts for integers in B2B Edition.
//!
//! # What is checked
//! Path, method, query, headers, credential and body, as the document of the operation has them. Of the
//! formats of text, `uuid` (but in B2B Edition, where it is an id of the caller's own), `email` and `uri`
//! are; dates and times in bodies aren't, since the documents' own examples write them in more ways than
//! they say. A filter by a date must have one, unless the store is [`stateless`](MockStoreBuilder::stateless). A batch that
//! is larger than the documented maximum is refused, and with [`MockStoreBuilder::scopes`] or [`MockStore::set_scopes`]
//! whatever the token has no scope for.
//!
//! # The quota
//! v3 and v2 send theirs with each response, so that [`Store::rate_state`](bigcommerce::Store::rate_state) and
//! [`StoreBuilder::on_rate_state`](bigcommerce::StoreBuilder::on_rate_state) have something to show. It is that
//! of a large plan, which no test waits for. [`MockStoreBuilder::quota`] sets a smaller one, of which
//! [`MockStore::other_app_calls`] uses up a part.

mod account;
mod app;
mod below;
mod check;
mod clock;
mod documents;
mod effects;
mod fault;
mod filter;
mod form;
mod format;
mod graphql;
mod host;
#[cfg(feature = "httpmock")]
pub mod httpmock;
mod item;
mod lock;
mod made_up;
mod page;
mod place;
mod quota;
mod real;
mod recorded;
mod refusals;
mod requests;
mod required;
mod resources;
mod response;
mod sample;
mod schema;
mod server;
mod slots;
mod state;
mod stock;
mod texts;
mod tokens;
mod view;
mod webhooks;
mod wrong;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

pub use self::app::CLIENT_ID;
pub use self::webhooks::Delivery;
pub use self::{
    fault::{Fault, UnknownOperation},
    recorded::{Request, Violation},
    tokens::{B2B_STOREFRONT_TOKEN, B2B_V2_TOKEN, PAYMENT_ACCESS_TOKEN},
};
use self::{
    host::Host,
    lock::lock,
    quota::Quota,
    server::{Inner, OnRequest, Settings},
};
use bigcommerce::{Error, Store, StoreBuilder};

/// The hash of the mock store.
pub const STORE_HASH: &str = "mock1";
/// The access token of its one API account.
pub const ACCESS_TOKEN: &str = "mock-access-token";
/// The client secret of that account and of the app, which signs what BigCommerce sends.
pub const CLIENT_SECRET: &str = "mock-client-secret";
/// Its legacy B2B token.
pub const B2B_AUTH_TOKEN: &str = "mock-b2b-auth-token";

/// A store in this process: v3 and v2 on one port of the loopback address, B2B Edition on another.
pub struct MockStore {
    bigcommerce: Host,
    b2b: Host,
    store: Store,
    inner: Arc<Inner>,
}

/// What a [`MockStore`] noted.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Log {
    /// The requests, in the order they were responded to in.
    pub requests: Vec<Request>,
    /// What wasn't as the documents say.
    pub violations: Vec<Violation>,
}

/// Sets up a [`MockStore`].
#[derive(Default)]
#[must_use = "a builder does nothing until `start`"]
pub struct MockStoreBuilder {
    seed: u64,
    stateless: bool,
    scopes: Option<Vec<String>>,
    quota: Quota,
    like_real_servers: bool,
    ports: [u16; 2],
    on_request: Option<OnRequest>,
}

impl MockStoreBuilder {
    /// What the responses are made from; the same seed gives the same ones. 0 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Keeps nothing: every request that is right gets a response made from its schema, whatever ids are in it.
    pub fn stateless(mut self) -> Self {
        self.stateless = true;
        self
    }

    /// The OAuth scopes of the access token; an operation that takes another one is refused as the platform refuses it.
    /// Without this the token has all of them.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Takes so many calls of v3 and v2 in a window of time, from all apps together, and refuses more with 429 until the
    /// window is over. BigCommerce's own plans begin at 150 calls in 30 seconds. Without this the quota is never used up.
    pub fn quota(mut self, calls: u64, window: Duration) -> Self {
        self.quota = Quota::limited(calls, window);
        self
    }

    /// Writes responses as real servers do where recordings of them differ from the documents.
    pub fn like_real_servers(mut self) -> Self {
        self.like_real_servers = true;
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
        self.on_request = Some(Box::new(tell));
        self
    }

    /// Starts the store.
    ///
    /// # Errors
    /// When a port is taken, or the client can't be set up.
    pub fn start(self) -> Result<MockStore, StartError> {
        let inner = Arc::new(Inner::new(Settings {
            seed: self.seed,
            keeps: !self.stateless,
            scopes: self.scopes,
            quota: self.quota,
            like_real_servers: self.like_real_servers,
            on_request: self.on_request,
        }));
        let [bigcommerce, b2b] = self
            .ports
            .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let bigcommerce = Host::serve(&inner, false, bigcommerce)?;
        let b2b = Host::serve(&inner, true, b2b)?;
        let store = builder(&bigcommerce, &b2b)
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

impl MockStore {
    /// Starts a store.
    ///
    /// # Errors
    /// When it can't listen, or the client can't be set up.
    pub fn start() -> Result<Self, StartError> {
        Self::builder().start()
    }

    /// Returns a builder for a store.
    pub fn builder() -> MockStoreBuilder {
        MockStoreBuilder::default()
    }

    /// A client of this store.
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// A builder for a client of this store; it has no credential yet.
    pub fn store_builder(&self) -> StoreBuilder {
        builder(&self.bigcommerce, &self.b2b)
    }

    /// The access token this store takes.
    pub fn access_token(&self) -> &str {
        ACCESS_TOKEN
    }

    /// The client secret that signs webhooks and payloads of callbacks.
    pub fn client_secret(&self) -> &str {
        CLIENT_SECRET
    }

    /// The legacy B2B token this store takes.
    pub fn b2b_auth_token(&self) -> &str {
        B2B_AUTH_TOKEN
    }

    /// Where v3 and v2 are, and payment processing.
    pub fn bigcommerce_url(&self) -> String {
        self.bigcommerce.url()
    }

    /// Where B2B Edition is.
    pub fn b2b_url(&self) -> String {
        self.b2b.url()
    }

    /// Responds to every request of `operation`, such as `v3.products.getProduct`, that is right with this
    /// from now on; with nothing where `body` is null.
    ///
    /// # Errors
    /// When no operation is called that.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce_mock::MockStore::start()?;
    /// let gone = serde_json::json!({"status": 404, "title": "It is gone"});
    /// mock.respond_with("v3.products.getProduct", 404, gone)?;
    /// let response = mock.store().v3().products().get_product(101).send().await;
    /// assert_eq!(response.unwrap_err().problem().unwrap().title(), "It is gone");
    /// # Ok(()) }
    /// ```
    pub fn respond_with(
        &self,
        operation: &str,
        status: u16,
        body: serde_json::Value,
    ) -> Result<(), UnknownOperation> {
        let operation = fault::known(operation)?;
        lock(&self.inner.script).response(operation, status, body);
        Ok(())
    }

    /// Lets the next `times` requests that are right meet a fault.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce_mock::MockStore::start()?;
    /// use bigcommerce_mock::Fault;
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
        lock(&self.inner.script).fault(operation, fault, times);
    }

    /// Another app calls the store so many times now, which uses up the quota they share.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use bigcommerce_mock::MockStore;
    /// use std::time::Duration;
    ///
    /// let mock = MockStore::builder().quota(150, Duration::from_secs(30)).start()?;
    /// mock.other_app_calls(100);
    /// let response = mock.store().v3().products().get_products().send().await?;
    /// assert_eq!(response.rate_limit().unwrap().requests_left, Some(49));
    /// # Ok(()) }
    /// ```
    pub fn other_app_calls(&self, calls: u64) {
        lock(&self.inner.meter).count(calls, Instant::now());
    }

    /// From now on the access token has these OAuth scopes, as when a merchant changes the API account.
    pub fn set_scopes<S: Into<String>>(&self, scopes: impl IntoIterator<Item = S>) {
        let scopes = scopes.into_iter().map(Into::into).collect();
        *lock(&self.inner.account.scopes) = Some(scopes);
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

fn builder(bigcommerce: &Host, b2b: &Host) -> StoreBuilder {
    Store::builder(STORE_HASH)
        .bigcommerce_url(bigcommerce.url())
        .b2b_url(b2b.url())
}
