//! `specs/dates.json`: how dates and times are written where neither their format nor their name tells, and what only
//! looks like one by its name.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

use crate::{Result, json, manifest::Family, model::Notation};

/// The file, relative to `specs/`.
pub const FILE: &str = "dates.json";

/// Places whose dates are written alike, for one reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// Where they stand: `Type.field`, or `GET /url parameter name`.
    pub at: Vec<String>,
    /// How they are written; without it they stay what their document says, no dates.
    pub form: Option<Notation>,
    /// Why, in our own words.
    pub reason: String,
    /// The files of upstream's documents that show it.
    pub evidence: Vec<String>,
}

/// Reads what is recorded of a family; nothing is where there is no file.
///
/// # Errors
/// When it can't be read or isn't in its form.
pub fn read(specs: &Path, family: Family) -> Result<Vec<Dates>> {
    let path = specs.join(FILE);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut families: BTreeMap<String, Vec<Dates>> = json::read(&path)?;
    Ok(families.remove(family.name()).unwrap_or_default())
}
