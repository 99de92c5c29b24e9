//! What the generator calls a property, a value or an operation in Rust.

use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// `name` with a hyphen for each character that no name in Rust can have.
pub fn plain(name: &str) -> String {
    name.replace(|letter: char| !is_xid_continue(letter), "-")
}

/// Words that name nothing else in Rust.
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `name` with an underscore behind it, if it is a word of Rust's own.
fn no_keyword(name: String) -> String {
    match KEYWORDS.contains(&name.as_str()) {
        true => format!("{name}_"),
        false => name,
    }
}

/// The field of a property.
pub fn field(name: &str) -> String {
    no_keyword(sanitized(name, str::to_snake_case, "x"))
}

/// The variant of a value.
pub fn variant(value: &str) -> String {
    no_keyword(sanitized(value, str::to_upper_camel_case, "X"))
}

/// The variant of a value where two would have the same: an X for each character that falls away.
pub fn crossed_variant(value: &str) -> String {
    variant(&value.replace(|letter| letter == '_' || !is_xid_continue(letter), "X"))
}

/// The method of an operation.
pub fn method(name: &str) -> String {
    no_keyword(sanitized(name, str::to_snake_case, "_"))
}

fn sanitized(name: &str, to_case: fn(&str) -> String, prefix: &str) -> String {
    let name = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => to_case(&plain(&name.replace('\'', ""))),
    };
    match name.chars().next() {
        None => to_case("x"),
        Some(first) if is_xid_start(first) => name,
        Some(_) => format!("{prefix}{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_the_generator_makes_of_them() {
        let fields = ["orderId", "2nd", "½", "\"", "+1", "it's", "日本"].map(field);
        assert_eq!(
            fields,
            ["order_id", "x2nd", "x", "x", "plus1", "its", "日本"]
        );
        assert_eq!(["a-b", "½", ""].map(variant), ["AB", "X", "X"]);
        assert_eq!(["a-b", "½½"].map(crossed_variant), ["AXb", "Xx"]);
        assert_eq!(["getThings", "2fa"].map(method), ["get_things", "_2fa"]);
    }
}
