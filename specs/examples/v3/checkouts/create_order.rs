// The cart's id is the checkout's. The order is incomplete until it is paid or its status is set.
let order = store.v3().checkouts().create_order("the cart's id").await?;
println!("order {:?}", order.id);
