//! Requests and responses, the way the handlers of both hosts see them.

use httpmock::{HttpMockRequest, HttpMockResponse};
use serde_json::Value;

/// A request.
pub struct Request<'a> {
    pub method: &'a str,
    /// The path without its query.
    pub path: String,
    query: Vec<(String, String)>,
    request: &'a HttpMockRequest,
}

impl<'a> Request<'a> {
    pub fn new(request: &'a HttpMockRequest) -> Self {
        Self {
            method: request.method_str(),
            path: request.uri().path().to_owned(),
            query: request.query_params(),
            request,
        }
    }

    /// Every value of a header.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let headers = self.request.headers_vec().iter();
        headers
            .filter(move |(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Whether a header is there once, with this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.headers(name).eq([value])
    }

    /// An argument of the query that is a number of at least `least`, or `default` without one.
    pub fn number(&self, name: &str, default: usize, least: usize) -> Result<usize, String> {
        let Some((_, value)) = self.query.iter().find(|(key, _)| key == name) else {
            return Ok(default);
        };
        let number = value.parse().ok().filter(|number| *number >= least);
        number.ok_or_else(|| name.to_owned())
    }

    /// An argument of the query.
    pub fn argument(&self, name: &str) -> Option<&str> {
        let argument = self.query.iter().find(|(key, _)| key == name);
        argument.map(|(_, value)| value.as_str())
    }

    /// The JSON object of the body, which its content type has to announce.
    pub fn object(&self) -> Result<Value, &'static str> {
        let is_json = self.headers("Content-Type").any(|media| {
            let media = media.split(';').next().unwrap_or_default();
            media.trim().eq_ignore_ascii_case("application/json")
        });
        if !is_json {
            return Err("Content-Type must be application/json");
        }
        match serde_json::from_slice(self.request.body_ref()) {
            Ok(body @ Value::Object(_)) => Ok(body),
            _ => Err("the body must be a JSON object"),
        }
    }
}

/// A response: a status with a JSON body or none.
pub struct Answer {
    pub status: u16,
    pub body: Option<Value>,
}

impl Answer {
    pub fn json(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Some(body),
        }
    }

    pub fn empty(status: u16) -> Self {
        Self { status, body: None }
    }
}

impl From<Answer> for HttpMockResponse {
    fn from(answer: Answer) -> Self {
        let response = Self::builder().status(answer.status);
        match answer.body {
            Some(body) => response
                .header("Content-Type", "application/json")
                .body(body.to_string())
                .build(),
            None => response.build(),
        }
    }
}

/// What a field of a body has to be.
#[derive(Clone, Copy)]
pub enum Must {
    /// Text that isn't empty.
    Text,
    /// A number, at least zero.
    Amount,
    /// A whole number, at least zero.
    Integer,
    /// A list that isn't empty.
    List,
    /// An object.
    Object,
}

impl Must {
    fn holds(self, value: &Value) -> bool {
        match self {
            Self::Text => value.as_str().is_some_and(|text| !text.trim().is_empty()),
            Self::Amount => value.as_f64().is_some_and(|amount| amount >= 0.0),
            Self::Integer => value.as_u64().is_some(),
            Self::List => value.as_array().is_some_and(|list| !list.is_empty()),
            Self::Object => value.is_object(),
        }
    }
}

/// The fields that `body` lacks or has wrong.
pub fn faults(body: &Value, fields: &[(&'static str, Must)]) -> Vec<&'static str> {
    let faulty = fields
        .iter()
        .filter(|(name, must)| !must.holds(&body[*name]));
    faulty.map(|(name, _)| *name).collect()
}

/// The part of `rows` from `skip` on, at most `limit` of them.
pub fn page(rows: &[Value], skip: usize, limit: usize) -> Vec<Value> {
    rows.iter().skip(skip).take(limit).cloned().collect()
}
