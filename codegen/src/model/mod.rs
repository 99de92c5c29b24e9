//! The model of an API: what the operations of its documents take and respond with, in types that
//! have names.
//!
//! It is built once, from documents that [`crate::lower`] has brought into a plain form, by small steps:
//! [`graph`] reads the schemas, [`payload`] takes off envelopes, [`classes`] finds equal schemas, [`naming`]
//! gives each type the name that is recorded for where it stands ([`resource`] says what a path is about,
//! [`fit`] what can be one type), [`types`] puts together what stands under one name, [`operations`] adds
//! the operations, [`codes`] gives names to numbers that stand for something,
//! [`dates`] says how each date is written. Rust is rendered from the model alone.
//!
//! Types belong to an API, since the same thing is in several documents. All of them are read, whichever are
//! wanted, so that no type depends on what else somebody compiles.

mod amount;
mod batch;
mod classes;
mod codes;
mod dates;
mod fit;
mod graph;
mod guard;
mod ids;
mod naming;
mod operations;
mod paging;
mod payload;
mod resource;
mod types;

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

use serde_json::Value;

pub use batch::{Batch, List};
pub use dates::Notation;
pub use guard::BodyList;
pub use naming::{Record, RecordedType};
pub use operations::{Body, Location, Operation, Parameter, Payload, Response};
pub use paging::Paging;
pub use types::{Branch, Definition, Field, Kind, Object, Required, Scalar, Slot, Type, Variant};

use crate::{
    Result, codes as recorded_codes, correct, dates as recorded_dates,
    docs::Docs,
    lower,
    manifest::{Api, Document},
    names,
    recorded::{self, Recorded},
    secrets,
};

/// An API of documents, ready to be rendered.
pub struct Model {
    /// Which API it is.
    pub api: Api,
    /// The documents.
    pub modules: Vec<Module>,
    /// The types by name.
    pub types: BTreeMap<String, Definition>,
    /// Which names the types have now, by where they stand.
    pub names: Record,
    /// What people wrote about the types and operations.
    pub docs: Docs,
}

/// A document of an API.
pub struct Module {
    /// The document.
    pub document: Document,
    /// Its operations, in the order of paths and methods.
    pub operations: Vec<Operation>,
    /// The document as it was built from, with its corrections.
    pub corrected: Value,
}

/// A document, and what a model is built from.
pub struct Source<'a> {
    /// The document.
    pub document: &'a Document,
    /// It with its corrections.
    pub corrected: Value,
    /// What is recorded of it.
    pub recorded: Recorded,
}

impl Model {
    /// Reads those of the `documents` that are of an API, and what is recorded of them, in the folder
    /// `specs`, and builds their model.
    ///
    /// # Errors
    /// Names the file, or the document, the JSON pointer and the fault.
    pub fn read(specs: &Path, api: Api, documents: &[Document]) -> Result<Self> {
        let own = documents.iter().filter(|it| it.api == api);
        let sources = own.map(|document| {
            Ok(Source {
                document,
                corrected: correct::vendored(specs, document)?,
                recorded: Recorded::read(specs, &document.id())?,
            })
        });
        let sources: Vec<_> = sources.collect::<Result<_>>()?;
        let ids: Vec<String> = sources.iter().map(|source| source.document.id()).collect();
        let model = Self::build(api, sources, &names::types(specs, api)?)?;
        let mut model = Self {
            docs: Docs::read(specs, api, ids.iter().map(String::as_str))?,
            ..model
        };
        codes::apply(&mut model, &recorded_codes::read(specs, api)?);
        model.date(&recorded::files(specs)?)?;
        Ok(model)
    }

    /// Makes what is a date or a time one, by rule or as the `files` that people record say.
    ///
    /// # Errors
    /// When what is recorded isn't in its form.
    pub fn date(&mut self, files: &BTreeMap<String, Value>) -> Result<()> {
        let recorded = recorded_dates::of(files, self.api)?;
        dates::apply(self, &recorded);
        Ok(())
    }

    /// Builds the model of documents of an API whose types are called as it is recorded.
    ///
    /// # Errors
    /// Names the document, the JSON pointer and the fault.
    pub fn build(api: Api, sources: Vec<Source>, names: &Record) -> Result<Self> {
        let lowered = sources.iter().map(|source| {
            let id = source.document.id();
            let secrets = &source.recorded.secrets;
            let marked = secrets::mark(source.document, source.corrected.clone(), secrets)?;
            lower::lower(&id, marked)
        });
        let lowered: Vec<Value> = lowered.collect::<Result<_>>()?;
        let each = sources.iter().zip(&lowered);
        let each = each.map(|(source, lowered)| graph::Source {
            id: source.document.id(),
            base_path: &source.document.base_path,
            lowered,
        });
        let graph = graph::read(&each.collect::<Vec<_>>())?;
        let classes = classes::of(&graph);
        let named = naming::assign(&graph, &classes, names);
        let mut types = types::collect(&graph, &named, names);
        let modules = sources.into_iter().zip(&lowered).map(|(source, lowered)| {
            let operations = operations::collect(&source, lowered, &graph, &named, &types)?;
            Ok(Module {
                document: source.document.clone(),
                operations,
                corrected: source.corrected,
            })
        });
        let modules: Vec<Module> = modules.collect::<Result<_>>()?;
        let operations = modules.iter().flat_map(|module| &module.operations);
        ids::mark(&mut types, operations);
        let names = named.into_record(&types, names);
        Ok(Self {
            api,
            modules,
            types,
            names,
            docs: Docs::default(),
        })
    }

    /// The model of some of its documents: those, and the types that they lead to.
    pub fn of(mut self, is_wanted: impl Fn(&Document) -> bool) -> Self {
        self.modules.retain(|module| is_wanted(&module.document));
        let operations = self.modules.iter().flat_map(|module| &module.operations);
        let mut open: Vec<&Slot> = operations.flat_map(Operation::slots).collect();
        let mut reached = HashSet::new();
        while let Some(slot) = open.pop() {
            if let Some(name) = slot.ty.name()
                && reached.insert(name.to_owned())
                && let Some(definition) = self.types.get(name)
            {
                open.extend(definition.kind.slots());
            }
        }
        self.types.retain(|name, _| reached.contains(name));
        self
    }

    /// The definition of a named type.
    pub fn definition(&self, ty: &Type) -> Option<&Definition> {
        match ty {
            Type::Named(name) => self.types.get(name),
            _ => None,
        }
    }
}
