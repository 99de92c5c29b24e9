//! Which time a text or a number is.

use ::jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    fmt::{rfc2822, temporal},
    tz::Offset,
};

/// A day, or a time and the offset that it is said in.
#[derive(Clone, Copy)]
pub(super) enum Moment {
    Day(Date),
    Time(Timestamp, Offset),
}

impl Moment {
    /// The time; of a day, its midnight in UTC.
    pub fn timestamp(self) -> Option<Timestamp> {
        match self {
            Self::Day(day) => {
                let midnight = day.to_datetime(Time::midnight());
                Offset::UTC.to_timestamp(midnight).ok()
            }
            Self::Time(time, _) => Some(time),
        }
    }

    /// The day, in the offset that the time is said in.
    pub fn day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Time(time, offset) => offset.to_datetime(time).date(),
        }
    }
}

/// The seconds since 1970 began in UTC, without fractions.
pub(super) fn seconds(time: Timestamp) -> i64 {
    // Before 1970 fractions are below zero.
    time.as_second() - i64::from(time.subsec_nanosecond() < 0)
}

/// The form that a time was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// ISO 8601, with or without all that it should have: the `T` and an offset.
    Iso {
        is_whole: bool,
    },
    Day,
    Rfc2822,
    Seconds,
    /// Seconds with a fraction, or milliseconds.
    OtherUnix,
    MonthDayYear,
}

/// What was read.
#[derive(Clone, Copy)]
pub(super) struct Read {
    pub moment: Moment,
    pub found: Found,
}

/// The digits of Unix time in milliseconds.
const MILLISECONDS: usize = 13;

impl Read {
    /// What `text` says, if it says a date or a time.
    pub fn of(text: &str, is_number: bool) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return unix(text.parse().ok()?, digits.len());
        }
        match is_number {
            true => fractional(text),
            false => iso(text)
                .or_else(|| month_day_year(text))
                .or_else(|| rfc2822(text)),
        }
    }
}

fn unix(number: i64, digits: usize) -> Option<Read> {
    let (time, found) = match digits {
        MILLISECONDS => (Timestamp::from_millisecond(number), Found::OtherUnix),
        _ => (Timestamp::from_second(number), Found::Seconds),
    };
    Some(Read {
        moment: Moment::Time(time.ok()?, Offset::UTC),
        found,
    })
}

/// A JSON number that isn't written as an integer.
fn fractional(text: &str) -> Option<Read> {
    let seconds = SignedDuration::try_from_secs_f64(text.parse().ok()?).ok()?;
    let time = Timestamp::from_duration(seconds).ok()?;
    Some(Read {
        moment: Moment::Time(time, Offset::UTC),
        found: Found::OtherUnix,
    })
}

fn iso(text: &str) -> Option<Read> {
    static PARSER: temporal::DateTimeParser = temporal::DateTimeParser::new();
    let pieces = PARSER.parse_pieces(text).ok()?;
    let offset = pieces.to_numeric_offset();
    let Some(time) = pieces.time() else {
        return Some(Read {
            moment: Moment::Day(pieces.date()),
            found: Found::Day,
        });
    };
    // The offset of a place changes; nobody sends the place alone.
    if offset.is_none() && pieces.time_zone_annotation().is_some() {
        return None;
    }
    let is_whole = offset.is_some() && text.contains('T');
    let offset = offset.unwrap_or(Offset::UTC);
    let time = offset.to_timestamp(pieces.date().to_datetime(time)).ok()?;
    Some(Read {
        moment: Moment::Time(time, offset),
        found: Found::Iso { is_whole },
    })
}

fn month_day_year(text: &str) -> Option<Read> {
    let day = Date::strptime("%m/%d/%Y", text).ok()?;
    Some(Read {
        moment: Moment::Day(day),
        found: Found::MonthDayYear,
    })
}

