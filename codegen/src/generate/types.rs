//! The types of a document: objects, enums that keep unknown values, and unions told apart by JSON type.

use std::collections::{BTreeSet, HashSet};

use heck::ToSnakeCase;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{
    about, object,
    rust_types::{RustTypes, optional},
    update::Updates,
};
use crate::{
    model::{Branch, Definition, Kind, Model, Notation, Operation, Scalar, Type, Variant},
    tokens::{TOKENS, Token},
};

/// Writes what stands in the module `types`.
pub fn write(model: &Model, types: &RustTypes) -> TokenStream {
    let mut written = TokenStream::new();
    let mut builders = TokenStream::new();
    let updates = Updates::of(model, types);
    let one_or_many = one_or_many(model);
    for definition in model.types.values() {
        let parts = types.parts(&definition.name);
        let name = format_ident!("{}", definition.name);
        match &definition.kind {
            Kind::Enum(variants) => written.extend(open_enum(model, definition, &name, variants)),
            Kind::Code(variants) => written.extend(code(model, definition, &name, variants)),
            Kind::Union(branches) => {
                written.extend(union(model, definition, &name, branches, parts));
            }
            Kind::Object(object) => {
                let object = object::write(model, definition, object, types);
                written.extend(object.item);
                let (beside, apart) = updates.write(definition);
                written.extend(beside);
                builders.extend(apart);
                if let Some(builder) = object.builder {
                    written.extend(builder.beside);
                    builders.extend(builder.apart);
                }
                written.extend(token(model, &name));
                if one_or_many.contains(definition.name.as_str()) {
                    builders.extend(quote!(crate::one_or_many::from_builder!(#name);));
                }
            }
        }
    }
    quote! {
        #[allow(unused_imports)]
        use super::types;

        #written

        /// Builders of the types that require something.
        pub mod builder {
            #[allow(unused_imports)]
            use super::super::types;

            #builders
        }
    }
}

/// What makes a response that holds a token the token that another API takes.
fn token(model: &Model, name: &Ident) -> Option<TokenStream> {
    let is_it = |token: &&Token| token.api == model.api && name == token.name;
    let token = TOKENS.iter().find(is_it)?;
    let (field, becomes) = (
        format_ident!("{}", token.field),
        format_ident!("{}", token.becomes),
    );
    Some(quote! {
        impl TryFrom<#name> for crate::#becomes {
            type Error = crate::ConfigurationError;

            fn try_from(response: #name) -> Result<Self, Self::Error> {
                Self::minted(&response.#field)
            }
        }

        impl TryFrom<&#name> for crate::#becomes {
            type Error = crate::ConfigurationError;

            fn try_from(response: &#name) -> Result<Self, Self::Error> {
                Self::minted(&response.#field)
            }
        }
    })
}

/// The types with a builder that a request takes alone where it takes a list of them.
fn one_or_many(model: &Model) -> BTreeSet<&str> {
    let operations = model.modules.iter().flat_map(|module| &module.operations);
    let kinds = model.types.values().map(|definition| &definition.kind);
    let slots = operations
        .flat_map(Operation::slots)
        .chain(kinds.flat_map(Kind::slots));
    let names = slots.filter_map(|slot| match &slot.ty {
        Type::OneOrMany(item) => item.ty.name(),
        _ => None,
    });
    let asks = |name: &&str| {
        let definition = model.types.get(*name);
        definition.is_some_and(|definition| match &definition.kind {
            Kind::Object(object) => definition.is_sent() && object.asks(),
            _ => false,
        })
    };
    names.filter(asks).collect()
}

/// A text of which some values are known; it keeps one that it doesn't know.
fn open_enum(
    model: &Model,
    definition: &Definition,
    name: &Ident,
    variants: &[Variant],
) -> TokenStream {
    let about = about::definition(model, definition);
    let variants = variants.iter().map(|variant| {
        let about = about::variant(model, definition, variant);
        let (name, wire) = (format_ident!("{}", variant.name), &variant.wire);
        quote!(#[doc = #about] #name = #wire)
    });
    quote! {
        crate::open_enum::open_enum! {
            #[doc = #about]
            pub enum #name { #(#variants),* }
        }
    }
}

/// An integer of which some values are known; it keeps one that it doesn't know.
fn code(model: &Model, definition: &Definition, name: &Ident, variants: &[Variant]) -> TokenStream {
    let about = about::definition(model, definition);
    let variants = variants.iter().filter_map(|variant| {
        let about = about::variant(model, definition, variant);
        let value = Literal::i64_unsuffixed(variant.wire.parse().ok()?);
        let name = format_ident!("{}", variant.name);
        Some(quote!(#[doc = #about] #name = #value))
    });
    quote! {
        crate::code::code! {
            #[doc = #about]
            pub enum #name { #(#variants),* }
        }
    }
}

/// One of several JSON types.
fn union(
    model: &Model,
    definition: &Definition,
    name: &Ident,
    branches: &[Branch],
    types: &[TokenStream],
) -> TokenStream {
    let about = about::definition(model, definition);
    let each = || {
        let each = branches.iter().zip(types);
        each.map(|(branch, ty)| {
            let ty = optional(ty.clone(), branch.slot.nullable);
            (branch, format_ident!("{}", branch.name), ty)
        })
    };
    let declared = each().map(|(branch, variant, ty)| {
        let about = about::branch(model, &branch.slot);
        quote!(#[doc = #about] #variant(#ty))
    });
    let read = each().map(|(branch, variant, _)| {
        let kind = format_ident!("{}", json_type(model, &branch.slot.ty));
        quote!(#kind #variant)
    });
    let mut seen = HashSet::new();
    let from = each().filter_map(|(branch, variant, ty)| {
        // A text is converted in many ways, and no two branches have one type.
        let is_text = branch.slot.ty == Type::Scalar(Scalar::Text);
        (!is_text && seen.insert(ty.to_string())).then(|| {
            quote! {
                impl ::std::convert::From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#variant(value)
                    }
                }
            }
        })
    });
    let ways = each().map(|(_, variant, ty)| {
        let snake = variant.to_string().to_snake_case();
        let (as_branch, into_branch) = (format_ident!("as_{snake}"), format_ident!("into_{snake}"));
        let as_about =
            format!("A reference to the value, if it is [`{variant}`](Self::{variant}).");
        let into_about = format!("The value, if it is [`{variant}`](Self::{variant}).");
        quote! {
            #[doc = #as_about]
            #[inline]
            pub fn #as_branch(&self) -> Option<&#ty> {
                match self {
                    Self::#variant(value) => Some(value),
                    _ => None,
                }
            }
            #[doc = #into_about]
            #[inline]
            pub fn #into_branch(self) -> Option<#ty> {
                match self {
                    Self::#variant(value) => Some(value),
                    _ => None,
                }
            }
        }
    });
    quote! {
        #[doc = #about]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[derive(::serde::Serialize, Clone, Debug)]
        #[serde(untagged)]
        pub enum #name { #(#declared),* }

        crate::decode::union! { #name { #(#read)* } }

        #(#from)*

        impl #name { #(#ways)* }
    }
}

/// The JSON type of a value, as `crate::decode::Kind` calls it.
fn json_type(model: &Model, ty: &Type) -> &'static str {
    match ty {
        Type::Scalar(
            Scalar::Integer
            | Scalar::Decimal
            | Scalar::DecimalText
            | Scalar::DateTime(Notation::Unix),
        ) => "Number",
        Type::Scalar(Scalar::Boolean) => "Boolean",
        Type::Scalar(Scalar::Any) | Type::Map(_) => "Object",
        Type::Scalar(_) => "Text",
        Type::List(_) | Type::OneOrMany(_) => "List",
        Type::Named(_) => match model.definition(ty).map(|definition| &definition.kind) {
            Some(Kind::Enum(_)) => "Text",
            Some(Kind::Code(_)) => "Number",
            _ => "Object",
        },
    }
}
