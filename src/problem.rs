//! A failure the server responded with, whatever its body looks like.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use crate::{
    RateLimit,
    operation::{Operation, Scopes},
    partial::{Counts, FAILURES, is_failed_entry},
    rate_limit,
    response::{Effort, request_id},
    transport::{LARGEST_PROBLEM, is_refusal},
};

/// A failure the server responded with.
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
    effort: Effort,
}

/// No body has more that anyone would read.
pub(crate) const MOST_ERRORS: usize = 1000;

/// Characters of a field's path before it ends early.
const LONGEST_FIELD: usize = 200;

/// What is wrong with one field of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, with dots and indices where it lies deeper; empty if the server named none.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl FieldError {
    pub(crate) fn unnamed(message: String) -> Self {
        let field = String::new();
        Self { field, message }
    }
}

impl Problem {
    pub(crate) fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let json: Value = serde_json::from_slice(&body).unwrap_or_default();
        let mut errors = Vec::new();
        let mut texts = redirect(status, &headers).into_iter().collect();
        match &json {
            Value::Array(items) => {
                for item in items {
                    read(item, &mut texts, &mut errors);
                }
            }
            other => read(other, &mut texts, &mut errors),
        }
        let mut texts = texts.into_iter();
        let title = texts.next().unwrap_or_else(|| {
            let reason = status.canonical_reason();
            reason.unwrap_or("unknown status").to_owned()
        });
        errors.splice(0..0, texts.map(FieldError::unnamed));
        errors.truncate(MOST_ERRORS);
        let body = match body.get(..LARGEST_PROBLEM) {
            // A slice would hold on to all of it.
            Some(beginning) => Bytes::copy_from_slice(beginning),
            None => body,
        };
        Self {
            operation,
            status,
            title,
            errors,
            headers,
            body,
            effort: Effort::default(),
        }
    }

    /// The failure that was left after all attempts.
    pub(crate) fn after(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }

    /// The operation that failed.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The HTTP status, or what B2B Edition says in the body of a 200 is the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What the server says went wrong, or what the status means.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What is wrong with which field, and what else the server says; the first thousand.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it came, up to its first MiB.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The rate limit that the response reports, if it does.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::of(&self.headers)
    }

    /// How long the server asks to wait before the next attempt: the longest of `Retry-After`,
    /// `X-Retry-After`, what the body says and, for a 429, the reset of the rate limit. A day at most.
    pub fn retry_after(&self) -> Option<Duration> {
        let reset = self.rate_limit().filter(|_| self.is_rate_limited());
        let waits = [
            rate_limit::retry_after(&self.headers),
            self.json()
                .pointer("/error/retry_after_seconds")
                .and_then(rate_limit::wait),
            reset.and_then(|reset| reset.time_reset),
        ];
        waits.into_iter().flatten().max()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.effort.attempts
    }

    /// Whether this attempt or one before it may have been carried out.
    pub(crate) fn in_doubt(&self) -> bool {
        self.effort.in_doubt
    }

    /// How long the call waited: for its turn, and between attempts.
    pub fn waited(&self) -> Duration {
        self.effort.waited
    }

    /// 401: the token isn't known, as after its account was deleted.
    pub fn is_unauthorized(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    /// 403: the token is known and its account may not do this, mostly for want of a scope.
    pub fn is_forbidden(&self) -> bool {
        self.status == StatusCode::FORBIDDEN
    }

    /// 404 or 410: the resource does not exist.
    pub fn is_not_found(&self) -> bool {
        matches!(self.status, StatusCode::NOT_FOUND | StatusCode::GONE)
    }

    /// 409: it clashes with what there is.
    pub fn is_conflict(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    /// 400 or 422: what was sent isn't valid; see [`errors`](Self::errors).
    pub fn is_validation(&self) -> bool {
        matches!(
            self.status,
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY
        )
    }

    /// 413: too many objects, or too large a body.
    pub fn is_too_large(&self) -> bool {
        self.status == StatusCode::PAYLOAD_TOO_LARGE
    }

    /// 429, or a gateway's 509: too many calls in a time, or at once.
    pub fn is_rate_limited(&self) -> bool {
        is_refusal(self.status)
    }

    /// 5xx: the server failed.
    pub fn is_server_error(&self) -> bool {
        self.status.is_server_error()
    }

    /// 503 that says the store is suspended. It isn't tried again.
    pub fn is_suspended(&self) -> bool {
        self.says_unavailable("suspended")
    }

    /// 503 that says the store or the platform is down for maintenance. It isn't tried again.
    pub fn is_maintenance(&self) -> bool {
        self.says_unavailable("maintenance")
    }

    fn says_unavailable(&self, word: &str) -> bool {
        let says = |text: &str| text.to_ascii_lowercase().contains(word);
        self.status == StatusCode::SERVICE_UNAVAILABLE && says(&String::from_utf8_lossy(&self.body))
    }

    /// The body as JSON; `null` if it isn't.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The platform's id of the request, to quote to BigCommerce's support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
}

/// Where a body says in words what went wrong, the title first.
const TEXTS: [&str; 10] = [
    "/title",
    "/meta/message",
    "/message",
    "/error_description",
    "/error/message",
    "/detail",
    "/data/errMsg",
    "/error/details",
    "/details",
    "/error",
];

/// What a body says in words.
fn said(json: &Value) -> impl Iterator<Item = &str> {
    let places = TEXTS.into_iter().filter_map(|place| json.pointer(place));
    let texts = places.chain([json]).filter_map(Value::as_str);
    texts.map(str::trim).filter(|text| !text.is_empty())
}

/// What a failure says in words, each once.
pub(crate) fn texts(json: &Value) -> Vec<String> {
    let mut texts: Vec<String> = said(json).map(str::to_owned).collect();
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts
}

/// Reads one failure of a body: what it says in words, and what is wrong with which field.
fn read(json: &Value, texts: &mut Vec<String>, errors: &mut Vec<FieldError>) {
    for text in said(json) {
        if texts.len() < MOST_ERRORS && !texts.iter().any(|t| t == text) {
            texts.push(text.to_owned());
        }
    }
    // v2 puts what is wrong beside the message, B2B into `data`.
    let details = json.get("details").filter(|details| !details.is_string());
    let details = details.map(|details| details.get("errors").unwrap_or(details));
    let data = json.get("data").and_then(|data| match data.get("errMsg") {
        // In words it is among the texts; otherwise it says what is wrong with which field.
        Some(said) if said.is_string() => data.get("errors"),
        Some(fields) => Some(fields),
        None => Some(data.get("errors").unwrap_or(data)),
    });
    // Beside failures or counts it is what was done, or what was sent.
    let counts = Counts::of(json);
    let is_no_error = FAILURES.iter().any(|name| json.get(name).is_some())
        || is_failed_entry(json)
        || counts.succeeded.is_some()
        || counts.failed.is_some();
    let data = data.filter(|_| !is_no_error);
    let failures = FAILURES.into_iter().chain(["field_errors"]);
    let failures = failures.filter_map(|name| json.get(name));
    for place in failures.chain(details).chain(data) {
        collect(place, "", errors);
    }
}

fn redirect(status: StatusCode, headers: &HeaderMap) -> Option<String> {
    let to = headers.get(http::header::LOCATION)?;
    let to = String::from_utf8_lossy(to.as_bytes());
    status
        .is_redirection()
        .then(|| format!("redirect to {to}, not followed"))
}

/// Flattens objects, lists and values of errors.
pub(crate) fn collect(value: &Value, field: &str, errors: &mut Vec<FieldError>) {
    if errors.len() >= MOST_ERRORS {
        return;
    }
    match value {
        Value::Null => (),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if item.is_string() {
                    collect(item, field, errors);
                } else {
                    collect(item, &format!("{field}[{index}]"), errors);
                }
            }
        }
        Value::Object(entries) => {
            let failure = is_failure(value);
            let is_entry = is_failed_entry(value);
            for (name, entry) in in_order(entries) {
                match name {
                    "field_errors" if is_entry => collect(entry, field, errors),
                    "data" if is_entry => (),
                    "title" | "message" | "errors" | "details" if failure => {
                        collect(entry, field, errors);
                    }
                    "status" | "code" | "type" | "instance" if failure => (),
                    _ => collect(entry, &below(field, name), errors),
                }
            }
        }
        Value::String(text) if text.trim().is_empty() => (),
        other => errors.push(FieldError {
            field: field.to_owned(),
            message: other
                .as_str()
                .map_or_else(|| other.to_string(), str::to_owned),
        }),
    }
}

