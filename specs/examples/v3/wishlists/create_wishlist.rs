use bigcommerce::v3::types::{NewWishlist, NewWishlistItem};

let mug = NewWishlistItem::builder().product_id(77).variant_id(101);
let wishlist = NewWishlist::builder()
    .customer_id(11)
    .name("Birthday")
    .items([mug]);
store.v3().wishlists().create_wishlist(wishlist).await?;
