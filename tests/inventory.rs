//! The operations the crate offers are those of the inventory, row by row.

use std::collections::BTreeMap;

use bigcommerce::operation::{Operation, Paging};
use serde_json::Value;

/// What `cargo xtask inventory` printed when it was last looked at.
const INVENTORY: &str = include_str!("inventory.tsv");

/// How many operations each document has.
const MANIFEST: &str = include_str!("../specs/manifest.json");

fn rows() -> impl Iterator<Item = Vec<&'static str>> {
    INVENTORY
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect())
}

#[test]
fn the_inventory_has_every_operation_once() {
    let mut calls: Vec<_> = rows().map(|row| (row[4], row[5])).collect();
    calls.sort_unstable();
    calls.dedup();
    assert_eq!(calls.len(), rows().count());
    let mut documents: BTreeMap<_, u64> = BTreeMap::new();
    for row in rows() {
        *documents.entry((row[0], row[1])).or_default() += 1;
    }
    let manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    let listed = manifest["documents"].as_array().unwrap().iter();
    let listed = listed.map(|document| {
        let text = |key: &str| document[key].as_str().unwrap();
        let count = document["operations"].as_u64().unwrap();
        ((text("api"), text("module")), count)
    });
    assert_eq!(documents, listed.collect());
}

#[test]
fn what_the_readme_counts_is_what_there_is() {
    let readme = include_str!("../README.md");
    // What the unified token opens, and what has a token of its own.
    let unified = ["v3", "v2", "b2b"];
    let (unified, others): (Vec<_>, Vec<_>) = rows().partition(|row| unified.contains(&row[0]));
    let (count, others) = (unified.len(), others.len());
    for said in [
        format!("typed: {count} operations"),
        format!("{0} of {0} ok", count + others),
        format!("{others} operations of three APIs"),
    ] {
        assert!(readme.contains(&said), "the README doesn't say {said:?}");
    }
}

/// How a list goes on, in the inventory's words.
fn paging(operation: &Operation) -> String {
    match operation.paging {
        None => String::new(),
        Some(Paging::Page) => "page".to_owned(),
        Some(Paging::Cursor) => "cursor".to_owned(),
        Some(Paging::After(field)) => format!("after {field}"),
        Some(Paging::Offset) => "offset".to_owned(),
        Some(other) => format!("{other:?}"),
    }
}

/// What the platform takes of an operation, in the inventory's words.
fn limits(operation: &Operation) -> String {
    let limits = operation.limits;
    let at_once = limits.concurrency.map(|most| format!("{most} at once"));
    let calls = limits.calls;
    let calls = calls.map(|(calls, seconds)| format!("{calls} in {seconds} s"));
    let batch = operation.batch.and_then(|batch| batch.most);
    let batch = batch.map(|most| format!("batches of {most}"));
    let said: Vec<_> = [at_once, calls, batch].into_iter().flatten().collect();
    said.join(", ")
}

#[test]
fn what_is_compiled_in_is_what_the_inventory_says() {
    let compiled: Vec<[String; 11]> = bigcommerce::operations()
        .map(|operation| {
            let api = operation.api.name();
            let (facade, host) = match api {
                "v3" | "v2" => (format!("{api}()"), "https://api.bigcommerce.com"),
                "b2b" => (format!("{api}()"), "https://api-b2b.bigcommerce.com"),
                "payments" => (api.to_owned(), "https://payments.bigcommerce.com"),
                _ => (api.to_owned(), "https://api-b2b.bigcommerce.com"),
            };
            [
                api.into(),
                operation.module.into(),
                operation.id.into(),
                format!(
                    "{facade}.{}().{}()",
                    operation.module, operation.rust_method
                ),
                operation.method.into(),
                format!("{host}{}{}", operation.base_path, operation.path),
                format!("{:?}", operation.credential),
                operation.feature.into(),
                paging(operation),
                limits(operation),
                operation.scopes().to_string(),
            ]
        })
        .collect();
    let features: Vec<_> = compiled.iter().map(|row| row[7].as_str()).collect();
    let expected: Vec<_> = rows().filter(|row| features.contains(&row[7])).collect();
    assert_eq!(compiled.len(), expected.len());
    for (compiled, expected) in compiled.iter().zip(expected) {
        assert_eq!(compiled.as_slice(), expected);
    }
    if cfg!(all(
        feature = "full",
        feature = "b2b-storefront",
        feature = "b2b-v2",
        feature = "payments"
    )) {
        assert_eq!(compiled.len(), rows().count());
    }
}
