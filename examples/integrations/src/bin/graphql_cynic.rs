//! Asks GraphQL Admin with types that the crate `cynic` checks against a schema. The token is the one that opens the
//! REST APIs.
//!
//! ```sh
//! export BIGCOMMERCE_STORE_HASH=abc123 BIGCOMMERCE_ACCESS_TOKEN=…
//! cargo run --bin graphql_cynic -- 77
//! ```

use std::env;

use bigcommerce::{Error, Store};
use cynic::QueryBuilder;

#[cynic::schema("admin")]
mod schema {}

#[derive(cynic::QueryVariables)]
struct Variables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct ProductName {
    store: StoreWithProduct,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Store", variables = "Variables")]
struct StoreWithProduct {
    #[arguments(id: $id)]
    product: Option<Product>,
}

#[derive(cynic::QueryFragment)]
struct Product {
    basic_information: Option<ProductBasicInformation>,
}

#[derive(cynic::QueryFragment)]
struct ProductBasicInformation {
    name: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = Store::new(
        env::var("BIGCOMMERCE_STORE_HASH")?,
        env::var("BIGCOMMERCE_ACCESS_TOKEN")?,
    )?;
    let id = env::args().nth(1).ok_or("which product? give its id")?;
    match product_name(&store, id.parse()?).await? {
        Some(name) => println!("{name}"),
        None => println!("product {id} does not exist"),
    }
    Ok(())
}

/// The name of a product, if there is one.
async fn product_name(store: &Store, id: i64) -> Result<Option<String>, Error> {
    let variables = Variables {
        id: cynic::Id::new(format!("bc/store/product/{id}")),
    };
    let query = ProductName::build(variables);
    let data: ProductName = store.graphql().request(query).await?;
    let information = data.store.product.and_then(|it| it.basic_information);
    Ok(information.map(|information| information.name))
}

#[cfg(test)]
mod tests {
    use bigcommerce_mock::MockStore;
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn a_product_has_a_name() -> Result<(), Box<dyn std::error::Error>> {
        let mock = MockStore::start()?;
        mock.graphql(|_, variables| {
            let product = match variables["id"].as_str() {
                Some("bc/store/product/77") => json!({"basicInformation": {"name": "Mug"}}),
                _ => json!(null),
            };
            json!({"data": {"store": {"product": product}}})
        });

        assert_eq!(
            product_name(&mock.store(), 77).await?.as_deref(),
            Some("Mug")
        );
        assert_eq!(product_name(&mock.store(), 78).await?, None);
        Ok(())
    }
}
