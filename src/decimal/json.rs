//! A decimal number in JSON, and in other formats as near to that as they can.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

use super::{Decimal, Long, Repr, digits::Digits, short::Short};
use crate::raw::{self, FromRaw, Raw};

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Short(short) => serialize_short(*short, serializer),
            Repr::Long(long) => match &**long {
                Long::Number(text) => serialize_digits(text, serializer),
                Long::Text(text) => serializer.serialize_str(text),
                Long::Float(float) => {
                    Err(ser::Error::custom(format!("{float} is not a JSON number")))
                }
            },
        }
    }
}

/// What a field holds that writes its number as text.
pub(crate) trait Written {
    /// Writes it.
    fn written<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl Written for Decimal {
    fn written<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Short(short) => serializer.collect_str(short),
            Repr::Long(long) => match &**long {
                Long::Number(text) => serializer.serialize_str(text),
                Long::Text(_) | Long::Float(_) => self.serialize(serializer),
            },
        }
    }
}

impl<T: Written> Written for Option<T> {
    fn written<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.written(serializer),
            None => serializer.serialize_none(),
        }
    }
}

/// Writes a number as text, as its field wants it.
pub(crate) fn as_text<T: Written, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.written(serializer)
}

/// Numbers that come out the same as integers and floats go as those, since every format knows them.
fn serialize_short<S: Serializer>(short: Short, serializer: S) -> Result<S::Ok, S::Error> {
    if short.is_text {
        return serializer.collect_str(&short);
    }
    let integer = short.integer();
    if let Some(integer) = integer.and_then(|integer| i64::try_from(integer).ok()) {
        return serializer.serialize_i64(integer);
    }
    match short.float() {
        Some(float) => serializer.serialize_f64(float),
        None => serialize_digits(&short.to_string(), serializer),
    }
}

fn serialize_digits<S: Serializer>(digits: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let raw: &RawValue = serde_json::from_str(digits).map_err(ser::Error::custom)?;
    raw.serialize(serializer)
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        raw::deserialize(deserializer)
    }
}

impl FromRaw for Decimal {
    const EXPECTED: &'static str = "a decimal number";

