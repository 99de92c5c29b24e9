//! Fields that may be absent and may be `null`: a method reads them where the difference doesn't matter.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::object::Field;
use crate::model::{Definition, Kind, Model, Scalar, Type};

/// Names that a method of a struct can't have: the struct's own, and those of the traits it derives.
const TAKEN: [&str; 4] = ["builder", "build", "clone", "from"];

/// Writes the methods of the struct `name`.
pub fn write(
    model: &Model,
    definition: &Definition,
    name: &Ident,
    fields: &[Field],
) -> Option<TokenStream> {
    let nullable = fields
        .iter()
        .filter(|field| field.model.slot.nullable && !field.is_always_there());
    let methods: Vec<_> = nullable
        .map(|field| method(model, definition, field))
        .collect();
    (definition.is_received() && !methods.is_empty()).then(|| quote!(impl #name { #(#methods)* }))
}

fn method(model: &Model, definition: &Definition, field: &Field) -> TokenStream {
    let (name, value) = (&field.name, &field.value);
    // A setter has the plain name.
    let is_free = !definition.is_sent() && !TAKEN.contains(&field.model.name.as_str());
    let method = match is_free {
        true => name.clone(),
        false => format_ident!("get_{}", field.model.name),
    };
    let (ty, read) = match (&field.model.slot.ty, &field.item) {
        (ty, _) if is_copy(model, ty) => (quote!(#value), quote!(self.#name.flatten())),
        (Type::Scalar(Scalar::Text), _) => (quote!(&str), quote!(self.#name.as_ref()?.as_deref())),
        (_, Some(item)) => (quote!(&[#item]), quote!(self.#name.as_ref()?.as_deref())),
        _ => (quote!(&#value), quote!(self.#name.as_ref()?.as_ref())),
    };
    let about = format!(
        "`{}`, where it is there and isn't `null`.",
        field.model.wire
    );
    quote! {
        #[doc = #about]
        #[inline]
        pub fn #method(&self) -> Option<#ty> {
            #read
        }
    }
}

fn is_copy(model: &Model, ty: &Type) -> bool {
    match ty {
        Type::Scalar(scalar) => matches!(scalar, Scalar::Boolean | Scalar::Integer),
        Type::Named(_) => {
            let kind = model.definition(ty).map(|definition| &definition.kind);
            matches!(kind, Some(Kind::Code(_)))
        }
        _ => false,
    }
}
