//! An object in Rust: a struct, how it is read from JSON, and what its JSON Schema requires.

use heck::ToSnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    about,
    builder::{self, Builder},
    nullable, operations,
    rust_types::{RustTypes, optional},
};
use crate::model::{self, Definition, Kind, Model, Required, Scalar, Type};

/// A field of a struct.
pub struct Field<'m> {
    pub model: &'m model::Field,
    /// Its name in Rust.
    pub name: Ident,
    /// Its type where it is there and isn't null.
    pub value: TokenStream,
    /// The type of its items, if it is a list.
    pub item: Option<TokenStream>,
    /// What is said of it.
    pub about: String,
}

impl Field<'_> {
    /// Its type where it is there.
    pub fn there(&self) -> TokenStream {
        optional(self.value.clone(), self.model.slot.nullable)
    }

    /// Its type.
    pub fn ty(&self) -> TokenStream {
        optional(self.there(), !self.is_always_there())
    }

    pub fn is_always_there(&self) -> bool {
        let required = self.model.required;
        matches!(required, Required::Always | Required::InResponses)
    }

    /// The form of the date or time that it is.
    pub fn notation(&self) -> Option<Ident> {
        operations::notation(&self.model.slot)
    }

    /// The function of `crate::decode` that reads it. `null` is kept where it is something else than being
    /// absent, and a builder keeps it to know what is missing.
    fn reader(&self) -> Ident {
        let slot = &self.model.slot;
        let is_kept = slot.nullable || slot.ty == Type::Scalar(Scalar::Any);
        let name = match (self.model.required, self.notation(), is_kept) {
            (_, Some(_), false) => "date",
            (_, Some(_), true) => "kept_date",
            // A builder knows whether it is there.
            (Required::Always, None, _) => "kept",
            (Required::InResponses, None, _) | (_, None, false) => "value",
            (_, None, true) => "kept",
        };
        format_ident!("{name}")
    }
}

/// What is written for an object.
pub struct Written {
    /// What stands in the module `types`.
    pub item: TokenStream,
    /// Its builder, if requests are made of it.
    pub builder: Option<Builder>,
}

/// Writes the object `definition`.
pub fn write(
    model: &Model,
    definition: &Definition,
    object: &model::Object,
    types: &RustTypes,
) -> Written {
    let name = format_ident!("{}", definition.name);
    let parts = types.parts(&definition.name);
    let fields = object.fields.iter().zip(parts).map(|(field, value)| Field {
        model: field,
        name: format_ident!("{}", field.name),
        value: value.clone(),
        item: match &field.slot.ty {
            Type::List(item) => Some(types.value(item)),
            _ => None,
        },
        about: about::field(model, definition, field),
    });
    let fields: Vec<Field> = fields.collect();
    let others = object.others.as_ref().and(parts.last());
    let declared = fields.iter().map(|field| {
        let (name, ty, wire) = (&field.name, field.ty(), &field.model.wire);
        let rename = (*wire != field.model.name).then(|| quote!(rename = #wire,));
        let skip = (!field.is_always_there())
            .then(|| quote!(skip_serializing_if = "::std::option::Option::is_none"));
        // A request writes it as its document says.
        let is_text = field.model.slot.ty == Type::Scalar(Scalar::DecimalText);
        let is_code = field.model.is_code_as_text;
        let notation = field.notation().filter(|_| definition.is_sent());
        let as_text = match (notation, is_text, is_code) {
            (Some(notation), ..) => {
                let notation = notation.to_string().to_snake_case();
                let writer = format!("crate::date_time::as_{notation}");
                Some(quote!(serialize_with = #writer,))
            }
            (_, true, _) => Some(quote!(serialize_with = "crate::decimal::as_text",)),
            (.., true) => Some(quote!(serialize_with = "crate::code::as_text",)),
            _ => None,
        };
        let serde = (rename.is_some() || skip.is_some() || as_text.is_some())
            .then(|| quote!(#[serde(#rename #as_text #skip)]));
        let about = &field.about;
        let may_be_absent = (field.model.required == Required::InResponses)
            .then(|| quote!(#[cfg_attr(feature = "schemars", schemars(default))]));
        quote!(#[doc = #about] #serde #may_be_absent pub #name: #ty)
    });
    let extra = others.map(|ty| {
        quote! {
            /// What it holds beside its known members.
            #[serde(flatten)] pub extra: #ty,
        }
    });
    let requires = object.requires();
    let is_builder = definition.is_sent() && !object.asks();
    let first_error = is_builder.then(|| {
        quote! {
            #[serde(skip_serializing_if = "crate::build_error::FirstError::is_none")]
            #[cfg_attr(feature = "schemars", schemars(skip))]
            first_error: crate::build_error::FirstError,
        }
    });
    let default = (!requires).then(|| quote!(, Default));
    let required = required_schema(&fields);
    let read = read(&name, &fields, others.is_some(), requires);
    let about = about::definition(model, definition);
    let accessors = nullable::write(model, definition, &name, &fields);
    let from = from_its_choice(model, definition, &name, &fields);
    let item = quote! {
        #[doc = #about]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[derive(::serde::Serialize, Clone, Debug #default)]
        #required
        #[non_exhaustive]
        pub struct #name { #(#declared,)* #extra #first_error }

        #accessors
        #from
    };
    let builder = definition
        .is_sent()
        .then(|| builder::write(&name, &fields, others, object));
    match builder {
        // Its builder knows what is missing.
        Some(mut builder) if requires => {
            builder.apart.extend(read);
            Written {
                item,
                builder: Some(builder),
            }
        }
        builder => Written {
            item: quote!(#item #read),
            builder,
        },
    }
}

/// How the object is read, or its builder for what it builds.
fn read(name: &Ident, fields: &[Field], has_others: bool, is_built: bool) -> TokenStream {
    let members = fields.iter().map(|field| {
        let (wire, reader, name) = (&field.model.wire, field.reader(), &field.name);
        let notation = field.notation().map(|notation| quote!(as #notation));
        quote!(#wire #reader #name #notation)
    });
    let others = has_others.then(|| quote!(extra));
    let built = is_built.then(|| quote!(built));
    quote!(crate::decode::object! { #built #name { #(#members)* } #others })
}

/// How an object that is sent with one choice and nothing else is made from it, such as a change of status.
fn from_its_choice(
    model: &Model,
    definition: &Definition,
    name: &Ident,
    fields: &[Field],
) -> Option<TokenStream> {
    let [field] = fields else { return None };
    let kind = model.definition(&field.model.slot.ty).map(|own| &own.kind);
    let is_choice = matches!(kind, Some(Kind::Enum(_) | Kind::Code(_)));
    let is_required = field.model.required == Required::Always;
    if !definition.is_sent() || !is_choice || !is_required || field.model.slot.nullable {
        return None;
    }
    let (own, ty) = (&field.name, &field.value);
    Some(quote! {
        impl ::std::convert::From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self { #own: value }
            }
        }
    })
}

/// What the JSON Schema of an object requires, where its fields' types don't say it: one that may be null is
/// required all the same.
fn required_schema(fields: &[Field]) -> Option<TokenStream> {
    let is_required = |field: &&Field| field.model.required == Required::Always;
    let required = fields.iter().filter(is_required);
    let nullable = required.clone().any(|field| field.model.slot.nullable);
    let names = required.map(|field| &field.model.wire);
    nullable.then(
        || quote!(#[cfg_attr(feature = "schemars", schemars(extend("required" = [#(#names),*])))]),
    )
}
