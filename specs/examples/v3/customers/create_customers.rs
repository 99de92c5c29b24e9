use bigcommerce::v3::types::NewCustomer;

let ada = NewCustomer::builder()
    .first_name("Ada")
    .last_name("Potter")
    .email("ada@kiln.example");
let created = store.v3().customers().create_customers([ada]).await?;
println!("{} created", created.len());
