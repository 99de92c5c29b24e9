//! Reading OpenAPI 3.0 schemas: following references and folding `allOf` into one flat schema.

use super::random::Random;
use serde_json::{Map, Value, json};

/// Keywords that combine schemas; [`flatten`] removes them.
const COMBINING: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// Follows `$ref` until there is none. OpenAPI 3.0 ignores what stands beside a `$ref`.
pub fn resolve<'a>(document: &'a Value, mut node: &'a Value) -> &'a Value {
    while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
        let pointer = reference
            .strip_prefix('#')
            .unwrap_or_else(|| panic!("{reference} isn't local"));
        node = document
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{reference} leads nowhere"));
    }
    node
}

/// One schema that says what `schema` says with its references followed, its `allOf` merged and one branch of each union taken:
/// `turn % branches`, so that consecutive turns visit every branch. Unions inside it turn by a number made from this turn: were it the
/// turn itself, the same outer branch would always meet the same inner one.
pub fn flatten(document: &Value, schema: &Value, turn: &mut u64) -> Map<String, Value> {
    let Value::Object(node) = resolve(document, schema) else {
        return Map::new();
    };
    let mut flat = node.clone();
    flat.retain(|keyword, _| !COMBINING.contains(&keyword.as_str()));
    for part in list(node, "allOf") {
        merge(document, &mut flat, flatten(document, part, turn));
    }
    for union in ["oneOf", "anyOf"] {
        let branches = list(node, union);
        if let Some(count) = u64::try_from(branches.len())
            .ok()
            .filter(|&count| count > 0)
        {
            let branch = &branches[usize::try_from(*turn % count).unwrap()];
            *turn = Random::new(*turn).bits();
            merge(document, &mut flat, flatten(document, branch, turn));
        }
    }
    flat
}

/// Whether `schema` sets the annotation (`readOnly`, `writeOnly`) or, when it says nothing of it, a part of its `allOf`.
pub fn says(document: &Value, schema: &Value, annotation: &str) -> bool {
    let Value::Object(node) = resolve(document, schema) else {
        return false;
    };
    let own = node.get(annotation).and_then(Value::as_bool);
    own.unwrap_or_else(|| {
        list(node, "allOf")
            .iter()
            .any(|part| says(document, part, annotation))
    })
}

/// The type of a flat schema: the one it names, or the one its other keywords imply. `None` is any type.
pub fn kind(flat: &Map<String, Value>) -> Option<&str> {
    const IMPLIED: [(&str, &str); 9] = [
        ("properties", "object"),
        ("additionalProperties", "object"),
        ("items", "array"),
        ("minLength", "string"),
        ("maxLength", "string"),
        ("pattern", "string"),
        ("minimum", "number"),
        ("maximum", "number"),
        ("required", "object"),
    ];
    flat.get("type").and_then(Value::as_str).or_else(|| {
        IMPLIED
            .iter()
            .find(|(keyword, _)| flat.contains_key(*keyword))
            .map(|&(_, kind)| kind)
    })
}

/// The list a keyword holds; empty when there is none.
pub fn list<'a>(node: &'a Map<String, Value>, keyword: &str) -> &'a [Value] {
    node.get(keyword)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The whole number a keyword holds.
pub fn count(node: &Map<String, Value>, keyword: &str) -> Option<usize> {
    let number = node.get(keyword)?.as_u64()?;
    usize::try_from(number).ok()
}

/// Narrows `flat` by `other`: afterwards it accepts what both accept.
fn merge(document: &Value, flat: &mut Map<String, Value>, other: Map<String, Value>) {
    let nullable = is_nullable(flat) && is_nullable(&other);
    for (keyword, new) in other {
        let merged = match flat.remove(&keyword) {
            Some(old) => both(document, &keyword, old, new),
            None => new,
        };
        flat.insert(keyword, merged);
    }
    if !nullable {
        flat.remove("nullable");
    }
}

/// `nullable` only widens a `type` beside it; a schema without a type doesn't exclude null.
fn is_nullable(node: &Map<String, Value>) -> bool {
    node.get("nullable") == Some(&Value::Bool(true)) || !node.contains_key("type")
}

/// One keyword's value that means both `old` and `new`.
fn both(document: &Value, keyword: &str, old: Value, new: Value) -> Value {
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    match (keyword, old, new) {
        (_, old, new) if old == new => old,
        ("properties", Value::Object(mut old), Value::Object(new)) => {
            for (name, schema) in new {
                let merged = match old.remove(&name) {
                    Some(first) => declared_twice(document, first, schema),
                    None => schema,
                };
                old.insert(name, merged);
            }
            Value::Object(old)
        }
        ("items", old, new) => json!({ "allOf": [old, new] }),
        ("additionalProperties", Value::Bool(open), other)
        | ("additionalProperties", other, Value::Bool(open)) => {
            if open {
                other
            } else {
                Value::Bool(false)
            }
        }
        ("additionalProperties", old, new) => json!({ "allOf": [old, new] }),
        ("required", Value::Array(mut old), Value::Array(new)) => {
            old.extend(new);
            Value::Array(old)
        }
        ("enum", Value::Array(mut old), Value::Array(new)) => {
            old.retain(|value| new.contains(value));
            Value::Array(old)
        }
        ("minimum" | "minLength" | "minItems", old, new) => {
            if number(&new) > number(&old) {
                new
            } else {
                old
            }
        }
        ("maximum" | "maxLength" | "maxItems", old, new) => {
            if number(&new) < number(&old) {
                new
            } else {
                old
            }
        }
        ("type", _, new) if new == "integer" => new,
        ("type", old, _) => old,
        (_, Value::Bool(old), Value::Bool(new)) => Value::Bool(old || new),
        (_, _, new) => new,
    }
}

