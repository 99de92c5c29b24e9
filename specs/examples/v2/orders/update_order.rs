use bigcommerce::v2::types::OrderUpdate;

// 2 is "Shipped"; `get_order_statuses` lists them.
store
    .v2()
    .orders()
    .update_order(120, OrderUpdate::builder().status_id(2))
    .await?;
