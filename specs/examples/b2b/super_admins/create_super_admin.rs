use bigcommerce::b2b::types::NewSuperAdmin;

let admin = NewSuperAdmin::builder()
    .first_name("Cleo")
    .last_name("Slip")
    .email("cleo@kiln.example");
store.b2b().super_admins().create_super_admin(admin).await?;
