//! The parts of a number's text, and what they are worth.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

/// The largest exponent. Far from where sums of exponents and lengths overflow.
const MOST: u64 = 1_000_000_000_000_000_000;

/// A number as it is written: sign, digits before and behind the point, exponent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digits<'a> {
    pub negative: bool,
    pub whole: &'a str,
    pub fraction: &'a str,
    /// `e` and what follows it; empty without an exponent.
    pub suffix: &'a str,
    pub exponent: i64,
}

/// Why a text can't be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NoNumber,
    Exponent,
}

impl<'a> Digits<'a> {
    /// Takes apart what Rust takes as an `f64`: digits with a sign, a point, an exponent.
    pub fn parse(text: &'a str) -> Result<Self, Fault> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, rest) = leading_digits(unsigned);
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(rest) => leading_digits(rest),
            None => ("", rest),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(Fault::NoNumber);
        }
        Ok(Self {
            negative: text.starts_with('-'),
            whole,
            fraction,
            suffix,
            exponent: exponent(suffix)?,
        })
    }

    /// What the number is worth, whichever way it is written.
    pub fn normal(&self) -> Normal<'a> {
        let mut whole = self.whole.trim_start_matches('0');
        let mut fraction = self.fraction.trim_end_matches('0');
        let mut magnitude = self.exponent + length(whole);
        if whole.is_empty() {
            let written = fraction;
            fraction = written.trim_start_matches('0');
            magnitude -= length(written) - length(fraction);
        }
        if fraction.is_empty() {
            whole = whole.trim_end_matches('0');
        }
        let is_zero = whole.is_empty() && fraction.is_empty();
        Normal {
            negative: self.negative && !is_zero,
            head: whole,
            tail: fraction,
            magnitude: if is_zero { 0 } else { magnitude },
        }
    }

    /// The digits without a sign, as JSON writes them.
    pub fn unsigned(self) -> Self {
        Self {
            negative: false,
            ..self
        }
    }
}

/// Writes the number the way JSON has it: no `+`, no needless zeros before it, digits on both sides of
/// a point.
impl fmt::Display for Digits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let whole = match self.whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{}{}", self.fraction, self.suffix)
    }
}

/// The digits `text` begins with, and the rest.
fn leading_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

fn length(text: &str) -> i64 {
    // No text is longer.
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

fn exponent(suffix: &str) -> Result<i64, Fault> {
    if suffix.is_empty() {
        return Ok(0);
    }
    let written = suffix.strip_prefix(['e', 'E']).ok_or(Fault::NoNumber)?;
    let unsigned = written.strip_prefix(['-', '+']).unwrap_or(written);
    let (digits, rest) = leading_digits(unsigned);
    if digits.is_empty() || !rest.is_empty() {
        return Err(Fault::NoNumber);
    }
    let exponent = written.parse::<i64>().ok();
    exponent
        .filter(|exponent| exponent.unsigned_abs() <= MOST)
        .ok_or(Fault::Exponent)
}

/// A number's value: `0.d₁d₂d₃… × 10^magnitude`, the digits being those of `head` and `tail`, the first
/// and the last of them not 0. Without digits it is 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Normal<'a> {
    negative: bool,
    head: &'a str,
    tail: &'a str,
    pub magnitude: i64,
}

impl<'a> Normal<'a> {
    pub fn digits(&self) -> impl Iterator<Item = u8> + use<'a> {
        self.head.bytes().chain(self.tail.bytes())
    }

    pub fn is_zero(&self) -> bool {
        self.count() == 0
    }

    /// How many digits there are.
    pub fn count(&self) -> usize {
        self.head.len() + self.tail.len()
    }

    pub fn to_i64(self) -> Option<i64> {
        let places = usize::try_from(self.magnitude).ok()?;
        // No `i64` has more than 19 digits.
        if places < self.count() || places > 19 {
            return None;
        }
        let digits = self.digits().chain(std::iter::repeat(b'0')).take(places);
        let value = digits.fold(0, |value, digit| value * 10 + i128::from(digit - b'0'));
        i64::try_from(if self.negative { -value } else { value }).ok()
    }

    fn sign(&self) -> i8 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => -1,
        }
    }
}

impl Ord for Normal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = || {
            let magnitude = self.magnitude.cmp(&other.magnitude);
            magnitude.then_with(|| self.digits().cmp(other.digits()))
        };
        self.sign().cmp(&other.sign()).then_with(|| {
            if self.negative {
                size().reverse()
            } else {
                size()
            }
        })
    }
}

impl PartialOrd for Normal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Normal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Normal<'_> {}

impl Hash for Normal<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.negative, self.magnitude).hash(state);
        for digit in self.digits() {
            state.write_u8(digit);
        }
        // So that what is hashed next isn't taken for a digit.
        state.write_u8(0xff);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_or_refused() {
        for (text, json) in [
            ("10.00", "10.00"),
            ("-7.9500", "-7.9500"),
            ("1E+2", "1E+2"),
            ("+007", "7"),
            (".5", "0.5"),
            ("-5.", "-5"),
            ("+.5e-3", "0.5e-3"),
            ("000", "0"),
            ("-0.0", "-0.0"),
        ] {
            assert_eq!(Digits::parse(text).unwrap().to_string(), json);
        }
        for text in [
            "", ".", "-", "+", "e5", ".e5", "1e", "1e+", "1e5.0", "1.2.3", "--1", "1,5", "1 2",
            "0x10", "NaN", "inf", "5€", "１",
        ] {
            assert_eq!(Digits::parse(text).unwrap_err(), Fault::NoNumber, "{text}");
        }
        for text in ["1e1000000000000000001", "1e-99999999999999999999999999"] {
            assert_eq!(Digits::parse(text).unwrap_err(), Fault::Exponent, "{text}");
        }
        Digits::parse("1e1000000000000000000").unwrap();
    }

    #[test]
    fn an_integer_is_one_however_it_is_written() {
        let integer = |text: &str| Digits::parse(text).unwrap().normal().to_i64();
        for (text, value) in [
            ("10.00", 10),
            ("-1.5e1", -15),
            ("1e18", 1_000_000_000_000_000_000),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("0e999999999999", 0),
            ("-0.000", 0),
            ("500e-2", 5),
        ] {
            assert_eq!(integer(text), Some(value), "{text}");
        }
        for text in [
            "7.95",
            "0.1",
            "1e-999999999",
            "9223372036854775808",
            "-9223372036854775809",
            "1e19",
            "1e999999999",
        ] {
            assert_eq!(integer(text), None, "{text}");
        }
    }
}
