//! The forms that fields are written in.

use ::jiff::tz::{Offset, TimeZone};
use serde::{Serialize, Serializer, ser::Error as _};

use super::{
    DateTime, DateTimeError, Origin,
    moment::{self, Found, Moment},
};
use crate::request_error::BoxError;

/// How a field or a parameter writes a date or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// ISO 8601, date and time.
    DateTime,
    /// ISO 8601, a date alone.
    Date,
    /// RFC 2822.
    Rfc2822,
    /// Unix seconds, a JSON number.
    Unix,
    /// Unix seconds, a JSON string.
    UnixText,
    /// `MM/DD/YYYY`.
    MonthDayYear,
}

impl Notation {
    /// What it is called in errors.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::DateTime => "a date and time in ISO 8601",
            Self::Date => "a date in ISO 8601",
            Self::Rfc2822 => "a date and time in RFC 2822",
            Self::Unix => "Unix seconds",
            Self::UnixText => "Unix seconds as text",
            Self::MonthDayYear => "a date as MM/DD/YYYY",
        }
    }

    /// The text of `moment`; `None` where the form has no room for its year.
    pub(super) fn written(self, moment: Moment) -> Option<String> {
        let day = moment.day();
        let has_room =
            matches!(self, Self::Unix | Self::UnixText) || (0..=9999).contains(&day.year());
        if !has_room {
            return None;
        }
        let (time, offset) = match moment {
            // Neither form knows seconds in an offset.
            Moment::Time(time, offset) if offset.seconds() % 60 == 0 => (time, offset),
            other => (other.timestamp()?, Offset::UTC),
        };
        Some(match self {
            Self::DateTime if offset == Offset::UTC => time.to_string(),
            Self::DateTime => time.display_with_offset(offset).to_string(),
            Self::Date => day.to_string(),
            Self::Rfc2822 => {
                let zoned = time.to_zoned_datetime(TimeZone::fixed(offset));
                zoned.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
            }
            Self::Unix | Self::UnixText => moment::seconds(time).to_string(),
            Self::MonthDayYear => day.strftime("%m/%d/%Y").to_string(),
        })
    }

    fn is_number(self) -> bool {
        self == Self::Unix
    }

    /// Whether it is what was `found`, in a JSON number or not.
    fn is(self, found: Found, is_number: bool) -> bool {
        let own = match self {
            Self::DateTime => Found::Iso { is_whole: true },
            Self::Date => Found::Day,
            Self::Rfc2822 => Found::Rfc2822,
            Self::Unix | Self::UnixText => Found::Seconds,
            Self::MonthDayYear => Found::MonthDayYear,
        };
        found == own && is_number == self.is_number()
    }
}

/// What a field holds whose value is a date or a time.
pub trait Dated: Sized {
    /// It as a field of this form sends it.
    fn written(&self, notation: Notation) -> Result<Self, DateTimeError>;

    /// It as received by a field of this form.
    fn received(self, notation: Notation) -> Self;
}

impl Dated for DateTime {
    fn written(&self, notation: Notation) -> Result<Self, DateTimeError> {
        let is_number_as_text = || serde_json::from_str::<serde_json::Number>(&self.text).is_ok();
        let made = |text: &str| Self {
            text: text.into(),
            is_number: notation.is_number(),
            origin: Origin::Field(notation),
        };
        match self.origin {
            Origin::Field(own) if own == notation => return Ok(self.clone()),
            Origin::Given if !notation.is_number() => return Ok(self.clone()),
            Origin::Given if is_number_as_text() => return Ok(made(&self.text)),
            _ => (),
        }
        // A number goes out as it is where one is due, but for milliseconds.
        let is_unix = matches!(notation, Notation::Unix | Notation::UnixText);
        let is_milliseconds =
            self.text.len() == 13 && self.text.bytes().all(|digit| digit.is_ascii_digit());
        if self.is_number && is_unix && !is_milliseconds {
            return Ok(made(&self.text));
        }
        let read = self.read();
        if read.is_some_and(|read| notation.is(read.found, self.is_number)) {
            return Ok(made(&self.text));
        }
        let written = read.and_then(|read| notation.written(read.moment));
        written
            .map(|text| made(&text))
            .ok_or_else(|| DateTimeError::field(self, notation))
    }

    fn received(self, notation: Notation) -> Self {
        Self {
            origin: Origin::Field(notation),
            ..self
        }
    }
}

impl<T: Dated> Dated for Option<T> {
    fn written(&self, notation: Notation) -> Result<Self, DateTimeError> {
        self.as_ref()
            .map(|value| value.written(notation))
            .transpose()
    }

    fn received(self, notation: Notation) -> Self {
        self.map(|value| value.received(notation))
    }
}

/// The value of a parameter, in the form that it takes.
pub(crate) fn argument<T: Dated>(
    value: Result<T, BoxError>,
    notation: Notation,
) -> Result<T, BoxError> {
    Ok(value?.written(notation)?)
}

fn serialize<T: Dated + Serialize, S: Serializer>(
    value: &T,
    notation: Notation,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let written = value.written(notation).map_err(S::Error::custom)?;
    written.serialize(serializer)
}

