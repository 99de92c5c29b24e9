//! The operations the crate offers are those of the inventory, row by row.

use std::collections::BTreeMap;

use bigcommerce::operation::{Operation, Paging};

/// What `cargo xtask inventory` printed when it was last looked at.
const INVENTORY: &str = include_str!("inventory.tsv");

fn rows() -> impl Iterator<Item = Vec<&'static str>> {
    INVENTORY
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect())
}

#[test]
fn the_inventory_has_every_operation_once() {
    let mut calls: Vec<_> = rows().map(|row| (row[4], row[5])).collect();
    assert_eq!(calls.len(), 785);
    calls.sort_unstable();
    calls.dedup();
    assert_eq!(calls.len(), 785);
    let mut families = BTreeMap::new();
    for row in rows() {
        *families.entry(row[0]).or_insert(0) += 1;
    }
    assert_eq!(
        families,
        BTreeMap::from([("v3", 538), ("v2", 120), ("b2b", 127)])
    );
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
    let compiled: Vec<[String; 10]> = bigcommerce::operations()
        .map(|operation| {
            let family = operation.family.name();
            let host = if family == "b2b" {
                "https://api-b2b.bigcommerce.com"
            } else {
                "https://api.bigcommerce.com"
            };
            [
                family.into(),
                operation.module.into(),
                operation.id.into(),
                format!(
                    "{family}().{}().{}()",
                    operation.module, operation.rust_method
                ),
                operation.method.into(),
                format!("{host}{}{}", operation.base_path, operation.path),
                format!("{:?}", operation.credential),
                operation.feature.into(),
                paging(operation),
                limits(operation),
            ]
        })
        .collect();
    let features: Vec<_> = compiled.iter().map(|row| row[7].as_str()).collect();
    let expected: Vec<_> = rows().filter(|row| features.contains(&row[7])).collect();
    assert_eq!(compiled.len(), expected.len());
    for (compiled, expected) in compiled.iter().zip(expected) {
        assert_eq!(compiled.as_slice(), expected);
    }
    if cfg!(feature = "full") {
        assert_eq!(compiled.len(), 785);
    }
}
