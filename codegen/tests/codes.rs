//! Every recorded code stands somewhere in the documents, and says where it is documented.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::collections::BTreeSet;

use bigcommerce_codegen::{
    codes,
    manifest::Api,
    model::{Kind, Model},
    openapi,
};

/// The places of numbers and of what is a code, as `specs/codes.json` writes them.
fn places(model: &Model) -> BTreeSet<(String, Option<String>)> {
    let mut found = BTreeSet::new();
    for (name, definition) in &model.types {
        if let Kind::Object(object) = &definition.kind {
            for field in &object.fields {
                let ty = field.slot.ty.name().map(str::to_owned);
                found.insert((format!("{name}.{}", field.wire), ty));
            }
        }
    }
    for module in &model.modules {
        let base_path = &module.document.base_path;
        let base_path = base_path.strip_prefix("/stores/{store_hash}");
        for operation in &module.operations {
            for parameter in &operation.parameters {
                let path = base_path.unwrap_or(&module.document.base_path);
                let url = openapi::anonymous(&format!("{path}{}", operation.path));
                let place = format!("{} {url} parameter {}", operation.method, parameter.name);
                let ty = parameter.slot.ty.name().map(str::to_owned);
                found.insert((format!("{place}[]"), ty.clone()));
                found.insert((place, ty));
            }
        }
    }
    found
}

#[test]
fn every_recorded_place_has_its_code() {
    let documents = support::documents();
    let mut missing = Vec::new();
    for api in Api::ALL {
        let model = Model::read(&support::specs(), api, &documents).unwrap();
        let places = places(&model);
        for (name, code) in codes::read(&support::specs(), api).unwrap() {
            assert!(!code.evidence.is_empty(), "{name}");
            for place in code.at {
                let expected = (place.clone(), Some(name.clone()));
                if !places.contains(&expected) {
                    missing.push(format!("{name} at {place}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "not in the documents: {missing:#?}");
}
