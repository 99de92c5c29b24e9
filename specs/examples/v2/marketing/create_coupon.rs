use bigcommerce::v2::types::{CouponAppliesTo, NewCoupon};

let coupon = NewCoupon::builder()
    .name("Five off")
    .code("FIVE")
    .type_("per_total_discount")
    .amount(5)
    .applies_to(CouponAppliesTo::builder().entity("categories").ids([0]));
store.v2().marketing().create_coupon(coupon).await?;
