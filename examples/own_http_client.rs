//! Gives a store an HTTP client of your own: its proxies, timeouts and TLS settings are yours to choose.

use std::time::Duration;

use bigcommerce::store::http_client_builder;
use bigcommerce_mock::MockStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    // It follows no redirect, so that the token stays with its host; a client that does is refused.
    let http = http_client_builder()
        .connect_timeout(Duration::from_secs(3))
        .user_agent("my-shop/1.0")
        .no_proxy()
        .build()?;
    let store = mock
        .store_builder()
        .access_token(mock.access_token())
        .http_client(http)
        .build()?;
    let page = store.v3().products().get_products().limit(1).await?;
    println!("{} product", page.len());
    for request in mock.requests() {
        println!("sent as {:?}", request.header("user-agent").next());
    }
    Ok(())
}
