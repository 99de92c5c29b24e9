//! What the quickstart creates in a store.

use std::time::SystemTime;

use bigcommerce::{b2b::types as b2b, operation::Api, v2::types as v2, v3::types as v3};

use super::{Failure, visit::Visit};

/// A store's default channel.
const DEFAULT_CHANNEL: i64 = 1;
/// The v2 status of an order nobody is told of.
const INCOMPLETE: i64 = 0;

/// One thing the quickstart creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Product,
    Order,
    Company,
    User,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Order => "order",
            Self::Company => "company",
            Self::User => "user",
        }
    }
}

/// What came of creating one.
#[derive(Debug)]
pub struct Creation {
    pub kind: Kind,
    /// Its id and what it is, or why the account may not create it.
    pub outcome: Result<Made, String>,
}

impl Creation {
    fn without(kind: Kind, what: &str) -> Self {
        let outcome = Err(format!("there isn't {what}"));
        Self { kind, outcome }
    }

    /// The kind and the thing, if it was created.
    pub fn made(&self) -> Option<(Kind, &Made)> {
        let made = self.outcome.as_ref().ok()?;
        Some((self.kind, made))
    }
}

/// Something that was created.
#[derive(Debug)]
pub struct Made {
    pub id: i64,
    pub what: String,
    /// What it costs, in the currency given, or else in the store's default one.
    pub price: Option<(String, Option<String>)>,
}

impl Visit<'_> {
    /// Creates one of each kind the account may create: an order of the new product, a user in the new
    /// company. What was created before a failure is in `created` all the same.
    pub async fn create(&mut self, created: &mut Vec<Creation>) -> Result<(), Failure> {
        // Names and e-mails have to be new to the store.
        let tag = SystemTime::UNIX_EPOCH
            .elapsed()
            .map_or(0, |time| time.as_secs());
        let product = self.create_product(tag).await;
        match note(created, Kind::Product, product)? {
            Some(product) => {
                let order = self.create_order(product, tag).await;
                note(created, Kind::Order, order)?;
            }
            None => created.push(Creation::without(Kind::Order, "a new product to order")),
        }
        let company = self.create_company(tag).await;
        match note(created, Kind::Company, company)? {
            Some(company) => {
                let user = self.create_user(company, tag).await;
                note(created, Kind::User, user)?;
            }
            None => created.push(Creation::without(Kind::User, "a new company to be in")),
        }
        Ok(())
    }

    async fn create_product(&mut self, tag: u64) -> Result<Made, Failure> {
        let body = v3::NewProduct::builder()
            .name(format!("Quickstart notebook {tag}"))
            .type_(v3::ProductType::Physical)
            .weight(0.4)
            .price(12.5)
            .is_visible(false);
        let call = self.store.v3().products().create_product(body);
        let product = self.calls.send(Api::V3, "products", call.send()).await?;
        Ok(Made {
            id: product.id,
            what: product.name.unwrap_or_default(),
            price: product.price.map(|price| (price.to_string(), None)),
        })
    }

    async fn create_order(&mut self, product: i64, tag: u64) -> Result<Made, Failure> {
        let address = v2::OrderAddress::builder()
            .first_name("Quick")
            .last_name("Start")
            .email(email("order", tag))
            .street_1("1 Example Street")
            .city("Austin")
            .state("Texas")
            .zip("78701")
            .country("United States")
            .country_iso2("US")
            .build()?;
        let line = v2::OrderProduct::builder().product_id(product).quantity(2);
        let body = v2::NewOrder::builder()
            .status_id(INCOMPLETE)
            .billing_address(address)
            .products([line]);
        let call = self.store.v2().orders().create_order(body);
        let order = self.calls.send(Api::V2, "orders", call.send()).await?;
        Ok(Made {
            id: order.id,
            what: format!("2 × product {product}"),
            price: order
                .total_inc_tax
                .map(|total| (total.to_string(), order.default_currency_code)),
        })
    }

    async fn create_company(&mut self, tag: u64) -> Result<Made, Failure> {
        let name = format!("Quickstart Supplies {tag}");
        let body = b2b::NewCompany::builder()
            .company_name(name.as_str())
            .company_phone("555-0100")
            .company_email(email("company", tag))
            .country("United States")
            .admin_first_name("Avery")
            .admin_last_name("Admin")
            .admin_email(email("admin", tag))
            .channel_ids([DEFAULT_CHANNEL])
            .accept_creation_email(false);
        let call = self.store.b2b().companies().create_company(body);
        let answer = self.calls.send(Api::B2b, "companies", call.send());
        Ok(Made {
            id: answer.await?.company_id,
            what: format!("{name}, with its admin"),
            price: None,
        })
    }

    async fn create_user(&mut self, company: i64, tag: u64) -> Result<Made, Failure> {
        let body = b2b::NewUser::builder()
            .first_name("Bo")
            .last_name("Buyer")
            .email(email("buyer", tag))
            .company_id(company)
            .role(b2b::UserRole::JuniorBuyer)
            .channel_ids([DEFAULT_CHANNEL])
            .accept_welcome_email(false);
        let users = self.store.b2b().users();
        let call = users.create_user(body);
        let answer = self.calls.send(Api::B2b, "users", call.send()).await?;
        Ok(Made {
            id: answer.user_id,
            what: format!("Bo Buyer, junior buyer in company {company}"),
            price: None,
        })
    }
}

/// An address nobody has.
fn email(who: &str, tag: u64) -> String {
    format!("quickstart-{who}-{tag}@example.com")
}

/// Adds what came of creating something to `created`, and returns its id. That an account lacks the
/// scope to create it doesn't end the visit.
fn note(
    created: &mut Vec<Creation>,
    kind: Kind,
    outcome: Result<Made, Failure>,
) -> Result<Option<i64>, Failure> {
    let outcome = match outcome {
        Ok(made) => Ok(made),
        Err(Failure::Store(error)) if error.status().is_some_and(|status| status == 403) => {
            Err(error.to_string())
        }
        Err(failure) => return Err(failure),
    };
    let id = outcome.as_ref().ok().map(|made| made.id);
    created.push(Creation { kind, outcome });
    Ok(id)
}
