//! The JSON Schema of each generated type (feature `schemars`) against the document's.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use jsonschema::Validator;
use schemars::{JsonSchema, Schema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use testkit::{
    documents::{self, Operation},
    payload,
    random::Random,
    report,
    sample::{Mode, sample, sample_parameter, sample_success},
};

include!(concat!(env!("OUT_DIR"), "/schemas.rs"));

/// The schema that a type has.
pub struct Told {
    schema: fn() -> Schema,
    /// Whether a JSON text is a value of it.
    takes: fn(&str) -> bool,
}

impl Told {
    const fn of<T: JsonSchema + DeserializeOwned>() -> Self {
        Self {
            schema: || schema_for!(T),
            takes: |text| serde_json::from_str::<T>(text).is_ok(),
        }
    }
}

/// A value of an operation: its type's schema, and samples of the document's.
struct Subject {
    name: String,
    validator: Validator,
    takes: fn(&str) -> bool,
    samples: Vec<Value>,
}

/// Seeds for [`Mode::Full`]: consecutive ones take consecutive branches of each union.
const BRANCHES: u64 = 8;

fn modes() -> impl Iterator<Item = (Mode, u64)> {
    let branches = (0..BRANCHES).flat_map(|seed| {
        [Mode::Full, Mode::UnknownFields, Mode::UnknownEnums].map(|mode| (mode, seed))
    });
    branches.chain([(Mode::Minimal, 1), (Mode::Minimal, 2), (Mode::Nulls, 3)])
}

fn subjects() -> impl Iterator<Item = Subject> {
    SCHEMAS.iter().map(|(api, module, id, place, reported)| {
        let operation = documents::find(api, module, id);
        let schema = (reported.schema)().to_value();
        Subject {
            name: format!("{} {place}", operation.name()),
            validator: jsonschema::draft202012::new(&schema).unwrap(),
            takes: reported.takes,
            samples: samples(operation, place),
        }
    })
}

/// What the document's schema of a value accepts.
fn samples(operation: &Operation, place: &str) -> Vec<Value> {
    let document = &operation.document;
    let each = |make: &dyn Fn(Mode, u64) -> Value| -> Vec<Value> {
        modes().map(|(mode, seed)| make(mode, seed)).collect()
    };
    match place.split_once(' ') {
        Some((location, name)) => {
            let mut parameters = operation.parameters.iter();
            let parameter = parameters
                .find(|parameter| parameter["in"] == location && parameter["name"] == name)
                .unwrap_or_else(|| panic!("{}: no {place}", operation.name()));
            let schema = &parameter["schema"];
            each(&|mode, seed| sample_parameter(document, name, schema, seed, mode))
        }
        None if place == "body" => {
            let mut types = operation.media_types();
            let json = types.find(|media_type| media_type.ends_with("json"));
            let body = json.and_then(|media_type| operation.with_media_type(media_type)?.body);
            let body = body.unwrap_or_else(|| panic!("{}: no JSON body", operation.name()));
            each(&|mode, seed| sample(document, &body.schema, seed, mode))
        }
        None => {
            let json = operation.success.iter().filter(|success| {
                let media_type = success.media_type.as_deref().unwrap_or_default();
                media_type.ends_with("json") && success.status != "204"
            });
            let schemas = json.filter_map(|success| success.schema.as_ref());
            schemas
                .flat_map(|schema| {
                    each(&|mode, seed| {
                        if payload::says_nothing(operation, schema) {
                            return Value::Null;
                        }
                        let mut body = sample_success(document, schema, seed, mode);
                        payload::completed(operation, schema, &mut body, seed);
                        payload::at(&body, &payload::way(operation, schema)).clone()
                    })
                })
                .collect()
        }
    }
}

#[test]
fn a_schema_accepts_what_the_documents_accept() {
    let (mut count, mut faults) = (0, Vec::new());
    for subject in subjects() {
        for value in &subject.samples {
            count += 1;
            if let Err(error) = subject.validator.validate(value) {
                let pointer = error.instance_path().to_string();
                faults.push(format!("{} {pointer}: {error}", subject.name));
            }
        }
    }
    report(&faults);
    println!("{count} samples for {} values", SCHEMAS.len());
    assert!(count > 10 * SCHEMAS.len());
}

/// Values to stand where others should.
fn wrong() -> [Value; 7] {
    [
        json!("no"),
        json!("7.95"),
        json!(-7),
        json!(true),
        json!(null),
        json!({}),
        json!([]),
    ]
}

/// A schema that took anything would pass the test above.
#[test]
fn a_schema_refuses_what_its_type_refuses() {
    let (mut taken, mut refused, mut faults) = (0, 0, Vec::new());
    for subject in subjects() {
        let mut random = Random::named(5, &subject.name);
        for (index, value) in subject.samples.iter().enumerate().step_by(3) {
            let places = places(value);
            for wrong in wrong() {
                let mut value = value.clone();
                let at = &places[random.index(places.len())];
                *value.pointer_mut(at).unwrap() = wrong.clone();
                let by_type = (subject.takes)(&value.to_string());
                let by_schema = subject.validator.is_valid(&value);
                taken += usize::from(by_type);
                refused += usize::from(!by_type);
                if by_type != by_schema {
                    let name = &subject.name;
                    faults.push(format!(
                        "{name}, sample {index}, {at} = {wrong}: type {by_type}, schema {by_schema}"
                    ));
                }
            }
        }
    }
    report(&faults);
    println!("{taken} taken, {refused} refused by both");
    assert!(taken > 0 && refused > 0);
}

/// The pointers of all values in `value`.
fn places(value: &Value) -> Vec<String> {
    let mut places = vec![String::new()];
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(at, value)| (at.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (name, value) in inner {
        let below = self::places(value).into_iter();
        places.extend(below.map(|place| format!("/{name}{place}")));
    }
    places
}

#[test]
fn every_generated_type_has_one() {
    let mut reported: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (api, _, _, _, told_by) in SCHEMAS {
        let schema = (told_by.schema)().to_value();
        let names = reported.entry((*api).to_owned()).or_default();
        names.extend(schema["title"].as_str().map(str::to_owned));
        names.extend(
            schema["$defs"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone()),
        );
    }
    let mut count = 0;
    for (api, reported) in &reported {
        let source = Path::new(env!("OUT_DIR")).join(format!("{api}.types.rs"));
        for name in types(&fs::read_to_string(source).unwrap()) {
            count += 1;
            assert!(reported.contains(&name), "{api}: {name}");
        }
    }
    println!("{count} types");
    assert!(count > 0);
}

/// The names of the types of an API.
fn types(source: &str) -> Vec<String> {
    let types = source.split("pub mod builder {").next().unwrap();
    let words: Vec<&str> = types.split_whitespace().collect();
    let declared = words
        .windows(3)
        .filter(|words| words[0] == "pub" && matches!(words[1], "struct" | "enum"));
    let name = |text: &str| text.split(['(', '{', ';']).next().unwrap().to_owned();
    declared.map(|words| name(words[2])).collect()
}
