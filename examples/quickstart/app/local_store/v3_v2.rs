//! BigCommerce's own host: v3 and v2 below `/stores/{hash}`.

use serde_json::{Map, Value, json};

use super::{
    ACCESS_TOKEN, STORE_HASH, State,
    data::{self, Data, NOW},
    wire::{Answer, Must, Request, faults, page},
};

/// Rows a page without a `limit`, and the most of them.
const LIMITS: (usize, usize) = (50, 250);

/// One of the two APIs; they differ in the shape of everything.
#[derive(Clone, Copy)]
enum Api {
    V3,
    V2,
}

/// Answers a request to this host.
pub fn answer(state: &mut State, request: &Request) -> Answer {
    let Some((hash, api, path)) = route(&request.path) else {
        return Api::V3.problem(404, "No such resource", &[]);
    };
    if hash != STORE_HASH || !request.has("X-Auth-Token", ACCESS_TOKEN) {
        return api.problem(401, "The X-Auth-Token isn't one of this store", &[]);
    }
    match (api, request.method, path) {
        (Api::V3, "GET", "/catalog/products") => products(&state.data, request),
        (Api::V2, "GET", "/orders") => orders(&state.data, request),
        (Api::V3, "POST", "/catalog/products") | (Api::V2, "POST", "/orders")
            if !state.may_write =>
        {
            api.problem(403, "The account lacks the scope for this", &[])
        }
        (Api::V3, "POST", "/catalog/products") => create_product(&mut state.data, request),
        (Api::V2, "POST", "/orders") => create_order(&mut state.data, request),
        (Api::V3, _, "/catalog/products") | (Api::V2, _, "/orders") => {
            api.problem(405, "Method not allowed", &[])
        }
        _ => api.problem(404, "No such resource", &[]),
    }
}

/// Hash, API and path of `/stores/{hash}/{api}/{path}`.
fn route(path: &str) -> Option<(&str, Api, &str)> {
    let (hash, rest) = path.strip_prefix("/stores/")?.split_once('/')?;
    let (api, path) = rest.split_at_checked(2)?;
    let api = match api {
        "v3" => Api::V3,
        "v2" => Api::V2,
        _ => return None,
    };
    path.starts_with('/').then_some((hash, api, path))
}

impl Api {
    /// A failure in this API's shape.
    fn problem(self, status: u16, title: &str, fields: &[&str]) -> Answer {
        let errors = fields.iter().map(|field| {
            let message = format!("{field} is missing or invalid");
            ((*field).to_owned(), message.into())
        });
        let body = match self {
            Self::V3 => json!({
                "status": status,
                "title": title,
                "type": "https://developer.bigcommerce.com/docs/start/about/status-codes",
                "errors": errors.collect::<Map<_, _>>(),
            }),
            Self::V2 if fields.is_empty() => json!([{ "status": status, "message": title }]),
            Self::V2 => json!([{
                "status": status,
                "message": title,
                "details": errors.collect::<Map<_, _>>(),
            }]),
        };
        Answer::json(status, body)
    }

    /// Page and limit of a list.
    fn page(self, request: &Request) -> Result<(usize, usize), Answer> {
        let (default, most) = LIMITS;
        let number = |name, default| {
            let number = request.number(name, default, 1);
            number.map_err(|name| self.problem(self.invalid(), "Invalid argument", &[&name]))
        };
        Ok((number("page", 1)?, number("limit", default)?.min(most)))
    }

    /// The status of a request that makes no sense.
    fn invalid(self) -> u16 {
        match self {
            Self::V3 => 422,
            Self::V2 => 400,
        }
    }
}

fn products(data: &Data, request: &Request) -> Answer {
    let (current, limit) = match Api::V3.page(request) {
        Ok(page) => page,
        Err(problem) => return problem,
    };
    let rows = page(&data.products, (current - 1).saturating_mul(limit), limit);
    let total = data.products.len();
    let pagination = json!({
        "total": total,
        "count": rows.len(),
        "per_page": limit,
        "current_page": current,
        "total_pages": total.div_ceil(limit).max(1),
        "links": { "current": format!("?page={current}&limit={limit}") },
    });
    let meta = json!({ "pagination": pagination });
    Answer::json(200, json!({ "data": rows, "meta": meta }))
}

