//! From a response's bytes to its type.
//!
//! What is as its document says is read straight into its type. Only where that fails, or where it would
//! miss the payload, the text is made into what the type takes ([`repair`], by the table in [`shape`])
//! and read again; what had to be left out is reported as [`Mismatch`]es.

mod envelope;
mod error;
mod limit;
mod mismatch;
mod number;
mod object;
mod path;
mod repair;
mod scalar;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod text;
mod union;

use std::fmt;

use http::{StatusCode, header};
use serde::{
    Deserializer,
    de::{self, DeserializeOwned, IgnoredAny},
};
use serde_json::Value;

#[allow(
    unused_imports,
    reason = "few documents have an object with other members"
)]
pub(crate) use self::object::entry;
use self::scan::Cursor;
pub use self::{
    error::{DecodeError, DecodeErrorKind},
    mismatch::{Expected, Found, Mismatch},
};
pub(crate) use self::{
    object::{Object, date, kept, kept_date, nothing, object, read_object, value},
    scan::Kind,
    shape::{Shape, Shapes},
    union::{Branch, union},
};
use crate::{CallOptions, operation::Operation, response::Received};

/// A response's value, and what isn't in it.
#[derive(Clone, Debug)]
pub(crate) struct Decoded<T> {
    pub value: T,
    pub mismatches: Vec<Mismatch>,
    /// How many items of the list that the response is about were left out.
    pub items_left_out: usize,
}

/// What a caller decides about decoding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// Whether a mismatch is an error.
    pub strict: bool,
    /// The bytes that a response may have.
    pub limit: u64,
}

/// Decodes the body of `received`. One that says nothing becomes the empty value of `T`: nothing, no items,
/// no fields.
pub(crate) fn decode<T: DeserializeOwned>(
    operation: &'static Operation,
    received: &Received,
    policy: Policy,
) -> Result<Decoded<T>, DecodeError> {
    let body = &received.body;
    if !limit::check(body, policy.limit) {
        let kind = DecodeErrorKind::TooMany {
            limit: policy.limit,
        };
        return Err(DecodeError::new(operation, received, kind));
    }
    let Some(shape) = operation.response.filter(|shape| !shape.code.is_empty()) else {
        // Nothing is due, so whatever came is nothing.
        return empty(["null"])
            .ok_or_else(|| DecodeError::new(operation, received, DecodeErrorKind::Unexpected));
    };
    // What is known to be UTF-8 as a whole is decoded in three quarters of the time.
    let text = std::str::from_utf8(body).ok();
    if let Some(value) = text.and_then(|text| envelope::straight(shape, text)) {
        return Ok(Decoded::of(value));
    }
    let body = body.trim_ascii();
    let is_nothing = body.is_empty() || operation.paging.is_some() && says_nothing(body);
    if is_nothing && let Some(nothing) = empty(["[]"]) {
        return Ok(nothing);
    }
    if received.effort.deleted_earlier
        && let Some(nothing) = empty(["{}", "null"])
    {
        return Ok(nothing);
    }
    if body.is_empty()
        && let Some(nothing) = empty(["null"])
    {
        return Ok(nothing);
    }
    if body.is_empty() {
        let kind = DecodeErrorKind::Empty(shape.shapes.table().expected(shape.code));
        return Err(DecodeError::new(operation, received, kind));
    }
    let repaired = repaired(operation, received, shape, policy.strict)?;
    match serde_json::from_str(&repaired.value) {
        Ok(value) => Ok(Decoded {
            value,
            mismatches: repaired.mismatches,
            items_left_out: repaired.items_left_out,
        }),
        Err(source) => Err(unexpected(operation, received, &repaired.value, &source)),
    }
}

