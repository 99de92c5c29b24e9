use bigcommerce::v3::types::NewProduct;

let mug = NewProduct::builder()
    .name("Mug")
    .type_("physical")
    .weight(0.4)
    .price("7.95");
let product = store.v3().products().create_product(mug).await?;
println!("created {}", product.id);
