//! Percent-encoding of paths and queries.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// What stays as it is: RFC 3986's unreserved characters.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// In a query, `:` too: it separates a filter from its operator (`id:in`).
const QUERY: &AsciiSet = &UNRESERVED.remove(b':');

/// Encodes one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Appends `name=value` to `query`; a list repeats the name if `explode`, otherwise it is one
/// comma-separated value.
pub(crate) fn append(query: &mut String, name: &str, value: &Value, explode: bool) {
    match value {
        Value::Array(items) if explode => {
            for item in items {
                append(query, name, item, false);
            }
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(encoded).collect();
            pair(query, name, &items.join(","));
        }
        single => pair(query, name, &encoded(single)),
    }
}

fn pair(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, QUERY));
    query.push('=');
    query.push_str(value);
}

fn encoded(value: &Value) -> String {
    utf8_percent_encode(&text(value), QUERY).to_string()
}

/// A value as it stands in a path, a query or a header.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn query(name: &str, value: Value, explode: bool) -> String {
        let mut query = String::new();
        append(&mut query, name, &value, explode);
        query
    }

    #[test]
    fn lists_are_one_value_or_repeated_keys() {
        assert_eq!(query("id:in", json!([1, 2]), false), "id:in=1,2");
        assert_eq!(
            query("ids[]", json!([1, 2]), true),
            "ids%5B%5D=1&ids%5B%5D=2"
        );
        assert_eq!(
            query("sku:in", json!(["a,b", "c d"]), false),
            "sku:in=a%2Cb,c%20d"
        );
        assert_eq!(query("id:in", json!([]), false), "id:in=");
    }

    #[test]
    fn what_means_something_in_a_url_is_encoded() {
        assert_eq!(
            query("q", json!("a&b=c+d #é%"), false),
            "q=a%26b%3Dc%2Bd%20%23%C3%A9%25"
        );
        assert_eq!(
            query("date:min", json!("2026-01-02T03:04:05+00:00"), false),
            "date:min=2026-01-02T03:04:05%2B00:00"
        );
        assert_eq!(query("on", json!(true), false), "on=true");
        assert_eq!(segment("a/b c?"), "a%2Fb%20c%3F");
    }
}
