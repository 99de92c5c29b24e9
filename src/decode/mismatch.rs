//! What a response holds that isn't what its document says.

use std::fmt;

use super::scan::Kind;

/// A place in a response's body that isn't what its document says. What was found there is left out of
/// the value, or repaired where it is text; the body has it as it came.
///
/// It shows no value, for that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` is {found} where {expected} is due")]
#[non_exhaustive]
pub struct Mismatch {
    /// Where, such as `data[3].price`: up to 200 characters, with `…` in the middle of a longer one.
    pub path: String,
    /// What came.
    pub found: Found,
    /// What was expected.
    pub expected: Expected,
}

impl Mismatch {
    /// That text at `path` had to be repaired.
    pub(super) fn damaged(path: String) -> Self {
        let (found, expected) = (Found::DamagedText, Expected::Text);
        Self {
            path,
            found,
            expected,
        }
    }
}

/// What came in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Found {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number, such as one with a fraction where a whole one is due.
    Number,
    /// Text, such as words where a number is due.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
    /// Lists and objects in one another, deeper than 127.
    Nesting,
    /// Text with bytes or characters that JSON has not: a byte-order mark, half a surrogate pair, a raw
    /// control character, bytes that are not UTF-8. It is repaired and kept.
    DamagedText,
}

impl From<Kind> for Found {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Null => Self::Null,
            Kind::Boolean => Self::Boolean,
            Kind::Number => Self::Number,
            Kind::Text => Self::Text,
            Kind::List => Self::List,
            Kind::Object => Self::Object,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::Text => "text",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Nesting => "too deep a nesting",
            Self::DamagedText => "damaged text",
        })
    }
}

/// What a response's document expects.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Expected {
    /// Anything that is JSON.
    Any,
    /// A boolean.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A date or a time.
    Date,
    /// A list.
    List,
    /// An object.
    Object,
    /// One of these.
    OneOf(Vec<Expected>),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any JSON",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Text => "text",
            Self::Date => "a date",
            Self::List => "a list",
            Self::Object => "an object",
            Self::OneOf(several) => {
                for (index, one) in several.iter().enumerate() {
                    let or = if index == 0 { "" } else { " or " };
                    write!(f, "{or}{one}")?;
                }
                return Ok(());
            }
        })
    }
}
