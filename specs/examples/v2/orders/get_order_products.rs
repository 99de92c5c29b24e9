for product in store.v2().orders().get_order_products(120).await? {
    println!("{:?} × {:?}", product.quantity, product.name);
}
