//! Ids that are written as numbers in one place and as strings in another.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    Decimal,
    raw::{self, FromRaw, Raw},
};

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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
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

impl<'de> Deserialize<'de> for IntegerOrString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        raw::deserialize(deserializer)
    }
}

impl FromRaw for IntegerOrString {
    const EXPECTED: &'static str = "an integer of 64 bits or a text";

    fn from_raw<E: de::Error>(raw: Raw<'_>) -> Result<Self, E> {
        match raw {
            Raw::Text(text) => Ok(Self::String(text.to_owned())),
            Raw::Number(digits) => {
                // `5.0` is an integer too.
                let integer = || digits.parse::<Decimal>().ok()?.to_i64();
                let integer = digits.parse().ok().or_else(integer);
                integer
                    .map(Self::Integer)
                    .ok_or_else(|| raw.refused::<Self, E>())
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_goes_back_the_way_it_came() {
        for json in [
            "501",
            "-1",
            "0",
            "\"501\"",
            "\"\"",
            "\"a \\\"b\\\"\\n\"",
            "9223372036854775807",
        ] {
            let id: IntegerOrString = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&id).unwrap(), json);
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(
                serde_json::from_value::<IntegerOrString>(value).unwrap(),
                id
            );
        }
        for json in ["501.0", "5.01e2"] {
            let id: IntegerOrString = serde_json::from_str(json).unwrap();
            assert_eq!(id, IntegerOrString::Integer(501));
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for json in [
            "7.5",
            "9223372036854775808",
            "1e99",
            "true",
            "null",
            "[1]",
            "{}",
        ] {
            let error = serde_json::from_str::<IntegerOrString>(json).unwrap_err();
            let expected = ", expected an integer of 64 bits or a text";
            assert!(error.to_string().contains(expected), "{json}: {error}");
        }
    }
}
