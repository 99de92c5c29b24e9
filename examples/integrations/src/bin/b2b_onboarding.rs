//! Brings a company into B2B Edition: company, buyers, address, prices of its own, a quote and an invoice, with the
//! one token that opens both APIs.
//!
//! ```sh
//! export BIGCOMMERCE_STORE_HASH=abc123 BIGCOMMERCE_ACCESS_TOKEN=…
//! cargo run --bin b2b_onboarding -- company.json
//! ```

use std::{env, error::Error, fs::File};

use bigcommerce::{
    Store,
    b2b::types::{
        CompanyStatus, NewAddress, NewCompany, NewQuote, NewUser, QuoteContactInfo, QuoteCurrency,
        QuoteProduct, UserRole,
    },
    v3::types::{NewPriceList, NewPriceListAssignment, PriceListRecordBulkUpdate},
};
use rust_decimal::Decimal;
use serde::Deserialize;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> Result<()> {
    let store = Store::new(
        env::var("BIGCOMMERCE_STORE_HASH")?,
        env::var("BIGCOMMERCE_ACCESS_TOKEN")?,
    )?;
    let path = env::args()
        .nth(1)
        .ok_or("usage: b2b_onboarding <company.json>")?;
    let application: Application = serde_json::from_reader(File::open(path)?)?;
    let company = onboard(&store, &application).await?;
    println!("company {company} is approved");
    Ok(())
}

/// What a company fills in.
#[derive(Deserialize)]
struct Application {
    name: String,
    email: String,
    phone: String,
    country: String,
    admin: Person,
    buyers: Vec<Person>,
    street: String,
    city: String,
    state: String,
    zip: String,
    channel_id: i64,
    /// Prices that were agreed on.
    prices: Vec<AgreedPrice>,
    /// What it wants to buy first.
    quantity: i64,
    quote_expires: String,
}

#[derive(Deserialize)]
struct Person {
    first_name: String,
    last_name: String,
    email: String,
}

#[derive(Deserialize)]
struct AgreedPrice {
    product_id: i64,
    variant_id: i64,
    sku: String,
    price: Decimal,
}

/// Makes the company with all that belongs to it; returns its id.
async fn onboard(store: &Store, application: &Application) -> Result<i64> {
    let company = add_company(store, application).await?;
    add_buyers(store, application, company).await?;
    add_address(store, application, company).await?;
    assign_prices(store, application, company).await?;
    let status = CompanyStatus::Approved;
    store
        .b2b()
        .companies()
        .update_company_status(company, status)
        .await?;
    send_quote(store, application, company).await?;
    Ok(company)
}

async fn add_company(store: &Store, application: &Application) -> Result<i64> {
    let admin = &application.admin;
    let company = NewCompany::builder()
        .company_name(&application.name)
        .company_email(&application.email)
        .company_phone(&application.phone)
        .country(&application.country)
        .admin_first_name(&admin.first_name)
        .admin_last_name(&admin.last_name)
        .admin_email(&admin.email);
    let created = store.b2b().companies().create_company(company).await?;
    Ok(created.company_id)
}

async fn add_buyers(store: &Store, application: &Application, company: i64) -> Result<()> {
    for buyer in &application.buyers {
        let user = NewUser::builder()
            .company_id(company)
            .first_name(&buyer.first_name)
            .last_name(&buyer.last_name)
            .email(&buyer.email)
            .role(UserRole::SeniorBuyer)
            .channel_ids([application.channel_id]);
        store.b2b().users().create_user(user).await?;
    }
    Ok(())
}

async fn add_address(store: &Store, application: &Application, company: i64) -> Result<()> {
    let address = NewAddress::builder()
        .company_id(company)
        .first_name(&application.admin.first_name)
        .last_name(&application.admin.last_name)
        .address_line1(&application.street)
        .city(&application.city)
        .state_name(&application.state)
        .zip_code(&application.zip)
        .country_name(&application.country)
        .is_default_billing(true)
        .is_default_shipping(true);
    store.b2b().addresses().create_address(address).await?;
    Ok(())
}

/// B2B Edition gives each company a customer group; a price list of BigCommerce is assigned to it.
async fn assign_prices(store: &Store, application: &Application, company: i64) -> Result<()> {
    let price_lists = store.v3().price_lists();
    let list = NewPriceList::builder().name(&application.name).active(true);
    let list = price_lists.create_price_list(list).await?;
    let records = application.prices.iter().map(|agreed| {
        PriceListRecordBulkUpdate::builder()
            .variant_id(agreed.variant_id)
            .currency("usd")
            .price(agreed.price)
    });
    price_lists
        .upsert_price_list_records(list.id, records)
        .await?;

    let company = store.b2b().companies().get_company(company).await?;
    let assignment = NewPriceListAssignment::builder()
        .price_list_id(list.id)
        .customer_group_id(company.bc_group_id);
    price_lists
        .create_price_list_assignments([assignment])
        .await?;
    Ok(())
}

/// Offers the agreed prices for a first order.
async fn send_quote(store: &Store, application: &Application, company: i64) -> Result<()> {
    let admin = &application.admin;
    let mut total = Decimal::ZERO;
    let mut lines = Vec::new();
    for agreed in &application.prices {
        total += agreed.price * Decimal::from(application.quantity);
        lines.push(
            QuoteProduct::builder()
                .product_id(agreed.product_id)
                .variant_id(agreed.variant_id)
                .sku(&agreed.sku)
                .quantity(application.quantity)
                .base_price(agreed.price)
                .offered_price(agreed.price)
                .discount(0),
        );
    }
    let contact = QuoteContactInfo::builder()
        .name(format!("{} {}", admin.first_name, admin.last_name))
        .email(&admin.email)
        .company_name(&application.name);
    let quote = NewQuote::builder()
        .company_id(company)
        .channel_id(application.channel_id)
        .quote_title("First order")
        .contact_info(contact)
        .currency(QuoteCurrency::builder().currency_code("USD"))
        .product_list(lines)
        .discount(0)
        .subtotal(total)
        .grand_total(total)
        .expired_at(&application.quote_expires);
    store.b2b().quotes().create_quote(quote).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use bigcommerce_mock::MockStore;

    use super::*;

    const APPLICATION: &str = r#"{
        "name": "Kiln Ltd", "email": "office@kiln.example", "phone": "0113 496 0000", "country": "United Kingdom",
        "admin": {"first_name": "Ada", "last_name": "Potter", "email": "ada@kiln.example"},
        "buyers": [{"first_name": "Ben", "last_name": "Glaze", "email": "ben@kiln.example"}],
        "street": "1 Clay Lane", "city": "Leeds", "state": "Yorkshire", "zip": "LS1 1AA", "channel_id": 1,
        "prices": [{"product_id": 101, "variant_id": 1, "sku": "MUG", "price": "6.40"}],
        "quantity": 12, "quote_expires": "12/31/2026"
    }"#;

    #[tokio::test]
    async fn a_company_is_brought_in_with_one_token() {
        let mock = MockStore::start().unwrap();
        let store = mock.store();
        let application = serde_json::from_str(APPLICATION).unwrap();
        let company = onboard(&store, &application).await.unwrap();

        let company = store.b2b().companies().get_company(company).await.unwrap();
        assert_eq!(company.company_status, Some(CompanyStatus::Approved));
        let users = store
            .b2b()
            .users()
            .get_users()
            .company_id(company.company_id);
        let users = users.items().all().await.unwrap();
        assert!(
            users
                .iter()
                .any(|user| user.email.as_deref() == Some("ben@kiln.example"))
        );
        assert_eq!(mock.violations(), []);
    }
}
