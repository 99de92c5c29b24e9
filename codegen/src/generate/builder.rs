//! How requests make an object: `builder()`, a setter a field, and `build()`, which asks for what is
//! required, also where one of several fields is. An object that requires nothing is its own builder.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    Ident, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{
    fields::{Alternatives, Field, Kind, unraw},
    read::inner_option,
};

/// What a struct that is sent has beside its fields.
pub struct Builder {
    /// What stands beside the type.
    pub beside: TokenStream,
    /// What stands in the module `types::builder`.
    pub apart: TokenStream,
}

/// The builder of the struct `name`, which asks for one of each of `alternatives`; `types` are the
/// names of all types beside it.
pub fn write(
    name: &Ident,
    fields: &[Field],
    alternatives: &[Alternatives],
    types: &HashSet<String>,
) -> Builder {
    let asks = fields.iter().any(Field::is_asked) || !alternatives.is_empty();
    // The builders' module is one below the types'.
    let place = |ty: &Type| {
        let mut ty = ty.clone();
        if asks {
            FromBelow(types).visit_type_mut(&mut ty);
        }
        ty
    };
    let setters: TokenStream = fields.iter().map(|field| setter(field, &place)).collect();
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
    let held = fields.iter().map(|Field { name, ty, kind, .. }| {
        let ty = place(ty);
        match kind {
            Kind::Required => quote!(#name: Option<#ty>),
            _ => quote!(#name: #ty),
        }
    });
    let values = fields.iter().map(|field| {
        let (field, kind) = (field.name, &field.kind);
        let (object, field_name) = (name.to_string(), field.to_string());
        let value = quote!(crate::MissingField::unless(self.#field, #object, #field_name)?);
        match kind {
            Kind::Required => quote!(#field: #value),
            Kind::Asked(_) => quote!(#field: Some(#value)),
            _ => quote!(#field: self.#field),
        }
    });
    let checks = alternatives.iter().map(|alternatives| {
        let (object, all) = (name.to_string(), alternatives.to_string());
        let given = alternatives
            .0
            .iter()
            .map(|fields| quote!(#(self.#fields.is_some())&&*));
        quote! {
            let given = [#(#given),*].contains(&true);
            crate::MissingField::unless(given.then_some(()), #object, #all)?;
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
            pub struct #name { #(#held),* }

            impl #name {
                #setters
                /// The value, or which required field is missing.
                #[inline]
                pub fn build(self) -> Result<super::#name, crate::MissingField> {
                    #(#checks)*
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

/// What sets `field`, and what sets it to null where it may be.
fn setter(field: &Field, place: &dyn Fn(&Type) -> Type) -> TokenStream {
    let name = field.name;
    let whole = match &field.kind {
        Kind::Optional(inner) | Kind::Asked(inner) => inner,
        Kind::Required | Kind::Extra => field.ty,
    };
    // The builder's own methods come first.
    let setter = match unraw(name).as_str() {
        own @ ("builder" | "build") => format_ident!("{own}_"),
        _ => name.clone(),
    };
    // What may be null has a setter for a value and one for null.
    let null = inner_option(whole).map(|inner| (inner, format_ident!("{}_null", unraw(name))));
    let value_type = null.as_ref().map_or(whole, |(inner, _)| inner);
    let (takes, value) = if is_decimal(value_type) {
        // Text may be no number, which is told when it is sent.
        (
            quote!(crate::call::Argument<#value_type>),
            quote!(#value_type::given(value)),
        )
    } else {
        let value_type = place(value_type);
        (quote!(Into<#value_type>), quote!(value.into()))
    };
    let value = match (&null, &field.kind) {
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
}

fn is_decimal(ty: &Type) -> bool {
    ty.to_token_stream().to_string() == ":: bigcommerce :: Decimal"
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
