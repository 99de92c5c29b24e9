//! What keeps an operation from emptying a store by accident.
//!
//! A DELETE whose path doesn't end in an id deletes a whole collection, unless an argument narrows it.
//! A list that a request acts on is not a list of nothing: that is a body that is a list, or the only
//! property of a body where it is one.

use std::collections::BTreeMap;

use super::{Body, Definition, Kind, Location, Parameter, Slot, Type};
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
/// operation that can't delete a whole collection. `method` is in lower case.
pub(super) fn deletes_all(
    method: &str,
    path: &str,
    parameters: &[Parameter],
    body: Option<&Body>,
    exception: &OperationGuard,
) -> Option<Vec<String>> {
    let ends_in_id = path.rsplit('/').next().is_some_and(|end| end.contains('{'));
    let requires_body = body.is_some_and(|body| body.required);
    if method != "delete" || ends_in_id || exception.deletes_one || requires_body {
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

/// The list in a `body` that says what its operation acts on, if there is one.
pub(super) fn acts_on(
    body: Option<&Slot>,
    types: &BTreeMap<String, Definition>,
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
    let body = body?;
    if is_list(body, types) {
        return Some(BodyList::Whole);
    }
    let Type::Named(name) = &body.ty else {
        return None;
    };
    let Kind::Object(object) = &types.get(name)?.kind else {
        return None;
    };
    match object.fields.as_slice() {
        [field] if is_list(&field.slot, types) => Some(BodyList::Property(field.wire.clone())),
        _ => None,
    }
}

/// Whether a list fits `slot`.
fn is_list(slot: &Slot, types: &BTreeMap<String, Definition>) -> bool {
    match &slot.ty {
        Type::List(_) => true,
        Type::Named(name) => match types.get(name).map(|definition| &definition.kind) {
            Some(Kind::Union(branches)) => {
                let mut branches = branches.iter();
                branches.any(|branch| matches!(branch.slot.ty, Type::List(_)))
            }
            _ => false,
        },
        _ => false,
    }
}
