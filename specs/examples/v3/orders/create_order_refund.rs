use bigcommerce::v3::types::{NewOrderRefund, OrderRefundPayment, OrderRefundQuoteItem};

let item = OrderRefundQuoteItem::builder()
    .item_type("PRODUCT")
    .item_id(5)
    .quantity(1);
let payment = OrderRefundPayment::builder()
    .provider_id("storecredit")
    .amount("7.95")
    .offline(false);
let refund = NewOrderRefund::builder().items([item]).payments([payment]);
store.v3().orders().create_order_refund(120, refund).await?;
