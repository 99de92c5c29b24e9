//! The APIs with tokens of their own: each takes what the API that makes its tokens has handed out, and nothing else.

#![allow(deprecated, reason = "all of B2B v2 is")]

use bigcommerce::{
    B2bStorefront, B2bV2, Error, Payments, b2b::types::NewCustomerStorefrontToken,
    b2b_storefront::types as storefront, payments::types as payments, v3::types as v3,
};
use bigcommerce_mock::{
    B2B_STOREFRONT_TOKEN, B2B_V2_TOKEN, MockStore, PAYMENT_ACCESS_TOKEN, STORE_HASH,
};

/// The status of a failure.
fn status<T: std::fmt::Debug>(result: Result<T, Error>) -> Option<u16> {
    Some(result.unwrap_err().problem()?.status().as_u16())
}

/// The values of a header in the last request.
fn last(mock: &MockStore, name: &str) -> Vec<String> {
    let requests = mock.take().requests;
    let request = requests.last().unwrap();
    request.header(name).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_storefront_token_that_the_store_made_opens_the_storefront() {
    let mock = MockStore::start().unwrap();
    let customer = NewCustomerStorefrontToken::builder()
        .customer_id(11)
        .channel_id(1);
    let authentication = mock.store().b2b().authentication();
    let token = authentication.create_storefront_token(customer).await;
    let buyer = B2bStorefront::builder(token.unwrap()).url(mock.b2b_url());
    let buyer = buyer.build().unwrap();

    let orders = buyer.orders().get_orders().await.unwrap();
    assert!(!orders.is_empty());
    let mut all = buyer.orders().get_orders().items();
    let mut count = 0;
    while all.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert!(count >= orders.len());
    assert_eq!(mock.violations(), []);
    let sent = mock.take().requests;
    let last = sent.last().unwrap();
    assert!(
        last.header("Authorization")
            .all(|it| it.starts_with("Bearer "))
    );
    for never in ["X-Auth-Token", "X-Store-Hash", "authToken"] {
        assert_eq!(last.header(never).count(), 0, "{never}");
    }
}

#[tokio::test]
async fn guests_call_what_needs_no_token() {
    let mock = MockStore::start().unwrap();
    let guest = B2bStorefront::anonymous()
        .url(mock.b2b_url())
        .build()
        .unwrap();

    let settings = guest.quotes().get_quote_settings().store_hash(STORE_HASH);
    settings.await.unwrap();
    assert_eq!(last(&mock, "Authorization"), <[String; 0]>::default());

    let refused = guest.orders().get_orders().await.unwrap_err();
    assert!(matches!(refused, Error::Credential { .. }), "{refused:?}");
    assert!(
        refused.to_string().contains("B2bStorefront::new"),
        "{refused}"
    );
    assert!(mock.take().requests.is_empty(), "it was sent");
}

#[tokio::test]
async fn a_login_sends_no_token_and_makes_one() {
    let mock = MockStore::start().unwrap();
    let buyer = B2bStorefront::builder(B2B_STOREFRONT_TOKEN).url(mock.b2b_url());
    let buyer = buyer.build().unwrap();
    let login = storefront::NewStorefrontToken::builder()
        .bc_token("a JWT of the storefront")
        .channel_id(1)
        .customer_id(11)
        .store_hash(STORE_HASH);
    let token = buyer.authentication().create_storefront_token(login).await;
    assert_eq!(last(&mock, "Authorization"), <[String; 0]>::default());

    let next = B2bStorefront::builder(token.unwrap()).url(mock.b2b_url());
    let next = next.build().unwrap();
    next.shopping_lists().get_shopping_lists().await.unwrap();
}

#[tokio::test]
async fn a_payment_access_token_goes_as_pat_and_with_its_media_type() {
    let mock = MockStore::start().unwrap();
    let order = v3::PaymentAccessTokenOrder::builder()
        .id(101)
        .is_recurring(false);
    let new = v3::NewPaymentAccessToken::builder().order(order);
    let tokens = mock.store().v3().payment_access_tokens();
    let token = tokens.create_payment_access_token(new).await.unwrap();
    let client = Payments::builder(STORE_HASH, &token).url(mock.bigcommerce_url());
    let client = client.build().unwrap();

    let instrument = payments::PaymentInstrument::builder()
        .type_("stored_card")
        .token("a stored card")
        .verification_value("123");
    let payment = payments::NewPayment::builder()
        .instrument(instrument)
        .payment_method_id("bigcommerce.card");
    let request = payments::NewPaymentRequest::builder().payment(payment);
    client.processing().process_payment(request).await.unwrap();
    assert_eq!(mock.violations(), []);

    let sent = mock.take().requests;
    let sent = sent.last().unwrap();
    assert_eq!(sent.path, format!("/stores/{STORE_HASH}/payments"));
    let mut authorization = sent.header("Authorization");
    assert!(authorization.next().unwrap().starts_with("PAT "));
    assert!(sent.header("Accept").eq(["application/vnd.bc.v1+json"]));
    assert_eq!(sent.header("X-Auth-Token").count(), 0);
    assert!(!format!("{client:?} {token:?}").contains("mock-payment"));
}

#[tokio::test]
async fn a_token_of_another_api_is_refused() {
    let mock = MockStore::start().unwrap();
    // Text can be given anywhere; what the store made is told apart when the program is compiled.
    let wrong = B2bStorefront::builder(PAYMENT_ACCESS_TOKEN).url(mock.b2b_url());
    let orders = wrong.build().unwrap().orders();
    assert_eq!(status(orders.get_orders().await), Some(401));

    let wrong = B2bV2::builder(B2B_STOREFRONT_TOKEN).url(mock.b2b_url());
    let companies = wrong.build().unwrap().companies();
    assert_eq!(status(companies.get_company("1").await), Some(401));

    let right = B2bV2::builder(B2B_V2_TOKEN).url(mock.b2b_url());
    let right = right.build().unwrap().companies();
    right.get_company("1").await.unwrap();
    assert_eq!(last(&mock, "authToken"), ["mock-b2b-v2-token"]);

    let token = PAYMENT_ACCESS_TOKEN;
    let store = mock.store_builder().access_token(token).build().unwrap();
    let products = store.v3().products();
    assert_eq!(status(products.get_products().await), Some(401));
}

#[test]
fn a_token_that_cant_be_right_is_an_error_of_build() {
    let built = B2bStorefront::new("two words");
    let error = built.unwrap_err().to_string();
    assert!(error.contains("not a B2B storefront token"), "{error}");
    assert!(B2bV2::new("").is_err());
    let error = Payments::new("not a hash!", "token").unwrap_err();
    assert!(error.to_string().contains("not a store hash"), "{error}");
    assert!(Payments::new(STORE_HASH, "").is_err());
}
