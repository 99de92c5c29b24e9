use bigcommerce::v3::types::NewTaxClass;

store
    .v3()
    .tax_classes()
    .create_tax_classes([NewTaxClass::builder().name("Books")])
    .await?;
