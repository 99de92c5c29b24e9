//! What a value of a schema is checked for, and where it doesn't fit.

use std::{cmp::Reverse, collections::BTreeSet};

use bigcommerce_codegen::{
    json::{Object, escape},
    openapi::{self, Flat, Kind, Rest, Schema},
};
use regex::Regex;
use serde_json::Value;

use super::format;
use bigcommerce::operation::Api;

/// Who sends a value, and a request to which API: what is `readOnly` or `writeOnly` is the business of one
/// side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Request(Api),
    Response,
}

impl Side {
    /// Whether this side sends what is of `schema`.
    pub fn sends(self, schema: &Schema<'_>) -> bool {
        let side = match self {
            Self::Request(_) => openapi::Side::Request,
            Self::Response => openapi::Side::Response,
        };
        schema.is_sent_by(side).unwrap_or(true)
    }
}

/// Where a value is wrong, as a JSON pointer, and why. It holds no value, since that may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub pointer: String,
    pub why: String,
}

/// The flat schemas of which a value must fit one. A schema that makes no sense takes anything.
pub(crate) fn alternatives<'b>(schema: &Schema<'b>) -> Vec<Flat<'b>> {
    schema.flats().unwrap_or_else(|_| vec![Flat::default()])
}

/// Whether some alternative of `schema` is a list.
pub(crate) fn is_list(schema: &Schema<'_>) -> bool {
    let flats = alternatives(schema);
    flats.iter().any(|flat| flat.kind() == Some(Kind::Array))
}

/// The regular expressions of a schema that this crate reads (look-aheads aren't).
pub(crate) fn patterns(flat: &Flat<'_>) -> Vec<Regex> {
    let patterns = flat.patterns();
    patterns.filter_map(|it| Regex::new(it).ok()).collect()
}

/// A member's name as a step of a JSON pointer.
pub(crate) fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", escape(name))
}

/// Where `value`, which is at `pointer`, doesn't fit `schema`.
pub(crate) fn mismatches(
    schema: &Schema<'_>,
    value: &Value,
    side: Side,
    pointer: &str,
) -> Vec<Mismatch> {
    let mut fewest: Option<Vec<Mismatch>> = None;
    for flat in alternatives(schema) {
        let mut mismatches = Vec::new();
        Check { flat: &flat, side }.value(value, pointer, &mut mismatches);
        if mismatches.is_empty() {
            return mismatches;
        }
        // The alternative that was meant is the one that fits deepest.
        let depth = |mismatches: &[Mismatch]| {
            let depths = mismatches
                .iter()
                .map(|mismatch| mismatch.pointer.matches('/').count());
            (Reverse(depths.min()), mismatches.len())
        };
        if fewest
            .as_ref()
            .is_none_or(|fewest| depth(&mismatches) < depth(fewest))
        {
            fewest = Some(mismatches);
        }
    }
    fewest.unwrap_or_default()
}

struct Check<'a, 'b> {
    flat: &'a Flat<'b>,
    side: Side,
}

impl Check<'_, '_> {
    fn value(&self, value: &Value, pointer: &str, out: &mut Vec<Mismatch>) {
        let flat = self.flat;
        let mut fault = |why: String| {
            out.push(Mismatch {
                pointer: pointer.to_owned(),
                why,
            });
        };
        if value.is_null() && flat.is_nullable() {
            return;
        }
        if let Some(kind) = flat.kind()
            && !kind.has(value)
        {
            return fault(format!("{} instead of {}", named(value), kind.name()));
        }
        if let Some(choices) = flat.choices()
            && !choices.contains(&value)
        {
            let choices: Vec<_> = choices.iter().map(|choice| choice.to_string()).collect();
            return fault(format!("is not one of {}", choices.join(", ")));
        }
        let mut excluded = flat.excluded();
        if excluded.any(|not| mismatches(&not, value, self.side, pointer).is_empty()) {
            fault("is what the schema excludes".to_owned());
        }
        match value {
            Value::Number(number) => {
                number_fault(flat, number.as_f64().unwrap_or_default()).map(fault);
            }
            Value::String(text) => {
                text_fault(flat, text)
                    .or_else(|| self.format_fault(text))
                    .map(fault);
            }
            Value::Array(items) => {
                let bounds = (flat.min_items(), flat.max_items());
                if let Some(why) = length_fault(bounds, items.len()) {
                    fault(why);
                }
                let texts: BTreeSet<_> = items.iter().map(Value::to_string).collect();
                if flat.is_unique() && texts.len() < items.len() {
                    fault("has an item twice".to_owned());
                }
                if let Some(schema) = flat.items() {
                    for (index, item) in items.iter().enumerate() {
                        let at = step(pointer, &index.to_string());
                        out.extend(mismatches(&schema, item, self.side, &at));
                    }
                }
            }
            Value::Object(members) => self.object(members, pointer, out),
            Value::Null | Value::Bool(_) => (),
        }
    }

    /// What a request may hold is known better than what a response does.
    fn format_fault(&self, text: &str) -> Option<String> {
        match self.side {
            Side::Request(api) => format::fault(api, self.flat.format()?, text),
            Side::Response => None,
        }
    }

    fn object(&self, members: &Object, pointer: &str, out: &mut Vec<Mismatch>) {
        let properties = self.flat.properties();
        let fault = |name: &str, why: &str| Mismatch {
            pointer: step(pointer, name),
            why: why.to_owned(),
        };
        for name in self.flat.required() {
            let schema = properties.get(name);
            let own = schema.is_none_or(|schema| self.side.sends(schema));
            if !members.contains_key(name) && own {
                out.push(fault(name, "is required and missing"));
            }
        }
        let rest = self.flat.rest();
        for (name, value) in members {
            let schema = match (properties.get(name.as_str()), &rest) {
                (Some(schema), _) => schema,
                (None, Rest::Schema(schema)) => schema,
                (None, Rest::Closed) => {
                    out.push(fault(name, "is not a property here"));
                    continue;
                }
                (None, Rest::Open) => continue,
            };
            let at = step(pointer, name);
            out.extend(mismatches(schema, value, self.side, &at));
        }
    }
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

fn number_fault(flat: &Flat<'_>, number: f64) -> Option<String> {
    if let Some(low) = flat.minimum()
        && (number < low.value || number == low.value && low.exclusive)
    {
        return Some(format!("is below the minimum {}", low.value));
    }
    if let Some(high) = flat.maximum()
        && (number > high.value || number == high.value && high.exclusive)
    {
        return Some(format!("is above the maximum {}", high.value));
    }
    None
}

fn length_fault(bounds: (Option<usize>, Option<usize>), length: usize) -> Option<String> {
    match bounds {
        (Some(least), _) if length < least => {
            Some(format!("is {length} long, at least {least} are needed"))
        }
        (_, Some(most)) if length > most => {
            Some(format!("is {length} long, at most {most} are allowed"))
        }
        _ => None,
    }
}

fn text_fault(flat: &Flat<'_>, text: &str) -> Option<String> {
    let bounds = (flat.min_length(), flat.max_length());
    length_fault(bounds, text.chars().count()).or_else(|| {
        let patterns = patterns(flat);
        let broken = patterns.iter().find(|pattern| !pattern.is_match(text))?;
        Some(format!("doesn't match {:?}", broken.as_str()))
    })
}
