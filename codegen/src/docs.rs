//! `specs/docs/` and `specs/summaries/`: what people wrote about types, fields and operations. Facts such as limits
//! aren't written there; they come from the documents.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use crate::{Result, json, manifest::Family, names::identity};

/// What is written about a family.
#[derive(Clone, Debug, Default)]
pub struct Docs {
    /// By the name of the type.
    pub types: BTreeMap<String, TypeDocs>,
    /// By the id of the document (`family/module`).
    pub modules: BTreeMap<String, ModuleDocs>,
}

/// What is written about a type.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TypeDocs {
    /// What it is.
    pub about: String,
    /// Its fields by their names in Rust, or its variants.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// What is written about the operations of a document.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ModuleDocs {
    /// What the resource is, and what the operations are for.
    pub about: String,
    /// By method and URL path below the host, as in `specs/names/`.
    pub operations: BTreeMap<String, OperationDocs>,
}

/// What is written about an operation.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OperationDocs {
    /// What it does, in a sentence.
    pub summary: String,
    /// What people may search for, beside its name and its path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub search: Vec<String>,
}

impl Docs {
    /// Reads what is written about a family and these documents of it; nothing, where there is no file.
    ///
    /// # Errors
    /// When a file can't be read or isn't in its form.
    pub fn read<'i>(
        specs: &Path,
        family: Family,
        documents: impl Iterator<Item = &'i str>,
    ) -> Result<Self> {
        let modules = documents.map(|id| Ok((id.to_owned(), read(specs, &summaries_file(id))?)));
        Ok(Self {
            types: read(specs, &types_file(family))?,
            modules: modules.collect::<Result<_>>()?,
        })
    }

    /// What is written about the type `name`.
    pub fn about(&self, name: &str) -> Option<&str> {
        self.types.get(name).map(|it| it.about.as_str())
    }

    /// What is written about a field or a variant of the type `name`.
    pub fn field(&self, name: &str, field: &str) -> Option<&str> {
        self.types.get(name)?.fields.get(field).map(String::as_str)
    }

    /// What is written about an operation of the document `id`, whatever the parameters in its path are called.
    pub fn operation(&self, id: &str, method: &str, path: &str) -> Option<&OperationDocs> {
        let wanted = identity(method, path);
        let mut all = self.modules.get(id)?.operations.iter();
        let found = all.find(|(key, _)| {
            let parts = key.split_once(' ');
            parts.is_some_and(|(method, path)| identity(method, path) == wanted)
        });
        found.map(|(_, docs)| docs)
    }
}

fn read<T: Default + for<'de> Deserialize<'de>>(specs: &Path, file: &str) -> Result<T> {
    let path = specs.join(file);
    match path.exists() {
        true => json::read(&path),
        false => Ok(T::default()),
    }
}

/// The file about a family's types, relative to `specs/`.
pub fn types_file(family: Family) -> String {
    format!("docs/{}.json", family.name())
}

/// The file about the operations of the document `id`, relative to `specs/`.
pub fn summaries_file(id: &str) -> String {
    format!("summaries/{id}.json")
}
