use bigcommerce::b2b::types::{NewShoppingList, NewShoppingListItem};

let mugs = NewShoppingListItem::builder()
    .product_id(77)
    .variant_id(101)
    .quantity(24);
let list = NewShoppingList::builder()
    .name("Every month")
    .user_id(31)
    .items([mugs]);
store
    .b2b()
    .shopping_lists()
    .create_shopping_list(list)
    .await?;
