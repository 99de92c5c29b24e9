//! v3 and v2 report a generous quota unless a test sets another; B2B Edition reports none.

use std::time::{Duration, Instant};

use bigcommerce::{CallOptions, RateLimit, Store, operation::Api};
use bigcommerce_mock::{Fault, MockStore};
use serde_json::json;

fn limit(store: &Store, api: Api) -> Option<RateLimit> {
    store.rate_state(api).limit
}

#[tokio::test]
async fn responses_that_are_right_tell_of_the_quota() {
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

/// The reported quota makes no caller wait, and neither does the rest of a window after a 429.
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

/// Another app's requests are in no response before the next one, so that pacing by what was reported isn't enough.
#[tokio::test]
async fn another_app_uses_the_quota_too() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let once = || CallOptions::new().max_attempts(1);
    mock.quota(8, Duration::from_secs(600));
    mock.foreign_requests(3);
    for left in [7, 3] {
        let products = store.v3().products().get_products();
        products.with_options(once()).await.unwrap();
        let reported = limit(&store, Api::V3).unwrap();
        assert_eq!(
            (reported.requests_quota, reported.requests_left),
            (Some(8), Some(left))
        );
    }
    let orders = store.v2().orders().get_orders().with_options(once());
    let error = orders.await.unwrap_err();
    let problem = error.problem().unwrap();
    assert!(problem.is_rate_limited());
    let reported = problem.rate_limit().unwrap();
    assert_eq!(reported.requests_left, Some(0));
    assert!(reported.time_reset > Some(Duration::from_secs(300)));
    // B2B Edition has a quota of its own.
    store.b2b().companies().get_companies().await.unwrap();
}

#[tokio::test]
async fn a_program_goes_on_when_the_quota_is_whole_again() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    mock.quota(2, Duration::from_millis(500));
    mock.foreign_requests(2);
    for _ in 0..4 {
        store.v3().products().get_product(101).await.unwrap();
    }
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}
