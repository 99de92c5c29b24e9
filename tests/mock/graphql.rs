//! GraphQL of the mock store: which token opens which of the three, and that tokens it made are taken.

use bigcommerce::{
    Error, StorefrontToken,
    b2b::types::NewCustomerStorefrontToken,
    graphql,
    v3::types::{NewCustomerImpersonationToken, NewPrivateToken},
};
use bigcommerce_mock::MockStore;
use serde_json::{Value, json};

const QUERY: &str = "query($id: ID!) { product(id: $id) { name } }";

async fn ask(client: &graphql::Client) -> Result<Value, Error> {
    client.query(QUERY, json!({"id": 7})).await
}

#[tokio::test]
async fn each_api_takes_its_own_tokens() {
    let mock = MockStore::start().unwrap();
    mock.graphql(
        |document, variables| json!({"data": {"document": document, "id": variables["id"]}}),
    );
    let (store, url) = (mock.store(), mock.bigcommerce_url());
    let expires = "2026-12-31T00:00:00Z";

    let data = ask(&store.graphql()).await.unwrap();
    assert_eq!(data, json!({"document": QUERY, "id": 7}));

    let private = NewPrivateToken::builder()
        .expires_at(expires)
        .channel_ids([1])
        .scopes(["Customer"]);
    let tokens = store.v3().storefront_tokens();
    let private = tokens
        .create_private_storefront_token(private)
        .await
        .unwrap();
    let shop = graphql::Client::storefront(&url, &private).unwrap();
    assert_eq!(ask(&shop).await.unwrap()["id"], 7);

    let as_customer = NewCustomerImpersonationToken::builder()
        .expires_at(expires)
        .channel_id(1);
    let as_customer = tokens
        .create_customer_impersonation_token(as_customer)
        .await
        .unwrap();
    let shop = graphql::Client::storefront(&url, as_customer).unwrap();
    assert_eq!(ask(&shop).await.unwrap()["id"], 7);

    let user = NewCustomerStorefrontToken::builder()
        .customer_id(11)
        .channel_id(1);
    let user = store
        .b2b()
        .authentication()
        .create_storefront_token(user)
        .await
        .unwrap();
    let b2b = graphql::Client::b2b_at(&mock.b2b_url(), user).unwrap();
    assert_eq!(ask(&b2b).await.unwrap()["id"], 7);
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn a_token_of_another_kind_is_refused() {
    let mock = MockStore::start().unwrap();
    let url = mock.bigcommerce_url();

    let management = graphql::Client::storefront(&url, mock.access_token()).unwrap();
    assert!(ask(&management).await.unwrap_err().is_unauthorized());

    let unknown = mock
        .store_builder()
        .access_token("another-token")
        .build()
        .unwrap();
    assert!(ask(&unknown.graphql()).await.unwrap_err().is_unauthorized());
    assert_eq!(mock.violations().len(), 2);
}

#[test]
fn a_response_without_its_token_makes_none() {
    let response: bigcommerce::v3::types::PrivateToken = serde_json::from_str("{}").unwrap();
    let error = StorefrontToken::try_from(response).unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a storefront token: the response has none"
    );
}
