//! Tables of everything that was generated, for tests: with them a test calls, lists, mocks or describes
//! each operation through the public API, which nobody types for all of them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Module, httpmock, operations::method, rust_types::RustTypes};
use crate::{
    manifest::Document,
    model::{Operation, Response},
};

/// The source of a table of calls of every operation in `modules`, for tests: arguments come as JSON,
/// the answer goes out as JSON.
pub fn calls(modules: &[Module]) -> TokenStream {
    let rows = each(modules).map(|(document, operation, types)| {
        let answer = match operation.response {
            Response::Stream => quote!(streamed),
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
                        #answer(call.send().await).await
                    })
                }
            },
        )
    });
    quote! {
        /// Family, module and operationId of each operation, with a call of it.
        #[allow(clippy::possible_missing_else)]
        pub static CALLS: &[(&str, &str, &str, Call)] = &[#(#rows),*];
    }
}

/// The source of a table of every list in `modules`, for tests: arguments come as JSON, each item goes
/// out as JSON.
pub fn lists(modules: &[Module]) -> TokenStream {
    let lists = each(modules).filter(|(_, operation, _)| operation.paging.is_some());
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
        /// Family, module and operationId of each list, with a stream of its items.
        #[allow(clippy::possible_missing_else)]
        pub static LISTS: &[(&str, &str, &str, List)] = &[#(#rows),*];
    }
}

/// The source of a table of every value that operations in `modules` send or answer with, for tests:
/// its JSON Schema, and whether JSON is such a value.
pub fn schemas(modules: &[Module]) -> TokenStream {
    let rows = each(modules).flat_map(|(document, operation, rust)| {
        let (family, module, id) = (document.family.name(), &document.module, &operation.id);
        let types = path_of(document);
        let arguments = operation.parameters.iter().map(|parameter| {
            let location = parameter.location.name();
            (
                format!("{location} {}", parameter.name),
                rust.value(&parameter.slot),
            )
        });
        let body = operation.body.as_ref().and_then(|body| body.slot.as_ref());
        let body = body.map(|slot| ("body".to_owned(), rust.value(slot)));
        let answer = match &operation.response {
            Response::Json(slot) => Some(rust.value(slot)),
            Response::Nothing => Some(quote!(())),
            Response::Stream => None,
        };
        let answer = answer.map(|ty| ("answer".to_owned(), ty));
        let values: Vec<_> = arguments.chain(body).chain(answer).collect();
        let rows = values.into_iter().map(move |(value, ty)| {
            quote! {
                (#family, #module, #id, #value, {
                    #[allow(unused_imports)]
                    use #types::types;
                    Told::of::<#ty>()
                })
            }
        });
        rows.collect::<Vec<_>>()
    });
    quote! {
        /// Family, module, operationId and place of each value, with what its type tells of itself.
        #[allow(clippy::possible_missing_else)]
        pub static SCHEMAS: &[(&str, &str, &str, &str, Told)] = &[#(#rows),*];
    }
}

fn path_of(document: &Document) -> TokenStream {
    let (family, module) = (
        format_ident!("{}", document.family.name()),
        format_ident!("{}", document.module),
    );
    quote!(bigcommerce::#family::#module)
}

fn each(modules: &[Module]) -> impl Iterator<Item = (&Document, &Operation, &RustTypes)> {
    let each = modules.iter();
    each.flat_map(|module| {
        let operations = module.model.operations.iter();
        operations.map(|operation| (&module.model.document, operation, &module.types))
    })
}

fn row(document: &Document, operation: &Operation, function: TokenStream) -> TokenStream {
    let (family, module, id) = (document.family.name(), &document.module, &operation.id);
    quote!((#family, #module, #id, #function))
}

/// Statements that make a `call` of `operation` through the public API, with what is `given`.
fn filled_in(document: &Document, operation: &Operation, types: &RustTypes) -> TokenStream {
    let (family, module) = (
        format_ident!("{}", document.family.name()),
        format_ident!("{}", document.module),
    );
    let client = path_of(document);
    let method = method(operation);
    let arguments = operation.parameters.iter().map(|parameter| {
        let (setter, name) = (format_ident!("{}", parameter.setter), &parameter.name);
        let ty = types.value(&parameter.slot);
        let location = parameter.location.name();
        quote! {
            if let Some(value) = given.parameter(#location, #name) {
                call = call.#setter(typed::<#ty>(value)?);
            }
        }
    });
    let body = operation.body.as_ref().and_then(|body| body.slot.as_ref());
    let body = body.map(|slot| {
        let ty = types.value(slot);
        quote! {
            if let Some(body) = given.body() {
                call = call.body(typed::<#ty>(body)?);
            }
        }
    });
    let form = operation.form().map(|_| {
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
        use #client::types;
        #[allow(unused_mut, deprecated)]
        let mut call = store.#family().#module().#method();
        #(#arguments)*
        #body
        #form
        #everything
    }
}

/// The source of a table of mocks of every operation in `modules`: what is expected and answered comes
/// as JSON.
pub fn mocks(modules: &[Module]) -> TokenStream {
    let rows = each(modules).map(|(document, operation, types)| {
        let client = path_of(document);
        let method = method(operation);
        let arguments = operation.parameters.iter().map(|parameter| {
            let (setter, name) = (format_ident!("{}", parameter.setter), &parameter.name);
            let ty = types.value(&parameter.slot);
            let location = parameter.location.name();
            let otherwise = httpmock::missing(parameter)
                .map(|missing| quote!(else { when = when.#missing(); }));
            quote! {
                if let Some(value) = given.parameter(#location, #name) {
                    when = when.#setter(typed::<#ty>(value));
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
        let answers = operation.successes.iter().map(|(status, holds)| {
            let answer = httpmock::reason(*status);
            let value = match &operation.response {
                _ if *holds && *status == 207 => quote!(answer.clone()),
                Response::Json(slot) if *holds => {
                    let ty = types.value(slot);
                    quote!(typed::<#ty>(answer.clone()))
                }
                Response::Stream if *holds => quote!(answer.as_str().unwrap_or_default()),
                _ => quote!(),
            };
            quote!(#status => then.#answer(#value).into_inner(),)
        });
        row(
            document,
            operation,
            quote! {
                |server, given, status, answer| {
                    let _ = (&given, answer);
                    #[allow(unused_imports)]
                    use #client::{httpmock::MockServerExt, types};
                    server.#method(|when, then| {
                        #[allow(unused_mut)]
                        let mut when = when;
                        #(#arguments)*
                        #body
                        when.into_inner();
                        match status {
                            #(#answers)*
                            _ => then.problem(status, "No such answer").into_inner(),
                        };
                    })
                }
            },
        )
    });
    quote! {
        /// Family, module and operationId of each operation, with a mock of it.
        #[allow(clippy::possible_missing_else)]
        pub static MOCKS: &[(&str, &str, &str, Expect)] = &[#(#rows),*];
    }
}
