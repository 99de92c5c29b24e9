//! Marks the text that a schema describes as secret: `format: password`.

use serde_json::{Value, json};

use crate::{json::Object, lower::reference_name};

/// How many references lead from one to the next at most.
const DEPTH: usize = 48;

/// Marks `schema` if it is text or a list of texts, and says whether it is.
pub fn text(schema: &mut Value, components: &Object) -> bool {
    Hide {
        components,
        maps: false,
    }
    .schema(schema, DEPTH)
}

/// Marks `schema` if it is text, a list or a map of texts, and says whether it is. A map of anything
/// counts too.
pub fn values(schema: &mut Value, components: &Object) -> bool {
    Hide {
        components,
        maps: true,
    }
    .schema(schema, DEPTH)
}

/// Whether there is text in what `schema` describes, or there may be.
pub fn can_be(schema: &Value, components: &Object) -> bool {
    schema.as_object().is_some_and(Object::is_empty) || values(&mut schema.clone(), components)
}

/// Whether `schema` is marked.
pub fn is_hidden(schema: &Value) -> bool {
    let of_list = schema.get("items").is_some_and(is_hidden);
    of_list
        || schema
            .get("format")
            .is_some_and(|format| format == "password")
}

/// Takes the marks from `schema` again.
pub fn show(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object
                .get("format")
                .is_some_and(|format| format == "password")
            {
                object.remove("format");
            }
            object.values_mut().for_each(show);
        }
        Value::Array(items) => items.iter_mut().for_each(show),
        _ => (),
    }
}

struct Hide<'c> {
    components: &'c Object,
    /// Whether maps are hidden too.
    maps: bool,
}

impl Hide<'_> {
    /// Changes `schema` only if all of it can be hidden. A reference becomes a copy of what it leads to,
    /// which others refer to as well.
    fn schema(&self, schema: &mut Value, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        if let Some(name) = reference_name(schema) {
            let mut copy = self.components.get(name).cloned().unwrap_or_default();
            let hidden = self.schema(&mut copy, depth);
            if hidden {
                *schema = copy;
            }
            return hidden;
        }
        for (keyword, all) in [("allOf", false), ("oneOf", true), ("anyOf", true)] {
            if let Some(branches) = schema.get(keyword).and_then(Value::as_array) {
                let mut branches = branches.clone();
                let hidden = branches
                    .iter_mut()
                    .filter_map(|branch| self.schema(branch, depth).then_some(()));
                let hidden = hidden.count();
                let done = if all {
                    hidden == branches.len()
                } else {
                    hidden > 0
                };
                if done {
                    schema[keyword] = branches.into();
                }
                return done;
            }
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string") if schema.get("enum").is_none() => {
                schema["format"] = "password".into();
                true
            }
            Some("array") => schema
                .get_mut("items")
                .is_some_and(|items| self.schema(items, depth)),
            Some("object") if self.maps => self.map(schema, depth),
            _ => false,
        }
    }

    /// What an object holds beside its own properties.
    fn map(&self, schema: &mut Value, depth: usize) -> bool {
        let own = schema.get("properties").and_then(Value::as_object);
        let has_own = own.is_some_and(|own| !own.is_empty());
        match schema.get_mut("additionalProperties") {
            Some(Value::Object(entry)) if !entry.is_empty() => {
                self.schema(&mut schema["additionalProperties"], depth)
            }
            None if has_own => false,
            Some(Value::Bool(false)) => false,
            _ => {
                schema["additionalProperties"] = json!({"format": "password"});
                true
            }
        }
    }
}