/// Decodes the whole body of `received`, whose form no document says. Nothing is left out or repaired.
pub(crate) fn whole<T: DeserializeOwned>(
    operation: &'static Operation,
    received: &Received,
    policy: Policy,
) -> Result<Decoded<T>, DecodeError> {
    let error = |kind| DecodeError::new(operation, received, kind);
    if !limit::check(&received.body, policy.limit) {
        let limit = policy.limit;
        return Err(error(DecodeErrorKind::TooMany { limit }));
    }
    let text = text::mend(&received.body).text;
    let text = match text.trim() {
        "" => "null",
        text => text,
    };
    let source = match serde_json::from_str(text) {
        Ok(value) => return Ok(Decoded::of(value)),
        Err(source) => source,
    };
    if serde_json::from_str::<IgnoredAny>(text).is_ok() {
        return Err(unexpected(operation, received, text, &source));
    }
    let place = (source.line(), source.column());
    Err(error(DecodeErrorKind::Syntax(source)).at(String::new(), place))
}

/// The first of these values that holds nothing and is a `T`.
fn empty<T: DeserializeOwned, const N: usize>(values: [&str; N]) -> Option<Decoded<T>> {
    let mut values = values.into_iter();
    values.find_map(|value| serde_json::from_str(value).ok().map(Decoded::of))
}

/// The JSON of `body`, if it is any and small enough to be looked into.
pub(crate) fn json(body: &[u8]) -> Option<Value> {
    let limit = CallOptions::new().response_limit_or_default();
    let is_small = limit::check(body, limit);
    is_small
        .then(|| serde_json::from_str(&text::mend(body).text).ok())
        .flatten()
}

/// The status of a failure that B2B Edition reports as the `code` in a body.
pub(crate) fn failure_code(body: &[u8]) -> Option<StatusCode> {
    let text = str::from_utf8(body.trim_ascii()).ok()?;
    let mut body = Cursor::new(text);
    if body.kind() != Kind::Object {
        return None;
    }
    let code = body.find("code")?.value().trim_matches('"').trim();
    let code: f64 = code.parse().ok()?;
    if code.fract() != 0.0 || !(400.0..600.0).contains(&code) {
        return None;
    }
    StatusCode::from_u16(code as u16).ok()
}

/// Decodes what `received` says was `done`, without the envelope around it.
pub(crate) fn payload<T: DeserializeOwned>(
    operation: &'static Operation,
    received: &Received,
    done: Option<&Value>,
) -> Result<T, DecodeError> {
    let text = text::mend(&received.body).text;
    // As it is written, numbers have all their digits.
    let written = envelope::data(&text).filter(|data| {
        let same = serde_json::from_str::<Value>(data).ok();
        same.as_ref() == done
    });
    let made = || done.map_or_else(|| "null".to_owned(), Value::to_string);
    let payload = written.map_or_else(made, str::to_owned);
    let error = match serde_json::from_str(&payload) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // The one thing that was done may come as a list.
    let item = envelope::sole(Cursor::new(&payload));
    let item = item.and_then(|mut item| serde_json::from_str(item.value()).ok());
    item.ok_or_else(|| unexpected(operation, received, &payload, &error))
}

/// Whether the body of a page says that it has no items. Servers write that in each of these ways.
fn says_nothing(body: &[u8]) -> bool {
    matches!(body, b"null" | b"{}" | b"[]" | b"\"\"")
}

impl<T> Decoded<T> {
    /// A value that lacks nothing.
    pub fn of(value: T) -> Self {
        Self {
            value,
            mismatches: Vec::new(),
            items_left_out: 0,
        }
    }
}

