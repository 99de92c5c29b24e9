//! What ties the modules of all documents together: the module tree, the accessors of the facade and
//! the list of all operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Facts, Module, table};
use crate::manifest::{Document, Family};

/// The source of the module tree for `documents`, whose modules lie in `OUT_DIR`.
pub fn write(documents: &[Document]) -> TokenStream {
    let families = Family::ALL.map(|family| {
        let own: Vec<_> = documents
            .iter()
            .filter(|document| document.family == family)
            .collect();
        let (module, facade) = (format_ident!("{}", family.name()), table::family(family));
        let modules = own.iter().map(|document| {
            let name = format_ident!("{}", document.module);
            let file = format!("/{}.rs", document.id());
            let about = format!(
                "Generated from `{}` of BigCommerce's documentation: {} operations below `{}`.",
                document.upstream, document.operations, document.base_path
            );
            quote! {
                #[doc = #about]
                #[allow(missing_docs, clippy::all, clippy::pedantic, rustdoc::all)]
                pub mod #name {
                    include!(concat!(env!("OUT_DIR"), #file));
                }
            }
        });
        let accessors = own.iter().map(|document| {
            let name = format_ident!("{}", document.module);
            let about = format!("`{}` of BigCommerce's documentation.", document.upstream);
            quote! {
                #[doc = #about]
                pub fn #name(&self) -> #module::#name::Client {
                    #module::#name::Client(self.0.clone())
                }
            }
        });
        let about = format!(
            "Clients and types generated from the {} documents.",
            family.name()
        );
        quote! {
            #[doc = #about]
            pub mod #module {
                #(#modules)*
            }

            impl crate::store::#facade {
                #(#accessors)*
            }
        }
    });
    let tables = documents.iter().map(|document| {
        let (family, module) = (
            format_ident!("{}", document.family.name()),
            format_ident!("{}", document.module),
        );
        quote!(&#family::#module::OPERATIONS)
    });
    let sources = documents.iter().map(|document| {
        let family = table::family(document.family);
        let (module, base_path) = (&document.module, &document.base_path);
        let file = format!("/{}.json", document.id());
        quote! {
            crate::mock::Source {
                family: crate::operation::Family::#family,
                module: #module,
                base_path: #base_path,
                text: include_str!(concat!(env!("OUT_DIR"), #file)),
            }
        }
    });
    quote! {
        #(#families)*

        /// The operation tables of the documents that are compiled in.
        pub(crate) static TABLES: &[&[crate::operation::Operation]] = &[#(#tables),*];

        /// Those documents themselves.
        #[cfg(feature = "mock")]
        pub(crate) static DOCUMENTS: &[crate::mock::Source] = &[#(#sources),*];
    }
}

/// The source of a table of calls of every operation in `modules`, for tests: arguments come as JSON,
/// the answer goes out as JSON.
pub fn calls(modules: &[Module]) -> TokenStream {
    let rows = each(modules).map(|(document, operation)| {
        let answer = if operation.success.is_some() {
            quote!(decoded)
        } else {
            quote!(streamed)
        };
        let call = filled_in(document, operation);
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
        pub static CALLS: &[(&str, &str, &str, Call)] = &[#(#rows),*];
    }
}

/// The source of a table of every list in `modules`, for tests: arguments come as JSON, each item goes
/// out as JSON.
pub fn lists(modules: &[Module]) -> TokenStream {
    let lists = each(modules).filter(|(_, operation)| operation.paging.is_some());
    let rows = lists.map(|(document, operation)| {
        let call = filled_in(document, operation);
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
        pub static LISTS: &[(&str, &str, &str, List)] = &[#(#rows),*];
    }
}

fn each(modules: &[Module]) -> impl Iterator<Item = (&Document, &Facts)> {
    let each = modules.iter();
    each.flat_map(|module| {
        module
            .operations
            .iter()
            .map(|facts| (&module.document, facts))
    })
}

fn row(document: &Document, operation: &Facts, function: TokenStream) -> TokenStream {
    let (family, module, id) = (document.family.name(), &document.module, &operation.id);
    quote!((#family, #module, #id, #function))
}

/// Statements that make a `call` of `operation` through the public API, with what is `given`.
fn filled_in(document: &Document, operation: &Facts) -> TokenStream {
    let (family, module) = (
        format_ident!("{}", document.family.name()),
        format_ident!("{}", document.module),
    );
    let method = &operation.method_name;
    let arguments = operation.parameters.iter().map(|parameter| {
        let (setter, name, ty) = (&parameter.setter, &parameter.name, &parameter.ty);
        let location = parameter.location.name();
        quote! {
            if let Some(value) = given.parameter(#location, #name) {
                call = call.#setter(typed::<#ty>(value)?);
            }
        }
    });
    let body = operation.body.as_ref().map(|ty| {
        quote! {
            if let Some(body) = given.body() {
                call = call.body(typed::<#ty>(body)?);
            }
        }
    });
    let form = operation.form.as_ref().map(|_| {
        quote! {
            if let Some(form) = given.form() {
                call = call.form(form);
            }
        }
    });
    quote! {
        #[allow(unused_imports)]
        use bigcommerce::#family::#module::types;
        #[allow(unused_mut, deprecated)]
        let mut call = store.#family().#module().#method();
        #(#arguments)*
        #body
        #form
    }
}
