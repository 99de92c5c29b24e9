use bigcommerce::b2b::types::{NewQuote, QuoteContactInfo, QuoteCurrency, QuoteProduct};

let mugs = QuoteProduct::builder()
    .product_id(77)
    .sku("MUG-BLUE")
    .quantity(100)
    .base_price("7.95")
    .offered_price("6.50");
let quote = NewQuote::builder()
    .company_id(12)
    .quote_title("Mugs for the office")
    .contact_info(
        QuoteContactInfo::builder()
            .name("Ada Potter")
            .email("ada@kiln.example"),
    )
    .currency(QuoteCurrency::builder().currency_code("GBP"))
    .product_list([mugs])
    .discount(145)
    .subtotal(795)
    .grand_total(650)
    .expired_at("2026-12-31T00:00:00Z");
store.b2b().quotes().create_quote(quote).await?;
