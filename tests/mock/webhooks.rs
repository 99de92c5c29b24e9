//! Hooks made in the mock store get signed deliveries of what is done to it.

use std::sync::atomic::{AtomicU16, Ordering};

use bigcommerce::{
    b2b::types::NewCompany,
    v3::types::{NewProduct, NewWebhook, ProductUpdate},
    webhooks::{EventId, Scope, WebhookVerifier},
};
use bigcommerce_mock::MockStore;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use testkit::server::{Recorded, Response, Server};

fn mug() -> bigcommerce::v3::types::builder::NewProduct {
    NewProduct::builder()
        .name("Big mug")
        .type_("physical")
        .weight(0.4)
        .price("7.95")
}

fn headers(request: &Recorded) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in [
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
        "x-own",
    ] {
        if let Some(value) = request.header(name) {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
    }
    headers
}

/// Makes a hook of `scope` at the receiver.
async fn hook(mock: &MockStore, scope: &str, receiver: &Server) -> i64 {
    let hook = NewWebhook::builder()
        .scope(scope)
        .destination(format!("{}/hooks", receiver.url()))
        .is_active(true);
    mock.store()
        .v3()
        .webhooks()
        .create_webhook(hook)
        .await
        .unwrap()
        .id
}

#[tokio::test]
async fn what_is_done_is_delivered_and_signed() {
    let mock = MockStore::start().unwrap();
    let receiver = Server::start(|_| Response::new(200)).await;
    hook(&mock, "store/product/*", &receiver).await;
    hook(&mock, "store/company/created", &receiver).await;
    let store = mock.store();

    let product = store.v3().products().create_product(mug()).await.unwrap();
    let change = ProductUpdate::builder().price(8);
    store
        .v3()
        .products()
        .update_product(product.id, change)
        .await
        .unwrap();
    store
        .v3()
        .products()
        .delete_product(product.id)
        .await
        .unwrap();
    let company = NewCompany::builder()
        .company_name("Kiln Ltd")
        .company_phone("0113 496 0000")
        .company_email("new@kiln.example")
        .country("United Kingdom")
        .admin_first_name("Ada")
        .admin_last_name("Potter")
        .admin_email("ada@kiln.example");
    let company = store
        .b2b()
        .companies()
        .create_company(company)
        .await
        .unwrap();
    // Nobody asks for this one.
    store.v3().products().get_product(101).await.unwrap();
    mock.event(
        "store/cart/abandoned",
        json!({"type": "cart", "id": "09346904"}),
    );

    let deliveries = mock.deliver_webhooks().await.unwrap();
    assert!(
        deliveries
            .iter()
            .all(|delivery| delivery.status == Some(200)),
        "{deliveries:?}"
    );
    let verifier = WebhookVerifier::new(mock.client_secret());
    let events: Vec<_> = receiver
        .take()
        .iter()
        .map(|request| verifier.verify(&headers(request), &request.body).unwrap())
        .collect();
    let happened: Vec<_> = events
        .iter()
        .map(|event| (event.scope.clone(), event.data.id.clone()))
        .collect();
    let id = |id| Some(EventId::Number(id));
    assert_eq!(
        happened,
        [
            (Scope::ProductCreated, id(product.id)),
            (Scope::ProductUpdated, id(product.id)),
            (Scope::ProductDeleted, id(product.id)),
            (Scope::CompanyCreated, id(company.company_id)),
        ]
    );
    assert_eq!(
        events[3].data.integer("company_id"),
        Some(company.company_id)
    );
    assert!(events.windows(2).all(|pair| pair[0].key() != pair[1].key()));
    assert!(mock.deliver_webhooks().await.unwrap().is_empty());
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn a_delivery_is_tried_again_until_it_is_received_or_the_hook_is_deactivated() {
    let mock = MockStore::start().unwrap();
    static STATUS: AtomicU16 = AtomicU16::new(503);
    let receiver = Server::start(|_| Response::new(STATUS.load(Ordering::SeqCst))).await;
    let id = hook(&mock, "store/cart/abandoned", &receiver).await;
    let abandoned = || {
        mock.event(
            "store/cart/abandoned",
            json!({"type": "cart", "id": "09346904"}),
        )
    };

    abandoned();
    let failed = mock.deliver_webhooks().await.unwrap();
    assert_eq!((failed[0].attempt, failed[0].status), (1, Some(503)));
    STATUS.store(204, Ordering::SeqCst);
    let received = mock.deliver_webhooks().await.unwrap();
    assert_eq!((received[0].attempt, received[0].status), (2, Some(204)));
    let requests = receiver.take();
    assert_eq!(
        requests[0].header("webhook-id"),
        requests[1].header("webhook-id")
    );

    STATUS.store(500, Ordering::SeqCst);
    abandoned();
    for attempt in 1..=12 {
        assert_eq!(mock.deliver_webhooks().await.unwrap()[0].attempt, attempt);
    }
    let hook = mock.store().v3().webhooks().get_webhook(id).await.unwrap();
    assert_eq!(hook.is_active, Some(false));
    abandoned();
    assert!(mock.deliver_webhooks().await.unwrap().is_empty());
}
