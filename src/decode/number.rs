//! Numbers by their digits: no float comes between.

/// The integer that `text` is, however it is written: `7`, `7.0`, `70e-1`, `+7`.
pub(super) fn integer(text: &str) -> Option<i64> {
    if let Ok(integer) = text.parse() {
        return Some(integer);
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (sign, whole) = match whole.strip_prefix(['-', '+']) {
        Some(digits) if whole.starts_with('-') => ("-", digits),
        Some(digits) => ("", digits),
        None => ("", whole),
    };
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some(0);
    }
    // The digits without zeros at their end, and how many zeros come after them.
    let kept = digits.trim_end_matches('0');
    let behind = i64::try_from(fraction.len()).ok()?;
    let zeros = i64::try_from(digits.len() - kept.len()).ok()? + i64::from(exponent) - behind;
    let zeros = usize::try_from(zeros).ok().filter(|zeros| *zeros < 20)?;
    format!("{sign}{kept}{}", "0".repeat(zeros)).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_is_one_however_it_is_written() {
        for (text, expected) in [
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("7.000", Some(7)),
            ("7e0", Some(7)),
            ("70e-1", Some(7)),
            ("0.7E+1", Some(7)),
            ("+7", Some(7)),
            ("007", Some(7)),
            ("-7.0", Some(-7)),
            ("0.0", Some(0)),
            ("-0", Some(0)),
            ("0e999999999", Some(0)),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("9223372036854775807.00", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("1e19", None),
            ("1e999999999", None),
            ("1e99999999999", None),
            ("7.5", None),
            ("7e-1", None),
            ("", None),
            (".", None),
            ("-", None),
            ("seven", None),
            ("7 8", None),
            ("0x7", None),
            ("--7", None),
        ] {
            assert_eq!(integer(text), expected, "{text}");
        }
    }
}
