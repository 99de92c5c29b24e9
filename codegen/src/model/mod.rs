//! The model of a document: what its operations take and respond with, in types that have names.
//!
//! It is built once, from a document that [`crate::lower`] has brought into a plain form, by small steps:
//! [`graph`] reads the schemas, [`classes`] finds equal ones, [`naming`] gives each type the name that is
//! recorded for where it stands, [`types`] puts together what stands under one name, [`operations`] adds
//! the operations. Rust is rendered from the model alone.

mod batch;
mod classes;
mod graph;
mod guard;
mod naming;
mod operations;
mod paging;
mod types;

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

pub use batch::{Batch, List};
pub use guard::BodyList;
pub use naming::{Record, RecordedType};
pub use operations::{Body, Location, Operation, Parameter, Response};
pub use paging::{Paging, Style};
pub use types::{Branch, Definition, Field, Kind, Object, Required, Scalar, Slot, Type, Variant};

use crate::{Result, correct, lower, manifest::Document, recorded::Recorded, secrets};

/// A document, ready to be rendered.
pub struct Model {
    /// The document.
    pub document: Document,
    /// Its operations, in the order of paths and methods.
    pub operations: Vec<Operation>,
    /// Its types by name.
    pub types: BTreeMap<String, Definition>,
    /// Which names the types have now, by where they stand.
    pub names: Record,
    /// The document as it was built from, with its corrections.
    pub corrected: Value,
}

impl Model {
    /// Reads `document` and what is recorded of it in the folder `specs`, and builds its model.
    ///
    /// # Errors
    /// Names the file, or the document, the JSON pointer and the fault.
    pub fn read(specs: &Path, document: &Document) -> Result<Self> {
        let recorded = Recorded::read(specs, &document.id())?;
        Self::build(document, correct::vendored(specs, document)?, &recorded)
    }

    /// Builds the model of a `corrected` document, of which this is recorded.
    ///
    /// # Errors
    /// Names the document, the JSON pointer and the fault.
    pub fn build(document: &Document, corrected: Value, recorded: &Recorded) -> Result<Self> {
        let id = document.id();
        let marked = secrets::mark(document, corrected.clone(), &recorded.secrets)?;
        let lowered = lower::lower(&id, marked)?;
        let graph = graph::read(&id, &lowered)?;
        let classes = classes::of(&graph);
        let named = naming::assign(&graph, &classes, &recorded.names.types);
        let types = types::collect(&graph, &named, &recorded.names.types);
        let operations = operations::collect(
            document, &corrected, &lowered, recorded, &graph, &named, &types,
        )?;
        let names = named.into_record(&types, &recorded.names.types);
        Ok(Self {
            document: document.clone(),
            operations,
            types,
            names,
            corrected,
        })
    }

    /// The definition of a named type.
    pub fn definition(&self, ty: &Type) -> Option<&Definition> {
        match ty {
            Type::Named(name) => self.types.get(name),
            _ => None,
        }
    }
}