macro_rules! writers {
    ($($(#[$about:meta])* $name:ident = $notation:ident),*) => {
        $($(#[$about])*
        pub(crate) fn $name<T: Dated + Serialize, S: Serializer>(
            value: &T,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            serialize(value, Notation::$notation, serializer)
        })*
    };
}

writers!(
    /// Writes ISO 8601, date and time.
    as_date_time = DateTime,
    /// Writes ISO 8601, a date alone.
    as_date = Date,
    /// Writes RFC 2822.
    as_rfc2822 = Rfc2822,
    /// Writes Unix seconds.
    as_unix = Unix,
    /// Writes Unix seconds as text.
    as_unix_text = UnixText,
    /// Writes `MM/DD/YYYY`.
    as_month_day_year = MonthDayYear
);

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Notation; 6] = [
        Notation::DateTime,
        Notation::Date,
        Notation::Rfc2822,
        Notation::Unix,
        Notation::UnixText,
        Notation::MonthDayYear,
    ];

    fn json(value: &DateTime, notation: Notation) -> Result<String, DateTimeError> {
        let written = value.written(notation)?;
        // What is written once stays.
        assert_eq!(written.written(notation).unwrap().text, written.text);
        Ok(serde_json::to_string(&written).unwrap())
    }

    #[test]
    fn a_time_is_written_in_every_form() {
        for (text, expected) in [
            (
                "2018-01-01T21:05:30Z",
                [
                    "\"2018-01-01T21:05:30Z\"",
                    "\"2018-01-01\"",
                    "\"Mon, 01 Jan 2018 21:05:30 +0000\"",
                    "1514840730",
                    "\"1514840730\"",
                    "\"01/01/2018\"",
                ],
            ),
            (
                "Sun, 31 Dec 2017 23:30:00 -0600",
                [
                    "\"2017-12-31T23:30:00-06:00\"",
                    "\"2017-12-31\"",
                    "\"Sun, 31 Dec 2017 23:30:00 -0600\"",
                    "1514784600",
                    "\"1514784600\"",
                    "\"12/31/2017\"",
                ],
            ),
            (
                "1514840730903",
                [
                    "\"2018-01-01T21:05:30.903Z\"",
                    "\"2018-01-01\"",
                    "\"Mon, 01 Jan 2018 21:05:30 +0000\"",
                    "1514840730",
                    "\"1514840730\"",
                    "\"01/01/2018\"",
                ],
            ),
            (
                "2018-01-01",
                [
                    "\"2018-01-01T00:00:00Z\"",
                    "\"2018-01-01\"",
                    "\"Mon, 01 Jan 2018 00:00:00 +0000\"",
                    "1514764800",
                    "\"1514764800\"",
                    "\"01/01/2018\"",
                ],
            ),
        ] {
            let time: DateTime = text.parse().unwrap();
            for (notation, expected) in ALL.into_iter().zip(expected) {
                assert_eq!(json(&time, notation).unwrap(), expected, "{text}");
                // From every form into this one.
                if text.ends_with('Z') {
                    for other in [
                        Notation::DateTime,
                        Notation::Rfc2822,
                        Notation::Unix,
                        Notation::UnixText,
                    ] {
                        let other = time.written(other).unwrap();
                        assert_eq!(json(&other, notation).unwrap(), expected, "{other:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_a_form_allows_is_written_as_it_is() {
        for (text, notation) in [
            ("2018-01-01T21:05:30.000+0100", Notation::DateTime),
            ("Mon, 1 Jan 2018 21:05:30 GMT", Notation::Rfc2822),
        ] {
            let time: DateTime = text.parse().unwrap();
            assert_eq!(time.written(notation).unwrap().as_str(), text);
        }
        let loose: DateTime = "2018-01-01 21:05:30".parse().unwrap();
        let written = loose.written(Notation::DateTime).unwrap();
        assert_eq!(written.as_str(), "2018-01-01T21:05:30Z");
    }

    #[test]
    fn what_a_field_received_it_sends_unchanged() {
        for text in [
            "\"0000-00-00 00:00:00\"",
            "1514840730",
            "\"1514840730\"",
            "\"\"",
            "7.95",
        ] {
            for notation in ALL {
                let received: DateTime = serde_json::from_str(text).unwrap();
                let received = received.received(notation);
                assert_eq!(json(&received, notation).unwrap(), text);
            }
        }
    }

    #[test]
    fn text_goes_out_as_it_is_given() {
        for notation in ALL {
            let given = DateTime::from("next week");
            match notation {
                Notation::Unix => assert_eq!(
                    json(&given, notation).unwrap_err().to_string(),
                    "`next week` can't be written as this field takes it, Unix seconds: give it another time, or text \
                     in that form, which goes out as it is"
                ),
                _ => assert_eq!(json(&given, notation).unwrap(), "\"next week\""),
            }
        }
        // Where a number is due, text becomes one.
        for (text, expected) in [
            ("1514840730", "1514840730"),
            ("7.95", "7.95"),
            ("2018-01-01T21:05:30Z", "1514840730"),
        ] {
            assert_eq!(
                json(&DateTime::from(text), Notation::Unix).unwrap(),
                expected
            );
        }
    }

    #[test]
    fn what_is_no_time_cant_be_written_in_another_form() {
        let never: DateTime = serde_json::from_str("\"0000-00-00 00:00:00\"").unwrap();
        let far = DateTime::from(u64::MAX);
        for notation in ALL {
            never.written(notation).unwrap_err();
            // A number is what some fields take, whatever it says.
            let is_number = matches!(notation, Notation::Unix | Notation::UnixText);
            assert_eq!(far.written(notation).is_ok(), is_number);
            let received = never.clone().received(Notation::Rfc2822);
            let is_own = notation == Notation::Rfc2822;
            assert_eq!(received.written(notation).is_ok(), is_own);
        }
        // A year that only Unix time has room for.
        let before: DateTime = DateTime::from(-100_000_000_000_i64);
        before.written(Notation::DateTime).unwrap_err();
        before.written(Notation::Rfc2822).unwrap_err();
        before.written(Notation::UnixText).unwrap();
    }
}
