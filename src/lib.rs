//! Every BigCommerce (v3, v2) and B2B Edition v3 management API, typed, with one API account's token.
//!
//! ```no_run
//! use bigcommerce::Store;
//!
//! # async fn run() -> Result<(), bigcommerce::Error> {
//! let store = Store::new("abc123", "the account's access token")?;
//! let product = store.v3().products().get_product(77).await?; // Product
//! let orders = store.v2().orders().get_orders().limit(50).await?; // Page<Order>
//! let companies = store.b2b().companies().get_companies().await?; // Page<Company>
//! # Ok(())
//! # }
//! ```
//!
//! [`Store`] chooses host, base path and headers for each operation. [`v3`](Store::v3),
//! [`v2`](Store::v2) and [`b2b`](Store::b2b) choose the API, the accessor after it the document, the
//! method says what is done. What it can't do without is in its parentheses, what is optional is a setter.
//! [`operations`] lists what is compiled in.
//!
//! To await a call gives what the response is about: a [`Product`](v3::types::Product), a [`Page`] of them,
//! or `()`. Its `send()` gives the whole [`Response`], with status, headers, rate limit and what of it wasn't
//! as documented. Whatever isn't a success is one [`Error`].
//!
//! # What people come for
//!
//! - Read one thing: [`get_product`](v3::products::Client::get_product),
//!   [`get_order`](v2::orders::Client::get_order), [`get_company`](b2b::companies::Client::get_company).
//! - Read a whole list, page by page or item by item: [`Items`], [`Pages`], for example of
//!   [`get_products`](v3::products::Client::get_products).
//! - Create, change and delete: [`create_product`](v3::products::Client::create_product),
//!   [`update_product`](v3::products::Client::update_product), [`Null`] to clear a field.
//! - Change many in as few requests as the platform allows: [`batch`], for example of
//!   [`update_products`](v3::products::Client::update_products).
//! - Export orders with exact money and dates: [`get_orders`](v2::orders::Client::get_orders), [`Decimal`],
//!   [`DateTime`].
//! - Upload and download files: [`Upload`], [`Form`].
//! - Handle failures: [`Error`], [`Problem`], [`Partial`]; wait less with [`CallOptions::interactive`].
//! - Write an app for many merchants: [`app`].
//! - Call the APIs beside these, with tokens of their own: [`other_apis`].
//! - Receive webhooks: [`webhooks`]; query GraphQL: [`graphql`]; call what has no document: [`RawRequest`].
//! - Serve many stores from one program: [`StoreBuilder`]; find out what a token may do: [`diagnose`].
//! - Test without a store: `MockStore` of the crate `bigcommerce-mock`.
//!
//! With the feature `schemars` each generated type tells its JSON Schema, which accepts what the
//! document's schema accepts and what decoding does:
//!
#![cfg_attr(feature = "schemars", doc = "```")]
#![cfg_attr(not(feature = "schemars"), doc = "```ignore")]
//! use bigcommerce::v3::types::NewProduct;
//!
//! let schema = schemars::schema_for!(NewProduct);
//! assert_eq!(schema.get("required"), Some(&serde_json::json!(["name", "price", "type", "weight"])));
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]
// What the documents share is whole; each of them uses a part of it.
#![cfg_attr(not(feature = "full"), allow(dead_code, unused_imports, unused_macros))]

extern crate self as bigcommerce;

#[cfg(feature = "app")]
pub mod app;
mod base_url;
pub mod batch;
mod build_error;
pub mod call;
mod client;
mod code;
mod compression;
mod connect_error;
mod connection;
mod credential;
mod date_time;
mod decimal;
mod decode;
pub mod diagnose;
mod error;
#[cfg(any(feature = "documents", feature = "httpmock"))]
mod failure;
mod form;
#[cfg(feature = "graphql")]
pub mod graphql;
mod guard;
mod http_client;
mod integer_or_string;
mod json;
#[cfg(feature = "schemars")]
mod json_schema;
mod one_or_many;
mod open_enum;
pub mod operation;
pub mod other_apis;
pub mod paging;
mod partial;
mod problem;
mod proxy;
mod query;
mod rate_limit;
mod raw;
mod raw_request;
mod request_error;
mod response;
mod secret;
pub mod store;
mod store_hash;
mod stream;
mod transport;
mod upload;
#[cfg(feature = "app")]
mod uuid;
#[cfg(feature = "webhooks")]
pub mod webhooks;
#[cfg(feature = "httpmock")]
#[doc(hidden)]
pub mod written;

pub use batch::Batches;
pub use build_error::BuildError;
pub use call::Null;
pub use credential::{
    AccessToken, B2bAuthToken, B2bStorefrontToken, B2bV2Token, CustomerAccessToken,
    PaymentAccessToken, StorefrontToken,
};
pub use date_time::{DateTime, DateTimeError};
#[cfg(feature = "rust_decimal")]
pub use decimal::RustDecimalError;
pub use decimal::{Decimal, ParseDecimalError};
pub use decode::{DecodeError, DecodeErrorKind, Expected, Found, Mismatch};
pub use error::{ConfigurationError, Error, PageError};
pub use form::Form;
pub use guard::Refusal;
pub use http::Method;
pub use integer_or_string::IntegerOrString;
pub use one_or_many::OneOrMany;
pub use operation::operations;
#[cfg(feature = "b2b-storefront")]
pub use other_apis::B2bStorefront;
#[cfg(feature = "b2b-v2")]
pub use other_apis::B2bV2;
#[cfg(feature = "payments")]
pub use other_apis::Payments;
pub use paging::{Items, Page, Pages, Position, UnexpectedPage};
pub use partial::Partial;
pub use problem::{FieldError, Problem};
pub use rate_limit::{RateLimit, RateState};
pub use raw_request::RawRequest;
pub use request_error::{RequestError, RequestErrorKind, UploadError};
pub use response::Response;
pub use secret::{Secret, SecretValue};
pub use store::{Store, StoreBuilder};
pub use store_hash::StoreHash;
pub use stream::{ByteStream, Lines};
pub use transport::{CallOptions, Pacing, RetryBudget};
pub use upload::Upload;

include!(concat!(env!("OUT_DIR"), "/tree.rs"));

#[cfg(feature = "test-tables")]
include!(concat!(env!("OUT_DIR"), "/calls.rs"));

#[cfg(feature = "httpmock")]
include!(concat!(env!("OUT_DIR"), "/httpmock.rs"));

#[cfg(all(feature = "httpmock", feature = "test-tables"))]
include!(concat!(env!("OUT_DIR"), "/mocks.rs"));

/// The README's examples are compiled with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
