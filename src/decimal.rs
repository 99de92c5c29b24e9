//! Decimals that stay what they were sent as.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Number;

/// A decimal number, such as a price: `10` stays `10`, `7.95` stays `7.95`, and where the server
/// wrote `"7.9500"` that comes back as it was. Two are equal when they are the same number, however
/// it was written.
///
/// ```
/// use bigcommerce::Decimal;
///
/// let price: Decimal = serde_json::from_str("7.95")?;
/// assert_eq!(price, Decimal::from(7.95));
/// assert_eq!(Decimal::from(10), Decimal::from(10.0));
/// assert_eq!(price.to_string(), "7.95");
/// assert_eq!(price.to_f64(), 7.95);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Decimal(Repr);

#[derive(Clone)]
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

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::NotJson(a), Repr::NotJson(b)) => a == b,
            _ => match (canonical(&self.to_string()), canonical(&other.to_string())) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
        }
    }
}

/// Sign, digits without zeros at either end, and exponent of a decimal number.
fn canonical(text: &str) -> Option<(bool, String, i64)> {
    let text = text.trim();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.trim_start_matches(['-', '+']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return Some((false, String::new(), 0));
    }
    let dropped = i64::try_from(digits.len() - kept.len()).ok()?;
    let behind_point = i64::try_from(fraction.len()).ok()?;
    let exponent = exponent.parse::<i64>().ok()?;
    Some((
        mantissa.starts_with('-'),
        kept.trim_start_matches('0').to_owned(),
        exponent.checked_add(dropped)?.checked_sub(behind_point)?,
    ))
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
    fn equal_is_the_same_number() {
        let decimal = |text: &str| serde_json::from_str::<Decimal>(text).unwrap();
        for same in [
            ["10", "10.0", "\"10.0000\"", "1e1", "\"+010\"", "\"100e-1\""],
            [
                "-7.95",
                "-7.950",
                "\"-7.9500\"",
                "-795e-2",
                "\" -7.95\"",
                "-0.795e1",
            ],
            ["0", "-0.0", "\"0.00\"", "\"-0\"", "0e5", "\".0\""],
            ["0.5", "5e-1", "\".5\"", "\"0.50\"", "\"00.5\"", "50e-2"],
        ] {
            for (a, b) in same.iter().flat_map(|a| same.iter().map(move |b| (a, b))) {
                assert_eq!(decimal(a), decimal(b), "{a} {b}");
            }
        }
        for [a, b] in [
            ["10", "100"],
            ["1", "-1"],
            ["0.1", "0.01"],
            ["\"1e9\"", "1e8"],
        ] {
            assert_ne!(decimal(a), decimal(b), "{a} {b}");
        }
        let next = Decimal::from(u64::MAX - 1);
        assert!(next == next.clone() && next != Decimal::from(u64::MAX));
        assert_eq!(Decimal::from(f64::INFINITY), Decimal::from(f64::INFINITY));
        assert_ne!(Decimal::from(f64::NAN), Decimal::from(f64::NAN));
        assert_ne!(Decimal::from(f64::INFINITY), Decimal::from(1));
    }

    #[test]
    fn what_is_no_number_is_refused_when_sent() {
        let error = serde_json::to_string(&Decimal::from(f64::NAN)).unwrap_err();
        assert_eq!(error.to_string(), "NaN is no JSON number");
    }
}
