//! Writes typed helpers for the crate httpmock: for each operation a `When` and a `Then`, in the shape
//! of progenitor's own.
//!
//! Progenitor's own don't do for these documents: they know no base path, take no list, and put what
//! is looked for into a regular expression as it is. Ours leave the work to the facade, which says on
//! both sides what goes over the wire.

use heck::ToSnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    Api,
    operations::{method, notation},
    rust_types::RustTypes,
};
use crate::{
    manifest::Document,
    model::{Location, Module, Operation, Parameter, Response},
};

/// The source of a macro that expands to a module for each document of `APIs`. As a macro it is compiled in the crate
/// `bigcommerce-mock`, which doesn't know what features are on.
pub fn write(apis: &[Api]) -> TokenStream {
    let modules = apis.iter().map(|api| {
        let name = format_ident!("{}", api.model.api.name());
        let about = format!("The {name} documents.");
        let modules = api.model.modules.iter();
        let modules = modules.map(|module| document(module, &api.types));
        quote! {
            #[doc = #about]
            pub mod #name {
                #(#modules)*
            }
        }
    });
    quote! {
        #[doc(hidden)]
        #[macro_export]
        #[allow(clippy::crate_in_macro_def, reason = "it is the crate that expands this")]
        macro_rules! httpmock {
            () => { #(#modules)* };
        }
    }
}

