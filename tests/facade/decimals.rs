//! Decimal numbers against references: `bigdecimal` for what they are worth, `f64` for how they are
//! printed.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    str::FromStr,
};

use bigcommerce::Decimal;
use bigdecimal::{BigDecimal, RoundingMode};

use testkit::random::Random;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn reference(text: &str) -> BigDecimal {
    BigDecimal::from_str(text).unwrap()
}

/// Some digits; often with zeros at an end, runs of nines, or a five where a number is rounded.
fn digits(random: &mut Random, most: u64) -> String {
    let count = random.below(most + 1);
    let kind = random.below(4);
    let digit = |_| match kind {
        0 => random.pick(&['0', '5']),
        1 => random.pick(&['0', '9']),
        _ => char::from(b'0' + u8::try_from(random.below(10)).unwrap()),
    };
    (0..count).map(digit).collect()
}

fn number(random: &mut Random) -> String {
    let most = random.pick(&[2, 5, 40]);
    let sign = random.pick(&["", "-"]);
    let (whole, fraction) = (digits(random, most), digits(random, most));
    let number = format!("{sign}{whole}0.{fraction}0");
    match random.below(3) {
        0 => format!("{number}e{}", random.between(-60, 60)),
        1 => number
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
        _ => number,
    }
}

/// The same number, written in another way.
fn written_otherwise(random: &mut Random, text: &str) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().unwrap();
    let unsigned = mantissa.trim_start_matches('-');
    let sign = &mantissa[..mantissa.len() - unsigned.len()];
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let places = i64::try_from(fraction.len()).unwrap();
    match random.below(3) {
        0 => format!("{sign}{whole}{fraction}e{}", exponent - places),
        1 => format!("{sign}000{whole}.{fraction}000e{exponent}"),
        _ => format!(
            "{sign}0.{whole}{fraction}E+{}",
            exponent + i64::try_from(whole.len()).unwrap()
        )
        .replace("E+-", "E-"),
    }
}

#[test]
fn order_equality_and_hash_go_by_the_number() {
    let mut random = Random::new(10);
    let hasher = RandomState::new();
    for _ in 0..20_000 {
        let one = number(&mut random);
        let other = match random.below(2) {
            0 => written_otherwise(&mut random, &one),
            _ => number(&mut random),
        };
        let (a, b) = (decimal(&one), decimal(&other));
        let expected = reference(&one).cmp(&reference(&other));
        assert_eq!(a.cmp(&b), expected, "{one} {other}");
        assert_eq!(a == b, expected.is_eq(), "{one} {other}");
        assert_eq!(a.clone().into_text().cmp(&b), expected, "{one} {other}");
        if expected.is_eq() {
            assert_eq!(hasher.hash_one(&a), hasher.hash_one(&b), "{one} {other}");
        }
    }
}

#[test]
fn a_precision_rounds_half_to_even() {
    let mut random = Random::new(11);
    for _ in 0..20_000 {
        let text = number(&mut random);
        let places = random.below(45);
        let rounded = reference(&text)
            .with_scale_round(i64::try_from(places).unwrap(), RoundingMode::HalfEven)
            .to_plain_string();
        let places = usize::try_from(places).unwrap();
        let printed = format!("{:.places$}", decimal(&text));
        assert_eq!(
            printed.trim_start_matches('-'),
            rounded.trim_start_matches('-'),
            "{text} {places}"
        );
        assert_eq!(printed.starts_with('-'), text.starts_with('-'), "{text}");
    }
}

