use bigcommerce::v3::types::NewPromotionCode;

let code = NewPromotionCode::builder().code("SPRING").max_uses(100);
store
    .v3()
    .promotions()
    .create_promotion_code("27", code)
    .await?;
