//! From a [`Model`] to Rust: [`rust_types`] asks progenitor for the Rust type of each value, [`types`] and
//! [`shapes`] write what is an API's, [`operations`] and [`table`] the module of each document, [`mod@httpmock`]
//! its helpers for tests. [`tree`] ties the modules of all APIs together, [`test_tables`] lists for tests what
//! was written.
//!
//! The builders of operations fill in one shared `Call` that reads the operation table, which is why the
//! crate compiles in a fraction of the time that a copy of the request logic in each would take.

mod about;
mod about_operation;
mod builder;
pub mod httpmock;
mod nullable;
mod object;
mod operations;
mod rust_types;
mod shapes;
mod table;
pub mod test_tables;
pub mod tree;
mod types;
mod update;

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use rust_types::RustTypes;
use serde_json::Value;
use shapes::Shapes;

use crate::{
    Error, Result,
    manifest::Document,
    model::{Model, Module, Operation, Record, Slot, Source},
    recorded::Recorded,
};

/// The Rust of an API.
pub struct Api {
    /// What it is rendered from.
    pub model: Model,
    types: RustTypes,
    shapes: Shapes,
}

impl Api {
    /// Finds out what is to be rendered.
    ///
    /// # Errors
    /// Names the API and the fault; a panic of progenitor becomes an error.
    pub fn of(model: Model) -> Result<Self> {
        Ok(Self {
            types: RustTypes::of(&model)?,
            shapes: Shapes::of(&model),
            model,
        })
    }

    /// The Rust source of its module `types`.
    pub fn types(&self) -> TokenStream {
        types::write(&self.model, &self.types)
    }

    /// What its modules share: the table of what responses are.
    pub fn shapes(&self) -> TokenStream {
        self.shapes.table()
    }

    /// Its documents' modules, each with its Rust source.
    pub fn modules(&self) -> impl Iterator<Item = (&Module, TokenStream)> {
        let modules = self.model.modules.iter().enumerate();
        modules.map(|(index, module)| {
            let operations = operations::write(module, &self.model.docs, &self.types);
            let table = table::write(module, index, &self.shapes);
            (module, quote!(#operations #table))
        })
    }

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
}

/// A document that is rendered alone, to see that it can be.
pub struct Alone(Api);

impl Alone {
    /// Its operations.
    pub fn operations(&self) -> &[Operation] {
        let modules = self.0.model.modules.first();
        modules.map_or(&[], |module| &module.operations)
    }

    /// Its operations alone.
    pub fn into_operations(self) -> Vec<Operation> {
        let mut modules = self.0.model.modules.into_iter();
        modules
            .next()
            .map(|module| module.operations)
            .unwrap_or_default()
    }

    /// The model of its API, which has no other document.
    pub fn model(&self) -> &Model {
        &self.0.model
    }

    /// The Rust source of its types and its module.
    pub fn source(&self) -> TokenStream {
        let types = self.0.types();
        let modules = self.0.modules().map(|(_, source)| source);
        quote!(pub mod types { #types } #(#modules)*)
    }
}

/// Reads and renders `document` alone.
///
/// # Errors
/// Names the document, the JSON pointer and the fault; a panic of progenitor becomes an error.
pub fn alone(specs: &Path, document: &Document) -> Result<Alone> {
    let documents = std::slice::from_ref(document);
    let model = Model::read(specs, document.api, documents)?;
    Api::of(model).map(Alone)
}

/// Renders an already corrected document alone, of which this is recorded.
///
/// # Errors
/// As [`alone`].
pub fn from_corrected(document: &Document, corrected: Value, recorded: &Recorded) -> Result<Alone> {
    let source = Source {
        document,
        corrected,
        recorded: recorded.clone(),
    };
    let model = Model::build(document.api, vec![source], &Record::new())?;
    Api::of(model).map(Alone)
}

/// `source` as formatted text, so that documentation links and compiler messages can show it.
///
/// # Errors
/// When it is not Rust.
pub fn format(id: &str, source: TokenStream) -> Result<String> {
    let file = syn::parse2(source).map_err(|error| Error::generator(id, error.to_string()))?;
    Ok(prettyplease::unparse(&file))
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
