//! The example `conformance` against servers that do well and badly.

#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

#[path = "../examples/conformance/app/mod.rs"]
mod app;
mod calls;
mod support;

use std::process::ExitCode;

use serde_json::{Value, json};
use support::server::{End, Recorded, Response, Server};

/// Answers by the path: an order, no product, half a company, and silence on users.
fn answer(request: &Recorded) -> Response {
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
    let server = Server::start(answer).await;
    let url = server.url();
    let arguments = ["--bigcommerce-url", &url, "--b2b-url", &url].into_iter();
    let arguments = arguments.chain(given.iter().copied()).map(str::to_owned);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = app::start(arguments, |_| None, &mut out, &mut err).await;
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
async fn what_is_no_answer_ends_with_exit_code_1() {
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
        (vec!["--fast"], "--fast isn't known"),
        (vec!["--only"], "--only wants a value"),
        (vec!["--seed", "x"], "x is not a number"),
        (vec!["--b2b-url", "http://example.com"], "http"),
        (vec!["--mock"], "--mock has its own addresses"),
    ] {
        let (lines, code, err) = run(&given).await;
        assert!(lines.is_empty() && err.contains(said), "{err}");
        assert_eq!(code, ExitCode::from(2));
    }
    let mut out = Vec::new();
    let arguments = ["--help".to_owned()].into_iter();
    app::start(arguments, |_| None, &mut out, &mut Vec::new()).await;
    assert!(String::from_utf8(out).unwrap().contains("--reads-only"));
}
