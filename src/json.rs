//! What a request is made of, as JSON.

use serde::Serialize;
use serde_json::{Number, Value, value::RawValue};

use crate::decode;

/// A value that can't be sent.
#[derive(Debug, thiserror::Error)]
#[error("{}{source}", place(path))]
pub(crate) struct JsonError {
    /// Where in what is sent it is; empty at its top.
    path: String,
    source: serde_json::Error,
}

fn place(path: &str) -> String {
    match path {
        "" => String::new(),
        path => format!("`{path}`: "),
    }
}

/// The JSON text of `value`, or what in it can't be sent, and why.
pub(crate) fn to_vec(value: &impl Serialize) -> Result<Vec<u8>, JsonError> {
    let mut json = Vec::new();
    match serde_json::to_writer(&mut json, value) {
        Ok(()) => Ok(json),
        Err(source) => {
            // What is written ends before the fault.
            json.push(b'?');
            let path = decode::path_at_end(&String::from_utf8_lossy(&json));
            // A setter's error names its field.
            let path = match path.strip_suffix("first_error") {
                Some(object) => object.trim_end_matches('.').to_owned(),
                None => path,
            };
            Err(JsonError { path, source })
        }
    }
}

/// `value` as it stands in a path, a query or a header. Where a number would lose digits it becomes
/// text, which looks the same there.
pub(crate) fn to_argument(value: &impl Serialize) -> Result<Value, JsonError> {
    let json = to_vec(value)?;
    let value = match serde_json::from_slice::<Vec<&RawValue>>(&json) {
        Ok(items) => items.into_iter().map(scalar).collect(),
        Err(_) => serde_json::from_slice(&json).and_then(scalar),
    };
    value.map_err(|source| JsonError {
        path: String::new(),
        source,
    })
}

fn scalar(json: &RawValue) -> serde_json::Result<Value> {
    let json = json.get();
    let is_number = json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    if !is_number {
        return serde_json::from_str(json);
    }
    let number = serde_json::from_str::<Number>(json).ok();
    let kept = number.filter(|number| number.to_string() == json);
    Ok(kept.map_or_else(|| json.into(), Value::Number))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Decimal, query};

    #[test]
    fn an_argument_keeps_its_digits() {
        for json in [
            "7.95",
            "7.9500",
            "1e2",
            "1e999999999",
            "123456789012345678901234567890",
        ] {
            let decimal: Decimal = serde_json::from_str(json).unwrap();
            assert_eq!(query::text(&to_argument(&decimal).unwrap()), json);
            let list = to_argument(&[&decimal, &decimal]).unwrap();
            assert!(list[1] == list[0] && query::text(&list[0]) == json);
        }
        for value in [
            json!("a"),
            json!(["a", 1, true, null]),
            json!({"a": [1.5]}),
            json!(7),
        ] {
            assert_eq!(to_argument(&value).unwrap(), value);
        }
    }

    #[test]
    fn what_cant_be_sent_is_found() {
        let infinite = Decimal::from(f64::INFINITY);
        let value = std::collections::BTreeMap::from([("a", vec![Decimal::from(1), infinite])]);
        let said = |error: JsonError| error.to_string();
        assert_eq!(
            said(to_vec(&value).unwrap_err()),
            "`a[1]`: inf is not a JSON number"
        );
        assert_eq!(
            said(to_vec(&value["a"][1]).unwrap_err()),
            "inf is not a JSON number"
        );
    }
}
