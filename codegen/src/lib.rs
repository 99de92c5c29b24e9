//! Turns the vendored OpenAPI documents in `specs/` into Rust.
//!
//! Data flows one way: [`manifest`] lists the documents, [`correct`] applies the recorded
//! corrections, [`recorded`] holds what else people note of them, [`lower`] brings them into a plain form,
//! [`model`] is what they mean, [`generate`] renders it. Used by `build.rs` and by the maintainer's tasks.

#![allow(
    rustdoc::private_intra_doc_links,
    reason = "its readers are maintainers, who see the private modules too"
)]

pub mod correct;
pub mod credential;
pub mod error;
pub mod generate;
pub mod guards;
pub mod json;
pub mod limits;
pub mod lower;
pub mod manifest;
pub mod model;
pub mod recorded;
pub mod secrets;
mod text;

pub use error::{Error, Result};
