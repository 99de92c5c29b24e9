//! Writes the orders of a time as JSON lines for an accounting system, with exact amounts, and ships one.
//!
//! ```sh
//! export BIGCOMMERCE_STORE_HASH=abc123 BIGCOMMERCE_ACCESS_TOKEN=…
//! cargo run --bin order_export -- export 2026-11-01T00:00:00Z > orders.jsonl
//! cargo run --bin order_export -- ship 118 1Z999AA10123456784
//! ```

use std::{env, error::Error, io::Write};

use bigcommerce::{
    DateTime, Decimal, Store,
    v2::types::{NewOrderShipment, Order, OrderProduct, OrderShipment, OrderShipmentItem},
};
use serde::Serialize;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> Result<()> {
    let store = Store::new(
        env::var("BIGCOMMERCE_STORE_HASH")?,
        env::var("BIGCOMMERCE_ACCESS_TOKEN")?,
    )?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["export", since] => export(&store, since, &mut std::io::stdout()).await?,
        ["ship", order, tracking_number] => {
            let shipment = ship(&store, order.parse()?, tracking_number).await?;
            println!("shipment {}", shipment.id);
        }
        _ => {
            return Err(
                "usage: order_export export <since> | ship <order> <tracking number>".into(),
            );
        }
    }
    Ok(())
}

/// An order as the accounting system takes it. Amounts are in the store's default currency.
#[derive(Serialize)]
struct Row {
    order: i64,
    placed: Option<DateTime>,
    status: Option<String>,
    currency: Option<String>,
    total: Option<Decimal>,
    tax: Option<Decimal>,
    ship_to: Vec<String>,
    lines: Vec<Line>,
    coupons: Vec<String>,
    paid: Vec<Payment>,
}

#[derive(Serialize)]
struct Line {
    sku: Option<String>,
    quantity: Option<i64>,
    price: Option<Decimal>,
}

#[derive(Serialize)]
struct Payment {
    gateway_id: Option<String>,
    amount: Option<Decimal>,
    currency: Option<String>,
}

/// Writes one line for each order that was changed since then.
async fn export(store: &Store, since: &str, out: &mut impl Write) -> Result<()> {
    let mut orders = store
        .v2()
        .orders()
        .get_orders()
        .min_date_modified(since)
        .limit(250)
        .items();
    while let Some(order) = orders.try_next().await? {
        // What belongs to an order has lists of its own; calls within the loop are fine.
        serde_json::to_writer(&mut *out, &row(store, order).await?)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

async fn row(store: &Store, order: Order) -> Result<Row> {
    let mut row = Row {
        order: order.id,
        placed: order.date_created,
        status: order.status,
        currency: order.default_currency_code,
        total: order.total_inc_tax,
        tax: order.total_tax,
        ship_to: Vec::new(),
        lines: Vec::new(),
        coupons: Vec::new(),
        paid: Vec::new(),
    };
    let orders = store.v2().orders();
    let mut products = orders.get_order_products(order.id).items();
    while let Some(product) = products.try_next().await? {
        row.lines.push(Line {
            sku: product.sku,
            quantity: product.quantity,
            price: product.price_ex_tax,
        });
    }
    let mut addresses = orders.get_order_shipping_addresses(order.id).items();
    while let Some(address) = addresses.try_next().await? {
        let parts = [address.street_1, address.zip, address.city, address.country];
        row.ship_to
            .push(parts.into_iter().flatten().collect::<Vec<_>>().join(", "));
    }
    let mut coupons = orders.get_order_coupons(order.id).items();
    while let Some(coupon) = coupons.try_next().await? {
        row.coupons.extend(coupon.code().map(ToString::to_string));
    }
    let transactions = store.v3().orders().get_order_transactions(order.id).await?;
    row.paid
        .extend(transactions.into_iter().map(|paid| Payment {
            gateway_id: paid.gateway_transaction_id,
            amount: paid.amount,
            currency: paid.currency,
        }));
    Ok(row)
}

/// Ships all that an order has not shipped yet, to its first address.
async fn ship(store: &Store, order: i64, tracking_number: &str) -> Result<OrderShipment> {
    let orders = store.v2().orders();
    let addresses = orders.get_order_shipping_addresses(order).await?;
    let address = addresses.first().ok_or("the order has nothing to ship")?;
    let products: Vec<OrderProduct> = orders.get_order_products(order).items().all().await?;
    let items = products.iter().map(|product| {
        OrderShipmentItem::builder()
            .order_product_id(product.id)
            .quantity(product.quantity)
    });
    let shipment = NewOrderShipment::builder()
        .order_address_id(address.id)
        .tracking_number(tracking_number)
        .items(items);
    Ok(orders.create_order_shipment(order, shipment).await?)
}

#[cfg(test)]
mod tests {
    use bigcommerce::v2::types::{NewOrder, OrderAddress, OrderShippingAddress};
    use bigcommerce_mock::MockStore;
    use serde_json::Value;

    use super::*;

    async fn place_order(store: &Store) -> Order {
        let mug = OrderProduct::builder()
            .name("Mug")
            .quantity(2)
            .price_ex_tax("7.95")
            .price_inc_tax("9.54");
        let address = OrderAddress::builder()
            .first_name("Ada")
            .last_name("Potter")
            .street_1("1 Clay Lane")
            .city("Leeds")
            .state("Yorkshire")
            .zip("LS1 1AA")
            .country("United Kingdom")
            .email("ada@kiln.example");
        let there = OrderShippingAddress::builder()
            .first_name("Ada")
            .city("Leeds");
        let order = NewOrder::builder()
            .billing_address(address)
            .shipping_addresses([there])
            .products([mug]);
        store.v2().orders().create_order(order).await.unwrap()
    }

    #[tokio::test]
    async fn an_order_is_written_with_exact_amounts() {
        let mock = MockStore::start().unwrap();
        let store = mock.store();
        let order = place_order(&store).await;

        let mut out = Vec::new();
        export(&store, "2020-01-01T00:00:00Z", &mut out)
            .await
            .unwrap();

        let lines = String::from_utf8(out).unwrap();
        let mut rows = lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let row = rows.find(|row| row["order"] == order.id).unwrap();
        assert_eq!(
            row["lines"][0]["price"].to_string().trim_matches('"'),
            "7.95"
        );
        assert_eq!(row["lines"][0]["quantity"], 2);
        assert_eq!(mock.violations(), []);
    }

    #[tokio::test]
    async fn an_order_is_shipped() {
        let mock = MockStore::start().unwrap();
        let store = mock.store();
        let order = place_order(&store).await;
        let shipment = ship(&store, order.id, "1Z999AA10123456784").await.unwrap();
        assert_eq!(
            shipment.tracking_number.as_deref(),
            Some("1Z999AA10123456784")
        );
        assert_eq!(mock.violations(), []);
    }
}
