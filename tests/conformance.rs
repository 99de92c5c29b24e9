//! The program `conformance` against servers that do well and badly.

#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use serde_json::{Value, json};
use testkit::{
    conformance::{self, Options},
    server::{End, Recorded, Response, Server},
};

/// Responds by the path: with an order, no product, half a company, and a broken connection for users.
fn respond(request: &Recorded) -> Response {
    let path = request.path();
    if path.ends_with("/orders/count") {
        Response::json(200, json!({ "count": 3 }))
    } else if path.contains("/catalog/products") {
        Response::json(
            404,
            json!({ "status": 404, "title": "Not here", "type": "x" }),
        )
    } else if path.contains("/companies") {
        Response::json(200, r#"{"data": 7"#)
    } else {
        Response::raw("", End::Reset)
    }
}

async fn run(given: &[&str]) -> (Vec<Value>, ExitCode, String) {
    let server = Server::start(respond).await;
    let url = server.url();
    let urls = ["conformance", "--bigcommerce-url", &url, "--b2b-url", &url].into_iter();
    let options = Options::parse_from(urls.chain(given.iter().copied()));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = conformance::start(&options, &mut out, &mut err).await;
    let lines = serde_json::Deserializer::from_slice(&out).into_iter();
    let lines: Result<Vec<Value>, _> = lines.collect();
    (lines.unwrap(), code, String::from_utf8(err).unwrap())
}

fn all<'l>(lines: &'l [Value], key: &str) -> Vec<&'l str> {
    let mut values: Vec<_> = lines.iter().filter_map(|line| line[key].as_str()).collect();
    values.sort_unstable();
    values.dedup();
    values
}

#[cfg(all(feature = "v3-products", feature = "v2-orders"))]
#[tokio::test]
async fn each_outcome_has_its_line() {
    let (lines, code, err) = run(&["--only", "v2.orders.getOrdersCount"]).await;
    assert_eq!((code, err.as_str()), (ExitCode::SUCCESS, "1 of 1 ok\n"));
    assert_eq!(
        lines,
        [json!({
            "api": "v2", "module": "orders", "operation": "getOrdersCount", "method": "GET",
            "path": "/stores/{store_hash}/v2/orders/count", "status": 200, "outcome": "ok", "detail": null,
        })]
    );
    let (lines, code, _) = run(&["--only", "v3.products.getProduct"]).await;
    assert_eq!(code, ExitCode::SUCCESS);
    assert_eq!(
        (&lines[0]["outcome"], &lines[0]["status"]),
        (&json!("problem"), &json!(404))
    );
    assert!(lines[0]["detail"].as_str().unwrap().contains("Not here"));
    let (_, code, err) = run(&["--only", "v3.products.getProduct", "--strict"]).await;
    assert_eq!((code, err.as_str()), (ExitCode::from(1), "0 of 1 ok\n"));
}

#[cfg(all(feature = "b2b-companies", feature = "b2b-users"))]
#[tokio::test]
async fn what_is_no_response_ends_with_exit_code_1() {
    let (lines, code, _) = run(&["--only", "b2b.companies.*", "--reads-only"]).await;
    assert_eq!(code, ExitCode::from(1));
    assert!(all(&lines, "outcome").contains(&"undecodable"));
    let (lines, code, _) = run(&["--only", "b2b.users.*", "--minimal", "--seed", "3"]).await;
    assert_eq!(code, ExitCode::from(1));
    assert_eq!(all(&lines, "outcome"), ["transport"]);
    assert!(
        lines
            .iter()
            .all(|line| line["status"].is_null() && line["detail"].is_string())
    );
}

#[cfg(feature = "v3-products")]
#[tokio::test]
async fn only_and_reads_only_choose() {
    let (lines, ..) = run(&["--only", "v3.products.*roductImage?"]).await;
    assert_eq!(all(&lines, "operation"), ["getProductImages"]);
    let (lines, ..) = run(&["--only", "v3.products.*"]).await;
    assert_eq!((lines.len(), all(&lines, "module")), (53, vec!["products"]));
    assert_eq!(all(&lines, "method"), ["DELETE", "GET", "POST", "PUT"]);
    let (lines, ..) = run(&["--only", "v3.products.*", "--reads-only"]).await;
    assert_eq!(all(&lines, "method"), ["GET"]);
    assert!(run(&["--only", "nothing"]).await.0.is_empty());
}

#[tokio::test]
async fn a_bad_command_line_runs_nothing() {
    for (given, said) in [
        (vec!["--fast"], "unexpected argument '--fast'"),
        (vec!["--mock", "--only"], "a value is required for '--only"),
        (
            vec!["--mock", "--seed", "x"],
            "invalid value 'x' for '--seed",
        ),
        (vec!["--b2b-url", "http://127.0.0.1:1"], "--bigcommerce-url"),
        (
            vec!["--mock", "--b2b-url", "http://127.0.0.1:1"],
            "cannot be used with",
        ),
        (vec![], "--mock"),
    ] {
        let options = Options::try_parse_from(["conformance"].into_iter().chain(given));
        let error = options.err().unwrap();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains(said), "{error}");
    }
    let urls = [
        "--bigcommerce-url",
        "http://example.com",
        "--b2b-url",
        "http://example.com",
    ];
    let options = Options::parse_from(["conformance"].into_iter().chain(urls));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = conformance::start(&options, &mut out, &mut err).await;
    let said = String::from_utf8(err).unwrap();
    assert!(out.is_empty() && said.contains("http"), "{said}");
    assert_eq!(code, ExitCode::from(2));
}

#[test]
fn help_tells_the_options_and_no_token() {
    let help = Options::command().render_long_help().to_string();
    assert!(help.contains("--reads-only") && help.contains("BIGCOMMERCE_ACCESS_TOKEN"));
    assert!(!help.contains("BIGCOMMERCE_ACCESS_TOKEN="));
}
