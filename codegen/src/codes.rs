//! `specs/codes.json`: what numbers mean that stand for something, as a status does. The documents say it in words,
//! if at all.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

use crate::{Result, json, manifest::Api};

/// The file, relative to `specs/`.
pub const FILE: &str = "codes.json";

/// The codes of an API, by the name of their type.
pub type Codes = BTreeMap<String, Code>;

/// A number that stands for something.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Where it stands: `Type.field`, or `GET /url parameter name`; with `[]` behind, in a list there.
    pub at: Vec<String>,
    /// What its values are called in Rust.
    pub values: BTreeMap<i64, String>,
    /// The files of upstream's documents that say what they mean.
    pub evidence: Vec<String>,
}

/// Reads the codes of an API; none if the file does not exist.
///
/// # Errors
/// When it can't be read or isn't in its form.
pub fn read(specs: &Path, api: Api) -> Result<Codes> {
    let path = specs.join(FILE);
    if !path.exists() {
        return Ok(Codes::new());
    }
    let mut apis: BTreeMap<String, Codes> = json::read(&path)?;
    Ok(apis.remove(api.name()).unwrap_or_default())
}
