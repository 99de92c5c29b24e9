let product = store
    .v3()
    .products()
    .get_product(77)
    .include(["variants", "images"])
    .await?;
println!(
    "{:?} has {} images",
    product.name,
    product.images.unwrap_or_default().len()
);
