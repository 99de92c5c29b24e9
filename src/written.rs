//! Arguments and payloads as they go over the wire, for the helpers for httpmock that `bigcommerce-mock` has.

use serde::Serialize;
use serde_json::Value;

use crate::{call::Argument, json, operation::Operation, query};
pub use crate::{
    date_time::{Dated, Notation},
    request_error::BoxError,
};

/// `value` as an argument in path, query or headers.
pub fn argument<T: Serialize>(value: impl Argument<T>) -> Result<Value, BoxError> {
    Ok(json::to_argument(&value.into_argument()?)?)
}

/// `value` as an argument whose dates are in this form.
pub fn date<T: Serialize + Dated>(
    value: impl Argument<T>,
    notation: Notation,
) -> Result<Value, BoxError> {
    let written = value.into_argument()?.written(notation)?;
    Ok(json::to_argument(&written)?)
}

/// `value` as JSON to compare with.
pub fn value<T: Serialize>(value: impl Argument<T>) -> Result<Value, BoxError> {
    Ok(serde_json::to_value(value.into_argument()?)?)
}

/// `value` as JSON, with the digits that its numbers have.
pub fn json<T: Serialize>(value: impl Argument<T>) -> Result<Vec<u8>, BoxError> {
    Ok(json::to_vec(&value.into_argument()?)?)
}

/// `value` as JSON, in the envelope that `operation` has around its payload.
pub fn payload<T: Serialize>(
    operation: &Operation,
    value: impl Argument<T>,
) -> Result<Vec<u8>, BoxError> {
    let way = operation.response.map_or(&[][..], |shape| shape.way);
    let inner = json(value)?;
    Ok(way.iter().rev().fold(inner, |body, name| {
        [format!("{{\"{name}\":").as_bytes(), &body, b"}"].concat()
    }))
}

/// An argument as a segment of a path, percent-encoded.
pub fn segment(value: &Value) -> String {
    query::segment(&query::text(value))
}

/// The values of an argument in a header or a query, decoded: one, or several where a list repeats the key.
pub fn values(value: &Value, explode: bool) -> Vec<String> {
    match value {
        Value::Array(items) if explode => {
            let values = items.iter().map(|item| values(item, false));
            values.flatten().collect()
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(query::text).collect();
            vec![items.join(",")]
        }
        single => vec![query::text(single)],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::values;

    #[test]
    fn a_list_is_one_value_or_several() {
        assert_eq!(values(&json!([1, "a,b"]), false), ["1,a,b"]);
        assert_eq!(values(&json!([1, "a,b"]), true), ["1", "a,b"]);
        assert_eq!(values(&json!(true), true), ["true"]);
    }
}
