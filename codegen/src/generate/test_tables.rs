//! Tables of everything that was generated, for tests: with them a test calls, lists, mocks or describes
//! each operation through the public API, which nobody types for all of them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    Api, httpmock,
    operations::{form_method, is_body_required, method, required},
    rust_types::RustTypes,
};
use crate::{
    manifest::Document,
    model::{Operation, Payload, Response, Scalar, Slot, Type},
};

/// The source of a macro that expands to a table of calls of every operation in `APIs`, for tests: arguments
/// come as JSON, the response goes out as JSON. As a macro it is compiled in the crate that the tests share,
/// which doesn't know what features are on.
pub fn calls(apis: &[Api]) -> TokenStream {
    let rows = each(apis).map(|(document, operation, types)| {
        let response = match &operation.response {
            Response::Stream => quote!(streamed),
            Response::Json(Payload { is_page: true, .. }) => quote!(paged),
            _ => quote!(decoded),
        };
        let call = filled_in(document, operation, types);
        row(
            document,
            operation,
            quote! {
                |store, given| {
                    let _ = &given;
                    Box::pin(async move {
                        #call
                        #response(call.send().await).await
                    })
                }
            },
        )
    });
    let names = apis.iter().map(|api| api.model.api);
    let own = names.filter(|api| !api.is_unified());
    let own = own.map(|api| format_ident!("{}", api.name()));
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! calls {
            () => {
                /// API, module and operationId of each operation, with a call of it.
                #[allow(clippy::possible_missing_else)]
                pub static CALLS: &[(&str, &str, &str, Call)] = &[#(#rows),*];
                clients! { #(#own)* }
            };
        }
    }
}

/// The source of a table of every list in `APIs`, for tests: arguments come as JSON, each item goes
/// out as JSON.
pub fn lists(apis: &[Api]) -> TokenStream {
    let lists = each(apis).filter(|(_, operation, _)| operation.paging.is_some());
    let rows = lists.map(|(document, operation, types)| {
        let call = filled_in(document, operation, types);
        row(
            document,
            operation,
            quote! {
                |store, given, walk| {
                    let _ = &given;
                    #call
                    Ok(walk.of(call.items()))
                }
            },
        )
    });
    quote! {
        /// API, module and operationId of each list, with a stream of its items.
        #[allow(clippy::possible_missing_else)]
        pub static LISTS: &[(&str, &str, &str, List)] = &[#(#rows),*];
    }
}

/// The source of a table of every value that operations in `APIs` send or respond with, for tests:
/// its JSON Schema, and whether JSON is such a value.
pub fn schemas(apis: &[Api]) -> TokenStream {
    let rows = each(apis).flat_map(|(document, operation, rust)| {
        let (api, module, id) = (document.api.name(), &document.module, &operation.id);
        let arguments = operation.parameters.iter().map(|parameter| {
            let location = parameter.location.name();
            (
                format!("{location} {}", parameter.name),
                rust.value(&parameter.slot),
            )
        });
        let body = operation.body.as_ref().and_then(|body| body.slot.as_ref());
        let body = body.map(|slot| ("body".to_owned(), rust.value(slot)));
        let response = match &operation.response {
            Response::Stream => None,
            response => Some(match payload(response, rust) {
                Some(ty) => ty,
                None => quote!(()),
            }),
        };
        let response = response.map(|ty| ("response".to_owned(), ty));
        let values: Vec<_> = arguments.chain(body).chain(response).collect();
        let types = types_of(document);
        let rows = values.into_iter().map(move |(value, ty)| {
            quote! {
                (#api, #module, #id, #value, {
                    #[allow(unused_imports)]
                    use #types;
                    Told::of::<#ty>()
                })
            }
        });
        rows.collect::<Vec<_>>()
    });
    quote! {
        /// API, module, operationId and place of each value, with the schema of its type.
        #[allow(clippy::possible_missing_else)]
        pub static SCHEMAS: &[(&str, &str, &str, &str, Told)] = &[#(#rows),*];
    }
}

fn types_of(document: &Document) -> TokenStream {
    let api = format_ident!("{}", document.api.name());
    quote!(bigcommerce::#api::types)
}

/// The type of a response's payload; of a page, that of its items as a list.
fn payload(response: &Response, types: &RustTypes) -> Option<TokenStream> {
    let payload = response.json()?;
    let ty = types.value(payload.slot.as_ref()?);
    Some(match payload.is_page {
        true => quote!(::std::vec::Vec<#ty>),
        false => ty,
    })
}

fn each(apis: &[Api]) -> impl Iterator<Item = (&Document, &Operation, &RustTypes)> {
    apis.iter().flat_map(|api| {
        let modules = api.model.modules.iter();
        modules.flat_map(|module| {
            let operations = module.operations.iter();
            operations.map(|operation| (&module.document, operation, &api.types))
        })
    })
}

fn row(document: &Document, operation: &Operation, function: TokenStream) -> TokenStream {
    let (api, module, id) = (document.api.name(), &document.module, &operation.id);
    quote!((#api, #module, #id, #function))
}

/// Statements that make a `call` of `operation` through the public API, with what is `given`.
fn filled_in(document: &Document, operation: &Operation, types: &RustTypes) -> TokenStream {
    let (api, module) = (
        format_ident!("{}", document.api.name()),
        format_ident!("{}", document.module),
    );
    let all = types_of(document);
    let (required_ones, optional): (Vec<_>, Vec<_>) =
        operation.parameters.iter().partition(|it| it.required);
    let arguments = required_ones.iter().map(|parameter| {
        let (name, ty) = (&parameter.name, types.value(&parameter.slot));
        let location = parameter.location.name();
        let value = quote!(given.required(#location, #name)?);
        let argument = argument(&parameter.slot, &ty, &value, &quote!(?));
        quote!(#argument,)
    });
    let arguments = quote!(#(#arguments)*);
    let setters = optional.iter().map(|parameter| {
        let (setter, name) = (format_ident!("{}", parameter.setter), &parameter.name);
        let ty = types.value(&parameter.slot);
        let location = parameter.location.name();
        let argument = argument(&parameter.slot, &ty, &quote!(value), &quote!(?));
        quote! {
            if let Some(value) = given.parameter(#location, #name) {
                call = call.#setter(#argument);
            }
        }
    });
    let body = operation.body.as_ref().and_then(|body| body.slot.as_ref());
    let body = body.map(|slot| types.value(slot));
    let (method, with_form) = (method(operation), form_method(operation));
    let client = quote!(store.#api().#module());
    let is_required = is_body_required(operation);
    let has_body = required(operation, types).iter().any(|it| it.is_body);
    let begun = match (&body, operation.form().filter(|_| is_required)) {
        (Some(ty), Some(_)) if has_body => quote! {
            match given.form() {
                Some(form) => #client.#with_form(#arguments form),
                None => #client.#method(#arguments typed::<#ty>(given.required_body()?)?),
            }
        },
        (Some(ty), None) if has_body => {
            quote!(#client.#method(#arguments typed::<#ty>(given.required_body()?)?))
        }
        (_, Some(_)) => quote!(#client.#method(#arguments given.form().ok_or("no form")?)),
        _ => quote!(#client.#method(#arguments)),
    };
    let body = body.filter(|_| !is_required).map(|ty| {
        quote! {
            if let Some(body) = given.body() {
                call = call.body(typed::<#ty>(body)?);
            }
        }
    });
    let form = operation.form().filter(|_| !is_required).map(|_| {
        quote! {
            if let Some(form) = given.form() {
                call = call.form(form);
            }
        }
    });
    let everything = operation.deletes_all.as_ref().map(|_| {
        quote! {
            if given.everything() {
                call = call.everything();
            }
        }
    });
    quote! {
        #[allow(unused_imports)]
        use #all;
        #[allow(unused_mut, deprecated)]
        let mut call = #begun;
        #(#setters)*
        #body
        #form
        #everything
    }
}

/// The argument that `value`, which is JSON, stands for. The text of a date is given as a caller does, who has it
/// sent as it is.
fn argument(
    slot: &Slot,
    ty: &TokenStream,
    value: &TokenStream,
    or_fail: &TokenStream,
) -> TokenStream {
    let typed = quote!(typed::<#ty>(value)#or_fail);
    match slot.ty {
        Type::Scalar(Scalar::DateTime(_)) if !slot.nullable => quote! {
            match #value {
                ::serde_json::Value::String(text) => <#ty>::from(text),
                value => #typed,
            }
        },
        _ => quote!(typed::<#ty>(#value)#or_fail),
    }
}

/// The source of a macro that expands to a table of mocks of every operation in `APIs`, for tests: what is expected
/// and sent back comes as JSON.
pub fn mocks(apis: &[Api]) -> TokenStream {
    let rows = each(apis).map(|(document, operation, types)| {
        let helpers = {
            let api = format_ident!("{}", document.api.name());
            let module = format_ident!("{}", document.module);
            quote!(bigcommerce_mock::httpmock::#api::#module)
        };
        let method = method(operation);
        let arguments = operation.parameters.iter().map(|parameter| {
            let (setter, name) = (format_ident!("{}", parameter.setter), &parameter.name);
            let ty = types.value(&parameter.slot);
            let location = parameter.location.name();
            let argument = argument(&parameter.slot, &ty, &quote!(value), &TokenStream::new());
            let otherwise = httpmock::missing(parameter)
                .map(|missing| quote!(else { when = when.#missing(); }));
            quote! {
                if let Some(value) = given.parameter(#location, #name) {
                    when = when.#setter(#argument);
                } #otherwise
            }
        });
        let body = operation.body.as_ref().and_then(|body| body.slot.as_ref());
        let body = body.map(|slot| {
            let ty = types.value(slot);
            quote! {
                if let Some(body) = given.body() {
                    when = when.body(typed::<#ty>(body));
                }
            }
        });
        let all = types_of(document);
        let responses = operation.successes.iter().map(|(status, holds)| {
            let response = httpmock::reason(*status);
            let value = match (&operation.response, payload(&operation.response, types)) {
                _ if *holds && *status == 207 => quote!(response.clone()),
                (_, Some(ty)) if *holds => quote!(typed::<#ty>(response.clone())),
                (Response::Stream, _) if *holds => quote!(response.as_str().unwrap_or_default()),
                _ => quote!(),
            };
            quote!(#status => then.#response(#value).into_inner(),)
        });
        row(
            document,
            operation,
            quote! {
                |server, given, status, response| {
                    let _ = (&given, response);
                    #[allow(unused_imports)]
                    use {#helpers::MockServerExt, #all};
                    server.#method(|when, then| {
                        #[allow(unused_mut)]
                        let mut when = when;
                        #(#arguments)*
                        #body
                        when.into_inner();
                        match status {
                            #(#responses)*
                            _ => then.problem(status, "No such response").into_inner(),
                        };
                    })
                }
            },
        )
    });
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! mocks {
            () => {
                /// API, module and operationId of each operation, with a mock of it.
                #[allow(clippy::possible_missing_else)]
                pub static MOCKS: &[(&str, &str, &str, Expect)] = &[#(#rows),*];
            };
        }
    }
}
