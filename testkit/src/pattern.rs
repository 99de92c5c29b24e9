//! Texts that match a `pattern`: as much of regular expressions as the documents use.
//!
//! Look-aheads are skipped, so `0` is avoided in digit classes: the one pattern with a look-ahead refuses zero amounts.

use super::random::Random;
use std::{iter::Peekable, str::Chars};

/// One piece of an expression.
#[derive(Clone, Debug)]
enum Node {
    Literal(char),
    Class(Vec<(char, char)>),
    /// A group: the alternatives, each a sequence.
    Group(Vec<Vec<Node>>),
    /// A piece and how often it may stand, from and to.
    Repeat(Box<Node>, usize, usize),
}

/// How often `*`, `+` and `{n,}` repeat at most.
const MANY: usize = 64;

/// A text of `low` to `high` characters that matches; `None` when the expression isn't understood or no such text was found.
pub fn matching(expression: &str, low: usize, high: usize, random: &mut Random) -> Option<String> {
    let mut rest = expression.chars().peekable();
    let alternatives = parse(&mut rest)?;
    if rest.next().is_some() {
        return None;
    }
    let whole = Node::Group(alternatives);
    (0..64).find_map(|attempt| {
        let mut text = String::new();
        write(&whole, attempt / 4, random, &mut text);
        (low..=high).contains(&text.chars().count()).then_some(text)
    })
}

/// Reads alternatives up to a `)` or the end.
fn parse(rest: &mut Peekable<Chars>) -> Option<Vec<Vec<Node>>> {
    let mut alternatives = vec![Vec::new()];
    while let Some(&next) = rest.peek() {
        if next == ')' {
            break;
        }
        rest.next();
        let node = match next {
            '|' => {
                alternatives.push(Vec::new());
                continue;
            }
            '^' | '$' => continue,
            '[' => class(rest)?,
            '(' => match group(rest)? {
                Some(node) => node,
                None => continue,
            },
            '\\' => escape(rest)?,
            '.' => Node::Class(vec![('a', 'z')]),
            '*' | '+' | '?' => return None,
            literal => Node::Literal(literal),
        };
        let node = quantified(node, rest);
        alternatives.last_mut()?.push(node);
    }
    Some(alternatives)
}

/// Reads a group after its `(`; a look-around is read and left out.
fn group(rest: &mut Peekable<Chars>) -> Option<Option<Node>> {
    let mut skipped = false;
    if rest.next_if_eq(&'?').is_some() {
        match rest.next()? {
            ':' => {}
            '=' | '!' => skipped = true,
            _ => return None,
        }
    }
    let alternatives = parse(rest)?;
    rest.next_if_eq(&')')?;
    Some((!skipped).then_some(Node::Group(alternatives)))
}

/// Reads a class after its `[`. Negated classes aren't understood.
fn class(rest: &mut Peekable<Chars>) -> Option<Node> {
    let mut ranges = Vec::new();
    loop {
        let low = match rest.next()? {
            ']' => return (!ranges.is_empty()).then_some(Node::Class(ranges)),
            '^' if ranges.is_empty() => return None,
            '\\' => match escape(rest)? {
                Node::Literal(literal) => literal,
                Node::Class(more) => {
                    ranges.extend(more);
                    continue;
                }
                Node::Group(_) | Node::Repeat(..) => return None,
            },
            literal => literal,
        };
        // A `-` before the closing bracket is itself.
        let mut ahead = rest.clone();
        if ahead.next() == Some('-') && ahead.next().is_some_and(|high| high != ']') {
            rest.next();
            ranges.push((low, rest.next()?));
        } else {
            ranges.push((low, low));
        }
    }
}

/// Reads an escape after its backslash.
fn escape(rest: &mut Peekable<Chars>) -> Option<Node> {
    Some(match rest.next()? {
        'd' => Node::Class(vec![('0', '9')]),
        'w' => Node::Class(vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')]),
        's' => Node::Literal(' '),
        letter if letter.is_ascii_alphanumeric() => return None,
        literal => Node::Literal(literal),
    })
}

/// Wraps `node` in the quantifier that follows it. Braces that are not quantifiers stay for the parser to read as literals.
fn quantified(node: Node, rest: &mut Peekable<Chars>) -> Node {
    let (low, high) = match rest.peek() {
        Some('?') => (0, 1),
        Some('*') => (0, MANY),
        Some('+') => (1, MANY),
        Some('{') => {
            let inside: String = rest
                .clone()
                .skip(1)
                .take_while(|&next| next != '}')
                .collect();
            let (low, high) = inside.split_once(',').unwrap_or((&inside, &inside));
            let bounds = low.parse().ok().zip(if high.is_empty() {
                Some(MANY)
            } else {
                high.parse().ok()
            });
            let Some(bounds) = bounds else { return node };
            // The closing brace is eaten below, like the one character of the other quantifiers.
            rest.nth(inside.len());
            bounds
        }
        _ => return node,
    };
    rest.next();
    Node::Repeat(Box::new(node), low, high)
}

/// Appends a match of `node`, repeating up to `extra` times more than needed.
fn write(node: &Node, extra: usize, random: &mut Random, text: &mut String) {
    match node {
        Node::Literal(literal) => text.push(*literal),
        Node::Class(ranges) => {
            let (low, high) = random.pick(ranges);
            let low = if low == '0' && high > '0' { '1' } else { low };
            let choice = random.between(i64::from(u32::from(low)), i64::from(u32::from(high)));
            text.extend(u32::try_from(choice).ok().and_then(char::from_u32));
        }
        Node::Group(alternatives) => {
            for part in &alternatives[random.index(alternatives.len())] {
                write(part, extra, random, text);
            }
        }
        Node::Repeat(part, low, high) => {
            for _ in 0..(low + extra).min(*high) {
                write(part, extra / 2, random, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::random::Random, matching};

    fn one(expression: &str, low: usize, high: usize) -> Option<String> {
        matching(expression, low, high, &mut Random::new(3))
    }

    #[test]
    fn what_the_documents_use() {
        let digits = |text: &str| text.chars().all(|found| found.is_ascii_digit());
        let phone = one(r"^\+?[1-9]\d{1,14}(x\d{1-5})?$", 0, 99).unwrap();
        assert!(
            digits(phone.trim_start_matches('+')) && phone.len() >= 2,
            "{phone}"
        );

        let time = one("^([0-1][0-9]|[2][0-3]):([0-5][0-9]):([0-5][0-9])$", 8, 8).unwrap();
        assert!(time.split(':').all(digits) && time.len() == 8, "{time}");

        let path = one(r"^(\/([A-Za-z0-9\-_.]{1,256}))*\/?$", 1, 1024).unwrap();
        assert!(path.starts_with('/'), "{path}");

        let code = one("^[A-Z0-9]{16}$", 0, 99).unwrap();
        assert!(code.len() == 16, "{code}");

        let amount = one(r"^(?!0+(?:\.0+)?$)(\d+)(\.[0-9]+)?$", 0, 99).unwrap();
        assert!(amount.parse::<f64>().unwrap() > 0.0, "{amount}");

        assert_eq!(one(r"[a-zA-Z0-9_\ -]", 0, 50).unwrap().len(), 1);
        assert!(["_", "-"].contains(&&one("[_-]", 0, 1).unwrap()[..]));
    }

    #[test]
    fn what_it_does_not_understand() {
        for expression in ["[^a]", "(a", "a)", r"\bword", "*"] {
            assert_eq!(one(expression, 0, 9), None, "{expression}");
        }
        assert_eq!(one("abc", 4, 9), None);
    }
}
