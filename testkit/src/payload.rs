//! What a response is about, without the envelope around it, as the documents have it.

use serde_json::Value;

use super::{
    documents::Operation,
    sample::{Mode, sample_success},
    schema::{flatten, resolve},
};

/// What may stand beside a payload.
const BESIDE: [&str; 9] = [
    "batch_errors",
    "code",
    "errors",
    "links",
    "message",
    "meta",
    "status",
    "success",
    "title",
];

/// The members of the body that lead to the payload of a response with this schema.
pub fn way(operation: &Operation, schema: &Value) -> Vec<&'static str> {
    let document = &operation.document;
    let body = flatten(document, schema, &mut 0);
    let Some(data) = property(&body, "data") else {
        return Vec::new();
    };
    let data = flatten(document, data, &mut 0);
    let mut names = body["properties"].as_object().unwrap().keys();
    let is_envelope = names.all(|name| {
        name == "data" || BESIDE.contains(&name.as_str()) || property(&data, name).is_some()
    });
    if !is_envelope {
        return Vec::new();
    }
    let list = ["list", "items"].into_iter().find(|name| {
        property(&data, name).is_some_and(|list| resolve(document, list)["type"] == "array")
    });
    match list.filter(|_| is_paged(operation)) {
        Some(list) => vec!["data", list],
        None => vec!["data"],
    }
}

/// Whether the operation responds with a page of a list, if its payload is a list.
fn is_paged(operation: &Operation) -> bool {
    let paging = ["offset", "after", "page"];
    let mut parameters = operation.parameters.iter();
    operation.method == "GET"
        && parameters.any(|it| {
            it["in"] == "query" && paging.contains(&it["name"].as_str().unwrap_or_default())
        })
}

/// Whether a response with this schema says nothing but how the request went.
pub fn says_nothing(operation: &Operation, schema: &Value) -> bool {
    let document = &operation.document;
    let mut payload = flatten(document, schema, &mut 0);
    let is_whole = way(operation, schema).is_empty();
    for name in way(operation, schema) {
        let inner = property(&payload, name).unwrap().clone();
        payload = flatten(document, &inner, &mut 0);
    }
    let properties = payload.get("properties").and_then(Value::as_object);
    let mut names = properties.into_iter().flat_map(|it| it.keys());
    if is_whole && properties.is_some_and(|it| !it.is_empty()) {
        return names.all(|name| BESIDE.contains(&name.as_str()));
    }
    let is_free = |schema: &Value| {
        let flat = flatten(document, schema, &mut 0);
        let says = ["type", "properties", "anyOf", "oneOf", "enum"];
        !says.iter().any(|keyword| flat.contains_key(*keyword))
    };
    let is_empty = match payload.get("type").and_then(Value::as_str) {
        Some("array") => is_free(&payload["items"]),
        Some("object") => {
            properties.is_none_or(serde_json::Map::is_empty)
                && !payload
                    .get("additionalProperties")
                    .is_some_and(Value::is_object)
        }
        _ => false,
    };
    operation.method != "GET" && is_empty
}

/// The payload of `body`, to which these members lead.
pub fn at<'v>(body: &'v Value, way: &[&str]) -> &'v Value {
    way.iter().fold(body, |value, name| &value[name])
}

/// `body` with `payload` in the place to which these members lead. Where `body` is the payload itself, the envelope
/// is made.
pub fn replaced(body: &Value, way: &[&str], payload: Value) -> Value {
    let Some((name, rest)) = way.split_first() else {
        return payload;
    };
    let mut members = match (body, body.get(name)) {
        (Value::Object(members), Some(_)) => members.clone(),
        _ => serde_json::Map::new(),
    };
    let inner = members.get(*name).cloned().unwrap_or_default();
    members.insert((*name).to_owned(), replaced(&inner, rest, payload));
    Value::Object(members)
}

/// `body` with a payload, where its schema may leave it out: no server does.
pub fn completed(operation: &Operation, schema: &Value, body: &mut Value, seed: u64) {
    let (document, mut schema) = (&operation.document, schema.clone());
    let mut node = body;
    for name in way(operation, &schema) {
        let flat = flatten(document, &schema, &mut 0);
        schema = property(&flat, name).unwrap().clone();
        let made = || sample_success(document, &schema, seed, Mode::Minimal);
        let members = node.as_object_mut().unwrap();
        node = members.entry(name).or_insert_with(made);
    }
}

fn property<'v>(flat: &'v serde_json::Map<String, Value>, name: &str) -> Option<&'v Value> {
    flat.get("properties")?.get(name)
}
