//! Dates and times that stay what they were received as.

#[cfg(feature = "chrono")]
mod chrono;
mod error;
#[cfg(feature = "jiff")]
mod jiff;
mod json;
mod moment;
mod notation;
#[cfg(feature = "time")]
mod time;

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
    time::SystemTime,
};

use ::jiff::{Timestamp, tz::Offset};

pub use error::DateTimeError;
use moment::{Moment, Read};
pub use notation::{Dated, Notation};
pub(crate) use notation::{
    argument, as_date, as_date_time, as_month_day_year, as_rfc2822, as_unix, as_unix_text,
};

/// A date, or a date and time. It keeps the text or the number it was received as: what is sent back in the same
/// field goes out as it came in.
///
/// It knows ISO 8601 (also with a space instead of the `T`; without an offset it is UTC), a date alone, RFC 2822,
/// Unix seconds as a number or as digits in text (13 digits are milliseconds), and `MM/DD/YYYY`. A server may
/// respond with something else, such as `0000-00-00 00:00:00`. That is kept too; the methods that need the time
/// return `None` or an error then.
///
/// # Sending
/// Each field and each parameter is written in one of these forms, which its documentation says. A time is written
/// in that form, whatever it was made from: a [`SystemTime`], Unix seconds, a value that was received in another
/// field, or, with the features of that name, the types of the crates `jiff`, `chrono` and `time`. A form that has
/// no place for fractions of a second, or for the time of day, leaves them out.
///
/// Text that a setter is given goes out as it is, where the field is text. [`parse`](str::parse) is for text that is
/// to be checked, and written as its field wants it. What can't be written is reported when the value is built, or
/// else when it is sent.
///
/// ```
/// use bigcommerce::DateTime;
///
/// let received: DateTime = serde_json::from_str("\"Wed, 10 Jan 2018 21:05:30 +0000\"")?;
/// assert_eq!(received.unix_seconds(), Some(1_515_618_330));
/// assert_eq!(received, "2018-01-10T22:05:30+01:00".parse()?);
/// assert!(received < DateTime::from_unix_seconds(1_600_000_000));
/// assert_eq!(received.to_string(), "Wed, 10 Jan 2018 21:05:30 +0000");
///
/// let never: DateTime = serde_json::from_str("\"0000-00-00 00:00:00\"")?;
/// assert_eq!(never.unix_seconds(), None);
/// assert_eq!(serde_json::to_string(&never)?, "\"0000-00-00 00:00:00\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Comparing
/// Two are equal, and have the same hash, when they are the same time, in whatever form and offset; a date alone is
/// its midnight in UTC. What is not a time is equal to the same text only, and is neither before nor after anything.
#[derive(Clone)]
pub struct DateTime {
    /// As it is written: a text, or the digits of a number.
    text: Box<str>,
    is_number: bool,
    origin: Origin,
}

/// What decides whether a value may be written in another way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A time, in whatever form.
    Time,
    /// A time that no calendar here reaches; it is kept, but can't be sent.
    Beyond,
    /// Text that goes out as it is.
    Given,
    /// It was received in a field of this form, or was written for one.
    Field(Notation),
}

impl DateTime {
    /// The time so many seconds after 1970 began in UTC. A time beyond the year 9999 is kept, but can't be sent.
    pub fn from_unix_seconds(seconds: i64) -> Self {
        let number = Self::number(&seconds.to_string());
        match Timestamp::from_second(seconds) {
            Ok(_) => number,
            Err(_) => number.beyond(),
        }
    }

    /// The seconds since 1970 began in UTC, without fractions; `None` if it is not a time.
    pub fn unix_seconds(&self) -> Option<i64> {
        self.timestamp().map(moment::seconds)
    }

