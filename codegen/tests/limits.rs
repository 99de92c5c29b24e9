//! The recorded limits: each is of an operation there is, says where that is stated, and splits a list
//! that really is one.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    json,
    limits::{self, DocumentLimits},
    manifest::Document,
    names::{self, Names},
    recorded,
};
use serde_json::Value;

/// What a reference leads to, if `node` is one.
fn resolve<'a>(document: &'a Value, mut node: &'a Value) -> &'a Value {
    while let Some(reference) = node["$ref"].as_str() {
        node = document.pointer(&reference[1..]).unwrap();
    }
    node
}

/// The path item and the operation of that method and path.
fn find<'a>(document: &'a Value, key: &str) -> Option<(&'a Value, &'a Value)> {
    let (method, path) = key.split_once(' ')?;
    let item = document["paths"].get(path)?;
    Some((item, item.get(method.to_lowercase())?))
}

/// Whether the operation of that method and path was in the document and isn't any more.
fn is_gone(line: &Document, document: &Value, key: &str) -> bool {
    let names = Names::read(&support::specs()).unwrap();
    let (method, path) = key.split_once(' ').unwrap();
    let recorded = names::key(method, &format!("{}{path}", line.base_path));
    let known = names.documents[&line.id()]
        .operations
        .contains_key(&recorded);
    known && find(document, key).is_none()
}

/// Every document's limits, by its id.
fn all_limits() -> BTreeMap<String, DocumentLimits> {
    let files = recorded::files(&support::specs()).unwrap();
    serde_json::from_value(files["limits.json"].clone()).unwrap()
}

fn is_list(document: &Value, schema: &Value) -> bool {
    let schema = resolve(document, schema);
    let parts = schema["allOf"].as_array().into_iter().flatten();
    schema["type"] == "array" || parts.into_iter().any(|part| is_list(document, part))
}

/// The schema of a property, wherever in its `allOf` it stands.
fn property<'a>(document: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    let schema = resolve(document, schema);
    let mut parts = schema["allOf"].as_array().into_iter().flatten();
    let own = schema["properties"].get(name);
    own.or_else(|| parts.find_map(|part| property(document, part, name)))
}

#[test]
fn every_limit_is_of_an_operation_and_has_its_evidence() {
    let all = all_limits();
    let documents = support::documents();
    let mut seen = 0;
    for (id, operations) in &all {
        // What is gone is for an import to tell.
        let document = documents.iter().find(|d| d.id() == *id);
        let Some(document): Option<&Document> = document else {
            continue;
        };
        let vendored = json::read(&support::specs().join(document.file())).unwrap();
        for (operation, limits) in operations {
            let name = format!("{id} {operation}");
            if is_gone(document, &vendored, operation) {
                continue;
            }
            assert!(
                find(&vendored, operation).is_some(),
                "{name}: no such operation"
            );
            let any = limits.concurrency.is_some() || limits.calls.is_some();
            assert!(
                any || limits.batch.is_some() || limits.batch_query.is_some(),
                "{name}: no limit"
            );
            assert_ne!(limits.concurrency, Some(0), "{name}");
            assert_ne!(limits.batch, Some(0), "{name}");
            let evidence = limits.evidence.as_array().unwrap();
            assert!(!evidence.is_empty(), "{name}: no evidence");
            for place in evidence {
                let place = place.as_str().unwrap();
                // Somebody else said so, in public.
                if place.starts_with("https://") {
                    continue;
                }
                let pointer = place.strip_prefix('#');
                let pointer = pointer.unwrap_or_else(|| panic!("{name}: {place}"));
                // The words themselves are upstream's; what they are about is vendored.
                let words = ["/description", "/example"].map(|words| pointer.find(words));
                let about = &pointer[..words.into_iter().flatten().min().unwrap_or(pointer.len())];
                let found = vendored.pointer(about).is_some();
                // In another state of upstream some lead nowhere, and are listed.
                let mut stale = document.stale.iter();
                let is_listed =
                    stale.any(|it| it.correction == limits::FILE && it.pointer == place);
                assert_eq!(!found, is_listed, "{name}: {place}");
            }
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn every_list_that_is_split_is_one() {
    let all = all_limits();
    let mut seen = 0;
    for document in support::documents() {
        let Some(operations) = all.get(&document.id()) else {
            continue;
        };
        let corrected = support::corrected(&document);
        for (id, limits) in operations {
            let name = format!("{} {id}", document.id());
            if is_gone(&document, &corrected, id) {
                continue;
            }
            let (item, operation) = find(&corrected, id).unwrap_or_else(|| panic!("{name}"));
            if let Some(query) = &limits.batch_query {
                seen += 1;
                let nodes = [item, operation].map(|node| node["parameters"].as_array());
                let mut parameters = nodes
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|p| resolve(&corrected, p));
                let parameter = parameters.find(|p| p["name"] == *query.name && p["in"] == "query");
                let parameter = parameter.unwrap_or_else(|| panic!("{name}: no {}", query.name));
                assert!(
                    is_list(&corrected, &parameter["schema"]),
                    "{name}: {}",
                    query.name
                );
                assert!(query.limit > 0, "{name}");
            }
            if limits.batch.is_some() {
                seen += 1;
                let body = resolve(&corrected, &operation["requestBody"]);
                let schema = &body["content"]["application/json"]["schema"];
                let list = match limits.batch_pointer.as_deref() {
                    None => Some(schema),
                    Some(pointer) => {
                        property(&corrected, schema, pointer.strip_prefix('/').unwrap())
                    }
                };
                assert!(
                    list.is_some_and(|list| is_list(&corrected, list)),
                    "{name}: {list:?}"
                );
            }
            assert!(
                limits.batch_pointer.is_none() || limits.batch.is_some(),
                "{name}"
            );
        }
    }
    assert!(seen > 20, "{seen}");
}
