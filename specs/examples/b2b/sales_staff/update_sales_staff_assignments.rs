use bigcommerce::b2b::types::SalesStaffAssignment;

let company = SalesStaffAssignment::builder()
    .company_id(12)
    .assign_status(true);
store
    .b2b()
    .sales_staff()
    .update_sales_staff_assignments(6, [company])
    .await?;
