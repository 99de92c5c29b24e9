use bigcommerce::v3::types::{
    NewPromotion, PromotionAction, PromotionActionCartItemsDiscount, PromotionActionCartValue,
    PromotionRule,
};

let tenth = PromotionActionCartItemsDiscount::builder().percentage_amount(10);
let action =
    PromotionAction::builder().cart_value(PromotionActionCartValue::builder().discount(tenth));
let promotion = NewPromotion::builder()
    .name("Spring")
    .redemption_type("COUPON")
    .rules([PromotionRule::builder().action(action)]);
let promotion = store.v3().promotions().create_promotion(promotion).await?;
println!("promotion {}", promotion.id);
