//! Responses about what isn't kept, that agree with their request all the same: a list ends, and what was
//! sent in a list comes back in one.

use serde_json::{Value, json};

use super::{
    documents::Operation,
    page,
    recorded::Request,
    response::{self, Response},
    sample::Sampler,
    view::View,
};
use bigcommerce::operation::Api;

/// What `operation` responds with, made from its schema.
pub(crate) fn response(operation: &Operation, seed: u64, request: &Request) -> Response {
    let made_up = response::sampled(operation, seed, &request.path);
    agreeing(operation, seed, request, &made_up).unwrap_or(made_up)
}

fn agreeing(
    operation: &Operation,
    seed: u64,
    request: &Request,
    made_up: &Response,
) -> Option<Response> {
    let (_, body) = made_up.body.as_ref()?;
    let mut body: Value = serde_json::from_slice(body).ok()?;
    let view = View::of(operation, true)?;
    let items = view.list(&mut body)?;
    if operation.method == "GET" {
        let mut positions = ["page", "offset", "after"].into_iter();
        if !positions.any(|position| operation.takes(position)) {
            return None;
        }
        skip(items, request);
        let page = page::of(operation, request, items.len());
        *items = items.get(page.range.clone())?.to_vec();
        if operation.api == Api::V2 && items.is_empty() {
            return Some(Response::empty(204));
        }
        page.tell(operation, &mut body);
    } else {
        let Value::Array(sent) = request.json() else {
            return None;
        };
        let mut sampler = Sampler::new(seed, &request.path, true);
        let done = sent.iter().map(|entry| view.done(entry, &mut sampler));
        *items = done.collect();
        all_done(&mut body, sent.len());
    }
    Some(Response::json(made_up.status, &body))
}

/// Leaves out what is before the item that `after` names, where that takes a field of an item.
fn skip(items: &mut Vec<Value>, request: &Request) {
    let Some(after) = request.argument("after").next() else {
        return;
    };
    let says = |value: &Value| match value {
        Value::String(text) => text == after,
        Value::Number(number) => number.to_string() == after,
        _ => false,
    };
    let named = |item: &Value| item.as_object().is_some_and(|item| item.values().any(says));
    if let Some(at) = items.iter().position(named) {
        items.drain(..=at);
    }
}

/// Says that all of `count` entries were carried out, where it says anything of that.
fn all_done(body: &mut Value, count: usize) {
    let Some(body) = body.as_object_mut() else {
        return;
    };
    for errors in ["errors", "batch_errors"] {
        body.remove(errors);
    }
    let Some(Value::Object(meta)) = body.get_mut("meta") else {
        return;
    };
    for (name, number) in [("total", count), ("success", count), ("failed", 0)] {
        if let Some(reported) = meta.get_mut(name) {
            *reported = json!(number);
        }
    }
}