#[test]
fn a_decimal_is_printed_as_floats_are() {
    let mut random = Random::new(12);
    for _ in 0..5_000 {
        let scale = random.pick(&[1.0, 8.0, 64.0, 65536.0]);
        #[allow(clippy::cast_precision_loss, reason = "they are small")]
        let float = random.between(-200_000, 200_000) as f64 / scale;
        let (width, places) = (random.index(14), random.index(8));
        // A float prints what it holds, of which there is nothing behind the 16th place here.
        let exact = decimal(&format!("{float:.16}"));
        let same = [
            (format!("{float:.places$}"), format!("{exact:.places$}")),
            (format!("{float:+.places$}"), format!("{exact:+.places$}")),
            (
                format!("{float:0width$.places$}"),
                format!("{exact:0width$.places$}"),
            ),
            (
                format!("{float:+0width$.places$}"),
                format!("{exact:+0width$.places$}"),
            ),
            (
                format!("{float:width$.places$}"),
                format!("{exact:width$.places$}"),
            ),
            (
                format!("{float:<width$.places$}|"),
                format!("{exact:<width$.places$}|"),
            ),
            (
                format!("{float:*^width$.places$}"),
                format!("{exact:*^width$.places$}"),
            ),
            (format!("{float:e}"), format!("{exact:e}")),
            (
                format!("{float:+width$.places$E}"),
                format!("{exact:+width$.places$E}"),
            ),
            (format!("{float:.places$?}"), format!("{exact:.places$?}")),
        ];
        for (expected, printed) in same {
            assert_eq!(printed, expected);
        }
        let short = Decimal::from(float);
        assert_eq!(format!("{float}"), format!("{short}"));
        assert_eq!(format!("{float:+09}"), format!("{short:+09}"));
        assert_eq!(format!("{float:->9}"), format!("{short:->9}"));
        assert_eq!(short, exact);
        assert_eq!(exact.to_f64().to_bits(), float.to_bits());
    }
    for (float, text) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
    ] {
        assert_eq!(format!("{:.2}", Decimal::from(float)), text);
        let expected = format!("{float:+08.2}");
        assert_eq!(format!("{:+08.2}", Decimal::from(float)), expected);
    }
}

#[test]
fn without_a_precision_the_digits_are_as_they_were_written() {
    for text in [
        "7.9500",
        "10.00",
        "-0.0",
        "1e2",
        "1E+2",
        "1e999999999",
        "123456789012345678901234567890.10",
    ] {
        let number = decimal(text);
        assert_eq!(number.to_string(), text);
        assert_eq!(decimal(&number.to_string()).to_string(), text);
        assert_eq!(number.into_text().to_string(), text);
    }
    let price = decimal("1234.56");
    assert_eq!(
        format!("{price:.2}|{price:.1}|{price:.0}"),
        "1234.56|1234.6|1235"
    );
    assert_eq!(
        format!("{price:>10}|{price:<10}|{price:+}"),
        "   1234.56|1234.56   |+1234.56"
    );
    let odd: Decimal = serde_json::from_str("\" +007.50 \"").unwrap();
    assert_eq!(format!("{odd} {odd:.1} {odd:+}"), "7.50 7.5 +7.50");
}

#[test]
fn a_huge_exponent_costs_nothing() {
    let (huge, tiny) = (decimal("1e999999999"), decimal("-1e-999999999"));
    let most = decimal("9.96e1000000000000000000");
    assert_eq!(format!("{huge:.2}"), "1.00e999999999");
    assert_eq!(
        format!("{most:.1} {most:e}"),
        "1.0e1000000000000000001 9.96e1000000000000000000"
    );
    assert_eq!(format!("{huge:+18.2}|"), "   +1.00e999999999|");
    assert_eq!(format!("{tiny:.2} {tiny:e}"), "-0.00 -1e-999999999");
    assert_eq!(format!("{:.1}", decimal("0e999999999")), "0.0");
    assert_eq!(format!("{:.1}", decimal("1e400")).len(), 401 + 2);
    assert!(tiny < Decimal::from(0) && Decimal::from(f64::MAX) < huge && huge < most);
    assert_eq!(decimal("10e999999998"), huge);
    assert_ne!(decimal("1.0000000001e999999999"), huge);
    assert_eq!((huge.to_f64(), tiny.to_f64()), (f64::INFINITY, 0.0));
    assert_eq!((huge.to_i64(), tiny.to_i64()), (None, None));
    let all: HashSet<_> = [huge.clone(), tiny, decimal("0.1e1000000000"), most].into();
    assert_eq!(all.len(), 3);
    assert_eq!(serde_json::to_string(&huge).unwrap(), "1e999999999");
}
