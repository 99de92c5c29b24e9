use bigcommerce::{Error, Store, v3::types::*};

async fn read(store: &Store, id: Option<i64>) -> Result<Product, Error> {
    store.v3().products().get_product(id).await
}

fn main() {}
