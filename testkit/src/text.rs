//! Strings: what a format asks for, and free text that is hard to carry where it goes.

use super::random::Random;

/// Where a value will stand in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A path parameter.
    Path,
    /// A query parameter, or one of its values when they are sent as repeated keys.
    Query,
    /// One value of a list that is sent as one comma-separated value; it can't hold a comma itself.
    Listed,
    /// A header.
    Header,
    /// The body.
    Body,
}

/// A value of a `format`; `None` for those that allow any text (`string`, `html`, `password`, …).
pub fn formatted(format: &str, random: &mut Random) -> Option<String> {
    let day = random.between(10, 28);
    let minute = random.between(10, 59);
    let code = |code: &str| code.to_owned();
    Some(match format.to_ascii_lowercase().as_str() {
        "date-time" | "iso-8601" => {
            let zone = random.pick(&["Z", "Z", "+02:00"]);
            format!("2024-02-{day}T08:{minute}:05{zone}")
        }
        "date" => format!("2024-02-{day}"),
        "time" => format!("08:{minute}:05"),
        "uuid" => {
            let (high, low) = (random.bits(), random.bits());
            format!(
                "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
                high >> 32,
                high & 0xffff,
                (high >> 16) & 0xfff,
                low & 0xfff,
                low >> 16
            )
        }
        "email" => format!("ann.o'neil+{minute}@example.com"),
        "uri" | "url" => format!("https://example.com/a%20b/{day}?x=1&y=é,{minute}#top"),
        "hostname" => format!("shop-{minute}.example.com"),
        "ipv4" => format!("192.0.2.{minute}"),
        "iso-4217" | "iso:4217" => code(random.pick(&["USD", "EUR", "JPY"])),
        "iso-639" => code(random.pick(&["en", "de", "ja"])),
        "enum" => code(random.pick(&["US", "DE", "NZ"])),
        "number" | "decimal" | "double" | "float" => format!("{day}.{minute}"),
        "byte" => code(random.pick(&["YWI=", "Pz8/", "++//"])),
        "binary" => {
            format!("\u{89}PNG\r\n--not-the-boundary\r\n\u{0}\"{minute}\" & é\r\n")
        }
        _ => return None,
    })
}

/// Free text of `low` to `high` characters with something in it that `place` has to encode.
pub fn free(place: Place, low: usize, high: usize, random: &mut Random) -> String {
    const WORDS: [&str; 6] = ["red", "Shirt", "x7", "blue-ish", "a.b", "under_score"];
    const ENCODED: [&str; 14] = [
        " ", "/", "é", "日本", "&x=", "+", "%", "%2F", "?", "#", ";", "🛒", ":", "'",
    ];
    const QUOTED: [&str; 6] = ["\"", "\\", "\n", "\t", "<b>", "\u{7f}"];

    let mut awkward = match place {
        Place::Header => vec!["-", ".", "_", ":", "="],
        _ => ENCODED.to_vec(),
    };
    match place {
        Place::Path | Place::Query => awkward.extend([",", "[]", "\"", "<", "|"]),
        Place::Body => awkward.extend(QUOTED.iter().chain(&[", "])),
        Place::Listed | Place::Header => {}
    }
    let mut text = format!("{}{}", random.pick(&WORDS), random.pick(&awkward));
    text.push_str(random.pick(&WORDS));
    while text.chars().count() < low {
        text.push_str(random.pick(&awkward));
        text.push_str(random.pick(&WORDS));
    }
    if text.chars().count() > high {
        // Short texts keep the awkward piece in front of a letter: no blank end, and no `.` or `..` as a whole path segment.
        let awkward: String = awkward[random.index(4)].trim().into();
        text = format!("{awkward}{text}").chars().take(high).collect();
        if text.ends_with(|last: char| last.is_whitespace() || last == '.') {
            text.pop();
            text.push('x');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{super::random::Random, Place, formatted, free};

    #[test]
    fn free_text_keeps_its_lengths_and_its_place() {
        let mut random = Random::new(5);
        for place in [
            Place::Path,
            Place::Query,
            Place::Listed,
            Place::Header,
            Place::Body,
        ] {
            for (low, high) in [
                (0, usize::MAX),
                (1, 1),
                (2, 3),
                (40, 60),
                (512, 512),
                (0, 0),
            ] {
                for _ in 0..50 {
                    let text = free(place, low, high, &mut random);
                    assert!((low..=high).contains(&text.chars().count()), "{text:?}");
                    assert_eq!(text, text.trim_end(), "{text:?}");
                    assert!(place != Place::Listed || !text.contains(','), "{text:?}");
                    assert!(place != Place::Header || text.is_ascii(), "{text:?}");
                    assert!(text != "." && text != "..");
                }
            }
        }
    }

    #[test]
    fn much_of_it_needs_encoding() {
        let mut random = Random::new(6);
        let all: String = (0..400)
            .map(|_| free(Place::Query, 0, 99, &mut random))
            .collect();
        for awkward in [' ', ',', '/', 'é', '&', '+', '%', '#', '=', '"', '<', '日'] {
            assert!(all.contains(awkward), "{awkward}");
        }
    }

    #[test]
    fn uuids_have_their_shape() {
        let uuid = formatted("UUID", &mut Random::new(1)).unwrap();
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(formatted("html", &mut Random::new(1)), None);
    }
}
