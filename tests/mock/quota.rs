//! v3 and v2 send the headers of a generous quota; B2B Edition sends none.

use std::time::{Duration, Instant};

use bigcommerce::{CallOptions, RateLimit, Store, operation::Api};
use bigcommerce_mock::{Fault, MockStore};
use serde_json::json;

fn limit(store: &Store, api: Api) -> Option<RateLimit> {
    store.rate_state(api).limit
}

#[tokio::test]
async fn successes_carry_the_headers_of_the_quota() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    assert_eq!(limit(&store, Api::V3), None);
    store.v3().products().get_products().send().await.unwrap();
    let first = limit(&store, Api::V3).unwrap();
    let left = first.requests_left.unwrap();
    assert_eq!(Some(left + 1), first.requests_quota);
    assert_eq!(first.time_window, Some(Duration::from_secs(30)));
    assert!(first.time_reset <= first.time_window);
    // The quota is the store's, whatever the API and the path.
    store.v2().orders().get_orders().send().await.unwrap();
    store
        .v2()
        .orders()
        .get_order_statuses()
        .send()
        .await
        .unwrap();
    let third = limit(&store, Api::V2).unwrap();
    assert_eq!(third.requests_quota, first.requests_quota);
    assert_eq!(third.requests_left, Some(left - 2));
    // A scripted response is counted like the store's own.
    mock.respond_with("v3.products.getProduct", 200, json!({"data": {}}))
        .unwrap();
    let call = store.v3().products().get_product(101);
    call.send().await.unwrap();
    let fourth = limit(&store, Api::V3).unwrap();
    assert_eq!(fourth.requests_left, Some(left - 3));
}

#[tokio::test]
async fn b2b_edition_tells_nothing() {
    let mock = MockStore::start().unwrap();
    let url = format!("{}/api/v3/io/companies", mock.b2b_url());
    let reported = |response: &reqwest::Response| {
        let mut names = response.headers().keys();
        names.any(|name| name.as_str().starts_with("x-rate-limit"))
    };
    let request = reqwest::Client::new()
        .get(url)
        .header("Accept", "application/json");
    let request = request.header("X-Auth-Token", bigcommerce_mock::ACCESS_TOKEN);
    let request = request.header("X-Store-Hash", bigcommerce_mock::STORE_HASH);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(!reported(&response));
}

/// The quota that is reported makes no caller wait, and neither does the rest of a window after a 429.
#[tokio::test]
async fn nobody_waits_for_the_quota() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let start = Instant::now();
    for _ in 0..200 {
        store.v2().orders().get_orders().send().await.unwrap();
    }
    mock.fault(Fault::RateLimited(Duration::from_millis(200)), 1);
    store.v2().orders().get_orders().send().await.unwrap();
    assert_eq!(mock.requests().len(), 202);
    for _ in 0..20 {
        store.v2().orders().get_orders().send().await.unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_loaded_platform_tells_nothing() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    mock.fault(Fault::Overloaded, 1);
    let once = CallOptions::new().max_attempts(1);
    let call = store.v3().products().get_products().with_options(once);
    call.send().await.unwrap_err();
    assert_eq!(limit(&store, Api::V3), None);
}

#[tokio::test]
async fn what_another_app_uses_up_is_refused_until_the_window_is_over() {
    let window = Duration::from_millis(400);
    let mock = MockStore::builder().quota(10, window).start().unwrap();
    let store = mock.store();
    store.v3().products().get_products().await.unwrap();
    assert_eq!(limit(&store, Api::V3).unwrap().requests_left, Some(9));
    mock.other_app_calls(9);
    let once = mock.store_builder().access_token(mock.access_token());
    let once = once.options(CallOptions::new().max_attempts(1));
    let once = once.build().unwrap();
    let refused = once.v3().products().get_products().await.unwrap_err();
    assert_eq!(refused.status().unwrap(), 429);
    // By itself the client waits for the next window.
    store.v2().orders().get_orders().await.unwrap();
    // B2B Edition has no part in it.
    mock.other_app_calls(100);
    once.b2b().companies().get_companies().await.unwrap();
}
