//! A web service in front of many stores: one HTTP client for all, errors as HTTP statuses, nothing that a caller
//! waits for longer than it makes sense, and a trace of each call.
//!
//! ```sh
//! export STORES='{"abc123": "access token of abc123", "def456": "…"}'
//! cargo run --bin web_service
//! curl localhost:3000/stores/abc123/products/77
//! curl localhost:3000/stores/abc123/products?search=mug
//! ```

use std::{collections::HashMap, env, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bigcommerce::{CallOptions, ConfigurationError, Decimal, Store, v3::types::Product};
use serde::{Deserialize, Serialize};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Each call to a store is a span with operation, status, attempts and time waited.
    tracing_subscriber::fmt::init();
    let accounts: HashMap<String, String> = serde_json::from_str(&env::var("STORES")?)?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, service(connect(accounts)?)).await?;
    Ok(())
}

/// One `Store` a store hash, since each paces its own calls; one pool of connections for all.
type Stores = Arc<HashMap<String, Store>>;

fn connect(accounts: HashMap<String, String>) -> Result<Stores, bigcommerce::Error> {
    let http = bigcommerce::store::http_client_builder().build();
    let http = http.map_err(|error| ConfigurationError::HttpClient(Arc::new(error)))?;
    let stores = accounts.into_iter().map(|(hash, token)| {
        let store = Store::builder(hash.as_str())
            .access_token(token)
            .http_client(http.clone())
            .options(CallOptions::interactive())
            .build()?;
        Ok((hash, store))
    });
    Ok(Arc::new(stores.collect::<Result<_, bigcommerce::Error>>()?))
}

fn service(stores: Stores) -> Router {
    Router::new()
        .route("/stores/{store}/products", get(search))
        .route("/stores/{store}/products/{product}", get(read))
        .with_state(stores)
}

/// What this service says of a product.
#[derive(Serialize)]
struct Listed {
    id: i64,
    name: Option<String>,
    price: Option<Decimal>,
}

impl From<Product> for Listed {
    fn from(product: Product) -> Self {
        Self {
            id: product.id,
            name: product.name,
            price: product.price,
        }
    }
}

/// When the caller goes away, axum drops this future, and with it the call to the store.
async fn read(
    State(stores): State<Stores>,
    Path((store, product)): Path<(String, i64)>,
) -> Result<Json<Listed>, Failure> {
    let store = stores.get(&store).ok_or(Failure::UnknownStore)?;
    let product = store.v3().products().get_product(product).await?;
    Ok(Json(product.into()))
}

#[derive(Deserialize)]
struct Search {
    search: String,
}

async fn search(
    State(stores): State<Stores>,
    Path(store): Path<String>,
    Query(query): Query<Search>,
) -> Result<Json<Vec<Listed>>, Failure> {
    let store = stores.get(&store).ok_or(Failure::UnknownStore)?;
    let products = store.v3().products().get_products();
    let products = products.keyword(query.search).limit(20).await?;
    Ok(Json(products.into_iter().map(Listed::from).collect()))
}

/// Why a request to this service failed.
enum Failure {
    UnknownStore,
    Store(bigcommerce::Error),
}

impl From<bigcommerce::Error> for Failure {
    fn from(error: bigcommerce::Error) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let error = match self {
            Self::UnknownStore => return StatusCode::NOT_FOUND.into_response(),
            Self::Store(error) => error,
        };
        let status = if error.is_not_found() {
            StatusCode::NOT_FOUND
        } else if error.is_validation() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else if error.is_rate_limited() {
            StatusCode::TOO_MANY_REQUESTS
        } else if error.is_timeout() {
            StatusCode::GATEWAY_TIMEOUT
        } else {
            StatusCode::BAD_GATEWAY
        };
        // The message has no secret in it, but what a store says isn't for everybody.
        tracing::warn!(%error, "a call to a store failed");
        let mut response = status.into_response();
        let wait = error.retry_after().filter(|_| error.is_rate_limited());
        if let Some(wait) = wait {
            let name: HeaderName = header::RETRY_AFTER;
            let seconds = wait.as_secs_f64().ceil() as u64;
            response
                .headers_mut()
                .insert(name, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::{body::Body, http::Request};
    use bigcommerce_mock::{Fault, MockStore};
    use http_body_util::BodyExt;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::*;

    async fn get(mock: &MockStore, path: &str) -> (StatusCode, Value) {
        let store = mock
            .store_builder()
            .access_token(mock.access_token())
            .options(CallOptions::interactive())
            .build()
            .unwrap();
        let stores = Arc::new(HashMap::from([("shop".to_owned(), store)]));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = service(stores).oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    #[tokio::test]
    async fn products_are_served() {
        let mock = MockStore::start().unwrap();
        let products = mock.store().v3().products().get_products().await.unwrap();
        let first = &products[0];
        let path = format!("/stores/shop/products/{}", first.id);
        let (status, body) = get(&mock, &path).await;
        assert_eq!(
            (status, &body["name"]),
            (StatusCode::OK, &json!(first.name))
        );
        let (status, _) = get(&mock, "/stores/shop/products?search=mug").await;
        assert_eq!(status, StatusCode::OK);
    }

    #[tokio::test]
    async fn failures_have_their_status() {
        let mock = MockStore::start().unwrap();
        let status = |path: &'static str| async { get(&mock, path).await.0 };
        assert_eq!(
            status("/stores/other/products/1").await,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            status("/stores/shop/products/999999").await,
            StatusCode::NOT_FOUND
        );
        mock.fault(Fault::Status(500), 2);
        assert_eq!(
            status("/stores/shop/products?search=mug").await,
            StatusCode::BAD_GATEWAY
        );
        mock.fault(Fault::RateLimited(Duration::from_secs(60)), 5);
        assert_eq!(
            status("/stores/shop/products?search=mug").await,
            StatusCode::TOO_MANY_REQUESTS
        );
    }
}
