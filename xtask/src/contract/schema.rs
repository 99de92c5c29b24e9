//! Upstream's raw schemas: whether one accepts a value, and what it knows.

use std::collections::BTreeMap;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::{Error, Result, place::Place, upstream::Side};

/// Why `schema` doesn't accept `value`, each with a pointer; nothing if it does.
///
/// OpenAPI 3.0 is nearest to draft 4, where a `$ref` hides what stands beside it. Formats are notes,
/// not promises: a value of another format is accepted, and must come through.
pub fn faults(schema: &Place, value: &Value, side: Side) -> Result<Vec<String>> {
    let alone = alone(schema, side)?;
    let validator = compile(&alone).map_err(|fault| Error::Schema {
        pointer: schema.pointer.clone(),
        fault,
    })?;
    let faults = validator.iter_errors(value);
    Ok(faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect())
}

fn compile(schema: &Value) -> std::result::Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(false)
        .build(schema)
        .map_err(|fault| fault.to_string())
}

fn is_no_pattern(pattern: &Value) -> bool {
    compile(&json!({ "pattern": pattern })).is_err()
}

/// `schema` as a document of its own, in the words of draft 4.
fn alone(schema: &Place, side: Side) -> Result<Value> {
    let mut names = BTreeMap::new();
    let mut definitions = Map::new();
    let root = translate(schema, side, &mut names)?;
    while let Some((reference, name)) = names
        .iter()
        .map(|(reference, number): (&String, &usize)| (reference.clone(), number.to_string()))
        .find(|(_, name)| !definitions.contains_key(name))
    {
        let target = translate(&schema.reference(&reference)?, side, &mut names)?;
        definitions.insert(name, target);
    }
    Ok(json!({ "allOf": [root], "definitions": definitions }))
}

/// The schema at `place`, its references leading to `definitions`.
fn translate(place: &Place, side: Side, names: &mut BTreeMap<String, usize>) -> Result<Value> {
    if let Some(reference) = place.node.get("$ref").and_then(Value::as_str) {
        let next = names.len();
        let number = *names.entry(reference.to_owned()).or_insert(next);
        return Ok(json!({ "$ref": format!("#/definitions/{number}") }));
    }
    let mut schema = Map::new();
    for (keyword, child) in place.children() {
        let value = match keyword {
            "properties" => {
                let mut properties = Map::new();
                for (name, property) in child.children() {
                    properties.insert(name.to_owned(), translate(&property, side, names)?);
                }
                Value::Object(properties)
            }
            "items" | "not" => translate(&child, side, names)?,
            "additionalProperties" if child.node.is_object() => translate(&child, side, names)?,
            "allOf" | "oneOf" | "anyOf" => {
                let branches = child.items();
                let branches = branches.iter().map(|branch| translate(branch, side, names));
                Value::Array(branches.collect::<Result<_>>()?)
            }
            "required" => {
                let Some(required) = required(place, side)? else {
                    continue;
                };
                required
            }
            // What is no regular expression refuses nothing.
            "pattern" if is_no_pattern(child.node) => continue,
            "type"
            | "enum"
            | "minimum"
            | "maximum"
            | "exclusiveMinimum"
            | "exclusiveMaximum"
            | "minLength"
            | "maxLength"
            | "minItems"
            | "maxItems"
            | "uniqueItems"
            | "pattern"
            | "multipleOf"
            | "minProperties"
            | "maxProperties"
            | "additionalProperties" => child.node.clone(),
            _ => continue,
        };
        schema.insert(keyword.to_owned(), value);
    }
    if place.node.get("nullable") == Some(&Value::Bool(true)) {
        if let Some(kind) = schema.get("type").filter(|kind| kind.is_string()).cloned() {
            schema.insert("type".to_owned(), json!([kind, "null"]));
        }
        if let Some(Value::Array(choices)) = schema.get_mut("enum") {
            choices.push(Value::Null);
        }
    }
    Ok(Value::Object(schema))
}

/// The names that `side` must send; what only the other one sends is required of that one only.
fn required(place: &Place, side: Side) -> Result<Option<Value>> {
    let foreign = match side {
        Side::Request => "readOnly",
        Side::Response => "writeOnly",
    };
    let Some(names) = place.node.get("required").and_then(Value::as_array) else {
        return Ok(None);
    };
    let properties = place.child("properties");
    let mut required = Vec::new();
    for name in names {
        let property = properties
            .as_ref()
            .and_then(|properties| properties.child(name.as_str()?));
        let other = match property {
            Some(property) => property.resolved()?.node.get(foreign) == Some(&Value::Bool(true)),
            None => false,
        };
        if !other {
            required.push(name.clone());
        }
    }
    // Draft 4 has no empty list here.
    Ok((!required.is_empty()).then_some(Value::Array(required)))
}

