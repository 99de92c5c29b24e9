//! Writes what was seen and done the way a person reads it.

use std::io::{self, Write};

use bigcommerce::{
    StoreHash,
    b2b::types::{CompanyStatus, UserRole},
    operation::Api,
};

use super::{
    calls::{self, Calls},
    create::{Creation, Kind},
    table::{Align, Table},
    text::{day, money, name, plain, text},
    visit::{Buyers, Company, Listing, Order, Shop, User},
};

/// Rows shown of a longer list.
const SHOWN: usize = 20;

pub fn shop(shop: &Shop, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nProducts (v3): {}", shop.products.count())?;
    let mut table = Table::new([
        ("ID", Align::Right),
        ("Name", Align::Left),
        ("SKU", Align::Left),
        ("Price", Align::Right),
        ("Stock", Align::Right),
        ("Visible", Align::Left),
    ]);
    for product in shop.products.rows.iter().take(SHOWN) {
        let price = product.price.as_ref().map(ToString::to_string);
        let tracked = product.inventory_tracking.as_ref();
        let stock = product
            .inventory_level
            .filter(|_| tracked.is_some_and(|tracking| tracking.as_str() != "none"));
        table.row([
            text(Some(product.id)),
            text(product.name.as_deref()),
            text(product.sku.as_deref().filter(|sku| !sku.is_empty())),
            text(price.map(|price| money(&price, shop.currency()))),
            text(stock),
            text(product.is_visible.map(yes_or_no)),
        ]);
    }
    lines(&table, out)?;
    rest(&shop.products, out)?;

    writeln!(out, "\nOrders (v2): {}", shop.orders.count())?;
    let mut table = Table::new([
        ("ID", Align::Right),
        ("Date", Align::Left),
        ("Customer", Align::Left),
        ("Status", Align::Left),
        ("Items", Align::Right),
        ("Total", Align::Right),
    ]);
    for order in shop.orders.rows.iter().take(SHOWN) {
        let (total, currency) = (&order.total_inc_tax, &order.default_currency_code);
        let currency = currency.as_deref();
        table.row([
            text(Some(order.id)),
            text(order.date_created.as_ref().map(day)),
            text(customer(order)),
            text(order.status.as_deref()),
            text(order.items_total.as_ref()),
            text(
                total
                    .as_ref()
                    .map(|total| money(&total.to_string(), currency)),
            ),
        ]);
    }
    lines(&table, out)?;
    rest(&shop.orders, out)
}

pub fn buyers(buyers: &Buyers, out: &mut dyn Write) -> io::Result<()> {
    let (companies, users) = (buyers.companies.count(), buyers.users.count());
    writeln!(out, "\nCompanies (B2B): {companies}, with {users} users")?;
    let shown = || buyers.companies.rows.iter().take(SHOWN);
    let users_of = |company: &Company| {
        let id = Some(company.company_id);
        let users = buyers.users.rows.iter();
        users.filter(move |user| user.company_id == id)
    };
    // One table for the users of all companies, so that its columns are the same below each.
    let mut table = Table::new([
        ("", Align::Right),
        ("", Align::Left),
        ("", Align::Left),
        ("", Align::Left),
    ]);
    for user in shown().flat_map(|company| users_of(company).take(SHOWN)) {
        table.row([
            text(Some(user.id)),
            name(user.first_name.as_deref(), user.last_name.as_deref()),
            role(user),
            text(user.email.as_deref()),
        ]);
    }
    let mut lines = table.lines().skip(1);
    for company in shown() {
        let id = text(Some(company.company_id));
        let called = plain(&text(company.company_name.as_deref()));
        writeln!(out, "  {id}  {called}, {}", status(company))?;
        for line in lines.by_ref().take(users_of(company).count().min(SHOWN)) {
            writeln!(out, "       {line}")?;
        }
        match users_of(company).count() {
            0 => writeln!(out, "       no users")?,
            count if count > SHOWN => writeln!(out, "       … and {} more", count - SHOWN)?,
            _ => (),
        }
    }
    rest(&buyers.companies, out)
}

