//! Which Rust type each value has, as progenitor decides it, with a `Box` where a type would hold itself.
//!
//! Progenitor gets the model's types as an OpenAPI document. Whether a value can be left out or be null is
//! written by us, so each stands there as required.

use std::{
    collections::{HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use openapiv3::OpenAPI;
use proc_macro2::{Ident, TokenStream};
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, UnknownPolicy};
use quote::{format_ident, quote};
use serde_json::{Value, json};
use typify::TypeDetails;

use crate::{
    Error, Result,
    json::Object,
    model::{Definition, Kind, Model, Operation, Response, Scalar, Slot, Type},
};

/// The Rust types of a model's values.
pub struct RustTypes {
    /// Those of the parts of each definition: its fields and what else it may hold, or its branches.
    parts: HashMap<String, Vec<TokenStream>>,
    /// Those of the values in operations, and of what lists are of.
    values: HashMap<Type, TokenStream>,
}

impl RustTypes {
    /// Asks progenitor.
    pub fn of(model: &Model) -> Result<Self> {
        let id = model.api.name();
        let operations = model.modules.iter().flat_map(|module| &module.operations);
        let definitions = model.types.values();
        let slots = operations
            .flat_map(|operation| operation.slots())
            .chain(definitions.flat_map(|definition| definition.kind.slots()));
        // What a list is of is asked for too.
        let types = slots.flat_map(|slot| match &slot.ty {
            Type::List(item) => vec![&slot.ty, &item.ty],
            ty => vec![ty],
        });
        let values: HashSet<&Type> = types.collect();
        let values: Vec<&Type> = values.into_iter().collect();
        // No type of a document is called so: names begin with a letter.
        let operations = "_Operations";
        let mut schemas = Object::new();
        for definition in model.types.values() {
            let parts = parts(definition).iter().map(schema).collect();
            schemas.insert(definition.name.clone(), object(parts));
        }
        let asked = values.iter().map(|ty| schema(ty)).collect();
        schemas.insert(operations.to_owned(), object(asked));
        let mut generated = generate(id, schemas)?;
        let tokens = generated.remove("Operations").unwrap_or_default();
        let complete = tokens.len() == values.len()
            && model.types.values().all(|definition| {
                let known = generated.get(&definition.name);
                known.map_or(0, Vec::len) == parts(definition).len()
            });
        if !complete {
            return Err(Error::generator(
                id,
                "some types of the document are missing",
            ));
        }
        Ok(Self {
            parts: generated,
            values: values.into_iter().cloned().zip(tokens).collect(),
        })
    }

    /// The types of the parts of a definition, in their order.
    pub fn parts(&self, definition: &str) -> &[TokenStream] {
        self.parts.get(definition).map_or(&[], Vec::as_slice)
    }

    /// What the response of an operation is about: its payload, a page of it, nothing, or bytes.
    pub fn response(&self, operation: &Operation) -> TokenStream {
        match &operation.response {
            Response::Nothing => quote!(()),
            Response::Stream => quote!(crate::ByteStream),
            Response::Json(payload) => match &payload.slot {
                None => quote!(()),
                Some(item) if payload.is_page => {
                    let item = self.value(item);
                    quote!(crate::Page<#item>)
                }
                Some(slot) => self.value(slot),
            },
        }
    }

    /// The method of `Call` that sends it.
    pub fn sending(&self, operation: &Operation) -> Ident {
        let name = match &operation.response {
            Response::Nothing => "finish",
            Response::Stream => "stream",
            Response::Json(payload) if payload.slot.is_none() => "finish",
            Response::Json(payload) if payload.is_page => "page",
            Response::Json(_) => "send",
        };
        format_ident!("{name}")
    }

    /// The type of a value in an operation.
    pub fn value(&self, slot: &Slot) -> TokenStream {
        let ty = self.values.get(&slot.ty).cloned().unwrap_or_default();
        optional(ty, slot.nullable)
    }
}

/// `ty`, or an `Option` of it.
pub fn optional(ty: TokenStream, is_optional: bool) -> TokenStream {
    match is_optional {
        true => quote!(::std::option::Option<#ty>),
        false => ty,
    }
}

/// What a definition is made of.
fn parts(definition: &Definition) -> Vec<Type> {
    match &definition.kind {
        Kind::Object(object) => {
            let fields = object.fields.iter().map(|field| field.slot.ty.clone());
            let others = object.others.iter();
            let others = others.map(|slot| Type::Map(Some(Box::new(slot.clone()))));
            fields.chain(others).collect()
        }
        Kind::Union(branches) => {
            let branches = branches.iter();
            branches.map(|branch| branch.slot.ty.clone()).collect()
        }
        Kind::Enum(_) | Kind::Code(_) => Vec::new(),
    }
}

/// An object that requires these properties.
fn object(properties: Vec<Value>) -> Value {
    let name = |index: usize| format!("p{index:04}");
    let names: Vec<String> = (0..properties.len()).map(name).collect();
    let properties: Object = names.iter().cloned().zip(properties).collect();
    json!({"type": "object", "properties": properties, "required": names})
}

fn schema(ty: &Type) -> Value {
    // An item of a list or a map may be null.
    let within = |slot: &Slot| match slot.nullable {
        true => native("std::option::Option", Some(schema(&slot.ty))),
        false => schema(&slot.ty),
    };
    match ty {
        Type::Named(name) => json!({"$ref": format!("#/components/schemas/{name}")}),
        Type::List(items) => json!({"type": "array", "items": within(items)}),
        Type::OneOrMany(items) => native("bigcommerce::OneOrMany", Some(within(items))),
        Type::Map(None) => json!({"type": "object"}),
        Type::Map(Some(entries)) => {
            json!({"type": "object", "additionalProperties": within(entries)})
        }
        Type::Scalar(scalar) => match scalar {
            Scalar::Any => json!({}),
            Scalar::Boolean => json!({"type": "boolean"}),
            Scalar::Integer => json!({"type": "integer"}),
            Scalar::Text => json!({"type": "string"}),
            Scalar::DateTime(_) => native("bigcommerce::DateTime", None),
            Scalar::Decimal | Scalar::DecimalText => native("bigcommerce::Decimal", None),
            Scalar::Secret => native("bigcommerce::Secret", None),
            Scalar::SecretAny => native("bigcommerce::SecretValue", None),
            Scalar::IntegerOrText => native("bigcommerce::IntegerOrString", None),
        },
    }
}

/// A schema that stands for the Rust type at `path`.
fn native(path: &str, parameter: Option<Value>) -> Value {
    let name = path.split("::").next().unwrap_or(path);
    let parameters: Vec<_> = parameter.into_iter().collect();
    json!({"x-rust-type": {"crate": name, "version": "*", "path": path, "parameters": parameters}})
}

/// The Rust types of the properties of each of `schemas`.
fn generate(id: &str, schemas: Object) -> Result<HashMap<String, Vec<TokenStream>>> {
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": id, "version": ""},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let document: OpenAPI = serde_json::from_value(document)
        .map_err(|error| Error::generator(id, format!("took no document: {error}")))?;
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_unknown_crates(UnknownPolicy::Allow)
        .with_map_type("::std::collections::BTreeMap");
    // The generator asserts what it can't express. The model should hold nothing of that kind; if it does,
    // the person at the keyboard gets an error with the document's name.
    let generated = catch_unwind(AssertUnwindSafe(|| {
        let mut generator = Generator::new(&settings);
        generator
            .generate_tokens(&document)
            .map(|_| types(&generator))
    }));
    match generated {
        Ok(types) => types.map_err(|error| Error::generator(id, error.to_string())),
        Err(panic) => {
            let said = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            let said = said.unwrap_or("without a message");
            Err(Error::generator(id, format!("panicked: {said}")))
        }
    }
}

/// The Rust types of the fields of each struct.
fn types(generator: &Generator) -> HashMap<String, Vec<TokenStream>> {
    let space = generator.get_type_space();
    let structs = space.iter_types().filter_map(|ty| {
        let TypeDetails::Struct(fields) = ty.details() else {
            return None;
        };
        let mut fields: Vec<_> = fields.properties_info().collect();
        fields.sort_by_key(|field| field.name);
        let types = fields
            .iter()
            .filter_map(|field| Some(space.get_type(&field.type_id).ok()?.ident()));
        Some((ty.name(), types.collect()))
    });
    structs.collect()
}
