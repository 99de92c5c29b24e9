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
