use bigcommerce::v3::types::NewPage;

let about = NewPage::builder()
    .channel_id(1)
    .name("About us")
    .type_("page")
    .body("<p>Since 1890.</p>");
store.v3().pages().create_pages([about]).await?;
