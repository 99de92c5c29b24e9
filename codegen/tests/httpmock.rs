//! The typed helpers for httpmock have the names that progenitor's own would have.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::{generate, lower, manifest::Document};
use progenitor_impl::{GenerationSettings, Generator, UnknownPolicy};
use quote::ToTokens;
use syn::{ImplItem, Item};

/// The functions of each trait, and of each type beside traits.
fn functions(items: &[Item]) -> BTreeMap<String, BTreeSet<String>> {
    let mut functions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in items {
        match item {
            Item::Mod(module) => {
                let inner = module.content.as_ref().map(|(_, items)| items.as_slice());
                functions.extend(self::functions(inner.unwrap_or_default()));
            }
            Item::Struct(item) => {
                functions.entry(item.ident.to_string()).or_default();
            }
            Item::Trait(item) => {
                let names = item.items.iter().filter_map(|item| match item {
                    syn::TraitItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                });
                functions.insert(item.ident.to_string(), names.collect());
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let names = item.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                });
                let name = item.self_ty.to_token_stream().to_string();
                functions.entry(name).or_default().extend(names);
            }
            _ => (),
        }
    }
    functions
}

fn stock(document: &Document) -> BTreeMap<String, BTreeSet<String>> {
    let lowered = lower::lower(&document.id(), support::corrected(document)).unwrap();
    let mut settings = GenerationSettings::default();
    settings.with_unknown_crates(UnknownPolicy::Allow);
    let openapi = serde_json::from_value(lowered).unwrap();
    let tokens = Generator::new(&settings).httpmock(&openapi, "bigcommerce");
    functions(&syn::parse2::<syn::File>(tokens.unwrap()).unwrap().items)
}

#[test]
fn nothing_of_progenitors_is_missing() {
    let mut count = 0;
    for document in support::documents() {
        let module = generate::module(&support::specs(), &document).unwrap();
        let own = functions(&syn::parse2::<syn::File>(module.httpmock()).unwrap().items);
        let stock = stock(&document);
        let names = |functions: &BTreeMap<String, BTreeSet<String>>| -> BTreeSet<String> {
            functions.keys().cloned().collect()
        };
        assert_eq!(names(&own), names(&stock), "{}", document.id());
        for (name, functions) in &stock {
            let mut missing: Vec<_> = functions.difference(&own[name]).collect();
            // Lowered, a document has one success; ours has a method for each documented status.
            missing.retain(|function| *function != "success");
            assert!(missing.is_empty(), "{} {name}: {missing:?}", document.id());
            count += functions.len();
        }
    }
    println!("{count} functions");
    let operations: usize = support::documents().iter().map(|it| it.operations).sum();
    assert!(count > operations * 4);
}
