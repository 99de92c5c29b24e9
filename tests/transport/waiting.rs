//! How long calls wait, and what for: a turn, a reset, an attempt that moves.

use std::{
    sync::atomic::{AtomicU32, Ordering::SeqCst},
    time::{Duration, Instant},
};

use bigcommerce::{
    CallOptions, Error, Form, Pacing, RetryBudget, Store, Upload, operation::Api,
    v3::types::NewProduct,
};
use futures_util::FutureExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::sleep,
};

use crate::platform::{builder, store_at};
use testkit::server::{Response, Server};

/// Retries follow at once.
fn quick() -> CallOptions {
    let instant = Duration::ZERO;
    CallOptions::new().max_attempts(5).backoff(instant, instant)
}

async fn get_products(store: &Store, options: CallOptions) -> Result<(), Error> {
    let call = store.v3().products().get_products();
    call.with_options(options).send().await.map(drop)
}

#[tokio::test]
async fn a_turn_that_comes_too_late_is_told_as_a_rate_limit_at_once() {
    let used_up = Response::json(200, "{\"data\":[]}")
        .header("X-Rate-Limit-Requests-Quota", 150)
        .header("X-Rate-Limit-Requests-Left", 0)
        .header("X-Rate-Limit-Time-Window-Ms", 600_000)
        .header("X-Rate-Limit-Time-Reset-Ms", 600_000);
    let server = Server::responding([used_up]).await;
    let pacing = Pacing::new().b2b_calls(1, Duration::from_secs(600));
    let store = builder(&server.url()).pacing(pacing).build().unwrap();
    let short = CallOptions::new().total_timeout(Duration::from_secs(300));
    let companies = store.b2b().companies();
    companies.get_companies().send().await.unwrap();
    get_products(&store, short.clone()).await.unwrap();
    for error in [
        get_products(&store, short.clone()).await.unwrap_err(),
        companies
            .get_companies()
            .with_options(short)
            .send()
            .await
            .unwrap_err(),
    ] {
        assert!(error.is_rate_limited() && !error.is_timeout(), "{error:?}");
        assert!(error.retry_after().unwrap() > Duration::from_secs(500));
        assert_eq!(error.attempts(), 0);
        assert!(!error.may_have_been_carried_out());
        assert!(error.to_string().contains("try again in"), "{error}");
    }
    assert_eq!(server.recorded().len(), 2);
    assert_eq!(store.rate_state(Api::V3).waiting, 0);
}

#[tokio::test]
async fn a_429_is_never_responded_with_a_hammer() {
    for headers in [
        vec![("X-Rate-Limit-Time-Reset-Ms", "0")],
        vec![("X-Rate-Limit-Time-Reset-Ms", "10")],
        vec![("X-Rate-Limit-Time-Reset-Ms", "-5")],
        vec![
            ("X-Rate-Limit-Time-Reset-Ms", "0.5"),
            ("X-Rate-Limit-Requests-Left", "150"),
        ],
        vec![("Retry-After", "0")],
    ] {
        for status in [429, 509] {
            let refused = headers
                .iter()
                .fold(Response::new(status), |response, (name, value)| {
                    response.header(name, value)
                });
            let server = Server::responding([refused]).await;
            let store = builder(&server.url())
                .pacing(Pacing::new())
                .build()
                .unwrap();
            let error = get_products(&store, quick()).await.unwrap_err();
            assert!(error.is_rate_limited(), "{error:?}");
            let sent = server.recorded().len();
            assert!(sent <= 6, "{headers:?}: {sent} requests");
            assert_eq!(error.attempts() as usize, sent);
        }
    }
}

