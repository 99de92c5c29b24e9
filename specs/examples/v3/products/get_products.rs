let since = "2026-01-01T00:00:00Z";
let mut products = store
    .v3()
    .products()
    .get_products()
    .date_modified_min(since)
    .items();
while let Some(product) = products.try_next().await? {
    println!("{} {}", product.id, product.name.unwrap_or_default());
}
