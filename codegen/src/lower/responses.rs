//! Responses: what only a response holds is never required, since a caller may ask for some of the fields
//! alone, and the platform leaves out what it has not.

use serde_json::Value;

use super::schemas::{
    components_mut, descend, of_operation, operations_mut, reached, reference_name,
};
use crate::Result;

/// Makes nothing required that only a response holds.
pub fn lower(_: &str, document: &mut Value) -> Result<()> {
    let mut sent = Vec::new();
    for (_, _, pointer, operation) in operations_mut(document) {
        for (place, pointer, schema) in of_operation(operation, &pointer) {
            descend(schema, &pointer, &mut |schema, _| {
                if place == "response" {
                    forget_required(schema);
                } else {
                    sent.extend(reference_name(schema).map(str::to_owned));
                }
                Ok(())
            })?;
        }
    }
    let Some(components) = components_mut(document) else {
        return Ok(());
    };
    let sent = reached(components, sent)?;
    for (name, schema) in components {
        if !sent.contains(name) {
            descend(schema, "#", &mut |schema, _| {
                forget_required(schema);
                Ok(())
            })?;
        }
    }
    Ok(())
}

fn forget_required(schema: &mut Value) {
    schema
        .as_object_mut()
        .map(|schema| schema.remove("required"));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_sent_stays_required() {
        let thing = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}});
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let media = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
        let mut document = json!({
            "paths": {"/things": {"post": {
                "parameters": [],
                "requestBody": media(reference("Sent")),
                "responses": {"2XX": media(json!({"type": "object", "required": ["data"], "properties": {
                    "data": reference("Received"), "part": reference("Part")}}))},
            }}},
            "components": {"schemas": {
                "Sent": {"type": "object", "required": ["part"], "properties": {"part": reference("Part")}},
                "Part": thing, "Received": thing}},
        });
        lower("v3/things", &mut document).unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Sent"]["required"], json!(["part"]));
        assert_eq!(schemas["Part"]["required"], json!(["id"]));
        assert!(schemas["Received"].get("required").is_none());
        let response = "/paths/~1things/post/responses/2XX/content/application~1json/schema";
        assert!(
            document
                .pointer(response)
                .unwrap()
                .get("required")
                .is_none()
        );
    }
}
