//! A host between client and mock store that spoils each request in one way: the conformance run must
//! turn red, and say where.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use bigcommerce_mock::MockStore;
use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};

use crate::conformance::Run;

/// Where a client sends its requests.
pub struct Hosts {
    pub bigcommerce: String,
    pub b2b: String,
    _servers: Vec<MockServer>,
}

/// A request about to be sent on.
struct Forwarded {
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Hosts {
    /// The mock store itself.
    pub fn of(mock: &MockStore) -> Self {
        Self {
            bigcommerce: mock.bigcommerce_url(),
            b2b: mock.b2b_url(),
            _servers: Vec::new(),
        }
    }

    /// Hosts that spoil each request before the mock store gets it.
    async fn spoiling(mock: &MockStore, spoil: fn(&mut Forwarded)) -> Self {
        let mut servers = Vec::new();
        for host in [mock.bigcommerce_url(), mock.b2b_url()] {
            let host = host.replace("http://", "");
            let server = MockServer::start_async().await;
            server
                .mock_async(|when, then| {
                    when.any_request();
                    then.respond_with(move |request| forward(&host, request, spoil));
                })
                .await;
            servers.push(server);
        }
        Self {
            bigcommerce: servers[0].base_url(),
            b2b: servers[1].base_url(),
            _servers: servers,
        }
    }
}

fn forward(host: &str, request: &HttpMockRequest, spoil: fn(&mut Forwarded)) -> HttpMockResponse {
    let uri = request.uri();
    let skipped = ["host", "content-length", "accept-encoding", "connection"];
    let headers = request.headers_vec().iter();
    let mut forwarded = Forwarded {
        target: uri.path_and_query().unwrap().to_string(),
        headers: headers
            .filter(|(name, _)| !skipped.contains(&name.to_lowercase().as_str()))
            .cloned()
            .collect(),
        body: request.body_vec(),
    };
    spoil(&mut forwarded);
    let Forwarded {
        target,
        headers,
        body,
    } = forwarded;
    let mut bytes = format!("{} {target} HTTP/1.1\r\n", request.method_str());
    let own = [
        ("Host", host),
        ("Connection", "close"),
        ("Content-Length", &body.len().to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    for (name, value) in own.iter().chain(&headers) {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    stream.write_all(b"\r\n").unwrap();
    stream.write_all(&body).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    let head = response
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let status = std::str::from_utf8(&response[9..12]).unwrap();
    HttpMockResponse::builder()
        .status(status.parse().unwrap())
        .header("Content-Type", "application/json")
        .body(response.split_off(head + 4))
        .build()
}

/// The run with every request spoiled.
async fn spoiled(spoil: fn(&mut Forwarded)) -> Run {
    let mock = MockStore::builder().stateless().start().unwrap();
    let hosts = Hosts::spoiling(&mock, spoil).await;
    Run::of(&mock, &hosts).await
}

#[tokio::test]
async fn an_unspoilt_run_is_green() {
    let run = spoiled(|_| ()).await;
    assert!(run.violations.is_empty(), "{:?}", run.violations);
    assert!(run.is_green(), "{} ok", run.ok());
}

#[tokio::test]
async fn a_wrong_header_turns_it_red() {
    let run = spoiled(|request| {
        for (name, value) in &mut request.headers {
            if name.eq_ignore_ascii_case("x-auth-token") {
                value.push('x');
            }
        }
    })
    .await;
    run.is_red(
        &["v3.products.getProducts", "b2b.companies.get-companies"],
        401,
    );
    run.says("v3.products.getProducts /headers/X-Auth-Token: isn't");
    run.says("b2b.companies.get-companies /headers/X-Auth-Token: isn't");
}

#[tokio::test]
async fn repeated_keys_instead_of_a_list_turn_it_red() {
    let run = spoiled(|request| {
        let Some((path, query)) = request.target.split_once('?') else {
            return;
        };
        let pairs = query.split('&').flat_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let values = value.split(',').flat_map(|value| value.split("%2C"));
            values.map(move |value| format!("{name}={value}"))
        });
        request.target = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
    })
    .await;
    run.is_red(&["v3.products.getProducts"], 422);
    run.says("v3.products.getProducts /query/id:in: is repeated");
    assert!(run.ok() > 0, "operations without lists are ok still");
}

#[tokio::test]
async fn a_wrong_base_path_turns_it_red() {
    let run = spoiled(|request| {
        let target = request.target.replace("/v3/", "/v2/");
        request.target = target.replace("/api/v2/", "/api/v4/");
    })
    .await;
    run.is_red(
        &["v3.products.getProducts", "b2b.companies.get-companies"],
        404,
    );
    run.says("GET /stores/mock1/v2/catalog/products /path: ");
    run.says("GET /api/v4/io/companies /path: ");
}

#[tokio::test]
async fn a_missing_body_turns_it_red() {
    let run = spoiled(|request| request.body.clear()).await;
    run.is_red(&["v3.products.createProduct"], 422);
    run.is_red(&["v2.orders.createOrder"], 400);
    run.says("v3.products.createProduct /body: is missing");
    run.says("v2.orders.createOrder /body: is missing");
}
