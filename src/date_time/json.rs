//! A date or a time in JSON, as it was received.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

use super::{DateTime, Origin};
use crate::raw::{self, FromRaw, Raw};

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_number {
            return serializer.serialize_str(&self.text);
        }
        match self.text.parse::<i64>() {
            // Every format knows integers.
            Ok(integer) if integer.to_string() == *self.text => serializer.serialize_i64(integer),
            _ => {
                let raw: &RawValue =
                    serde_json::from_str(&self.text).map_err(ser::Error::custom)?;
                raw.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        raw::deserialize(deserializer)
    }
}

impl FromRaw for DateTime {
    const EXPECTED: &'static str = "a date or time";

    fn from_raw<E: de::Error>(raw: Raw<'_>) -> Result<Self, E> {
        Ok(match raw {
            Raw::Text(text) => Self::text(text, Origin::Time),
            Raw::Number(digits) => Self::number(digits),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_back_as_it_was_written() {
        for json in [
            "\"2018-01-10T21:05:30.000+0000\"",
            "\"Wed, 10 Jan 2018 21:05:30 +0000\"",
            "\"0000-00-00 00:00:00\"",
            "\"\"",
            "\" 2018-01-10 \"",
            "\"a \\\"b\\\"\\n\"",
            "1515618330",
            "\"1515618330\"",
            "1515618330903",
            "1515618330.50",
            "1.5e9",
            "-0",
            "18446744073709551615",
            "123456789012345678901234567890",
        ] {
            let time: DateTime = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&time).unwrap(), json);
            let slice: DateTime = serde_json::from_slice(json.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&slice).unwrap(), json);
            let reader: DateTime = serde_json::from_reader(json.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&reader).unwrap(), json);
            assert_eq!(time.is_number(), !json.starts_with('"'));
        }
        for json in ["1515618330", "\"2018-01-10\""] {
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            let time: DateTime = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(serde_json::to_value(&time).unwrap(), value);
        }
    }

    #[test]
    fn what_cant_be_a_date_is_refused() {
        for json in ["true", "null", "[7]", "{}"] {
            let error = serde_json::from_str::<DateTime>(json).unwrap_err();
            let expected = ", expected a date or time";
            assert!(error.to_string().contains(expected), "{json}: {error}");
        }
    }
}
