use bigcommerce::v3::types::NewBrand;

let brand = store
    .v3()
    .brands()
    .create_brand(NewBrand::builder().name("Kiln"))
    .await?;
println!("brand {}", brand.id);
