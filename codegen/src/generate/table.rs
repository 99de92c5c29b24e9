//! The operation table of a module: what the shared `Call` needs to know to send a request.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::shapes::Shapes;
use crate::{
    limits::{CallsLimit, OperationLimits},
    manifest::Api,
    model::{Batch, BodyList, List, Location, Module, Operation, Paging},
    scopes::Scopes,
};

/// Writes `OPERATIONS` of the module at `index`, in the order the builders refer to.
pub fn write(module: &Module, index: usize, shapes: &Shapes) -> TokenStream {
    let (document, operations) = (&module.document, &module.operations);
    let api = api(document.api);
    let (module, feature, base_path) = (&document.module, &document.feature, &document.base_path);
    let rows = operations.iter().zip(shapes.roots(index)).map(|(operation, response)| {
        let Operation { id, method, path, accept, method_name, .. } = operation;
        let credential = format_ident!("{}", operation.credential.name());
        let parameters = operation.parameters.iter().map(|parameter| {
            let name = &parameter.name;
            let location = match parameter.location {
                Location::Path => quote!(Path),
                Location::Query => quote!(Query),
                Location::Header => quote!(Header),
            };
            let (required, explode) = (parameter.required, parameter.explode);
            quote!(crate::operation::Parameter { name: #name, location: crate::operation::Location::#location, required: #required, explode: #explode })
        });
        let body = match &operation.body {
            None => quote!(None),
            Some(body) => {
                let (content_type, required) = (&body.content_type, body.required);
                let form = body.form.iter().flatten();
                let acts_on = option(body.acts_on.as_ref().map(|list| match list {
                    BodyList::Whole => quote!(crate::operation::BodyList::Whole),
                    BodyList::Property(name) => quote!(crate::operation::BodyList::Property(#name)),
                }));
                quote!(Some(crate::operation::Body { content_type: #content_type, required: #required, form_fields: &[#(#form),*], acts_on: #acts_on }))
            }
        };
        let deletes_all = operation.deletes_all.as_ref().map(|narrowed_by| {
            quote!(crate::operation::DeletesAll { narrowed_by: &[#(#narrowed_by),*] })
        });
        let deletes_all = option(deletes_all);
        let scopes = scopes(&operation.scopes);
        let deprecated = operation.deprecated;
        let limits = limits(&operation.limits);
        let batch = option(operation.batch.as_ref().map(batch));
        let paging = match &operation.paging {
            None => quote!(None),
            Some(paging) => {
                let paging = match paging {
                    Paging::Page => quote!(Page),
                    Paging::Cursor => quote!(Cursor),
                    Paging::After(field) => quote!(After(#field)),
                    Paging::Offset => quote!(Offset),
                };
                quote!(Some(crate::operation::Paging::#paging))
            }
        };
        quote! {
            crate::operation::Operation {
                api: crate::operation::Api::#api,
                module: #module,
                feature: #feature,
                id: #id,
                rust_method: #method_name,
                method: #method,
                base_path: #base_path,
                path: #path,
                parameters: &[#(#parameters),*],
                body: #body,
                accept: #accept,
                credential: crate::operation::Credential::#credential,
                scopes: crate::operation::Scopes::#scopes,
                deletes_all: #deletes_all,
                deprecated: #deprecated,
                limits: #limits,
                batch: #batch,
                paging: #paging,
                response: #response,
            }
        }
    });
    let number = operations.len();
    quote! {
        /// What each operation of this document needs, in the order of the document.
        pub static OPERATIONS: [crate::operation::Operation; #number] = [#(#rows),*];
    }
}

fn scopes(scopes: &Scopes) -> TokenStream {
    match scopes {
        Scopes::OneOf(scopes) => quote!(OneOf(&[#(#scopes),*])),
        Scopes::AnyToken => quote!(AnyToken),
        Scopes::B2bEdition => quote!(B2bEdition),
        Scopes::None => quote!(None),
        Scopes::Unknown => quote!(Unknown),
    }
}

fn limits(limits: &OperationLimits) -> TokenStream {
    let concurrency = option(limits.concurrency);
    let calls = limits.calls.as_ref();
    let calls = option(calls.map(|CallsLimit { limit, seconds }| quote!((#limit, #seconds))));
    quote!(crate::operation::Limits { concurrency: #concurrency, calls: #calls })
}

fn batch(batch: &Batch) -> TokenStream {
    let list = match &batch.list {
        List::Body => quote!(Body),
        List::Property(name) => quote!(Property(#name)),
        List::Query(name) => quote!(Query(#name)),
    };
    let most = option(batch.most);
    quote!(crate::operation::Batch { list: crate::operation::BatchList::#list, most: #most })
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

/// The variant of the runtime's `Api`, which is the name of the facade too.
pub fn api(api: Api) -> proc_macro2::Ident {
    format_ident!(
        "{}",
        match api {
            Api::V3 => "V3",
            Api::V2 => "V2",
            Api::B2b => "B2b",
            Api::B2bStorefront => "B2bStorefront",
            Api::B2bV2 => "B2bV2",
            Api::Payments => "Payments",
        }
    )
}
