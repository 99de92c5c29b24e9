//! The types: what progenitor wrote, without the builders we replace, with enums that keep unknown
//! values and with constructors and setters for what a request holds.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::{Expr, Field, Fields, Ident, Item, ItemEnum, ItemStruct, Lit, Type, parse_quote};

use crate::{Error, Result};

/// Rewrites progenitor's module `types`.
pub fn tighten(id: &str, lowered: &Value, file: &syn::File) -> Result<TokenStream> {
    let items = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let (_, items) = items.ok_or_else(|| Error::generator(id, "wrote no module `types`"))?;
    let sent = sent_types(lowered);
    let open_enums: HashSet<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(item) if is_plain(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let mut written = TokenStream::new();
    for item in items {
        match item {
            Item::Mod(_) => (),
            Item::Enum(item) if open_enums.contains(&item.ident.to_string()) => {
                written.extend(open_enum(item));
            }
            Item::Struct(item) => {
                let sent = sent.contains(&item.ident.to_string());
                written.extend(object(item, sent));
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

/// The wire's name in `#[serde(rename = "…")]`.
fn renamed(attributes: &[syn::Attribute]) -> Option<String> {
    let mut wire = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
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

fn object(item: &ItemStruct, sent: bool) -> TokenStream {
    let mut item = item.clone();
    item.attrs
        .retain(|attribute| !attribute.path().is_ident("doc"));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    for field in &mut item.fields {
        if keeps_null(&field.ty) {
            field
                .attrs
                .push(parse_quote!(#[serde(default, deserialize_with = "crate::present")]));
        }
    }
    let constructor = sent.then(|| constructor(&item));
    quote!(#item #constructor)
}

/// Whether `null` is a value of its own beside being absent.
fn keeps_null(ty: &Type) -> bool {
    option(ty).is_some_and(|inner| {
        option(&inner).is_some() || inner.to_token_stream().to_string() == ":: serde_json :: Value"
    })
}

/// `T` of `Option<T>`.
fn option(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inner) if last.ident == "Option" => Some(inner.clone()),
        _ => None,
    }
}

/// `new` with what is required, and a setter for each field.
fn constructor(item: &ItemStruct) -> TokenStream {
    let name = &item.ident;
    let fields: Vec<(&Ident, &Field)> = item
        .fields
        .iter()
        .filter_map(|field| Some((field.ident.as_ref()?, field)))
        .collect();
    let says = |field: &Field, word: &str| {
        let mut texts = field
            .attrs
            .iter()
            .map(|attribute| attribute.to_token_stream().to_string());
        texts.any(|text| text.contains(word))
    };
    let optional =
        |field: &Field| option(&field.ty).is_some() && says(field, "skip_serializing_if");
    // What a request may hold beside its known fields.
    let extra = |field: &Field| says(field, "flatten");
    let required: Vec<_> = fields
        .iter()
        .filter(|(_, field)| !optional(field) && !extra(field))
        .collect();
    let arguments = required.iter().map(|(name, field)| {
        let ty = &field.ty;
        quote!(#name: impl Into<#ty>)
    });
    let values = fields.iter().map(|(name, field)| {
        if optional(field) || extra(field) {
            quote!(#name: Default::default())
        } else {
            quote!(#name: #name.into())
        }
    });
    let setters = fields
        .iter()
        .filter(|(_, field)| optional(field))
        .filter_map(|(name, field)| {
            let ty = option(&field.ty)?;
            let bare = name.to_string();
            let setter = format_ident!("set_{}", bare.trim_start_matches("r#"));
            Some(quote! {
                #[inline]
                pub fn #setter(mut self, value: impl Into<#ty>) -> Self {
                    self.#name = Some(value.into());
                    self
                }
            })
        });
    quote! {
        impl #name {
            #[inline]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
        }
    }
}
