let mut orders = store.b2b().orders().get_orders().items();
while let Some(order) = orders.try_next().await? {
    println!("{:?} of {:?}", order.bc_order_id, order.company_id);
}
