use bigcommerce::v3::types::NewProductModifier;

let engraving = NewProductModifier::builder()
    .display_name("Engraving")
    .type_("text")
    .required(false);
store
    .v3()
    .product_modifiers()
    .create_product_modifier(77, engraving)
    .await?;