/// The module of a document.
fn document(module: &Module, types: &RustTypes) -> TokenStream {
    let (document, operations) = (&module.document, &module.operations);
    let wrappers = operations.iter().enumerate().map(|(index, operation)| {
        let (when, then) = (
            when(document, operation, types, index),
            then(operation, types, index),
        );
        quote!(#when #then)
    });
    let signatures = operations.iter().map(|operation| {
        let signature = signature(operation);
        let (api, module) = (document.api.name(), &document.module);
        let about = format!(
            "Mocks [`{0}`](::bigcommerce::{api}::{module}::Client::{0}).",
            operation.method_name
        );
        quote!(#[doc = #about] #signature;)
    });
    let methods = operations.iter().map(|operation| {
        let signature = signature(operation);
        let (when, then) = names(operation);
        quote! {
            #signature {
                self.mock(|when, then| {
                    config_fn(operations::#when::new(when), operations::#then::new(then))
                })
            }
        }
    });
    let name = format_ident!("{}", document.module);
    let about = format!("Expectations and responses of `{name}`.");
    let (api, client) = (format_ident!("{}", document.api.name()), path(document));
    quote! {
        #[doc = #about]
        pub mod #name {
            /// What each operation expects and responds with.
            pub mod operations {
                #[allow(unused_imports)]
                use ::bigcommerce::{#api::types, call::Argument};
                use #client::OPERATIONS;
                use crate::httpmock::{Then, When};

                #(#wrappers)*
            }

            /// A method of [`MockServer`](::httpmock::MockServer) for each operation of this document.
            pub trait MockServerExt {
                #(#signatures)*
            }

            impl MockServerExt for ::httpmock::MockServer {
                #(#methods)*
            }
        }
    }
}

/// The module of the client.
fn path(document: &Document) -> TokenStream {
    let api = format_ident!("{}", document.api.name());
    let module = format_ident!("{}", document.module);
    quote!(::bigcommerce::#api::#module)
}

fn names(operation: &Operation) -> (Ident, Ident) {
    let builder = &operation.builder;
    (
        format_ident!("{builder}When"),
        format_ident!("{builder}Then"),
    )
}

fn signature(operation: &Operation) -> TokenStream {
    let (method, (when, then)) = (method(operation), names(operation));
    quote! {
        fn #method<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
        where
            F: FnOnce(operations::#when, operations::#then)
    }
}

fn when(
    document: &Document,
    operation: &Operation,
    types: &RustTypes,
    index: usize,
) -> TokenStream {
    let (name, _) = names(operation);
    let parameters = operation.parameters.iter().enumerate();
    let arguments = parameters.map(|(index, parameter)| argument(index, parameter, types));
    let store_hash = (!document.api.is_b2b()).then(|| {
        quote! {
            /// Expects this store's hash in the path.
            pub fn store_hash(self, hash: &str) -> Self {
                Self(self.0.store_hash(hash))
            }
        }
    });
    let body = operation.body.as_ref().and_then(|body| body.slot.as_ref());
    let body = body.map(|slot| {
        let ty = types.value(slot);
        quote! {
            /// Expects exactly this JSON body.
            #[track_caller]
            pub fn body<V: Argument<#ty>>(self, value: V) -> Self {
                Self(self.0.body(value))
            }
        }
    });
    let about = format!("Expects `{}`.", operation.id);
    quote! {
        #[doc = #about]
        pub struct #name(When);

        impl #name {
            /// Expects method and path.
            pub fn new(inner: ::httpmock::When) -> Self {
                Self(When::new(&OPERATIONS[#index], inner))
            }
            /// For what else may be expected.
            pub fn into_inner(self) -> ::httpmock::When {
                self.0.into_inner()
            }
            #store_hash
            #(#arguments)*
            #body
        }
    }
}

fn argument(index: usize, parameter: &Parameter, types: &RustTypes) -> TokenStream {
    let setter = format_ident!("{}", parameter.setter);
    let ty = types.value(&parameter.slot);
    let about = format!("Expects `{}` to be this.", parameter.name);
    let missing = missing(parameter).map(|missing| {
        let about = format!("Expects no `{}`.", parameter.name);
        quote! {
            #[doc = #about]
            pub fn #missing(self) -> Self {
                Self(self.0.missing(#index))
            }
        }
    });
    let expect = match notation(&parameter.slot) {
        Some(notation) => quote!(date(#index, value, ::bigcommerce::written::Notation::#notation)),
        None => quote!(argument(#index, value)),
    };
    quote! {
        #[doc = #about]
        #[track_caller]
        pub fn #setter<V: Argument<#ty>>(self, value: V) -> Self {
            Self(self.0.#expect)
        }
        #missing
    }
}

/// The method that expects no such argument; a path has all of its own.
pub(super) fn missing(parameter: &Parameter) -> Option<Ident> {
    let name = parameter.setter.trim_end_matches('_');
    (parameter.location != Location::Path).then(|| format_ident!("{name}_missing"))
}

fn then(operation: &Operation, types: &RustTypes, index: usize) -> TokenStream {
    let (_, name) = names(operation);
    let successes = operation.successes.iter().map(|(status, holds)| {
        let method = reason(*status);
        let about = format!("Responds with status {status}.");
        let payload = operation.response.json();
        let success = payload.and_then(|payload| {
            let ty = types.value(payload.slot.as_ref()?);
            Some(match payload.is_page {
                true => quote!(::std::vec::Vec<#ty>),
                false => ty,
            })
        });
        match &success {
            // It holds what was done and what failed, which is not a response of the operation's.
            _ if *holds && *status == 207 => quote! {
                #[doc = #about]
                #[track_caller]
                pub fn #method<V: Argument<::serde_json::Value>>(self, value: V) -> Self {
                    Self(self.0.json(#status, value))
                }
            },
            Some(ty) if *holds => quote! {
                #[doc = #about]
                #[track_caller]
                pub fn #method<V: Argument<#ty>>(self, value: V) -> Self {
                    Self(self.0.payload(#status, value))
                }
            },
            None if *holds && matches!(operation.response, Response::Stream) => quote! {
                #[doc = #about]
                pub fn #method(self, body: impl AsRef<[u8]>) -> Self {
                    Self(self.0.bytes(#status, body.as_ref()))
                }
            },
            _ => quote! {
                #[doc = #about]
                pub fn #method(self) -> Self {
                    Self(self.0.nothing(#status))
                }
            },
        }
    });
    let about = format!("Builds a response of `{}`.", operation.id);
    quote! {
        #[doc = #about]
        pub struct #name(Then);

        impl #name {
            /// A response without status, headers or body.
            pub fn new(inner: ::httpmock::Then) -> Self {
                Self(Then::new(&OPERATIONS[#index], inner))
            }
            /// The `Then` of httpmock, for whatever else a response may have.
            pub fn into_inner(self) -> ::httpmock::Then {
                self.0.into_inner()
            }
            #(#successes)*
            /// Responds with a failure in the form of this API.
            pub fn problem(self, status: u16, title: &str) -> Self {
                Self(self.0.problem(status, title))
            }
        }
    }
}

/// The name of `status`, as a method.
pub(super) fn reason(status: u16) -> Ident {
    let known = http::StatusCode::from_u16(status).ok();
    match known.and_then(|status| status.canonical_reason()) {
        Some(reason) => format_ident!("{}", reason.to_snake_case()),
        None => format_ident!("status_{status}"),
    }
}
