//! Most numbers: few digits and no exponent, held without their text.

use std::fmt;

/// The most characters of one, the sign not counted. Its digits fit into 64 bits.
const MOST: usize = 19;

/// The smallest number of digits too many for a float to hold for sure.
const FLOAT_DIGITS: u64 = 1_000_000_000_000_000;

/// A number that is written with this many places behind the point.
#[derive(Clone, Copy)]
pub(super) struct Short {
    digits: u64,
    places: u8,
    negative: bool,
    pub is_text: bool,
}

impl Short {
    /// A number as JSON writes it. `None` where it isn't short, or no number.
    pub fn parse(text: &str, is_text: bool) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, text),
        };
        if unsigned.len() > MOST || matches!(unsigned.as_bytes(), [b'0', b'0'..=b'9', ..]) {
            return None;
        }
        let mut digits = 0;
        let mut point = unsigned.len();
        for (at, byte) in unsigned.bytes().enumerate() {
            match byte {
                b'0'..=b'9' => digits = digits * 10 + u64::from(byte - b'0'),
                // In the place of the last digit it leaves none behind it.
                b'.' if at > 0 && at + 1 < unsigned.len() && point == unsigned.len() => point = at,
                _ => return None,
            }
        }
        let places = (unsigned.len() - point).saturating_sub(1);
        let short = Self {
            digits,
            places: u8::try_from(places).ok()?,
            negative,
            is_text,
        };
        (!unsigned.is_empty()).then_some(short)
    }

    /// The number as an integer, if it is written as one.
    pub fn integer(self) -> Option<i128> {
        let is_negative_zero = self.negative && self.digits == 0;
        (self.places == 0 && !is_negative_zero).then(|| self.signed())
    }

    /// The float that is written with the same digits in the shortest form, if that is
    /// sure: 15 digits survive in a float, and a number that small gets no exponent.
    pub fn float(self) -> Option<f64> {
        let one = 10_u64.pow(self.places.into());
        let is_shortest = self.places == 1 || !self.digits.is_multiple_of(10);
        let is_tiny = self.digits != 0 && self.digits < one / 1000;
        let is_sure = self.digits < FLOAT_DIGITS && one <= FLOAT_DIGITS && is_shortest && !is_tiny;
        let size = self.digits as f64 / one as f64;
        is_sure.then_some(if self.negative { -size } else { size })
    }

    /// The number times 10^18, which is an integer for all of them.
    pub fn scaled(self) -> i128 {
        let zeros = MOST - 1 - usize::from(self.places);
        self.signed() * 10_i128.pow(zeros as u32)
    }

    fn signed(self) -> i128 {
        let size = i128::from(self.digits);
        if self.negative { -size } else { size }
    }
}

/// As it was written.
impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let one = 10_u64.pow(self.places.into());
        let (whole, fraction) = (self.digits / one, self.digits % one);
        match usize::from(self.places) {
            0 => write!(f, "{sign}{whole}"),
            places => write!(f, "{sign}{whole}.{fraction:0places$}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(text: &str) -> Short {
        Short::parse(text, false).unwrap()
    }

    #[test]
    fn a_short_number_is_written_as_it_was() {
        for text in [
            "0",
            "-0",
            "10",
            "7.95",
            "-7.9500",
            "0.00",
            "-0.050",
            "9999999999999999999",
            "0.00000000000000001",
            "-12345678.9000000000",
        ] {
            assert_eq!(short(text).to_string(), text);
        }
        for text in [
            "",
            "-",
            ".",
            ".5",
            "5.",
            "+5",
            "--5",
            "007",
            "00",
            "1.2.3",
            "1e2",
            " 1",
            "x",
            "12345678901234567890",
            "0.000000000000000001",
        ] {
            assert!(Short::parse(text, false).is_none(), "{text}");
        }
    }

    #[test]
    fn a_float_stands_for_the_digits_only_where_that_is_sure() {
        for text in [
            "7.95",
            "-0.001",
            "10.0",
            "-0.0",
            "123456789012.345",
            "0.123456789012345",
        ] {
            assert_eq!(serde_json::to_string(&short(text).float()).unwrap(), text);
        }
        for text in ["7.950", "10.00", "0.0001", "1234567890123.4567", "0.00"] {
            assert!(short(text).float().is_none(), "{text}");
        }
    }
}
