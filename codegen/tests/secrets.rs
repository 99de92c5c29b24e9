//! What was reviewed of secrets fits the documents, and nothing is left to review.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    generate,
    recorded::Recorded,
    secrets::{self, DocumentSecrets, Review},
};
use quote::ToTokens;
use serde_json::{Value, json};

#[test]
fn nothing_is_left_to_review_but_what_the_manifest_lists() {
    let mut found = Vec::new();
    for document in support::documents() {
        let id = document.id();
        let recorded = Recorded::read(&support::specs(), &id).unwrap();
        let review =
            secrets::review(&id, &support::corrected(&document), &recorded.secrets).unwrap();
        assert_eq!(review.unreviewed, document.unreviewed, "{id}");
        let is_listed = |place: &str| document.stale.contains(&secrets::stale(place));
        let misfits = review.misfits.iter().filter(|(place, _)| !is_listed(place));
        found.extend(misfits.map(|(place, why)| format!("{id} {place}: {why}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The types of the fields of `Thing`, whose `properties` these are, when `places` are reviewed.
fn fields(properties: Value, components: Value, places: Value) -> BTreeMap<String, String> {
    let mut document = json!({
        "openapi": "3.0.3",
        "security": [{"X-Auth-Token": []}],
        "paths": {"/things": {"put": {
            "operationId": "updateThing",
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
            "responses": {"204": {"description": ""}},
        }}},
        "components": {"schemas": components},
    });
    document["components"]["schemas"]["Thing"] =
        json!({"type": "object", "properties": properties});
    let recorded = Recorded {
        secrets: serde_json::from_value(places).unwrap(),
        ..Recorded::default()
    };
    let module = generate::from_corrected(&support::made_up("things"), document, &recorded);
    let file: syn::File = syn::parse2(module.unwrap().source()).unwrap();
    let types = file.items.iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let thing = types.unwrap().1.iter().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == "ThingUpdate" => Some(item),
        _ => None,
    });
    let is_public = |field: &&syn::Field| matches!(field.vis, syn::Visibility::Public(_));
    let fields = thing.unwrap().fields.iter().filter(is_public);
    let fields = fields.map(|field| {
        let ty = field
            .ty
            .to_token_stream()
            .to_string()
            .replace(' ', "")
            .replace(",>", ">");
        let name = field.ident.as_ref().unwrap().to_string();
        let ty = ty
            .replace("::std::option::", "")
            .replace("::std::vec::", "");
        (
            name,
            ty.replace("::std::collections::", "")
                .replace("::std::string::", ""),
        )
    });
    fields.collect()
}

fn place(secret: bool) -> Value {
    json!({"secret": secret, "reason": "r"})
}

#[test]
fn a_name_or_a_format_hides_text_and_lists_of_it() {
    let text = json!({"type": "string"});
    let properties = json!({
        "access_token": text,
        "accessToken2": text,
        "ApiKey": {"type": "array", "items": text},
        "secret": {"$ref": "#/components/schemas/Word"},
        "word": {"$ref": "#/components/schemas/Word"},
        "token": {"allOf": [{"$ref": "#/components/schemas/Word"}, {}]},
        "password": {"type": "integer"},
        "client_secret": {"oneOf": [text, {"type": "integer"}]},
        "jwt_token": {"type": "object", "properties": {"id": text}},
        "other": {"type": "string", "format": "password"},
        "bearer_token": {"type": "string", "nullable": true},
    });
    let fields = fields(properties, json!({"Word": text}), json!({}));
    let expected = [
        ("access_token", "Option<::bigcommerce::Secret>"),
        ("access_token2", "Option<String>"),
        ("api_key", "Option<Vec<::bigcommerce::Secret>>"),
        ("bearer_token", "Option<Option<::bigcommerce::Secret>>"),
        ("client_secret", "Option<::bigcommerce::IntegerOrString>"),
        ("jwt_token", "Option<types::ThingJwtToken>"),
        ("other", "Option<::bigcommerce::Secret>"),
        ("password", "Option<i64>"),
        ("secret", "Option<::bigcommerce::Secret>"),
        ("token", "Option<::bigcommerce::Secret>"),
        ("word", "Option<String>"),
    ];
    let expected = expected.map(|(name, ty)| (name.to_owned(), ty.to_owned()));
    assert_eq!(fields, BTreeMap::from(expected));
}

#[test]
fn a_reviewed_place_hides_maps_too_or_shows_what_its_name_would_hide() {
    let text = json!({"type": "string"});
    let properties = json!({
        "id": text,
        "headers": {"type": "object", "additionalProperties": text, "properties": {}, "nullable": true},
        "connection": {"type": "object", "additionalProperties": true, "properties": {}},
        "settings": {"type": "object"},
        "token": text,
        "secret": {"type": "string", "format": "password"},
        "key": {"$ref": "#/components/schemas/Word"},
        "word": {"$ref": "#/components/schemas/Word"},
    });
    let at = |name: &str| format!("#/components/schemas/Thing/properties/{name}");
    let places = json!({
        at("id"): place(true),
        at("headers"): place(true),
        at("connection"): place(true),
        at("settings"): place(true),
        at("token"): place(false),
        at("secret"): place(false),
        at("key"): place(true),
    });
    let fields = fields(properties, json!({"Word": text}), places);
    let expected = [
        (
            "connection",
            "Option<BTreeMap<String,::bigcommerce::SecretValue>>",
        ),
        (
            "headers",
            "Option<Option<BTreeMap<String,::bigcommerce::Secret>>>",
        ),
        ("id", "Option<::bigcommerce::Secret>"),
        ("key", "Option<::bigcommerce::Secret>"),
        ("secret", "Option<String>"),
        (
            "settings",
            "Option<BTreeMap<String,::bigcommerce::SecretValue>>",
        ),
        ("token", "Option<String>"),
        ("word", "Option<String>"),
    ];
    let expected = expected.map(|(name, ty)| (name.to_owned(), ty.to_owned()));
    assert_eq!(fields, BTreeMap::from(expected));
}

#[test]
fn a_parameter_is_found_by_its_name_wherever_in_the_list_it_is() {
    let parameter = |name: &str| json!({"in": "query", "name": name, "schema": {"type": "string"}});
    let found = |parameters: [Value; 2], reviewed: &DocumentSecrets| {
        let operation =
            json!({"operationId": "getThings", "parameters": parameters, "responses": {}});
        let document = json!({"openapi": "3.0.3", "paths": {"/things": {"get": operation}}});
        secrets::review("v3/things", &document, reviewed).unwrap()
    };
    let reviewed = json!({"#/paths/~1things/get/parameters/auth": place(false)});
    let reviewed = serde_json::from_value(reviewed).unwrap();
    for names in [["auth", "a"], ["a", "auth"]] {
        let parameters = names.map(parameter);
        assert_eq!(found(parameters.clone(), &reviewed), Review::default());
        let unreviewed = found(parameters, &DocumentSecrets::new()).unreviewed;
        assert_eq!(unreviewed, ["#/paths/~1things/get/parameters/auth"]);
    }
}

#[test]
fn names_that_may_mean_a_secret_are_found() {
    let found = |name: &str, schema: Value| {
        let thing = json!({"properties": {name: schema}});
        let components = json!({"schemas": {"Thing": thing}});
        let document = json!({"openapi": "3.0.3", "paths": {}, "components": components});
        let review = secrets::review("v3/things", &document, &DocumentSecrets::new());
        !review.unwrap().unreviewed.is_empty()
    };
    let text = json!({"type": "string"});
    for name in [
        "signature",
        "webhookSignature",
        "credentials",
        "auth",
        "oauth_code",
        "authCode",
        "key",
        "keys",
        "publicKey",
        "storefront_api_tokens",
        "passphrase",
        "userPassword",
        "headers",
        "login",
        "pin",
        "JWT",
        "nonce",
        "hmac",
        "connection",
    ] {
        assert!(found(name, text.clone()), "{name}");
    }
    for name in [
        "keyword",
        "author",
        "monkey",
        "subheader",
        "opinion",
        "shipping",
    ] {
        assert!(!found(name, text.clone()), "{name}");
    }
    // What can hold no text is none.
    for schema in [
        json!({"type": "boolean"}),
        json!({"type": "integer"}),
        json!({"type": "string", "enum": ["a"]}),
    ] {
        assert!(!found("signature", schema));
    }
    for schema in [
        json!({}),
        json!({"type": "object"}),
        json!({"type": "array", "items": text}),
    ] {
        assert!(found("signature", schema));
    }
}
