//! `specs/codes.json`: what numbers mean that stand for something, as a status does. The documents say it in words,
//! if at all.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

use crate::{Result, json, manifest::Family};

/// The file, relative to `specs/`.
pub const FILE: &str = "codes.json";

/// The codes of a family, by the name of their type.
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

/// Reads the codes of a family; there are none where there is no file.
///
/// # Errors
/// When it can't be read or isn't in its form.
pub fn read(specs: &Path, family: Family) -> Result<Codes> {
    let path = specs.join(FILE);
    if !path.exists() {
        return Ok(Codes::new());
    }
    let mut families: BTreeMap<String, Codes> = json::read(&path)?;
    Ok(families.remove(family.name()).unwrap_or_default())
}
