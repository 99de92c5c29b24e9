//! Lists and creates products, orders, companies and users.
//!
//! ```sh
//! cargo run --example quickstart                      # a mock store in this process
//! BIGCOMMERCE_STORE_HASH=… BIGCOMMERCE_ACCESS_TOKEN=… \
//!     cargo run --example quickstart                  # your store, which is only read
//! … cargo run --example quickstart -- --write         # and something is created in it
//! ```

use std::{env, error::Error, time::SystemTime};

use bigcommerce::{
    Store,
    b2b::types::{NewCompany, NewUser, UserRole},
    v2::types::{NewOrder, OrderAddress, OrderProduct},
    v3::types::{NewProduct, ProductType},
};
use bigcommerce_mock::MockStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let variable = |name| env::var(name).ok();
    let credentials = (
        variable("BIGCOMMERCE_STORE_HASH"),
        variable("BIGCOMMERCE_ACCESS_TOKEN"),
    );
    let writes = env::args().any(|argument| argument == "--write");
    match credentials {
        (Some(hash), Some(token)) => run(&Store::new(hash, token)?, writes).await,
        (None, None) => {
            println!("No credentials are set: this is a mock store.\n");
            let mock = MockStore::start()?;
            run(&mock.store(), true).await
        }
        _ => Err("set both BIGCOMMERCE_STORE_HASH and BIGCOMMERCE_ACCESS_TOKEN, or neither".into()),
    }
}

/// Lists what is in the store and, if `writes`, creates one of each.
pub async fn run(store: &Store, writes: bool) -> Result<(), Box<dyn Error>> {
    list(store).await?;
    if writes {
        create(store).await?;
        list(store).await?;
    }
    Ok(())
}

/// A page of each, with v3, v2 and B2B Edition behind one `Store`.
async fn list(store: &Store) -> Result<(), Box<dyn Error>> {
    let products = store.v3().products().get_products().limit(5).await?;
    println!("Products, {:?} in total", products.total());
    for product in &products {
        println!(
            "  {:>5}  {:?}  {:?}",
            product.id, product.name, product.price
        );
    }
    println!("Orders");
    for order in &store.v2().orders().get_orders().limit(5).await? {
        println!(
            "  {:>5}  {:?}  {:?}",
            order.id, order.status, order.total_inc_tax
        );
    }
    // A store without B2B Edition has neither.
    let companies = store.b2b().companies().get_companies().limit(5).await;
    let users = store.b2b().users().get_users().limit(5).await;
    match (companies, users) {
        (Ok(companies), Ok(users)) => {
            println!("Companies");
            for company in &companies {
                println!("  {:?}  {:?}", company.company_name, company.company_status);
            }
            println!("Users");
            for user in &users {
                println!(
                    "  {:?} {:?}  {:?}",
                    user.first_name, user.last_name, user.role
                );
            }
        }
        (Err(error), _) | (_, Err(error)) => println!("B2B Edition: {error}"),
    }
    println!();
    Ok(())
}

async fn create(store: &Store) -> Result<(), Box<dyn Error>> {
    // Names and addresses that nobody has yet.
    let tag = SystemTime::UNIX_EPOCH.elapsed()?.as_millis();
    let email = |who| format!("quickstart-{who}-{tag}@example.com");

    let product = NewProduct::builder()
        .name(format!("Quickstart notebook {tag}"))
        .type_(ProductType::Physical)
        .weight("0.4")
        .price("12.50")
        .is_visible(false);
    let product = store.v3().products().create_product(product).await?;
    println!("Created product {}", product.id);

    let address = OrderAddress::builder()
        .first_name("Quick")
        .last_name("Start")
        .email(email("order"))
        .street_1("1 Example Street")
        .city("Austin")
        .state("Texas")
        .zip("78701")
        .country("United States")
        .country_iso2("US");
    let line = OrderProduct::builder().product_id(product.id).quantity(2);
    let order = NewOrder::builder()
        .status_id(0)
        .billing_address(address)
        .products([line]);
    let order = store.v2().orders().create_order(order).await?;
    println!("Created order {} for {:?}", order.id, order.total_inc_tax);

    let company = NewCompany::builder()
        .company_name(format!("Quickstart Supplies {tag}"))
        .company_phone("555-0100")
        .company_email(email("company"))
        .country("United States")
        .admin_first_name("Avery")
        .admin_last_name("Admin")
        .admin_email(email("admin"))
        .channel_ids([1]);
    let company = store.b2b().companies().create_company(company).await?;
    println!("Created company {}", company.company_id);

    let user = NewUser::builder()
        .first_name("Bo")
        .last_name("Buyer")
        .email(email("buyer"))
        .company_id(company.company_id)
        .role(UserRole::JuniorBuyer)
        .channel_ids([1]);
    let user = store.b2b().users().create_user(user).await?;
    println!("Created user {}\n", user.user_id);
    Ok(())
}
