use bigcommerce::{Error, Store, v3::types::*};

fn keep(mugs: &mut Vec<NewProduct>) {
    mugs.push(NewProduct::builder().name("Mug"));
}

async fn change(store: &Store) -> Result<Product, Error> {
    store.v3().products().update_product(77, NewProduct::builder().name("Mug")).await
}

fn main() {}
