use bigcommerce::v3::types::NewCheckoutCoupon;

let coupon = NewCheckoutCoupon::builder().coupon_code("SPRING");
let checkout = store
    .v3()
    .checkouts()
    .add_checkout_coupon("the cart's id", coupon)
    .await?;
println!("{:?} to pay", checkout.grand_total);
