//! Responses that are right but for some bytes, headers and statuses, chosen by a seed: every call ends,
//! with a value or an error that can be read, and nothing panics.
//!
//! A run of `MUTATIONS=1000000 cargo test --release --features full --test mutations` takes hours; the
//! default is short. `MUTATION_SEED` repeats a run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

use std::{
    env,
    sync::{Arc, Mutex},
    time::Duration,
};

use bigcommerce::{CallOptions, Error, Pacing, Store, operation::Api};
use testkit::calls::{self, Call, Clients, Failure, Given};
use testkit::{
    arguments::Arguments,
    documents::{self, Operation},
    expect::Account,
    random::Random,
    sample::{Mode, sample_success},
    server::{Response, Server},
};

const TOKEN: &str = "unified-s3cret-token";

/// Operations that are called before the store is made anew: one whose rate limit headers were mutated may
/// have to wait long.
const CALLS_OF_A_STORE: u64 = 20;

const STATUSES: [u16; 18] = [
    200, 200, 200, 200, 200, 201, 202, 204, 207, 301, 400, 401, 403, 404, 422, 429, 500, 503,
];

const HEADERS: [&str; 8] = [
    "X-Rate-Limit-Requests-Quota",
    "X-Rate-Limit-Requests-Left",
    "X-Rate-Limit-Time-Window-Ms",
    "X-Rate-Limit-Time-Reset-Ms",
    "Retry-After",
    "X-Retry-After",
    "Content-Type",
    "X-Request-Id",
];

const HEADER_VALUES: [&str; 16] = [
    "0",
    "1",
    "150",
    "30000",
    "-1",
    "1.5",
    "18446744073709551615",
    "1e400",
    "NaN",
    "",
    " ",
    "soon",
    "Thu, 18 Jun 2026 14:09:07 GMT",
    "Thu, 18 Jun 9999 14:09:07 GMT",
    "text/html",
    "\u{e9}",
];

/// Pieces that JSON texts break at.
const PIECES: [&[u8]; 24] = [
    b"null",
    b"[]",
    b"{}",
    b"\"\"",
    b"-0",
    b"1e999",
    b"-1e-999",
    b"123456789012345678901234567890",
    b"0.1234567890123456789012345678901234567890",
    b"true",
    b"\"\\ud83d\"",
    b"\"\\u0000\"",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\n",
    b",",
    b":",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\"",
    b"\\",
    b"<html>",
];

fn mutate(mut body: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..random.pick(&[0, 1, 1, 1, 2, 4, 16]) {
        let at = random.index(body.len() + 1);
        let end = body.len().min(at + random.index(12));
        match random.below(7) {
            0 => drop(body.drain(at..end)),
            1 => drop(body.splice(at..at, random.pick(&PIECES).iter().copied())),
            2 => drop(body.splice(at..end, random.pick(&PIECES).iter().copied())),
            3 => body.truncate(at),
            4 => {
                let again: Vec<u8> = body[at..end].repeat(1 + random.index(50));
                drop(body.splice(at..at, again));
            }
            5 => {
                let deep = random
                    .pick(&[&b"["[..], b"{\"a\":"])
                    .repeat(random.index(300));
                drop(body.splice(at..at, deep));
            }
            _ => {
                if let Some(byte) = body.get_mut(at) {
                    *byte = random.bits() as u8;
                }
            }
        }
    }
    body
}

fn mutated(operation: &Operation, seed: u64, random: &mut Random) -> Response {
    let success = operation
        .success
        .iter()
        .find_map(|success| success.schema.as_ref());
    let value = success.map(|schema| {
        let mode = random.pick(&[Mode::Full, Mode::Minimal, Mode::Nulls, Mode::UnknownFields]);
        sample_success(&operation.document, schema, seed, mode)
    });
    let body = value.map_or(Vec::new(), |value| value.to_string().into_bytes());
    let mut response = Response::new(random.pick(&STATUSES))
        .header("Content-Type", "application/json")
        .body(mutate(body, random));
    for _ in 0..random.index(4) {
        response = response.header(random.pick(&HEADERS), random.pick(&HEADER_VALUES));
    }
    response
}

fn clients(url: &str) -> Clients {
    let options = CallOptions::new()
        .max_attempts(2)
        .backoff(Duration::ZERO, Duration::ZERO)
        .total_timeout(Duration::from_millis(500));
    let store = Store::builder("abc123")
        .access_token(TOKEN)
        .bigcommerce_url(url)
        .b2b_url(url)
        .pacing(Pacing::new())
        .options(options)
        .build();
    Clients::new(store.unwrap(), [url, url], &Account::default()).unwrap()
}

/// Everything an error says is a line that can be read, without the token.
fn check(error: &Error) {
    let line = error.to_string();
    assert!(line.chars().count() < 3000, "{} characters", line.len());
    assert!(!line.chars().any(char::is_control), "{line:?}");
    let all = format!("{line} {error:?} {}", testkit::chain(error));
    assert!(!all.contains(TOKEN), "{all}");
    assert!(all.len() < 100_000, "{} bytes", all.len());
}

async fn call(clients: &Clients, call: Call, operation: &Operation, arguments: &Arguments) {
    let made = call(clients.clone(), Given::new(operation, arguments));
    let ended = tokio::time::timeout(Duration::from_secs(60), made).await;
    match ended.unwrap_or_else(|_| panic!("no end")) {
        Ok(came) => assert!((200..300).contains(&came.status), "{came:?}"),
        Err(Failure::Client(error)) => check(&error),
        Err(Failure::Arguments(error)) => panic!("{error}"),
        Err(Failure::NotGiven(name)) => panic!("no `{name}`"),
    }
}

fn number(variable: &str, default: u64) -> u64 {
    env::var(variable).map_or(default, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mutated_responses_end_in_a_value_or_an_error() {
    let (seed, count) = (number("MUTATION_SEED", 1), number("MUTATIONS", 3000));
    let next = Arc::new(Mutex::new(Response::new(204)));
    let response = Arc::clone(&next);
    let server = Server::start(move |_| response.lock().unwrap().clone()).await;
    let operations = documents::operations();
    let known: Vec<(&Operation, Call)> = operations
        .iter()
        .filter_map(|operation| Some((operation, calls::of(operation)?)))
        .collect();
    let mut client = clients(&server.url());
    for n in 0..count {
        if n % CALLS_OF_A_STORE == 0 {
            client = clients(&server.url());
        }
        let mut random = Random::named(seed, &n.to_string());
        let (operation, made) = random.pick(&known);
        let arguments = Arguments::for_operation(operation, n, Mode::Minimal);
        *next.lock().unwrap() = mutated(operation, n, &mut random);
        let name = operation.name();
        let task = async { call(&client, made, operation, &arguments).await };
        // A panic says which call it was.
        let outcome = futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(task));
        assert!(
            outcome.await.is_ok(),
            "{name}: call {n} of seed {seed} panicked"
        );
        server.take();
    }
    for api in [Api::V3, Api::B2b] {
        assert_eq!(client.store().rate_state(api).waiting, 0);
    }
}
