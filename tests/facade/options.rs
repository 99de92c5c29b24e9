//! Options are what the caller says, however extreme.

use std::time::Duration;

use bigcommerce::{AccessToken, CallOptions, Error};

use crate::platform::{TOKEN, builder};
use testkit::server::{Response, Server};

fn store(url: &str, options: CallOptions) -> bigcommerce::Store {
    let token = AccessToken::new(TOKEN).unwrap();
    builder(url)
        .access_token(token)
        .options(options)
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_longest_and_the_shortest_times_are_taken() {
    let responses = [Response::new(503), Response::json(200, r#"{"data":[]}"#)];
    let instant = Duration::ZERO;
    for (first, longest) in [
        (instant, instant),
        (instant, Duration::MAX),
        (Duration::MAX, instant),
    ] {
        let server = Server::responding(responses.clone()).await;
        let options = CallOptions::new()
            .backoff(first, longest)
            .attempt_timeout(Duration::MAX)
            .total_timeout(Duration::MAX);
        let products = store(&server.url(), options).v3().products();
        assert_eq!(products.get_products().send().await.unwrap().attempts(), 2);
    }
    // A delay beyond the deadline isn't waited for.
    let server = Server::responding(responses).await;
    let options = CallOptions::new().backoff(Duration::MAX, Duration::MAX);
    let products = store(&server.url(), options).v3().products();
    let error = products.get_products().send().await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (503, 1)
    );
}

#[tokio::test]
async fn too_little_time_is_a_timeout() {
    let server =
        Server::responding([Response::json(200, "{}").after(Duration::from_secs(5))]).await;
    let options = CallOptions::new().total_timeout(Duration::ZERO);
    let products = store(&server.url(), options).v3().products();
    // The call has its turn at once, but no time for a response.
    let error = products.get_products().send().await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    let options = CallOptions::new()
        .attempt_timeout(Duration::from_millis(1))
        .max_attempts(0);
    let products = store(&server.url(), options).v3().products();
    let error = products.get_products().send().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_call_s_options_come_before_the_store_s() {
    let server = Server::responding([Response::new(503)]).await;
    let quick = Duration::from_millis(1);
    let options = CallOptions::new().max_attempts(3).backoff(quick, quick);
    let store = store(&server.url(), options);
    let call = || store.v3().products().get_products();
    assert_eq!(call().send().await.unwrap_err().attempts(), 3);
    let once = call().with_options(CallOptions::new().max_attempts(1));
    assert_eq!(once.send().await.unwrap_err().attempts(), 1);
    // What isn't set stays as it was.
    let named = CallOptions::new().correlation_id("a");
    let more = call()
        .with_options(CallOptions::new().max_attempts(2))
        .with_options(named);
    server.take();
    assert_eq!(more.send().await.unwrap_err().attempts(), 2);
    let seen = server.take();
    assert!(
        seen.iter()
            .all(|request| request.header("X-Correlation-Id") == Some("a"))
    );
    assert_eq!(seen.len(), 2);
}
