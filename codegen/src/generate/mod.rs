//! From a [`Model`] to a Rust module: [`rust_types`] asks progenitor for the Rust type of each value,
//! [`types`], [`operations`], [`pages`], [`shapes`] and [`table`] write the module, [`mod@httpmock`] its helpers
//! for tests. [`tree`] ties the modules of all documents together, [`harness`] lists for tests what was
//! written.
//!
//! The builders of operations fill in one shared `Call` that reads the operation table, which is why the
//! crate compiles in a fraction of the time that a copy of the request logic in each would take.

mod about;
mod builder;
pub mod harness;
mod httpmock;
mod object;
mod operations;
mod pages;
mod rust_types;
mod shapes;
mod table;
pub mod tree;
mod types;

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use rust_types::RustTypes;
use serde_json::Value;
use shapes::Shapes;

use crate::{
    Error, Result,
    manifest::Document,
    model::{Model, Slot},
    recorded::Recorded,
};

/// The generated module of one document.
pub struct Module {
    /// What it was rendered from.
    pub model: Model,
    /// The Rust source of the module.
    pub source: TokenStream,
    types: RustTypes,
}

impl Module {
    /// The Rust type of a part of the type `name`: of a field or, behind them, of what else the object may
    /// hold, or of a branch; without the `Option`s that it may be in.
    pub fn field(&self, name: &str, index: usize) -> String {
        let ty = self.types.parts(name).get(index);
        ty.map(shown).unwrap_or_default()
    }

    /// The Rust type of a value in an operation.
    pub fn value(&self, slot: &Slot) -> String {
        shown(&self.types.value(slot))
    }

    /// The Rust source of the module's own module `httpmock`.
    pub fn httpmock(&self) -> TokenStream {
        httpmock::write(&self.model, &self.types)
    }
}

/// A Rust type as people read it, without the paths of what everybody knows.
fn shown(ty: &TokenStream) -> String {
    let mut shown = ty.to_string().replace(' ', "");
    for path in [
        "std::option",
        "std::vec",
        "std::string",
        "std::boxed",
        "std::collections",
        "serde_json",
        "bigcommerce",
    ] {
        shown = shown.replace(&format!("::{path}::"), "");
    }
    shown.replace("types::", "")
}

/// `source` as formatted text, so that documentation links and compiler messages can show it.
///
/// # Errors
/// When it is no Rust.
pub fn format(id: &str, source: TokenStream) -> Result<String> {
    let file = syn::parse2(source).map_err(|error| Error::generator(id, error.to_string()))?;
    Ok(prettyplease::unparse(&file))
}

/// Reads and generates `document`.
///
/// # Errors
/// Names the document, the JSON pointer and the fault; a panic of progenitor becomes an error.
pub fn module(specs: &Path, document: &Document) -> Result<Module> {
    render(Model::read(specs, document)?)
}

/// Generates an already corrected document, of which this is recorded.
///
/// # Errors
/// As [`module`].
pub fn from_corrected(
    document: &Document,
    corrected: Value,
    recorded: &Recorded,
) -> Result<Module> {
    render(Model::build(document, corrected, recorded)?)
}

/// Generates a module from its `model`.
///
/// # Errors
/// As [`module`].
pub fn render(model: Model) -> Result<Module> {
    let types = RustTypes::of(&model)?;
    let builders = operations::write(&model, &types);
    let definitions = types::write(&model, &types);
    let pages = pages::write(&model, &types);
    let table = table::write(&model, &Shapes::of(&model));
    Ok(Module {
        source: quote! {
            #builders
            #definitions
            #pages
            #table
        },
        model,
        types,
    })
}