/// Whether `schema` has a word for what is at `tokens` of a value: a property by name or by
/// `additionalProperties`, an item, or anything below a schema that doesn't look inside.
pub fn knows(schema: &Place, tokens: &[String]) -> Result<bool> {
    Ok(words(schema, tokens)?.is_none_or(|words| !words.is_empty()))
}

/// Whether `schema` has words for what is at `tokens` of a value, and none of them accepts `value`
/// there. An open branch of a union can't hide that, as it does from [`faults`].
pub fn refuses(schema: &Place, tokens: &[String], value: &Value, side: Side) -> Result<bool> {
    let words = words(schema, tokens)?.unwrap_or_default();
    for word in &words {
        if faults(word, value, side)?.is_empty() {
            return Ok(false);
        }
    }
    Ok(!words.is_empty())
}

/// The schemas for what is at `tokens` of a value of `schema`; `None` if anything may be there.
fn words<'a>(schema: &Place<'a>, tokens: &[String]) -> Result<Option<Vec<Place<'a>>>> {
    let mut there = vec![schema.clone()];
    for token in tokens {
        let mut parts = Vec::new();
        for place in &there {
            expand(place, &mut parts)?;
        }
        let looks_inside = |place: &Place| {
            ["properties", "items", "additionalProperties"]
                .iter()
                .any(|keyword| place.node.get(keyword).is_some())
        };
        if !parts.is_empty() && !parts.iter().any(looks_inside) {
            return Ok(None);
        }
        let mut next = Vec::new();
        for part in &parts {
            let named = part.child("properties").and_then(|all| all.child(token));
            let other = part.child("additionalProperties");
            match (named, other, part.child("items")) {
                (Some(named), _, _) => next.push(named),
                (None, Some(other), _) if other.node == &Value::Bool(true) => return Ok(None),
                (None, Some(other), _) if other.node.is_object() => next.push(other),
                (None, _, Some(items)) if token.parse::<usize>().is_ok() => next.push(items),
                _ => (),
            }
        }
        there = next;
    }
    Ok(Some(there))
}

/// `place` and every schema it is put together of.
fn expand<'a>(place: &Place<'a>, parts: &mut Vec<Place<'a>>) -> Result<()> {
    let place = place.resolved()?;
    if parts.iter().any(|part| part.pointer == place.pointer) {
        return Ok(());
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for branch in place.child(keyword).iter().flat_map(Place::items) {
            expand(&branch, parts)?;
        }
    }
    parts.push(place);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::place;

    /// What `read` makes of `schema`, which can refer to the component `Named`.
    fn of<T>(schema: Value, read: impl Fn(&Place) -> T) -> T {
        let named = json!({ "type": "object", "properties": { "name": { "type": "string" } } });
        let document = json!({ "it": schema, "components": { "schemas": { "Named": named } } });
        let bundle = place::alone("things", document);
        let document = Place::document(&bundle, "things").unwrap();
        read(&document.child("it").unwrap())
    }

    #[test]
    fn a_schema_is_asked_in_the_words_of_openapi() {
        let accepts = |schema: Value, value: Value, side: Side| {
            of(schema, |place| {
                faults(place, &value, side).unwrap().is_empty()
            })
        };
        let named = json!({ "$ref": "#/components/schemas/Named" });
        assert!(accepts(
            named.clone(),
            json!({ "name": "a" }),
            Side::Request
        ));
        assert!(!accepts(named, json!({ "name": 1 }), Side::Request));
        let nullable = json!({ "type": "string", "nullable": true, "enum": ["a"] });
        assert!(accepts(nullable, json!(null), Side::Response));
        let formatted = json!({ "type": "string", "format": "date-time", "pattern": "(" });
        assert!(accepts(formatted, json!("no time"), Side::Response));
        let read_only = json!({ "required": ["id"], "properties": { "id": { "readOnly": true } } });
        assert!(accepts(read_only.clone(), json!({}), Side::Request));
        assert!(!accepts(read_only, json!({}), Side::Response));
    }

    #[test]
    fn a_schema_knows_what_one_of_its_branches_names() {
        let knows = |schema: Value, way: &str| {
            let tokens: Vec<_> = way.split('/').map(str::to_owned).collect();
            of(schema, |place| knows(place, &tokens).unwrap())
        };
        let named = json!({ "oneOf": [
            { "properties": { "list": { "items": { "$ref": "#/components/schemas/Named" } } } },
            { "properties": { "free": { "type": "object" } } },
        ] });
        assert!(knows(named.clone(), "list/3/name"));
        assert!(!knows(named.clone(), "list/3/size"));
        assert!(!knows(named.clone(), "list/name"));
        assert!(knows(named.clone(), "free/whatever"));
        assert!(!knows(named, "other"));
        assert!(knows(
            json!({ "additionalProperties": true, "properties": {} }),
            "any/depth"
        ));
        assert!(!knows(
            json!({ "additionalProperties": false, "properties": {} }),
            "any"
        ));
    }
}
