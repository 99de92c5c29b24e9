//! Marks the text that a schema describes as secret: `format: password`.

use serde_json::{Value, json};

use crate::openapi::Node;

/// How many references lead from one to the next at most.
const DEPTH: usize = 48;

/// `schema` with its text marked, if it is text or a list of texts.
pub fn text(schema: &Node<'_>) -> Option<Value> {
    Hide { maps: false }.schema(schema, DEPTH)
}

/// `schema` with its text marked, if it is text, a list or a map of texts. A map of anything counts too.
pub fn values(schema: &Node<'_>) -> Option<Value> {
    Hide { maps: true }.schema(schema, DEPTH)
}

/// Whether there is text in what `schema` describes, or there may be.
pub fn can_be(schema: &Node<'_>) -> bool {
    let says_nothing = schema.value.as_object().is_some_and(|said| said.is_empty());
    says_nothing || values(schema).is_some()
}

/// Whether `schema` is marked.
pub fn is_hidden(schema: &Node<'_>) -> bool {
    let of_list = schema.child("items").is_some_and(|items| is_hidden(&items));
    of_list || schema.text("format") == Some("password")
}

/// `schema` without its marks.
pub fn shown(mut schema: Value) -> Value {
    show(&mut schema);
    schema
}

fn show(schema: &mut Value) {
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

struct Hide {
    /// Whether maps are hidden too.
    maps: bool,
}

impl Hide {
    /// The schema hidden, if all of it can be. A reference becomes a copy of what it leads to, which others
    /// refer to as well.
    fn schema(&self, schema: &Node<'_>, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        if let Some(target) = schema.reference().ok()? {
            return self.schema(&target, depth);
        }
        for (keyword, all) in [("allOf", false), ("oneOf", true), ("anyOf", true)] {
            if schema.child(keyword).is_some() {
                return self.branches(schema, keyword, all, depth);
            }
        }
        match schema.text("type") {
            Some("string") if schema.child("enum").is_none() => {
                Some(with(schema, "format", "password".into()))
            }
            Some("array") => {
                let items = self.schema(&schema.child("items")?, depth)?;
                Some(with(schema, "items", items))
            }
            Some("object") if self.maps => self.map(schema, depth),
            _ => None,
        }
    }

    /// A schema of branches, hidden if `all` of them can be, or else one.
    fn branches(&self, schema: &Node<'_>, keyword: &str, all: bool, depth: usize) -> Option<Value> {
        let branches: Vec<_> = schema.items(keyword).collect();
        let hidden: Vec<_> = branches
            .iter()
            .map(|branch| self.schema(branch, depth))
            .collect();
        let mut each = hidden.iter().map(Option::is_some);
        let done = if all {
            each.all(|hidden| hidden)
        } else {
            each.any(|hidden| hidden)
        };
        let branches = branches.iter().zip(hidden);
        let branches =
            branches.map(|(branch, hidden)| hidden.unwrap_or_else(|| branch.value.clone()));
        done.then(|| with(schema, keyword, branches.collect()))
    }

    /// What an object holds beside its own properties.
    fn map(&self, schema: &Node<'_>, depth: usize) -> Option<Value> {
        let has_own = schema.entries("properties").next().is_some();
        let rest = schema.child("additionalProperties");
        let hidden = match &rest {
            Some(rest) if rest.children().next().is_some() => self.schema(rest, depth)?,
            Some(rest) if rest.value == &Value::Bool(false) => return None,
            None if has_own => return None,
            _ => json!({"format": "password"}),
        };
        Some(with(schema, "additionalProperties", hidden))
    }
}

/// A copy of `schema` in which `keyword` says this.
fn with(schema: &Node<'_>, keyword: &str, said: Value) -> Value {
    let mut copy = schema.value.clone();
    copy[keyword] = said;
    copy
}
