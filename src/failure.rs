//! Failures as each API words them, for a server that stands in for it.

use serde_json::{Map, Value, json};

use crate::operation::Api;

impl Api {
    /// The body of a failure with `status` as this API words it, for a server that stands in for it (features `documents`
    /// and `httpmock`); `fields` are what is wrong where.
    ///
    /// ```
    /// use bigcommerce::operation::Api;
    /// use serde_json::Map;
    ///
    /// let body = Api::V2.failure_body(404, "Not Found", &Map::new());
    /// assert_eq!(body[0]["message"], "Not Found");
    /// ```
    pub fn failure_body(self, status: u16, title: &str, fields: &Map<String, Value>) -> Value {
        match self {
            Self::V2 if fields.is_empty() => json!([{ "status": status, "message": title }]),
            Self::V2 => json!([{ "status": status, "message": title, "details": fields }]),
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
}
