use bigcommerce::v3::types::{InventoryAdjustment, RelativeAdjustment};

let sold = InventoryAdjustment::builder()
    .location_id(1)
    .sku("MUG-BLUE")
    .quantity(-2);
let adjustment = RelativeAdjustment::builder()
    .reason("Sold at the fair")
    .items([sold]);
store
    .v3()
    .inventory()
    .adjust_inventory_levels(adjustment)
    .await?;
