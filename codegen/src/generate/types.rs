//! The types: what progenitor wrote, without the builders we replace, with enums that keep unknown
//! values and with constructors and setters for what a request holds.

use std::collections::HashSet;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::{Fields, Item, ItemEnum, ItemStruct, Type, parse_quote};

use super::read::inner_option;
use super::{
    builder::{self, Builder},
    fields::{self, Kind, renamed},
    reading,
};
use crate::{Error, Result};

/// Rewrites progenitor's module `types`.
pub fn tighten(id: &str, lowered: &Value, file: &syn::File) -> Result<TokenStream> {
    let items = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let (_, items) = items.ok_or_else(|| Error::generator(id, "wrote no module `types`"))?;
    let schemas = &lowered["components"]["schemas"];
    let sent = sent_types(lowered);
    let open_enums: HashSet<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(item) if is_plain(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let names = items.iter().filter_map(|item| match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    });
    let names: HashSet<String> = names.collect();
    let mut written = TokenStream::new();
    let mut builders = TokenStream::new();
    for item in items {
        match item {
            Item::Mod(_) => (),
            Item::Enum(item) if open_enums.contains(&item.ident.to_string()) => {
                written.extend(open_enum(item));
            }
            Item::Enum(item) => {
                written.extend(json_schema());
                written.extend(reading::union(id, item, schemas)?);
                written.extend(branches(item));
            }
            Item::Struct(item) => {
                let sent = sent.contains(&item.ident.to_string());
                let (item, builder) = object(item, sent, &names, &schemas[item.ident.to_string()]);
                written.extend(json_schema());
                written.extend(item);
                if let Some(builder) = builder {
                    written.extend(builder.beside);
                    builders.extend(builder.apart);
                }
            }
            // Conversions of closed enums and the way to progenitor's builders.
            Item::Impl(item) if is_about(&item.self_ty, &open_enums) || item.trait_.is_none() => (),
            other => other.to_tokens(&mut written),
        }
    }
    Ok(quote! {
        /// What the operations take and answer.
        pub mod types {
            #written

            /// Builders of the types that require something.
            pub mod builder {
                #builders
            }
        }
    })
}

/// The Rust names of the types that requests are made of.
fn sent_types(lowered: &Value) -> HashSet<String> {
    let mut open: Vec<&Value> = Vec::new();
    let items = lowered["paths"].as_object().into_iter().flatten();
    for operation in items.flat_map(|(_, item)| item.as_object().into_iter().flatten()) {
        let operation = operation.1;
        open.extend(operation.get("requestBody"));
        open.extend(operation.get("parameters"));
    }
    let mut sent = HashSet::new();
    while let Some(node) = open.pop() {
        match node {
            Value::Object(object) => {
                let name = node
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|r| r.rsplit('/').next());
                if let Some(name) = name
                    && sent.insert(name.to_owned())
                {
                    open.extend(lowered["components"]["schemas"].get(name));
                }
                open.extend(object.values());
            }
            Value::Array(items) => open.extend(items),
            _ => (),
        }
    }
    sent
}

fn is_plain(item: &ItemEnum) -> bool {
    item.variants
        .iter()
        .all(|variant| matches!(variant.fields, Fields::Unit))
}

fn is_about(ty: &Type, names: &HashSet<String>) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|s| names.contains(&s.ident.to_string())))
}

/// A string enum that keeps a value it doesn't know.
fn open_enum(item: &ItemEnum) -> TokenStream {
    let name = &item.ident;
    let variants = item.variants.iter().map(|variant| {
        let wire = renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string());
        // The variant for all else is called `Unknown`.
        let ident = if variant.ident == "Unknown" {
            format_ident!("Unknown_")
        } else {
            variant.ident.clone()
        };
        quote!(#ident = #wire)
    });
    quote! {
        crate::open_enum::open_enum! {
            pub enum #name { #(#variants),* }
        }
    }
}

/// Ways into a union without a `match`: `as_array`, `into_array` and so on.
fn branches(item: &ItemEnum) -> TokenStream {
    let name = &item.ident;
    let branches = item.variants.iter().filter_map(|variant| {
        let ident = &variant.ident;
        let ty = &variant.fields.iter().next()?.ty;
        let snake = ident.to_string().to_snake_case();
        let (as_branch, into_branch) = (format_ident!("as_{snake}"), format_ident!("into_{snake}"));
        Some(quote! {
            #[inline]
            pub fn #as_branch(&self) -> Option<&#ty> {
                match self {
                    Self::#ident(value) => Some(value),
                    _ => None,
                }
            }
            #[inline]
            pub fn #into_branch(self) -> Option<#ty> {
                match self {
                    Self::#ident(value) => Some(value),
                    _ => None,
                }
            }
        })
    });
    quote!(impl #name { #(#branches)* })
}

/// The attribute that makes a type tell its JSON Schema, for who asks for it.
fn json_schema() -> TokenStream {
    quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))])
}

fn object(
    item: &ItemStruct,
    sent: bool,
    types: &HashSet<String>,
    schema: &Value,
) -> (TokenStream, Option<Builder>) {
    let name = &item.ident;
    let fields = fields::of(item, schema);
    let requires = fields
        .iter()
        .any(|field| matches!(field.kind, Kind::Required));
    let mut declared = item.clone();
    let attributes = &mut declared.attrs;
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    reading::derived(attributes, requires);
    attributes.extend(required_schema(&fields));
    attributes.push(parse_quote!(#[non_exhaustive]));
    let read = reading::object(name, &fields, requires);
    let alternatives = fields::alternatives(&fields, schema);
    let builder = sent.then(|| builder::write(name, &fields, &alternatives, types));
    match builder {
        // Its builder knows what is missing.
        Some(mut builder) if requires => {
            builder.apart.extend(read);
            (declared.into_token_stream(), Some(builder))
        }
        builder => (quote!(#declared #read), builder),
    }
}

/// What the JSON Schema of an object requires, where its field's types don't say it: one that may be null is
/// required all the same.
fn required_schema(fields: &[fields::Field]) -> Option<syn::Attribute> {
    let required = fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::Required));
    let nullable = required
        .clone()
        .any(|field| inner_option(field.ty).is_some());
    let names = required.map(|field| &field.wire);
    nullable.then(|| {
        parse_quote!(#[cfg_attr(feature = "schemars", schemars(extend("required" = [#(#names),*])))])
    })
}
