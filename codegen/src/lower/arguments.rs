//! Arguments: what goes into a path, a query or a header is text, or a list of texts in a query.

use serde_json::Value;

use super::schemas::{operations_mut, resolve};
use crate::{Error, Result};

/// See the module.
pub fn check(id: &str, document: &mut Value) -> Result<()> {
    let source = document.clone();
    for (_, _, pointer, operation) in operations_mut(document) {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        for parameter in parameters.into_iter().flatten() {
            let (name, place) = (&parameter["name"], &parameter["in"]);
            let schema = resolve(id, &source, &parameter["schema"], &pointer)?;
            let lists = place == "query";
            if !is_text(id, &source, schema, lists, &pointer)? {
                let name = name.as_str().unwrap_or_default();
                let place = place.as_str().unwrap_or_default();
                let fault = format!("`{name}` is no text, so the {place} can't hold it");
                return Err(Error::document(id, format!("{pointer}/parameters"), fault));
            }
        }
    }
    Ok(())
}

/// Whether every value that fits `schema` can be written as text, or as texts where `lists` may be.
fn is_text(id: &str, document: &Value, schema: &Value, lists: bool, at: &str) -> Result<bool> {
    let schema = resolve(id, document, schema, at)?;
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        for branch in branches {
            if !is_text(id, document, branch, lists, at)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("array") if lists => is_text(id, document, &schema["items"], false, at),
        Some("array" | "object") | None => Ok(false),
        Some(_) => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(place: &str, schema: Value) -> Result<()> {
        let parameter = json!({"in": place, "name": "filter", "schema": schema});
        let mut document = json!({
            "paths": {"/things": {"get": {"operationId": "getThings", "parameters": [parameter]}}},
            "components": {"schemas": {"Kind": {"type": "string", "enum": ["a"]}}},
        });
        check("v3/things", &mut document)
    }

    #[test]
    fn texts_and_lists_of_them_are_arguments() {
        let kind = json!({"$ref": "#/components/schemas/Kind"});
        let list = json!({"type": "array", "items": kind});
        let either = json!({"anyOf": [{"type": "integer"}, list]});
        for schema in [kind, list, either] {
            checked("query", schema).unwrap();
        }
        checked("header", json!({"type": "boolean"})).unwrap();
    }

    #[test]
    fn what_is_no_text_is_an_error_with_a_pointer() {
        let list = json!({"type": "array", "items": {"type": "string"}});
        let lists = json!({"type": "array", "items": list});
        for (place, schema) in [("header", list), ("query", lists), ("query", json!({}))] {
            assert_eq!(
                checked(place, schema).unwrap_err().to_string(),
                format!(
                    "v3/things: #/paths/~1things/get/parameters: `filter` is no text, so the {place} can't hold it"
                )
            );
        }
    }
}