fn rfc2822(text: &str) -> Option<Read> {
    // Servers that say the wrong day of the week mean the date.
    static PARSER: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let time = PARSER.parse_zoned_datetime(text).ok()?;
    Some(Read {
        moment: Moment::Time(time.timestamp(), time.offset()),
        found: Found::Rfc2822,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, is_number: bool) -> Option<(String, Found)> {
        let read = Read::of(text, is_number)?;
        Some((read.moment.timestamp()?.to_string(), read.found))
    }

    const WHOLE: Found = Found::Iso { is_whole: true };
    const LOOSE: Found = Found::Iso { is_whole: false };

    #[test]
    fn every_form_is_read() {
        for (text, time, found) in [
            ("2018-01-10T21:05:30Z", "2018-01-10T21:05:30Z", WHOLE),
            ("2018-01-10T21:05:30+0000", "2018-01-10T21:05:30Z", WHOLE),
            ("2018-01-10T15:05:30-06:00", "2018-01-10T21:05:30Z", WHOLE),
            (
                "2018-01-10T21:05:30.903Z",
                "2018-01-10T21:05:30.903Z",
                WHOLE,
            ),
            (
                "2018-01-10T21:05:30.150539Z",
                "2018-01-10T21:05:30.150539Z",
                WHOLE,
            ),
            ("2018-01-10T21:05:30", "2018-01-10T21:05:30Z", LOOSE),
            ("2018-01-10 21:05:30.000000", "2018-01-10T21:05:30Z", LOOSE),
            ("2018-01-10 21:05:30+00:00", "2018-01-10T21:05:30Z", LOOSE),
            (" 2018-01-10T21:05:30Z\n", "2018-01-10T21:05:30Z", WHOLE),
            ("2018-01-10", "2018-01-10T00:00:00Z", Found::Day),
            ("01/10/2018", "2018-01-10T00:00:00Z", Found::MonthDayYear),
            (
                "Wed, 10 Jan 2018 21:05:30 +0000",
                "2018-01-10T21:05:30Z",
                Found::Rfc2822,
            ),
            (
                "Wed, 10 Jan 2018 21:05:30 -0000",
                "2018-01-10T21:05:30Z",
                Found::Rfc2822,
            ),
            (
                "Wed, 10 Jan 2018 21:05:30 GMT",
                "2018-01-10T21:05:30Z",
                Found::Rfc2822,
            ),
            (
                "Mon, 1 Jan 2018 15:05:30 CST",
                "2018-01-01T21:05:30Z",
                Found::Rfc2822,
            ),
            (
                "10 Jan 2018 21:05:30 +0000",
                "2018-01-10T21:05:30Z",
                Found::Rfc2822,
            ),
            // It was a Wednesday.
            (
                "Thu, 10 Jan 2018 21:05:30 +0000",
                "2018-01-10T21:05:30Z",
                Found::Rfc2822,
            ),
            ("1515618330", "2018-01-10T21:05:30Z", Found::Seconds),
            (
                "1515618330903",
                "2018-01-10T21:05:30.903Z",
                Found::OtherUnix,
            ),
            ("0", "1970-01-01T00:00:00Z", Found::Seconds),
            ("-1", "1969-12-31T23:59:59Z", Found::Seconds),
        ] {
            let expected = Some((time.to_owned(), found));
            assert_eq!(read(text, false), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_unix_seconds() {
        for (text, time, found) in [
            ("1515618330", "2018-01-10T21:05:30Z", Found::Seconds),
            (
                "1515618330903",
                "2018-01-10T21:05:30.903Z",
                Found::OtherUnix,
            ),
            ("1515618330.5", "2018-01-10T21:05:30.5Z", Found::OtherUnix),
            ("1.51561833e9", "2018-01-10T21:05:30Z", Found::OtherUnix),
        ] {
            let expected = Some((time.to_owned(), found));
            assert_eq!(read(text, true), expected, "{text}");
        }
        assert_eq!(read("1e99", true), None);
    }

    #[test]
    fn what_says_no_time_is_none() {
        for text in [
            "",
            " ",
            "-",
            "0000-00-00 00:00:00",
            "0000-00-00",
            "never",
            "tomorrow",
            "2018-13-01",
            "2018-02-30",
            "13/01/2018",
            "5/18/2018 1:26:42 PM",
            "2019-09-04T:00:00:00",
            "2018-01-10T21:05:30[America/Chicago]",
            "Wed, 10 Jan 2018 21:05:30 +0000\"",
            "7.95",
            "1e9",
            "12345678901234567890",
            "99999999999999",
            "null",
        ] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }

    #[test]
    fn a_time_has_the_day_of_its_offset() {
        let day = |text| Read::of(text, false).unwrap().moment.day().to_string();
        assert_eq!(day("2018-12-31T23:30:00-06:00"), "2018-12-31");
        assert_eq!(day("2019-01-01T05:30:00Z"), "2019-01-01");
        assert_eq!(day("Mon, 31 Dec 2018 23:30:00 -0600"), "2018-12-31");
        assert_eq!(day("2018-12-31"), "2018-12-31");
    }
}