/// The members of an object of errors: what it says in words, then the others by name. `serde_json` has them
/// by name or as they came, which any crate in a build decides.
fn in_order(entries: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let entries = entries.iter().map(|(name, entry)| (name.as_str(), entry));
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(name, _)| (!matches!(*name, "title" | "message"), *name));
    entries
}

/// Whether an object is a failure with a status of its own, as in bulk operations, and not a map of
/// fields.
pub(crate) fn is_failure(value: &Value) -> bool {
    let any = |names: [&str; 2], is: fn(&Value) -> bool| {
        let mut values = names.into_iter().filter_map(|name| value.get(name));
        values.any(is)
    };
    any(["title", "message"], Value::is_string) && any(["status", "code"], Value::is_number)
}

/// The path of `name` in `field`. Long ones end early, so that a hostile body can't make them grow
/// with its depth.
fn below(field: &str, name: &str) -> String {
    let name: String = name.chars().take(LONGEST_FIELD).collect();
    match field {
        "" => name,
        field if field.len() >= LONGEST_FIELD => field.to_owned(),
        field => format!("{field}.{name}"),
    }
}

/// `text` on one line, cut after `limit` characters.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let mut words = words.filter(|word| !word.is_empty());
    let mut line: String = words.next().unwrap_or_default().to_owned();
    for word in words {
        if line.len() > limit * 4 {
            break;
        }
        line.push(' ');
        line.push_str(word);
    }
    if let Some((end, _)) = line.char_indices().nth(limit) {
        line.truncate(end);
        line.push('…');
    }
    line
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = one_line(&self.title, 300);
        write!(f, "{}: {}: {title}", self.operation, self.status.as_u16())?;
        write_errors(f, &self.errors)?;
        if self.is_forbidden() {
            write_scopes(f, self.operation.scopes())?;
        }
        write_request(f, self.request_id(), self.attempts())
    }
}

