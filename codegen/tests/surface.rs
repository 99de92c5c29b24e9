//! What is generated has names that people can read, one type a thing, and values of the right types.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::{
    model::{Definition, Kind, Object},
    tokens::TOKENS,
};
use heck::ToSnakeCase;
use serde::Deserialize;
use support::models;

/// The most characters of a name of ours. Fields and parameters have upstream's names, however long.
const LONGEST: usize = 40;

/// Words that say how a document was written, not what a thing is.
const RESIDUE: [&[&str]; 9] = [
    &["response"],
    &["data", "item"],
    &["body", "item"],
    &["array", "item"],
    &["array"],
    &["full"],
    &["base"],
    &["obj"],
    &["resp"],
];

/// Two types of responses that have most of their fields in common, and why they are two.
#[derive(Deserialize)]
struct Alike {
    types: [String; 2],
    reason: String,
}

fn recorded<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let text = std::fs::read_to_string(support::specs().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn no_name_is_a_machines() {
    let mut faults = Vec::new();
    for model in models() {
        for name in model.types.keys() {
            let snake = name.to_snake_case();
            let words: Vec<&str> = snake.split('_').collect();
            for residue in RESIDUE {
                if words.windows(residue.len()).any(|part| part == residue) {
                    faults.push(format!("{name} has `{}` in it", residue.join(" ")));
                }
            }
            let last = name.chars().last();
            if last.is_some_and(|last| last.is_ascii_digit()) {
                faults.push(format!("{name} is numbered"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn no_name_is_too_long() {
    let mut faults = Vec::new();
    for model in models() {
        let operations = model.modules.iter().flat_map(|module| &module.operations);
        let methods = operations.flat_map(|operation| [&operation.method_name, &operation.builder]);
        let names = model.types.keys().chain(methods);
        faults.extend(names.filter(|name| name.len() > LONGEST));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_method_says_what_it_does() {
    const VERBS: [&str; 37] = [
        "accept", "activate", "add", "adjust", "assign", "begin", "cancel", "capture", "check",
        "complete", "convert", "copy", "create", "delete", "download", "end", "export", "find",
        "generate", "get", "import", "perform", "preview", "process", "reassign", "remove",
        "revoke", "search", "select", "send", "set", "tail", "update", "upload", "upsert",
        "validate", "void",
    ];
    let mut faults = Vec::new();
    for model in models() {
        for operation in model.modules.iter().flat_map(|module| &module.operations) {
            let verb = operation.method_name.split('_').next();
            if !verb.is_some_and(|verb| VERBS.contains(&verb)) {
                faults.push(&operation.method_name);
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn values_of_enums_have_names() {
    let mut faults = Vec::new();
    for model in models() {
        for (name, definition) in &model.types {
            if let Kind::Enum(variants) | Kind::Code(variants) = &definition.kind {
                let numbered = variants.iter().filter(|variant| {
                    let rest = variant.name.strip_prefix('X');
                    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
                });
                faults.extend(numbered.map(|variant| format!("{name}::{}", variant.name)));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn types_of_responses_that_are_alike_have_a_reason() {
    let known: BTreeMap<String, Vec<Alike>> = recorded("alike.json");
    let mut faults = Vec::new();
    for model in models() {
        let api = model.api.name();
        let mut known: BTreeSet<_> = known[api]
            .iter()
            .map(|alike| {
                assert!(!alike.reason.is_empty());
                alike.types.clone()
            })
            .collect();
        let objects: Vec<_> = model.types.values().filter_map(received_object).collect();
        for (index, (name, object)) in objects.iter().enumerate() {
            for (other_name, other) in &objects[index + 1..] {
                let pair = [name.to_string(), other_name.to_string()];
                if are_alike(object, other) && !known.remove(&pair) {
                    faults.push(format!("{api}: {} and {}", pair[0], pair[1]));
                }
            }
        }
        let gone = known
            .iter()
            .map(|pair| format!("{api}: no longer alike: {pair:?}"));
        faults.extend(gone);
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

fn received_object(definition: &Definition) -> Option<(&str, &Object)> {
    match &definition.kind {
        Kind::Object(object) if definition.is_received() => Some((&definition.name, object)),
        _ => None,
    }
}

/// Whether two objects of three fields at least have three quarters of their fields in common.
fn are_alike(one: &Object, other: &Object) -> bool {
    let names = |object: &Object| -> BTreeSet<String> {
        object
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect()
    };
    let (one, other) = (names(one), names(other));
    let most = one.len().max(other.len());
    most >= 3 && one.intersection(&other).count() * 4 >= most * 3
}

#[test]
fn everything_is_documented() {
    let mut faults = Vec::new();
    for model in models() {
        let api = model.api.name();
        for (name, definition) in &model.types {
            match model.docs.about(name) {
                None => faults.push(format!("{api}: {name} has no line")),
                Some(about) if repeats(name, about) => {
                    faults.push(format!("{api}: {name} is repeated: {about}"));
                }
                Some(_) => (),
            }
            let known = members(definition);
            let documented = model.docs.types.get(name).into_iter();
            for field in documented.flat_map(|docs| docs.fields.keys()) {
                if !known.contains(field.as_str()) {
                    faults.push(format!("{api}: {name} has no {field}"));
                }
            }
        }
        let written = model.docs.types.keys();
        let gone = written.filter(|name| !model.types.contains_key(*name));
        faults.extend(gone.map(|name| format!("{api}: there is no type {name}")));
        for module in &model.modules {
            let id = module.document.id();
            let docs = &model.docs.modules[&id];
            if docs.about.is_empty() {
                faults.push(format!("{id} has no line"));
            }
            let mut summaries = BTreeSet::new();
            for operation in &module.operations {
                let path = format!("{}{}", module.document.base_path, operation.path);
                let name = &operation.method_name;
                match model.docs.operation(&id, &operation.method, &path) {
                    None => faults.push(format!("{id}: {name} has no summary")),
                    Some(docs) if repeats(name, &docs.summary) => {
                        faults.push(format!("{id}: {name} is repeated: {}", docs.summary));
                    }
                    Some(docs) if !summaries.insert(&docs.summary) => {
                        faults.push(format!("{id}: another has the summary of {name}"));
                    }
                    Some(_) => (),
                }
            }
            if docs.operations.len() != module.operations.len() {
                faults.push(format!("{id} has summaries of operations that are gone"));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

/// The names of a type's fields or variants.
fn members(definition: &Definition) -> BTreeSet<&str> {
    match &definition.kind {
        Kind::Object(object) => object
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect(),
        Kind::Enum(variants) | Kind::Code(variants) => variants
            .iter()
            .map(|variant| variant.name.as_str())
            .collect(),
        Kind::Union(branches) => branches.iter().map(|branch| branch.name.as_str()).collect(),
    }
}

/// Whether a line says no more than the name, or is not a sentence.
fn repeats(name: &str, line: &str) -> bool {
    const FILLERS: [&str; 16] = [
        "a", "an", "the", "of", "for", "to", "in", "and", "all", "one", "new", "some", "its", "by",
        "from", "with",
    ];
    // Only the stem counts: `Creates` is `create`.
    let stem = |word: &str| {
        word.trim_end_matches('s')
            .trim_end_matches("ie")
            .trim_end_matches('y')
            .to_owned()
    };
    let name = name.to_snake_case();
    let known: BTreeSet<String> = name.split('_').map(stem).collect();
    let line_in_lower_case = line.to_lowercase();
    let words = line_in_lower_case.split(|character: char| !character.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && !FILLERS.contains(word) && *word != "list");
    let new = words.map(stem).filter(|word| !known.contains(word)).count();
    new == 0 || !line.ends_with('.')
}

#[test]
fn types_that_hold_a_token_are_there() {
    for token in TOKENS {
        let model = models()
            .iter()
            .find(|model| model.api == token.api)
            .unwrap();
        let definition = &model.types[token.name];
        assert!(definition.is_received(), "{}", token.name);
        assert!(members(definition).contains(token.field), "{}", token.name);
    }
}
