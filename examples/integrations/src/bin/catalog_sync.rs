//! Keeps a copy of a store's catalog in SQLite, and brings products and prices from CSV files into the store.
//!
//! ```sh
//! export BIGCOMMERCE_STORE_HASH=abc123 BIGCOMMERCE_ACCESS_TOKEN=…
//! cargo run --bin catalog_sync -- pull catalog.db
//! cargo run --bin catalog_sync -- push products.csv
//! cargo run --bin catalog_sync -- reprice 4 prices.csv
//! ```

use std::{env, error::Error, fs::File, io::Read};

use bigcommerce::{
    Position, Store,
    v3::types::{
        NewProduct, PriceListRecordBulkUpdate, Product, ProductImage, ProductType, ProductUpdate,
    },
};
use indicatif::ProgressBar;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;

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
        ["pull", database] => pull(&store, &Connection::open(database)?).await?,
        ["push", products] => push(&store, File::open(products)?).await?,
        ["reprice", list, prices] => reprice(&store, list.parse()?, File::open(prices)?).await?,
        _ => {
            return Err(
                "usage: catalog_sync pull <db> | push <csv> | reprice <price list> <csv>".into(),
            );
        }
    }
    Ok(())
}

/// Reads all products into the database. The place in the list is saved with each page, so that a run that was
/// interrupted goes on where it stopped.
async fn pull(store: &Store, database: &Connection) -> Result<()> {
    database.execute_batch(
        "CREATE TABLE IF NOT EXISTS products (id INTEGER PRIMARY KEY, name TEXT, sku TEXT, price TEXT);
         CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY CHECK (id = 0), position TEXT);",
    )?;
    let mut pages = store
        .v3()
        .products()
        .get_products()
        .sort("id") // new products come at the end, so that nothing moves while the list is read
        .limit(250)
        .pages()
        .start_at(saved_position(database)?)
        .read_ahead(2);
    let bar = ProgressBar::no_length();
    while let Some(page) = pages.try_next().await? {
        if let Some(total) = page.total() {
            bar.set_length(total);
        }
        let transaction = database.unchecked_transaction()?;
        for product in page.items() {
            // A price keeps the digits that the server wrote, here as text.
            let price = product.price.as_ref().map(ToString::to_string);
            transaction.execute(
                "INSERT OR REPLACE INTO products VALUES (?1, ?2, ?3, ?4)",
                params![product.id, product.name, product.sku, price],
            )?;
        }
        let next = page.next_page().map(serde_json::to_string).transpose()?;
        transaction.execute("INSERT OR REPLACE INTO progress VALUES (0, ?1)", [next])?;
        transaction.commit()?;
        bar.inc(page.len() as u64);
    }
    bar.finish();
    Ok(())
}

/// Where the run before stopped, or the start.
fn saved_position(database: &Connection) -> Result<Position> {
    let mut saved = database.prepare("SELECT position FROM progress")?;
    let saved: Option<Option<String>> = saved.query_row([], |row| row.get(0)).optional()?;
    match saved.flatten() {
        Some(position) => Ok(serde_json::from_str(&position)?),
        None => Ok(Position::Start),
    }
}

/// A line of the file of products.
#[derive(Deserialize)]
struct Line {
    sku: String,
    name: String,
    price: String,
    weight: f64,
    image_url: Option<String>,
}

/// Creates the products of a CSV file, or changes those whose SKU the store has. It can run twice without harm.
async fn push(store: &Store, file: impl Read) -> Result<()> {
    let products = store.v3().products();
    for line in csv::Reader::from_reader(file).deserialize() {
        let line: Line = line?;
        match with_sku(store, &line.sku).await? {
            Some(product) => {
                let change = ProductUpdate::builder()
                    .name(line.name)
                    .price(line.price)
                    .weight(line.weight);
                products.update_product(product.id, change).await?;
            }
            None => {
                let image = line
                    .image_url
                    .map(|url| [ProductImage::builder().image_url(url).is_thumbnail(true)]);
                let product = NewProduct::builder()
                    .sku(line.sku)
                    .name(line.name)
                    .price(line.price)
                    .weight(line.weight)
                    .type_(ProductType::Physical)
                    .images(image);
                products.create_product(product).await?;
            }
        }
    }
    Ok(())
}

