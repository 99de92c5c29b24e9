//! Whatever the server fails with becomes one readable error.

use std::io::Write;

use bigcommerce::{DecodeError, Error, Position, Problem};
use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};
use serde_json::{Value, json};

use crate::platform::{Platform, assert_readable, calls, nowhere, problem, store_at};
use testkit::server::Response;

struct Failure {
    status: u16,
    body: Vec<u8>,
    title: &'static str,
    errors: &'static [(&'static str, &'static str)],
}

fn failure(
    status: u16,
    body: impl ToString,
    title: &'static str,
    errors: &'static [(&'static str, &'static str)],
) -> Failure {
    Failure {
        status,
        body: body.to_string().into_bytes(),
        title,
        errors,
    }
}

/// The shapes of failures in PLATFORM.md and in upstream's examples.
fn failures() -> Vec<Failure> {
    vec![
        failure(
            422,
            json!({"status": 422, "title": "JSON data is missing or invalid", "type": "/status",
                   "errors": {"name": "required", "address": {"zip": ["too short", "no digits"]}}}),
            "JSON data is missing or invalid",
            &[
                ("address.zip", "too short"),
                ("address.zip", "no digits"),
                ("name", "required"),
            ],
        ),
        failure(
            422,
            json!({"status": 422, "title": "Input is invalid", "detail": "missing: body"}),
            "Input is invalid",
            &[("", "missing: body")],
        ),
        failure(
            422,
            json!({"title": "Invalid Input.", "errors": ["bar", {"field": 3, "ok": null}]}),
            "Invalid Input.",
            &[("", "bar"), ("[1].field", "3")],
        ),
        failure(
            422,
            json!({"errors": {"code": "taken", "title": "too long"}}),
            "Unprocessable Entity",
            &[("code", "taken"), ("title", "too long")],
        ),
        failure(
            409,
            json!({"data": [], "errors": [{"status": 409, "title": "In use.", "type": "/status",
                                           "errors": {"2.code": "12 is in use"}}]}),
            "Conflict",
            &[("[0].2.code", "12 is in use"), ("[0]", "In use.")],
        ),
        failure(
            503,
            json!({"error": {"code": "SERVICE_DEGRADED", "message": "Unavailable", "details": "Try later"}}),
            "Unavailable",
            &[("", "Try later")],
        ),
        failure(
            400,
            json!([{"status": 400, "message": "The field is invalid", "details": {"invalid_reason": "too big"}},
                   {"status": 400, "message": "So is another"}]),
            "The field is invalid",
            &[("", "So is another"), ("invalid_reason", "too big")],
        ),
        failure(
            404,
            json!({"status": 404, "message": "Not here.", "details": {"errors": {"id": "unknown"}}}),
            "Not here.",
            &[("id", "unknown")],
        ),
        failure(
            400,
            json!({"code": 400, "data": {"errMsg": "Wrong password."}, "meta": {"message": "API logic error"}}),
            "API logic error",
            &[("", "Wrong password.")],
        ),
        failure(
            404,
            json!({"code": 404, "data": {}, "message": "Not Found Error"}),
            "Not Found Error",
            &[],
        ),
        failure(
            400,
            json!({"code": 40010, "data": {"bc_order_id": "missing"}, "message": "Bad Request Error"}),
            "Bad Request Error",
            &[("bc_order_id", "missing")],
        ),
        failure(
            400,
            json!({"code": 400, "data": {"errors": [{"id": 42, "_detail": ""}]}, "meta": {"message": "Some failed"}}),
            "Some failed",
            &[("[0].id", "42")],
        ),
        failure(
            422,
            json!({"code": 422, "data": [{"email": "taken"}], "meta": {"message": "Unprocessable"}}),
            "Unprocessable",
            &[("[0].email", "taken")],
        ),
        failure(
            401,
            json!({"error": "invalid_client", "error_description": "Unknown client"}),
            "Unknown client",
            &[("", "invalid_client")],
        ),
        failure(
            502,
            "<html><head><title>502</title></head></html>",
            "Bad Gateway",
            &[],
        ),
        failure(500, "", "Internal Server Error", &[]),
        failure(500, "{\"title\": \"broken", "Internal Server Error", &[]),
        failure(403, "\"Forbidden here\"", "Forbidden here", &[]),
        failure(418, "null", "I'm a teapot", &[]),
        failure(599, "[]", "unknown status", &[]),
        Failure {
            status: 429,
            body: b"\xff\xfe{\"title\":1}\x80".to_vec(),
            title: "Too Many Requests",
            errors: &[],
        },
    ]
}

