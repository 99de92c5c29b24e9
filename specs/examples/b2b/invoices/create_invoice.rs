use bigcommerce::b2b::types::{Money, NewInvoice};

let amount = Money::builder().code("GBP").value("650.00");
let invoice = NewInvoice::builder()
    .invoice_number("2026-0042")
    .customer_id("12")
    .original_balance(amount.clone())
    .open_balance(amount)
    .due_date("2026-12-31T00:00:00Z");
store.b2b().invoices().create_invoice(invoice).await?;
