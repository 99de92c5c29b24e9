//! What is found out about a token, by reading alone.

use bigcommerce::diagnose::{Access, TokenState};

use crate::platform::{TOKEN, store_at};
use testkit::server::{Recorded, Response, Server};

/// A platform that knows `known` as an access token and `legacy` as a legacy B2B token, without the scope of orders.
async fn platform(known: &'static str, legacy: &'static str) -> Server {
    Server::start(move |request: &Recorded| {
        let token = request.header("x-auth-token");
        let is_b2b = request.path().starts_with("/api/");
        let status = match request.path() {
            _ if is_b2b && request.header("authtoken") == Some(legacy) => 200,
            _ if token != Some(known) => 401,
            "/stores/abc123/v2/orders" => 403,
            path if path.contains("/carts/") => 404,
            "/stores/abc123/v3/customers" => 400,
            _ => 200,
        };
        Response::json(status, "{}")
    })
    .await
}

#[tokio::test]
async fn a_diagnosis_reads_one_small_page_for_each_scope() {
    let server = platform(TOKEN, "").await;
    let store = store_at(&server.url());
    let scopes = [
        "store_v2_products_read_only",
        "store_v2_orders",
        "store_cart",
        "store_v2_customers",
        "store_content_checkout",
    ];
    let diagnosis = store.diagnose(scopes).await.unwrap();
    assert_eq!(diagnosis.token, TokenState::Valid);
    assert!(matches!(diagnosis.b2b, Access::Allowed));
    let access: Vec<_> = diagnosis.scopes.iter().map(|(_, access)| access).collect();
    assert!(
        matches!(
            access[..],
            [
                Access::Allowed,
                Access::Denied,
                Access::Allowed,
                Access::Failed(_),
                Access::Unknown
            ]
        ),
        "{diagnosis:?}"
    );
    let said = diagnosis.to_string();
    assert!(said.contains("store_v2_orders: may not be read"), "{said}");
    let requests = server.take();
    assert!(requests.iter().all(|request| request.method == "GET"));
    let products = requests
        .iter()
        .find(|request| request.path().ends_with("/products"));
    assert_eq!(products.unwrap().query(), "limit=1");
}

#[tokio::test]
async fn a_token_of_another_kind_is_recognized() {
    let server = platform("another", TOKEN).await;
    let diagnosis = store_at(&server.url())
        .diagnose(["store_v2_orders"])
        .await
        .unwrap();
    assert_eq!(diagnosis.token, TokenState::LegacyB2b);
    assert!(matches!(diagnosis.scopes[0].1, Access::Denied));
    for request in server.take() {
        // Never both credentials in one request.
        assert!(request.header("authtoken").is_none() || request.header("x-store-hash").is_none());
    }
    let server = platform("another", "another").await;
    let diagnosis = store_at(&server.url())
        .diagnose(["store_v2_orders"])
        .await
        .unwrap();
    assert_eq!(diagnosis.token, TokenState::Unknown);
    assert!(!diagnosis.to_string().contains(TOKEN));
}
