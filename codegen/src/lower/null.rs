//! Null: where a component may be `null`, each reference to it may be instead, so that the type in
//! Rust is the value alone.

use std::collections::HashSet;

use serde_json::Value;

use super::schemas::{components_mut, for_each, reference_name};
use crate::Result;

/// Moves `nullable` from components to the references to them.
pub fn lower(_: &str, document: &mut Value) -> Result<()> {
    let mut moved = HashSet::new();
    // A component that is a reference itself hands on what it gets.
    loop {
        let mut nullable = HashSet::new();
        for (name, schema) in components_mut(document).into_iter().flatten() {
            let schema = schema.as_object_mut();
            if schema
                .and_then(|schema| schema.remove("nullable"))
                .is_some()
                && moved.insert(name.clone())
            {
                nullable.insert(name.clone());
            }
        }
        if nullable.is_empty() {
            return Ok(());
        }
        for_each(document, |schema, _| {
            if reference_name(schema).is_some_and(|name| nullable.contains(name)) {
                schema["nullable"] = true.into();
            }
            Ok(())
        })?;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_to_what_may_be_null_may_be_null() {
        let list = |of: &str| json!({"type": "array", "items": refer_to(of)});
        let mut document = json!({"components": {"schemas": {
            "A": {"type": "object", "properties": {"x": {}}, "nullable": true},
            "B": refer_to("A"),
            "C": list("A"),
            "D": list("B"),
            "E": list("E"),
        }}});
        lower("v3/things", &mut document).unwrap();
        let schemas = &document["components"]["schemas"];
        let nullable =
            |of: &str| json!({"$ref": format!("#/components/schemas/{of}"), "nullable": true});
        assert_eq!(
            schemas["A"],
            json!({"type": "object", "properties": {"x": {}}})
        );
        assert_eq!(schemas["B"], refer_to("A"));
        assert_eq!(schemas["C"]["items"], nullable("A"));
        assert_eq!(schemas["D"]["items"], nullable("B"));
        assert_eq!(schemas["E"], list("E"));
    }

    fn refer_to(name: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }
}
