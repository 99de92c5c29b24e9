//! OpenAPI 3.0 schemas: what they accept, and where a value doesn't fit.
//!
//! The documents' dialect is not JSON Schema's: `nullable`, `exclusiveMinimum` as a flag, nothing counts
//! beside a `$ref`, what is `readOnly` isn't required of a request, and the parts of an `allOf` together
//! say which properties there are. So each schema is first written out as the flat ones it may stand for;
//! checking and sampling both work on those.

use std::{collections::BTreeSet, ops::Not};

use regex::Regex;
use serde_json::{Map, Value, json};

use super::format;
use crate::operation::Family;

/// A schema without references, `allOf`, `oneOf` and `anyOf`.
pub(crate) type Flat = Map<String, Value>;

/// Who sends a value, and a request to which API: what is `readOnly` or `writeOnly` is the business of one
/// side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Request(Family),
    Answer,
}

impl Side {
    /// The keyword of properties that the other side sends.
    pub fn not_sent(self) -> &'static str {
        match self {
            Self::Request(_) => "readOnly",
            Self::Answer => "writeOnly",
        }
    }
}

/// Where a value is wrong, as a JSON pointer, and why. No value is in it, for it may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub pointer: String,
    pub why: String,
}

/// The members of an object; none of anything else.
pub(crate) fn object(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    node.as_object().into_iter().flatten()
}

/// Follows `$ref`s. One that leads nowhere accepts everything.
pub(crate) fn resolve<'a>(document: &'a Value, mut node: &'a Value) -> &'a Value {
    while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
        let pointer = reference.trim_start_matches('#');
        node = document.pointer(pointer).unwrap_or(&Value::Null);
    }
    node
}

/// The flat schemas of which a value must fit one.
pub(crate) fn alternatives(document: &Value, schema: &Value) -> Vec<Flat> {
    let Value::Object(node) = resolve(document, schema) else {
        return vec![Flat::new()];
    };
    let mut own = node.clone();
    own.retain(|keyword, _| !matches!(keyword.as_str(), "allOf" | "oneOf" | "anyOf"));
    let mut flats = vec![own];
    for part in list(node, "allOf") {
        flats = joined(&flats, &alternatives(document, part));
    }
    for union in ["oneOf", "anyOf"] {
        let branches = list(node, union).iter();
        let branches: Vec<_> = branches
            .flat_map(|branch| alternatives(document, branch))
            .collect();
        if !branches.is_empty() {
            flats = joined(&flats, &branches);
        }
    }
    flats
}

fn joined(left: &[Flat], right: &[Flat]) -> Vec<Flat> {
    left.iter()
        .flat_map(|left| right.iter().map(|right| merged(left, right)))
        .collect()
}

/// A schema that accepts what both accept.
fn merged(left: &Flat, right: &Flat) -> Flat {
    let nullable = is_nullable(left) && is_nullable(right);
    let mut flat = left.clone();
    for (keyword, new) in right {
        let both = match flat.remove(keyword) {
            None => new.clone(),
            Some(old) if old == *new => old,
            Some(old) => both(keyword, old, new.clone()),
        };
        flat.insert(keyword.clone(), both);
    }
    flat.insert("nullable".to_owned(), nullable.into());
    flat
}

fn both(keyword: &str, old: Value, new: Value) -> Value {
    let larger = |old: Value, new: Value| {
        if new.as_f64() > old.as_f64() {
            (new, old)
        } else {
            (old, new)
        }
    };
    match (keyword, old, new) {
        ("properties", Value::Object(mut old), Value::Object(new)) => {
            for (name, schema) in new {
                let schema = match old.remove(&name) {
                    Some(first) => json!({ "allOf": [first, schema] }),
                    None => schema,
                };
                old.insert(name, schema);
            }
            old.into()
        }
        ("required", Value::Array(mut old), Value::Array(new)) => {
            old.extend(new);
            old.into()
        }
        ("enum", Value::Array(mut old), Value::Array(new)) => {
            old.retain(|value| new.contains(value));
            old.into()
        }
        ("items", old, new) => json!({ "allOf": [old, new] }),
        ("additionalProperties", Value::Bool(true), other)
        | ("additionalProperties", other, Value::Bool(true)) => other,
        ("additionalProperties", ..) => false.into(),
        ("minimum" | "minLength" | "minItems", old, new) => larger(old, new).0,
        ("maximum" | "maxLength" | "maxItems", old, new) => larger(old, new).1,
        ("type", old, new) if new == "integer" || old == new => new,
        ("type", old, _) => old,
        (_, Value::Bool(old), Value::Bool(new)) => (old || new).into(),
        (_, _, new) => new,
    }
}

