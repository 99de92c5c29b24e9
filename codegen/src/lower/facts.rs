//! What a schema says of its values beside their type, for people: limits, format, default.

use serde_json::Value;

use crate::text::printable;

/// The facts of `schema`, each in a few words.
pub fn of(schema: &Value) -> Vec<String> {
    let text = |value: &Value| match value.as_str() {
        Some(text) => printable(text),
        None => value.to_string(),
    };
    let flag = |key: &str| schema[key] == true;
    let mut facts = Vec::new();
    for (key, words) in [
        ("minimum", "at least {}"),
        ("maximum", "at most {}"),
        ("minLength", "at least {} characters"),
        ("maxLength", "at most {} characters"),
        ("minItems", "at least {} items"),
        ("maxItems", "at most {} items"),
        ("format", "format `{}`"),
        ("default", "by default `{}`"),
    ] {
        let says_something = |value: &&Value| match (key, value.as_i64()) {
            ("minLength" | "minItems", Some(0)) => false,
            // What fits 32 bits, as a generator of documents writes it.
            ("minimum" | "maximum", Some(limit)) => {
                !matches!(i32::try_from(limit), Ok(i32::MIN | i32::MAX))
            }
            _ => !value.is_object() && !value.is_array(),
        };
        if let Some(value) = schema.get(key).filter(says_something) {
            let words = match *value == 1 {
                true => words.trim_end_matches('s'),
                false => words,
            };
            facts.push(words.replace("{}", &text(value)));
        }
    }
    for (key, words) in [
        ("readOnly", "read-only"),
        ("writeOnly", "write-only"),
        ("deprecated", "discouraged"),
    ] {
        if flag(key) {
            facts.push(words.to_owned());
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn facts_are_said_in_a_few_words_and_noise_is_not() {
        let schema = json!({
            "type": "string", "minLength": 0, "maxLength": 255, "format": "email", "readOnly": true,
            "default": "a\nb", "deprecated": false, "description": "Not a fact",
        });
        let facts = [
            "at most 255 characters",
            "format `email`",
            "by default `a\\nb`",
            "read-only",
        ];
        assert_eq!(of(&schema), facts);
        let limits = json!({"minimum": 0.5, "maximum": i32::MAX, "minItems": 1});
        assert_eq!(of(&limits), ["at least 0.5", "at least 1 item"]);
    }
}
