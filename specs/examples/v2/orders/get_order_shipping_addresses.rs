for address in store
    .v2()
    .orders()
    .get_order_shipping_addresses(120)
    .await?
{
    println!("{:?}, {:?}", address.street_1, address.city);
}
