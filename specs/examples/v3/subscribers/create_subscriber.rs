use bigcommerce::v3::types::NewSubscriber;

let subscriber = NewSubscriber::builder()
    .email("ada@kiln.example")
    .first_name("Ada")
    .channel_id(1);
store
    .v3()
    .subscribers()
    .create_subscriber(subscriber)
    .await?;
