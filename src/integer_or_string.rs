//! Ids that are written as numbers in one place and as strings in another.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An integer, or a string that mostly holds one: where the platform writes the same id both ways.
/// It goes back the way it came.
///
/// ```
/// use bigcommerce::IntegerOrString;
///
/// let id: IntegerOrString = serde_json::from_str("\"501\"")?;
/// assert_eq!(id.to_i64(), Some(501));
/// assert_eq!(id.to_string(), "501");
/// assert_eq!(IntegerOrString::from(501).to_i64(), Some(501));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum IntegerOrString {
    /// Written as a number.
    Integer(i64),
    /// Written as a string.
    String(String),
}

impl IntegerOrString {
    /// The integer, however it was written.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            Self::String(text) => text.trim().parse().ok(),
        }
    }
}

impl fmt::Display for IntegerOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::String(text) => f.pad(text),
        }
    }
}

impl From<i64> for IntegerOrString {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<String> for IntegerOrString {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&str> for IntegerOrString {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}