/// A schema without a type doesn't exclude null.
fn is_nullable(flat: &Flat) -> bool {
    flat.get("nullable") == Some(&Value::Bool(true)) || kind(flat).is_none()
}

/// Whether `schema` sets `annotation`, or a part of it does where it says nothing itself.
pub(crate) fn says(document: &Value, schema: &Value, annotation: &str) -> bool {
    let Value::Object(node) = resolve(document, schema) else {
        return false;
    };
    let own = node.get(annotation).and_then(Value::as_bool);
    // Where parts differ, one is there to lift it.
    let mut parts = list(node, "allOf").iter();
    own.unwrap_or_else(|| parts.len() > 0 && parts.all(|part| says(document, part, annotation)))
}

/// The type of a flat schema, named or implied; none accepts any.
pub(crate) fn kind(flat: &Flat) -> Option<&str> {
    let implied = [
        ("properties", "object"),
        ("additionalProperties", "object"),
        ("items", "array"),
        ("pattern", "string"),
        ("minLength", "string"),
        ("maxLength", "string"),
        ("minimum", "number"),
        ("maximum", "number"),
    ];
    flat.get("type").and_then(Value::as_str).or_else(|| {
        let mut implied = implied.iter();
        implied
            .find(|(keyword, _)| flat.contains_key(*keyword))
            .map(|(_, kind)| *kind)
    })
}

/// The list of a keyword.
pub(crate) fn list<'a>(flat: &'a Flat, keyword: &str) -> &'a [Value] {
    flat.get(keyword)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The whole number of a keyword.
pub(crate) fn count(flat: &Flat, keyword: &str) -> Option<usize> {
    flat.get(keyword)?.as_u64()?.try_into().ok()
}

/// The regular expression of a `pattern`, if it is one that this crate reads (look-aheads aren't).
pub(crate) fn pattern(flat: &Flat) -> Option<Regex> {
    Regex::new(flat.get("pattern")?.as_str()?).ok()
}

/// A member's name as a step of a JSON pointer.
pub(crate) fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Where `value`, which is at `pointer`, doesn't fit `schema`.
pub(crate) fn misfits(
    document: &Value,
    schema: &Value,
    value: &Value,
    side: Side,
    pointer: &str,
) -> Vec<Misfit> {
    let check = Check { document, side };
    let mut fewest: Option<Vec<Misfit>> = None;
    for flat in alternatives(document, schema) {
        let mut misfits = Vec::new();
        check.flat(&flat, value, pointer, &mut misfits);
        if misfits.is_empty() {
            return misfits;
        }
        // The alternative that was meant is the one that fits deepest.
        let depth = |misfits: &[Misfit]| {
            let depths = misfits
                .iter()
                .map(|misfit| misfit.pointer.matches('/').count());
            (std::cmp::Reverse(depths.min()), misfits.len())
        };
        if fewest
            .as_ref()
            .is_none_or(|fewest| depth(&misfits) < depth(fewest))
        {
            fewest = Some(misfits);
        }
    }
    fewest.unwrap_or_default()
}

struct Check<'a> {
    document: &'a Value,
    side: Side,
}

