use bigcommerce::v3::types::NewScript;

let script = NewScript::builder()
    .name("Chat")
    .kind("src")
    .src("https://app.kiln.example/chat.js")
    .location("footer")
    .visibility("storefront")
    .load_method("async");
store.v3().scripts().create_script(script).await?;
