//! What differs between two JSON values.

use std::collections::BTreeSet;

use bigcommerce_codegen::json::escape;
use serde_json::{Number, Value};

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Lost,
    Added,
    Changed,
}

/// A difference, with the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub kind: Kind,
    pub tokens: Vec<String>,
}

impl Difference {
    /// Where it is.
    pub fn pointer(&self) -> String {
        let tokens = self.tokens.iter();
        tokens.map(|token| format!("/{}", escape(token))).collect()
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            Kind::Lost => "lost",
            Kind::Added => "added",
            Kind::Changed => "changed",
        };
        write!(f, "{}: {kind}", self.pointer())
    }
}

/// What `seen` has otherwise than `expected`; numbers count by their value.
pub fn differences(expected: &Value, seen: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), expected, seen, &mut found);
    found
}

fn compare(way: &mut Vec<String>, expected: &Value, seen: &Value, found: &mut Vec<Difference>) {
    let mut member = |token: String, expected: Option<&Value>, seen: Option<&Value>| {
        way.push(token);
        let mut note = |kind| {
            let tokens = way.clone();
            found.push(Difference { kind, tokens });
        };
        match (expected, seen) {
            (Some(expected), Some(seen)) => compare(way, expected, seen, found),
            (Some(_), None) => note(Kind::Lost),
            (None, _) => note(Kind::Added),
        }
        way.pop();
    };
    match (expected, seen) {
        (Value::Object(expected), Value::Object(seen)) => {
            let names: BTreeSet<_> = expected.keys().chain(seen.keys()).collect();
            for name in names {
                member(name.clone(), expected.get(name), seen.get(name));
            }
        }
        (Value::Array(expected), Value::Array(seen)) => {
            for index in 0..expected.len().max(seen.len()) {
                member(index.to_string(), expected.get(index), seen.get(index));
            }
        }
        (Value::Number(one), Value::Number(other)) if same(one, other) => (),
        (expected, seen) if expected == seen => (),
        _ => found.push(Difference {
            kind: Kind::Changed,
            tokens: way.clone(),
        }),
    }
}

/// Whether two numbers have the same value. Whole ones aren't compared as floats, which lose digits.
fn same(one: &Number, other: &Number) -> bool {
    let whole = |number: &Number| number.is_i64() || number.is_u64();
    one == other || !(whole(one) && whole(other)) && one.as_f64() == other.as_f64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_difference_has_its_pointer() {
        let said = |expected: Value, seen: Value| -> Vec<String> {
            differences(&expected, &seen)
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        assert_eq!(
            said(
                json!({ "a/b": 1, "c": [1, 2], "d": null }),
                json!({ "c": [1.0, 3, 4], "d": 0 })
            ),
            ["/a~1b: lost", "/c/1: changed", "/c/2: added", "/d: changed"]
        );
        let large = |number: u64| json!([number]);
        assert_eq!(
            said(large(9_007_199_254_740_993), large(9_007_199_254_740_992)),
            ["/0: changed"]
        );
    }
}
