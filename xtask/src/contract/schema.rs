//! Upstream's raw schemas: whether one accepts a value, and what it knows.

use bigcommerce_codegen::openapi::{Node, Side, draft4};
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use super::{Error, Result};

/// Why `schema` doesn't accept `value`, each with a pointer; nothing if it does.
///
/// Formats are notes, not promises: a value of another format is accepted, and must come through.
pub fn faults(schema: &Node, value: &Value, side: Side) -> Result<Vec<String>> {
    let alone = draft4(schema, side, &is_pattern)?;
    let validator = compile(&alone).map_err(|fault| Error::Schema {
        pointer: schema.joined(),
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

fn is_pattern(pattern: &Value) -> bool {
    compile(&json!({ "pattern": pattern })).is_ok()
}

/// Whether `schema` has a word for what is at `tokens` of a value: a property by name or by
/// `additionalProperties`, an item, or anything below a schema that doesn't look inside.
pub fn knows(schema: &Node, tokens: &[String]) -> Result<bool> {
    Ok(words(schema, tokens)?.is_none_or(|words| !words.is_empty()))
}

/// Whether `schema` has words for what is at `tokens` of a value, and none of them accepts `value`
/// there. An open branch of a union can't hide that, as it does from [`faults`].
pub fn refuses(schema: &Node, tokens: &[String], value: &Value, side: Side) -> Result<bool> {
    let words = words(schema, tokens)?.unwrap_or_default();
    for word in &words {
        if faults(word, value, side)?.is_empty() {
            return Ok(false);
        }
    }
    Ok(!words.is_empty())
}

/// The schemas for what is at `tokens` of a value of `schema`; `None` if anything may be there.
fn words<'a>(schema: &Node<'a>, tokens: &[String]) -> Result<Option<Vec<Node<'a>>>> {
    let mut there = vec![schema.clone()];
    for token in tokens {
        let mut parts = Vec::new();
        for node in &there {
            expand(node, &mut parts)?;
        }
        let looks_inside = |part: &Node| {
            ["properties", "items", "additionalProperties"]
                .iter()
                .any(|keyword| part.child(keyword).is_some())
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
                (None, Some(other), _) if other.value == &Value::Bool(true) => return Ok(None),
                (None, Some(other), _) if other.value.is_object() => next.push(other),
                (None, _, Some(items)) if token.parse::<usize>().is_ok() => next.push(items),
                _ => (),
            }
        }
        there = next;
    }
    Ok(Some(there))
}

/// The schema at `node` and every one it is put together of.
fn expand<'a>(node: &Node<'a>, parts: &mut Vec<Node<'a>>) -> Result<()> {
    let node = node.resolved()?;
    if parts.iter().any(|part| part.is(&node)) {
        return Ok(());
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for branch in node.items(keyword) {
            expand(&branch, parts)?;
        }
    }
    parts.push(node);
    Ok(())
}

#[cfg(test)]
mod tests {
    use bigcommerce_codegen::openapi::Bundle;

    use super::*;

    /// What `read` makes of `schema`, which can refer to the component `Named`.
    fn of<T>(schema: Value, read: impl Fn(&Node) -> T) -> T {
        let named = json!({ "type": "object", "properties": { "name": { "type": "string" } } });
        let document = json!({ "it": schema, "components": { "schemas": { "Named": named } } });
        let bundle = Bundle::of("things", &document);
        let document = bundle.document("things").unwrap();
        read(&document.child("it").unwrap())
    }

    #[test]
    fn a_schema_is_asked_in_the_words_of_openapi() {
        let accepts = |schema: Value, value: Value, side: Side| {
            of(schema, |node| {
                faults(node, &value, side).unwrap().is_empty()
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
            of(schema, |node| knows(node, &tokens).unwrap())
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
