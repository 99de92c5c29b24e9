//! A mutation of each kind, and exactly what is found of it.

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::manifest::{Document, Family, Manifest, Upstream};
use semver::Version;
use serde_json::{Value, json};

use super::{
    Direction::{Request, Response},
    Group::{Additive, Breaking, Cosmetic},
    *,
};

/// What is found: group, kind, direction and pointer.
type Found = (Group, Kind, Option<Direction>, &'static str);

const LIST: &str = "/paths/~1things/get";
const CREATE: &str = "/paths/~1things/post";
const UPDATE: &str = "/paths/~1things~1{thing_id}/put";
const JSON: &str = "content/application~1json";

/// One document: `Answer` is only answered, `Sent` only sent, `Both` both.
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
                        "200": wrapped(json!({"type": "array", "items": of("Answer")})),
                        "404": {"description": ""},
                    },
                },
                "post": {
                    "operationId": "createThing",
                    "requestBody": {"required": true, "content": body(of("Sent"))},
                    "responses": {"201": wrapped(of("Answer"))},
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
            "Answer": fields("answer"),
            "Both": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string"}, "size": {"type": "integer"}}},
            "Meta": {"type": "object", "properties": {"total": {"type": "integer"}}},
        }},
    })
}

fn line(module: &str) -> Document {
    Document {
        module: module.to_owned(),
        family: Family::V3,
        base_path: "/stores/{store_hash}/v3".to_owned(),
        feature: format!("v3-{module}"),
        operations: 5,
        upstream: format!("reference/{module}.v3.yml"),
        sha256: String::new(),
        stale: Vec::new(),
        behind: None,
    }
}

fn state(documents: Vec<(Document, Value)>) -> State {
    let (documents, facts): (Vec<_>, Vec<_>) = documents
        .into_iter()
        .map(|(line, facts)| (line.clone(), (line.id(), facts)))
        .unzip();
    State {
        manifest: Manifest {
            upstream: Upstream {
                repository: String::new(),
                commit: None,
            },
            documents,
        },
        facts: facts.into_iter().collect(),
        corrections: BTreeMap::new(),
    }
}

fn diff(old: &State, new: &State) -> Diff {
    Diff::new(old, new, Version::new(1, 0, 0)).unwrap()
}

fn found(diff: &Diff) -> Vec<(Group, Kind, Option<Direction>, &str)> {
    let findings = diff.findings.iter();
    findings
        .map(|it| (it.group, it.kind, it.direction, it.pointer.as_str()))
        .collect()
}

