//! What is both sent and received: required only where it is sent, for a response may leave out
//! anything. Comes after equal shapes became one, so that it makes no two of them.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    extension,
    schemas::{components_mut, descend, of_operation, operations_mut, reached, reference_name},
};
use crate::Result;

/// See the module.
pub fn lower(_: &str, document: &mut Value) -> Result<()> {
    let mut received: HashSet<String> = HashSet::new();
    for (_, _, pointer, operation) in operations_mut(document) {
        for (place, pointer, schema) in of_operation(operation, &pointer) {
            if place == "response" {
                descend(schema, &pointer, &mut |schema, _| {
                    received.extend(reference_name(schema).map(str::to_owned));
                    Ok(())
                })?;
            }
        }
    }
    let Some(components) = components_mut(document) else {
        return Ok(());
    };
    for name in reached(components, received)? {
        let Some(schema) = components.get_mut(&name).and_then(Value::as_object_mut) else {
            continue;
        };
        if let Some(required) = schema.remove("required") {
            schema.insert(extension::REQUIRED_WHEN_SENT.into(), required);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_received_requires_nothing_even_where_it_is_sent_too() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let media = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
        let object = |part: &str| json!({"type": "object", "required": ["part"], "properties": {"part": reference(part)}});
        let mut document = json!({
            "paths": {"/things": {"post": {
                "parameters": [],
                "requestBody": media(reference("Sent")),
                "responses": {"2XX": media(reference("Both"))},
            }}},
            "components": {"schemas": {
                "Sent": object("Both"), "Both": object("Part"), "Part": object("Part")}},
        });
        lower("v3/things", &mut document).unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Sent"]["required"], json!(["part"]));
        for both in ["Both", "Part"] {
            assert!(schemas[both].get("required").is_none());
            assert_eq!(
                schemas[both][extension::REQUIRED_WHEN_SENT],
                json!(["part"])
            );
        }
    }
}
