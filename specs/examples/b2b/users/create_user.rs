use bigcommerce::b2b::types::{NewUser, UserRole};

let buyer = NewUser::builder()
    .company_id(12)
    .first_name("Ben")
    .last_name("Glaze")
    .email("ben@kiln.example")
    .role(UserRole::JuniorBuyer)
    .channel_ids([1]);
store.b2b().users().create_user(buyer).await?;
