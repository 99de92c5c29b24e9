//! Schemas in terms of Rust types: what may be absent or `null`, decimals, secrets.
//!
//! An optional list, map or free value is an `Option`, so that `null` decodes and an empty one can
//! be sent. An optional property that may be `null` is an `Option<Option<T>>`: absent, `null`, or a
//! value. The extension `x-rust-type` names the type.

use heck::ToUpperCamelCase;
use serde_json::{Value, json};

use super::schemas::{components_mut, is_integer_or_string, of_operation, operations_mut};
use crate::json::Object;

/// See the module.
pub fn lower(document: &mut Value) {
    for schema in components_mut(document)
        .into_iter()
        .flat_map(Object::values_mut)
    {
        shape(schema);
    }
    for (_, _, pointer, operation) in operations_mut(document) {
        for (name, _, schema) in of_operation(operation, &pointer) {
            shape(schema);
            // Whether a parameter is there is said by `required`, not by its schema.
            if name != "response" {
                schema
                    .as_object_mut()
                    .map(|schema| schema.remove("nullable"));
            }
            *schema = nullable(schema.take());
        }
    }
}

/// Rewrites what stands in `schema`, but not whether it may be null.
fn shape(schema: &mut Value) {
    let kind = schema
        .get("type")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let plain = schema.get("enum").is_none();
    let is_nullable = schema.get("nullable").cloned();
    match kind.as_deref() {
        Some("string") if plain && is_secret(schema) => {
            *schema = native("bigcommerce::Secret", None)
        }
        None if is_secret(schema) => *schema = native("bigcommerce::SecretValue", None),
        Some("number") => *schema = native("bigcommerce::Decimal", None),
        Some("array") => item(&mut schema["items"]),
        Some("object") => {
            if let Some(entry) = schema.get_mut("additionalProperties") {
                item(entry);
            }
            properties(schema);
        }
        _ => union(schema),
    }
    if let (Some(is_nullable), Some(schema)) = (is_nullable, schema.as_object_mut()) {
        schema.insert("nullable".into(), is_nullable);
    }
}

/// The branches differ in JSON type, so exactly one fits; the title is the variant's name in Rust.
fn union(schema: &mut Value) {
    if is_integer_or_string(schema) {
        *schema = native("bigcommerce::IntegerOrString", None);
        return;
    }
    let Some(Value::Array(mut branches)) = schema
        .as_object_mut()
        .and_then(|schema| schema.remove("anyOf"))
    else {
        return;
    };
    for branch in &mut branches {
        let kind = branch
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("object")
            .to_upper_camel_case();
        item(branch);
        if branch.get("$ref").is_none() {
            branch["title"] = kind.into();
        }
    }
    schema["oneOf"] = branches.into();
}

/// Something that is there, or `null` where the document says so.
fn item(schema: &mut Value) {
    shape(schema);
    *schema = nullable(schema.take());
}

fn properties(object: &mut Value) {
    let required: Vec<String> = object
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let properties = object.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        shape(property);
        let is_nullable = property.get("nullable").is_some();
        if required.contains(name) || is_nullable {
            // `Option<T>` where required, `Option<Option<T>>` where not.
            *property = nullable(property.take());
        } else if is_collection(property) {
            property["nullable"] = true.into();
        }
    }
}

/// `schema` or, where it says `nullable`, an `Option` of it.
fn nullable(mut schema: Value) -> Value {
    let is_nullable = schema
        .as_object_mut()
        .and_then(|schema| schema.remove("nullable"));
    match is_nullable {
        // A free value can be null as it is.
        Some(_) if !is_any(&schema) => native("std::option::Option", Some(schema)),
        _ => schema,
    }
}

/// What the generator would make a value that is left out when empty.
fn is_collection(schema: &Value) -> bool {
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => true,
        Some("object") => schema.get("properties").is_none(),
        _ => false,
    }
}

fn is_any(schema: &Value) -> bool {
    schema.as_object().is_some_and(Object::is_empty)
}

fn is_secret(schema: &Value) -> bool {
    schema
        .get("format")
        .is_some_and(|format| format == "password")
}

/// A schema that stands for the Rust type at `path`.
fn native(path: &str, parameter: Option<Value>) -> Value {
    let name = path.split("::").next().unwrap_or(path);
    let parameters: Vec<_> = parameter.into_iter().collect();
    json!({"x-rust-type": {"crate": name, "version": "*", "path": path, "parameters": parameters}})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(required: bool, property: Value) -> Value {
        let required = if required { json!(["p"]) } else { json!([]) };
        let object = json!({"type": "object", "required": required, "properties": {"p": property}});
        let mut document = json!({"components": {"schemas": {"A": object}}});
        lower(&mut document);
        document["components"]["schemas"]["A"]["properties"]["p"].take()
    }

    fn option(of: Value) -> Value {
        native("std::option::Option", Some(of))
    }

    #[test]
    fn an_optional_list_is_optional_and_not_skipped_when_empty() {
        let list = json!({"type": "array", "items": {"type": "string"}});
        let expected = json!({"type": "array", "items": {"type": "string"}, "nullable": true});
        assert_eq!(lowered(false, list.clone()), expected);
        assert_eq!(lowered(true, list.clone()), list);
    }

    #[test]
    fn null_is_a_value_of_its_own() {
        let schema = json!({"type": "string", "nullable": true});
        assert_eq!(
            lowered(false, schema.clone()),
            option(json!({"type": "string"}))
        );
        assert_eq!(lowered(true, schema), option(json!({"type": "string"})));
        let reference = json!({"$ref": "#/components/schemas/B", "nullable": true});
        assert_eq!(
            lowered(false, reference),
            option(json!({"$ref": "#/components/schemas/B"}))
        );
    }

    #[test]
    fn decimals_keep_what_the_server_sent() {
        assert_eq!(
            lowered(false, json!({"type": "number"})),
            native("bigcommerce::Decimal", None)
        );
        assert_eq!(
            lowered(
                false,
                json!({"type": "array", "items": {"type": "number", "nullable": true}})
            )["items"],
            option(native("bigcommerce::Decimal", None))
        );
    }

    #[test]
    fn secrets_are_known_by_their_format() {
        let secret = native("bigcommerce::Secret", None);
        let password = json!({"type": "string", "format": "password"});
        assert_eq!(lowered(true, password.clone()), secret);
        let list = json!({"type": "array", "items": password});
        assert_eq!(lowered(true, list)["items"], secret);
        let map = json!({"type": "object", "additionalProperties": password});
        assert_eq!(lowered(true, map)["additionalProperties"], secret);
        let free = json!({"type": "object", "additionalProperties": {"format": "password"}});
        let secret = native("bigcommerce::SecretValue", None);
        assert_eq!(lowered(true, free)["additionalProperties"], secret);
    }
}
