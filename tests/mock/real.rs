//! A client reads what real servers write otherwise than their documents say.

use bigcommerce::b2b::types::CompanyStatus;
use bigcommerce_mock::{Fault, MockStore};

#[tokio::test]
async fn what_real_servers_write_is_read_as_what_is_meant() {
    let plain = MockStore::start().unwrap();
    let real = MockStore::builder().like_real_servers().start().unwrap();
    let companies = |mock: &MockStore| mock.store().b2b().companies();
    let expected = companies(&plain).get_companies().await.unwrap();
    let response = companies(&real).get_companies().send().await.unwrap();
    assert!(
        response.mismatches().is_empty(),
        "{:?}",
        response.mismatches()
    );
    let came = response.into_inner();
    for (came, expected) in came.iter().zip(expected.iter()) {
        assert_eq!(came.company_id, expected.company_id);
        assert_eq!(came.company_status, expected.company_status);
    }
    assert_eq!(came[0].company_status, Some(CompanyStatus::Approved));

    let products = real.store().v3().products();
    let response = products.get_products().send().await.unwrap();
    assert!(
        response.mismatches().is_empty(),
        "{:?}",
        response.mismatches()
    );
}

#[tokio::test]
async fn a_failure_in_a_success_is_a_failure() {
    let mock = MockStore::start().unwrap();
    mock.fault(Fault::FailureInSuccess(403), 1);
    let companies = mock.store().b2b().companies();
    let error = companies.get_companies().await.unwrap_err();
    assert_eq!(error.problem().unwrap().status(), 403);
    companies.get_companies().await.unwrap();
}
