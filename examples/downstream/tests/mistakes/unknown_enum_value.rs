use bigcommerce::{Error, Store, v3::types::*};

fn hide() -> ProductUpdate {
    ProductUpdate::builder().availability(ProductAvailability::Hidden)
}

async fn sorted(store: &Store) -> Result<bigcommerce::Page<Product>, Error> {
    store.v3().products().get_products().sort(7).await
}

fn main() {}
