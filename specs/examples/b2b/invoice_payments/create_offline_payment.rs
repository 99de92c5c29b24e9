use bigcommerce::b2b::types::{NewOfflinePayment, PaymentMemo, PaymentOfflineLineItem};

let paid = PaymentOfflineLineItem::builder()
    .invoice_id(42)
    .amount("650.00");
let payment = NewOfflinePayment::builder()
    .currency("GBP")
    .customer_id("12")
    .details(PaymentMemo::builder().memo("Bank transfer"))
    .line_items([paid]);
store
    .b2b()
    .invoice_payments()
    .create_offline_payment(payment)
    .await?;
