//! Every BigCommerce (v3, v2) and B2B Edition v3 management API, typed, with one API account's token.
//!
//! ```no_run
//! use bigcommerce::Store;
//!
//! # async fn run() -> Result<(), bigcommerce::Error> {
//! let store = Store::new("abc123", "the account's access token")?;
//! let products = store.v3().products().get_products().limit(250).send().await?;
//! let orders = store.v2().orders().get_orders().send().await?;
//! let companies = store.b2b().companies().get_companies().send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Store`] chooses host, base path and headers for each operation. [`v3`](Store::v3),
//! [`v2`](Store::v2) and [`b2b`](Store::b2b) choose the API, the accessor after it the document, the
//! method is BigCommerce's operationId in snake case. [`operations`] lists what is compiled in.
//!
//! A success is a [`Response`], whatever else comes back is one [`Error`].
//!
//! With the feature `schemars` each generated type tells its JSON Schema, which accepts what the
//! document's schema accepts and what decoding does:
//!
#![cfg_attr(feature = "schemars", doc = "```")]
#![cfg_attr(not(feature = "schemars"), doc = "```ignore")]
//! use bigcommerce::v3::products::types::ProductBasePost;
//!
//! let schema = schemars::schema_for!(ProductBasePost);
//! assert_eq!(schema.get("required"), Some(&serde_json::json!(["name", "price", "type", "weight"])));
//! ```

extern crate self as bigcommerce;

pub mod batch;
pub mod call;
pub mod client;
mod connection;
mod credential;
mod decimal;
mod decode;
mod error;
#[cfg(any(feature = "httpmock", feature = "mock"))]
mod failure;
mod form;
mod guard;
#[cfg(feature = "httpmock")]
pub mod httpmock;
mod integer_or_string;
#[cfg(feature = "schemars")]
mod json_schema;
#[cfg(feature = "mock")]
pub mod mock;
mod open_enum;
pub mod operation;
pub mod paging;
mod problem;
mod query;
mod rate_limit;
mod response;
mod secret;
pub mod store;
mod store_hash;
mod stream;
mod transport;
mod upload;

pub use batch::Batches;
pub use credential::{AccessToken, B2bAuthToken};
pub use decimal::Decimal;
#[doc(hidden)]
pub use decode::present;
pub use error::{ConfigurationError, DecodeError, Error, MissingField, PageError};
pub use form::Form;
pub use integer_or_string::IntegerOrString;
pub use operation::operations;
pub use paging::{Items, Pages, Position};
pub use problem::{FieldError, Problem};
pub use rate_limit::{RateLimit, RateState};
pub use response::Response;
pub use secret::{Secret, SecretValue};
pub use store::{Store, StoreBuilder};
pub use store_hash::StoreHash;
pub use stream::{ByteStream, Lines};
pub use transport::{CallOptions, Pacing};
pub use upload::Upload;

include!(concat!(env!("OUT_DIR"), "/tree.rs"));

/// The README's examples are compiled with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