#[tokio::test]
async fn every_failure_is_one_error_with_status_title_fields_id_and_body() {
    let platform = Platform::start().await;
    for failure in failures() {
        let response = Response::new(failure.status)
            .header("X-Request-Id", "req-1")
            .body(failure.body.clone());
        platform.respond_with(response);
        for (operation, outcome) in calls(&platform.store).await {
            let error = outcome.unwrap_err();
            assert_eq!(error.status().unwrap(), failure.status);
            let problem = error.problem().unwrap();
            let errors = problem.errors().iter();
            let mut errors: Vec<_> = errors.map(|e| (&*e.field, &*e.message)).collect();
            let mut expected = failure.errors.to_vec();
            // Their order is that of the map which somebody's build gives serde_json.
            errors.sort();
            expected.sort();
            assert_eq!(problem.operation().id, operation);
            assert_eq!(problem.title(), failure.title);
            assert_eq!(errors, expected, "{}", failure.title);
            assert_eq!(problem.request_id(), Some("req-1"));
            assert_eq!(problem.headers()["x-request-id"], "req-1");
            assert_eq!(problem.body()[..], failure.body);
            let line = assert_readable(&error);
            let start = format!(
                "{}: {}: {}",
                problem.operation(),
                failure.status,
                failure.title
            );
            assert!(
                line.starts_with(&start) && line.ends_with(" (request req-1)"),
                "{line}"
            );
            assert!(errors.iter().all(|(_, message)| line.contains(message)));
        }
    }
}

#[tokio::test]
async fn a_redirect_is_a_failure_that_says_where_to() {
    let platform = Platform::start().await;
    for status in [301, 302, 303, 307, 308] {
        let response = Response::json(status, json!({"message": "Moved"}));
        platform.respond_with(response.header("Location", "https://example.com/x?y=1"));
        for (_, outcome) in calls(&platform.store).await {
            let problem = problem(outcome);
            assert_eq!(
                problem.title(),
                "redirect to https://example.com/x?y=1, not followed"
            );
            assert_eq!(problem.errors()[0].message, "Moved");
        }
        assert_eq!(platform.server.take().len(), 4, "one request a call");
    }
}

/// Bodies made to be unreadable or to cost memory.
fn hostile_bodies() -> Vec<Vec<u8>> {
    let long = "é\n\t\u{0}\u{2028}lies ".repeat(100_000);
    let many: Vec<Value> = (0..200_000).map(Value::from).collect();
    let deep = |levels: usize| {
        "{\"errors\":".to_owned() + &"[".repeat(levels) + "1" + &"]".repeat(levels) + "}"
    };
    let nested = (0..100).fold(
        json!("deep"),
        |inner, _| json!({ "k".repeat(10_000): inner }),
    );
    let fields: Vec<Value> = (0..1000).map(|n| json!({ "x": n })).collect();
    let bodies = [
        json!({ "title": long, "errors": { long.clone(): long } }),
        json!([{ "message": long, "details": long }]),
        json!({ "errors": many }),
        json!({ "errors": nested }),
        json!({ "errors": { "k".repeat(1_000_000): fields } }),
        json!({ "data": vec![json!({"a": "b"}); 50_000], "meta": { "message": long } }),
        json!(vec![json!({"message": "x", "errors": ["y"]}); 20_000]),
    ];
    let mut bodies: Vec<_> = bodies
        .iter()
        .map(|body| body.to_string().into_bytes())
        .collect();
    bodies.extend(
        [
            deep(100),
            deep(100_000),
            "<p>".repeat(1_000_000),
            "x".repeat(5_000_000),
        ]
        .map(String::into_bytes),
    );
    bodies.push(vec![0xff; 3_000_000]);
    bodies
}

#[tokio::test]
async fn a_failure_reads_as_one_short_line_whatever_the_server_sends() {
    let platform = Platform::start().await;
    for body in hostile_bodies() {
        let response = Response::new(500).body(body.clone());
        platform.respond_with(response.header("X-Request-Id", "i".repeat(5000)));
        let products = platform.store.v3().products();
        let problem = problem(products.get_catalog_summary().send().await);
        assert_readable(&problem);
        let kept = &body[..body.len().min(1024 * 1024)];
        assert!(problem.body() == kept, "{} bytes", problem.body().len());
        assert!(problem.errors().len() <= 1000);
        let names = problem.errors().iter().map(|error| error.field.len());
        assert!(names.max().unwrap_or_default() < 2000);
    }
}

