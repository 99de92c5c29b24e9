//! What keeps a call from emptying a store by accident: an empty list is not a filter, and a DELETE of a
//! whole collection is one only if the caller says so.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::{Value, value::RawValue};

use crate::operation::{BodyList, DeletesAll, Location, Operation};

/// Why a call isn't sent that would do more than its caller may mean, or nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
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
    #[non_exhaustive]
    #[error("this deletes all {things}; {narrow}call `.everything()` if that is meant")]
    DeletesAll {
        /// What goes.
        things: String,
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
    let Some(deletes) = operation.deletes_all else {
        return Ok(());
    };
    let body_narrows = has_body && !matches!(body, Some(b"{}" | b"null"));
    if everything || body_narrows || is_narrowed(operation, deletes, arguments) {
        return Ok(());
    }
    Err(deletes_all(operation, deletes))
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

/// So many arguments that would narrow a call are named.
const NAMED: usize = 4;

/// The refusal of a call that nothing narrows.
fn deletes_all(operation: &Operation, deletes: DeletesAll) -> Refusal {
    let arguments = deletes.narrowed_by.iter().map(|name| format!("`{name}`"));
    let body = operation.body.map(|_| "a body".to_owned());
    let mut narrowing: Vec<_> = body.into_iter().chain(arguments).collect();
    if narrowing.len() > NAMED {
        narrowing.truncate(NAMED);
        narrowing.push("another filter".to_owned());
    }
    let narrow = match narrowing[..] {
        [] => String::new(),
        _ => format!("narrow it by {}, or ", narrowing.join(", ")),
    };
    let things = operation.path.rsplit('/').next().unwrap_or_default();
    Refusal::DeletesAll {
        things: things.replace(['-', '_'], " "),
        narrow,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::operation::{Api, Body, Credential, Limits, Parameter, Scopes};

    const PARAMETERS: [Parameter; 3] = [
        parameter("id:in", Location::Query),
        parameter("page", Location::Query),
        parameter("thing_id", Location::Path),
    ];

    const fn parameter(name: &'static str, location: Location) -> Parameter {
        Parameter {
            name,
            location,
            required: false,
            explode: false,
        }
    }

    fn operation(method: &'static str, deletes_all: bool, acts_on: Option<BodyList>) -> Operation {
        Operation {
            response: None,
            api: Api::V3,
            module: "things",
            feature: "v3-things",
            id: "deleteSmallThings",
            rust_method: "delete_small_things",
            method,
            base_path: "/stores/{store_hash}/v3",
            path: "/things/{thing_id}/small-things",
            parameters: &PARAMETERS,
            body: acts_on.map(|_| Body {
                content_type: "application/json",
                required: false,
                form_fields: &[],
                acts_on,
            }),
            accept: "application/json",
            credential: Credential::Token,
            deletes_all: deletes_all.then_some(DeletesAll {
                narrowed_by: &["id:in"],
            }),
            scopes: Scopes::Unknown,
            deprecated: false,
            limits: Limits {
                concurrency: None,
                calls: None,
            },
            batch: None,
            paging: None,
        }
    }

    fn said(operation: &Operation, arguments: [Value; 3], body: Option<&str>) -> String {
        let arguments = arguments.map(|value| Some(value).filter(|value| !value.is_null()));
        let body = body.map(str::as_bytes);
        let checked = check(operation, &arguments, body, body.is_some(), false);
        checked
            .err()
            .map_or_else(String::new, |refusal| refusal.to_string())
    }

    const NONE: [Value; 3] = [Value::Null, Value::Null, Value::Null];

    #[test]
    fn what_narrows_a_delete_is_named() {
        let paged = [Value::Null, json!(2), json!("a")];
        let all = "this deletes all small things; ";
        let unless = |narrowing: &str| {
            format!("{all}narrow it by {narrowing}, or call `.everything()` if that is meant")
        };
        let delete = operation("DELETE", true, None);
        assert_eq!(said(&delete, paged.clone(), None), unless("`id:in`"));
        let with_body = operation("DELETE", true, Some(BodyList::Whole));
        assert_eq!(
            said(&with_body, paged.clone(), None),
            unless("a body, `id:in`")
        );
        assert_eq!(said(&with_body, paged.clone(), Some("[1]")), "");
        for nothing in ["{}", "null"] {
            assert_eq!(
                said(&with_body, paged.clone(), Some(nothing)),
                unless("a body, `id:in`")
            );
        }
        assert_eq!(said(&delete, [json!([1]), json!(2), json!("a")], None), "");
        let mut nothing_narrows = delete;
        nothing_narrows.deletes_all = Some(DeletesAll { narrowed_by: &[] });
        assert_eq!(
            said(&nothing_narrows, paged, None),
            format!("{all}call `.everything()` if that is meant")
        );
        assert!(check(&nothing_narrows, &[], None, false, true).is_ok());
    }

    #[test]
    fn everything_is_no_excuse_for_a_list_of_nothing() {
        let delete = operation("DELETE", true, Some(BodyList::Whole));
        let nothing = [Some(json!([])), None, None];
        assert!(check(&delete, &nothing, None, false, true).is_err());
        assert!(check(&delete, &[], Some(b"[]"), true, true).is_err());
    }

    #[test]
    fn a_list_of_nothing_is_named() {
        let get = operation("GET", false, None);
        let argument = |said: &str| {
            format!(
                "argument `id:in` {said}, which BigCommerce takes for no `id:in` at all; give it a value or leave it out"
            )
        };
        for nothing in [json!([]), json!([""]), json!([" ", "\t"])] {
            assert_eq!(
                said(&get, [nothing, Value::Null, Value::Null], None),
                argument("is an empty list")
            );
        }
        // Its document may call a list text.
        assert_eq!(
            said(&get, [json!(" "), Value::Null, Value::Null], None),
            argument("is blank")
        );
        for some in [json!(["", "a"]), json!([0]), json!(false), json!(0)] {
            assert_eq!(said(&get, [some, json!(""), json!("")], None), "");
        }
    }

    #[test]
    fn a_body_that_lists_nothing_is_named() {
        let nothing =
            "is an empty list, so there is nothing to do; give it an entry or don't send it";
        let put = operation("PUT", false, Some(BodyList::Whole));
        assert_eq!(said(&put, NONE, Some("[]")), format!("the body {nothing}"));
        let property = operation("PUT", false, Some(BodyList::Property("items")));
        for body in [
            r#"{"items":[]}"#,
            r#"{"a":[1],"items":[]}"#,
            r#"{"\u0069tems":[]}"#,
        ] {
            let expected = format!("`items` of the body {nothing}");
            assert_eq!(said(&property, NONE, Some(body)), expected);
        }
        for body in [
            r#"{"items":[1]}"#,
            r#"{"a":[]}"#,
            r#"{"a":{"items":[]}}"#,
            "{}",
            "[]",
        ] {
            assert_eq!(said(&property, NONE, Some(body)), "");
        }
        // A list that is a value may be empty.
        assert_eq!(said(&operation("PUT", false, None), NONE, Some("[]")), "");
    }
}
