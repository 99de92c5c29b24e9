use bigcommerce::v3::types::{NewPriceList, PriceListAssignmentUpdate};

let trade = store
    .v3()
    .price_lists()
    .create_price_list(NewPriceList::builder().name("Trade"))
    .await?;
// A price list has no effect before it is assigned.
let assignment = PriceListAssignmentUpdate::builder()
    .customer_group_id(5)
    .channel_id(1);
store
    .v3()
    .price_lists()
    .upsert_price_list_assignment(trade.id, assignment)
    .await?;