/// `bytes` through an encoder of `flate2`.
macro_rules! compressed {
    ($encoder:ident, $bytes:expr) => {{
        let mut encoder = $encoder::new(Vec::new(), Compression::default());
        encoder.write_all($bytes).unwrap();
        encoder.finish().unwrap()
    }};
}

#[tokio::test]
async fn a_failures_text_is_read_however_its_compression_is_spelled() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let text = json!({"title": "Broken", "errors": {"name": "too long"}}).to_string();
    let gzip = compressed!(GzEncoder, text.as_bytes());
    for (coding, body) in [
        ("gzip", gzip.clone()),
        ("GZIP", gzip.clone()),
        ("Gzip", gzip.clone()),
        ("x-gzip", gzip.clone()),
        ("X-GZip", gzip.clone()),
        ("identity, x-gzip", gzip.clone()),
        (
            "deflate, gzip",
            compressed!(GzEncoder, &compressed!(ZlibEncoder, text.as_bytes())),
        ),
        ("Deflate", compressed!(ZlibEncoder, text.as_bytes())),
        ("deflate", compressed!(DeflateEncoder, text.as_bytes())),
        // What says that it is compressed and isn't.
        ("x-gzip", text.clone().into_bytes()),
        ("br", text.clone().into_bytes()),
    ] {
        platform.respond_with(
            Response::new(502)
                .header("Content-Encoding", coding)
                .body(body),
        );
        let problem = problem(products.get_products().send().await);
        assert_eq!(problem.title(), "Broken", "{coding}");
        assert_eq!(problem.errors()[0].field, "name", "{coding}");
        assert_eq!(problem.body(), text.as_bytes(), "{coding}");
    }
    // As much as can be read of a body that breaks off.
    let text = format!("<html>{}", "it broke. ".repeat(20_000));
    let mut cut = compressed!(GzEncoder, text.as_bytes());
    cut.truncate(cut.len() - 12);
    platform.respond_with(
        Response::new(502)
            .header("Content-Encoding", "x-gzip")
            .body(cut),
    );
    let cut = problem(products.get_products().send().await);
    assert!(
        cut.body().starts_with(b"<html>it broke. it broke."),
        "{}",
        cut.body().len()
    );
    // Nor does a small body become a large one.
    let zeros = compressed!(GzEncoder, &vec![b'0'; 50 << 20]);
    platform.respond_with(
        Response::new(502)
            .header("Content-Encoding", "x-gzip")
            .body(zeros),
    );
    let large = problem(products.get_products().send().await);
    assert_eq!(large.body().len(), 1 << 20);
}

#[tokio::test]
async fn a_page_that_fails_doesnt_print_its_cursor_whole() {
    let platform = Platform::start().await;
    let start = Position::After("c\n".repeat(500_000));
    let list = platform.store.v3().products().get_products_metafields();
    let mut items = list.items().start_at(start.clone());
    let error = items.next().await.unwrap().unwrap_err();
    let line = assert_readable(&error);
    assert!(line.len() < 400, "{line}");
    assert!(format!("{error:?}").len() < 1000);
    let Error::Page(page) = error else {
        panic!("{error:?}")
    };
    assert_eq!(page.position, start);
}

#[tokio::test]
async fn an_unknown_token_and_a_missing_scope_are_told_apart() {
    let platform = Platform::start().await;
    for (status, unauthorized, forbidden) in
        [(401, true, false), (403, false, true), (404, false, false)]
    {
        platform.respond_with(Response::new(status));
        let products = platform.store.v3().products();
        let error = products.get_products().send().await.unwrap_err();
        let problem = error.problem().unwrap();
        assert_eq!(error.is_unauthorized(), unauthorized, "{status}");
        assert_eq!(error.is_forbidden(), forbidden, "{status}");
        assert_eq!(problem.is_unauthorized(), unauthorized, "{status}");
        assert_eq!(problem.is_forbidden(), forbidden, "{status}");
    }
}

#[tokio::test]
async fn a_host_that_cant_be_reached_is_a_transport_error() {
    for (operation, outcome) in calls(&store_at(&nowhere())).await {
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::Transport { .. }));
        assert!(
            error
                .to_string()
                .ends_with(&format!("{operation}): no response"))
        );
        assert!(error.problem().is_none());
    }
}

/// One error type that goes wherever errors go.
#[test]
fn errors_are_send_and_static() {
    fn check<T: std::error::Error + Send + Sync + 'static>() {}
    check::<Error>();
    check::<Problem>();
    check::<DecodeError>();
    check::<bigcommerce::ConfigurationError>();
}
