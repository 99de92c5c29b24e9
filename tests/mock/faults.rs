//! Scripted faults and responses.

use std::time::{Duration, Instant};

use bigcommerce::{CallOptions, Error};
use bigcommerce_mock::{Fault, MockStore};
use serde_json::json;

/// The outcome of one attempt to list products.
async fn listed(mock: &MockStore) -> Result<(), Error> {
    let options = CallOptions::new().max_attempts(1);
    let store = mock.store();
    let call = store.v3().products().get_products().with_options(options);
    call.send().await.map(|_| ())
}

#[tokio::test]
async fn each_fault_is_met_so_often_and_no_more() {
    let mock = MockStore::start().unwrap();
    for status in [500, 502, 503] {
        mock.fault(Fault::Status(status), 2);
        for _ in 0..2 {
            let error = listed(&mock).await.unwrap_err();
            assert_eq!(error.problem().unwrap().status(), status);
        }
        listed(&mock).await.unwrap();
    }
    mock.fault(Fault::Html(502), 1);
    let error = listed(&mock).await.unwrap_err();
    assert_eq!(error.problem().unwrap().status(), 502);
    mock.fault(Fault::BrokenJson, 1);
    assert!(matches!(listed(&mock).await, Err(Error::Decode(_))));
    listed(&mock).await.unwrap();
    assert!(mock.violations().is_empty());
}

#[tokio::test]
async fn a_429_with_headers_is_waited_out_and_one_without_is_one_too() {
    let mock = MockStore::start().unwrap();
    mock.fault(Fault::RateLimited(Duration::from_millis(300)), 1);
    let start = Instant::now();
    mock.store()
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
    assert!(start.elapsed() >= Duration::from_millis(300));
    let statuses: Vec<_> = mock
        .requests()
        .iter()
        .map(|request| request.status)
        .collect();
    assert_eq!(statuses, [429, 200]);

    let mock = MockStore::start().unwrap();
    mock.fault(Fault::Overloaded, 1);
    let error = listed(&mock).await.unwrap_err();
    assert_eq!(error.problem().unwrap().status(), 429);
}

#[tokio::test]
async fn a_late_response_delays_no_other_call() {
    let mock = MockStore::start().unwrap();
    let late = Duration::from_millis(400);
    mock.fault_of("v3.products.getProducts", Fault::Latency(late), 1)
        .unwrap();
    let start = Instant::now();
    let store = mock.store();
    let other = async {
        store.v2().orders().get_orders().send().await.unwrap();
        start.elapsed()
    };
    let (slow, quick) = tokio::join!(listed(&mock), other);
    slow.unwrap();
    assert!(start.elapsed() >= late && quick < late, "{quick:?}");
    let start = Instant::now();
    listed(&mock).await.unwrap();
    assert!(start.elapsed() < late);
}

#[tokio::test]
async fn a_fault_is_used_up_by_the_request_that_met_it_though_nobody_waited() {
    let mock = MockStore::start().unwrap();
    mock.fault(Fault::Latency(Duration::from_secs(60)), 1);
    let hurried = CallOptions::new()
        .max_attempts(1)
        .attempt_timeout(Duration::from_millis(300));
    let products = mock.store().v3().products();
    let given_up = products.get_products().with_options(hurried).await;
    assert!(given_up.unwrap_err().is_timeout());
    assert_eq!(
        mock.requests().len(),
        1,
        "it isn't noted before its response"
    );
    // The next one doesn't meet it again.
    let start = Instant::now();
    products.get_products().await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn one_operation_has_the_response_it_was_given_and_others_do_not() {
    let mock = MockStore::start().unwrap();
    mock.respond_with("v3.products.getProducts", 200, json!({"data": [{"id": 7}]}))
        .unwrap();
    let store = mock.store();
    let found = store.v3().products().get_products().send().await.unwrap();
    assert_eq!(found[0].id, 7);
    let product = store.v3().products().get_product(101).send().await;
    product.unwrap();
    let error = mock
        .respond_with("v3.products.getProduct5", 200, json!({}))
        .unwrap_err();
    assert!(error.to_string().contains("getProduct5"), "{error}");
    assert!(mock.fault_of("getProducts", Fault::Overloaded, 1).is_err());
}