    /// The time; `None` if the text isn't one.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        self.timestamp()
            .and_then(|time| SystemTime::try_from(time).ok())
    }

    /// Year, month and day, in the offset it is written with; `None` if it is not a date.
    pub fn date(&self) -> Option<(i16, u8, u8)> {
        let day = self.read()?.moment.day();
        let part = |part: i8| u8::try_from(part).unwrap_or_default();
        Some((day.year(), part(day.month()), part(day.day())))
    }

    /// The text it is written as, or the digits of a number.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is a JSON number when it is sent where it was received, instead of a JSON string.
    pub fn is_number(&self) -> bool {
        self.is_number
    }

    fn text(text: &str, origin: Origin) -> Self {
        Self {
            text: text.into(),
            is_number: false,
            origin,
        }
    }

    fn number(digits: &str) -> Self {
        Self {
            text: digits.into(),
            is_number: true,
            origin: Origin::Time,
        }
    }

    /// The time, with the offset that it is to be written with.
    fn at(time: Timestamp, offset: Offset) -> Self {
        let moment = Moment::Time(time, offset);
        match Notation::DateTime.written(moment) {
            Some(text) => Self::text(&text, Origin::Time),
            None => Self::from_unix_seconds(time.as_second()),
        }
    }

    /// A date alone.
    #[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
    fn day(day: ::jiff::civil::Date) -> Self {
        Self::text(&day.to_string(), Origin::Time)
    }

    /// A date that no calendar here reaches.
    #[cfg(any(feature = "chrono", feature = "time"))]
    fn unreadable(day: &impl fmt::Display) -> Self {
        Self::text(&day.to_string(), Origin::Beyond)
    }

    /// It as what no calendar here reaches: its digits aren't taken for milliseconds.
    fn beyond(self) -> Self {
        Self {
            origin: Origin::Beyond,
            ..self
        }
    }

    /// The offset it is written with.
    #[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
    fn offset(&self) -> Offset {
        match self.read().map(|read| read.moment) {
            Some(Moment::Time(_, offset)) => offset,
            _ => Offset::UTC,
        }
    }

    fn read(&self) -> Option<Read> {
        if self.origin == Origin::Beyond {
            return None;
        }
        Read::of(&self.text, self.is_number)
    }

    fn timestamp(&self) -> Option<Timestamp> {
        self.read()?.moment.timestamp()
    }

    /// What decides whether two are equal.
    fn key(&self) -> Key<'_> {
        self.timestamp().map_or(Key::Text(&self.text), Key::Time)
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Time(Timestamp),
    Text(&'a str),
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for DateTime {}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for DateTime {
    /// `None` where one of them is not a time, unless they are equal.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.key(), other.key()) {
            (Key::Time(one), Key::Time(other)) => Some(one.cmp(&other)),
            (one, other) => (one == other).then_some(Ordering::Equal),
        }
    }
}

impl fmt::Display for DateTime {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_number {
            true => write!(f, "DateTime({})", self.text),
            false => write!(f, "DateTime({:?})", self.text),
        }
    }
}

impl FromStr for DateTime {
    type Err = DateTimeError;

    /// Takes the text of a date or a time in any of the forms that are known.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Read::of(text, false) {
            Some(_) => Ok(Self::text(text, Origin::Time)),
            None => Err(DateTimeError::no_date(text)),
        }
    }
}

macro_rules! from_text {
    ($($text:ty),*) => {
        $(impl From<$text> for DateTime {
            /// Text that is sent as it is, whatever it says.
            fn from(text: $text) -> Self {
                Self::text(text.as_ref(), Origin::Given)
            }
        })*
    };
}

from_text!(&str, String, &String);

macro_rules! from_integer {
    ($($integer:ty),*) => {
        $(impl From<$integer> for DateTime {
            /// Unix seconds; 13 digits are milliseconds.
            fn from(time: $integer) -> Self {
                Self::number(&time.to_string())
            }
        })*
    };
}

from_integer!(i32, i64, u32, u64);