/// Compares the document with what `change` makes of it, and wants `expected`; the other way round it
/// wants `back`.
fn assert_mutation(change: impl Fn(&mut Value), expected: &[Found], back: &[Found]) {
    let mut changed = document();
    change(&mut changed);
    assert_ne!(changed, document(), "{expected:?}");
    let old = state(vec![(line("things"), document())]);
    let new = state(vec![(line("things"), changed)]);
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

#[test]
fn the_same_state_twice_has_no_difference() {
    let one = state(vec![(line("things"), document())]);
    let diff = diff(&one, &one);
    assert!(diff.findings.is_empty());
    assert_eq!(diff.next_version, "1.0.0");
    assert!(diff.markdown().contains("Nothing differs"));
}

#[test]
fn documents() {
    let things = || (line("things"), document());
    let mut other = document();
    other["paths"] =
        json!({"/others": {"get": {"operationId": "getOthers", "responses": {"204": {}}}}});
    let one = state(vec![things()]);
    let two = state(vec![things(), (line("others"), other)]);
    assert_eq!(
        found(&diff(&one, &two)),
        [(Additive, Kind::DocumentAdded, None, "#")]
    );
    assert_eq!(
        found(&diff(&two, &one)),
        [(Breaking, Kind::DocumentRemoved, None, "#")]
    );
    let renamed = state(vec![(line("items"), document())]);
    assert_eq!(
        found(&diff(&one, &renamed)),
        [(Breaking, Kind::DocumentRenamed, None, "#")]
    );
    let mut moved = line("things");
    moved.base_path = "/stores/{store_hash}/v3/more".to_owned();
    let moved = state(vec![(moved, document())]);
    assert_eq!(
        found(&diff(&one, &moved)),
        [(Breaking, Kind::BasePathChanged, None, "#/servers/0/url")]
    );
}

#[test]
fn operations() {
    let at = "#/paths/~1things/delete";
    assert_mutation(
        |d| drop(take(d, "/paths/~1things/delete")),
        &[(Breaking, Kind::OperationRemoved, None, at)],
        &[(Additive, Kind::OperationAdded, None, at)],
    );
    let renamed = [(Breaking, Kind::OperationRenamed, None, at)];
    assert_mutation(
        |d| {
            put(
                d,
                "/paths/~1things/delete/operationId",
                json!("removeThings"),
            )
        },
        &renamed,
        &renamed,
    );
    let respelt = [(Cosmetic, Kind::OperationRenamed, None, at)];
    assert_mutation(
        |d| {
            put(
                d,
                "/paths/~1things/delete/operationId",
                json!("delete_things"),
            )
        },
        &respelt,
        &respelt,
    );
    let to = "#/paths/~1stuff/delete";
    assert_mutation(
        |d| {
            put(d, "/paths/~1stuff", json!({}));
            rename(d, "/paths/~1things/delete", "/paths/~1stuff/delete");
        },
        &[(Breaking, Kind::OperationMoved, None, to)],
        &[(Breaking, Kind::OperationMoved, None, at)],
    );
    assert_mutation(
        |d| put(d, "/paths/~1things/delete/deprecated", json!(true)),
        &[(Additive, Kind::OperationDeprecated, None, at)],
        &[(
            Cosmetic,
            Kind::KeywordChanged,
            None,
            "#/paths/~1things/delete/deprecated",
        )],
    );
    assert_mutation(
        |d| put(d, &format!("{LIST}/tags"), json!(["Stuff"])),
        &[(
            Cosmetic,
            Kind::KeywordChanged,
            None,
            "#/paths/~1things/get/tags",
        )],
        &[(
            Cosmetic,
            Kind::KeywordChanged,
            None,
            "#/paths/~1things/get/tags",
        )],
    );
    assert_mutation(
        |d| drop(take(d, &format!("{LIST}/responses/404"))),
        &[(
            Cosmetic,
            Kind::FailuresChanged,
            Some(Response),
            "#/paths/~1things/get/responses/404",
        )],
        &[(
            Cosmetic,
            Kind::FailuresChanged,
            Some(Response),
            "#/paths/~1things/get/responses/404",
        )],
    );
}

#[test]
fn credentials() {
    let at = "#/paths/~1things/delete/security";
    for (from, to, group, back) in [
        (
            json!([{"X-Auth-Token": []}]),
            json!([{"authToken": []}]),
            Breaking,
            Breaking,
        ),
        (
            json!([{"X-Auth-Token": [], "X-Store-Hash": []}]),
            json!([{"X-Auth-Token": [], "X-Store-Hash": []}, {"authToken": []}]),
            Additive,
            Breaking,
        ),
        (json!([{"X-Auth-Token": []}]), json!([]), Additive, Breaking),
    ] {
        let with = |security: Value| {
            let mut document = document();
            put(&mut document, "/paths/~1things/delete/security", security);
            state(vec![(line("things"), document)])
        };
        let (from, to) = (with(from), with(to));
        let kind = Kind::CredentialChanged;
        assert_eq!(found(&diff(&from, &to)), [(group, kind, None, at)]);
        assert_eq!(found(&diff(&to, &from)), [(back, kind, None, at)]);
    }
}

#[test]
fn parameters() {
    let way = Some(Request);
    let limit = "#/paths/~1things/get/parameters/0";
    assert_mutation(
        |d| drop(take(d, &format!("{LIST}/parameters/0"))),
        &[(Breaking, Kind::ParameterRemoved, way, limit)],
        &[(Additive, Kind::ParameterAdded, way, limit)],
    );
    let kind = "#/paths/~1things/get/parameters/3";
    assert_mutation(
        |d| drop(take(d, &format!("{LIST}/parameters/3"))),
        &[(Breaking, Kind::ParameterRemoved, way, kind)],
        &[(Breaking, Kind::ParameterAdded, way, kind)],
    );
    let renamed = [(Breaking, Kind::ParameterRenamed, way, limit)];
    assert_mutation(
        |d| put(d, &format!("{LIST}/parameters/0/name"), json!("page_size")),
        &renamed,
        &renamed,
    );
    let in_path = "#/paths/~1things~1{id}/parameters/0";
    assert_mutation(
        |d| {
            put(
                d,
                "/paths/~1things~1{thing_id}/parameters/0/name",
                json!("id"),
            );
            rename(d, "/paths/~1things~1{thing_id}", "/paths/~1things~1{id}");
        },
        &[(Breaking, Kind::ParameterRenamed, way, in_path)],
        &[(
            Breaking,
            Kind::ParameterRenamed,
            way,
            "#/paths/~1things~1{thing_id}/parameters/0",
        )],
    );
    assert_mutation(
        |d| put(d, &format!("{LIST}/parameters/0/required"), json!(true)),
        &[(Breaking, Kind::BecameRequired, way, limit)],
        &[(Additive, Kind::BecameOptional, way, limit)],
    );
    let ids = [(
        Breaking,
        Kind::ParameterStyleChanged,
        way,
        "#/paths/~1things/get/parameters/2",
    )];
    assert_mutation(
        |d| drop(take(d, &format!("{LIST}/parameters/2/explode"))),
        &ids,
        &ids,
    );
    let schema = "#/paths/~1things/get/parameters/0/schema";
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/parameters/0/schema/type"),
                json!("number"),
            )
        },
        &[(Additive, Kind::TypeChanged, way, schema)],
        &[(Breaking, Kind::TypeChanged, way, schema)],
    );
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/parameters/0/schema/nullable"),
                json!(true),
            )
        },
        &[(Cosmetic, Kind::BecameNullable, way, schema)],
        &[(Cosmetic, Kind::BecameNonNullable, way, schema)],
    );
    let items = "#/paths/~1things/get/parameters/2/schema/items";
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/parameters/2/schema/items/type"),
                json!("string"),
            )
        },
        &[(Breaking, Kind::TypeChanged, way, items)],
        &[(Breaking, Kind::TypeChanged, way, items)],
    );
    let status = "#/paths/~1things/get/parameters/1/schema";
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/parameters/1/schema/enum"),
                json!(["a", "b", "c"]),
            )
        },
        &[(Additive, Kind::EnumValuesAdded, way, status)],
        &[(Breaking, Kind::EnumValuesRemoved, way, status)],
    );
    // Nothing but the order.
    let mut shuffled = document();
    let first = take(&mut shuffled, &format!("{LIST}/parameters/0"));
    put(&mut shuffled, &format!("{LIST}/parameters/-"), first);
    let (old, new) = (document(), shuffled);
    let states = [old, new].map(|document| state(vec![(line("things"), document)]));
    assert_eq!(found(&diff(&states[0], &states[1])), []);
}

