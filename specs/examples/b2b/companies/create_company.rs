use bigcommerce::b2b::types::NewCompany;

let company = NewCompany::builder()
    .company_name("Kiln Ltd")
    .company_phone("0113 496 0000")
    .company_email("office@kiln.example")
    .country("United Kingdom")
    .admin_first_name("Ada")
    .admin_last_name("Potter")
    .admin_email("ada@kiln.example");
let company = store.b2b().companies().create_company(company).await?;
println!("company {}", company.company_id);