/// The product with this SKU, if there is one.
async fn with_sku(store: &Store, sku: &str) -> Result<Option<Product>> {
    let found = store
        .v3()
        .products()
        .get_products()
        .sku(sku)
        .limit(1)
        .await?;
    Ok(found.into_iter().next())
}

/// A line of the file of prices.
#[derive(Deserialize)]
struct Price {
    variant_id: i64,
    currency: String,
    price: String,
}

/// Sets prices of a price list, in as many requests as it takes.
async fn reprice(store: &Store, price_list: i64, file: impl Read) -> Result<()> {
    let mut records = Vec::new();
    for line in csv::Reader::from_reader(file).deserialize() {
        let line: Price = line?;
        records.push(
            PriceListRecordBulkUpdate::builder()
                .variant_id(line.variant_id)
                .currency(line.currency)
                .price(line.price)
                .build()?,
        );
    }
    let report = store
        .v3()
        .price_lists()
        .upsert_price_list_records(price_list, records)
        .batches()
        .send()
        .await?;
    for (index, outcome) in report.failed() {
        eprintln!("price {}: {outcome}", index + 1);
    }
    if report.is_complete() {
        Ok(())
    } else {
        Err("not all prices were set".into())
    }
}

#[cfg(test)]
mod tests {
    use bigcommerce::v3::types::NewPriceList;
    use bigcommerce_mock::{Fault, MockStore};

    use super::*;

    const PRODUCTS: &str = "sku,name,price,weight,image_url\n\
        MUG,Mug,7.95,0.4,https://images.example/mug.png\n\
        POT,Pot,24.00,1.5,\n";

    #[tokio::test]
    async fn products_are_created_once_and_changed_after_that() {
        let mock = MockStore::start().unwrap();
        let store = mock.store();
        push(&store, PRODUCTS.as_bytes()).await.unwrap();
        push(&store, PRODUCTS.replace("7.95", "8.50").as_bytes())
            .await
            .unwrap();

        let mugs = store
            .v3()
            .products()
            .get_products()
            .sku("MUG")
            .await
            .unwrap();
        assert_eq!(mugs.len(), 1);
        assert_eq!(mugs[0].price, Some("8.50".parse().unwrap()));
        assert_eq!(mock.violations(), []);
    }

    #[tokio::test]
    async fn a_run_goes_on_where_the_one_before_stopped() {
        let mock = MockStore::start().unwrap();
        let store = mock.store();
        push(&store, PRODUCTS.as_bytes()).await.unwrap();
        let database = Connection::open_in_memory().unwrap();

        mock.fault(Fault::Status(500), 5);
        pull(&store, &database).await.unwrap_err();
        pull(&store, &database).await.unwrap();

        let count = |sku: &str| -> i64 {
            let sql = "SELECT count(*) FROM products WHERE sku = ?1";
            database.query_row(sql, [sku], |row| row.get(0)).unwrap()
        };
        assert_eq!((count("MUG"), count("POT")), (1, 1));
    }

    #[tokio::test]
    async fn prices_are_set_and_faults_are_reported() {
        let mock = MockStore::start().unwrap();
        let store = mock.store();
        let list = NewPriceList::builder().name("Trade prices");
        let list = store
            .v3()
            .price_lists()
            .create_price_list(list)
            .await
            .unwrap();
        let prices = "variant_id,currency,price\n1,usd,6.40\n2,usd,19.99\n";
        reprice(&store, list.id, prices.as_bytes()).await.unwrap();

        let free = "variant_id,currency,price\n1,usd,free\n";
        let error = reprice(&store, list.id, free.as_bytes()).await.unwrap_err();
        assert!(error.to_string().contains("`price`"), "{error}");
        assert!(reprice(&store, 999, prices.as_bytes()).await.is_err());
    }
}
