//! How structs and unions are read from JSON: not as serde derives it, which takes a list for an
//! object and tries the branches of a union in turn, but by the macros of the crate's module `decode`.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::{
    Attribute, Ident, ItemEnum, Meta, Path, Token, Type, parse_quote, punctuated::Punctuated,
};

use super::{
    fields::{Field, Kind},
    read::inner_option,
};
use crate::{
    Error, Result,
    lower::{reference_name, within_option},
};

/// How the object `name` is read, or the builder of that name for what it builds.
pub fn object(name: &Ident, fields: &[Field], is_built: bool) -> TokenStream {
    let members = fields
        .iter()
        .filter(|field| !matches!(field.kind, Kind::Extra));
    let members = members.map(|field| {
        let (wire, name) = (&field.wire, field.name);
        let read = format_ident!("{}", how(field));
        quote!(#wire #read #name)
    });
    let extra = fields
        .iter()
        .find(|field| matches!(field.kind, Kind::Extra));
    let extra = extra.map(|field| field.name);
    let built = is_built.then(|| quote!(built));
    quote!(crate::decode::object! { #built #name { #(#members)* } #extra })
}

/// The function that reads a field.
fn how(field: &Field) -> &'static str {
    let is_kept = match &field.kind {
        // The builder has it in an `Option`.
        Kind::Required => return "kept",
        _ => keeps_null(field.ty),
    };
    match (field.is_date, is_kept) {
        (false, false) => "value",
        (false, true) => "kept",
        (true, false) => "date",
        (true, true) => "kept_date",
    }
}

/// Whether `null` is a value of its own beside being absent.
fn keeps_null(ty: &Type) -> bool {
    inner_option(ty).is_some_and(|inner| {
        inner_option(&inner).is_some()
            || inner.to_token_stream().to_string() == ":: serde_json :: Value"
    })
}

/// The union `item`, told apart by the JSON types of its branches.
pub fn union(id: &str, item: &ItemEnum, schemas: &Value) -> Result<TokenStream> {
    let name = &item.ident;
    let branches = schemas[name.to_string()]["oneOf"].as_array();
    let branches = branches.filter(|branches| branches.len() == item.variants.len());
    let branches = branches.ok_or_else(|| {
        Error::generator(
            id,
            format!("wrote a union `{name}` of other branches than the schema's"),
        )
    })?;
    let branches = branches
        .iter()
        .zip(&item.variants)
        .map(|(branch, variant)| {
            let kind = format_ident!("{}", json_type(branch, schemas));
            let variant = &variant.ident;
            quote!(#kind #variant)
        });
    let item = {
        let mut item = item.clone();
        derives(&mut item.attrs, |derives| {
            derives.retain(|derived| !is_deserialize(derived))
        });
        item
    };
    Ok(quote! {
        #item
        crate::decode::union! { #name { #(#branches)* } }
    })
}

/// The JSON type of a branch, as `crate::decode::Kind` calls it.
fn json_type(branch: &Value, schemas: &Value) -> &'static str {
    let branch = within_option(branch);
    if let Some(name) = reference_name(branch) {
        return json_type(&schemas[name], schemas);
    }
    match branch["x-rust-type"]["path"].as_str() {
        Some("bigcommerce::Decimal") => return "Number",
        Some(_) => return "Text",
        None => (),
    }
    match branch["type"].as_str() {
        Some("integer" | "number") => "Number",
        Some("boolean") => "Boolean",
        Some("array") => "List",
        Some("string") => "Text",
        _ => "Object",
    }
}

/// Takes `Deserialize` from what a struct derives, and gives it `Default` if it requires nothing.
pub fn derived(attributes: &mut [Attribute], requires: bool) {
    derives(attributes, |derives| {
        derives.retain(|derived| !is_deserialize(derived));
        if !requires && !derives.iter().any(|derived| derived.is_ident("Default")) {
            derives.push(parse_quote!(Default));
        }
    });
}

fn is_deserialize(derived: &Path) -> bool {
    derived
        .segments
        .last()
        .is_some_and(|last| last.ident == "Deserialize")
}

/// Changes what an item derives.
fn derives(attributes: &mut [Attribute], change: impl Fn(&mut Vec<Path>)) {
    for attribute in attributes
        .iter_mut()
        .filter(|a| a.path().is_ident("derive"))
    {
        let parse = Punctuated::<Path, Token![,]>::parse_terminated;
        if let (Meta::List(_), Ok(paths)) = (&attribute.meta, attribute.parse_args_with(parse)) {
            let mut paths: Vec<Path> = paths.into_iter().collect();
            change(&mut paths);
            *attribute = parse_quote!(#[derive(#(#paths),*)]);
        }
    }
}
