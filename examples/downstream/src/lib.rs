//! A program's function, and its test against a store in the same process.
//!
//! ```sh
//! cargo test --manifest-path examples/downstream/Cargo.toml
//! ```

use bigcommerce::{Error, Store, v3::types::NewProduct};

/// Creates a product of this name unless the store has one. Returns whether it did.
///
/// # Errors
/// The products that the store returned.
pub async fn ensure_product(store: &Store, name: &str) -> Result<bool, Error> {
    let mut products = store.v3().products().get_products().limit(2).items();
    while let Some(product) = products.next().await {
        if product?.name.as_deref() == Some(name) {
            return Ok(false);
        }
    }
    let product = NewProduct::builder()
        .name(name)
        .type_("physical")
        .weight(0.4)
        .price(7.95);
    store.v3().products().create_product(product).send().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use bigcommerce_mock::{Fault, MockStore};

    #[tokio::test]
    async fn a_product_is_created_once() -> Result<(), Box<dyn std::error::Error>> {
        let mock = MockStore::start()?;
        assert!(super::ensure_product(&mock.store(), "Mug").await?);
        mock.fault(Fault::Status(503), 1); // the client tries again
        assert!(!super::ensure_product(&mock.store(), "Mug").await?); // it is in the list now
        let posts = mock
            .requests()
            .into_iter()
            .filter(|request| request.method == "POST");
        assert_eq!(posts.count(), 1);
        assert_eq!(mock.violations(), []);
        Ok(())
    }
}
