//! Decimal numbers that stay what they were sent as.

mod digits;
mod format;
mod json;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
mod short;

use std::{
    borrow::Cow,
    cmp::Ordering,
    hash::{Hash, Hasher},
    str::FromStr,
};

use crate::{problem::one_line, raw::shortest};
use digits::{Digits, Fault, Normal};
pub(crate) use json::as_text;
use short::Short;

#[cfg(feature = "rust_decimal")]
pub use rust_decimal::RustDecimalError;

/// A decimal number, such as a price. It keeps the digits it was read with, and whether they were a
/// JSON number or text: `10.00`, `"7.9500"`, `1e2` and numbers of any length go out as they came in.
///
/// Two are equal, and have the same hash, when they are the same number, however it is written. They
/// are ordered by value, exactly.
///
/// It is made from integers, from floats (by their shortest digits), from text (by [`FromStr`], which
/// takes what a float's takes, and spaces around it, but no infinity and no NaN) and, with the feature
/// `rust_decimal`, from that crate's `Decimal`. A setter takes all of these. What can't be sent is reported
/// when the call is sent, by its place in the request: text that is not a number, and a float that is
/// infinite or not a number, which a `Decimal` can hold but JSON has no way to write.
///
/// ```
/// use bigcommerce::Decimal;
///
/// let price: Decimal = serde_json::from_str("7.9500")?;
/// assert_eq!(serde_json::to_string(&price)?, "7.9500");
/// assert_eq!(price, Decimal::from(7.95));
/// assert!(price < "10".parse()?);
/// assert_eq!(format!("{price}, {price:.1}, {price:+09.3}"), "7.9500, 8.0, +0007.950");
/// assert_eq!((price.to_f64(), price.to_i64()), (7.95, None));
/// assert_eq!(Decimal::from(10.0).to_i64(), Some(10));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Formatting
/// Without a precision the digits are printed as they were written. A precision rounds, a half to the
/// even digit, as for floats: `{:.2}` prints 0.125 as `0.12` and 0.375 as `0.38`. Width, fill,
/// alignment, `+` and `0` do what they do for every number; so do `{:e}` and `{:E}`. A number whose
/// exponent is above 400 is never written out: with a precision it is printed as by `{:e}`.
///
/// # Limits
/// An exponent can be as large as 10^18 in either direction; a number beyond that is refused. How large
/// it is costs neither time nor memory anywhere.
///
/// In formats other than JSON most numbers are integers and floats, and text is text. What an integer
/// or a float can't say digit for digit is written as `serde_json`'s `RawValue` is, and read back.
#[derive(Clone)]
pub struct Decimal(Repr);

#[derive(Clone)]
enum Repr {
    Short(Short),
    Long(Box<Long>),
}

/// What has no room in a [`Short`].
#[derive(Clone)]
enum Long {
    /// A JSON number.
    Number(String),
    /// The characters of a JSON string that holds a number, and maybe space around it.
    Text(String),
    /// Infinite or not a number.
    Float(f64),
}

impl Decimal {
    /// The nearest `f64`; infinite where the number is too large for one.
    pub fn to_f64(&self) -> f64 {
        self.text().parse().unwrap_or(f64::NAN)
    }

    /// The integer this is, if it is one (`10.00` is) and fits.
    pub fn to_i64(&self) -> Option<i64> {
        Digits::parse(&self.text()).ok()?.normal().to_i64()
    }

    /// Whether it is a JSON string when sent, as some of BigCommerce's documents have amounts, instead
    /// of a JSON number.
    pub fn is_text(&self) -> bool {
        match &self.0 {
            Repr::Short(short) => short.is_text,
            Repr::Long(long) => matches!(**long, Long::Text(_)),
        }
    }

    /// The same digits, sent as a JSON string.
    #[must_use]
    pub fn into_text(self) -> Self {
        self.written_as(true)
    }

    /// The same digits, sent as a JSON number.
    #[must_use]
    pub fn into_number(self) -> Self {
        self.written_as(false)
    }

    fn written_as(self, is_text: bool) -> Self {
        match Digits::parse(&self.text()).ok() {
            Some(digits) if is_text != self.is_text() => Self::new(digits.to_string(), is_text),
            _ => self,
        }
    }

