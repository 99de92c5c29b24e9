use bigcommerce::v2::types::NewCustomerGroup;

let group = store
    .v2()
    .customers()
    .create_customer_group(NewCustomerGroup::builder().name("Trade"))
    .await?;
println!("group {}", group.id);
