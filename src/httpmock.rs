//! Typed expectations and responses for the crate httpmock (feature `httpmock`).
//!
//! Each document's module has a trait `MockServerExt` with a method for each operation. It expects the
//! operation's request, at its real base path, with the arguments as this client sends them, and says
//! what is sent back. Import the trait of the documents in question:
//!
//! ```
//! use bigcommerce::{
//!     Store,
//!     v3::{products::httpmock::MockServerExt, types::Product},
//! };
//! use httpmock::MockServer;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start_async().await;
//! let store = Store::builder("abc123")
//!     .access_token("the-token")
//!     .bigcommerce_url(server.base_url())
//!     .build()?;
//!
//! let page = json!([{"id": 7, "name": "Mug"}, {"id": 8, "name": "Bowl"}]);
//! let page: Vec<Product> = serde_json::from_value(page)?;
//! let list = server.get_products(|when, then| {
//!     when.store_hash("abc123").id_in([7, 8]).page_missing();
//!     then.ok(page);
//! });
//! let other = server.get_product(|when, then| {
//!     when.product_id(9);
//!     then.problem(404, "No such product");
//! });
//!
//! let products = store.v3().products().get_products().id_in([7, 8]).await?;
//! assert_eq!(products[1].name.as_deref(), Some("Bowl"));
//! let missing = store.v3().products().get_product(9).send().await;
//! assert_eq!(missing.unwrap_err().problem().unwrap().title(), "No such product");
//! list.assert();
//! other.assert();
//! # Ok(()) }
//! ```
//!
//! What isn't there, such as a response that no document has, is said through `into_inner`. A store
//! that checks requests and remembers them is `MockStore` of the crate `bigcommerce-mock`.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    call::Argument,
    date_time::{Dated, Notation},
    json,
    operation::{Location, Operation, Parameter},
    query,
    request_error::BoxError,
};

/// What is expected of an operation's request.
pub(crate) struct When {
    operation: &'static Operation,
    inner: httpmock::When,
}

impl When {
    /// Expects method and path of `operation`.
    pub(crate) fn new(operation: &'static Operation, inner: httpmock::When) -> Self {
        let inner = inner
            .method(operation.method)
            .path_matches(path(operation, None));
        Self { operation, inner }
    }

    pub(crate) fn into_inner(self) -> httpmock::When {
        self.inner
    }

    #[allow(dead_code, reason = "B2B Edition's paths have none")]
    pub(crate) fn store_hash(self, hash: &str) -> Self {
        self.at("store_hash", hash)
    }

    /// Expects the argument at `index` as the client sends it.
    #[track_caller]
    pub(crate) fn argument<T: Serialize>(self, index: usize, value: impl Argument<T>) -> Self {
        let Some(parameter) = self.operation.parameters.get(index) else {
            return self;
        };
        self.expect(parameter, made(parameter.name, value, json::to_argument))
    }

    /// Expects the date or time at `index` as the client sends it.
    #[allow(dead_code, reason = "few documents have no such parameter")]
    #[track_caller]
    pub(crate) fn date<T: Serialize + Dated>(
        self,
        index: usize,
        value: impl Argument<T>,
        notation: Notation,
    ) -> Self {
        let Some(parameter) = self.operation.parameters.get(index) else {
            return self;
        };
        let written = |value: &T| {
            let written = value.written(notation)?;
            Ok::<_, BoxError>(json::to_argument(&written)?)
        };
        self.expect(parameter, made(parameter.name, value, written))
    }

    fn expect(self, parameter: &Parameter, value: Value) -> Self {
        let name = parameter.name;
        match parameter.location {
            Location::Path => self.at(name, &query::text(&value)),
            Location::Query => self.with(|inner| {
                let expect = |inner: httpmock::When, value| inner.query_param(name, value);
                in_query(&value, parameter.explode)
                    .into_iter()
                    .fold(inner, expect)
            }),
            Location::Header => self.with(|inner| inner.header(name, query::text(&value))),
        }
    }

    /// Expects no argument at `index`.
    pub(crate) fn missing(self, index: usize) -> Self {
        let Some(parameter) = self.operation.parameters.get(index) else {
            return self;
        };
        match parameter.location {
            Location::Path => self,
            Location::Query => self.with(|inner| inner.query_param_missing(parameter.name)),
            Location::Header => self.with(|inner| inner.header_missing(parameter.name)),
        }
    }

    #[allow(dead_code, reason = "few features leave no such operation")]
    #[track_caller]
    pub(crate) fn body<T: Serialize>(self, value: impl Argument<T>) -> Self {
        let to_value = |value: &T| serde_json::to_value(value).map_err(|error| error.to_string());
        let value = made("body", value, to_value);
        self.with(|inner| inner.json_body(value))
    }

    /// Expects `value` in the place of `name` in the path.
    fn at(self, name: &str, value: &str) -> Self {
        let path = path(self.operation, Some((name, value)));
        self.with(|inner| inner.path_matches(path))
    }