    /// `text` holds a number; if it isn't sent as text, as JSON writes it.
    fn new(text: String, is_text: bool) -> Self {
        Self(match Short::parse(&text, is_text) {
            Some(short) => Repr::Short(short),
            None if is_text => Repr::Long(Box::new(Long::Text(text))),
            None => Repr::Long(Box::new(Long::Number(text))),
        })
    }

    /// The number as it was written, or what there is in its place.
    fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Short(short) => short.to_string().into(),
            Repr::Long(long) => match &**long {
                Long::Number(text) => text.into(),
                Long::Text(text) => text.trim().into(),
                Long::Float(float) => float.to_string().into(),
            },
        }
    }

    /// Its place among all values. `text` is its text.
    fn order<'a>(&self, text: &'a str) -> Order<'a> {
        match (Digits::parse(text).ok(), text) {
            (Some(digits), _) => Order::Number(digits.normal()),
            (None, "-inf") => Order::NegativeInfinity,
            (None, "inf") => Order::Infinity,
            (None, other) => Order::Other(other),
        }
    }
}

/// A value's place among all others. What isn't a number has one too, so that any two can be compared.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Order<'a> {
    NegativeInfinity,
    Number(Normal<'a>),
    Infinity,
    Other(&'a str),
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Short(one), Repr::Short(other)) => one.scaled().cmp(&other.scaled()),
            _ => self.order(&self.text()).cmp(&other.order(&other.text())),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.order(&self.text()).hash(state);
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {
        $(impl From<$integer> for Decimal {
            fn from(value: $integer) -> Self {
                Self::new(value.to_string(), false)
            }
        })*
    };
}

from_integer!(
    i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize
);

macro_rules! from_float {
    ($($float:ty),*) => {
        $(impl From<$float> for Decimal {
            /// The shortest digits that mean this float.
            fn from(value: $float) -> Self {
                if value.is_finite() {
                    Self::new(shortest(value), false)
                } else {
                    Self(Repr::Long(Box::new(Long::Float(value.into()))))
                }
            }
        })*
    };
}

from_float!(f32, f64);

/// Text that is not a decimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` {}", match .fault {
    Fault::NoNumber => "is not a decimal number",
    Fault::Exponent => "has an exponent beyond 10^18",
})]
pub struct ParseDecimalError {
    /// Its beginning.
    text: String,
    fault: Fault,
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Digits::parse(text.trim()) {
            Ok(digits) => Ok(Self::new(digits.to_string(), false)),
            Err(fault) => Err(ParseDecimalError {
                text: one_line(text, 60),
                fault,
            }),
        }
    }
}

impl TryFrom<&str> for Decimal {
    type Error = ParseDecimalError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<String> for Decimal {
    type Error = ParseDecimalError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<&String> for Decimal {
    type Error = ParseDecimalError;

    fn try_from(text: &String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As small as two integers, and so is one that may be absent or null: types hold many.
    #[test]
    fn a_decimal_is_small() {
        assert_eq!(size_of::<Decimal>(), 16);
        assert_eq!(size_of::<Option<Option<Decimal>>>(), 16);
    }

    #[test]
    fn floats_are_written_by_their_shortest_digits() {
        for (float, text) in [
            (7.95_f64, "7.95"),
            (10.0, "10"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e15, "1000000000000000"),
            (1e300, "1e300"),
            (-2.5e-300, "-2.5e-300"),
            (5e-324, "5e-324"),
            (0.00001, "0.00001"),
            (-0.0, "-0"),
        ] {
            assert_eq!(Decimal::from(float).text(), text);
            assert_eq!(Decimal::from(float).to_f64().to_bits(), float.to_bits());
        }
        assert_eq!(Decimal::from(7.95_f32).text(), "7.95");
    }

    #[test]
    fn what_is_not_a_finite_number_has_a_place_too() {
        let sorted = [
            Decimal::from(f64::NEG_INFINITY),
            Decimal::from(f64::MIN),
            Decimal::from(0),
            "1e999999999".parse().unwrap(),
            Decimal::from(f64::INFINITY),
            Decimal::from(f64::NAN),
        ];
        for (at, one) in sorted.iter().enumerate() {
            for (other_at, other) in sorted.iter().enumerate() {
                assert_eq!(one.cmp(other), at.cmp(&other_at), "{one} {other}");
            }
        }
        assert!(sorted.last().unwrap().to_f64().is_nan());
        assert_eq!(sorted[4].to_f64(), f64::INFINITY);
        assert_eq!(sorted[5].to_i64(), None);
    }
}
