//! To and from the crate `rust_decimal`, exactly or not at all.

use rust_decimal::Decimal as RustDecimal;

use super::{Decimal, digits::Digits};

/// A number that `rust_decimal::Decimal` has no room for: it holds 28 digits, and at most 28 places
/// behind the point.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0:e}` has more digits or places than `rust_decimal::Decimal` holds")]
pub struct RustDecimalError(Decimal);

/// With as many places as it has there.
impl From<RustDecimal> for Decimal {
    fn from(value: RustDecimal) -> Self {
        Self::new(value.to_string(), false)
    }
}

/// The same number; where there is room, with as many places as it is written with.
impl TryFrom<&Decimal> for RustDecimal {
    type Error = RustDecimalError;

    fn try_from(decimal: &Decimal) -> Result<Self, Self::Error> {
        let text = decimal.text();
        let digits = Digits::parse(&text).ok();
        let value = digits.and_then(|digits| as_written(&digits).or_else(|| shortened(&digits)));
        value.ok_or_else(|| RustDecimalError(decimal.clone()))
    }
}

/// See the conversion from `&Decimal`.
impl TryFrom<Decimal> for RustDecimal {
    type Error = RustDecimalError;

    fn try_from(decimal: Decimal) -> Result<Self, Self::Error> {
        Self::try_from(&decimal)
    }
}

/// The most digits an `i128` always holds, and more than `rust_decimal` does.
const MOST: usize = 38;

fn as_written(digits: &Digits<'_>) -> Option<RustDecimal> {
    let places = i64::try_from(digits.fraction.len()).ok()?;
    let written = digits.whole.bytes().chain(digits.fraction.bytes());
    let significant = written.skip_while(|digit| *digit == b'0');
    make(digits.negative, significant, places - digits.exponent)
}

/// Without zeros at the end.
fn shortened(digits: &Digits<'_>) -> Option<RustDecimal> {
    let normal = digits.normal();
    let count = i64::try_from(normal.count()).ok()?;
    make(digits.negative, normal.digits(), count - normal.magnitude)
}

/// The number of these digits, so many of them behind the point; with less than none, zeros before it.
fn make(negative: bool, digits: impl Iterator<Item = u8>, places: i64) -> Option<RustDecimal> {
    let mut digits: Vec<u8> = digits.take(MOST + 1).collect();
    let scale = u32::try_from(places.max(0)).ok()?;
    if !digits.is_empty() {
        let zeros = usize::try_from(places.min(0).unsigned_abs()).ok()?;
        let length = digits
            .len()
            .checked_add(zeros)
            .filter(|length| *length <= MOST)?;
        digits.resize(length, b'0');
    }
    let fold = |value, digit: &u8| value * 10 + i128::from(digit - b'0');
    let value = digits.iter().fold(0_i128, fold);
    RustDecimal::try_from_i128_with_scale(if negative { -value } else { value }, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn what_fits_is_converted_with_its_places() {
        for (text, expected) in [
            ("7.9500", "7.9500"),
            ("-10.00", "-10.00"),
            ("1e2", "100"),
            ("1.50e1", "15.0"),
            ("0.00", "0.00"),
            ("0e999999999", "0"),
            (
                "79228162514264337593543950335",
                "79228162514264337593543950335",
            ),
            (
                "0.0000000000000000000000000001",
                "0.0000000000000000000000000001",
            ),
            // More places than there is room for, but they are zeros.
            ("1.500000000000000000000000000000000000", "1.5"),
        ] {
            let converted = RustDecimal::try_from(decimal(text)).unwrap();
            assert_eq!(converted.to_string(), expected, "{text}");
            assert_eq!(Decimal::from(converted), decimal(text));
        }
        let price = RustDecimal::new(79500, 4);
        assert_eq!(Decimal::from(price).to_string(), "7.9500");
        let text = decimal("7.95").into_text();
        assert_eq!(RustDecimal::try_from(&text).unwrap().to_string(), "7.95");
    }

    #[test]
    fn what_doesnt_fit_is_refused() {
        for text in [
            "79228162514264337593543950336",
            "1e29",
            "1e999999999",
            "1e-29",
            "1e-999999999",
            "0.12345678901234567890123456789",
        ] {
            RustDecimal::try_from(decimal(text)).unwrap_err();
        }
        RustDecimal::try_from(Decimal::from(f64::NAN)).unwrap_err();
        let error = RustDecimal::try_from(decimal("1e29")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`1e29` has more digits or places than `rust_decimal::Decimal` holds"
        );
    }
}