/// The schema of a property that two parts of an `allOf` declare. Where only one of them calls it read-only (or write-only), the other
/// is there to lift that, as the promotions' `redemption_type` is.
fn declared_twice(document: &Value, first: Value, second: Value) -> Value {
    let lifted = ["readOnly", "writeOnly"].map(|annotation| {
        let differ = says(document, &first, annotation) != says(document, &second, annotation);
        (annotation, differ)
    });
    let mut schema = json!({ "allOf": [first, second] });
    for (annotation, _) in lifted.iter().filter(|(_, differ)| *differ) {
        schema[*annotation] = json!(false);
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::{flatten, kind, says};
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    fn flat(schema: &Value, turn: u64) -> Value {
        let document = json!({ "components": { "schemas": {
            "Id": { "type": "integer", "readOnly": true, "minimum": 1 },
            "Base": { "type": "object", "required": ["id"],
                "properties": { "id": { "$ref": "#/components/schemas/Id" }, "name": { "type": "string" } } } } } });
        let mut turn = turn;
        Value::Object(flatten(&document, schema, &mut turn))
    }

    #[test]
    fn all_of_narrows() {
        let merged = flat(
            &json!({ "allOf": [
                { "$ref": "#/components/schemas/Base" },
                { "required": ["name"], "properties": { "name": { "maxLength": 5 } } },
            ] }),
            0,
        );
        assert_eq!(merged["required"], json!(["id", "name"]));
        assert_eq!(
            merged["properties"]["name"],
            json!({ "allOf": [{ "type": "string" }, { "maxLength": 5 }] })
        );
        let bounds = flat(
            &json!({ "type": "number", "minimum": 1, "maximum": 9, "allOf": [{ "type": "integer", "minimum": 3, "maximum": 20 }] }),
            0,
        );
        assert_eq!(
            bounds,
            json!({ "type": "integer", "minimum": 3, "maximum": 9 })
        );
    }

    #[test]
    fn turns_visit_every_branch_of_nested_unions() {
        let schema = json!({ "oneOf": [
            { "type": "string" },
            { "anyOf": [{ "type": "integer" }, { "type": "boolean" }] },
        ] });
        let kind = |turn| flat(&schema, turn)["type"].as_str().unwrap().to_owned();
        assert_eq!(kind(0), "string");
        let kinds: BTreeSet<String> = (0..16).map(kind).collect();
        assert!(kinds.iter().eq(["boolean", "integer", "string"]));
    }

    #[test]
    fn nullable_needs_every_typed_part() {
        let string = json!({ "type": "string" });
        let maybe = json!({ "type": "string", "nullable": true });
        let of = |parts: Value| flat(&json!({ "allOf": parts }), 0).get("nullable").cloned();
        assert_eq!(
            of(json!([maybe, { "maxLength": 3 }])),
            Some(Value::Bool(true))
        );
        assert_eq!(of(json!([maybe, string])), None);
        assert_eq!(of(json!([string, maybe])), None);
    }

    #[test]
    fn kinds_are_named_or_implied() {
        let kind_of = |schema: Value| kind(schema.as_object().unwrap()).map(ToOwned::to_owned);
        assert_eq!(
            kind_of(json!({ "properties": {} })).as_deref(),
            Some("object")
        );
        assert_eq!(kind_of(json!({ "items": {} })).as_deref(), Some("array"));
        assert_eq!(
            kind_of(json!({ "type": "array", "required": ["a"] })).as_deref(),
            Some("array")
        );
        assert_eq!(kind_of(json!({})), None);
    }

    #[test]
    fn annotations_are_found_through_all_of() {
        let document = json!({});
        assert!(says(
            &document,
            &json!({ "allOf": [{ "type": "string" }, { "readOnly": true }] }),
            "readOnly"
        ));
        assert!(!says(
            &document,
            &json!({ "anyOf": [{ "readOnly": true }] }),
            "readOnly"
        ));
        let merged = flat(
            &json!({ "allOf": [
                { "properties": { "a": { "readOnly": true }, "b": { "readOnly": true } } },
                { "properties": { "a": { "type": "string" }, "b": { "readOnly": true, "type": "string" } } },
            ] }),
            0,
        );
        assert!(!says(&document, &merged["properties"]["a"], "readOnly"));
        assert!(says(&document, &merged["properties"]["b"], "readOnly"));
    }
}
