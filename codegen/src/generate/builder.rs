//! How requests make an object: `builder()`, a setter a field, and `build()`, which asks for what is
//! required, also where one of several fields is. An object that requires nothing is its own builder.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::object::Field;
use crate::model::{Required, Scalar, Type};

/// What a struct that is sent has beside its fields.
pub struct Builder {
    /// What stands beside the type.
    pub beside: TokenStream,
    /// What stands in the module `types::builder`.
    pub apart: TokenStream,
}

/// The builder of the struct `name`, which asks for all properties of one of each list of `alternatives`.
/// `others` is the type of what it may hold beside its fields.
pub fn write(
    name: &Ident,
    fields: &[Field],
    others: Option<&TokenStream>,
    alternatives: &[Vec<Vec<String>>],
) -> Builder {
    let asks = fields.iter().any(Field::is_asked_for) || !alternatives.is_empty();
    let mut setters: TokenStream = fields.iter().map(setter).collect();
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
    if !asks {
        return Builder {
            beside: quote! {
                impl #name {
                    /// One that holds nothing yet; it requires nothing.
                    #[inline]
                    pub fn builder() -> Self {
                        <Self as ::std::default::Default>::default()
                    }
                    #setters
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
    let extra = |field: TokenStream| others.map(|_| field);
    let held = fields.iter().map(|field| {
        let (name, there) = (&field.name, field.there());
        quote!(#name: Option<#there>)
    });
    let held_extra = others.map(|ty| quote!(extra: #ty));
    let values = fields.iter().map(|field| {
        let (object, field_name, required) =
            (name.to_string(), &field.model.name, field.model.required);
        let name = &field.name;
        let value = quote!(crate::MissingField::unless(self.#name, #object, #field_name)?);
        match required {
            Required::Always => quote!(#name: #value),
            Required::WhenSent => quote!(#name: Some(#value)),
            Required::No => quote!(#name: self.#name),
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
            crate::MissingField::unless(given.then_some(()), #object, #said)?;
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
            #[must_use = "a builder is no value yet"]
            pub struct #name { #(#held,)* #held_extra }

            impl #name {
                #setters
                /// The value, or which required field is missing.
                #[inline]
                pub fn build(self) -> Result<types::#name, crate::MissingField> {
                    #(#checks)*
                    Ok(types::#name { #(#values,)* #values_extra })
                }
            }

            impl TryFrom<#name> for types::#name {
                type Error = crate::MissingField;
                #[inline]
                fn try_from(builder: #name) -> Result<Self, Self::Error> {
                    builder.build()
                }
            }
        },
    }
}

/// What sets `field`, and what sets it to null where it may be.
fn setter(field: &Field) -> TokenStream {
    let (name, ty, slot) = (&field.name, &field.value, &field.model.slot);
    // The builder's own methods come first.
    let setter = match field.model.name.as_str() {
        own @ ("builder" | "build") => format_ident!("{own}_"),
        _ => name.clone(),
    };
    let (takes, value) = match slot.ty == Type::Scalar(Scalar::Decimal) {
        // Text may be no number, which is told when it is sent.
        true => (
            quote!(crate::call::Argument<#ty>),
            quote!(#ty::given(value)),
        ),
        false => (quote!(Into<#ty>), quote!(value.into())),
    };
    let value = match slot.nullable {
        true => quote!(Some(Some(#value))),
        false => quote!(Some(#value)),
    };
    // What may be null has a setter for a value and one for null.
    let null = slot.nullable.then(|| {
        let setter = format_ident!("{}_null", field.model.name);
        quote! {
            /// Sends `null`, which clears the field.
            #[inline]
            pub fn #setter(mut self) -> Self {
                self.#name = Some(None);
                self
            }
        }
    });
    let about = format!("Sets `{}`. {}", field.model.wire, field.about);
    quote! {
        #[doc = #about]
        #[inline]
        pub fn #setter(mut self, value: impl #takes) -> Self {
            self.#name = #value;
            self
        }
        #null
    }
}
