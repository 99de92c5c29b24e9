use bigcommerce::b2b::types::CompanyCreditUpdate;

let credit = CompanyCreditUpdate::builder()
    .credit_enabled(true)
    .credit_currency("GBP")
    .available_credit(5000);
store
    .b2b()
    .payments()
    .update_company_credit(12, credit)
    .await?;
