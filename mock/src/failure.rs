//! Failures as each API words them, for mocks.

use serde_json::{Map, Value, json};

use bigcommerce::operation::Api;

/// The body of a failure with `status` as `api` words it; `fields` are what is wrong where.
pub(crate) fn body(api: Api, status: u16, title: &str, fields: &Map<String, Value>) -> Value {
    match api {
        Api::V2 if fields.is_empty() => json!([{ "status": status, "message": title }]),
        Api::V2 => json!([{ "status": status, "message": title, "details": fields }]),
        api if api.is_b2b() => {
            let data = if fields.is_empty() {
                json!({})
            } else {
                json!({ "errMsg": fields })
            };
            json!({ "code": status, "data": data, "meta": { "message": title } })
        }
        _ => json!({
            "status": status,
            "title": title,
            "type": "https://developer.bigcommerce.com/docs/start/about/status-codes",
            "errors": fields,
        }),
    }
}
