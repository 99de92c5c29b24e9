//! `specs/names/`: what each operation and type is called, and in which document an operation is.
//!
//! An operation is its method and URL, wherever upstream keeps it; a type is what stands at some places of
//! operations and other types. An import adds what is new and changes nothing that is recorded; what is of
//! an operation that is gone stays, so that its name is never given to another one.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use crate::openapi::anonymous;
use crate::{Error, Result, json, lower, manifest::Api, model, openapi};

/// The folder: a file for the operations of each document, and one for the types of each API.
pub const FOLDER: &str = "names";

/// The recorded names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// What is recorded of each document (`api/module`).
    pub documents: BTreeMap<String, DocumentNames>,
    /// The types of each API.
    pub types: BTreeMap<Api, model::Record>,
}

/// The names in one document.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct DocumentNames {
    /// Its operations, by method and URL path below the host: `GET /stores/{store_hash}/v3/things`.
    #[serde(default)]
    pub operations: BTreeMap<String, OperationName>,
}

impl DocumentNames {
    /// Reads the names in the document `id` from the folder `specs`; nothing is recorded where there is no
    /// file.
    ///
    /// # Errors
    /// When it can't be read or isn't in its form.
    pub fn read(specs: &Path, id: &str) -> Result<Self> {
        let path = specs.join(file(id));
        if path.exists() {
            json::read(&path)
        } else {
            Ok(Self::default())
        }
    }
}

impl DocumentNames {
    /// Every recorded operation, by its [`identity`].
    pub fn by_identity(&self) -> BTreeMap<String, &OperationName> {
        let operations = self.operations.iter();
        let found = operations.filter_map(|(key, name)| {
            let (method, path) = key.split_once(' ')?;
            Some((identity(method, path), name))
        });
        found.collect()
    }
}

/// Reads the names of an API's types from the folder `specs`; nothing is recorded where there is no
/// file.
///
/// # Errors
/// When it can't be read or isn't in its form.
pub fn types(specs: &Path, api: Api) -> Result<model::Record> {
    let path = specs.join(types_file(api));
    match path.exists() {
        true => json::read(&path),
        false => Ok(model::Record::new()),
    }
}

/// The file of the names of an API's types, relative to `specs/`.
pub fn types_file(api: Api) -> String {
    format!("{FOLDER}/{}.types.json", api.name())
}

/// The file of the names in the document `id`, relative to `specs/`.
pub fn file(id: &str) -> String {
    format!("{FOLDER}/{id}.json")
}

/// What one operation is called.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct OperationName {
    /// Its `operationId` in the vendored document: the first that upstream gave it.
    pub id: String,
    /// Its method in Rust.
    pub method: String,
}

/// An operation as it is found by its method and path.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'n> {
    /// The document it is in.
    pub document: &'n str,
    /// Its path below the host as it is recorded, with the recorded names of its parameters.
    pub path: &'n str,
    /// What it is called.
    pub name: &'n OperationName,
}

impl OperationName {
    /// An operation that has no recorded name yet, and that upstream calls `id`.
    pub fn by_rule(id: &str) -> Self {
        Self {
            method: lower::method_name(id),
            id: id.to_owned(),
        }
    }
}

impl Names {
    /// Reads all files in the folder `specs`.
    ///
    /// # Errors
    /// When one can't be read or isn't in its form.
    pub fn read(specs: &Path) -> Result<Self> {
        let mut documents = BTreeMap::new();
        for api in Api::ALL.map(Api::name) {
            let folder = specs.join(FOLDER).join(api);
            if !folder.is_dir() {
                continue;
            }
            let fault = |source| Error::Io {
                path: folder.clone(),
                source,
            };
            for entry in std::fs::read_dir(&folder).map_err(fault)? {
                let name = entry.map_err(fault)?.file_name();
                if let Some(module) = name.to_str().and_then(|name| name.strip_suffix(".json")) {
                    let id = format!("{api}/{module}");
                    documents.insert(id.clone(), DocumentNames::read(specs, &id)?);
                }
            }
        }
        let types = Api::ALL.map(|api| Ok((api, types(specs, api)?)));
        Ok(Self {
            documents,
            types: types.into_iter().collect::<Result<_>>()?,
        })
    }

    /// Every recorded operation, by its [`identity`].
    pub fn by_identity(&self) -> BTreeMap<String, Recorded<'_>> {
        let mut found = BTreeMap::new();
        for (document, names) in &self.documents {
            for (key, name) in &names.operations {
                let Some((method, path)) = key.split_once(' ') else {
                    continue;
                };
                let recorded = Recorded {
                    document,
                    path,
                    name,
                };
                found.entry(identity(method, path)).or_insert(recorded);
            }
        }
        found
    }

    /// Adds the operations of the document `id` that aren't recorded yet.
    pub fn add(&mut self, id: &str, base_path: &str, facts: &Value) {
        let known = self.by_identity();
        let mut new = Vec::new();
        for (path, item) in facts["paths"].as_object().into_iter().flatten() {
            for method in openapi::METHODS {
                let name = item.get(method).and_then(|it| it["operationId"].as_str());
                let path = format!("{base_path}{path}");
                if let Some(name) = name
                    && !known.contains_key(&identity(method, &path))
                {
                    new.push((key(method, &path), OperationName::by_rule(name)));
                }
            }
        }
        let document = self.documents.entry(id.to_owned()).or_default();
        document.operations.extend(new);
    }
}

/// How an operation with this path is recorded: `GET /things/{id}`.
pub fn key(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}

/// That without the names of its parameters, which upstream may change.
pub fn identity(method: &str, path: &str) -> String {
    key(method, &anonymous(path))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_is_known_whatever_its_parameters_are_called() {
        let [one, other] = ["/a/{id}/b.{format}", "/a/{a_id}/b.{f}"].map(anonymous);
        assert_eq!(one, "/a/{}/b.{}");
        assert_eq!(one, other);
        assert_eq!(anonymous("/a/{id"), "/a/{id");
    }

    #[test]
    fn what_is_recorded_stays_and_what_is_new_is_added() {
        let facts = |id: &str| {
            json!({"paths": {
                "/things/{id}": {"parameters": [], "get": {"operationId": id}},
                "/things": {"post": {"operationId": "create-thing"}},
            }})
        };
        let mut names = Names::default();
        names.add("v3/things", "/v3", &facts("getThing"));
        let before = names.clone();
        names.add("v3/others", "/v3", &facts("readThing"));
        let things = |names: &Names| names.documents["v3/things"].clone();
        assert_eq!(things(&names), things(&before));
        assert!(names.documents["v3/others"].operations.is_empty());
        let found = names.by_identity();
        assert_eq!(found["GET /v3/things/{}"].path, "/v3/things/{id}");
        assert_eq!(found["POST /v3/things"].name.method, "create_thing");
    }
}
