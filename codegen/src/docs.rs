//! `specs/docs/`, `specs/summaries/` and `specs/examples/`: what people wrote about types, fields and operations.
//! Facts such as limits aren't written there; they come from the documents.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};

use crate::{Error, Result, json, manifest::Api, names::identity};

/// The folder of the examples, relative to `specs/`.
pub const EXAMPLES: &str = "examples";

/// What is written about an API.
#[derive(Clone, Debug, Default)]
pub struct Docs {
    /// By the name of the type.
    pub types: BTreeMap<String, TypeDocs>,
    /// By the id of the document (`api/module`).
    pub modules: BTreeMap<String, ModuleDocs>,
    /// By the id of the document and the name of the method: the body of a function that calls it.
    pub examples: BTreeMap<String, BTreeMap<String, String>>,
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
    /// Reads what is written about an API and these documents of it; nothing if the file does not exist.
    ///
    /// # Errors
    /// When a file can't be read or isn't in its form.
    pub fn read<'i>(
        specs: &Path,
        api: Api,
        documents: impl Iterator<Item = &'i str>,
    ) -> Result<Self> {
        let mut docs = Self {
            types: read(specs, &types_file(api))?,
            ..Self::default()
        };
        for id in documents {
            let module = read(specs, &summaries_file(id))?;
            docs.modules.insert(id.to_owned(), module);
            docs.examples.insert(id.to_owned(), examples(specs, id)?);
        }
        Ok(docs)
    }

    /// The example of a method of the document `id`.
    pub fn example(&self, id: &str, method_name: &str) -> Option<&str> {
        self.examples.get(id)?.get(method_name).map(String::as_str)
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

/// The examples of a document, `specs/examples/{id}/{method}.rs`.
fn examples(specs: &Path, id: &str) -> Result<BTreeMap<String, String>> {
    let folder = specs.join(EXAMPLES).join(id);
    if !folder.exists() {
        return Ok(BTreeMap::new());
    }
    let in_folder = |source| Error::Io {
        path: folder.clone(),
        source,
    };
    let mut examples = BTreeMap::new();
    for entry in fs::read_dir(&folder).map_err(in_folder)? {
        let path = entry.map_err(in_folder)?.path();
        let text = fs::read_to_string(&path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
        let name = path.file_stem().unwrap_or_default();
        examples.insert(name.to_string_lossy().into_owned(), text);
    }
    Ok(examples)
}

fn read<T: Default + for<'de> Deserialize<'de>>(specs: &Path, file: &str) -> Result<T> {
    let path = specs.join(file);
    match path.exists() {
        true => json::read(&path),
        false => Ok(T::default()),
    }
}

/// The file about an API's types, relative to `specs/`.
pub fn types_file(api: Api) -> String {
    format!("docs/{}.json", api.name())
}

/// The file about the operations of the document `id`, relative to `specs/`.
pub fn summaries_file(id: &str) -> String {
    format!("summaries/{id}.json")
}
