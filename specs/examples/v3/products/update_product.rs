use bigcommerce::v3::types::ProductUpdate;

let product = store.v3().products().get_product(77).await?;
let change = ProductUpdate::from(&product).price("8.50");
store
    .v3()
    .products()
    .update_product(product.id, change)
    .await?;