#[test]
fn bodies() {
    let way = Some(Request);
    let body = "#/paths/~1things~1{thing_id}/put/requestBody";
    assert_mutation(
        |d| put(d, &format!("{UPDATE}/requestBody/required"), json!(true)),
        &[(Breaking, Kind::BecameRequired, way, body)],
        &[(Additive, Kind::BecameOptional, way, body)],
    );
    assert_mutation(
        |d| drop(take(d, &format!("{UPDATE}/requestBody"))),
        // `Both` is answered alone then: what it requires is an `Option`.
        &[
            (Breaking, Kind::BodyRemoved, way, body),
            (
                Breaking,
                Kind::BecameOptional,
                Some(Response),
                "#/components/schemas/Both/properties/name",
            ),
        ],
        &[
            (
                Breaking,
                Kind::BecameRequired,
                Some(Response),
                "#/components/schemas/Both/properties/name",
            ),
            (Additive, Kind::BodyAdded, way, body),
        ],
    );
    let create = "#/paths/~1things/post/requestBody";
    assert_mutation(
        |d| drop(take(d, &format!("{CREATE}/requestBody"))),
        &[(Breaking, Kind::BodyRemoved, way, create)],
        &[(Breaking, Kind::BodyAdded, way, create)],
    );
    let form = "#/paths/~1things/post/requestBody/content/multipart~1form-data";
    assert_mutation(
        |d| {
            let form =
                json!({"schema": {"type": "object", "properties": {"file": {"type": "string"}}}});
            put(
                d,
                &format!("{CREATE}/requestBody/content/multipart~1form-data"),
                form,
            );
        },
        &[(Additive, Kind::MediaTypeAdded, way, form)],
        &[(Breaking, Kind::MediaTypeRemoved, way, form)],
    );
}

