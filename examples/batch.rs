//! Changes many things in as few requests as the platform allows.

use bigcommerce::v3::types::ProductBulkUpdate;
use bigcommerce_mock::MockStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    let store = mock.store();

    let mut changes = Vec::new();
    let mut products = store.v3().products().get_products().items();
    while let Some(product) = products.try_next().await? {
        changes.push(ProductBulkUpdate::builder().id(product.id).price("9.95"));
    }
    println!("{} products to change", changes.len());

    // BigCommerce takes ten in a request. What becomes of each entry is told, whatever happens to the others.
    let report = store
        .v3()
        .products()
        .update_products(changes)
        .batches()
        .send()
        .await?;
    println!(
        "{} requests, all done: {}",
        report.requests().len(),
        report.is_complete()
    );
    for (index, outcome) in report.failed() {
        println!("entry {index}: {outcome:?}");
    }
    Ok(())
}
