//! The values of an enum have names of their own in Rust.

use std::collections::HashSet;

use serde_json::Value;

use super::{rust_names, schemas::for_each};
use crate::Result;

/// Leaves values out whose names collide in Rust.
pub fn lower(_: &str, document: &mut Value) -> Result<()> {
    for_each(document, |schema, _| {
        values(schema);
        Ok(())
    })
}

/// Values that would be one variant in Rust: the first stays, and the others are kept like any value
/// that an open enum doesn't know.
fn values(schema: &mut Value) {
    let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) else {
        return;
    };
    // Where names are equal, the generator tries once more.
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let plain = |value: &Value| rust_names::variant(&text(value));
    let crossed = |value: &Value| rust_names::crossed_variant(&text(value));
    let distinct = |name: &dyn Fn(&Value) -> String| {
        let mut names = HashSet::new();
        values.iter().all(|value| names.insert(name(value)))
    };
    if !distinct(&plain) && !distinct(&crossed) {
        let mut names = HashSet::new();
        values.retain(|value| names.insert(plain(value)));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lowered(schema: Value) -> Result<Value> {
        let mut document = json!({"components": {"schemas": {"A": schema}}});
        lower("v3/things", &mut document)?;
        Ok(document["components"]["schemas"]["A"].take())
    }

    #[test]
    fn values_of_one_name_are_one_variant() {
        let lowered = lowered(json!({"type": "string", "enum": ["asc", "ASC", "desc"]}));
        assert_eq!(lowered.unwrap()["enum"], json!(["asc", "desc"]));
    }

    #[test]
    fn values_the_generator_tells_apart_stay() {
        for values in [json!(["a", "b"]), json!(["<", ">="]), json!(["a", "a+"])] {
            let lowered = lowered(json!({"type": "string", "enum": values}));
            assert_eq!(lowered.unwrap()["enum"], values);
        }
    }
}