pub fn created(
    created: &[Creation],
    store_currency: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let made = || created.iter().filter_map(Creation::made);
    writeln!(out, "\nCreated: {}", made().count())?;
    let mut table = Table::new([
        ("Kind", Align::Left),
        ("ID", Align::Right),
        ("What", Align::Left),
        ("Price", Align::Right),
    ]);
    for (kind, made) in made() {
        let price = made
            .price
            .as_ref()
            .map(|(amount, currency)| money(amount, currency.as_deref().or(store_currency)));
        table.row([
            kind.name().to_owned(),
            made.id.to_string(),
            made.what.clone(),
            price.unwrap_or_default(),
        ]);
    }
    if made().next().is_some() {
        lines(&table, out)?;
    }
    for creation in created {
        if let Err(why) = &creation.outcome {
            writeln!(out, "  no {}: {why}", creation.kind.name())?;
        }
    }
    Ok(())
}

/// What the lists hold after something was created, and whether that is among it.
pub fn again(
    (shop, buyers): (&Shop, &Buyers),
    (shop_now, buyers_now): (&Shop, &Buyers),
    created: &[Creation],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "\nListed again: {} products (were {}), {} orders ({}), {} companies ({}), {} users ({})",
        shop_now.products.count(),
        shop.products.count(),
        shop_now.orders.count(),
        shop.orders.count(),
        buyers_now.companies.count(),
        buyers.companies.count(),
        buyers_now.users.count(),
        buyers.users.count(),
    )?;
    for (kind, made) in created.iter().filter_map(Creation::made) {
        let found = if listed(shop_now, buyers_now, kind, made.id) {
            "is listed"
        } else {
            "is not listed (yet)"
        };
        writeln!(out, "  {} {} {found}", kind.name(), made.id)?;
    }
    Ok(())
}

fn listed(shop: &Shop, buyers: &Buyers, kind: Kind, id: i64) -> bool {
    let (products, orders) = (&shop.products.rows, &shop.orders.rows);
    let (companies, users) = (&buyers.companies.rows, &buyers.users.rows);
    match kind {
        Kind::Product => products.iter().any(|product| product.id == id),
        Kind::Order => orders.iter().any(|order| order.id == id),
        Kind::Company => companies.iter().any(|company| company.company_id == id),
        Kind::User => users.iter().any(|user| user.id == id),
    }
}

pub fn calls(calls: &Calls, hash: &StoreHash, out: &mut dyn Write) -> io::Result<()> {
    let total = calls.total();
    writeln!(
        out,
        "\n{total} calls with one access token, of store {hash}"
    )?;
    let mut table = Table::new([
        ("API", Align::Left),
        ("Document", Align::Left),
        ("Calls", Align::Right),
        ("Authorised by", Align::Left),
    ]);
    for (api, module, count) in calls.by_document() {
        let headers = calls::headers(api, module);
        let name = match api {
            Api::B2b => "B2B",
            other => other.name(),
        };
        table.row([name, module, &count.to_string(), headers].map(str::to_owned));
    }
    lines(&table, out)
}

fn lines<const N: usize>(table: &Table<N>, out: &mut dyn Write) -> io::Result<()> {
    table.lines().try_for_each(|line| writeln!(out, "  {line}"))
}

/// How much of a list isn't shown.
fn rest<T>(list: &Listing<T>, out: &mut dyn Write) -> io::Result<()> {
    match list.rows.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more if list.complete => writeln!(out, "  … and {more} more"),
        more => writeln!(
            out,
            "  … and {more} more, and those after them, which weren't read"
        ),
    }
}

/// Who is billed: the company if there is one.
fn customer(order: &Order) -> Option<String> {
    let address = order.billing_address.as_ref()?;
    let company = address
        .company
        .as_deref()
        .filter(|company| !company.is_empty());
    Some(company.map_or_else(
        || name(address.first_name.as_deref(), address.last_name.as_deref()),
        str::to_owned,
    ))
}

fn status(company: &Company) -> String {
    match &company.company_status {
        Some(CompanyStatus::Pending) => "pending".to_owned(),
        Some(CompanyStatus::Approved) => "approved".to_owned(),
        Some(CompanyStatus::Rejected) => "rejected".to_owned(),
        Some(CompanyStatus::Inactive) => "inactive".to_owned(),
        Some(other) => format!("status {other}"),
        None => "status unknown".to_owned(),
    }
}

/// A company's own name for the role, or one of the three every store has.
fn role(user: &User) -> String {
    let own = user.company_role_name.as_ref().map(ToString::to_string);
    match (own.filter(|own| !own.is_empty()), user.role) {
        (Some(own), _) => own,
        (None, Some(UserRole::Admin)) => "admin".to_owned(),
        (None, Some(UserRole::SeniorBuyer)) => "senior buyer".to_owned(),
        (None, Some(UserRole::JuniorBuyer)) => "junior buyer".to_owned(),
        (None, other) => text(other),
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
