//! Typed expectations and responses for the crate httpmock (feature `httpmock`).
//!
//! For each document whose feature `bigcommerce` has there is a trait `MockServerExt` with a method for each operation. It
//! expects the operation's request, at its real base path, with the arguments as the client sends them, and says
//! what is sent back. Import the trait of the documents in question:
//!
//! ```
//! use bigcommerce::{Store, v3::types::Product};
//! use bigcommerce_mock::httpmock::v3::products::MockServerExt;
//! use httpmock::MockServer;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start_async().await;
//! let store = Store::builder("abc123")
//!     .access_token("the-token")
//!     .bigcommerce_url(server.base_url())
//!     .b2b_url(server.base_url())
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
//! that checks requests and remembers them is [`MockStore`](crate::MockStore).

use bigcommerce::{
    call::Argument,
    operation::{Location, Operation, Parameter},
    written::{self, BoxError, Dated, Notation},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

bigcommerce::httpmock!();

/// What is expected of an operation's request.
struct When {
    operation: &'static Operation,
    inner: httpmock::When,
}

#[allow(dead_code, reason = "few documents have all kinds of arguments")]
impl When {
    /// Expects method and path of `operation`.
    fn new(operation: &'static Operation, inner: httpmock::When) -> Self {
        let inner = inner
            .method(operation.method)
            .path_matches(path(operation, None));
        Self { operation, inner }
    }

    fn into_inner(self) -> httpmock::When {
        self.inner
    }

    /// Expects `hash` in the path.
    fn store_hash(self, hash: &str) -> Self {
        self.at("store_hash", &json!(hash))
    }

    /// Expects the argument at `index` as the client sends it.
    #[track_caller]
    fn argument<T: Serialize>(self, index: usize, value: impl Argument<T>) -> Self {
        self.expect(index, written::argument(value))
    }

    /// Expects the date or time at `index` as the client sends it.
    #[track_caller]
    fn date<T: Serialize + Dated>(
        self,
        index: usize,
        value: impl Argument<T>,
        notation: Notation,
    ) -> Self {
        self.expect(index, written::date(value, notation))
    }

    #[track_caller]
    fn expect(self, index: usize, value: Result<Value, BoxError>) -> Self {
        let Some(Parameter {
            name,
            location,
            explode,
            ..
        }) = self.operation.parameters.get(index)
        else {
            return self;
        };
        let value = made(name, value);
        if *location == Location::Path {
            return self.at(name, &value);
        }
        self.with(|inner| {
            let values = written::values(&value, *explode).into_iter();
            values.fold(inner, |inner, value| match location {
                Location::Query => inner.query_param(*name, value),
                _ => inner.header(*name, value),
            })
        })
    }

    /// Expects no argument at `index`.
    fn missing(self, index: usize) -> Self {
        let Some(parameter) = self.operation.parameters.get(index) else {
            return self;
        };
        match parameter.location {
            Location::Query => self.with(|inner| inner.query_param_missing(parameter.name)),
            Location::Header => self.with(|inner| inner.header_missing(parameter.name)),
            _ => self,
        }
    }

    /// Expects `value` for a JSON body.
    #[track_caller]
    fn body<T: Serialize>(self, value: impl Argument<T>) -> Self {
        let value = made("body", written::value(value));
        self.with(|inner| inner.json_body(value))
    }

    /// Expects `value` in the place of `name` in the path.
    fn at(self, name: &str, value: &Value) -> Self {
        let path = path(self.operation, Some((name, value)));
        self.with(|inner| inner.path_matches(path))
    }

    fn with(mut self, expect: impl FnOnce(httpmock::When) -> httpmock::When) -> Self {
        self.inner = expect(self.inner);
        self
    }
}

/// What an operation gets in response.
struct Then {
    operation: &'static Operation,
    inner: httpmock::Then,
}

#[allow(dead_code, reason = "few documents have all kinds of responses")]
impl Then {
    fn new(operation: &'static Operation, inner: httpmock::Then) -> Self {
        Self { operation, inner }
    }

    fn into_inner(self) -> httpmock::Then {
        self.inner
    }

    #[track_caller]
    fn json<T: Serialize>(self, status: u16, value: impl Argument<T>) -> Self {
        let body = made("response", written::json(value));
        self.text(status, "application/json", body)
    }

    /// Responds with a payload, in the envelope that the operation's document has around it.
    #[track_caller]
    fn payload<T: Serialize>(self, status: u16, value: impl Argument<T>) -> Self {
        let body = made("response", written::payload(self.operation, value));
        self.text(status, "application/json", body)
    }

    fn bytes(self, status: u16, body: &[u8]) -> Self {
        let media_type = self.operation.accept;
        self.text(status, media_type, body)
    }

    fn nothing(mut self, status: u16) -> Self {
        self.inner = self.inner.status(status);
        self
    }

    fn problem(self, status: u16, title: &str) -> Self {
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
fn path(operation: &Operation, fixed: Option<(&str, &Value)>) -> String {
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
                pattern += &regex::escape(&written::segment(value));
            }
            (Some(_), _) => pattern += "[^/]+",
            (None, _) => (),
        }
    }
    pattern + "$"
}

/// What was made for `name`. A test that can't say what it means has to end.
#[track_caller]
#[expect(clippy::panic, reason = "httpmock's own way to say so")]
fn made<V>(name: &str, value: Result<V, BoxError>) -> V {
    value.unwrap_or_else(|error| panic!("`{name}`: {error}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::path;

    #[test]
    fn a_path_is_whole_and_an_argument_means_itself() {
        let path = |fixed: Option<(&str, &str)>| {
            let is_order =
                |it: &&bigcommerce::operation::Operation| it.path == "/orders/{order_id}";
            let fixed = fixed.map(|(name, value)| (name, json!(value)));
            let operation = bigcommerce::operations().find(is_order)?;
            Some(path(
                operation,
                fixed.as_ref().map(|(name, value)| (*name, value)),
            ))
        };
        let is = |fixed, expected: &str| {
            let made = path(fixed);
            // Without the feature of orders there is no path.
            assert!(made.is_none_or(|made| made == expected));
        };
        is(None, "^/stores/[^/]+/v2/orders/[^/]+$");
        is(
            Some(("order_id", "a.b/ü")),
            r"^/stores/[^/]+/v2/orders/a\.b%2F%C3%BC$",
        );
        is(Some(("store_hash", "abc")), "^/stores/abc/v2/orders/[^/]+$");
    }
}
