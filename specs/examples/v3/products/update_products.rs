use bigcommerce::v3::types::ProductBulkUpdate;

let hidden = [77, 78, 79].map(|id| ProductBulkUpdate::builder().id(id).is_visible(false));
// As many requests as it takes.
let report = store
    .v3()
    .products()
    .update_products(hidden)
    .batches()
    .send()
    .await?;
println!(
    "{} updated, {} failed",
    report.succeeded().count(),
    report.failed().count()
);
