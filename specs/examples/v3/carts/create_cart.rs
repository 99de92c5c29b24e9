use bigcommerce::v3::types::{CartLineItem, NewCart};

let mugs = CartLineItem::builder()
    .product_id(77)
    .variant_id(101)
    .quantity(2);
let cart = store
    .v3()
    .carts()
    .create_cart(NewCart::builder().channel_id(1).line_items([mugs]))
    .await?;
println!("cart {}", cart.id);
