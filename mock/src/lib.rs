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
//!   with 409 where the document has that status, else as any other mistake is. So is a product whose brand or categories
//!   don't exist.
//! - A quote can be ordered and checked out only while it is open. A DELETE by ids that don't exist is a 404, and one of a
//!   whole collection that needs a filter is refused.
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
//! is larger than the documented maximum is refused, and with [`MockStoreBuilder::scopes`] or [`MockStore::revoke_scope`]
//! whatever the token has no scope for.
//!
//! # The quota
//! v3 and v2 report theirs with each response, so that [`Store::rate_state`](bigcommerce::Store::rate_state) and
//! [`StoreBuilder::on_rate_state`](bigcommerce::StoreBuilder::on_rate_state) have something to show. It is that
//! of a large plan, which no test waits for. [`MockStore::quota`] sets a smaller one, of which another app uses up a part with
//! [`MockStore::foreign_requests`].

mod app;
mod below;
mod builder;
mod check;
mod clock;
mod credentials;
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
mod quotes;
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

use std::sync::Arc;

pub use self::{
    app::CLIENT_ID,
    builder::{MockStoreBuilder, StartError},
    fault::{Fault, UnknownOperation},
    recorded::{Log, Request, Violation},
    tokens::{B2B_STOREFRONT_TOKEN, B2B_V2_TOKEN, PAYMENT_ACCESS_TOKEN, STOREFRONT_TOKEN},
    webhooks::Delivery,
};
use self::{host::Host, lock::lock, server::Inner};
use bigcommerce::{Store, StoreBuilder};

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
        builder::client(&self.bigcommerce, &self.b2b)
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
