//! The recorded corrections: well-formed, complete, needed, and together they leave every operation
//! with a credential of the platform.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use bigcommerce_codegen::{
    correct::{self, Correction},
    credential::Credential,
    json::{self, escape},
    manifest::{Api, Document},
    names::Names,
};
use serde_json::Value;

/// The corrections of each document that has some.
fn recorded() -> Vec<(Document, Vec<Correction>)> {
    let documents = support::documents().into_iter();
    documents
        .map(|document| {
            let corrections = correct::read(&support::specs(), &document.id()).unwrap();
            (document, corrections)
        })
        .filter(|(_, corrections)| !corrections.is_empty())
        .collect()
}

/// Every correction with the name it is reported by.
fn each() -> impl Iterator<Item = (String, Correction)> {
    recorded().into_iter().flat_map(|(document, corrections)| {
        corrections
            .into_iter()
            .map(move |correction| (format!("{} {}", document.id(), correction.id), correction))
    })
}

#[test]
fn every_file_belongs_to_a_document() {
    // Those of a document that is gone wait for it to come back.
    let names = Names::read(&support::specs()).unwrap();
    let known = names.documents.keys().map(|id| format!("{id}.json"));
    let known: BTreeSet<_> = known.collect();
    let folder = support::specs().join("corrections");
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let api = entry.unwrap();
        let name = api.file_name().into_string().unwrap();
        if api.path().is_dir() {
            for entry in fs::read_dir(api.path()).unwrap() {
                let file = entry.unwrap().file_name().into_string().unwrap();
                files.insert(format!("{name}/{file}"));
            }
        } else {
            assert_eq!(name, "README.md");
        }
    }
    let strays: Vec<_> = files.difference(&known).collect();
    assert!(strays.is_empty(), "{strays:?}");
    let here: BTreeSet<_> = support::documents().iter().map(Document::file).collect();
    let here = files.intersection(&here).count();
    assert_eq!(here, recorded().len(), "an empty list is not a file");
}

#[test]
fn files_are_in_their_stable_form() {
    for (document, _) in recorded() {
        let path = support::specs().join("corrections").join(document.file());
        let value: Value = json::read(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text == json::to_stable_string(&value),
            "{} isn't sorted, indented by two and ended by a newline",
            path.display()
        );
        for correction in value.as_array().unwrap() {
            let keys: Vec<_> = correction.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["evidence", "id", "patch", "reason"], "{document:?}");
        }
    }
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    for (document, corrections) in recorded() {
        let mut ids = BTreeSet::new();
        for Correction { id, .. } in corrections {
            let kebab = id.split('-').all(|word| {
                let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
                !word.is_empty() && word.chars().all(letter)
            });
            assert!(kebab, "{} {id}", document.id());
            assert!(ids.insert(id.clone()), "{} has two {id}", document.id());
        }
    }
}

#[test]
fn each_says_why_and_pins_what_it_corrects() {
    for (name, correction) in each() {
        assert!(!correction.reason.trim().is_empty(), "{name}: no reason");
        assert!(
            !correction.evidence.trim().is_empty(),
            "{name}: no evidence"
        );
        let tests = correction
            .patch
            .0
            .iter()
            .filter(|operation| matches!(operation, json_patch::PatchOperation::Test(_)));
        assert!(tests.count() > 0, "{name}: pins nothing");
    }
}

#[test]
fn each_applies_and_changes_its_document() {
    for (document, corrections) in recorded() {
        let id = document.id();
        let path = support::specs().join(document.file());
        let mut before: Value = json::read(&path).unwrap();
        for correction in corrections {
            let name = format!("{id} {}", correction.id);
            let stale = document
                .stale
                .iter()
                .filter(|it| it.correction == correction.id);
            let stale: Vec<_> = stale.cloned().collect();
            let after = correct::apply(&id, before.clone(), &[correction], &stale).unwrap();
            assert!(
                before != after || !stale.is_empty(),
                "{name} changes nothing"
            );
            before = after;
        }
        assert_eq!(before, support::corrected(&document), "{id}");
    }
}

#[test]
fn a_correction_fits_once() {
    for (document, corrections) in recorded() {
        let id = document.id();
        let corrected = support::corrected(&document);
        let (_, misfits) = correct::fit(&id, corrected, &corrections).unwrap();
        assert!(
            !misfits.is_empty(),
            "{id}: the corrections don't notice that they are applied"
        );
    }
}