    fn with(mut self, expect: impl FnOnce(httpmock::When) -> httpmock::When) -> Self {
        self.inner = expect(self.inner);
        self
    }
}

/// What an operation gets in response.
pub(crate) struct Then {
    operation: &'static Operation,
    inner: httpmock::Then,
}

#[allow(dead_code, reason = "few features leave no operation for some of them")]
impl Then {
    pub(crate) fn new(operation: &'static Operation, inner: httpmock::Then) -> Self {
        Self { operation, inner }
    }

    pub(crate) fn into_inner(self) -> httpmock::Then {
        self.inner
    }

    #[track_caller]
    pub(crate) fn json<T: Serialize>(self, status: u16, value: impl Argument<T>) -> Self {
        let body = made("response", value, json::to_vec);
        self.text(status, "application/json", body)
    }

    /// Responds with a payload, in the envelope that the operation's document has around it.
    #[track_caller]
    pub(crate) fn payload<T: Serialize>(self, status: u16, value: impl Argument<T>) -> Self {
        let way = self.operation.response.map_or(&[][..], |shape| shape.way);
        let mut body = made("response", value, json::to_vec);
        for name in way.iter().rev() {
            body = [format!("{{\"{name}\":").as_bytes(), &body, b"}"].concat();
        }
        self.text(status, "application/json", body)
    }

    pub(crate) fn bytes(self, status: u16, body: &[u8]) -> Self {
        let media_type = self.operation.accept;
        self.text(status, media_type, body)
    }

    pub(crate) fn nothing(mut self, status: u16) -> Self {
        self.inner = self.inner.status(status);
        self
    }

    pub(crate) fn problem(self, status: u16, title: &str) -> Self {
        let body = self.operation.api.failure_body(status, title, &Map::new());
        self.text(status, "application/json", body.to_string())
    }

    fn text(mut self, status: u16, media_type: &str, body: impl AsRef<[u8]>) -> Self {
        let inner = self.inner.status(status);
        self.inner = inner.header("Content-Type", media_type).body(body);
        self
    }
}

/// What the path of `operation` has to match: anything in the place of each argument, or the value of
/// the one that is `fixed`.
fn path(operation: &Operation, fixed: Option<(&str, &str)>) -> String {
    let template = format!("{}{}", operation.base_path, operation.path);
    let mut pattern = "^".to_owned();
    for part in template.split_inclusive('}') {
        let (literal, argument) = match part.split_once('{') {
            Some((literal, name)) => (literal, Some(name.trim_end_matches('}'))),
            None => (part, None),
        };
        pattern += &regex::escape(literal);
        match (argument, fixed) {
            (Some(name), Some((fixed, value))) if name == fixed => {
                pattern += &regex::escape(&query::segment(value));
            }
            (Some(_), _) => pattern += "[^/]+",
            (None, _) => (),
        }
    }
    pattern + "$"
}

/// The values that an argument has in a query, decoded.
fn in_query(value: &Value, explode: bool) -> Vec<String> {
    match value {
        Value::Array(items) if explode => items
            .iter()
            .flat_map(|item| in_query(item, false))
            .collect(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(query::text).collect();
            vec![items.join(",")]
        }
        single => vec![query::text(single)],
    }
}

/// What `make` makes of `value`. A test that can't say what it means has to end.
#[track_caller]
#[expect(clippy::panic, reason = "httpmock's own way to say so")]
fn made<T, V, E: Into<BoxError>>(
    name: &str,
    value: impl Argument<T>,
    make: impl FnOnce(&T) -> Result<V, E>,
) -> V {
    let made = value
        .into_argument()
        .and_then(|value| make(&value).map_err(Into::into));
    made.unwrap_or_else(|error| panic!("`{name}`: {error}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::in_query;
    #[cfg(feature = "v2-orders")]
    use super::path;

    #[cfg(feature = "v2-orders")]
    #[test]
    fn a_path_is_whole_and_an_argument_means_itself() {
        let is_order =
            |operation: &&crate::operation::Operation| operation.path == "/orders/{order_id}";
        let operation = crate::operations().find(is_order).unwrap();
        assert_eq!(path(operation, None), "^/stores/[^/]+/v2/orders/[^/]+$");
        assert_eq!(
            path(operation, Some(("order_id", "a.b/ü"))),
            r"^/stores/[^/]+/v2/orders/a\.b%2F%C3%BC$"
        );
        assert_eq!(
            path(operation, Some(("store_hash", "abc"))),
            "^/stores/abc/v2/orders/[^/]+$"
        );
    }

    #[test]
    fn a_list_is_one_value_or_several() {
        assert_eq!(in_query(&json!([1, "a,b"]), false), ["1,a,b"]);
        assert_eq!(in_query(&json!([1, "a,b"]), true), ["1", "a,b"]);
        assert_eq!(in_query(&json!(true), true), ["true"]);
    }
}
