//! Every method takes what its operation requires in its parentheses, and is found by what people search for.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::{collections::BTreeMap, sync::OnceLock};

use bigcommerce_codegen::{
    docs::Docs,
    generate::Api as Generated,
    manifest::Api,
    model::{Location, Model, Module, Operation},
    scopes::Scopes,
};
use quote::ToTokens;
use syn::{FnArg, ImplItem, ImplItemFn, Item};

/// Operations of which BigCommerce documents no scope anywhere, by document and operationId.
const UNKNOWN_SCOPES: [&str; 9] = [
    "v3/orders getChannelOrderSettings",
    "v3/orders getGlobalOrderSettings",
    "v3/orders getOrderRefund",
    "v3/orders updateChannelOrderSettings",
    "v3/orders updateGlobalOrderSettings",
    "v3/page_widgets createPageWidgets",
    "v3/tax_classes taxClassBatchDelete",
    "v3/tax_classes taxClassBatchPost",
    "v3/tax_classes taxClassBatchPut",
];

/// A generated method.
struct Method {
    /// The names in its parentheses.
    parameters: Vec<String>,
    /// What it is found by.
    aliases: Vec<String>,
}

/// The methods of a document's `Client` by name.
type Methods = BTreeMap<String, Method>;

struct Surface {
    model: Model,
    /// By the id of the document.
    methods: BTreeMap<String, Methods>,
}

/// All APIs, generated once.
fn surfaces() -> &'static [Surface] {
    static SURFACES: OnceLock<Vec<Surface>> = OnceLock::new();
    SURFACES.get_or_init(|| Api::ALL.map(surface).into())
}

fn surface(api: Api) -> Surface {
    let documents = support::documents();
    let model = Model::read(&support::specs(), api, &documents).unwrap();
    let generated = Generated::of(model).unwrap();
    let methods = generated.modules().map(|(module, source)| {
        let file: syn::File = syn::parse2(source).unwrap();
        (module.document.id(), methods(file))
    });
    let methods = methods.collect();
    Surface {
        model: generated.model,
        methods,
    }
}

/// The methods of the `Client` in a module.
fn methods(file: syn::File) -> Methods {
    let implementations = file.items.into_iter().filter_map(|item| match item {
        Item::Impl(it) if it.self_ty.to_token_stream().to_string() == "Client" => Some(it),
        _ => None,
    });
    let items = implementations.flat_map(|implementation| implementation.items);
    let methods = items.filter_map(|item| match item {
        ImplItem::Fn(method) => Some((method.sig.ident.to_string(), Method::of(&method))),
        _ => None,
    });
    methods.collect()
}

/// Calls `visit` with each operation, its module and its method.
fn each_operation(mut visit: impl FnMut(&Docs, &Module, &Operation, &Method)) {
    for surface in surfaces() {
        for module in &surface.model.modules {
            let methods = &surface.methods[&module.document.id()];
            for operation in &module.operations {
                let method = &methods[&operation.method_name];
                visit(&surface.model.docs, module, operation, method);
            }
        }
    }
}

impl Method {
    fn of(method: &ImplItemFn) -> Self {
        let inputs = method.sig.inputs.iter();
        let typed = inputs.filter_map(|input| match input {
            FnArg::Typed(parameter) => Some(parameter.pat.to_token_stream().to_string()),
            FnArg::Receiver(_) => None,
        });
        let attributes = method
            .attrs
            .iter()
            .map(|it| it.to_token_stream().to_string());
        Self {
            parameters: typed
                .map(|name| name.trim_start_matches("r#").to_owned())
                .collect(),
            aliases: attributes.filter_map(alias).collect(),
        }
    }
}

/// The text of a `#[doc(alias = "…")]`.
fn alias(attribute: String) -> Option<String> {
    let rest = attribute.split_once("alias = \"")?.1;
    Some(rest.split_once('"')?.0.to_owned())
}

#[test]
fn what_is_required_is_in_the_parentheses() {
    let mut faults = Vec::new();
    each_operation(|_, module, operation, method| {
        let of = |location: Location| {
            let required = operation.parameters.iter();
            required.filter(move |it| it.required && it.location == location)
        };
        let order = [Location::Path, Location::Query, Location::Header];
        let mut wanted: Vec<_> = order
            .into_iter()
            .flat_map(of)
            .map(|it| it.setter.clone())
            .collect();
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            wanted.push(if body.slot.is_some() { "body" } else { "form" }.to_owned());
        }
        if method.parameters != wanted {
            let (id, name) = (module.document.id(), &operation.method_name);
            faults.push(format!(
                "{id} {name}: {:?}, not {wanted:?}",
                method.parameters
            ));
        }
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_method_is_found_by_operation_id_and_path() {
    let mut faults = Vec::new();
    each_operation(|_, module, operation, method| {
        for word in [&operation.id, &operation.path] {
            if !method.aliases.contains(word) && *word != operation.method_name {
                let id = module.document.id();
                faults.push(format!("{id} {}: no {word}", operation.method_name));
            }
        }
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_scopes_of_every_operation_are_known_or_said_to_be_unknown() {
    let mut unknown = Vec::new();
    each_operation(|_, module, operation, _| {
        if operation.scopes == Scopes::Unknown {
            unknown.push(format!("{} {}", module.document.id(), operation.id));
        }
    });
    unknown.sort();
    assert_eq!(unknown, UNKNOWN_SCOPES);
}

#[test]
fn every_example_belongs_to_a_method() {
    let mut faults = Vec::new();
    for surface in surfaces() {
        for (id, examples) in &surface.model.docs.examples {
            let gone = examples
                .keys()
                .filter(|name| !surface.methods[id].contains_key(*name));
            faults.extend(gone.map(|name| format!("{id} has no method {name}")));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
