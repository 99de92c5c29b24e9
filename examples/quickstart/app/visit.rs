//! What the quickstart reads from a store, page by page.

use bigcommerce::{Error, Store, b2b, operation::Family, v2, v3};

use super::calls::Calls;

pub type Product = v3::products::types::GetProductsResponseDataItem;
pub type Order = v2::orders::types::OrderResp;
pub type Company = b2b::companies::types::GetCompaniesResponseDataItem;
pub type User = b2b::users::types::UserResponse;

/// Where a list is left, so that a big store isn't read whole.
const MOST: usize = 1000;

/// Rows of a list.
#[derive(Debug)]
pub struct Listing<T> {
    pub rows: Vec<T>,
    /// Whether that's all of them.
    pub complete: bool,
}

impl<T> Listing<T> {
    fn new() -> Self {
        Self {
            rows: Vec::new(),
            complete: false,
        }
    }

    /// Adds a page; whether to ask for the next one.
    fn add(&mut self, page: Vec<T>, last: bool) -> bool {
        self.complete = last || page.is_empty();
        self.rows.extend(page);
        !self.complete && self.rows.len() < MOST
    }

    /// How many there are: `3`, or `1000+` of more.
    pub fn count(&self) -> String {
        let more = if self.complete { "" } else { "+" };
        format!("{}{more}", self.rows.len())
    }
}

/// What BigCommerce's own APIs list.
#[derive(Debug)]
pub struct Shop {
    pub products: Listing<Product>,
    pub orders: Listing<Order>,
}

impl Shop {
    /// The store's default currency, in which products are priced, as its orders tell.
    pub fn currency(&self) -> Option<&str> {
        self.orders
            .rows
            .iter()
            .filter_map(|order| order.store_default_currency_code.as_deref())
            .find(|code| !code.is_empty())
    }
}

/// What B2B Edition's API lists.
#[derive(Debug)]
pub struct Buyers {
    pub companies: Listing<Company>,
    pub users: Listing<User>,
}

/// A visit to one store.
#[derive(Debug)]
pub struct Visit<'a> {
    pub(super) store: &'a Store,
    page_size: i64,
    pub(super) calls: Calls,
}

impl<'a> Visit<'a> {
    pub fn new(store: &'a Store, page_size: i64) -> Self {
        Self {
            store,
            page_size,
            calls: Calls::default(),
        }
    }

    /// The calls made so far.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    pub async fn shop(&mut self) -> Result<Shop, Error> {
        Ok(Shop {
            products: self.products().await?,
            orders: self.orders().await?,
        })
    }

    pub async fn buyers(&mut self) -> Result<Buyers, Error> {
        Ok(Buyers {
            companies: self.companies().await?,
            users: self.users().await?,
        })
    }

    /// v3 counts its pages.
    async fn products(&mut self) -> Result<Listing<Product>, Error> {
        let mut list = Listing::new();
        for page in 1_i64.. {
            let products = self.store.v3().products();
            let call = products.get_products().page(page).limit(self.page_size);
            let answer = self.calls.send(Family::V3, "products", call.send()).await?;
            let pagination = answer.meta.and_then(|meta| meta.pagination);
            let pages = pagination.and_then(|pagination| pagination.total_pages);
            let last = pages.is_some_and(|pages| page >= pages);
            if !list.add(answer.data.unwrap_or_default(), last) {
                break;
            }
        }
        Ok(list)
    }

    /// v2 doesn't: a list ends with a page that isn't full, or with an empty 204.
    async fn orders(&mut self) -> Result<Listing<Order>, Error> {
        let mut list = Listing::new();
        for page in 1_i64.. {
            let orders = self.store.v2().orders();
            let call = orders.get_orders().page(page).limit(self.page_size);
            let rows = self.calls.send(Family::V2, "orders", call.send()).await?;
            let last = i64::try_from(rows.len()).is_ok_and(|rows| rows < self.page_size);
            if !list.add(rows, last) {
                break;
            }
        }
        Ok(list)
    }

    /// B2B Edition counts rows, and skips them by `offset`.
    async fn companies(&mut self) -> Result<Listing<Company>, Error> {
        let mut list = Listing::new();
        loop {
            let companies = self.store.b2b().companies();
            let call = companies.get_companies().offset(list.rows.len());
            let call = call.limit(self.page_size);
            let answer = self.calls.send(Family::B2b, "companies", call.send());
            let answer = answer.await?;
            let pagination = answer.meta.and_then(|meta| meta.pagination);
            let total = pagination.and_then(|pagination| pagination.total_count);
            let rows = answer.data.unwrap_or_default();
            let last = reached(list.rows.len() + rows.len(), total);
            if !list.add(rows, last) {
                break;
            }
        }
        Ok(list)
    }

    /// The users of all companies in one list: a call a company would soon meet the rate limit.
    async fn users(&mut self) -> Result<Listing<User>, Error> {
        let mut list = Listing::new();
        loop {
            let users = self.store.b2b().users();
            let call = users.companies_users_list().offset(list.rows.len());
            let call = call.limit(self.page_size);
            let answer = self.calls.send(Family::B2b, "users", call.send()).await?;
            let pagination = answer.meta.and_then(|meta| meta.pagination);
            let total = pagination.and_then(|pagination| pagination.total_count);
            let rows = answer.data.unwrap_or_default();
            let last = reached(list.rows.len() + rows.len(), total);
            if !list.add(rows, last) {
                break;
            }
        }
        Ok(list)
    }
}

/// Whether `rows` are all of a `total` that may not be told.
fn reached(rows: usize, total: Option<i64>) -> bool {
    total.is_some_and(|total| usize::try_from(total).is_ok_and(|total| rows >= total))
}

/// The id of a company, which its API writes as text.
pub fn company_id(company: &Company) -> Option<i64> {
    company.company_id.as_ref()?.to_i64()
}
