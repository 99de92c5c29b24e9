//! Exceptions to the rules that keep a request from emptying a store by accident: `guards.json`.
//!
//! The rules are in [`crate::generate`]: a DELETE whose path doesn't end in an id deletes a whole
//! collection unless an argument narrows it, and a list that a request acts on is never empty.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The exceptions of a document's operations, by method and path: `DELETE /things`.
pub type DocumentGuards = BTreeMap<String, OperationGuard>;

/// What the rules don't see of one operation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationGuard {
    /// It is a DELETE of one thing, though its path doesn't end in an id.
    #[serde(default)]
    pub deletes_one: bool,
    /// Query arguments of a DELETE that don't say which things go.
    #[serde(default)]
    pub not_narrowing: Vec<String>,
    /// The list in its body is a value to be written, which may be empty.
    #[serde(default)]
    pub writes_list: bool,
    /// Where in its body the list is that says what it acts on: `/` and a property.
    #[serde(default)]
    pub list: Option<String>,
    /// Why, in our own words.
    pub reason: String,
}
