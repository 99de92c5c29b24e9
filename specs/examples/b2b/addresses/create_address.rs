use bigcommerce::b2b::types::NewAddress;

let address = NewAddress::builder()
    .company_id(12)
    .first_name("Ada")
    .last_name("Potter")
    .address_line1("1 Clay Lane")
    .city("Leeds")
    .state_name("Yorkshire")
    .country_name("United Kingdom");
store.b2b().addresses().create_address(address).await?;
