//! `specs/dates.json`: how dates and times are written where neither their format nor their name tells, and what only
//! looks like one by its name.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::{Error, Result, manifest::Api, model::Notation};

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

/// What is recorded of an API in `files`.
///
/// # Errors
/// When it isn't in its form.
pub fn of(files: &BTreeMap<String, Value>, api: Api) -> Result<Vec<Dates>> {
    let Some(file) = files.get(FILE) else {
        return Ok(Vec::new());
    };
    let apis = BTreeMap::<String, Vec<Dates>>::deserialize(file);
    let mut apis = apis.map_err(|error| Error::document(FILE, "", error.to_string()))?;
    Ok(apis.remove(api.name()).unwrap_or_default())
}
