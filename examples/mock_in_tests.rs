//! Tests a function on a mock store: what it sends, what it makes of failures, and that nothing is sent twice.

use bigcommerce::{Error, Store, v3::types::NewProduct};
use bigcommerce_mock::{Fault, MockStore};

/// What is to be tested: adds a mug unless there is one.
async fn ensure_mug(store: &Store) -> Result<bool, Error> {
    let mut products = store.v3().products().get_products().items();
    while let Some(product) = products.try_next().await? {
        if product.name.as_deref() == Some("Mug") {
            return Ok(false);
        }
    }
    let mug = NewProduct::builder()
        .name("Mug")
        .type_("physical")
        .weight("0.4")
        .price("7.95");
    store.v3().products().create_product(mug).await?;
    Ok(true)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    let store = mock.store();

    assert!(ensure_mug(&store).await?);
    mock.fault(Fault::Status(503), 1); // the client tries again
    assert!(!ensure_mug(&store).await?);

    let requests = mock.requests();
    let created = requests.iter().filter(|request| request.method == "POST");
    assert_eq!(created.count(), 1);
    assert_eq!(mock.violations(), []);
    println!("{} requests, as they should be", requests.len());
    Ok(())
}
