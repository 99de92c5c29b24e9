//! What keeps an operation from emptying a store by accident.
//!
//! A DELETE whose path doesn't end in an id deletes a whole collection, unless an argument narrows it.
//! A list that a request acts on is no list of nothing: that is a body that is a list, or the only
//! property of a body where it is one.

use serde_json::Value;

use super::{facts::Parameter, read::Location};
use crate::{guards::OperationGuard, limits::OperationLimits};

/// Arguments that say how much of a list comes, or how, and not which things.
const PAGING: [&str; 10] = [
    "after",
    "before",
    "direction",
    "exclude_fields",
    "include",
    "include_fields",
    "limit",
    "offset",
    "page",
    "sort",
];

/// The names of the query arguments that narrow what a DELETE of a collection deletes; `None` for an
/// operation that can't delete a whole collection. `method` is in lower case; `body` is whether it takes a body, and whether that
/// is required.
pub(super) fn deletes_all(
    method: &str,
    path: &str,
    parameters: &[Parameter],
    body: Option<bool>,
    exception: &OperationGuard,
) -> Option<Vec<String>> {
    let ends_in_id = path.rsplit('/').next().is_some_and(|end| end.contains('{'));
    if method != "delete" || ends_in_id || exception.deletes_one || body == Some(true) {
        return None;
    }
    let narrows = |parameter: &&Parameter| {
        parameter.location == Location::Query
            && !PAGING.contains(&parameter.name.as_str())
            && !exception.not_narrowing.contains(&parameter.name)
    };
    let narrowing: Vec<_> = parameters.iter().filter(narrows).collect();
    // Without a required one it isn't sent anyway.
    let none_is_required = narrowing.iter().all(|parameter| !parameter.required);
    none_is_required.then(|| {
        narrowing
            .iter()
            .map(|parameter| parameter.name.clone())
            .collect()
    })
}

/// Where in a body the list is that says what a request acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyList {
    /// It is the body.
    Whole,
    /// It is this property.
    Property(String),
}

/// The list in the body of a lowered `operation` that says what it acts on, if there is one.
pub(super) fn acts_on(
    lowered: &Value,
    operation: &Value,
    limits: &OperationLimits,
    exception: &OperationGuard,
) -> Option<BodyList> {
    if exception.writes_list {
        return None;
    }
    let recorded = exception.list.as_ref().or(limits.batch_pointer.as_ref());
    if let Some(name) = recorded.and_then(|pointer| pointer.strip_prefix('/')) {
        return Some(BodyList::Property(name.to_owned()));
    }
    let body = operation.pointer("/requestBody/content/application~1json/schema")?;
    if is_list(lowered, body) {
        return Some(BodyList::Whole);
    }
    let properties = resolve(lowered, body).get("properties")?.as_object()?;
    match properties.iter().collect::<Vec<_>>()[..] {
        [(name, property)] if is_list(lowered, property) => Some(BodyList::Property(name.clone())),
        _ => None,
    }
}

/// Whether a list fits the lowered `schema`.
fn is_list(lowered: &Value, schema: &Value) -> bool {
    let schema = resolve(lowered, schema);
    // An `Option` of a list.
    let within = schema.pointer("/x-rust-type/parameters/0");
    let branches = schema.get("oneOf").and_then(Value::as_array);
    schema.get("type").is_some_and(|kind| kind == "array")
        || within.is_some_and(|within| is_list(lowered, within))
        || branches.is_some_and(|branches| branches.iter().any(|branch| is_list(lowered, branch)))
}

fn resolve<'v>(lowered: &'v Value, schema: &'v Value) -> &'v Value {
    let name = crate::lower::reference_name(schema);
    let target = name.and_then(|name| lowered["components"]["schemas"].get(name));
    target.unwrap_or(schema)
}
