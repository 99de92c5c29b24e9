let information = store
    .v2()
    .store_information()
    .get_store_information()
    .await?;
println!("{:?} sells in {:?}", information.name, information.currency);
