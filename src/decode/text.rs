//! Text that isn't quite text: what can be read of it is.

use std::{borrow::Cow, fmt::Write as _};

/// The places of repairs that are remembered.
const MOST: usize = 1000;

/// A body as text, with escapes and characters that JSON has.
pub(super) struct Mended<'a> {
    pub text: Cow<'a, str>,
    /// Where something was repaired, in bytes of `text`; the first ones.
    pub places: Vec<usize>,
}

/// Repairs a body: takes away a byte-order mark, puts U+FFFD where bytes or half a surrogate pair are
/// no character, and an escape where a control character stands in a text.
pub(super) fn mend(body: &[u8]) -> Mended<'_> {
    let mut places = Vec::new();
    let unmarked = body.strip_prefix(b"\xef\xbb\xbf");
    if unmarked.is_some() {
        places.push(0);
    }
    let text = characters(unmarked.unwrap_or(body), &mut places);
    match escapes(&text, &places) {
        Some(mended) => mended,
        None => Mended { text, places },
    }
}

/// What of `body` is UTF-8, and U+FFFD where it isn't.
fn characters<'a>(body: &'a [u8], places: &mut Vec<usize>) -> Cow<'a, str> {
    if let Ok(text) = str::from_utf8(body) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(body.len() + 16);
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            remember(places, text.len());
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Cow::Owned(text)
}

/// `text` with the escapes that its strings lack, if they lack any; it was repaired in `before` already.
fn escapes(text: &str, before: &[usize]) -> Option<Mended<'static>> {
    let bytes = text.as_bytes();
    let mut before = before.iter().peekable();
    let mut places = Vec::new();
    let mut mended = String::new();
    // What is before it is in `mended`.
    let mut copied = 0;
    let mut in_string = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (length, instead) = match byte {
            b'"' => {
                in_string = !in_string;
                (1, None)
            }
            b'\\' if in_string => match surrogate(bytes, at) {
                Some(Surrogate::Pair) => (12, None),
                Some(Surrogate::Alone) => (6, Some(0xfffd)),
                None => (2, None),
            },
            0..=0x1f if in_string => (1, Some(u32::from(byte))),
            _ => (1, None),
        };
        while let Some(place) = before.next_if(|place| **place < at + length) {
            remember(&mut places, mended.len() + place - copied);
        }
        if let Some(code) = instead {
            mended.push_str(text.get(copied..at).unwrap_or_default());
            remember(&mut places, mended.len());
            // Writing to a `String` can't fail.
            let _ = write!(mended, "\\u{code:04x}");
            copied = at + length;
        }
        at += length;
    }
    if copied == 0 {
        return None;
    }
    mended.push_str(text.get(copied..).unwrap_or_default());
    let text = Cow::Owned(mended);
    Some(Mended { text, places })
}

enum Surrogate {
    Pair,
    Alone,
}

/// What the escape at `at` is, if it is of a surrogate.
fn surrogate(bytes: &[u8], at: usize) -> Option<Surrogate> {
    let unit = unit(bytes, at)?;
    if !(0xd800..0xe000).contains(&unit) {
        return None;
    }
    let low = self::unit(bytes, at + 6).is_some_and(|unit| (0xdc00..0xe000).contains(&unit));
    Some(if unit < 0xdc00 && low {
        Surrogate::Pair
    } else {
        Surrogate::Alone
    })
}

/// The UTF-16 code unit that is escaped at `at`.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = str::from_utf8(digits).ok()?;
    // A sign would be taken too.
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
}

fn remember(places: &mut Vec<usize>, place: usize) {
    if places.len() < MOST {
        places.push(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_right_stays() {
        let text = "{\"a\": \"é \\ud83d\\ude00 \\u000a \\\\ud83d\",\r\n\t\"b\": 1}";
        let mended = mend(text.as_bytes());
        assert!(matches!(mended.text, Cow::Borrowed(same) if same == text));
        assert!(mended.places.is_empty());
    }

    #[test]
    fn what_can_be_read_is() {
        for (body, expected, places) in [
            (&b"\xef\xbb\xbf{}"[..], "{}", vec![0]),
            (
                b"[\"a\\ud83d\",\"\\ude00b\"]",
                "[\"a\\ufffd\",\"\\ufffdb\"]",
                vec![3, 12],
            ),
            (
                b"[\"\\ud83d\\ud83d\\ude00\"]",
                "[\"\\ufffd\\ud83d\\ude00\"]",
                vec![2],
            ),
            (b"[\"a\nb\x01\"]\n", "[\"a\\u000ab\\u0001\"]\n", vec![3, 10]),
            (
                b"\xef\xbb\xbf[\"\xe9\n\xe9\"]",
                "[\"\u{fffd}\\u000a\u{fffd}\"]",
                vec![0, 2, 5, 11],
            ),
            (b"[\"\xe9t\xe9\"]", "[\"\u{fffd}t\u{fffd}\"]", vec![2, 6]),
        ] {
            let mended = mend(body);
            assert_eq!((&*mended.text, mended.places), (expected, places));
        }
    }

    #[test]
    fn places_are_counted_but_not_without_end() {
        let body = b"\"\x01".repeat(5000);
        let mended = mend(&body);
        assert_eq!(mended.places.len(), 1000);
        let mended = mend(&[0xff; 5000]);
        assert_eq!(mended.places.len(), 1000);
    }
}
