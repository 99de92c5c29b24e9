//! What a store's token may do: reads as little as possible and writes nothing.
//!
//! ```sh
//! export BIGCOMMERCE_STORE_HASH=abc123 BIGCOMMERCE_ACCESS_TOKEN=…
//! cargo run --example doctor -- store_v2_products store_v2_orders
//! ```

use std::{env, error::Error};

use bigcommerce::Store;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut scopes: Vec<String> = env::args().skip(1).collect();
    if scopes.is_empty() {
        scopes = ["store_v2_products", "store_v2_orders", "store_v2_customers"]
            .map(str::to_owned)
            .into();
    }
    let store = Store::new(
        env::var("BIGCOMMERCE_STORE_HASH")?,
        env::var("BIGCOMMERCE_ACCESS_TOKEN")?,
    )?;
    print!("{}", store.diagnose(&scopes).await?);
    Ok(())
}
