use bigcommerce::v3::types::NewWebhook;

let webhook = NewWebhook::builder()
    .scope("store/order/created")
    .destination("https://app.kiln.example/webhooks")
    .is_active(true);
let webhook = store.v3().webhooks().create_webhook(webhook).await?;
println!("webhook {}", webhook.id);