#[test]
fn every_operation_takes_a_credential_of_the_platform() {
    let mut authentication = BTreeMap::new();
    let mut without_token = BTreeMap::new();
    let mut count = 0;
    for document in support::documents() {
        let id = document.id();
        let corrected = support::corrected(&document);
        for (path, method) in support::operations(&corrected) {
            let credential = Credential::read(&id, &corrected, &path, &method.to_lowercase());
            let credential = credential.unwrap();
            count += 1;
            if id == "b2b/authentication" && document.stale.is_empty() {
                authentication.insert(format!("{method} {path}"), credential);
                continue;
            }
            let expected = match document.api {
                Api::V3 | Api::V2 => Credential::Token,
                Api::B2b => Credential::TokenAndHashOrLegacy,
                Api::B2bV2 => Credential::Legacy,
                Api::Payments => Credential::PaymentAccessToken,
                Api::B2bStorefront if credential == Credential::Bearer => credential,
                Api::B2bStorefront => {
                    without_token.insert(format!("{method} {path}"), credential);
                    continue;
                }
            };
            // In another state of upstream some corrections don't fit, and are listed.
            if document.stale.is_empty() {
                assert_eq!(credential, expected, "{id} {method} {path}");
            }
        }
    }
    // The table "Who may call what" of the platform.
    let expected = BTreeMap::from([
        ("DELETE /auth/backend", Credential::Legacy),
        ("GET /auth/storefront", Credential::Hash),
        ("GET /backend/tokens", Credential::Legacy),
        ("POST /auth/backend", Credential::None),
        ("POST /auth/customers", Credential::TokenAndHash),
        ("POST /auth/customers/storefront", Credential::TokenAndHash),
    ]);
    // It isn't in reach, or in an older form, in another state of upstream.
    if !authentication.is_empty() {
        assert_eq!(by_name(&authentication), expected);
    }
    // What guests may do on B2B Edition's storefront.
    let expected = BTreeMap::from([
        (
            "GET /companies/addresses/countries",
            Credential::BearerOrNone,
        ),
        (
            "GET /companies/extra-fields/storefront",
            Credential::BearerOrNone,
        ),
        (
            "GET /companies/validations/frontend/user-emails/{email}",
            Credential::BearerOrNone,
        ),
        ("GET /rfq/configs", Credential::BearerOrNone),
        ("GET /rfq/store-info", Credential::BearerOrNone),
        ("GET /rfq/{quote_id}", Credential::BearerOrNone),
        ("GET /stores/currencies", Credential::BearerOrNone),
        ("GET /users/validations/existence", Credential::BearerOrNone),
        ("POST /frontend/companies", Credential::None),
        ("POST /login", Credential::None),
        ("POST /rfq", Credential::BearerOrNone),
        ("POST /rfq/{quote_id}/checkout", Credential::BearerOrNone),
        ("POST /rfq/{quote_id}/pdf-export", Credential::BearerOrNone),
    ]);
    if !without_token.is_empty() {
        assert_eq!(by_name(&without_token), expected);
    }
    let listed = support::documents()
        .into_iter()
        .map(|document| document.operations);
    assert_eq!(count, listed.sum::<usize>());
}

/// `credentials` with names that can be compared with literals.
fn by_name(credentials: &BTreeMap<String, Credential>) -> BTreeMap<&str, Credential> {
    let named = credentials.iter();
    named
        .map(|(name, credential)| (name.as_str(), *credential))
        .collect()
}

/// Whether `name` is that of an id or of a list of ids.
fn is_id(name: &str) -> bool {
    let name = name.split(':').next().unwrap_or_default();
    let name = name.trim_end_matches("[]").trim_end_matches('s');
    name == "id" || name.ends_with("_id") || name.ends_with("Id")
}

/// Ids in `node` that may have fractions, by their pointers.
fn fractional_ids(node: &Value, pointer: &str, found: &mut Vec<String>) {
    let fractional = |schema: &Value| {
        schema["type"] == "number"
            || schema["type"] == "array" && schema["items"]["type"] == "number"
    };
    let properties = node["properties"].as_object().into_iter().flatten();
    for (name, property) in properties {
        if is_id(name) && fractional(property) {
            found.push(format!("{pointer}/properties/{}", escape(name)));
        }
    }
    if node.get("in").is_some() && node["name"].as_str().is_some_and(is_id) {
        found.extend(fractional(&node["schema"]).then(|| pointer.to_owned()));
    }
    match node {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            fractional_ids(member, &format!("{pointer}/{}", escape(name)), found);
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| {
            fractional_ids(item, &format!("{pointer}/{index}"), found);
        }),
        _ => (),
    }
}

/// A document to come that types an id as a number is told here; it gets a correction `ids-are-integers`.
#[test]
fn no_id_may_have_a_fraction() {
    let told = |document: &Value| {
        let mut found = Vec::new();
        fractional_ids(document, "#", &mut found);
        found
    };
    let list = serde_json::json!({"type": "array", "items": {"type": "number"}});
    let wrong = serde_json::json!({
        "properties": {"productId": {"type": "number"}, "paid": {"type": "number"}, "channel_ids": list},
        "parameters": [{"in": "query", "name": "channelIds[]", "schema": list}],
    });
    let expected = [
        "#/properties/channel_ids",
        "#/properties/productId",
        "#/parameters/0",
    ];
    assert_eq!(told(&wrong), expected);
    for document in support::documents() {
        let found = told(&support::corrected(&document));
        // In another state of upstream some corrections don't fit, and are listed.
        if document.stale.is_empty() {
            assert!(found.is_empty(), "{}: {found:?}", document.id());
        }
    }
}
