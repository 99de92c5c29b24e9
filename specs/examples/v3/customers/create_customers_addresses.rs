use bigcommerce::v3::types::NewCustomerAddress;

let address = NewCustomerAddress::builder()
    .customer_id(11)
    .first_name("Ada")
    .last_name("Potter")
    .address1("1 Clay Lane")
    .city("Leeds")
    .state_or_province("Yorkshire")
    .postal_code("LS1 1AA")
    .country_code("GB");
store
    .v3()
    .customers()
    .create_customers_addresses([address])
    .await?;
