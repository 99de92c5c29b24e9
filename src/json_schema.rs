//! JSON Schemas of the types that don't derive them (feature `schemars`).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{DateTime, Decimal, Secret, SecretValue};

/// A string enum that takes other values too: the ones it knows are there for people and editors.
pub(crate) fn open_enum(known: &[&str]) -> Schema {
    json_schema!({ "anyOf": [{ "type": "string", "enum": known }, { "type": "string" }] })
}

/// An integer that stands for something, as decoding takes it: other integers too, and digits as text.
pub(crate) fn code(known: &[i64]) -> Schema {
    json_schema!({
        "anyOf": [{ "type": "integer", "enum": known }, { "type": "integer" }, { "type": "string", "pattern": "^[+-]?[0-9]+$" }],
    })
}

impl JsonSchema for DateTime {
    fn schema_name() -> Cow<'static, str> {
        "DateTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"] })
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // The pattern counts for strings only.
        json_schema!({
            "type": ["number", "string"],
            "pattern": r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$",
        })
    }
}

impl JsonSchema for Secret {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "password" })
    }
}

impl JsonSchema for SecretValue {
    fn schema_name() -> Cow<'static, str> {
        "SecretValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "writeOnly": true })
    }
}
