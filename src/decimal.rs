//! Decimals that stay what they were sent as.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Number;

/// A decimal number, such as a price: `10` stays `10`, `7.95` stays `7.95`, and where the server
/// wrote `"7.9500"` that comes back as it was.
///
/// ```
/// use bigcommerce::Decimal;
///
/// let price: Decimal = serde_json::from_str("7.95")?;
/// assert_eq!(price, Decimal::from(7.95));
/// assert_eq!(price.to_string(), "7.95");
/// assert_eq!(price.to_f64(), 7.95);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Decimal(Repr);

#[derive(Clone, PartialEq)]
enum Repr {
    Number(Number),
    /// A number the server wrote as a string.
    Text(String),
    /// Infinite or not a number: can be held, can't be sent.
    NotJson(f64),
}

impl Decimal {
    /// The nearest `f64`.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Repr::Number(number) => number.as_f64().unwrap_or(f64::NAN),
            Repr::Text(text) => text.trim().parse().unwrap_or(f64::NAN),
            Repr::NotJson(float) => *float,
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Number(number) => f.pad(&number.to_string()),
            Repr::Text(text) => f.pad(text),
            Repr::NotJson(float) => f.pad(&float.to_string()),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<f64> for Decimal {
    fn from(value: f64) -> Self {
        Self(Number::from_f64(value).map_or(Repr::NotJson(value), Repr::Number))
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {
        $(impl From<$integer> for Decimal {
            fn from(value: $integer) -> Self {
                Self(Repr::Number(value.into()))
            }
        })*
    };
}

from_integer!(i32, i64, u32, u64);

/// Text that is no decimal number.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no decimal number")]
pub struct ParseDecimalError(String);

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim()
            .parse()
            .map(|number| Self(Repr::Number(number)))
            .map_err(|_| ParseDecimalError(text.to_owned()))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Number(number) => number.serialize(serializer),
            Repr::Text(text) => serializer.serialize_str(text),
            Repr::NotJson(float) => Err(serde::ser::Error::custom(format!(
                "{float} is no JSON number"
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Decimal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal number")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
                Ok(value.into())
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
                Ok(value.into())
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
                Ok(value.into())
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
                let finite = text.trim().parse().is_ok_and(f64::is_finite);
                if finite {
                    Ok(Decimal(Repr::Text(text.to_owned())))
                } else {
                    Err(E::invalid_value(de::Unexpected::Str(text), &self))
                }
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_wrote_comes_back() {
        for text in [
            "10",
            "-3",
            "7.95",
            "0.1",
            "18446744073709551615",
            "\"7.9500\"",
            "1234567.8901",
        ] {
            let decimal: Decimal = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&decimal).unwrap(), text);
        }
        assert!(serde_json::from_str::<Decimal>("\"a\"").is_err());
        assert!(serde_json::from_str::<Decimal>("\"NaN\"").is_err());
    }

    #[test]
    fn what_is_no_number_is_refused_when_sent() {
        let error = serde_json::to_string(&Decimal::from(f64::NAN)).unwrap_err();
        assert_eq!(error.to_string(), "NaN is no JSON number");
    }
}
