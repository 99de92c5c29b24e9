//! A failure the server answered with, whatever its body looks like.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{operation::Operation, response::request_id};

/// A failure the server answered with.
///
/// BigCommerce v3 sends an object, v2 a list, B2B Edition a code with a message, the gateway OAuth
/// errors, HTML or nothing at all; all of them end up here, and [`body`](Self::body) keeps what came.
#[derive(Clone)]
#[non_exhaustive]
pub struct Problem {
    operation: &'static Operation,
    status: StatusCode,
    title: String,
    errors: Vec<FieldError>,
    headers: HeaderMap,
    body: Bytes,
}

/// What is wrong with one field of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, with dots and indices where it lies deeper; empty if the server named none.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let json: Value = serde_json::from_slice(&body).unwrap_or_default();
        let title = title(&json)
            .map(str::to_owned)
            .or_else(|| redirect(status, &headers))
            .unwrap_or_else(|| {
                status
                    .canonical_reason()
                    .unwrap_or("unknown status")
                    .to_owned()
            });
        let mut errors = Vec::new();
        let places = [
            json.get("errors"),
            json.pointer("/data/errors"),
            detail(&json),
        ];
        for place in places.into_iter().flatten() {
            collect(place, String::new(), &mut errors);
        }
        Self {
            operation,
            status,
            title,
            errors,
            headers,
            body,
        }
    }

    /// The operation that failed.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What the server says went wrong, or what the status means.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What is wrong with which field.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// The headers, with the rate limit's among them.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The platform's id of the request, to quote to BigCommerce's support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
}

/// The first thing in `json` that reads like a title.
fn title(json: &Value) -> Option<&str> {
    let first = match json {
        Value::Array(items) => items.first()?,
        other => other,
    };
    let places = [
        "/title",
        "/meta/message",
        "/data/errMsg",
        "/error_description",
        "/message",
        "/detail",
        "/error",
    ];
    places
        .into_iter()
        .filter_map(|place| first.pointer(place)?.as_str())
        .map(str::trim)
        .find(|text| !text.is_empty())
}

/// v2 puts what is wrong beside the message; B2B into `data`.
fn detail(json: &Value) -> Option<&Value> {
    let first = json.get(0);
    first
        .and_then(|first| {
            first
                .pointer("/details/errors")
                .or_else(|| first.get("details"))
        })
        .or_else(|| {
            json.get("data")
                .filter(|data| data.get("errMsg").is_none() && data.get("errors").is_none())
        })
}

fn redirect(status: StatusCode, headers: &HeaderMap) -> Option<String> {
    let to = headers.get(http::header::LOCATION)?.to_str().ok()?;
    status
        .is_redirection()
        .then(|| format!("redirect to {to}, not followed"))
}

/// Flattens objects, lists and strings of errors.
fn collect(value: &Value, field: String, errors: &mut Vec<FieldError>) {
    match value {
        Value::String(message) => errors.push(FieldError {
            field,
            message: message.clone(),
        }),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let field = if item.is_string() {
                    field.clone()
                } else {
                    format!("{field}[{index}]")
                };
                collect(item, field, errors);
            }
        }
        Value::Object(entries) => {
            for (name, entry) in entries {
                let field = if field.is_empty() {
                    name.clone()
                } else {
                    format!("{field}.{name}")
                };
                collect(entry, field, errors);
            }
        }
        _ => (),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: {}",
            self.operation.id,
            self.status.as_u16(),
            self.title
        )?;
        for error in self.errors.iter().take(5) {
            let separator = if error.field.is_empty() { "" } else { ": " };
            write!(f, "; {}{separator}{}", error.field, error.message)?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " (request {id})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("title", &self.title)
            .field("errors", &self.errors)
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Problem {}
