//! The fields of a generated struct, as the struct and its schema tell them.

use quote::ToTokens;
use serde_json::Value;
use syn::{Attribute, Expr, Ident, ItemStruct, Lit, Type};

use super::read::inner_option;
use crate::lower::{extension, within_option};

/// One field of a struct.
pub struct Field<'a> {
    /// Its name in Rust.
    pub name: &'a Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Its type.
    pub ty: &'a Type,
    /// Whether it can be left out.
    pub kind: Kind,
    /// Whether it is a text that holds a date.
    pub is_date: bool,
}

/// Whether a field can be left out.
pub enum Kind {
    /// An `Option` of this type, left out when `None`.
    Optional(Box<Type>),
    /// The same, but required of what is sent.
    Asked(Box<Type>),
    /// What an object may hold beside its known fields.
    Extra,
    /// Always there.
    Required,
}

impl Field<'_> {
    /// Whether a request can't do without it.
    pub fn is_asked(&self) -> bool {
        matches!(self.kind, Kind::Required | Kind::Asked(_))
    }
}

/// The fields of `item`, whose schema is `schema`.
pub fn of<'a>(item: &'a ItemStruct, schema: &Value) -> Vec<Field<'a>> {
    let asked = schema[extension::REQUIRED_WHEN_SENT].as_array();
    let fields = item.fields.iter().filter_map(|field| {
        let name = field.ident.as_ref()?;
        let wire = renamed(&field.attrs).unwrap_or_else(|| unraw(name));
        let says = |word: &str| {
            let mut attributes = field.attrs.iter();
            attributes.any(|attribute| attribute.to_token_stream().to_string().contains(word))
        };
        let inner = inner_option(&field.ty).filter(|_| says("skip_serializing_if"));
        let kind = match inner {
            Some(inner) if asked.is_some_and(|names| names.iter().any(|name| *name == *wire)) => {
                Kind::Asked(Box::new(inner))
            }
            Some(inner) => Kind::Optional(Box::new(inner)),
            None if says("flatten") => Kind::Extra,
            None => Kind::Required,
        };
        let is_date = within_option(&schema["properties"][&wire])
            .get(extension::DATE)
            .is_some();
        let ty = &field.ty;
        Some(Field {
            name,
            wire,
            ty,
            kind,
            is_date,
        })
    });
    fields.collect()
}

/// Of a list of alternatives one is needed: the fields of each.
pub struct Alternatives<'a>(pub Vec<Vec<&'a Ident>>);

impl std::fmt::Display for Alternatives<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = |fields: &Vec<&Ident>| {
            let names: Vec<_> = fields.iter().map(|name| unraw(name)).collect();
            names.join(" and ")
        };
        let alternatives: Vec<_> = self.0.iter().map(all).collect();
        f.write_str(&alternatives.join(" or "))
    }
}

/// The alternatives among `fields` of the object of `schema`.
pub fn alternatives<'a>(fields: &[Field<'a>], schema: &Value) -> Vec<Alternatives<'a>> {
    let field = |wire: &Value| {
        let mut fields = fields.iter();
        fields.find(|field| *wire == *field.wire).map(|it| it.name)
    };
    let items = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let lists = items(&schema[extension::ONE_OF_REQUIRED]).into_iter();
    let lists = lists.map(|list| {
        let alternatives = items(&list).into_iter();
        Alternatives(
            alternatives
                .map(|names| items(&names).iter().filter_map(field).collect())
                .collect(),
        )
    });
    lists.collect()
}

/// An identifier's text without `r#`.
pub fn unraw(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

/// The wire's name in `#[serde(rename = "…")]`.
pub fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut wire = None;
    let serde = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"));
    for attribute in serde {
        // Other keys of the attribute may have no value; what comes after them is still read.
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let value: Expr = value.parse()?;
                if meta.path.is_ident("rename")
                    && let Expr::Lit(value) = value
                    && let Lit::Str(value) = value.lit
                {
                    wire = Some(value.value());
                }
            }
            Ok(())
        });
    }
    wire
}
