//! Webhooks: who may deliver, what a delivery says, and hooks that are there as they should be.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bigcommerce::webhooks::{Change, EventId, Scope, WebhookError, WebhookVerifier};
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use crate::platform::store_at;
use testkit::server::{Recorded, Response, Server};

const SECRET: &str = "client-s3cret";
const BODY: &str = r#"{"scope": "store/order/created", "store_id": "1025646", "data": {"type": "order", "id": 250},
    "hash": "dd70c0976e06b67aaf671e73f49dcb79230ebf9d", "created_at": 1561479335, "producer": "stores/abc123"}"#;

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

/// The headers of a delivery of `body` at `time`, signed with these bytes.
fn signed(secret: &[u8], time: i64, body: &str) -> HeaderMap {
    let webhook = standardwebhooks::Webhook::from_bytes(secret.to_vec()).unwrap();
    let signature = webhook.sign("msg_1", time, body.as_bytes()).unwrap();
    let value = |text: &str| HeaderValue::from_str(text).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", value("msg_1"));
    headers.insert("webhook-timestamp", value(&time.to_string()));
    headers.insert("webhook-signature", value(&signature));
    headers
}

#[test]
fn a_signed_delivery_is_an_event() {
    let headers = signed(SECRET.as_bytes(), now(), BODY);
    let verifier = WebhookVerifier::new(SECRET);
    let event = verifier.verify(&headers, BODY.as_bytes()).unwrap();
    assert_eq!(event.scope, Scope::OrderCreated);
    assert_eq!(
        (&*event.store_hash, event.store_id.as_deref()),
        ("abc123", Some("1025646"))
    );
    assert_eq!(event.data.id, Some(EventId::Number(250)));
    assert_eq!(event.data.kind.as_deref(), Some("order"));
    assert_eq!(event.created_at, Some(1_561_479_335));
    assert_eq!(event.key(), "dd70c0976e06b67aaf671e73f49dcb79230ebf9d");
    assert_eq!(event.delivery_id, "msg_1");
    assert!(!format!("{verifier:?}").contains("s3cret"));
    // While a secret is replaced, both are accepted.
    let rotated = WebhookVerifier::new("new one").or_secret(SECRET);
    assert!(rotated.verify(&headers, BODY.as_bytes()).is_ok());
}

#[test]
fn what_is_not_signed_by_the_secret_is_refused() {
    let verifier = WebhookVerifier::new(SECRET);
    let refused =
        |headers: &HeaderMap, body: &str| verifier.verify(headers, body.as_bytes()).unwrap_err();
    let good = signed(SECRET.as_bytes(), now(), BODY);

    let changed = BODY.replace("250", "251");
    assert!(matches!(refused(&good, &changed), WebhookError::Signature));
    let other = signed(b"another", now(), BODY);
    assert!(matches!(refused(&other, BODY), WebhookError::Signature));
    // The key is the secret's bytes: what it is decoded to from base64 is another one.
    let decoded = signed(b"r\x88\x9en", now(), BODY);
    let base64 = WebhookVerifier::new("coiebg==");
    assert!(base64.verify(&decoded, BODY.as_bytes()).is_err());
    assert!(
        base64
            .verify(&signed(b"coiebg==", now(), BODY), BODY.as_bytes())
            .is_ok()
    );
    // Nobody's secret is empty.
    let empty = WebhookVerifier::new("");
    assert!(
        empty
            .verify(&signed(b"", now(), BODY), BODY.as_bytes())
            .is_err()
    );
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let mut headers = good.clone();
        headers.remove(name);
        assert!(
            matches!(refused(&headers, BODY), WebhookError::Header(missing) if missing == name)
        );
    }
}

#[test]
fn what_is_too_old_or_too_new_is_refused() {
    let at = |time| signed(SECRET.as_bytes(), time, BODY);
    let verifier = WebhookVerifier::new(SECRET);
    for time in [now() - 400, now() + 400, 0, i64::from(i32::MAX) * 100] {
        let error = verifier.verify(&at(time), BODY.as_bytes()).unwrap_err();
        assert!(
            matches!(error, WebhookError::Timestamp(_)),
            "{time}: {error}"
        );
    }
    assert!(verifier.verify(&at(now() - 200), BODY.as_bytes()).is_ok());
    let strict = verifier.clone().tolerance(Duration::from_secs(60));
    assert!(strict.verify(&at(now() - 200), BODY.as_bytes()).is_err());
    let generous = verifier.tolerance(Duration::from_secs(3600));
    assert!(generous.verify(&at(now() - 400), BODY.as_bytes()).is_err());
}

