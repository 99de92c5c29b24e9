//! Where in a body something is, such as `data[3].price`.

use std::{borrow::Cow, fmt::Write as _};

use super::scan::closing_quote;

/// Characters of a path; a longer one has `…` in its middle.
const LONGEST: usize = 200;

/// Steps of a path that are kept, which is more than any body can have that is decoded.
const MOST_STEPS: usize = 160;

/// One step from a value to one in it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// To the member of this name, as it is written between its quotes.
    Member(&'a str),
    /// To the item of this index.
    Item(usize),
}

/// The path of these steps.
pub(super) fn render(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        // Writing to a `String` can't fail.
        let _ = match step {
            Step::Item(index) => write!(path, "[{index}]"),
            Step::Member(name) => match shortened(name) {
                name if !is_plain(&name) => write!(path, "[\"{}\"]", visible(&name)),
                name if path.is_empty() => write!(path, "{name}"),
                name => write!(path, ".{name}"),
            },
        };
    }
    shortened(&path).into_owned()
}

/// Whether a name can stand in a path without quotes.
fn is_plain(name: &str) -> bool {
    let breaks = |c: char| c.is_control() || c.is_whitespace() || "\"\\.[]".contains(c);
    !name.is_empty() && !name.contains(breaks)
}

/// `name` with escapes for what would break the line it is shown on.
fn visible(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_control() || (c.is_whitespace() && c != ' ') {
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

/// `text` with `…` instead of its middle, if it is long. What is left out isn't looked at.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.chars().nth(LONGEST).is_none() {
        return Cow::Borrowed(text);
    }
    let half = LONGEST / 2;
    let end = text.char_indices().nth(half - 1).map_or(0, |(at, _)| at);
    let begin = text
        .char_indices()
        .nth_back(half - 1)
        .map_or(0, |(at, _)| at);
    let (head, tail) = (text.get(..end), text.get(begin..));
    format!("{}…{}", head.unwrap_or_default(), tail.unwrap_or_default()).into()
}

/// The paths of the values that end at or hold these `offsets` of a text, which needn't be JSON all
/// the way. The offsets ascend; one beyond the end is of what would come next.
pub(super) fn at(text: &str, offsets: &[usize]) -> Vec<String> {
    let body = text.as_bytes();
    let mut paths = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    // Brackets that are open beyond the steps that are kept.
    let mut beyond = 0_usize;
    let mut name = "";
    let mut at = 0;
    for &end in offsets {
        while at < end.min(body.len()) {
            let last = at + 1 == end;
            match body.get(at) {
                // The last bracket or comma is where it happened: in what it closes, or before it.
                Some(b'{' | b'[') if steps.len() == MOST_STEPS => beyond += 1,
                Some(b'{') => steps.push(Step::Member("")),
                Some(b'[') => steps.push(Step::Item(0)),
                Some(b'}' | b']' | b',') if last => break,
                Some(b'}' | b']') if beyond > 0 => beyond -= 1,
                Some(b'}' | b']') => drop(steps.pop()),
                Some(b',') if beyond == 0 => match steps.last_mut() {
                    Some(Step::Item(index)) => *index += 1,
                    Some(Step::Member(name)) => *name = "",
                    None => (),
                },
                Some(b':') if beyond == 0 => {
                    if let Some(Step::Member(member)) = steps.last_mut() {
                        *member = name;
                    }
                }
                Some(b'"') => {
                    let close = closing_quote(body, at + 1);
                    name = text.get(at + 1..close).unwrap_or_default();
                    at = close;
                }
                _ => (),
            }
            at += 1;
        }
        let named = steps
            .iter()
            .filter(|step| !matches!(step, Step::Member("")));
        paths.push(render(&named.copied().collect::<Vec<_>>()));
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path of what serde can't read in `body`.
    fn path(body: &str) -> String {
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code, reason = "decoded, never read")]
        struct Page {
            data: Vec<Item>,
        }
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code, reason = "decoded, never read")]
        struct Item {
            id: i64,
            name: Option<String>,
        }
        let error = serde_json::from_str::<Page>(body).unwrap_err();
        let offset = crate::decode::offset(body, (error.line(), error.column()));
        at(body, &[offset + usize::from(error.is_eof())]).remove(0)
    }

    #[test]
    fn the_path_leads_to_the_fault() {
        for (body, expected) in [
            (r#"{"data": [{"id": 1}, {"id": "two"}]}"#, "data[1].id"),
            (
                "{\n \"data\": [\n  {\"id\": 1, \"name\": 7}]}",
                "data[0].name",
            ),
            (r#"{"data": {"x": 1}}"#, "data"),
            (r#"{"a\"}[": 1, "data": [{"name": "x,]"}]}"#, "data[0].name"),
            (r#"{"data": [{"id": 1, "name": "cut"#, "data[0].name"),
            (r#"{"data": [{"id": 1},"#, "data[1]"),
            ("", ""),
            ("<html>", ""),
        ] {
            assert_eq!(path(body), expected, "{body}");
        }
    }

    #[test]
    fn a_name_that_would_break_the_path_is_quoted() {
        let steps = [
            Step::Member("a.b"),
            Step::Item(2),
            Step::Member("c"),
            Step::Member(""),
        ];
        assert_eq!(render(&steps), r#"["a.b"][2].c[""]"#);
        assert_eq!(render(&[Step::Member("x\u{2028}")]), r#"["x\u2028"]"#);
        assert_eq!(
            render(&[Step::Member("café"), Step::Member(r#"\""#)]),
            r#"café["\""]"#
        );
    }

    #[test]
    fn a_path_is_never_long() {
        let name = "n".repeat(100_000);
        let path = render(&[Step::Member(&name); 100]);
        assert_eq!(path.chars().count(), LONGEST);
        assert!(path.contains('…') && path.starts_with("nnn") && path.ends_with("nnn"));
        let deep = "[".repeat(100_000);
        assert_eq!(at(&deep, &[deep.len()])[0].chars().count(), LONGEST);
        let deep = format!("{{\"a\":{}{},\"b\":", deep, "]".repeat(100_000));
        assert_eq!(at(&deep, &[deep.len()]), ["b"]);
    }
}