/// The JSON of `received` as the operation's type takes it. Kept apart from [`decode`], so that it is
/// compiled once.
fn repaired(
    operation: &'static Operation,
    received: &Received,
    shape: Shape,
    strict: bool,
) -> Result<Decoded<String>, DecodeError> {
    let error = |kind| DecodeError::new(operation, received, kind);
    let mended = text::mend(&received.body);
    let text = &*mended.text;
    if let Err(source) = serde_json::from_str::<IgnoredAny>(text) {
        let place = (source.line(), source.column());
        // At the end there is no character that is wrong.
        let at = offset(text, place) + usize::from(source.is_eof());
        let path = path::at(text, &[at]).pop().unwrap_or_default();
        return Err(error(DecodeErrorKind::Syntax(source)).at(path, place));
    }
    // A 207 writes what was done as a list, even where it can only be one.
    let is_usual = matches!(received.status, StatusCode::OK | StatusCode::CREATED);
    let repaired = repair::repair(text, shape, !is_usual);
    let damaged = path::at(text, &mended.places);
    let mut mismatches: Vec<_> = damaged.into_iter().map(Mismatch::damaged).collect();
    mismatches.dedup();
    let (first, at) = match (mismatches.first(), mended.places.first()) {
        (Some(first), Some(at)) if repaired.json.is_some() => (Some(first), *at),
        _ => (repaired.mismatches.first(), repaired.first),
    };
    if let (Some(first), true) = (first, strict || repaired.json.is_none()) {
        return Err(error(DecodeErrorKind::Unexpected).mismatch(first.clone(), place(text, at)));
    }
    if repaired.json.is_none() && mismatches.is_empty() && repaired.mismatches.is_empty() {
        let kind = DecodeErrorKind::Empty(shape.shapes.table().expected(shape.code));
        return Err(error(kind).at(shape.way.join("."), (0, 0)));
    }
    mismatches.extend(repaired.mismatches);
    mismatches.truncate(repair::MOST_MISMATCHES);
    warn(operation, &mismatches);
    Ok(Decoded {
        value: repaired
            .json
            .ok_or_else(|| error(DecodeErrorKind::Unexpected))?,
        mismatches,
        items_left_out: repaired.items_left_out,
    })
}

/// The error of a repaired body that its type doesn't take. What serde says of it may quote a value.
fn unexpected(
    operation: &'static Operation,
    received: &Received,
    text: &str,
    source: &serde_json::Error,
) -> DecodeError {
    let place = (source.line(), source.column());
    let path = path::at(text, &[offset(text, place)]).pop();
    let error = DecodeError::new(operation, received, DecodeErrorKind::Unexpected);
    // The place in the repaired text is nobody's business.
    error.at(path.unwrap_or_default(), (0, 0))
}

/// Says in a log what a response holds that isn't what its document says.
#[cfg(feature = "tracing")]
fn warn(operation: &Operation, mismatches: &[Mismatch]) {
    if let Some(first) = mismatches.first() {
        tracing::warn!(
            operation = operation.id,
            api = operation.api.name(),
            mismatches = mismatches.len(),
            %first,
            "the response isn't what its document says"
        );
    }
}

#[cfg(not(feature = "tracing"))]
fn warn(_: &Operation, _: &[Mismatch]) {}

/// The path of the value at the end of a text that breaks off.
pub(crate) fn path_at_end(text: &str) -> String {
    path::at(text, &[text.len()]).pop().unwrap_or_default()
}

/// The byte at which the parser's `line` and `column` are.
fn offset(text: &str, (line, column): (usize, usize)) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    before.map(str::len).sum::<usize>() + column
}

/// Line and column of a byte, as the parser counts them.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count()
        + 1;
    (line, column)
}

/// Whether `received` can be the end of a call that isn't decoded. A page for people is what a gateway or
/// a proxy says in the platform's place, whatever its status: nothing was done, or nobody knows.
pub(crate) fn no_page(
    operation: &'static Operation,
    received: &Received,
) -> Result<(), DecodeError> {
    let content_type = received.headers.get(header::CONTENT_TYPE);
    let is_page = content_type.is_some_and(|value| {
        let kind = value.as_bytes().get(..9);
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case(b"text/html"))
    });
    if is_page {
        return Err(DecodeError::new(operation, received, DecodeErrorKind::Html));
    }
    Ok(())
}

/// Decodes a string by `make`, without owning it first.
pub(crate) fn text<'de, T, D>(deserializer: D, make: fn(&str) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    struct Text<T>(fn(&str) -> T);

    impl<T> de::Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
            Ok((self.0)(value))
        }
    }

    deserializer.deserialize_str(Text(make))
}
