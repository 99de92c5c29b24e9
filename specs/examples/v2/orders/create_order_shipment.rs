use bigcommerce::v2::types::{NewOrderShipment, OrderShipmentItem};

// Ids of the order's products and of its shipping address, not of the catalog.
let item = OrderShipmentItem::builder().order_product_id(5).quantity(1);
let shipment = NewOrderShipment::builder()
    .order_address_id(8)
    .tracking_number("RM123")
    .items([item]);
store
    .v2()
    .orders()
    .create_order_shipment(120, shipment)
    .await?;
