//! B2B Edition's quotes: what their status doesn't allow, and the order that one becomes.

use serde_json::{Map, Value, json};

use super::{
    item::Item,
    place::{self, Place, place},
    recorded::Request,
    required::is_read,
    resources::{ORDERS, QUOTES},
    response::Response,
    state::State,
};
use bigcommerce::operation::Api;

/// New, in process, and updated by the customer.
const OPEN: [i64; 3] = [0, 2, 3];
const ORDERED: i64 = 4;

impl State {
    /// The refusal of a request that the status of its quote doesn't allow. An order that is assigned to a quote is noted.
    pub fn quote_refusal(&mut self, request: &Request) -> Option<Response> {
        let (quote, step) = request.path.rsplit_once('/')?;
        let quote = place(quote).filter(|place| place.resource.list == QUOTES)?;
        let id = quote.id.clone()?;
        let status = self.item(&quote, &id)?.get("status")?.as_i64()?;
        match (&*request.method, step) {
            ("POST", "checkout" | "ordered") if !OPEN.contains(&status) => Some(refusal(
                "The status of the quote must be new, in process or updated by customer",
            )),
            ("DELETE", "shipping-rate") if status == ORDERED => {
                Some(refusal("The quote has been ordered"))
            }
            ("POST", "ordered") => self.assign(&quote, &id, &request.json()),
            _ => None,
        }
    }

    /// Notes the order of a quote, or refuses one that the store doesn't have.
    fn assign(&mut self, quote: &Place, id: &str, sent: &Value) -> Option<Response> {
        let order = sent["orderId"].as_str()?;
        let orders = place::list(ORDERS)?;
        if is_read(orders.resource) && self.item(&orders, order).is_none() {
            return Some(refusal("Invalid BigCommerce order"));
        }
        let changes = [("status", json!(ORDERED)), ("bcOrderId", json!(order))];
        let changes = changes.map(|(name, value)| (name.to_owned(), value));
        // Nothing that was changed can be another's.
        let _ = self.update(quote, id, Item::from_iter(changes));
        None
    }
}

fn refusal(why: &str) -> Response {
    let mut body = Api::B2b.failure_body(422, why, &Map::new());
    body["data"] = json!({"errMsg": why});
    Response::json(422, &body)
}
