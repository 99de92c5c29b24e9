//! Turns the vendored OpenAPI documents in `specs/` into Rust.
//!
//! Data flows one way: [`manifest`] lists the documents, [`correct`] applies the recorded
//! corrections, [`recorded`] holds what else people note of them, [`names`] what each operation is called, [`lower`]
//! removes what the generator can't take, [`generate`] runs progenitor and tightens what it wrote. Used by `build.rs` and by the maintainer's tasks.

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
pub mod names;
pub mod recorded;
pub mod secrets;
mod text;

pub use error::{Error, Result};
