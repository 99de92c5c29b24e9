//! The quickstart, on a mock store.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use bigcommerce_mock::MockStore;

#[allow(dead_code, reason = "its `main` is for a person")]
#[path = "../examples/quickstart.rs"]
mod quickstart;

#[tokio::test]
async fn it_only_reads_unless_it_is_asked_to_write() {
    let mock = MockStore::start().unwrap();
    quickstart::run(&mock.store(), false).await.unwrap();
    let requests = mock.take().requests;
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn what_it_creates_is_in_the_store() {
    let mock = MockStore::start().unwrap();
    quickstart::run(&mock.store(), true).await.unwrap();
    let log = mock.take();
    assert_eq!(log.violations, []);
    let created = log.requests.iter().filter(|it| it.method == "POST");
    let created: Vec<_> = created.map(|it| it.operation.as_deref().unwrap()).collect();
    let expected = [
        "v3.products.createProduct",
        "v2.orders.createOrder",
        "b2b.companies.post-companies",
        "b2b.users.companies_users_create",
    ];
    assert_eq!(created, expected);
    let products = mock.store().v3().products();
    let found = products.get_products().keyword("Quickstart").await.unwrap();
    assert_eq!(found.len(), 1);
}