/// B2B Edition may say in the body of a success that it was one call too many. Known of no quota, it is the
/// reset that is heard, by the call and by those that come after it.
#[tokio::test]
async fn a_refusal_in_the_body_of_a_success_is_one() {
    let body = r#"{"code":429,"data":{"errMsg":"Too many requests"},"meta":{"message":"FAILED"}}"#;
    let once = CallOptions::new().max_attempts(1);
    let mut left = Vec::new();
    for (status, body) in [(200, body), (429, body), (200, r#"{"code":200,"data":[]}"#)] {
        let response = Response::json(status, body).header("X-Rate-Limit-Time-Reset-Ms", 400_000);
        let server = Server::responding([response]).await;
        let store = builder(&server.url())
            .pacing(Pacing::new())
            .build()
            .unwrap();
        let companies = store.b2b().companies();
        let call = || companies.get_companies().with_options(once.clone());
        let first = call().send().await;
        let state = store.rate_state(Api::B2b);
        assert_eq!(state.in_flight, 0);
        left.push(state.limit.unwrap().requests_left);
        let Err(error) = first else { continue };
        assert!(error.is_rate_limited(), "{error:?}");
        // The next one isn't sent into the same window.
        let short = once.clone().total_timeout(Duration::from_secs(300));
        let error = call().with_options(short).send().await.unwrap_err();
        assert!(
            error.is_rate_limited() && error.attempts() == 0,
            "{error:?}"
        );
        assert_eq!(server.recorded().len(), 1);
    }
    assert_eq!(left, [Some(0), Some(0), Some(149)]);
}

#[tokio::test]
async fn the_longest_wait_that_is_asked_for_is_heard() {
    let refused = Response::new(429)
        .header("X-Rate-Limit-Time-Reset-Ms", 10)
        .header("Retry-After", 30)
        .header("X-Retry-After", "45.5");
    let server = Server::responding([refused]).await;
    let store = store_at(&server.url());
    let options = quick().total_timeout(Duration::from_secs(20));
    let error = get_products(&store, options).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_millis(45_500)));
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn a_reset_alone_is_waited_for() {
    let refused = Response::new(429).header("X-Rate-Limit-Time-Reset-Ms", "300.5");
    let server = Server::responding([refused, Response::json(200, "{\"data\":[]}")]).await;
    let store = store_at(&server.url());
    get_products(&store, quick()).await.unwrap();
    let seen = server.recorded();
    assert_eq!(seen.len(), 2);
    assert!(seen[1].at - seen[0].at >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_failing_platform_gets_hardly_more_requests_than_there_are_calls() {
    let server = Server::responding([Response::new(503)]).await;
    let with_budget = |budget| {
        let builder = builder(&server.url()).options(quick());
        builder.retry_budget(budget).build().unwrap()
    };
    let store = with_budget(RetryBudget::default());
    for _ in 0..200 {
        get_products(&store, CallOptions::new()).await.unwrap_err();
    }
    assert_eq!(server.take().len(), 200 + 100);
    let store = with_budget(RetryBudget::unlimited());
    for _ in 0..10 {
        get_products(&store, CallOptions::new()).await.unwrap_err();
    }
    assert_eq!(server.take().len(), 50);
}

#[tokio::test]
async fn a_budget_of_retries_comes_back_with_success() {
    let turn = AtomicU32::new(0);
    // Every other call fails once.
    let server = Server::start(move |_| match turn.fetch_add(1, SeqCst) % 3 {
        0 => Response::new(503),
        _ => Response::json(200, "{\"data\":[]}"),
    })
    .await;
    let builder = builder(&server.url()).options(quick());
    let store = builder.retry_budget(RetryBudget::new(3)).build().unwrap();
    for _ in 0..100 {
        get_products(&store, CallOptions::new()).await.unwrap();
    }
}

#[tokio::test]
async fn a_delete_in_doubt_that_finds_nothing_is_done() {
    let missing = Response::json(404, "{\"status\":404,\"title\":\"Not found\"}");
    let server = Server::responding([Response::new(502), missing]).await;
    let products = store_at(&server.url()).v3().products();
    let delete = || products.delete_product(7).with_options(quick());
    let deleted = delete().send().await.unwrap();
    assert!(deleted.deleted_by_earlier_attempt());
    assert_eq!((deleted.status().as_u16(), deleted.attempts()), (404, 2));
    // Without an attempt before it, nothing was deleted.
    let error = delete().send().await.unwrap_err();
    assert!(error.is_not_found());
    // And a GET isn't done by that.
    let server = Server::responding([Response::new(502), Response::new(404)]).await;
    let products = store_at(&server.url()).v3().products();
    let get = products.get_product(7).with_options(quick());
    assert!(get.send().await.unwrap_err().is_not_found());
}

/// A server that takes a request in pieces of a MiB with a pause after each, `stalls` after the first, and
/// responds when it has all of it.
async fn slow_reader(pause: Duration, stalls: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut piece = vec![0; 1024 * 1024];
                let (mut read, mut all) = (0, None);
                while all.is_none_or(|all| read < all) {
                    let Ok(more @ 1..) = stream.read(&mut piece).await else {
                        return;
                    };
                    if all.is_none() {
                        let head = String::from_utf8_lossy(&piece[..more]).to_ascii_lowercase();
                        let (head, _) = head.split_once("\r\n\r\n").unwrap();
                        let length = head.split("content-length: ").nth(1).unwrap();
                        let length: usize = length.lines().next().unwrap().parse().unwrap();
                        all = Some(head.len() + 4 + length);
                    }
                    read += more;
                    if stalls {
                        std::future::pending::<()>().await;
                    }
                    // However little was there, a MiB takes a pause.
                    sleep(pause.mul_f64(more as f64 / piece.len() as f64)).await;
                }
                let response =
                    "HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"data\":{\"id\":7}}  ";
                drop(stream.write_all(response.as_bytes()).await);
            });
        }
    });
    url
}

const LARGE: usize = 40 * 1024 * 1024;

#[tokio::test]
async fn an_upload_that_moves_isnt_cut_and_one_that_stalls_is() {
    let idle = CallOptions::new().attempt_timeout(Duration::from_millis(500));
    for (stalls, pause) in [(false, Duration::from_millis(50)), (true, Duration::ZERO)] {
        let store = store_at(&slow_reader(pause, stalls).await);
        let products = store.v3().products();
        let file = Upload::bytes("mug.png", vec![7; LARGE]);
        let form = Form::new().file("image_file", file);
        let image = products.create_product_image_with_form(7, form);
        let began = Instant::now();
        let sent = image.with_options(idle.clone()).send().await;
        if stalls {
            assert!(sent.unwrap_err().is_timeout());
            continue;
        }
        sent.unwrap();
        assert!(
            began.elapsed() > Duration::from_millis(500),
            "too fast to tell"
        );
        // A large JSON body moves in pieces as well.
        let text = "x".repeat(LARGE);
        let product = NewProduct::builder()
            .name(text)
            .type_("physical")
            .price(1)
            .weight(1);
        let call = products.create_product(product);
        call.with_options(idle.clone()).send().await.unwrap();
    }
}

#[test]
fn without_a_runtime_a_call_is_an_error() {
    let store = store_at("http://127.0.0.1:9");
    let call = store.v3().products().get_products().send();
    let error = call.now_or_never().unwrap().unwrap_err();
    assert!(matches!(error, Error::Runtime { .. }), "{error:?}");
    assert!(error.to_string().contains("Tokio runtime"), "{error}");
}
