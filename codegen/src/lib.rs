//! Turns the vendored OpenAPI documents in `specs/` into Rust.
//!
//! Data flows one way: [`manifest`] lists the documents, [`correct`] applies the recorded
//! corrections, [`recorded`] holds what else people note of them, [`names`] what each operation is called, [`docs`]
//! what is written about it, [`lower`] brings them into a plain form, [`model`] is what they mean, [`generate`] renders it. Used by `build.rs` and by the
//! maintainer's tasks.
//!
//! [`openapi`] reads documents without generating anything: the mock store and the contract
//! too. It and what is light with it are all there is without the feature `generator`.

#![allow(
    rustdoc::private_intra_doc_links,
    reason = "its readers are maintainers, who see the private modules too"
)]
#![cfg_attr(
    not(feature = "generator"),
    allow(rustdoc::broken_intra_doc_links, reason = "the generator isn't there")
)]

#[cfg(feature = "generator")]
pub mod codes;
#[cfg(feature = "generator")]
pub mod correct;
pub mod credential;
#[cfg(feature = "generator")]
pub mod dates;
#[cfg(feature = "generator")]
pub mod docs;
pub mod error;
#[cfg(feature = "generator")]
pub mod generate;
#[cfg(feature = "generator")]
pub mod guards;
pub mod json;
#[cfg(feature = "generator")]
pub mod limits;
#[cfg(feature = "generator")]
pub mod lower;
#[cfg(feature = "generator")]
pub mod manifest;
#[cfg(feature = "generator")]
pub mod model;
#[cfg(feature = "generator")]
pub mod names;
pub mod openapi;
#[cfg(feature = "generator")]
pub mod recorded;
#[cfg(feature = "generator")]
pub mod scopes;
#[cfg(feature = "generator")]
pub mod secrets;
#[cfg(feature = "generator")]
mod text;
#[cfg(feature = "generator")]
pub mod tokens;
#[cfg(feature = "generator")]
pub mod webhook_scopes;

pub use error::{Error, Result};
