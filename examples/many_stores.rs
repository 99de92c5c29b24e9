//! Serves many stores from one program, over one pool of connections.

use std::collections::HashMap;

use bigcommerce::{Error, Store, store::http_client_builder};
use bigcommerce_mock::MockStore;

/// The stores of a program, by their hashes.
struct Stores {
    http: reqwest::Client,
    known: HashMap<String, Store>,
}

impl Stores {
    /// The store `hash`, with the budgets and the rate limit it had before.
    fn store(&mut self, hash: &str, token: &str, url: &str) -> Result<Store, Error> {
        if let Some(store) = self.known.get(hash) {
            return Ok(store.clone());
        }
        let store = Store::builder(hash)
            .access_token(token)
            .http_client(self.http.clone())
            .bigcommerce_url(url) // a mock store here; leave it out for BigCommerce
            .build()?;
        self.known.insert(hash.to_owned(), store.clone());
        Ok(store)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    let http = http_client_builder().build()?;
    let mut stores = Stores {
        http,
        known: HashMap::new(),
    };
    for _ in 0..2 {
        let store = stores.store("mock1", mock.access_token(), &mock.bigcommerce_url())?;
        let products = store.v3().products().get_products().limit(1).await?;
        println!("{}: {:?} products", store.hash().as_str(), products.total());
    }
    Ok(())
}
