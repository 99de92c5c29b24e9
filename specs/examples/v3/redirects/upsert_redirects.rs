use bigcommerce::v3::types::{RedirectTo, RedirectUpdate};

let moved = RedirectUpdate::builder()
    .site_id(1000)
    .from_path("/old-mug")
    .to(RedirectTo::builder().type_("product").entity_id(77));
store.v3().redirects().upsert_redirects([moved]).await?;
