//! Percent-encoding, by hand, and what a raw request target may look like.

use std::fmt::Write as _;

/// Encodes everything but RFC 3986's unreserved characters.
pub fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}

/// Decodes `%XX` in a path segment. A fault names what can't be decoded.
pub fn decode(raw: &str) -> Result<String, String> {
    let bytes = raw.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let digits = bytes.get(at + 1..at + 3).and_then(|pair| {
                let high = char::from(pair[0]).to_digit(16)?;
                let low = char::from(pair[1]).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()
            });
            decoded.push(digits.ok_or_else(|| format!("a `%` without two hex digits in `{raw}`"))?);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(decoded).map_err(|_| format!("`{raw}` doesn't decode to UTF-8"))
}

/// Decodes a name or value of a query as servers read it: `+` is a space, so a literal plus must have come as `%2B`.
pub fn decode_query(raw: &str) -> Result<String, String> {
    decode(&raw.replace('+', " "))
}

/// The pairs of a raw query, decoded, in order. A name without `=` has an empty value.
pub fn pairs(raw: &str) -> Result<Vec<(String, String)>, String> {
    raw.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode_query(name)?, decode_query(value)?))
        })
        .collect()
}

/// Characters of a raw path or query that a server may refuse or misread: controls, spaces, non-ASCII, `#`, quotes, angle brackets,
/// and a `%` that starts no escape.
pub fn faults(part: &str, raw: &str) -> Vec<String> {
    let mut faults: Vec<String> = raw
        .chars()
        .filter(|&found| !found.is_ascii_graphic() || matches!(found, '#' | '"' | '<' | '>'))
        .map(|found| format!("{part}: raw {found:?} in `{raw}`"))
        .collect();
    if let Err(fault) = decode(raw) {
        faults.push(format!("{part}: {fault}"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::{decode, decode_query, encode, faults, pairs};

    #[test]
    fn round_trip() {
        let awkward = "a b,c/d é 日本 &=+%?#\"<>~-_.";
        assert_eq!(decode(&encode(awkward)).unwrap(), awkward);
        assert_eq!(decode_query(&encode(awkward)).unwrap(), awkward);
        assert_eq!(encode("é +"), "%C3%A9%20%2B");
    }

    #[test]
    fn a_plus_is_a_space_in_a_query_only() {
        assert_eq!(decode_query("1+1").unwrap(), "1 1");
        assert_eq!(decode("1+1").unwrap(), "1+1");
    }

    #[test]
    fn broken_escapes_are_faults() {
        for raw in ["100%", "%2", "%zz", "%+1", "%FF"] {
            assert!(decode(raw).is_err(), "{raw}");
            assert!(!faults("query", raw).is_empty(), "{raw}");
        }
        for raw in ["a b", "é", "a#b", "\"", "<", ">", "a\tb"] {
            assert!(!faults("query", raw).is_empty(), "{raw}");
        }
        assert!(faults("query", "id%3Ain=1,2&x[]=%2B+y").is_empty());
    }

    #[test]
    fn pairs_keep_order_and_repeats() {
        let found = pairs("b=2&a=1%2C2&b=3&c&d=x=y").unwrap();
        let found: Vec<(&str, &str)> = found.iter().map(|(n, v)| (&n[..], &v[..])).collect();
        assert_eq!(
            found,
            [
                ("b", "2"),
                ("a", "1,2"),
                ("b", "3"),
                ("c", ""),
                ("d", "x=y")
            ]
        );
        assert_eq!(pairs("").unwrap(), []);
    }
}