/// Writes which scopes the token's account should have.
fn write_scopes(f: &mut fmt::Formatter<'_>, scopes: Scopes) -> fmt::Result {
    match scopes {
        Scopes::OneOf(_) | Scopes::B2bEdition => {
            write!(f, "; the API account needs the scope {scopes}")
        }
        Scopes::AnyToken | Scopes::None | Scopes::Unknown => Ok(()),
    }
}

/// Writes the first of `errors`.
pub(crate) fn write_errors(f: &mut fmt::Formatter<'_>, errors: &[FieldError]) -> fmt::Result {
    for error in errors.iter().take(5) {
        let message = one_line(&error.message, 200);
        match one_line(&error.field, 80).as_str() {
            "" => write!(f, "; {message}")?,
            field => write!(f, "; {field}: {message}")?,
        }
    }
    if errors.len() > 5 {
        write!(f, "; and {} more", errors.len() - 5)?;
    }
    Ok(())
}

/// Writes which request it was, and how often it was sent.
pub(crate) fn write_request(
    f: &mut fmt::Formatter<'_>,
    id: Option<&str>,
    attempts: u32,
) -> fmt::Result {
    if let Some(id) = id {
        write!(f, " (request {})", one_line(id, 80))?;
    }
    if attempts > 1 {
        write!(f, ", tried {attempts} times")?;
    }
    Ok(())
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
