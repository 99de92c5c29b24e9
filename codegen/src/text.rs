//! Characters that can't be shown, and that Rust refuses in a comment.

/// Whether `letter` steers how text is shown instead of being shown: control characters, line and
/// paragraph separators, and marks of the direction of writing.
pub fn is_unprintable(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// `text` with each such character as its escape in Rust.
pub fn printable(text: &str) -> String {
    let mut printable = String::new();
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => printable.extend(letter.escape_default()),
            _ if is_unprintable(letter) => printable.extend(letter.escape_unicode()),
            _ => printable.push(letter),
        }
    }
    printable
}

/// `a` or `an`, as the word after it wants.
#[cfg(feature = "generator")]
pub fn article(word: &str) -> &'static str {
    match word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cant_be_shown_is_escaped_and_all_else_stays() {
        assert_eq!(printable("Größe 日本 {}\\`"), "Größe 日本 {}\\`");
        assert_eq!(printable("a\r\nb\0"), "a\\r\\nb\\u{0}");
        assert_eq!(printable("\u{202e}x\u{2028}"), "\\u{202e}x\\u{2028}");
    }
}