impl Check<'_> {
    fn flat(&self, flat: &Flat, value: &Value, pointer: &str, out: &mut Vec<Misfit>) {
        let mut fault = |why: String| {
            out.push(Misfit {
                pointer: pointer.to_owned(),
                why,
            });
        };
        if value.is_null() && is_nullable(flat) {
            return;
        }
        if let Some(kind) = kind(flat)
            && !is(value, kind)
        {
            return fault(format!("{} instead of {kind}", named(value)));
        }
        let choices = list(flat, "enum");
        if !choices.is_empty() && !choices.contains(value) {
            let choices: Vec<_> = choices.iter().map(Value::to_string).collect();
            return fault(format!("is none of {}", choices.join(", ")));
        }
        if let Some(not) = flat.get("not")
            && misfits(self.document, not, value, self.side, pointer).is_empty()
        {
            fault("is what the schema excludes".to_owned());
        }
        match value {
            Value::Number(number) => {
                number_fault(flat, number.as_f64().unwrap_or_default()).map(fault);
            }
            Value::String(text) => {
                text_fault(flat, text)
                    .or_else(|| self.format_fault(flat, text))
                    .map(fault);
            }
            Value::Array(items) => {
                if let Some(why) = length_fault(flat, items.len(), "Items") {
                    fault(why);
                }
                let unique = flat.get("uniqueItems") == Some(&Value::Bool(true));
                let texts: BTreeSet<_> = items.iter().map(Value::to_string).collect();
                if unique && texts.len() < items.len() {
                    fault("has an item twice".to_owned());
                }
                if let Some(schema) = flat.get("items") {
                    for (index, item) in items.iter().enumerate() {
                        let at = step(pointer, &index.to_string());
                        out.extend(misfits(self.document, schema, item, self.side, &at));
                    }
                }
            }
            Value::Object(members) => self.object(flat, members, pointer, out),
            Value::Null | Value::Bool(_) => (),
        }
    }

    /// What a request may hold is known better than what an answer does.
    fn format_fault(&self, flat: &Flat, text: &str) -> Option<String> {
        match self.side {
            Side::Request(family) => format::fault(family, flat.get("format")?.as_str()?, text),
            Side::Answer => None,
        }
    }

    fn object(&self, flat: &Flat, members: &Flat, pointer: &str, out: &mut Vec<Misfit>) {
        let none = Flat::new();
        let properties = flat.get("properties").and_then(Value::as_object);
        let properties = properties.unwrap_or(&none);
        let fault = |name: &str, why: &str| Misfit {
            pointer: step(pointer, name),
            why: why.to_owned(),
        };
        for name in list(flat, "required").iter().filter_map(Value::as_str) {
            let theirs = properties
                .get(name)
                .is_some_and(|schema| says(self.document, schema, self.side.not_sent()));
            if !members.contains_key(name) && !theirs {
                out.push(fault(name, "is required and missing"));
            }
        }
        let rest = flat.get("additionalProperties");
        for (name, value) in members {
            let schema = match (properties.get(name), rest) {
                (Some(schema), _) => schema,
                (None, Some(Value::Bool(false))) => {
                    out.push(fault(name, "is no property here"));
                    continue;
                }
                (None, Some(schema @ Value::Object(_))) => schema,
                (None, _) => continue,
            };
            let at = step(pointer, name);
            let found = misfits(self.document, schema, value, self.side, &at);
            out.extend(found);
        }
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(is_whole),
        _ => true,
    }
}

fn is_whole(number: f64) -> bool {
    number.fract() == 0.0
}

fn named(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn number_fault(flat: &Flat, number: f64) -> Option<String> {
    let bound = |keyword: &str| flat.get(keyword).and_then(Value::as_f64);
    let strict = |keyword: &str| flat.get(keyword) == Some(&Value::Bool(true));
    if let Some(low) = bound("minimum")
        && (number < low || number == low && strict("exclusiveMinimum"))
    {
        return Some(format!("is below the minimum {low}"));
    }
    if let Some(high) = bound("maximum")
        && (number > high || number == high && strict("exclusiveMaximum"))
    {
        return Some(format!("is above the maximum {high}"));
    }
    None
}

fn length_fault(flat: &Flat, length: usize, of: &str) -> Option<String> {
    let least = count(flat, &format!("min{of}")).filter(|least| length < *least);
    let most = count(flat, &format!("max{of}")).filter(|most| length > *most);
    match (least, most) {
        (Some(least), _) => Some(format!("is {length} long, at least {least} are needed")),
        (_, Some(most)) => Some(format!("is {length} long, at most {most} are allowed")),
        _ => None,
    }
}

fn text_fault(flat: &Flat, text: &str) -> Option<String> {
    let matches = pattern(flat).is_none_or(|pattern| pattern.is_match(text));
    let length = length_fault(flat, text.chars().count(), "Length");
    length.or_else(|| {
        matches.not().then(|| {
            format!(
                "doesn't match {}",
                flat.get("pattern").unwrap_or(&Value::Null)
            )
        })
    })
}
