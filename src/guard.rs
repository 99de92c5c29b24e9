//! What keeps a call from emptying a store by accident: an empty list is no filter, and a DELETE of a
//! whole collection is one only if the caller says so.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::{Value, value::RawValue};

use crate::operation::{BodyList, DeletesAll, Location, Operation};

/// Why a call isn't sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The platform takes an empty list for no filter at all.
    #[error(
        "argument `{0}` is an empty list, which BigCommerce takes for no `{0}` at all; give it a value or leave it out"
    )]
    EmptyArgument(&'static str),
    /// The platform takes a blank filter for none at all.
    #[error(
        "argument `{0}` is blank, which BigCommerce takes for no `{0}` at all; give it a value or leave it out"
    )]
    BlankArgument(&'static str),
    /// There is nothing to act on.
    #[error(
        "the body is an empty list, so there is nothing to do; give it an entry or don't send it"
    )]
    EmptyBody,
    /// There is nothing to act on.
    #[error(
        "`{0}` of the body is an empty list, so there is nothing to do; give it an entry or don't send it"
    )]
    EmptyProperty(&'static str),
    /// Nothing narrows the request.
    #[error(
        "this deletes all {things} (`DELETE {path}`); {narrow}call `.everything()` if that is meant"
    )]
    DeletesAll {
        /// What goes.
        things: String,
        /// Where it is.
        path: &'static str,
        /// What would narrow it, up to `call`.
        narrow: String,
    },
}

/// Whether a call of `operation` may be sent with these `arguments`, in the order of its parameters, and
/// this JSON `body`. `has_body` is whether there is a body of any kind, `everything` whether the caller
/// means everything.
pub(crate) fn check(
    operation: &Operation,
    arguments: &[Option<Value>],
    body: Option<&[u8]>,
    has_body: bool,
    everything: bool,
) -> Result<(), Refusal> {
    let deletes = operation.method == "DELETE";
    let given = operation.parameters.iter().zip(arguments);
    for (parameter, value) in given {
        let (name, Some(value)) = (parameter.name, value) else {
            continue;
        };
        match value {
            _ if parameter.location != Location::Query => (),
            Value::Array(values) if values.iter().all(is_blank) => {
                return Err(Refusal::EmptyArgument(name));
            }
            // A list, whatever its document calls it.
            value if is_blank(value) && (deletes || is_list_filter(name)) => {
                return Err(Refusal::BlankArgument(name));
            }
            _ => (),
        }
    }
    let acts_on = operation.body.and_then(|body| body.acts_on);
    match (acts_on, body) {
        (Some(BodyList::Whole), Some(b"[]")) => return Err(Refusal::EmptyBody),
        (Some(BodyList::Property(name)), Some(body)) if has_empty_list(body, name) => {
            return Err(Refusal::EmptyProperty(name));
        }
        _ => (),
    }
    match operation.deletes_all {
        Some(deletes)
            if !everything && !has_body && !is_narrowed(operation, deletes, arguments) =>
        {
            Err(deletes_all(operation, deletes))
        }
        _ => Ok(()),
    }
}

/// Whether `value` says nothing.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Null => true,
        _ => false,
    }
}

/// Whether the argument `name` is a list by its name.
fn is_list_filter(name: &str) -> bool {
    name.ends_with(":in") || name.ends_with(":not_in") || name.ends_with("[]")
}

/// Whether the property `name` of the object `body` is an empty list.
fn has_empty_list(body: &[u8], name: &str) -> bool {
    let object: Result<BTreeMap<Cow<'_, str>, &RawValue>, _> = serde_json::from_slice(body);
    object.is_ok_and(|object| object.get(name).is_some_and(|list| list.get() == "[]"))
}

/// Whether an argument says which things go.
fn is_narrowed(operation: &Operation, deletes: DeletesAll, arguments: &[Option<Value>]) -> bool {
    let mut given = operation.parameters.iter().zip(arguments);
    given.any(|(parameter, value)| value.is_some() && deletes.narrowed_by.contains(&parameter.name))
}

/// The refusal of a call that nothing narrows.
fn deletes_all(operation: &Operation, deletes: DeletesAll) -> Refusal {
    let arguments = deletes.narrowed_by.iter().map(|name| format!("`{name}`"));
    let body = operation.body.map(|_| "a body".to_owned());
    let narrowing: Vec<_> = arguments.chain(body).collect();
    let narrow = match narrowing[..] {
        [] => String::new(),
        _ => format!("narrow it by {}, or ", narrowing.join(", ")),
    };
    let things = operation.path.rsplit('/').next().unwrap_or_default();
    Refusal::DeletesAll {
        things: things.replace(['-', '_'], " "),
        path: operation.path,
        narrow,
    }
}
