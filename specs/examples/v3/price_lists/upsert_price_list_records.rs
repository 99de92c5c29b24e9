use bigcommerce::v3::types::PriceListRecordBulkUpdate;

let prices = [("MUG-BLUE", "6.80"), ("MUG-RED", "6.90")];
let records = prices.map(|(sku, price)| {
    PriceListRecordBulkUpdate::builder()
        .sku(sku)
        .currency("usd")
        .price(price)
});
store
    .v3()
    .price_lists()
    .upsert_price_list_records(3, records)
    .await?;
