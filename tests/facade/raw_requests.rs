//! Requests of operations that have no type.

use bigcommerce::{Error, Form, Method, RequestErrorKind};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::platform::{HASH, LEGACY, Platform, TOKEN, legacy_store, sent};
use testkit::server::Response;

#[derive(Debug, Deserialize, PartialEq)]
struct Thing {
    id: i64,
}

#[tokio::test]
async fn a_request_without_a_type_has_base_path_credential_query_and_body() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, r#"{"data": {"id": 7}}"#));
    let store = &platform.store;

    let v3 = store.v3().request(Method::GET, "/catalog/new-things");
    let value: Value = v3.query("id:in", [1, 2]).query("limit", 5).await.unwrap();
    assert_eq!(value, json!({"data": {"id": 7}}));
    let request = platform.only_request();
    assert_eq!(
        request.target,
        "/stores/abc123/v3/catalog/new-things?id:in=1,2&limit=5"
    );
    assert_eq!(request.headers("x-auth-token"), [TOKEN]);
    assert_eq!(request.headers("accept"), ["application/json"]);
    assert!(request.headers("x-store-hash").is_empty());

    let v2 = store.v2().request::<Value>(Method::PUT, "new-things/7");
    let response = v2.json(json!({"a": "b"})).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let request = platform.only_request();
    assert_eq!(request.target, "/stores/abc123/v2/new-things/7");
    assert_eq!(
        (&*request.method, sent(&request)),
        ("PUT", json!({"a": "b"}))
    );
    assert_eq!(request.headers("content-type"), ["application/json"]);

    let b2b = store.b2b().request(Method::POST, "/new-things");
    let _: Value = b2b.form(Form::new().text("a", "b")).await.unwrap();
    let request = platform.only_request();
    assert_eq!(request.target, "/api/v3/io/new-things");
    assert_eq!(request.headers("x-store-hash"), [HASH]);
    assert!(request.headers("content-type")[0].starts_with("multipart/form-data"));

    let legacy = legacy_store(&platform.server.url());
    let _: Value = legacy
        .b2b()
        .request(Method::GET, "/new-things")
        .await
        .unwrap();
    let request = platform.only_request();
    assert_eq!(request.headers("authtoken"), [LEGACY]);
    assert!(request.headers("x-store-hash").is_empty());
}

#[tokio::test]
async fn what_comes_back_is_decoded_as_it_is_or_is_an_error() {
    let platform = Platform::start().await;
    let v3 = platform.store.v3();
    platform.respond_with(Response::json(200, r#"{"id": 7}"#));
    let thing: Thing = v3.request(Method::GET, "/things/7").await.unwrap();
    assert_eq!(thing, Thing { id: 7 });
    platform.respond_with(Response::new(204));
    let nothing: Option<Thing> = v3.request(Method::GET, "/things/7").await.unwrap();
    assert_eq!(nothing, None);
    for (body, said) in [
        (r#"{"id": 1"#, "JSON"),
        (r#"{"id": "s3cret"}"#, "the type takes"),
    ] {
        platform.respond_with(Response::json(200, body));
        let error = v3
            .request::<Thing>(Method::GET, "/things/7")
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        let line = error.to_string();
        assert!(line.contains("GET /v3") && line.contains(said), "{line}");
        assert!(!line.contains("s3cret"), "{line}");
    }
    platform.respond_with(Response::json(404, r#"{"status": 404, "title": "Gone"}"#));
    let missing: Result<Value, Error> = v3.request(Method::GET, "/things/7").await;
    assert!(missing.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_raw_request_leaves_neither_its_base_path_nor_a_collection_empty() {
    let platform = Platform::start().await;
    let v3 = platform.store.v3();
    for path in ["/../v2/orders", "/a/%2e%2e/b", "/a?b=c", ""] {
        let outcome: Result<Value, Error> = v3.request(Method::GET, path).await;
        let Err(Error::Request(error)) = outcome else {
            panic!("{path}");
        };
        assert!(
            matches!(error.kind(), RequestErrorKind::InvalidPath { .. }),
            "{error}"
        );
    }
    let delete = || v3.request::<Value>(Method::DELETE, "/catalog/products");
    let none: [i64; 0] = [];
    for refused in [
        delete(),
        delete().json(json!([])),
        delete().query("name", " "),
        delete().query("id:in", none),
    ] {
        let error = refused.await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    let method = Method::from_bytes(b"PURGE").unwrap();
    assert!(v3.request::<Value>(method, "/a").await.is_err());
    assert!(platform.server.take().is_empty());

    delete().everything().await.unwrap();
    delete().query("id:in", [1]).await.unwrap();
    let one = v3.request::<Value>(Method::DELETE, "/catalog/products/7");
    one.await.unwrap();
    assert_eq!(platform.server.take().len(), 3);
}