impl From<SystemTime> for DateTime {
    /// In UTC. A time beyond the year 9999 is kept, but can't be sent.
    fn from(time: SystemTime) -> Self {
        match Timestamp::try_from(time) {
            Ok(time) => Self::at(time, Offset::UTC),
            Err(_) => {
                let since = time.duration_since(SystemTime::UNIX_EPOCH);
                let (sign, seconds) = match &since {
                    Ok(since) => ("", since.as_secs()),
                    Err(before) => ("-", before.duration().as_secs()),
                };
                Self::number(&format!("{sign}{seconds}")).beyond()
            }
        }
    }
}

impl From<&Self> for DateTime {
    fn from(time: &Self) -> Self {
        time.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        hash::{BuildHasher, RandomState},
        time::Duration,
    };

    use super::*;

    fn time(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    /// As small as a `String`, and so is one that may be absent or null: types hold many.
    #[test]
    fn a_date_is_small() {
        assert_eq!(size_of::<DateTime>(), size_of::<String>());
        assert_eq!(size_of::<Option<Option<DateTime>>>(), size_of::<String>());
    }

    #[test]
    fn the_same_time_is_equal_in_every_form() {
        let hasher = RandomState::new();
        let same = [
            time("2018-01-10T21:05:30Z"),
            time("2018-01-10T22:05:30+01:00"),
            time("2018-01-10 21:05:30"),
            time("Wed, 10 Jan 2018 21:05:30 GMT"),
            time("1515618330"),
            DateTime::from("1515618330000"),
            DateTime::from_unix_seconds(1_515_618_330),
            DateTime::from(1_515_618_330_000_u64),
            DateTime::from(SystemTime::UNIX_EPOCH + Duration::from_secs(1_515_618_330)),
        ];
        for one in &same {
            for other in &same {
                assert_eq!(one, other);
                assert_eq!(hasher.hash_one(one), hasher.hash_one(other));
                assert_eq!(one.partial_cmp(other), Some(Ordering::Equal));
            }
            assert_ne!(*one, time("2018-01-10T21:05:31Z"));
            assert!(*one < time("2018-01-11"));
            assert!(*one > time("01/10/2018"));
        }
    }

    #[test]
    fn what_is_no_time_has_no_place_among_times() {
        let never = DateTime::from("0000-00-00 00:00:00");
        assert_eq!(never, DateTime::from("0000-00-00 00:00:00"));
        assert_ne!(never, DateTime::from(""));
        assert_eq!(never.partial_cmp(&time("2018-01-10")), None);
        assert_eq!(never.partial_cmp(&never), Some(Ordering::Equal));
        assert_eq!((never.unix_seconds(), never.date()), (None, None));
        assert_eq!(never.to_system_time(), None);
        let error = "0000-00-00 00:00:00".parse::<DateTime>().unwrap_err();
        let said = "`0000-00-00 00:00:00` is not a date or time in a known form";
        assert_eq!(error.to_string(), said);
    }

    #[test]
    fn a_time_tells_its_parts() {
        let late = time("2018-12-31T23:30:00.75-06:00");
        assert_eq!(late.date(), Some((2018, 12, 31)));
        assert_eq!(late.unix_seconds(), Some(1_546_320_600));
        let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(1_546_320_600_750);
        assert_eq!(late.to_system_time(), Some(expected));
        assert_eq!(time("1969-12-31T23:59:58.25Z").unix_seconds(), Some(-2));
        assert_eq!(time("1969-12-31T23:59:58Z").unix_seconds(), Some(-2));
        assert_eq!(format!("{:>12}|", time("2018-01-10")), "  2018-01-10|");
        assert_eq!(
            format!("{:?} {:?}", time("2018-01-10"), DateTime::from(7)),
            "DateTime(\"2018-01-10\") DateTime(7)"
        );
    }

    #[test]
    fn a_time_that_no_calendar_reaches_is_kept() {
        let far = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
        let far = DateTime::from(far);
        assert_eq!(far.to_string(), (1_u64 << 40).to_string());
        assert_eq!(far.unix_seconds(), None);
        assert_eq!(DateTime::from_unix_seconds(1 << 40).unix_seconds(), None);
        assert_eq!(DateTime::from(u64::MAX).date(), None);
    }
}
