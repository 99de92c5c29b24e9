//! From an answer's bytes to its type, and where in the body it failed.

use std::fmt;

use bytes::Bytes;
use http::header;
use serde::{Deserialize, Deserializer, de};

use crate::{DecodeError, operation::Operation, problem::one_line, response::Answer};

/// The bytes of a body that an error keeps.
const LARGEST_BODY: usize = 1024 * 1024;

/// Decodes the body of `answer`. One that says nothing becomes the empty value of `T`: nothing, no items,
/// no fields.
pub(crate) fn decode<T: de::DeserializeOwned>(
    operation: &'static Operation,
    answer: &Answer,
) -> Result<T, DecodeError> {
    let body = &answer.body;
    if says_nothing(operation, body.trim_ascii()) {
        for empty in ["null", "[]", "{}"] {
            if let Ok(value) = serde_json::from_str(empty) {
                return Ok(value);
            }
        }
    }
    // What is known to be UTF-8 as a whole is decoded in three quarters of the time.
    let decoded = match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => Err(not_utf8(body)),
    };
    decoded.map_err(|source| fault(operation, answer, source))
}

/// Where `body` isn't UTF-8.
fn not_utf8(body: &[u8]) -> serde_json::Error {
    let value = serde_json::from_slice::<serde_json::Value>(body);
    value
        .err()
        .unwrap_or_else(|| de::Error::custom("the body isn't UTF-8"))
}

/// Whether a body holds nothing at all. Servers write a page without items in each of these ways.
fn says_nothing(operation: &Operation, body: &[u8]) -> bool {
    body.is_empty() || operation.paging.is_some() && matches!(body, b"null" | b"{}" | b"[]")
}

/// Whether `answer` can be the end of a call that isn't decoded. A page for people is what a gateway or
/// a proxy says in the platform's place, whatever its status: nothing was done, or nobody knows.
pub(crate) fn no_page(operation: &'static Operation, answer: &Answer) -> Result<(), DecodeError> {
    let content_type = answer.headers.get(header::CONTENT_TYPE);
    let is_page = content_type.is_some_and(|value| {
        let kind = value.as_bytes().get(..9);
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case(b"text/html"))
    });
    if is_page {
        let source = de::Error::custom("an HTML page");
        return Err(fault(operation, answer, source));
    }
    Ok(())
}

/// Kept apart from [`decode`], so that it is compiled once.
fn fault(operation: &'static Operation, answer: &Answer, source: serde_json::Error) -> DecodeError {
    let body = &answer.body;
    let path = path_at(body, source.line(), source.column());
    let kept = match body.get(..LARGEST_BODY) {
        // A slice would hold on to all of it.
        Some(beginning) => Bytes::copy_from_slice(beginning),
        None => body.clone(),
    };
    DecodeError {
        operation,
        path,
        body: kept,
        attempts: answer.effort.attempts,
        source: brief(source),
    }
}

/// `source` without most of a long value it quotes.
fn brief(source: serde_json::Error) -> serde_json::Error {
    let (line, column) = (source.line(), source.column());
    let text = source.to_string();
    if text.chars().nth(300).is_none() {
        return source;
    }
    let text = one_line(&text, 300);
    de::Error::custom(format!("{text} at line {line} column {column}"))
}

/// The path of the value that ends at or holds `line` and `column` of a JSON text, such as
/// `data[3].price`.
///
/// A crate that tracks the path while decoding (`serde_path_to_error`) compiles every generated type
/// a second time for it; the position the parser reports is enough to find it afterwards.
pub(crate) fn path_at(body: &[u8], line: usize, column: usize) -> String {
    let start: usize = body
        .split_inclusive(|&b| b == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    let end = body.len().min(start.saturating_add(column));
    let mut path: Vec<Step> = Vec::new();
    let mut key = String::new();
    let mut at = 0;
    while at < end {
        match body[at] {
            b'{' => path.push(Step::Key(String::new())),
            b'[' => path.push(Step::Index(0)),
            // The last bracket is where the fault was found: what misses is in what it closes.
            b'}' | b']' if at + 1 < end => {
                path.pop();
            }
            b',' if at + 1 < end => {
                if let Some(Step::Index(index)) = path.last_mut() {
                    *index += 1;
                }
            }
            b':' => {
                if let Some(Step::Key(name)) = path.last_mut() {
                    name.clone_from(&key);
                }
            }
            b'"' => {
                let close = closing_quote(body, at + 1);
                key = String::from_utf8_lossy(&body[at + 1..close]).into_owned();
                at = close;
            }
            _ => (),
        }
        at += 1;
    }
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(name) if name.is_empty() => (),
            Step::Key(name) if text.is_empty() => text = name,
            Step::Key(name) => text += &format!(".{name}"),
            Step::Index(index) => text += &format!("[{index}]"),
        }
    }
    text
}

enum Step {
    Key(String),
    Index(usize),
}

/// Index of the quote that ends the string starting at `at`, or of the text's end.
fn closing_quote(body: &[u8], mut at: usize) -> usize {
    while at < body.len() && body[at] != b'"' {
        at += if body[at] == b'\\' { 2 } else { 1 };
    }
    at.min(body.len())
}

/// Decodes a field that tells `null` from being absent.
#[doc(hidden)]
pub fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "decoded, never read")]
    struct Page {
        data: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "decoded, never read")]
    struct Item {
        id: i64,
        name: Option<String>,
    }

    fn path(body: &str) -> String {
        let error = serde_json::from_str::<Page>(body).unwrap_err();
        path_at(body.as_bytes(), error.line(), error.column())
    }

    #[test]
    fn the_path_leads_to_the_fault() {
        assert_eq!(
            path(r#"{"data": [{"id": 1}, {"id": "two"}]}"#),
            "data[1].id"
        );
        assert_eq!(
            path("{\n \"data\": [\n  {\"id\": 1, \"name\": 7}]}"),
            "data[0].name"
        );
        assert_eq!(path(r#"{"data": {"x": 1}}"#), "data");
        assert_eq!(
            path(r#"{"a\"}[": 1, "data": [{"name": "x,]"}]}"#),
            "data[0].name"
        );
        assert_eq!(path(""), "");
        assert_eq!(path("<html>"), "");
    }
}
