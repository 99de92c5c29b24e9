use bigcommerce::{Error, Store, v3::types::*};

async fn read(store: &Store) -> Result<Product, Error> {
    store.v3().products().get_product().await
}

fn main() {}
