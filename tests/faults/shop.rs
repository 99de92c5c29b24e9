//! The store behind the server: it keeps what it is given and counts what it carries out.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard},
};

use serde_json::{Value, json};

use testkit::server::Recorded;

/// Rows of each list that doesn't change, and of one page. The pages come out even, so that the end of a
/// bare list is reported by an empty one.
pub const ROWS: u64 = 20;
pub const PAGE: u64 = 5;

/// Products that are there from the beginning: the first for reading, the others for PUT and DELETE.
pub const PRODUCTS: u64 = 2000;

/// The export that can be downloaded.
pub const EXPORT: &str = "id,from,to\n1,/a,/b\n2,/c,/d\n3,/e,/f\n";

/// The response of the store when nothing goes wrong.
pub struct Success {
    pub status: u16,
    pub content_type: &'static str,
    pub body: String,
}

impl Success {
    fn json(body: impl ToString) -> Self {
        Self {
            status: 200,
            content_type: "application/json",
            body: body.to_string(),
        }
    }

    fn nothing() -> Self {
        Self {
            status: 204,
            ..Self::json("")
        }
    }
}

/// The store.
#[derive(Default)]
pub struct Shop(Mutex<State>);

#[derive(Default)]
struct State {
    products: BTreeMap<u64, String>,
    images: Vec<String>,
    carried_out: HashMap<String, u32>,
}

impl Shop {
    pub fn new() -> Self {
        let shop = Self::default();
        shop.lock().products = (1..=PRODUCTS).map(|id| (id, format!("old {id}"))).collect();
        shop
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// How often a write of the call `key` was carried out.
    pub fn carried_out(&self, key: &str) -> u32 {
        self.lock()
            .carried_out
            .get(key)
            .copied()
            .unwrap_or_default()
    }

    /// The files that were uploaded.
    pub fn images(&self) -> Vec<String> {
        self.lock().images.clone()
    }

    /// Does what is asked.
    pub fn carry_out(&self, request: &Recorded) -> Success {
        let mut state = self.lock();
        let path = request.path();
        let id = path.split("/catalog/products/").nth(1);
        let id = id.and_then(|rest| rest.split('/').next()?.parse().ok());
        let missing = id.is_some_and(|id| !state.products.contains_key(&id));
        if missing && matches!(request.method.as_str(), "GET" | "DELETE") {
            return Success {
                status: 404,
                ..Success::json(json!({"status": 404, "title": "The product does not exist"}))
            };
        }
        if request.method != "GET" {
            *state.carried_out.entry(key(request)).or_default() += 1;
        }
        match (request.method.as_str(), id) {
            ("GET", Some(id)) => {
                let name = &state.products[&id];
                Success::json(json!({"data": {"id": id, "name": name}, "meta": {}}))
            }
            ("PUT", Some(id)) => {
                state.products.insert(id, sent_name(request));
                Success::json(json!({"data": {"id": id}, "meta": {}}))
            }
            ("DELETE", Some(id)) => {
                state.products.remove(&id);
                Success::nothing()
            }
            ("POST", Some(_)) => {
                let form = String::from_utf8_lossy(&request.body);
                let name = form.split("filename=\"").nth(1).unwrap();
                state
                    .images
                    .push(name.split('"').next().unwrap().to_owned());
                Success::json(json!({"data": {"id": state.images.len()}, "meta": {}}))
            }
            ("POST", None) => {
                let id = state
                    .products
                    .last_key_value()
                    .map_or(1, |(last, _)| last + 1);
                state.products.insert(id, sent_name(request));
                Success::json(json!({"data": {"id": id}, "meta": {}}))
            }
            _ if path.ends_with("/download") => Success {
                content_type: "text/csv",
                ..Success::json(EXPORT)
            },
            _ => list(request, &state.products),
        }
    }
}

/// The call a request belongs to.
pub fn key(request: &Recorded) -> String {
    request
        .header("x-correlation-id")
        .unwrap_or_default()
        .to_owned()
}

fn sent_name(request: &Recorded) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    body["name"].as_str().unwrap().to_owned()
}

/// A page of a list, in the way of its API.
fn list(request: &Recorded, products: &BTreeMap<u64, String>) -> Success {
    let number = |name: &str| {
        let mut pairs = request
            .query()
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(own, _)| *own == name)?;
        value.parse::<u64>().ok()
    };
    let page = number("page").unwrap_or(1);
    let skipped = number("after")
        .or(number("offset"))
        .unwrap_or((page - 1) * PAGE);
    let ids: Vec<u64> = (1..=ROWS)
        .skip(skipped as usize)
        .take(PAGE as usize)
        .collect();
    let rows = |name: &str| ids.iter().map(|id| json!({name: id})).collect::<Vec<_>>();
    let path = request.path();
    if path.ends_with("/products/metafields") {
        let next = skipped + PAGE;
        let links = if next < ROWS {
            json!({"next": format!("?limit={PAGE}&after={next}")})
        } else {
            json!({})
        };
        let cursors = json!({"end_cursor": next.to_string(), "links": links});
        Success::json(json!({"data": rows("id"), "meta": {"cursor_pagination": cursors}}))
    } else if path.ends_with("/redirects") {
        let pages = json!({"total": ROWS, "per_page": PAGE, "current_page": page, "total_pages": ROWS / PAGE});
        Success::json(json!({"data": rows("id"), "meta": {"pagination": pages}}))
    } else if path.ends_with("/companies") {
        let pages = json!({"totalCount": ROWS, "limit": PAGE, "offset": skipped});
        let meta = json!({"message": "SUCCESS", "pagination": pages});
        Success::json(json!({"code": 200, "data": rows("companyId"), "meta": meta}))
    } else if path.ends_with("/orders") {
        match ids.as_slice() {
            [] => Success::nothing(),
            _ => Success::json(json!(rows("id"))),
        }
    } else {
        let limit = number("limit").unwrap_or(50);
        let all = products.iter().skip(((page - 1) * limit) as usize);
        let data: Vec<Value> = all
            .take(limit as usize)
            .map(|(id, name)| json!({"id": id, "name": name}))
            .collect();
        let pages = json!({"total": products.len(), "per_page": limit, "current_page": page,
                           "total_pages": (products.len() as u64).div_ceil(limit)});
        Success::json(json!({"data": data, "meta": {"pagination": pages}}))
    }
}
