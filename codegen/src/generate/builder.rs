//! How requests make an object: `builder()`, a setter a field, and `build()`, which asks for what is
//! required, also where one of several fields is. An object that requires nothing is its own builder.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::object::Field;
use crate::model::{Object, Required, Scalar, Type};

/// What a struct that is sent has beside its fields.
pub struct Builder {
    /// What stands beside the type.
    pub beside: TokenStream,
    /// What stands in the module `types::builder`.
    pub apart: TokenStream,
}

/// The builder of the struct `name`, which asks for all properties of one of each list of alternatives.
/// `others` is the type of what it may hold beside its fields.
pub fn write(
    name: &Ident,
    fields: &[Field],
    others: Option<&TokenStream>,
    object: &Object,
) -> Builder {
    let alternatives = &object.one_of_required;
    let setters = fields.iter().map(|field| setter(name, field));
    let mut setters: TokenStream = setters.collect();
    setters.extend(others.map(|ty| {
        quote! {
            /// Sets what it holds beside its known members.
            #[inline]
            pub fn extra(mut self, value: impl Into<#ty>) -> Self {
                self.extra = value.into();
                self
            }
        }
    }));
    if !object.asks() {
        return Builder {
            beside: quote! {
                impl #name {
                    /// One that holds nothing yet; it requires nothing.
                    #[inline]
                    pub fn builder() -> Self {
                        <Self as ::std::default::Default>::default()
                    }
                    #setters
                    /// Itself, or which setter was given what its field can't hold.
                    #[inline]
                    pub fn build(self) -> Result<Self, crate::BuildError> {
                        self.first_error.clone().into_result()?;
                        Ok(self)
                    }
                }
            },
            apart: TokenStream::new(),
        };
    }
    let extra = |field: TokenStream| others.map(|_| field);
    let held = fields.iter().map(|field| {
        let (name, there) = (&field.name, field.there());
        quote!(#name: Option<#there>)
    });
    let held_extra = others.map(|ty| quote!(extra: #ty,));
    let values = fields.iter().map(|field| {
        let (object, field_name, required) =
            (name.to_string(), &field.model.name, field.model.required);
        let name = &field.name;
        let value = quote!(crate::BuildError::unless(self.#name, #object, #field_name)?);
        match required {
            Required::Always => quote!(#name: #value),
            Required::WhenSent => quote!(#name: Some(#value)),
            Required::No | Required::InResponses => quote!(#name: self.#name),
        }
    });
    let values_extra = extra(quote!(extra: self.extra));
    let field = |wire: &String| fields.iter().find(|field| field.model.wire == *wire);
    let checks = alternatives.iter().map(|list| {
        let list: Vec<Vec<&Field>> = list
            .iter()
            .map(|properties| properties.iter().filter_map(field).collect())
            .collect();
        let all = |fields: &Vec<&Field>| {
            let names: Vec<_> = fields
                .iter()
                .map(|field| field.model.name.as_str())
                .collect();
            names.join(" and ")
        };
        let said: Vec<_> = list.iter().map(all).collect();
        let (object, said) = (name.to_string(), said.join(" or "));
        let given = list.iter().map(|fields| {
            let names = fields.iter().map(|field| &field.name);
            quote!(#(self.#names.is_some())&&*)
        });
        quote! {
            let given = [#(#given),*].contains(&true);
            crate::BuildError::unless(given.then_some(()), #object, #said)?;
        }
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
            #[must_use = "a builder is not a value yet"]
            pub struct #name {
                #(#held,)*
                #held_extra
                first_error: crate::build_error::FirstError,
            }

            impl #name {
                #setters
                /// The value, or what is missing, or which setter was given what its field can't hold.
                #[inline]
                pub fn build(self) -> Result<types::#name, crate::BuildError> {
                    self.first_error.into_result()?;
                    #(#checks)*
                    Ok(types::#name { #(#values,)* #values_extra })
                }
            }

            impl TryFrom<#name> for types::#name {
                type Error = crate::BuildError;
                #[inline]
                fn try_from(builder: #name) -> Result<Self, Self::Error> {
                    builder.build()
                }
            }
        },
    }
}

/// What sets `field` of the object `object`.
fn setter(object: &Ident, field: &Field) -> TokenStream {
    let (name, slot) = (&field.name, &field.model.slot);
    // The builder's own methods come first.
    let setter = match field.model.name.as_str() {
        own @ ("builder" | "build") => format_ident!("{own}_"),
        _ => name.clone(),
    };
    let (by, takes) = match (&field.item, &field.value, slot.nullable) {
        (Some(item), _, false) => ("set_list", quote!(ListSetting<#item, M>)),
        (Some(item), _, true) => ("set_nullable_list", quote!(NullableListSetting<#item, M>)),
        (None, ty, false) => ("set", quote!(Setting<#ty, M>)),
        (None, ty, true) => ("set_nullable", quote!(NullableSetting<#ty, M>)),
    };
    // `None` is a JSON value, so there is nothing to be told apart.
    let is_any = slot.ty == Type::Scalar(Scalar::Any) && !slot.nullable;
    let (by, takes, marker) = match (is_any, &field.value) {
        (true, ty) => ("set_any", quote!(Argument<#ty>), None),
        (false, _) => (by, takes, Some(quote!(<M>))),
    };
    let by = format_ident!("{by}");
    let (object, field_name) = (object.to_string(), &field.model.name);
    let written = field.notation().map(|notation| {
        quote! {
            let notation = crate::date_time::Notation::#notation;
            self.first_error.written(&mut self.#name, notation, (#object, #field_name));
        }
    });
    let about = format!("Sets `{}`. {}", field.model.wire, field.about);
    quote! {
        #[doc = #about]
        #[inline]
        pub fn #setter #marker(mut self, value: impl crate::call::#takes) -> Self {
            self.first_error.#by(&mut self.#name, value, (#object, #field_name));
            #written
            self
        }
    }
}
