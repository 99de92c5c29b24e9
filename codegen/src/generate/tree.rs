//! What ties the modules of all documents together: the module tree, the accessors of the facade and
//! the list of all operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::about_operation;
use super::table;
use crate::{
    docs::Docs,
    manifest::{Api, Document},
    model::Module,
};

/// The source of the module tree for documents, each with what is written about its API. Their modules lie in
/// `OUT_DIR`.
pub fn write(modules: &[(&Module, &Docs)]) -> TokenStream {
    let documents: Vec<_> = modules
        .iter()
        .map(|(module, docs)| (&module.document, docs))
        .collect();
    let apis = Api::ALL.map(|api| {
        let own: Vec<_> = modules
            .iter()
            .filter(|(module, _)| module.document.api == api)
            .collect();
        let (module, facade) = (format_ident!("{}", api.name()), table::api(api));
        let modules = own.iter().map(|(own, docs)| {
            let document = &own.document;
            let name = format_ident!("{}", document.module);
            let file = format!("/{}.rs", document.id());
            let about = about(own, docs);
            let feature = &document.feature;
            quote! {
                #[doc = #about]
                #[allow(clippy::all, clippy::pedantic, rustdoc::all)]
                #[cfg_attr(docsrs, doc(cfg(feature = #feature)))]
                pub mod #name {
                    #[allow(unused_imports)]
                    use super::types;

                    include!(concat!(env!("OUT_DIR"), #file));
                }
            }
        });
        let accessors = own.iter().map(|(own, docs)| {
            let document = &own.document;
            let name = format_ident!("{}", document.module);
            let about = written(document, docs);
            let feature = &document.feature;
            quote! {
                #[doc = #about]
                #[cfg_attr(docsrs, doc(cfg(feature = #feature)))]
                pub fn #name(&self) -> #module::#name::Client {
                    #module::#name::Client(self.0.clone())
                }
            }
        });
        let facade = match api.is_unified() {
            true => quote!(crate::store::#facade),
            false => quote!(crate::other_apis::#facade),
        };
        // A store has an accessor for each unified API; the others aren't there without their feature.
        let accessors = (api.is_unified() || !own.is_empty()).then(|| {
            quote! {
                impl #facade {
                    #(#accessors)*
                }
            }
        });
        let (types, shapes) = (
            format!("/{module}.types.rs"),
            format!("/{module}.shapes.rs"),
        );
        let types = (!own.is_empty()).then(|| {
            quote! {
                /// What the operations take and respond with.
                #[allow(clippy::all, clippy::pedantic, rustdoc::all)]
                pub mod types {
                    include!(concat!(env!("OUT_DIR"), #types));
                }

                include!(concat!(env!("OUT_DIR"), #shapes));
            }
        });
        let about = format!(
            "Clients and types generated from the {} documents.",
            api.name()
        );
        quote! {
            #[doc = #about]
            pub mod #module {
                #types
                #(#modules)*
            }

            #accessors
        }
    });
    let tables = documents.iter().map(|(document, _)| {
        let (api, module) = (
            format_ident!("{}", document.api.name()),
            format_ident!("{}", document.module),
        );
        quote!(&#api::#module::OPERATIONS)
    });
    let sources = documents.iter().map(|(document, _)| {
        let api = table::api(document.api);
        let (module, base_path) = (&document.module, &document.base_path);
        let file = format!("/{}.json", document.id());
        quote! {
            crate::operation::Document {
                api: crate::operation::Api::#api,
                module: #module,
                base_path: #base_path,
                text: include_str!(concat!(env!("OUT_DIR"), #file)),
            }
        }
    });
    quote! {
        #(#apis)*

        /// The operation tables of the documents that are compiled in.
        pub(crate) static TABLES: &[&[crate::operation::Operation]] = &[#(#tables),*];

        /// Those documents themselves.
        #[cfg(feature = "documents")]
        pub(crate) static DOCUMENTS: &[crate::operation::Document] = &[#(#sources),*];
    }
}

/// What the resource of a document is.
fn written(document: &Document, docs: &Docs) -> String {
    let written = docs.modules.get(&document.id()).map(|it| it.about.as_str());
    match written.filter(|written| !written.is_empty()) {
        Some(written) => written.to_owned(),
        None => format!("The operations of `{}`.", document.upstream),
    }
}

/// What is said of a document's module: what it is, and its operations by task.
fn about(module: &Module, docs: &Docs) -> String {
    let document = &module.document;
    let mut said = format!(
        "{}\n\n[`Client`]({}::Client) has the {} operations, below `{}`; [`types`](self::types) what they take and \
         return. The source is `{}` of BigCommerce's documents.",
        written(document, docs),
        document.module,
        document.operations,
        document.base_path,
        document.upstream,
    );
    for task in Task::ALL {
        let operations = module.operations.iter();
        let mut operations = operations
            .filter(|operation| Task::of(&operation.method_name) == task)
            .peekable();
        if operations.peek().is_none() {
            continue;
        }
        said += &format!("\n\n# {}\n", task.heading());
        for operation in operations {
            let name = &operation.method_name;
            let summary = about_operation::summary(docs, document, operation);
            said += &format!(
                "\n- [`{name}`]({}::Client::{name}): {summary}",
                document.module
            );
        }
    }
    said
}

/// What an operation is for, by the first word of its method's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Read,
    Create,
    Update,
    Delete,
    Act,
}

impl Task {
    const ALL: [Self; 5] = [
        Self::Read,
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Act,
    ];

    fn of(method_name: &str) -> Self {
        match method_name.split('_').next() {
            Some("get" | "download" | "export" | "find" | "search" | "tail") => Self::Read,
            Some("add" | "copy" | "create" | "generate" | "import" | "upload") => Self::Create,
            Some("adjust" | "assign" | "reassign" | "set" | "update" | "upsert") => Self::Update,
            Some("delete" | "remove" | "revoke") => Self::Delete,
            _ => Self::Act,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::Act => "Act",
        }
    }
}
