//! The platform's limits of single operations, which upstream states in words only or not at all:
//! `limits.json`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::manifest::Stale;

/// The file.
pub const FILE: &str = "limits.json";

/// The limits of a document's operations, by method and path: `POST /things`.
pub type DocumentLimits = BTreeMap<String, OperationLimits>;

/// What the platform takes of one operation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationLimits {
    /// Most calls at once.
    pub concurrency: Option<u32>,
    /// Most calls in a time.
    pub calls: Option<CallsLimit>,
    /// Most objects in one request.
    pub batch: Option<u32>,
    /// Where in the body the objects are, if they aren't the body: `/` and a property.
    pub batch_pointer: Option<String>,
    /// Most values in a query argument.
    pub batch_query: Option<QueryLimit>,
    /// Where upstream says so, as JSON pointers into its document, or who else does, as a URL.
    pub evidence: Value,
}

/// Most calls in a time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallsLimit {
    /// So many calls.
    pub limit: u32,
    /// In so many seconds.
    pub seconds: u32,
}

/// Most values in a query argument.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryLimit {
    /// The argument.
    pub name: String,
    /// So many values.
    pub limit: u32,
}

/// The evidence of `limits` that leads nowhere in the document's `facts`, as the manifest lists it.
pub fn stale(limits: &DocumentLimits, facts: &Value) -> Vec<Stale> {
    let evidence = limits
        .values()
        .flat_map(|limits| limits.evidence.as_array().into_iter().flatten())
        .filter_map(Value::as_str);
    let pointers = evidence.filter_map(|place| Some((place, place.strip_prefix('#')?)));
    let gone = pointers.filter(|(_, pointer)| {
        // The words themselves are upstream's; what they are about is vendored.
        let words = ["/description", "/example"].map(|words| pointer.find(words));
        let end = words.into_iter().flatten().min().unwrap_or(pointer.len());
        facts.pointer(&pointer[..end]).is_none()
    });
    let mut stale: Vec<_> = gone
        .map(|(place, _)| Stale {
            correction: FILE.to_owned(),
            pointer: place.to_owned(),
        })
        .collect();
    stale.dedup();
    stale
}
