//! How a decimal number is printed.

use std::fmt;

use super::{
    Decimal,
    digits::{Digits, Normal},
};

/// The largest exponent of a number that is written out.
const WRITTEN_OUT: i64 = 400;

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        let Some(digits) = Digits::parse(&text).ok() else {
            return fmt::Display::fmt(&self.to_f64(), f);
        };
        let number = digits.normal();
        let text = match f.precision() {
            None => digits.unsigned().to_string(),
            Some(places) if digits.exponent <= WRITTEN_OUT || number.is_zero() => {
                fixed(&number, places)
            }
            places => scientific(&number, places, 'e'),
        };
        f.pad_integral(!digits.negative, "", &text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::LowerExp for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_scientific(f, 'e')
    }
}

impl fmt::UpperExp for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_scientific(f, 'E')
    }
}

impl Decimal {
    fn fmt_scientific(&self, f: &mut fmt::Formatter<'_>, mark: char) -> fmt::Result {
        match Digits::parse(&self.text()).ok() {
            Some(digits) => {
                let text = scientific(&digits.normal(), f.precision(), mark);
                f.pad_integral(!digits.negative, "", &text)
            }
            None => fmt::Display::fmt(&self.to_f64(), f),
        }
    }
}

/// `number` without its sign, with so many places behind the point.
fn fixed(number: &Normal<'_>, places: usize) -> String {
    let kept = number.magnitude.saturating_add_unsigned(places as u64);
    let digits = usize::try_from(kept).map_or_else(|_| String::new(), |kept| round(number, kept));
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    match fraction {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

/// `number` without its sign, with one digit before the point and, if `places` is there, so many behind
/// it.
fn scientific(number: &Normal<'_>, places: Option<usize>, mark: char) -> String {
    let kept = places.map_or(number.count().max(1), |places| places + 1);
    let mut exponent = number.magnitude - 1;
    let mut digits = round(number, kept);
    if digits.len() > kept {
        digits.pop();
        exponent += 1;
    }
    if number.is_zero() {
        exponent = 0;
    }
    match digits.split_at(1) {
        (first, "") => format!("{first}{mark}{exponent}"),
        (first, others) => format!("{first}.{others}{mark}{exponent}"),
    }
}

/// The first `kept` digits of `number`, rounded, a half to the even digit, and filled up with zeros;
/// one more where rounding carries beyond the first.
fn round(number: &Normal<'_>, kept: usize) -> String {
    let mut digits: Vec<char> = number.digits().take(kept).map(char::from).collect();
    let mut rest = number.digits().skip(kept);
    let is_up = match rest.next() {
        Some(b'5') if rest.next().is_none() => {
            let last = digits.last().and_then(|digit| digit.to_digit(10));
            last.is_some_and(|last| last % 2 == 1)
        }
        Some(first) => first >= b'5',
        None => false,
    };
    digits.resize(kept, '0');
    if is_up {
        let nines = digits
            .iter()
            .rev()
            .take_while(|digit| **digit == '9')
            .count();
        let (before, carried) = digits.split_at_mut(kept - nines);
        carried.fill('0');
        match before.last_mut() {
            Some(digit) => *digit = char::from(*digit as u8 + 1),
            None => digits.insert(0, '1'),
        }
    }
    digits.into_iter().collect()
}
