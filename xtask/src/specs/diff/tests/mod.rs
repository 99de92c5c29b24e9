//! A mutation of each kind, and exactly what is found of it.

mod mutations;
mod report;
mod surfaces;

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::manifest::{Api, Document, Manifest, Upstream};
use semver::Version;
use serde_json::{Value, json};

use super::{
    Group::{Additive, Breaking, Cosmetic},
    *,
};

/// What is found: group, kind and what it is found in.
type Found = (Group, Kind, &'static str);

const LIST: &str = "/paths/~1things/get";
const CREATE: &str = "/paths/~1things/post";
const UPDATE: &str = "/paths/~1things~1{thing_id}/put";
const JSON: &str = "content/application~1json";

/// One document: `Response` is only received, `Sent` only sent, `Both` both.
fn document() -> Value {
    let of = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let body = |schema: Value| json!({"application/json": {"schema": schema}});
    let wrapped = |data: Value| {
        let schema = json!({"type": "object", "properties": {"data": data, "meta": of("Meta")}});
        json!({"description": "", "content": body(schema)})
    };
    // No two shapes are alike, for those would be one type.
    let fields = |own: &str| {
        json!({"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string"},
            "count": {"type": "integer"},
            "note": {"type": "string", "maxLength": 9},
            "status": {"type": "string", "enum": ["a", "b"]},
            "part": {"type": "object", "properties": {"size": {"type": "number"}, own: {}}},
            "tags": {"type": "array", "items": {"type": "integer"}},
            "level": {"type": "integer", "enum": [1, 2]},
            own: {"type": "boolean"},
        }})
    };
    json!({
        "openapi": "3.0.3",
        "info": {"title": "v3/things", "version": "1"},
        "servers": [{"url": "https://api.bigcommerce.com/stores/{store_hash}/v3"}],
        "security": [{"X-Auth-Token": []}],
        "paths": {
            "/things": {
                "get": {
                    "operationId": "getThings",
                    "tags": ["Things"],
                    "parameters": [
                        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                        {"name": "status", "in": "query", "schema": {"type": "string", "enum": ["a", "b"]}},
                        {"name": "ids", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "integer"}}},
                        {"name": "kind", "in": "query", "required": true, "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": wrapped(json!({"type": "array", "items": of("Response")})),
                        "404": {"description": ""},
                    },
                },
                "post": {
                    "operationId": "createThing",
                    "requestBody": {"required": true, "content": body(of("Sent"))},
                    "responses": {"201": wrapped(of("Response"))},
                },
                "delete": {"operationId": "deleteThings", "responses": {"204": {"description": ""}}},
            },
            "/things/{thing_id}": {
                "parameters": [{"name": "thing_id", "in": "path", "required": true, "schema": {"type": "integer"}}],
                "put": {
                    "operationId": "updateThing",
                    "requestBody": {"content": body(of("Both"))},
                    "responses": {"200": wrapped(of("Both"))},
                },
            },
            "/export": {"get": {
                "operationId": "exportThings",
                "responses": {"200": {"description": "", "content": {"text/csv": {}}}},
            }},
        },
        "components": {"schemas": {
            "Sent": fields("sent"),
            "Response": fields("response"),
            "Both": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string"}, "size": {"type": "integer"}}},
            "Meta": {"type": "object", "properties": {"total": {"type": "integer"}}},
        }},
    })
}

fn line(module: &str) -> Document {
    Document {
        module: module.to_owned(),
        api: Api::V3,
        base_path: "/stores/{store_hash}/v3".to_owned(),
        feature: format!("v3-{module}"),
        operations: 5,
        upstream: format!("reference/{module}.v3.yml"),
        sha256: String::new(),
        also: Vec::new(),
        stale: Vec::new(),
        unreviewed: Vec::new(),
        behind: None,
    }
}

/// A state of these documents, with the names that `named` has.
fn state(documents: Vec<(Document, Value)>, named: Option<&State>) -> State {
    let (documents, facts): (Vec<_>, Vec<_>) = documents
        .into_iter()
        .map(|(line, facts)| (line.clone(), (line.id(), facts)))
        .unzip();
    let mut state = State {
        manifest: Manifest {
            upstream: Upstream {
                repository: String::new(),
                commit: None,
            },
            documents,
        },
        names: named.map(|state| state.names.clone()).unwrap_or_default(),
        facts: facts.into_iter().collect(),
        corrections: BTreeMap::new(),
        recorded: BTreeMap::new(),
    };
    for document in state.manifest.documents.clone() {
        let id = document.id();
        let facts = state.facts[&id].clone();
        state.names.add(&id, &document.base_path, &facts);
    }
    // One that can't be modelled is another test's.
    drop(state.name_types());
    state
}

/// The document in the state of things before, and what `change` makes of it.
fn states(change: impl Fn(&mut Value)) -> (State, State) {
    let mut changed = document();
    change(&mut changed);
    let old = state(vec![(line("things"), document())], None);
    let new = state(vec![(line("things"), changed)], Some(&old));
    (old, new)
}

fn diff(old: &State, new: &State) -> Diff {
    let surface = |state: &State| Surface::of(state, Vec::new()).unwrap();
    Diff::new(&surface(old), &surface(new), Version::new(1, 0, 0))
}

fn found(diff: &Diff) -> Vec<(Group, Kind, &str)> {
    let findings = diff.findings.iter();
    findings
        .map(|it| (it.group, it.kind, it.item.as_str()))
        .collect()
}

/// Compares the document with what `change` makes of it, and wants `expected`; the other way round it
/// wants `back`.
#[track_caller]
fn assert_mutation(change: impl Fn(&mut Value), expected: &[Found], back: &[Found]) {
    let (old, new) = states(change);
    assert_ne!(old.facts, new.facts, "{expected:?}");
    assert_eq!(found(&diff(&old, &new)), expected);
    assert_eq!(found(&diff(&new, &old)), back, "back from {expected:?}");
}

/// Puts `value` at `pointer`, new or not.
fn put(document: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = json::unescape(key);
    match document.pointer_mut(parent) {
        Some(Value::Object(object)) => drop(object.insert(key, value)),
        Some(Value::Array(items)) if key == "-" => items.push(value),
        Some(Value::Array(items)) => items[key.parse::<usize>().unwrap()] = value,
        other => panic!("{pointer}: {other:?}"),
    }
}

fn take(document: &mut Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent) {
        Some(Value::Object(object)) => object.remove(&json::unescape(key)).unwrap(),
        Some(Value::Array(items)) => items.remove(key.parse().unwrap()),
        other => panic!("{pointer}: {other:?}"),
    }
}

fn rename(document: &mut Value, from: &str, to: &str) {
    let value = take(document, from);
    put(document, to, value);
}
