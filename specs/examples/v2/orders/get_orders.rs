let mut orders = store
    .v2()
    .orders()
    .get_orders()
    .min_date_created("2026-01-01T00:00:00Z")
    .items();
while let Some(order) = orders.try_next().await? {
    println!("{} {:?}", order.id, order.total_inc_tax);
}
