//! Failures as each API words them, for mocks.

use serde_json::{Map, Value, json};

use crate::operation::Family;

/// The body of a failure with `status` as `family` words it; `fields` are what is wrong where.
pub(crate) fn body(family: Family, status: u16, title: &str, fields: &Map<String, Value>) -> Value {
    match family {
        Family::V2 if fields.is_empty() => json!([{ "status": status, "message": title }]),
        Family::V2 => json!([{ "status": status, "message": title, "details": fields }]),
        Family::B2b => {
            let data = if fields.is_empty() {
                json!({})
            } else {
                json!({ "errMsg": fields })
            };
            json!({ "code": status, "data": data, "meta": { "message": title } })
        }
        Family::V3 => json!({
            "status": status,
            "title": title,
            "type": "https://developer.bigcommerce.com/docs/start/about/status-codes",
            "errors": fields,
        }),
    }
}
