//! From a lowered document to a Rust module: progenitor writes the types, the operation builders and
//! their names; [`read`] reads them, [`facts`] joins them with the document, [`types`], [`operations`],
//! [`shapes`] and [`table`] write the module, [`tree`] ties the modules of all documents together,
//! [`harness`] lists for tests what was written.
//!
//! Tightening is why the crate compiles in a fraction of the time: progenitor's builders carry their
//! own copy of the request logic, ours fill in one shared `Call` that reads the operation table.

mod batch;
mod builder;
mod facts;
mod fields;
mod guard;
pub mod harness;
mod httpmock;
mod operations;
mod pages;
mod paging;
mod read;
mod reading;
mod shapes;
mod table;
pub mod tree;
mod types;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle, UnknownPolicy};
use quote::quote;
use serde_json::Value;

pub use batch::Batch;
pub use facts::{Facts, Parameter};
pub use guard::BodyList;
pub use paging::{Paging, Style};
pub use read::Location;
use shapes::Shapes;

use crate::{Error, Result, correct, json, lower, manifest::Document, recorded::Recorded, secrets};

/// The generated module of one document.
pub struct Module {
    /// The document.
    pub document: Document,
    /// What was generated for each operation, in the order of the operation table.
    pub operations: Vec<Facts>,
    /// The document as it was generated from, with its corrections.
    pub corrected: Value,
    /// The Rust source of the module.
    pub source: TokenStream,
}

impl Module {
    /// The Rust source of the module's own module `httpmock`.
    pub fn httpmock(&self) -> TokenStream {
        httpmock::write(&self.document, &self.operations)
    }
}

/// `source` as formatted text, so that documentation links and compiler messages can show it.
///
/// # Errors
/// When it is no Rust.
pub fn format(id: &str, source: TokenStream) -> Result<String> {
    let file = syn::parse2(source).map_err(|error| Error::generator(id, error.to_string()))?;
    Ok(prettyplease::unparse(&file))
}

/// The corrected document: vendored facts with the recorded corrections applied.
///
/// # Errors
/// When a file can't be read or a correction no longer fits.
pub fn corrected(specs: &Path, document: &Document) -> Result<Value> {
    let id = document.id();
    let vendored = json::read(&specs.join(document.file()))?;
    let corrections = correct::read(specs, &id)?;
    correct::apply(&id, vendored, &corrections, &document.stale)
}

/// Reads, corrects, lowers and generates `document`.
///
/// # Errors
/// Names the document, the JSON pointer and the fault; a panic of the generator becomes an error.
pub fn module(specs: &Path, document: &Document) -> Result<Module> {
    let recorded = Recorded::read(specs, &document.id())?;
    from_corrected(document, corrected(specs, document)?, &recorded)
}

/// Lowers and generates an already corrected document, of which this is recorded.
///
/// # Errors
/// As [`module`].
pub fn from_corrected(
    document: &Document,
    corrected: Value,
    recorded: &Recorded,
) -> Result<Module> {
    let id = document.id();
    let marked = secrets::mark(document, corrected.clone(), &recorded.secrets)?;
    let lowered = lower::lower(&id, marked)?;
    let file = progenitor(&id, &lowered)?;
    let types = types::tighten(&id, &lowered, &file)?;
    let written = read::operations(&id, &file)?;
    let operations = facts::collect(&id, &corrected, &lowered, recorded, &file, written)?;
    let builders = operations::write(document, &operations)?;
    let pages = pages::write(&operations);
    let shapes = Shapes::of(&id, &lowered, &operations)?;
    let table = table::write(document, &operations, &shapes);
    Ok(Module {
        document: document.clone(),
        source: quote! {
            #builders
            #types
            #pages
            #table
        },
        corrected,
        operations,
    })
}

/// What stock progenitor writes for a lowered document.
fn progenitor(id: &str, lowered: &Value) -> Result<syn::File> {
    let document: OpenAPI = serde_json::from_value(lowered.clone())
        .map_err(|error| Error::document(id, "#", format!("not OpenAPI 3.0: {error}")))?;
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_unknown_crates(UnknownPolicy::Allow)
        .with_map_type("::std::collections::BTreeMap");
    // The generator asserts what it can't express. The lowering should leave nothing of that kind;
    // if it does, the person at the keyboard gets an error with the document's name.
    let generated = catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&settings).generate_tokens(&document)
    }));
    let tokens = match generated {
        Ok(tokens) => tokens.map_err(|error| Error::generator(id, error.to_string()))?,
        Err(panic) => {
            let said = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            return Err(Error::generator(
                id,
                format!("panicked: {}", said.unwrap_or("without a message")),
            ));
        }
    };
    syn::parse2(tokens).map_err(|error| Error::generator(id, format!("wrote no Rust: {error}")))
}
