//! Whether two schemas, parameters or bodies say the same, whatever their components are called.

use std::collections::HashSet;

use bigcommerce_codegen::json::unescape;
use serde_json::Value;

/// Whether `a` of the document `of_a` is `b` of the document `of_b`, but for the names of components.
pub fn equal(of_a: &Value, a: &Value, of_b: &Value, b: &Value) -> bool {
    let mut equal = Equal {
        of_a,
        of_b,
        seen: HashSet::new(),
    };
    equal.nodes(a, b)
}

struct Equal<'d> {
    of_a: &'d Value,
    of_b: &'d Value,
    /// What is compared already, further up.
    seen: HashSet<(*const Value, *const Value)>,
}

impl Equal<'_> {
    fn nodes(&mut self, a: &Value, b: &Value) -> bool {
        let is_reference = |node: &Value| node.get("$ref").is_some_and(Value::is_string);
        if is_reference(a) || is_reference(b) {
            let (to_a, to_b) = (target(self.of_a, a), target(self.of_b, b));
            let (Some(a), Some(b)) = (to_a, to_b) else {
                return to_a.is_none() && to_b.is_none();
            };
            return !self.seen.insert((a, b)) || self.nodes(a, b);
        }
        match (a, b) {
            (Value::Object(a), Value::Object(b)) => {
                let mut each = a.iter();
                a.len() == b.len()
                    && each.all(|(key, a)| match (key.as_str(), b.get(key)) {
                        ("required" | "enum", Some(b)) if a.is_array() && b.is_array() => {
                            permuted(a, b)
                        }
                        ("allOf", Some(Value::Array(b))) if a.is_array() => self.all_of(a, b),
                        (_, Some(b)) => self.nodes(a, b),
                        (_, None) => false,
                    })
            }
            (Value::Array(a), Value::Array(b)) => {
                let mut each = a.iter().zip(b);
                a.len() == b.len() && each.all(|(a, b)| self.nodes(a, b))
            }
            (a, b) => a == b,
        }
    }
}

impl Equal<'_> {
    /// Whether each branch of either is one of the other.
    fn all_of(&mut self, a: &Value, b: &[Value]) -> bool {
        let a = a.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut left: Vec<_> = b.iter().collect();
        let mut each = a.iter();
        a.len() == b.len()
            && each.all(|a| {
                let found = left.iter().position(|b| {
                    // What was assumed on the way to a difference doesn't hold.
                    let before = self.seen.clone();
                    let equal = self.nodes(a, b);
                    if !equal {
                        self.seen = before;
                    }
                    equal
                });
                found.map(|place| left.remove(place)).is_some()
            })
    }
}

/// Whether two lists have the same values, in whatever order.
fn permuted(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().all(|value| b.contains(value))
        }
        (a, b) => a == b,
    }
}

/// What `node` is or leads to.
fn target<'d>(document: &'d Value, mut node: &'d Value) -> Option<&'d Value> {
    let mut steps = 0;
    while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
        let (kind, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
        node = document["components"][kind].get(unescape(name))?;
        steps += 1;
        if steps > 100 {
            return None;
        }
    }
    Some(node)
}
