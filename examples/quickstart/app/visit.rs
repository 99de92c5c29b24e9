//! What the quickstart reads from a store, page by page.

use bigcommerce::{Error, Pages, Store, b2b, operation::Api, v2, v3};

use serde::de::DeserializeOwned;

use super::calls::Calls;

pub type Product = v3::types::Product;
pub type Order = v2::types::Order;
pub type Company = b2b::types::Company;
pub type User = b2b::types::User;

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

    async fn products(&mut self) -> Result<Listing<Product>, Error> {
        let call = self.store.v3().products().get_products();
        let pages = call.limit(self.page_size).pages();
        self.list(Api::V3, "products", pages).await
    }

    async fn orders(&mut self) -> Result<Listing<Order>, Error> {
        let call = self.store.v2().orders().get_orders();
        let pages = call.limit(self.page_size).pages();
        self.list(Api::V2, "orders", pages).await
    }

    async fn companies(&mut self) -> Result<Listing<Company>, Error> {
        let call = self.store.b2b().companies().get_companies();
        let pages = call.limit(self.page_size).pages();
        self.list(Api::B2b, "companies", pages).await
    }

    /// The users of all companies in one list: a call a company would soon meet the rate limit.
    async fn users(&mut self) -> Result<Listing<User>, Error> {
        let call = self.store.b2b().users().get_users();
        let pages = call.limit(self.page_size).pages();
        self.list(Api::B2b, "users", pages).await
    }

    /// The rows of `pages`, up to where a list is left.
    async fn list<T: DeserializeOwned + Send + 'static>(
        &mut self,
        api: Api,
        module: &'static str,
        mut pages: Pages<T>,
    ) -> Result<Listing<T>, Error> {
        let mut rows = Vec::new();
        while rows.len() < MOST {
            let Some(page) = pages.next().await else {
                break;
            };
            self.calls.count(api, module);
            rows.extend(page?.into_inner().into_items());
        }
        let complete = pages.position().is_none();
        Ok(Listing { rows, complete })
    }
}
