let found = store
    .v3()
    .customers()
    .get_customers()
    .email_in(["ada@kiln.example"])
    .await?;
match found.first() {
    Some(customer) => println!("customer {}", customer.id),
    None => println!("nobody has this address"),
}
