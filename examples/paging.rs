//! Reads lists: a page, every item, page by page with what is ahead, and from a position kept from before.

use bigcommerce_mock::MockStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    let store = mock.store();

    // One page, and the length of the whole list.
    let page = store.v3().products().get_products().limit(2).await?;
    println!("{} of {:?} products", page.len(), page.total());

    // Every item, whatever the pages are. The next two pages are asked for while this one is used.
    let mut products = store
        .v3()
        .products()
        .get_products()
        .limit(2)
        .items()
        .read_ahead(2);
    while let Some(product) = products.try_next().await? {
        println!("  {}: {:?}", product.id, product.name);
    }

    // Page by page, with the position at which another run could go on.
    let mut pages = store.v2().orders().get_orders().limit(2).pages();
    while let Some(page) = pages.try_next().await? {
        println!("{} orders, then {:?}", page.len(), page.next_page());
    }
    Ok(())
}
