//! What is generated depends on nothing but the document: not on which other documents are compiled
//! in, not on the order of keys, not on the day.
//!
//! `serde_json` sorts keys unless somebody's build turns its feature `preserve_order` on, which cargo
//! then turns on for our build script too. `cargo test -p bigcommerce-codegen --features
//! serde_json/preserve_order` runs these tests in that world; the shuffling here only counts there.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use bigcommerce_codegen::{
    docs::Docs,
    generate::{self, Alone, tree},
    manifest::Document,
    recorded::Recorded,
};
use heck::ToSnakeCase;
use serde_json::{Map, Value};
use support::Random;

/// What is asserted of a generated module.
struct Generated {
    document: Document,
    /// Upstream operationId and the method's name.
    methods: Vec<(String, String)>,
    source: String,
}

impl From<Alone> for Generated {
    fn from(alone: Alone) -> Self {
        let operations = alone.operations().iter();
        Self {
            methods: operations
                .map(|operation| (operation.id.clone(), operation.method_name.to_string()))
                .collect(),
            source: alone.source().to_string(),
            document: alone.model().modules[0].document.clone(),
        }
    }
}

fn generate(document: &Document) -> Generated {
    let module = generate::alone(&support::specs(), document);
    module.unwrap().into()
}

/// All documents, generated one after the other once.
fn all() -> &'static [Generated] {
    static ALL: OnceLock<Vec<Generated>> = OnceLock::new();
    ALL.get_or_init(|| support::documents().iter().map(generate).collect())
}

#[test]
fn every_operation_of_the_manifest_is_generated() {
    for generated in all() {
        let id = generated.document.id();
        assert_eq!(
            generated.methods.len(),
            generated.document.operations,
            "{id}"
        );
        let corrected = support::corrected(&generated.document);
        assert_eq!(
            generated.methods.len(),
            support::operations(&corrected).len(),
            "{id}"
        );
    }
}

#[test]
fn no_document_has_two_methods_of_one_name() {
    for generated in all() {
        let id = generated.document.id();
        let mut taken = BTreeSet::new();
        for (_, method) in &generated.methods {
            assert!(taken.insert(method), "{id} has two methods {method}");
        }
    }
}

#[test]
fn modules_and_features_are_the_documents_own() {
    let mut features = BTreeMap::new();
    for document in support::documents() {
        let module = document.module.to_snake_case();
        assert_eq!(document.module, module);
        if !document.api.is_unified() {
            // The other APIs are small: one feature is for all of their documents.
            assert_eq!(document.feature, document.api.feature());
            continue;
        }
        assert_eq!(document.feature, document.id().replace(['/', '_'], "-"));
        assert_eq!(features.insert(document.feature.clone(), module), None);
    }
}

#[test]
fn a_document_alone_is_what_it_is_among_all() {
    // In another order, as hash maps of one process differ from each other.
    for among_all in all().iter().rev().step_by(2) {
        let alone = generate(&among_all.document);
        assert!(
            alone.source == among_all.source,
            "{} is generated in several ways",
            alone.document.id()
        );
    }
}

#[test]
fn the_tree_of_some_documents_is_part_of_the_whole() {
    let docs = Docs::default();
    let modules = support::models().iter().flat_map(|model| &model.modules);
    let all: Vec<_> = modules.map(|module| (module, &docs)).collect();
    let whole = tree::write(&all).to_string();
    for &(module, docs) in &all {
        let document = &module.document;
        let alone = tree::write(&[(module, docs)]).to_string();
        let (start, end) = (format!("pub mod {} {{", document.module), "}");
        let module = alone
            .split(&start)
            .nth(1)
            .unwrap()
            .split(end)
            .next()
            .unwrap();
        assert!(
            whole.contains(&format!("{start}{module}")),
            "{}",
            document.id()
        );
    }
}

#[test]
fn the_order_of_keys_changes_nothing() {
    let mut random = Random(785);
    for among_all in all() {
        let shuffled = shuffled(support::corrected(&among_all.document), &mut random);
        let known = Recorded::read(&support::specs(), &among_all.document.id()).unwrap();
        let plain = support::corrected(&among_all.document);
        let source = |document| {
            let alone = generate::from_corrected(&among_all.document, document, &known);
            Generated::from(alone.unwrap()).source
        };
        assert!(
            source(shuffled) == source(plain),
            "{} depends on the order of keys",
            among_all.document.id()
        );
    }
}

/// `value` with the keys of each object in another order.
fn shuffled(value: Value, random: &mut Random) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.into_iter().collect();
            for last in (1..entries.len()).rev() {
                entries.swap(last, random.below(last + 1));
            }
            let shuffled = entries
                .into_iter()
                .map(|(key, value)| (key, shuffled(value, random)));
            Value::Object(shuffled.collect::<Map<_, _>>())
        }
        Value::Array(items) => items
            .into_iter()
            .map(|item| shuffled(item, random))
            .collect(),
        other => other,
    }
}