#[test]
fn answers() {
    let way = Some(Response);
    let schema = "#/paths/~1things/post/responses/201/content/application~1json/schema";
    let data = format!("{CREATE}/responses/201/{JSON}/schema/properties/data");
    let changed = [(Breaking, Kind::EnvelopeChanged, way, schema)];
    let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Answer"}});
    assert_mutation(|d| put(d, &data, list.clone()), &changed, &changed);
    assert_mutation(|d| drop(take(d, &data)), &changed, &changed);
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{CREATE}/responses/201/{JSON}/schema"),
                list.clone(),
            )
        },
        &changed,
        &changed,
    );
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{CREATE}/responses/201"),
                json!({"description": ""}),
            )
        },
        &[(
            Breaking,
            Kind::EnvelopeChanged,
            way,
            "#/paths/~1things/post/responses/201/content/application~1json/schema",
        )],
        &[(
            Breaking,
            Kind::EnvelopeChanged,
            way,
            "#/paths/~1things/post/responses/201/content/application~1json/schema",
        )],
    );
    let export = [(
        Breaking,
        Kind::EnvelopeChanged,
        way,
        "#/paths/~1export/get/responses",
    )];
    assert_mutation(
        |d| {
            rename(
                d,
                "/paths/~1export/get/responses/200/content/text~1csv",
                "/paths/~1export/get/responses/200/content/text~1xml",
            )
        },
        &export,
        &export,
    );
    let headers = [(
        Cosmetic,
        Kind::KeywordChanged,
        way,
        "#/paths/~1things/get/responses/200/headers",
    )];
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/responses/200/headers"),
                json!({"X-A": {"schema": {"type": "string"}}}),
            )
        },
        &headers,
        &headers,
    );
    // Where it stands alone, a component's name is all that says which type it is.
    let meta =
        "#/paths/~1things/post/responses/201/content/application~1json/schema/properties/meta";
    assert_mutation(
        |d| {
            drop(take(
                d,
                &format!("{CREATE}/responses/201/{JSON}/schema/properties/meta"),
            ))
        },
        &[(Breaking, Kind::PropertyRemoved, way, meta)],
        &[(Additive, Kind::PropertyAdded, way, meta)],
    );
}

/// A mutation of a schema: what is found where it is sent, where it is answered, and both back.
struct Change {
    at: &'static str,
    below: &'static str,
    value: Option<Value>,
    sent: Option<(Group, Kind)>,
    sent_back: Option<(Group, Kind)>,
    answered: Option<(Group, Kind)>,
    answered_back: Option<(Group, Kind)>,
}

