//! Keeps the features of `Cargo.toml` in step with the documents: one a document, one an API, and
//! `full` for those that the unified token opens. The other APIs are small: their documents have no features of their own. The groups of several documents (`v3-group-catalog`) are by hand, and lose what is gone.

use std::{cmp::Ordering, collections::BTreeMap};

use bigcommerce_codegen::manifest::{Api, Document};
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// The text of `Cargo.toml` with the document features replaced; the other features stay.
pub fn update(cargo: &str, documents: &[Document]) -> Result<String, String> {
    let mut toml: DocumentMut = cargo.parse().map_err(|e| format!("{e}"))?;
    let features = toml
        .entry("features")
        .or_insert(Item::Table(Table::new()))
        .as_table_mut()
        .ok_or("[features] is not a table")?;
    let generated = generated(documents);
    let order: Vec<_> = features.iter().map(|(name, _)| name.to_owned()).collect();
    let stale: Vec<_> = features
        .iter()
        .map(|(name, _)| name.to_owned())
        .filter(|name| {
            is_document_feature(name) && !is_group(name) && !generated.contains_key(name)
        })
        .collect();
    for name in &stale {
        features.remove(name);
    }
    for (_, enables) in features.iter_mut() {
        if let Some(enables) = enables.as_array_mut() {
            enables.retain(|name| !stale.iter().any(|gone| name.as_str() == Some(gone)));
        }
    }
    let emptied: Vec<_> = features
        .iter()
        .filter(|(name, enables)| is_group(name) && enables.as_array().is_some_and(Array::is_empty))
        .map(|(name, _)| name.to_owned())
        .collect();
    for name in &emptied {
        features.remove(name);
    }
    for (name, enables) in &generated {
        let mut array: Array = enables.iter().map(String::as_str).collect();
        if array.len() > 3 {
            for entry in array.iter_mut() {
                entry.decor_mut().set_prefix("\n    ");
            }
            array.set_trailing("\n");
            array.set_trailing_comma(true);
        }
        features[name] = value(array);
    }
    // Those by hand as they were, the others by name: the same text whatever was there before.
    let place = |name: &str| match generated.contains_key(name) || is_group(name) {
        true => None,
        false => order.iter().position(|known| known == name),
    };
    features.sort_values_by(|a, _, b, _| match (place(a), place(b)) {
        (None, None) => a.cmp(b),
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => a.cmp(&b),
    });
    Ok(toml.to_string())
}

/// Every feature that follows from the documents, with what each enables.
fn generated(documents: &[Document]) -> BTreeMap<String, Vec<String>> {
    let mut features = BTreeMap::new();
    let full = Api::UNIFIED.map(Api::feature);
    features.insert("full".to_owned(), full.to_vec());
    for api in Api::ALL {
        features.insert(api.feature(), Vec::new());
    }
    for document in documents.iter().filter(|it| it.api.is_unified()) {
        features.insert(document.feature.clone(), Vec::new());
        let api = features.entry(document.api.feature()).or_default();
        api.push(document.feature.clone());
    }
    features
}

/// Whether `name` is one of several documents that somebody put together.
fn is_group(name: &str) -> bool {
    is_document_feature(name) && name.contains("-group-")
}

fn is_document_feature(name: &str) -> bool {
    Api::ALL
        .iter()
        .any(|api| name.starts_with(&format!("{}-", api.feature())))
}
