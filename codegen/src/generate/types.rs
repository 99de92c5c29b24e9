//! The types: what progenitor wrote, without the builders we replace, with enums that keep unknown
//! values and with constructors and setters for what a request holds.

use std::collections::HashSet;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::{
    Expr, Field, Fields, Ident, Item, ItemEnum, ItemStruct, Lit, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::read::inner_option;
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
                item.to_tokens(&mut written);
                written.extend(branches(item));
            }
            Item::Struct(item) => {
                let sent = sent.contains(&item.ident.to_string());
                let (item, builder) = object(item, sent, &names);
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

fn object(
    item: &ItemStruct,
    sent: bool,
    types: &HashSet<String>,
) -> (TokenStream, Option<Builder>) {
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
    let builder = sent.then(|| builder(&item, types));
    (item.into_token_stream(), builder)
}

/// Whether `null` is a value of its own beside being absent.
fn keeps_null(ty: &Type) -> bool {
    inner_option(ty).is_some_and(|inner| {
        inner_option(&inner).is_some()
            || inner.to_token_stream().to_string() == ":: serde_json :: Value"
    })
}

fn is_decimal(ty: &Type) -> bool {
    ty.to_token_stream().to_string() == ":: bigcommerce :: Decimal"
}

/// How requests make an object: `builder()`, a setter a field, and `build()`, which asks for what is
/// required. An object that requires nothing is its own builder.
fn builder(item: &ItemStruct, types: &HashSet<String>) -> Builder {
    let name = &item.ident;
    let says = |field: &Field, word: &str| {
        let mut texts = field
            .attrs
            .iter()
            .map(|attribute| attribute.to_token_stream().to_string());
        texts.any(|text| text.contains(word))
    };
    // The builders' module is one below the types'.
    let from_below = |ty: &Type| {
        let mut ty = ty.clone();
        FromBelow(types).visit_type_mut(&mut ty);
        ty
    };
    let fields = item.fields.iter().filter_map(|field| {
        let inner = inner_option(&field.ty).filter(|_| says(field, "skip_serializing_if"));
        let kind = match inner {
            Some(inner) => Kind::Optional(Box::new(inner)),
            None if says(field, "flatten") => Kind::Extra,
            None => Kind::Required,
        };
        Some((field.ident.as_ref()?, &field.ty, kind))
    });
    let fields: Vec<(&Ident, &Type, Kind)> = fields.collect();
    let asks = fields
        .iter()
        .any(|(_, _, kind)| matches!(kind, Kind::Required));
    let place = |ty: &Type| if asks { from_below(ty) } else { ty.clone() };
    let setters = fields.iter().map(|(name, ty, kind)| {
        let whole = match kind {
            Kind::Optional(inner) => inner,
            Kind::Required | Kind::Extra => *ty,
        };
        // The builder's own methods come first.
        let setter = match unraw(name).as_str() {
            own @ ("builder" | "build") => format_ident!("{own}_"),
            _ => (*name).clone(),
        };
        // What may be null has a setter for a value and one for null.
        let null = inner_option(whole).map(|inner| (inner, format_ident!("{}_null", unraw(name))));
        let value_type = null.as_ref().map_or(whole, |(inner, _)| inner);
        let (takes, value) = match is_decimal(value_type) {
            // Text may be no number, which is told when it is sent.
            true => (
                quote!(crate::call::Argument<#value_type>),
                quote!(#value_type::given(value)),
            ),
            false => {
                let value_type = place(value_type);
                (quote!(Into<#value_type>), quote!(value.into()))
            }
        };
        let value = match (&null, kind) {
            (_, Kind::Extra) => value,
            (Some(_), _) => quote!(Some(Some(#value))),
            (None, _) => quote!(Some(#value)),
        };
        let null = null.map(|(_, setter)| {
            quote! {
                /// Sends `null`, which clears the field.
                #[inline]
                pub fn #setter(mut self) -> Self {
                    self.#name = Some(None);
                    self
                }
            }
        });
        quote! {
            #[inline]
            pub fn #setter(mut self, value: impl #takes) -> Self {
                self.#name = #value;
                self
            }
            #null
        }
    });
    if !asks {
        return Builder {
            beside: quote! {
                impl #name {
                    /// One that holds nothing yet; it requires nothing.
                    #[inline]
                    pub fn builder() -> Self {
                        <Self as ::std::default::Default>::default()
                    }
                    #(#setters)*
                    /// Itself: nothing is required.
                    #[inline]
                    pub fn build(self) -> Result<Self, crate::MissingField> {
                        Ok(self)
                    }
                }
            },
            apart: TokenStream::new(),
        };
    }
    let setters: TokenStream = setters.collect();
    let held = fields.iter().map(|(name, ty, kind)| {
        let ty = place(ty);
        match kind {
            Kind::Required => quote!(#name: Option<#ty>),
            _ => quote!(#name: #ty),
        }
    });
    let values = fields.iter().map(|(field, _, kind)| match kind {
        Kind::Required => {
            let (object, field_name) = (name.to_string(), field.to_string());
            quote!(#field: crate::MissingField::unless(self.#field, #object, #field_name)?)
        }
        _ => quote!(#field: self.#field),
    });
    let about = format!("Builder of [`{name}`](super::{name}).");
    Builder {
        beside: quote! {
            impl #name {
                /// A builder that holds nothing yet.
                #[inline]
                pub fn builder() -> builder::#name {
                    <builder::#name as ::std::default::Default>::default()
                }
            }
        },
        apart: quote! {
            #[doc = #about]
            #[derive(Clone, Debug, Default)]
            #[must_use = "a builder is no value yet"]
            pub struct #name { #(#held),* }

            impl #name {
                #setters
                /// The value, or which required field is missing.
                #[inline]
                pub fn build(self) -> Result<super::#name, crate::MissingField> {
                    Ok(super::#name { #(#values),* })
                }
            }

            impl TryFrom<#name> for super::#name {
                type Error = crate::MissingField;
                #[inline]
                fn try_from(builder: #name) -> Result<Self, Self::Error> {
                    builder.build()
                }
            }
        },
    }
}

/// An identifier's text without `r#`.
fn unraw(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

/// Puts `super::` before the names of the module's types.
struct FromBelow<'a>(&'a HashSet<String>);

impl VisitMut for FromBelow<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path
            .get_ident()
            .is_some_and(|name| self.0.contains(&name.to_string()))
        {
            path.segments.insert(0, parse_quote!(super));
        }
        visit_mut::visit_path_mut(self, path);
    }
}

struct Builder {
    /// What stands beside the type.
    beside: TokenStream,
    /// What stands in the module `types::builder`.
    apart: TokenStream,
}

enum Kind {
    /// `Option<T>`, left out when `None`.
    Optional(Box<Type>),
    /// What an object may hold beside its known fields.
    Extra,
    Required,
}