#[test]
fn schemas_in_request_and_response() {
    let none = None;
    for change in [
        Change {
            at: "/properties/count",
            below: "",
            value: None,
            sent: Some((Breaking, Kind::PropertyRemoved)),
            sent_back: Some((Additive, Kind::PropertyAdded)),
            answered: Some((Breaking, Kind::PropertyRemoved)),
            answered_back: Some((Additive, Kind::PropertyAdded)),
        },
        Change {
            at: "/properties/part/properties/size",
            below: "",
            value: None,
            sent: Some((Breaking, Kind::PropertyRemoved)),
            sent_back: Some((Additive, Kind::PropertyAdded)),
            answered: Some((Breaking, Kind::PropertyRemoved)),
            answered_back: Some((Additive, Kind::PropertyAdded)),
        },
        // Wider, and narrower back.
        Change {
            at: "/properties/count",
            below: "/type",
            value: Some(json!("number")),
            sent: Some((Additive, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        Change {
            at: "/properties/count",
            below: "",
            value: Some(json!({"oneOf": [{"type": "integer"}, {"type": "string"}]})),
            sent: Some((Additive, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        // Another.
        Change {
            at: "/properties/count",
            below: "/type",
            value: Some(json!("string")),
            sent: Some((Breaking, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        Change {
            at: "/properties/tags/items",
            below: "/type",
            value: Some(json!("number")),
            sent: Some((Additive, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        // Text that is hidden in Rust has a type of its own.
        Change {
            at: "/properties/note",
            below: "/format",
            value: Some(json!("password")),
            sent: Some((Breaking, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        Change {
            at: "/properties/count",
            below: "/nullable",
            value: Some(json!(true)),
            sent: Some((Additive, Kind::BecameNullable)),
            sent_back: Some((Breaking, Kind::BecameNonNullable)),
            answered: Some((Breaking, Kind::BecameNullable)),
            answered_back: Some((Breaking, Kind::BecameNonNullable)),
        },
        Change {
            at: "/properties/status",
            below: "/enum",
            value: Some(json!(["a", "b", "c"])),
            sent: Some((Additive, Kind::EnumValuesAdded)),
            sent_back: Some((Breaking, Kind::EnumValuesRemoved)),
            answered: Some((Additive, Kind::EnumValuesAdded)),
            answered_back: Some((Breaking, Kind::EnumValuesRemoved)),
        },
        Change {
            at: "/properties/status",
            below: "/enum",
            value: None,
            sent: Some((Breaking, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        // Limits are the server's to check.
        Change {
            at: "/properties/note/maxLength",
            below: "",
            value: Some(json!(3)),
            sent: Some((Cosmetic, Kind::KeywordChanged)),
            sent_back: Some((Cosmetic, Kind::KeywordChanged)),
            answered: Some((Cosmetic, Kind::KeywordChanged)),
            answered_back: Some((Cosmetic, Kind::KeywordChanged)),
        },
        Change {
            at: "/properties/level/enum",
            below: "",
            value: Some(json!([1])),
            sent: Some((Cosmetic, Kind::KeywordChanged)),
            sent_back: Some((Cosmetic, Kind::KeywordChanged)),
            answered: Some((Cosmetic, Kind::KeywordChanged)),
            answered_back: Some((Cosmetic, Kind::KeywordChanged)),
        },
        // The same in other words.
        Change {
            at: "/properties/count",
            below: "",
            value: Some(json!({"allOf": [{"type": "integer"}]})),
            sent: none,
            sent_back: none,
            answered: none,
            answered_back: none,
        },
    ] {
        for (name, way, there, back) in [
            ("Sent", Request, change.sent, change.sent_back),
            ("Answer", Response, change.answered, change.answered_back),
        ] {
            let at = format!("/components/schemas/{name}{}", change.at);
            let (old, mut new) = (document(), document());
            match &change.value {
                Some(value) => put(&mut new, &format!("{at}{}", change.below), value.clone()),
                None => drop(take(&mut new, &format!("{at}{}", change.below))),
            }
            assert_ne!(old, new);
            let states = [old, new].map(|document| state(vec![(line("things"), document)]));
            for (from, to, expected) in [(0, 1, there), (1, 0, back)] {
                let diff = diff(&states[from], &states[to]);
                let wanted =
                    expected.map(|(group, kind)| (group, kind, Some(way), format!("#{at}")));
                let found = diff.findings.iter();
                let found: Vec<_> = found
                    .map(|it| (it.group, it.kind, it.direction, it.pointer.clone()))
                    .collect();
                assert_eq!(found, Vec::from_iter(wanted), "{name} {}", change.at);
                let named = diff
                    .findings
                    .iter()
                    .all(|it| it.of_type.as_deref() == Some(name));
                assert!(named, "{name} {}", change.at);
            }
        }
    }
}

#[test]
fn what_must_be_there() {
    let sent = "#/components/schemas/Sent/properties/count";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Sent/required",
                json!(["name", "count"]),
            )
        },
        &[(Breaking, Kind::BecameRequired, Some(Request), sent)],
        &[(Additive, Kind::BecameOptional, Some(Request), sent)],
    );
    // What is answered alone is an `Option` in any case.
    let answer = "#/components/schemas/Answer/properties/count";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Answer/required",
                json!(["name", "count"]),
            )
        },
        &[(Cosmetic, Kind::BecameRequired, Some(Response), answer)],
        &[(Cosmetic, Kind::BecameOptional, Some(Response), answer)],
    );
    // What travels both ways isn't.
    let both = "#/components/schemas/Both/properties/size";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Both/required",
                json!(["name", "size"]),
            )
        },
        &[
            (Breaking, Kind::BecameRequired, Some(Request), both),
            (Breaking, Kind::BecameRequired, Some(Response), both),
        ],
        &[
            (Breaking, Kind::BecameOptional, Some(Response), both),
            (Additive, Kind::BecameOptional, Some(Request), both),
        ],
    );
    // What the server alone writes is required of nobody.
    let read_only = "#/components/schemas/Sent/properties/name";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Sent/properties/name/readOnly",
                json!(true),
            )
        },
        &[
            (Additive, Kind::BecameOptional, Some(Request), read_only),
            (
                Cosmetic,
                Kind::KeywordChanged,
                Some(Request),
                "#/components/schemas/Sent/properties/name/readOnly",
            ),
        ],
        &[
            (Breaking, Kind::BecameRequired, Some(Request), read_only),
            (
                Cosmetic,
                Kind::KeywordChanged,
                Some(Request),
                "#/components/schemas/Sent/properties/name/readOnly",
            ),
        ],
    );
    let new = "#/components/schemas/Sent/properties/new";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Sent/properties/new",
                json!({"type": "string"}),
            );
            put(
                d,
                "/components/schemas/Sent/required",
                json!(["name", "new"]),
            );
        },
        &[(Breaking, Kind::PropertyAdded, Some(Request), new)],
        &[(Breaking, Kind::PropertyRemoved, Some(Request), new)],
    );
}

#[test]
fn names() {
    for (name, way) in [("Sent", Request), ("Answer", Response)] {
        let from = format!("/components/schemas/{name}/properties/level");
        let to = format!("/components/schemas/{name}/properties/rank");
        let (old, mut new) = (document(), document());
        rename(&mut new, &from, &to);
        let states = [old, new].map(|document| state(vec![(line("things"), document)]));
        let diff = diff(&states[0], &states[1]);
        let renamed = (Breaking, Kind::PropertyRenamed, Some(way));
        let at = format!("#{to}");
        assert_eq!(
            found(&diff),
            [(renamed.0, renamed.1, renamed.2, at.as_str())]
        );
    }
    // A component under another name is one difference, however often it is referred to.
    let renamed = |document: &Value, from: &str, to: &str| -> Value {
        let text = document.to_string();
        let text = text.replace(&format!("schemas/{from}\""), &format!("schemas/{to}\""));
        serde_json::from_str(&text.replace(&format!("\"{from}\":"), &format!("\"{to}\":"))).unwrap()
    };
    assert_mutation(
        |d| *d = renamed(d, "Answer", "Outcome"),
        &[(
            Breaking,
            Kind::TypeRenamed,
            None,
            "#/components/schemas/Outcome",
        )],
        &[(
            Breaking,
            Kind::TypeRenamed,
            None,
            "#/components/schemas/Answer",
        )],
    );
    // A type without a name of its own is called after where it stands: the one that is no longer
    // like another gets a name of its own, which breaks nothing; the other way round one goes.
    let same = json!({"type": "object", "properties": {"deep": {"type": "object", "properties": {"x": {"type": "string"}}}}});
    let with = |extra: bool| {
        let mut document = document();
        for name in ["Answer", "Meta"] {
            put(
                &mut document,
                &format!("/components/schemas/{name}/properties/own"),
                same.clone(),
            );
        }
        if extra {
            let at = "/components/schemas/Meta/properties/own/properties/deep/properties/y";
            put(&mut document, at, json!({"type": "string"}));
        }
        state(vec![(line("things"), document)])
    };
    let (alike, unlike) = (with(false), with(true));
    let added = Kind::PropertyAdded;
    let there = diff(&alike, &unlike);
    assert!(
        there
            .findings
            .iter()
            .all(|it| it.kind == added && it.group == Additive),
        "{there:?}"
    );
    let back = diff(&unlike, &alike);
    assert!(
        back.findings
            .iter()
            .any(|it| it.kind == Kind::PropertyRemoved),
        "{back:?}"
    );
}

#[test]
fn a_type_both_ways_is_judged_both_ways() {
    let at = "#/components/schemas/Both/properties/size";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Both/properties/size/type",
                json!("number"),
            )
        },
        &[
            (Breaking, Kind::TypeChanged, Some(Response), at),
            (Additive, Kind::TypeChanged, Some(Request), at),
        ],
        &[
            (Breaking, Kind::TypeChanged, Some(Request), at),
            (Breaking, Kind::TypeChanged, Some(Response), at),
        ],
    );
}

