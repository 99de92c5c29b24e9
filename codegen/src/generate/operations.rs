//! Writes the operation builders: each setter fills in the shared `Call`, and `send` hands it over.

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust_types::RustTypes;
use crate::{
    manifest::Document,
    model::{Batch, List, Model, Operation, Response},
};

/// Writes the client and the builders.
pub fn write(model: &Model, types: &RustTypes) -> TokenStream {
    let operations = &model.operations;
    let methods = operations.iter().enumerate().map(|(index, operation)| {
        let (method, builder) = (method(operation), format_ident!("{}", operation.builder));
        let about = about(&model.document, operation);
        let deprecated = operation
            .deprecated
            .then(|| quote!(#[deprecated(note = "BigCommerce discourages this operation")]));
        quote! {
            #[doc = #about]
            #deprecated
            #[inline]
            pub fn #method(&self) -> builder::#builder {
                builder::#builder(self.0.call(&OPERATIONS[#index]))
            }
        }
    });
    let builders = operations.iter().map(|operation| builder(operation, types));
    quote! {
        /// The operations of this document. Cheap to clone.
        #[derive(Clone, Debug)]
        pub struct Client(pub(crate) crate::client::Client);

        impl Client {
            #(#methods)*
        }

        /// One builder an operation: set its arguments, then `send`.
        pub mod builder {
            use super::types;

            #(#builders)*
        }
    }
}

/// The method's name.
pub(super) fn method(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}", operation.method_name)
}

/// What the operation's name says, its request line and where it is described.
fn about(document: &Document, operation: &Operation) -> String {
    let words = operation.id.to_snake_case().replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let about = format!(
        "{}{}.\n\n`{} {}`, operation `{}` of `{}`.",
        first.unwrap_or_default(),
        letters.as_str(),
        operation.method,
        operation.path,
        operation.id,
        document.upstream
    );
    match narrowing(operation) {
        Some(narrowing) => {
            let builder = &operation.builder;
            format!(
                "{about}\n\nDeletes all there are{narrowing}; if that is meant, say so by [`everything`](builder::{builder}::everything)."
            )
        }
        None => about,
    }
}

/// What narrows an operation that can delete a whole collection.
fn narrowing(operation: &Operation) -> Option<String> {
    let arguments = operation.deletes_all.as_ref()?;
    let arguments = arguments.iter().map(|name| format!("`{name}`"));
    let json = operation.body.as_ref().and_then(|body| body.slot.as_ref());
    let body = json.iter().map(|_| "the body".to_owned());
    let narrowing: Vec<_> = arguments.chain(body).collect();
    Some(match narrowing[..] {
        [] => String::new(),
        _ => format!(", unless {} narrows it", narrowing.join(" or ")),
    })
}

fn builder(operation: &Operation, types: &RustTypes) -> TokenStream {
    let name = &format_ident!("{}", operation.builder);
    let setters = operation
        .parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| {
            let setter = format_ident!("{}", parameter.setter);
            let ty = types.value(&parameter.slot);
            let required = if parameter.required { "required " } else { "" };
            let place = parameter.location.name();
            let about = format!(
                "`{}`, {required}{place} argument: {}.",
                parameter.name, parameter.about
            );
            quote! {
                #[doc = #about]
                #[inline]
                pub fn #setter<V: crate::call::Argument<#ty>>(mut self, value: V) -> Self {
                    self.0.argument(#index, value);
                    self
                }
            }
        });
    let body = operation.body.as_ref();
    let body = body.and_then(|body| Some((body.required, body.slot.as_ref()?)));
    let body = body.map(|(required, slot)| {
        let ty = types.value(slot);
        let optional = match required {
            true => "required",
            false => "can be left out",
        };
        let about = format!("The request body, {optional}.");
        quote! {
            #[doc = #about]
            #[inline]
            pub fn body<V: crate::call::Argument<#ty>>(mut self, value: V) -> Self {
                self.0.body(value);
                self
            }
        }
    });
    let form = operation.form().map(|names| {
        let about = format!(
            "The request body as a form, with the fields `{}`.",
            names.join("`, `")
        );
        quote! {
            #[doc = #about]
            #[inline]
            pub fn form(mut self, form: crate::Form) -> Self {
                self.0.form(form);
                self
            }
        }
    });
    let everything = operation.deletes_all.as_ref().map(|_| {
        quote! {
            /// Says that all of them shall be deleted. Without this word a request that nothing narrows
            /// isn't sent.
            #[inline]
            pub fn everything(mut self) -> Self {
                self.0.everything();
                self
            }
        }
    });
    let success = operation.response.json().map(|slot| types.value(slot));
    let send = match (&operation.response, &success) {
        (Response::Nothing, _) => quote! {
            /// Sends the request. Should the answer have a body all the same, the response keeps it.
            #[inline]
            pub fn send(self) -> crate::call::Sending<()> {
                self.0.finish()
            }
        },
        (_, Some(ty)) => quote! {
            /// Sends the request and decodes the answer.
            #[inline]
            pub fn send(self) -> crate::call::Sending<#ty> {
                self.0.send()
            }
        },
        (_, None) => quote! {
            /// Sends the request and hands over the answer's bytes as they come.
            #[inline]
            pub fn send(self) -> crate::call::Sending<crate::ByteStream> {
                self.0.stream()
            }
        },
    };
    let pages = operation
        .paging
        .as_ref()
        .zip(success.as_ref())
        .map(|(_, page)| {
            quote! {
                /// The list page by page, as a stream.
                #[inline]
                pub fn pages(self) -> crate::Pages<#page> {
                    crate::Pages::new(self.0)
                }
                /// The list item by item, as a stream over all pages. [`Items`](crate::Items) says when it ends
                /// and what becomes of a list that changes while it is read.
                #[inline]
                pub fn items(self) -> crate::Items<#page> {
                    self.pages().items()
                }
            }
        });
    let batches = operation.batch.as_ref().map(|batch| {
        let about = about_batch(batch);
        // A response that is due to hold nothing may hold anything.
        let answer = match &success {
            Some(ty) => quote!(#ty),
            None => quote!(::serde::de::IgnoredAny),
        };
        quote! {
            #[doc = #about]
            #[inline]
            pub fn batches(self) -> crate::Batches<#answer> {
                crate::Batches::new(self.0)
            }
        }
    });
    let summary = format!(
        "Builder of [`Client::{}`](super::Client::{0}).",
        operation.method_name
    );
    quote! {
        #[doc = #summary]
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent until `send` is called"]
        pub struct #name(pub(super) crate::call::Call);

        impl #name {
            #(#setters)*
            #body
            #form
            #everything
            /// Sets how the call is carried out; what the options leave open stays as it is.
            #[inline]
            pub fn with_options(mut self, options: crate::CallOptions) -> Self {
                self.0.set_options(options);
                self
            }
            #send
            #pages
            #batches
        }
    }
}

/// What the list of a batch is to people.
fn about_batch(batch: &Batch) -> String {
    let list = match &batch.list {
        List::Body => "body".to_owned(),
        List::Property(name) => format!("body's `{name}`"),
        List::Query(name) => format!("argument `{name}`"),
    };
    match batch.most {
        Some(most) => format!("Splits the {list} into requests of at most {most} entries."),
        None => format!(
            "Splits the {list} into requests of as many entries as you say; no limit is documented."
        ),
    }
}
