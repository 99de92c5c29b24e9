//! What the documents say of types and fields, as documentation.

use std::collections::BTreeSet;

use crate::model::{Definition, Field, Kind, Model, Required, Scalar, Slot, Type, Variant};

/// What is said of a type: what people wrote about it, and which operations send it or respond with it.
pub fn definition(model: &Model, definition: &Definition) -> String {
    let written = model.docs.about(&definition.name);
    let facts = facts(definition);
    match written {
        Some(written) => format!("{written}\n\n{facts}"),
        None => facts,
    }
}

fn facts(definition: &Definition) -> String {
    let kind = match &definition.kind {
        Kind::Object(_) => "An object",
        Kind::Enum(_) => "One of several texts",
        Kind::Code(_) => "One of several integers",
        Kind::Union(_) => "One of several JSON types",
    };
    let mut said = Vec::new();
    if !definition.sent_by.is_empty() {
        said.push(format!("sent by {}", operations(&definition.sent_by)));
    }
    if definition.is_received() {
        said.push(format!(
            "in responses of {}",
            operations(&definition.received_by)
        ));
    }
    format!("{kind}, {}.", said.join(", and "))
}

/// Some of the operations, and how many others there are.
fn operations(all: &BTreeSet<String>) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<_> = all.iter().take(SHOWN).map(|it| format!("`{it}`")).collect();
    match all.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What is said of a field of an object.
pub fn field(model: &Model, definition: &Definition, field: &Field) -> String {
    let facts = field_facts(model, field, definition.is_sent());
    match model.docs.field(&definition.name, &field.name) {
        Some(written) => format!("{written} {facts}"),
        None => facts,
    }
}

fn field_facts(model: &Model, field: &Field, is_sent: bool) -> String {
    let mut said = sentence(&capital(&value(model, &field.slot)), &field.facts);
    match (field.slot.nullable, is_sent) {
        (true, true) => said += " `null` clears it.",
        (true, false) => said += " Can be `null`.",
        (false, _) => (),
    }
    match field.required {
        Required::WhenSent | Required::Always if is_sent => said += " Required.",
        Required::InResponses => {
            said += match field.slot.ty {
                Type::Scalar(Scalar::Text) => " Empty where a response leaves it out.",
                _ => " 0 where a response leaves it out.",
            }
        }
        _ => (),
    }
    said
}

/// What is said of a value of an enum.
pub fn variant(model: &Model, definition: &Definition, variant: &Variant) -> String {
    let wire = &variant.wire;
    match model.docs.field(&definition.name, &variant.name) {
        Some(written) => format!("{written} On the wire `{wire}`."),
        None => format!("`{wire}`"),
    }
}

/// What is said of a branch of a union.
pub fn branch(model: &Model, slot: &Slot) -> String {
    sentence(&capital(&value(model, slot)), &[])
}

fn sentence(what: &str, facts: &[String]) -> String {
    let parts: Vec<_> = std::iter::once(what)
        .chain(facts.iter().map(String::as_str))
        .collect();
    format!("{}.", parts.join(", "))
}

/// What a value is.
fn value(model: &Model, slot: &Slot) -> String {
    let scalar = match &slot.ty {
        Type::Named(name) => {
            let kind = model.definition(&slot.ty).map(|it| &it.kind);
            return match kind {
                Some(Kind::Enum(_) | Kind::Code(_)) => {
                    format!("one of the values of [`{name}`](types::{name})")
                }
                _ => format!("see [`{name}`](types::{name})"),
            };
        }
        Type::List(items) => return format!("a list of {}", values(items)),
        Type::OneOrMany(items) => {
            return format!("a list of {}, or one alone", values(items));
        }
        Type::Map(None) => return "an object of any members".to_owned(),
        Type::Map(Some(entries)) => {
            return format!("an object of any members: {}", value(model, entries));
        }
        Type::Scalar(scalar) => scalar,
    };
    match scalar {
        Scalar::Any => "any JSON value",
        Scalar::SecretAny => "a secret, which isn't printed",
        Scalar::Boolean => "`true` or `false`",
        Scalar::Integer => "an integer",
        Scalar::Decimal => "a decimal number",
        Scalar::DecimalText => "a decimal number written as text",
        Scalar::Text => "text",
        Scalar::DateTime(notation) => notation.about(),
        Scalar::Secret => "a secret text, which isn't printed",
        Scalar::IntegerOrText => "an integer or text",
    }
    .to_owned()
}

/// What the values of a list are.
fn values(items: &Slot) -> String {
    let scalar = match &items.ty {
        Type::Named(name) => return format!("[`{name}`](types::{name})"),
        Type::List(items) | Type::OneOrMany(items) => {
            return format!("lists of {}", values(items));
        }
        Type::Map(_) => return "objects of any members".to_owned(),
        Type::Scalar(scalar) => scalar,
    };
    match scalar {
        Scalar::Any => "JSON values",
        Scalar::SecretAny | Scalar::Secret => "secrets, which aren't printed",
        Scalar::Boolean => "booleans",
        Scalar::Integer => "integers",
        Scalar::Decimal => "decimal numbers",
        Scalar::DecimalText => "decimal numbers written as text",
        Scalar::Text => "texts",
        Scalar::DateTime(_) => "dates and times",
        Scalar::IntegerOrText => "integers or texts",
    }
    .to_owned()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