#[test]
fn what_only_failures_hold_is_cosmetic() {
    let with = |kind: &str| {
        let mut document = document();
        put(
            &mut document,
            "/components/schemas/Fault",
            json!({"type": kind}),
        );
        let schema =
            json!({"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}});
        put(
            &mut document,
            &format!("{LIST}/responses/404/content"),
            schema,
        );
        state(vec![(line("things"), document)])
    };
    assert_eq!(
        found(&diff(&with("object"), &with("string"))),
        [(
            Cosmetic,
            Kind::FailuresChanged,
            None,
            "#/components/schemas/Fault"
        )]
    );
}

#[test]
fn the_report_says_what_where_and_which_version() {
    let mut changed = document();
    put(
        &mut changed,
        "/components/schemas/Both/properties/size/type",
        json!("string"),
    );
    put(
        &mut changed,
        "/paths/~1more",
        json!({"get": {"operationId": "getMore", "responses": {"204": {}}}}),
    );
    take(&mut changed, &format!("{LIST}/parameters/0"));
    let old = state(vec![(line("things"), document())]);
    let new = state(vec![(line("things"), changed)]);
    let diff = diff(&old, &new);
    assert_eq!(diff.severity(), Some(Breaking));
    assert_eq!(diff.next_version, "2.0.0");
    let text = diff.markdown();
    for part in [
        "## 2.0.0\n",
        "### Breaking (3)\n\n**v3/things**\n",
        "- parameter removed in request, `limit`: `GET /things`, `#/paths/~1things/get/parameters/0`\n",
        "- type changed in response, `integer` to `string`: type `Both`, `#/components/schemas/Both/properties/size`\n",
        "### Additive (1)\n\n**v3/things**\n- operation added, `getMore`: `GET /more`, `#/paths/~1more/get`\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let machine = serde_json::to_value(&diff).unwrap();
    assert_eq!(machine["severity"], "breaking");
    assert_eq!(
        machine["findings"][3],
        json!({
            "group": "additive", "kind": "operation-added", "document": "v3/things",
            "operations": ["GET /more"], "pointer": "#/paths/~1more/get", "to": "getMore",
        })
    );
}

#[test]
fn additive_and_cosmetic_changes_have_their_versions() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = document();
        change(&mut changed);
        let old = state(vec![(line("things"), document())]);
        diff(&old, &state(vec![(line("things"), changed)]))
    };
    let additive = with(&|d| {
        put(
            d,
            "/components/schemas/Sent/properties/new",
            json!({"type": "string"}),
        )
    });
    assert_eq!(
        (additive.severity(), additive.next_version.as_str()),
        (Some(Additive), "1.1.0")
    );
    let cosmetic = with(&|d| put(d, "/info/version", json!("2")));
    assert_eq!(
        (cosmetic.severity(), cosmetic.next_version.as_str()),
        (Some(Cosmetic), "1.0.1")
    );
    let kinds: BTreeSet<_> = cosmetic.findings.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, BTreeSet::from([Kind::KeywordChanged]));
}