fn create_product(data: &mut Data, request: &Request) -> Answer {
    let invalid = |title, fields: &[_]| Api::V3.problem(422, title, fields);
    let mut product = match request.object() {
        Ok(product) => product,
        Err(fault) => return invalid(fault, &[]),
    };
    let required = [
        ("name", Must::Text),
        ("type", Must::Text),
        ("weight", Must::Amount),
        ("price", Must::Amount),
    ];
    let mut faulty = faults(&product, &required);
    let kind = product["type"].as_str();
    if kind.is_some_and(|kind| !["physical", "digital"].contains(&kind)) {
        faulty.push("type");
    }
    if !faulty.is_empty() {
        return invalid("JSON data is missing or invalid", &faulty);
    }
    let same = |other: &Value| other["name"] == product["name"];
    if data.products.iter().any(same) {
        return Api::V3.problem(409, "The product name is taken", &["name"]);
    }
    product["id"] = data.next_product().into();
    let defaults = [
        ("sku", "".into()),
        ("is_visible", true.into()),
        ("inventory_tracking", "none".into()),
        ("inventory_level", 0.into()),
    ];
    for (name, default) in defaults {
        if product[name].is_null() {
            product[name] = default;
        }
    }
    data.products.push(product.clone());
    Answer::json(200, json!({ "data": product, "meta": {} }))
}

fn orders(data: &Data, request: &Request) -> Answer {
    let (current, limit) = match Api::V2.page(request) {
        Ok(page) => page,
        Err(problem) => return problem,
    };
    let rows = page(&data.orders, (current - 1).saturating_mul(limit), limit);
    if rows.is_empty() {
        return Answer::empty(204);
    }
    Answer::json(200, rows.into())
}

fn create_order(data: &mut Data, request: &Request) -> Answer {
    let invalid = |title, fields: &[_]| Api::V2.problem(400, title, fields);
    let order = match request.object() {
        Ok(order) => order,
        Err(fault) => return invalid(fault, &[]),
    };
    let required = [("billing_address", Must::Object), ("products", Must::List)];
    let faulty = faults(&order, &required);
    if !faulty.is_empty() {
        return invalid("A required field is missing or invalid", &faulty);
    }
    let lines = order["products"].as_array().map(Vec::as_slice);
    let (mut items, mut cents) = (0, 0);
    for line in lines.unwrap_or_default() {
        let Some((quantity, price)) = priced(data, line) else {
            return invalid("A product is unknown or incomplete", &["products"]);
        };
        items += quantity;
        cents += quantity.saturating_mul(price);
    }
    let status = order["status_id"].as_u64().unwrap_or(1);
    let order = data::order(
        data.next_order(),
        NOW,
        status,
        &order["billing_address"],
        (items, cents),
        "USD",
    );
    data.orders.push(order.clone());
    Answer::json(200, order)
}

/// Quantity and price in cents of a line of an order: a product of the catalogue, or one made up with
/// name and prices.
fn priced(data: &Data, line: &Value) -> Option<(u64, u64)> {
    let quantity = line["quantity"].as_u64().filter(|quantity| *quantity > 0)?;
    let price = match line["product_id"].as_u64().filter(|id| *id > 0) {
        Some(id) => {
            let mut products = data.products.iter();
            &products.find(|product| product["id"] == id)?["price"]
        }
        None => {
            let needs = [
                ("name", Must::Text),
                ("price_ex_tax", Must::Amount),
                ("price_inc_tax", Must::Amount),
            ];
            faults(line, &needs)
                .is_empty()
                .then_some(&line["price_inc_tax"])?
        }
    };
    Some((quantity, (price.as_f64()? * 100.0).round() as u64))
}
