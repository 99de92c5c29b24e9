use bigcommerce::v3::types::NewProductCustomField;

let field = NewProductCustomField::builder()
    .name("Glaze")
    .value("Celadon");
store
    .v3()
    .products()
    .create_product_custom_field(77, field)
    .await?;
