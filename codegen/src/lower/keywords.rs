//! Schema keywords: what only constrains or annotates goes, so that no response is refused for it;
//! a type that is only implied is written down.

use serde_json::{Value, json};

use super::{
    extension, facts,
    schemas::{for_each, is_composed},
};
use crate::{Error, Result, json::Object};

/// Keywords the generated types depend on; everything else goes.
const KEPT: [&str; 13] = [
    "$ref",
    "type",
    "format",
    "enum",
    "required",
    "nullable",
    "properties",
    "items",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    extension::ONE_OF_REQUIRED,
];

/// Removes keywords that only constrain or annotate, and adds implied types.
pub fn lower(id: &str, document: &mut Value) -> Result<()> {
    for_each(document, |schema, pointer| {
        let object = schema
            .as_object_mut()
            .ok_or_else(|| Error::document(id, pointer, "schema is not an object"))?;
        let facts = facts::of(&Value::Object(object.clone()));
        nullable(object);
        constant(object);
        object.retain(|keyword, _| KEPT.contains(&keyword.as_str()));
        implied_type(object);
        let kind = object
            .get("type")
            .and_then(Value::as_str)
            .map(str::to_owned);
        date(object, kind.as_deref());
        only_of_type(object, kind.as_deref());
        // A schema that says nothing of its values takes any, whatever it says of them.
        let has_type = matches!(
            kind.as_deref(),
            Some("string" | "integer" | "number" | "boolean" | "array")
        );
        if has_type && !facts.is_empty() {
            object.insert(extension::FACTS.into(), facts.into());
        }
        Ok(())
    })
}

/// The vendor's spelling of `nullable`, and a `null` among the values of an enum.
fn nullable(schema: &mut Object) {
    if schema.get("x-nullable") == Some(&Value::Bool(true)) {
        schema.insert("nullable".into(), true.into());
    }
    if schema.get("nullable") != Some(&Value::Bool(true)) {
        schema.remove("nullable");
    }
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        let before = values.len();
        values.retain(|value| !value.is_null());
        if values.len() < before {
            schema.insert("nullable".into(), true.into());
        }
    }
}

/// `const` is an enum of one value.
fn constant(schema: &mut Object) {
    if let Some(value) = schema.remove("const") {
        schema.insert("enum".into(), json!([value]));
    }
}

fn implied_type(schema: &mut Object) {
    if schema
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(Object::is_empty)
    {
        schema.remove("properties");
    }
    // A composed schema has its type from its branches.
    if !schema.contains_key("type") && !is_composed(schema) {
        let has = |keyword: &str| schema.contains_key(keyword);
        let implied = if has("properties") || has("additionalProperties") {
            Some("object")
        } else if has("items") {
            Some("array")
        } else {
            schema
                .get("enum")
                .and_then(Value::as_array)
                .and_then(|values| match values.first()? {
                    Value::String(_) => Some("string"),
                    Value::Bool(_) => Some("boolean"),
                    Value::Number(n) if n.is_f64() => Some("number"),
                    Value::Number(_) => Some("integer"),
                    _ => None,
                })
        };
        if let Some(implied) = implied {
            schema.insert("type".into(), implied.into());
        }
    }
    if schema.get("type").is_some_and(|kind| kind == "array") {
        schema.entry("items").or_insert_with(|| json!({}));
    }
}

/// A date is a text for all else, but says which of the two it is.
fn date(schema: &mut Object, kind: Option<&str>) {
    let format = schema.get("format").cloned();
    let is_date = matches!(
        format.as_ref().and_then(Value::as_str),
        Some("date" | "date-time")
    );
    if is_date && kind == Some("string") && !schema.contains_key("enum") {
        schema.insert(extension::DATE.into(), format.into());
    }
}

/// Drops keywords that mean nothing beside the schema's type, and formats that would narrow it.
fn only_of_type(schema: &mut Object, kind: Option<&str>) {
    let composed = is_composed(schema);
    schema.retain(|keyword, value| match keyword.as_str() {
        "properties" | "required" => composed || kind == Some("object"),
        "additionalProperties" => kind == Some("object") && value != &Value::Bool(false),
        "items" => kind == Some("array"),
        "enum" => {
            let values = value.as_array();
            kind == Some("string")
                && values.is_some_and(|v| !v.is_empty() && v.iter().all(Value::is_string))
        }
        "format" => {
            let text_or_anything = kind == Some("string") || (kind.is_none() && !composed);
            text_or_anything && value == "password"
        }
        _ => true,
    });
    let alone = !schema.contains_key("properties") && !composed;
    if schema.get("additionalProperties") == Some(&Value::Bool(true)) {
        if alone {
            // What any object may hold is said by its type.
            schema.remove("additionalProperties");
        } else {
            schema.insert("additionalProperties".into(), json!({}));
        }
    }
    if alone {
        schema.remove("required");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(schema: Value) -> Value {
        let mut document = json!({"components": {"schemas": {"A": schema}}});
        lower("v3/things", &mut document).unwrap();
        document["components"]["schemas"]["A"].take()
    }

    #[test]
    fn constraints_formats_and_defaults_go_but_are_said() {
        let schema = json!({"type": "string", "minLength": 1, "pattern": "a", "format": "date-time", "default": 3});
        let facts = [
            "at least 1 character",
            "format `date-time`",
            "by default `3`",
        ];
        assert_eq!(
            lowered(schema),
            json!({"type": "string", "x-date": "date-time", "x-facts": facts})
        );
        let schema = json!({"type": "number", "format": "float", "exclusiveMinimum": false});
        assert_eq!(
            lowered(schema),
            json!({"type": "number", "x-facts": ["format `float`"]})
        );
        let schema = json!({"type": "integer", "enum": [1, 2]});
        assert_eq!(lowered(schema), json!({"type": "integer"}));
    }

    #[test]
    fn a_property_named_like_a_keyword_stays() {
        let schema = json!({"type": "object", "properties": {"default": {"type": "string"}, "pattern": {"type": "string"}}});
        assert_eq!(lowered(schema.clone()), schema);
    }

    #[test]
    fn implied_types_are_written_down() {
        assert_eq!(lowered(json!({"properties": {"a": {}}}))["type"], "object");
        assert_eq!(lowered(json!({"items": {}}))["type"], "array");
        assert_eq!(lowered(json!({"enum": ["a"]}))["type"], "string");
        assert_eq!(lowered(json!({"type": "array"}))["items"], json!({}));
    }

    #[test]
    fn a_stray_keyword_gives_a_union_no_type() {
        let branches = json!([{"type": "number"}, {"type": "string"}]);
        assert_eq!(
            lowered(json!({"oneOf": branches, "items": {"type": "string"}})),
            json!({"oneOf": branches})
        );
    }

    #[test]
    fn null_is_found_wherever_it_is_written() {
        assert_eq!(
            lowered(json!({"type": "string", "x-nullable": true}))["nullable"],
            true
        );
        assert_eq!(
            lowered(json!({"type": "string", "enum": ["a", null]})),
            json!({"type": "string", "enum": ["a"], "nullable": true})
        );
    }
}
