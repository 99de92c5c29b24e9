//! What stands beside each other in Rust has names of its own: the values of an enum, the properties
//! of an object.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{rust_names, schemas::for_each};
use crate::{Error, Result, json::escape};

/// Gives values and properties whose names collide in Rust names of their own.
pub fn lower(id: &str, document: &mut Value) -> Result<()> {
    for_each(document, |schema, pointer| {
        values(schema);
        properties(id, schema, pointer)
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

/// The properties of an object are fields of their own.
fn properties(id: &str, schema: &Value, pointer: &str) -> Result<()> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Ok(());
    };
    let mut fields: HashMap<String, &str> = HashMap::new();
    if schema.get("additionalProperties").is_some() {
        fields.insert("extra".into(), "additionalProperties");
    }
    let fault = |name: &str, fault: String| {
        let pointer = format!("{pointer}/properties/{}", escape(name));
        Err(Error::document(id, pointer, fault))
    };
    for name in properties.keys() {
        if let Some(other) = fields.insert(rust_names::field(name), name) {
            return fault(name, format!("`{name}` is called like `{other}` in Rust"));
        }
    }
    // What may be null has a method that makes it null.
    let nullable = properties
        .iter()
        .filter(|(_, schema)| schema.get("nullable").is_some());
    for (name, _) in nullable {
        if let Some(other) = fields.get(&format!("{}_null", rust_names::field(name))) {
            return fault(
                other,
                format!("`{other}` is called like the method that clears `{name}`"),
            );
        }
    }
    Ok(())
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

    #[test]
    fn properties_of_one_name_are_an_error() {
        let schema = json!({"type": "object", "properties": {"orderId": {}, "order_id": {}}});
        assert_eq!(
            lowered(schema).unwrap_err().to_string(),
            "v3/things: #/components/schemas/A/properties/order_id: `order_id` is called like `orderId` in Rust"
        );
        for names in [["\"", "½"], ["x2", "2"], ["its", "it's"]] {
            let properties: Value = names.map(|name| (name, json!({}))).into_iter().collect();
            assert!(
                lowered(json!({ "properties": properties })).is_err(),
                "{names:?}"
            );
        }
        let cleared = json!({"properties": {"price": {"nullable": true}, "priceNull": {}}});
        assert_eq!(
            lowered(cleared).unwrap_err().to_string(),
            "v3/things: #/components/schemas/A/properties/priceNull: `priceNull` is called like the method that clears `price`"
        );
        let free = json!({"properties": {"extra": {}}, "additionalProperties": {}});
        assert!(lowered(free).is_err());
    }
}