    fn from_raw<E: de::Error>(raw: Raw<'_>) -> Result<Self, E> {
        let (text, is_text) = match raw {
            Raw::Number(text) => (text, false),
            Raw::Text(text) => (text, true),
        };
        if let Some(short) = Short::parse(text, is_text) {
            return Ok(Self(Repr::Short(short)));
        }
        match Digits::parse(text.trim()) {
            Ok(_) if is_text => Ok(Self::new(text.to_owned(), true)),
            Ok(digits) => Ok(Self::new(digits.to_string(), false)),
            Err(_) => Err(raw.refused::<Self, E>()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn decimal(json: &str) -> Decimal {
        serde_json::from_str(json).unwrap()
    }

    const NUMBERS: [&str; 17] = [
        "10",
        "-3",
        "0",
        "-0",
        "-0.0",
        "7.95",
        "7.9500",
        "10.00",
        "1e2",
        "1E+2",
        "0.00001",
        "18446744073709551615",
        "-9223372036854775808",
        "123456789012345678901234567890",
        "0.123456789012345678901234567890",
        "1e999999999",
        "5e-324",
    ];

    #[test]
    fn every_number_comes_back_as_it_was_written() {
        for number in NUMBERS {
            for json in [number.to_owned(), format!("\"{number}\"")] {
                assert_eq!(serde_json::to_string(&decimal(&json)).unwrap(), json);
                let slice: Decimal = serde_json::from_slice(json.as_bytes()).unwrap();
                assert_eq!(serde_json::to_string(&slice).unwrap(), json);
                let reader: Decimal = serde_json::from_reader(json.as_bytes()).unwrap();
                assert_eq!(serde_json::to_string(&reader).unwrap(), json);
                assert_eq!(decimal(&json).is_text(), json.starts_with('"'));
            }
        }
        for text in [
            "\" 7.95 \"",
            "\"+007.50\"",
            "\".5\"",
            "\"5.\"",
            "\"\u{a0}7\"",
        ] {
            assert_eq!(serde_json::to_string(&decimal(text)).unwrap(), text);
        }
        // Escapes are undone.
        for (escaped, plain) in [
            (r#""7\u002e95""#, "\"7.95\""),
            (r#""\u000a7.9500\t""#, r#""\n7.9500\t""#),
        ] {
            assert_eq!(serde_json::to_string(&decimal(escaped)).unwrap(), plain);
        }
    }

    #[test]
    fn lists_maps_and_options_hold_them_too() {
        let list: Vec<Option<Decimal>> = serde_json::from_str(r#"[7.9500,"10.00",null]"#).unwrap();
        assert_eq!(
            serde_json::to_string(&list).unwrap(),
            r#"[7.9500,"10.00",null]"#
        );
        let map: HashMap<String, Decimal> = serde_json::from_str(r#"{"a":1e2}"#).unwrap();
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":1e2}"#);
    }

    #[test]
    fn what_is_no_number_is_refused_and_not_quoted() {
        for (json, said) in [
            (
                "\"hunter2\"",
                "invalid value: text, expected a decimal number",
            ),
            ("\"\"", "invalid value: text, expected a decimal number"),
            ("\"NaN\"", "invalid value: text, expected a decimal number"),
            ("\"1,5\"", "invalid value: text, expected a decimal number"),
            (
                "1e1000000000000000001",
                "invalid value: number, expected a decimal number",
            ),
            ("true", "invalid type: boolean, expected a decimal number"),
            ("null", "invalid type: null, expected a decimal number"),
            ("[7]", "invalid type: list, expected a decimal number"),
            (
                "{\"a\":7}",
                "invalid type: object, expected a decimal number",
            ),
            (
                r#"{"$serde_json::private::Number":"7"}"#,
                "invalid type: object, expected a decimal number",
            ),
        ] {
            let error = serde_json::from_str::<Decimal>(json)
                .unwrap_err()
                .to_string();
            assert!(error.starts_with(said), "{json}: {error}");
        }
        for json in ["7.", "01", "+1", "-", "1e", "\"7"] {
            serde_json::from_str::<Decimal>(json).unwrap_err();
        }
    }

    #[test]
    fn a_value_in_between_keeps_the_number_and_its_kind() {
        for json in ["7.95", "10", "\"7.9500\"", "-0.01", "18446744073709551615"] {
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            let from_value: Decimal = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(serde_json::to_string(&from_value).unwrap(), json);
            assert_eq!(serde_json::to_value(&from_value).unwrap(), value);
            assert_eq!(Decimal::deserialize(&value).unwrap(), from_value);
        }
    }

    /// What serde holds back for an untagged enum or a flattened field isn't JSON any more.
    #[test]
    fn what_serde_buffers_can_be_read() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        #[serde(untagged)]
        enum Amount {
            One(Decimal),
            Many(Vec<Decimal>),
            Named { amount: Decimal },
        }

        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Outer {
            #[serde(flatten)]
            inner: Amount,
        }

        for json in ["7.95", "10", "\"7.9500\"", "[7.95,1]", r#"{"amount":0.1}"#] {
            let amount: Amount = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&amount).unwrap(), json);
        }
        let outer: Outer = serde_json::from_str(r#"{"amount":7.95}"#).unwrap();
        assert_eq!(serde_json::to_string(&outer).unwrap(), r#"{"amount":7.95}"#);
        serde_json::from_str::<Outer>(r#"{"amount":{"a":7}}"#).unwrap_err();
    }

    #[test]
    fn formats_that_arent_json_see_plain_numbers_and_text() {
        use de::{IntoDeserializer, value};
        type Result = std::result::Result<Decimal, value::Error>;

        let float: Result = Decimal::deserialize(7.95_f64.into_deserializer());
        assert_eq!(float.unwrap().to_string(), "7.95");
        let integer: Result = Decimal::deserialize(u64::MAX.into_deserializer());
        assert_eq!(integer.unwrap().to_string(), "18446744073709551615");
        let text: Result = Decimal::deserialize("7.9500".into_deserializer());
        assert!(text.unwrap().is_text());
        let infinite: Result = Decimal::deserialize(f64::INFINITY.into_deserializer());
        infinite.unwrap_err();
        // What another format makes of a `RawValue`.
        let raw = [("$serde_json::private::RawValue", "7.9500")];
        let raw: Result = Decimal::deserialize(value::MapDeserializer::new(raw.into_iter()));
        assert_eq!(raw.unwrap().to_string(), "7.9500");
        let other = value::MapDeserializer::new([("amount", "7.9500")].into_iter());
        let other: Result = Decimal::deserialize(other);
        other.unwrap_err();
    }

    #[test]
    fn what_cant_be_sent_says_so() {
        for (value, said) in [
            (Decimal::from(f64::NAN), "NaN is not a JSON number"),
            (
                Decimal::from(f64::NEG_INFINITY),
                "-inf is not a JSON number",
            ),
        ] {
            let error = serde_json::to_string(&value).unwrap_err();
            assert_eq!(error.to_string(), said);
            // Text of it is not a number either.
            serde_json::to_string(&value.into_text()).unwrap_err();
        }
    }

    #[test]
    fn a_number_becomes_text_and_back() {
        let number = decimal("7.9500");
        let text = number.clone().into_text();
        assert_eq!(serde_json::to_string(&text).unwrap(), "\"7.9500\"");
        assert_eq!(text, number);
        assert_eq!(
            serde_json::to_string(&text.into_number()).unwrap(),
            "7.9500"
        );
        let odd = decimal("\" +.50 \"").into_number();
        assert_eq!(serde_json::to_string(&odd).unwrap(), "0.50");
    }
}
