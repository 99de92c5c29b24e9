//! A schema as JSON Schema (draft 4), for a validator.

use serde_json::{Map, Value, json};

use super::{Node, Schema, Side};
use crate::Result;

/// `schema` as `side` sends it as a JSON Schema of its own.
///
/// OpenAPI 3.0 is nearest to draft 4, where a `$ref` hides what stands beside it. A `pattern` that isn't
/// one to `is_pattern` refuses nothing.
///
/// # Errors
/// When a reference leads nowhere, or a schema is a part of itself.
pub fn draft4(schema: &Node<'_>, side: Side, is_pattern: &dyn Fn(&Value) -> bool) -> Result<Value> {
    let mut translation = Translation {
        side,
        is_pattern,
        targets: Vec::new(),
    };
    let root = translation.schema(schema)?;
    let mut definitions = Map::new();
    while let Some(target) = translation.targets.get(definitions.len()).cloned() {
        let schema = translation.schema(&target)?;
        definitions.insert(definitions.len().to_string(), schema);
    }
    Ok(json!({ "allOf": [root], "definitions": definitions }))
}

struct Translation<'t, 'b> {
    side: Side,
    is_pattern: &'t dyn Fn(&Value) -> bool,
    /// What references lead to; each becomes the definition of its number.
    targets: Vec<Node<'b>>,
}

impl<'b> Translation<'_, 'b> {
    fn schema(&mut self, node: &Node<'b>) -> Result<Value> {
        if let Some(target) = node.reference()? {
            let known = self.targets.iter().position(|known| known.is(&target));
            let number = known.unwrap_or_else(|| {
                self.targets.push(target);
                self.targets.len() - 1
            });
            return Ok(json!({ "$ref": format!("#/definitions/{number}") }));
        }
        let mut schema = Map::new();
        for (keyword, child) in node.children() {
            if let Some(value) = self.keyword(node, keyword, &child)? {
                schema.insert(keyword.to_owned(), value);
            }
        }
        if node.flag("nullable") == Some(true) {
            if let Some(kind) = schema.get("type").filter(|kind| kind.is_string()).cloned() {
                schema.insert("type".to_owned(), json!([kind, "null"]));
            }
            if let Some(Value::Array(choices)) = schema.get_mut("enum") {
                choices.push(Value::Null);
            }
        }
        Ok(Value::Object(schema))
    }

    /// What `keyword` of the schema at `node` says, if it says anything in draft 4.
    fn keyword(
        &mut self,
        node: &Node<'b>,
        keyword: &str,
        child: &Node<'b>,
    ) -> Result<Option<Value>> {
        let value = match keyword {
            "properties" => {
                let properties = child.children();
                let properties = properties
                    .map(|(name, property)| Ok((name.to_owned(), self.schema(&property)?)));
                Value::Object(properties.collect::<Result<_>>()?)
            }
            "items" | "not" => self.schema(child)?,
            "additionalProperties" if child.value.is_object() => self.schema(child)?,
            "allOf" | "oneOf" | "anyOf" => {
                let branches = node.items(keyword).map(|branch| self.schema(&branch));
                Value::Array(branches.collect::<Result<_>>()?)
            }
            "required" => return self.required(node),
            "pattern" if !(self.is_pattern)(child.value) => return Ok(None),
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
            | "additionalProperties" => child.value.clone(),
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    /// The names that the side must send; what only the other one sends is required of that one only.
    fn required(&self, node: &Node<'b>) -> Result<Option<Value>> {
        let properties = node.child("properties");
        let mut required = Vec::new();
        for name in node.items("required") {
            let property = name
                .value
                .as_str()
                .and_then(|name| properties.as_ref()?.child(name));
            if Schema::from(property).is_sent_by(self.side)? {
                required.push(name.value.clone());
            }
        }
        // Draft 4 has no empty list here.
        Ok((!required.is_empty()).then_some(Value::Array(required)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::Bundle;

    #[test]
    fn a_schema_is_said_in_the_words_of_draft_4() {
        let document = json!({
            "it": {
                "type": "object",
                "description": "no word of draft 4",
                "required": ["id", "next"],
                "properties": {
                    "id": { "type": "string", "readOnly": true, "pattern": "(" },
                    "next": { "$ref": "#/it" },
                    "state": { "type": "string", "nullable": true, "enum": ["on"] },
                },
            },
        });
        let bundle = Bundle::of("things", &document);
        let it = bundle.document("things").unwrap().child("it").unwrap();
        let said = |side: Side| draft4(&it, side, &|pattern| pattern != "(").unwrap();
        let schema = |required: Value| {
            json!({
                "type": "object",
                "required": required,
                "properties": {
                    "id": { "type": "string" },
                    "next": { "$ref": "#/definitions/0" },
                    "state": { "type": ["string", "null"], "enum": ["on", null] },
                },
            })
        };
        for (side, required) in [
            (Side::Request, json!(["next"])),
            (Side::Response, json!(["id", "next"])),
        ] {
            let schema = schema(required);
            assert_eq!(
                said(side),
                json!({ "allOf": [schema], "definitions": { "0": schema } })
            );
        }
    }
}