#[test]
fn a_delivery_of_any_kind_is_read() {
    let read = |body: Value| {
        let body = body.to_string();
        let headers = signed(SECRET.as_bytes(), now(), &body);
        WebhookVerifier::new(SECRET)
            .verify(&headers, body.as_bytes())
            .unwrap()
    };
    let cart = read(
        json!({"scope": "store/cart/lineItem/created/", "data": {"type": "cart_line_item",
        "id": "b9e2f0c4", "cartId": "c1"}}),
    );
    assert_eq!(cart.scope, Scope::CartLineItemCreated);
    assert_eq!(cart.data.id, Some(EventId::Text("b9e2f0c4".into())));
    assert_eq!((cart.created_at, cart.key()), (None, "msg_1"));

    let company = read(json!({"scope": "store/company/created", "data": {"company_id": 1234}}));
    assert_eq!(company.data.id.and_then(|id| id.as_number()), Some(1234));

    let channel = read(json!({"scope": "store/channel/7/order/created", "data": {"id": "9"}}));
    assert_eq!(
        (channel.scope, channel.channel_id),
        (Scope::ChannelOrderCreated, Some(7))
    );
    assert_eq!(channel.data.id, Some(EventId::Number(9)));

    let new = read(
        json!({"scope": "store/thing/exploded", "data": [1], "created_at": "12", "store_id": 5}),
    );
    assert_eq!(new.scope.as_str(), "store/thing/exploded");
    assert_eq!(
        (new.data.id, new.created_at, new.store_id.as_deref()),
        (None, Some(12), Some("5"))
    );
    assert!(read(json!({})).scope.as_str().is_empty());

    let headers = signed(SECRET.as_bytes(), now(), "[]");
    let error = WebhookVerifier::new(SECRET)
        .verify(&headers, b"[]")
        .unwrap_err();
    assert!(matches!(error, WebhookError::Body(_)));
}

#[test]
fn a_wildcard_covers_its_family() {
    assert!(Scope::CartAny.covers(&Scope::CartLineItemCreated));
    assert!(Scope::OrderCreated.covers(&Scope::OrderCreated));
    assert!(!Scope::CartAny.covers(&Scope::OrderCreated));
    assert!(!Scope::OrderCreated.covers(&Scope::OrderAny));
}

/// A server that keeps hooks.
async fn hooks(there: Value) -> (Server, Arc<Mutex<Value>>) {
    let kept = Arc::new(Mutex::new(there));
    let state = Arc::clone(&kept);
    let server = Server::start(move |request: &Recorded| {
        let mut hooks = state.lock().unwrap();
        let hooks = hooks.as_array_mut().unwrap();
        let mut sent: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let body = match &*request.method {
            "GET" => json!({"data": hooks, "meta": {"pagination": {"total": hooks.len(), "current_page": 1, "total_pages": 1}}}),
            "POST" => {
                sent["id"] = json!(100 + hooks.len());
                hooks.push(sent.clone());
                json!({"data": sent})
            }
            _ => {
                let id: i64 = request.path().rsplit('/').next().unwrap().parse().unwrap();
                let hook = hooks.iter_mut().find(|hook| hook["id"] == id).unwrap();
                for (name, value) in sent.as_object().unwrap() {
                    hook[name] = value.clone();
                }
                json!({"data": hook})
            }
        };
        Response::json(200, body.to_string())
    })
    .await;
    (server, kept)
}

#[tokio::test]
async fn hooks_are_created_updated_or_left_alone() {
    const URL: &str = "https://example.com/hooks";
    let hook = |id: i64, scope: &str, is_active: bool, key: &str, url: &str| json!({"id": id, "scope": scope, "destination": url, "is_active": is_active, "headers": {"X-Key": key}});
    let (server, kept) = hooks(json!([
        hook(1, "store/order/created", true, "k", URL),
        hook(2, "store/order/updated", false, "k", URL),
        hook(3, "store/cart/*", true, "old", URL),
        hook(
            4,
            "store/product/created",
            true,
            "k",
            "https://other.example/hooks"
        ),
    ]))
    .await;
    let store = store_at(&server.url());
    let scopes = [
        "store/order/created",
        "store/order/updated",
        "store/cart/*",
        "store/product/created",
    ];
    let ensure = || store.ensure_webhooks(URL, scopes, [("X-Key", "k")]);
    let changes: Vec<_> = ensure()
        .await
        .unwrap()
        .into_iter()
        .map(|hook| (hook.id, hook.change))
        .collect();
    let expected = [
        (3, Change::Updated),
        (1, Change::None),
        (2, Change::Updated),
        (104, Change::Created),
    ];
    assert_eq!(changes, expected);
    {
        let kept = kept.lock().unwrap();
        assert!(
            kept.as_array()
                .unwrap()
                .iter()
                .all(|hook| hook["is_active"] == true)
        );
        assert_eq!(kept[2]["headers"], json!({"X-Key": "k"}));
        assert_eq!(kept[4]["scope"], "store/product/created");
        assert_eq!(kept[3]["destination"], "https://other.example/hooks");
    }
    // A second run changes nothing.
    server.take();
    assert!(
        ensure()
            .await
            .unwrap()
            .iter()
            .all(|hook| hook.change == Change::None)
    );
    assert_eq!(server.take().len(), 1);
}
