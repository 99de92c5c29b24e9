//! Receives a store's webhooks with `axum`: verifies each delivery, deals with each event once, and responds so that
//! BigCommerce delivers again what couldn't be dealt with.
//!
//! ```sh
//! export BIGCOMMERCE_STORE_HASH=abc123 BIGCOMMERCE_ACCESS_TOKEN=… BIGCOMMERCE_CLIENT_SECRET=…
//! cargo run --bin webhook_receiver -- https://app.example.com/webhooks
//! ```

use std::{
    collections::HashSet,
    env,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use bigcommerce::{
    Store,
    webhooks::{Event, EventId, Scope, WebhookVerifier},
};

/// What the receiver works with.
struct Receiver {
    store: Store,
    verifier: WebhookVerifier,
    /// Events that were dealt with. A program with several processes keeps them in its database.
    seen: Mutex<HashSet<String>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = Store::new(
        env::var("BIGCOMMERCE_STORE_HASH")?,
        env::var("BIGCOMMERCE_ACCESS_TOKEN")?,
    )?;
    let destination = env::args().nth(1).ok_or("which URL is this program at?")?;
    // Creates the hook, or changes or reactivates the one that is there.
    store
        .ensure_webhooks(&destination, ["store/order/created"], [])
        .await?;
    let verifier = WebhookVerifier::new(env::var("BIGCOMMERCE_CLIENT_SECRET")?);
    let listener = tokio::net::TcpListener::bind("0.0.0.0:8080").await?;
    axum::serve(listener, app(store, verifier)).await?;
    Ok(())
}

fn app(store: Store, verifier: WebhookVerifier) -> Router {
    let receiver = Arc::new(Receiver {
        store,
        verifier,
        seen: Mutex::default(),
    });
    Router::new()
        .route("/webhooks", post(receive))
        .with_state(receiver)
}

/// Takes the body as bytes, for the signature is over these.
async fn receive(
    State(receiver): State<Arc<Receiver>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let event = match receiver.verifier.verify(&headers, &body) {
        Ok(event) => event,
        Err(error) => {
            tracing::warn!("refused a delivery: {error}");
            return StatusCode::UNAUTHORIZED;
        }
    };
    let key = event.key().to_owned();
    let seen = || receiver.seen.lock().unwrap_or_else(PoisonError::into_inner);
    if seen().contains(&key) {
        return StatusCode::OK;
    }
    match receiver.handle(&event).await {
        Ok(()) => {
            seen().insert(key);
            StatusCode::OK
        }
        // BigCommerce delivers it again, first after a minute.
        Err(error) => {
            tracing::error!("{}: {error}", event.scope);
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

impl Receiver {
    /// Reads what an event is about; the event itself only says that it changed.
    async fn handle(&self, event: &Event) -> Result<(), bigcommerce::Error> {
        match (&event.scope, &event.data.id) {
            (Scope::OrderCreated, Some(EventId::Number(id))) => {
                let order = self.store.v2().orders().get_order(*id).await?;
                println!("order {id} over {:?}", order.total_inc_tax);
            }
            // A scope that a hook asks for and this program doesn't know yet.
            (scope, _) => tracing::info!("nothing to do for {scope}"),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bigcommerce::{
        v2::types::{NewOrder, OrderAddress, OrderProduct},
        v3::types::NewWebhook,
    };
    use bigcommerce_mock::{Fault, MockStore};

    use super::*;

    /// Starts the receiver for this store, and gives its URL.
    async fn start(mock: &MockStore) -> String {
        let app = app(mock.store(), WebhookVerifier::new(mock.client_secret()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhooks", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, app).await });
        url
    }

    #[tokio::test]
    async fn an_order_is_dealt_with_once_and_again_after_a_failure() {
        let mock = MockStore::start().unwrap();
        let store = mock.store();
        let hook = NewWebhook::builder()
            .scope("store/order/created")
            .destination(start(&mock).await);
        store.v3().webhooks().create_webhook(hook).await.unwrap();

        let mug = OrderProduct::builder().product_id(101).quantity(1);
        let address = OrderAddress::builder()
            .first_name("Ada")
            .last_name("Potter")
            .street_1("1 Clay Lane")
            .city("Leeds")
            .state("Yorkshire")
            .zip("LS1 1AA")
            .country("United Kingdom")
            .email("ada@kiln.example");
        let order = NewOrder::builder().billing_address(address).products([mug]);
        store.v2().orders().create_order(order).await.unwrap();

        mock.fault_of("v2.orders.getOrder", Fault::Status(404), 1)
            .unwrap();
        let first = mock.deliver_webhooks().await.unwrap();
        assert_eq!(first[0].status, Some(503));
        let second = mock.deliver_webhooks().await.unwrap();
        assert_eq!((second[0].attempt, second[0].status), (2, Some(200)));
        assert!(mock.deliver_webhooks().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_somebody_else_sends_is_refused() {
        let mock = MockStore::start().unwrap();
        let receiver = Receiver {
            store: mock.store(),
            verifier: WebhookVerifier::new(mock.client_secret()),
            seen: Mutex::default(),
        };
        let status = receive(
            State(Arc::new(receiver)),
            HeaderMap::new(),
            Bytes::from_static(br#"{"scope": "store/order/created", "data": {"id": 1}}"#),
        );
        assert_eq!(status.await, StatusCode::UNAUTHORIZED);
    }
}
