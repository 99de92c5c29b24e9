//! Asks GraphQL Admin with types that the crate `graphql_client` makes from a query and a schema. The token is the one
//! that opens the REST APIs.
//!
//! ```sh
//! export BIGCOMMERCE_STORE_HASH=abc123 BIGCOMMERCE_ACCESS_TOKEN=…
//! cargo run --bin graphql_client -- 77
//! ```

use std::env;

use bigcommerce::{Error, Store};
use graphql_client::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "graphql/schema.graphql",
    query_path = "graphql/product_name.graphql",
    response_derives = "Debug"
)]
struct ProductName;

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
    let variables = product_name::Variables {
        id: format!("bc/store/product/{id}"),
    };
    let query = ProductName::build_query(variables);
    let data: product_name::ResponseData = store.graphql().request(query).await?;
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
            let id = &variables["id"];
            let product = match id.as_str() {
                Some("bc/store/product/77") => {
                    json!({"id": id, "basicInformation": {"name": "Mug"}})
                }
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
