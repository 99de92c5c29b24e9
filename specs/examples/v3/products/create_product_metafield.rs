use bigcommerce::v3::types::NewMetafield;

let metafield = NewMetafield::builder()
    .namespace("kiln")
    .key("firing")
    .value("1240 °C")
    .permission_set("app_only");
store
    .v3()
    .products()
    .create_product_metafield(77, metafield)
    .await?;
