//! What people record of the documents beside the corrections, each in a file of its own.

use std::{collections::BTreeMap, path::Path};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    Error, Result, dates,
    guards::DocumentGuards,
    json,
    limits::{self, DocumentLimits},
    names::DocumentNames,
    scopes::{self, DocumentScopes},
    secrets::{self, DocumentSecrets},
};

/// The files, all of which may be missing.
pub const FILES: [&str; 5] = [
    dates::FILE,
    "guards.json",
    limits::FILE,
    scopes::FILE,
    secrets::FILE,
];

/// What is recorded of one document.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The platform's limits of its operations.
    pub limits: DocumentLimits,
    /// Exceptions to the rules that guard against emptying a store.
    pub guards: DocumentGuards,
    /// Rules for the scopes that its operations take.
    pub scopes: DocumentScopes,
    /// What was reviewed of secrets.
    pub secrets: DocumentSecrets,
    /// The names of its operations and types.
    pub names: DocumentNames,
}

impl Recorded {
    /// Reads what is recorded in the folder `specs` of the document `id` (`api/module`).
    ///
    /// # Errors
    /// When a file can't be read or isn't in its form.
    pub fn read(specs: &Path, id: &str) -> Result<Self> {
        Self::of(&files(specs)?, id, DocumentNames::read(specs, id)?)
    }

    /// What `files` say of the document `id`, with these names.
    ///
    /// # Errors
    /// When one isn't in its form.
    pub fn of(files: &BTreeMap<String, Value>, id: &str, names: DocumentNames) -> Result<Self> {
        Ok(Self {
            limits: by_document(files, limits::FILE, id)?,
            guards: by_document(files, "guards.json", id)?,
            scopes: by_document(files, scopes::FILE, id)?,
            secrets: by_document(files, secrets::FILE, id)?,
            names,
        })
    }
}

/// The files that are in the folder `specs`, by name.
///
/// # Errors
/// When one can't be read or isn't JSON.
pub fn files(specs: &Path) -> Result<BTreeMap<String, Value>> {
    let mut files = BTreeMap::new();
    for name in FILES {
        let path = specs.join(name);
        if path.exists() {
            files.insert(name.to_owned(), json::read(&path)?);
        }
    }
    Ok(files)
}

/// What the file `name`, a map by document, says of the document `id`.
fn by_document<T: DeserializeOwned + Default>(
    files: &BTreeMap<String, Value>,
    name: &str,
    id: &str,
) -> Result<T> {
    match files.get(name).and_then(|file| file.get(id)) {
        Some(recorded) => T::deserialize(recorded).map_err(|error| {
            Error::document(name, format!("#/{}", json::escape(id)), error.to_string())
        }),
        None => Ok(T::default()),
    }
}
