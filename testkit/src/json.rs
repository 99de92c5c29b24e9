//! Reading and comparing the JSON that was sent, more strictly than `serde_json` does.

use serde_json::{Number, Value};
use std::collections::BTreeSet;

/// Parses `bytes`; a name twice in one object is a fault, since nobody can tell which value would count.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    let value = serde_json::from_slice(bytes)
        .map_err(|fault| format!("no JSON ({fault}): {}", String::from_utf8_lossy(bytes)))?;
    match repeated_names(bytes).first() {
        Some(name) => Err(format!("`{name}` twice in one object")),
        None => Ok(value),
    }
}

/// Names that stand twice in one object of a valid JSON text.
fn repeated_names(text: &[u8]) -> Vec<String> {
    let mut repeated = Vec::new();
    // One entry for each open bracket: the names so far, for an object.
    let mut open: Vec<Option<BTreeSet<String>>> = Vec::new();
    let mut name_is_next = false;
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'{' => {
                open.push(Some(BTreeSet::new()));
                name_is_next = true;
            }
            b'[' => {
                open.push(None);
                name_is_next = false;
            }
            b'}' | b']' => {
                open.pop();
                name_is_next = false;
            }
            b',' => name_is_next = matches!(open.last(), Some(Some(_))),
            b'"' => {
                let start = at;
                at += 1;
                while text[at] != b'"' {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
                if let (true, Some(Some(names))) = (name_is_next, open.last_mut()) {
                    let name: String =
                        serde_json::from_slice(&text[start..=at]).unwrap_or_default();
                    if !names.insert(name.clone()) {
                        repeated.push(name);
                    }
                }
                name_is_next = false;
            }
            _ => {}
        }
        at += 1;
    }
    repeated
}

/// Where `seen` differs from `expected`, each by its JSON pointer. Members may come in any order; `10` isn't `10.0`.
pub fn differences(expected: &Value, seen: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", expected, seen, &mut found);
    found
}

fn compare(pointer: &str, expected: &Value, seen: &Value, found: &mut Vec<String>) {
    match (expected, seen) {
        (Value::Object(expected), Value::Object(seen)) => {
            let names: BTreeSet<&String> = expected.keys().chain(seen.keys()).collect();
            for name in names {
                let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                match (expected.get(name), seen.get(name)) {
                    (Some(expected), Some(seen)) => compare(&pointer, expected, seen, found),
                    (Some(expected), None) => found.push(format!("{pointer}: lost {expected}")),
                    (None, Some(seen)) => found.push(format!("{pointer}: added {seen}")),
                    (None, None) => {}
                }
            }
        }
        (Value::Array(expected), Value::Array(seen)) => {
            if expected.len() != seen.len() {
                found.push(format!(
                    "{pointer}: {} items, expected {}",
                    seen.len(),
                    expected.len()
                ));
            }
            for (index, (expected, seen)) in expected.iter().zip(seen).enumerate() {
                compare(&format!("{pointer}/{index}"), expected, seen, found);
            }
        }
        (Value::Number(one), Value::Number(other)) if same_number(one, other) => {}
        (expected, seen) if expected == seen => {}
        _ => found.push(format!("{pointer}: {seen}, expected {expected}")),
    }
}

/// The same number, written in the same kind of literal: whole or with a fraction or exponent.
fn same_number(one: &Number, other: &Number) -> bool {
    let (first, second) = (one.to_string(), other.to_string());
    let whole = |text: &str| !text.contains(['.', 'e', 'E']);
    first == second || !whole(&first) && !whole(&second) && one.as_f64() == other.as_f64()
}

#[cfg(test)]
mod tests {
    use super::{differences, parse};
    use serde_json::json;

    #[test]
    fn numbers_keep_their_value_and_kind() {
        let of = |expected: &str, seen: &str| {
            differences(
                &parse(expected.as_bytes()).unwrap(),
                &parse(seen.as_bytes()).unwrap(),
            )
            .len()
        };
        for same in [
            ("10", "10"),
            ("7.95", "7.95"),
            ("7.95", "7.950"),
            ("1e2", "100.0"),
            ("9007199254740993", "9007199254740993"),
        ] {
            assert_eq!(of(same.0, same.1), 0, "{same:?}");
        }
        for other in [
            ("10", "10.0"),
            ("7.95", "7.949999809"),
            ("7.95", "\"7.95\""),
            ("9007199254740993", "9007199254740992"),
        ] {
            assert_eq!(of(other.0, other.1), 1, "{other:?}");
        }
    }

    #[test]
    fn every_difference_is_named() {
        let expected = json!({ "a": 1, "b": [1, 2], "c/d": null, "e": { "f": "x" } });
        let seen = json!({ "a": "1", "b": [1], "e": { "f": "x", "g": [] } });
        assert_eq!(
            differences(&expected, &seen),
            [
                "/a: \"1\", expected 1",
                "/b: 1 items, expected 2",
                "/c~1d: lost null",
                "/e/g: added []"
            ]
        );
        assert!(differences(&expected, &expected).is_empty());
    }

    #[test]
    fn a_name_may_stand_once() {
        assert!(parse(br#"{"a":{"a":[{"a":1},{"a":2}]},"b":"a\",\"b"}"#).is_ok());
        assert!(parse(br#"{"a":1,"b":{},"a":2}"#).is_err());
        assert!(parse(br#"[{"x":"}","y":1,"\u0078":2}]"#).is_err());
        assert!(parse(b"{").is_err() && parse(b"").is_err());
    }
}
