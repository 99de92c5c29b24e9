//! Faults and responses that a test asks for.

use std::time::{Duration, Instant};

use bigcommerce::{
    CallOptions, Error,
    v3::types::{NewProduct, ProductUpdate},
};
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
    assert_eq!(statuses(&mock), [429, 200]);

    let mock = MockStore::start().unwrap();
    mock.fault(Fault::Overloaded, 1);
    let error = listed(&mock).await.unwrap_err();
    assert_eq!(error.problem().unwrap().status(), 429);
}

#[tokio::test]
async fn a_late_response_keeps_nobody_else_waiting() {
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
async fn an_operation_gets_the_response_it_was_given_and_others_are_not() {
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

/// The statuses of the requests so far.
fn statuses(mock: &MockStore) -> Vec<u16> {
    mock.requests().iter().map(|it| it.status).collect()
}

#[tokio::test]
async fn maintenance_stops_everything_until_it_ends() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let once = || CallOptions::new().max_attempts(1);
    mock.maintenance(Duration::from_secs(3600));
    let error = listed(&mock).await.unwrap_err();
    assert!(error.problem().unwrap().is_maintenance());
    let orders = store.v2().orders().get_orders().with_options(once());
    assert_eq!(orders.await.unwrap_err().status().unwrap(), 503);
    let companies = store.b2b().companies().get_companies().with_options(once());
    assert_eq!(companies.await.unwrap_err().status().unwrap(), 503);

    mock.maintenance(Duration::ZERO);
    listed(&mock).await.unwrap();
    assert_eq!(statuses(&mock), [503, 503, 503, 200]);
    // It ends by itself, too.
    mock.maintenance(Duration::from_millis(200));
    while listed(&mock).await.is_err() {
        assert_eq!(statuses(&mock).pop(), Some(503));
    }
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn a_read_that_timed_out_is_sent_again() {
    let mock = MockStore::start().unwrap();
    mock.fault(Fault::Latency(Duration::from_secs(3600)), 1);
    let hurried = CallOptions::new().attempt_timeout(Duration::from_millis(300));
    let products = mock.store().v3().products();
    products.get_products().with_options(hurried).await.unwrap();
    assert_eq!(statuses(&mock), [200, 200]);
}

/// Nobody can tell from a timeout whether something was created.
#[tokio::test]
async fn a_write_that_timed_out_took_effect() {
    let mock = MockStore::start().unwrap();
    mock.fault(Fault::Latency(Duration::from_secs(3600)), 1);
    let hurried = CallOptions::new().attempt_timeout(Duration::from_millis(300));
    let products = mock.store().v3().products();
    let mug = || NewProduct::builder().name("Mug").type_("physical");
    let mug = || mug().weight(1).price(8);
    let given_up = products.create_product(mug()).with_options(hurried).await;
    assert!(given_up.unwrap_err().is_timeout());
    assert_eq!(statuses(&mock), [200], "a write isn't sent again");
    let again = products.create_product(mug()).await.unwrap_err();
    assert!(again.problem().unwrap().is_conflict());
}

#[tokio::test]
async fn a_token_loses_a_scope_while_a_program_runs() {
    let mock = MockStore::start().unwrap();
    let products = mock.store().v3().products();
    let hide = || ProductUpdate::builder().is_visible(false);
    products.update_product(101, hide()).await.unwrap();
    mock.revoke_scope("store_v2_products");
    let error = products.update_product(101, hide()).await.unwrap_err();
    assert!(error.is_forbidden(), "{error:?}");
    products.get_product(101).await.unwrap(); // a read-only scope is enough
    mock.revoke_scope("store_v2_products_read_only");
    let error = products.get_product(101).await.unwrap_err();
    assert!(error.is_forbidden(), "{error:?}");
    mock.store().v2().orders().get_orders().await.unwrap();
    assert_eq!(mock.violations().len(), 2);
}
