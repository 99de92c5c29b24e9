let mut companies = store.b2b().companies().get_companies().items();
while let Some(company) = companies.try_next().await? {
    println!("{} {:?}", company.company_id, company.company_name);
}
