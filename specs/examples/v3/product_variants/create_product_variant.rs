use bigcommerce::v3::types::{NewProductVariant, ProductVariantOptionValue};

let blue = ProductVariantOptionValue::builder().option_id(12).id(34);
let variant = NewProductVariant::builder()
    .sku("MUG-BLUE")
    .price("8.50")
    .option_values([blue]);
store
    .v3()
    .product_variants()
    .create_product_variant(77, variant)
    .await?;
