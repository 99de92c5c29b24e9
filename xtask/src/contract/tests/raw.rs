//! What is read off a raw document.

use bigcommerce_codegen::openapi::Bundle;
use serde_json::{Value, json};

use crate::contract::upstream::{Operation, operations};

/// What `read` makes of the one operation of a document of which `item` is the one path.
fn of<T>(item: Value, read: impl Fn(&Operation) -> T) -> T {
    let document = json!({
        "servers": [{ "url": "https://api.bigcommerce.com/stores/{store_hash}/v3" }],
        "paths": { "/things/{id}": item },
        "components": { "parameters": { "Sort": { "name": "sort", "in": "query", "explode": false } } },
    });
    let bundle = Bundle::of("things", &document);
    let operations = operations(&bundle, "things").unwrap();
    assert_eq!(operations.len(), 1);
    read(&operations[0])
}

#[test]
fn what_the_client_sends_by_itself_is_no_parameter() {
    let item = json!({
        "parameters": [
            { "name": "id", "in": "path", "required": true },
            { "name": "store_hash", "in": "path", "required": true },
            { "name": "accept", "in": "header" },
        ],
        "get": { "parameters": [{ "$ref": "#/components/parameters/Sort" }] },
    });
    let seen = of(item, |operation| {
        let parameters = operation.parameters.iter();
        let seen = parameters.map(|it| (it.at("GET"), it.required, it.explode, it.pointer.clone()));
        seen.collect::<Vec<_>>()
    });
    let path = "/paths/~1things~1{id}/parameters/0";
    let sort = "/components/parameters/Sort";
    let expected = [
        ("GET path id", true, false, path),
        ("GET query sort", false, false, sort),
    ];
    let expected = expected.map(|(at, required, explode, pointer)| {
        (at.to_owned(), required, explode, pointer.to_owned())
    });
    assert_eq!(seen, expected);
}

#[test]
fn examples_are_found_wherever_a_body_has_them() {
    let item = json!({ "put": {
        "requestBody": {
            "x-examples": { "application/json": 1 },
            "content": { "application/json": {
                "schema": { "example": 2, "x-examples": { "one": 3, "other": { "value": 4 } } },
                "example": 5,
                "examples": { "one": { "value": 6 }, "none": { "summary": "no value" } },
            } },
        },
        "responses": {
            "200": { "content": {
                "application/json": { "schema": {}, "example": 8 },
                "By another name": { "example": 7 },
            } },
            "2XX": { "content": { "text/plain": { "example": "9" } } },
            "404": { "content": { "application/json": { "example": 10 } } },
        },
    } });
    let seen = |operation: &Operation| -> Vec<_> {
        let examples = operation.examples.iter();
        examples
            .map(|it| {
                (
                    it.node.value.clone(),
                    it.status,
                    it.media_type.clone(),
                    it.schema.is_some(),
                )
            })
            .collect()
    };
    let json = "application/json".to_owned();
    let request = |value: u8| (json!(value), 0, json.clone(), true);
    let response = |value: u8| (json!(value), 200, json.clone(), true);
    let mut expected: Vec<_> = [1, 5, 6, 2, 3, 4].map(request).into();
    expected.extend([7, 8].map(response));
    expected.push((json!("9"), 200, "text/plain".into(), false));
    let mut seen = of(item, seen);
    seen.sort_by_key(|(_, status, ..)| *status);
    assert_eq!(seen, expected);
}

#[test]
fn bodies_to_make_samples_of_are_json_and_have_content() {
    let json = json!({ "application/json": { "schema": { "type": "object" } } });
    let item = json!({ "put": {
        "requestBody": { "content": json },
        "responses": {
            "200": { "content": json },
            "201": { "content": { "text/plain": { "schema": { "type": "string" } } } },
            "204": { "content": json },
            "422": { "content": json },
        },
    } });
    let schemas = |operation: &Operation| -> Vec<_> {
        let schemas = operation.schemas.iter();
        schemas
            .map(|body| (body.status, body.schema.pointer().to_owned()))
            .collect()
    };
    let at = |place: &str| {
        format!("/paths/~1things~1{{id}}/put/{place}/content/application~1json/schema")
    };
    assert_eq!(
        of(item, schemas),
        [(0, at("requestBody")), (200, at("responses/200"))]
    );
}
