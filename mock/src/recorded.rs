//! What came, and what was wrong with it.

use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, request::Parts};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A request that came to a [`MockStore`](super::MockStore).
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The operation, such as `v3.products.getProducts`; `None` where method and path lead to none.
    pub operation: Option<String>,
    /// The method, in capitals.
    pub method: String,
    /// The path as it came, without the query.
    pub path: String,
    /// The pairs of the query, decoded, in their order.
    pub query: Vec<(String, String)>,
    /// The headers in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// The status it got in response.
    pub status: u16,
}

impl Request {
    pub(crate) fn new(head: &Parts, body: Bytes) -> Self {
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), value.into_owned())
        };
        Self {
            operation: None,
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: pairs(head.uri.query().unwrap_or_default()),
            headers: head.headers.iter().map(header).collect(),
            body,
            status: 0,
        }
    }

    /// Every value of a header, whatever the case of its name.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let headers = self.headers.iter();
        headers
            .filter(move |(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Every value of an argument of the query.
    pub fn argument<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.query.iter();
        pairs
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null where it isn't.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl fmt::Debug for Request {
    /// Headers and bodies may hold secrets: names and sizes only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Request")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("status", &self.status)
            .finish()
    }
}

/// A request, or a part of it, that isn't what the document says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The operation, such as `v3.products.createProduct`, or method and path where no operation has them.
    pub operation: String,
    /// Where: a JSON pointer into the request, such as `/body/price`, `/query/id:in` or
    /// `/headers/X-Auth-Token`.
    pub pointer: String,
    /// What is wrong there. No value is in it.
    pub why: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.operation, self.pointer, self.why)
    }
}

/// What a [`MockStore`](crate::MockStore) noted.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Log {
    /// The requests, in the order they were responded to in.
    pub requests: Vec<Request>,
    /// What wasn't as the documents say.
    pub violations: Vec<Violation>,
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}
