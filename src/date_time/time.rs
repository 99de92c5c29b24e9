//! To and from the crate `time`.

use ::jiff::{Timestamp, civil::Date as JiffDate, tz::Offset};
use time::{Date, Month, OffsetDateTime, UtcDateTime, UtcOffset};

use super::{DateTime, DateTimeError};

/// With its offset. A time that the year 9999 is before is kept, but can't be sent.
impl From<OffsetDateTime> for DateTime {
    fn from(time: OffsetDateTime) -> Self {
        let offset = Offset::from_seconds(time.offset().whole_seconds()).unwrap_or(Offset::UTC);
        match Timestamp::from_nanosecond(time.unix_timestamp_nanos()) {
            Ok(time) => Self::at(time, offset),
            Err(_) => Self::from_unix_seconds(time.unix_timestamp()),
        }
    }
}

/// In UTC. See the conversion from `OffsetDateTime`.
impl From<UtcDateTime> for DateTime {
    fn from(time: UtcDateTime) -> Self {
        Self::from(time.to_offset(UtcOffset::UTC))
    }
}

/// A date alone.
impl From<Date> for DateTime {
    fn from(day: Date) -> Self {
        let parts = || {
            let month = u8::from(day.month()).try_into().ok()?;
            JiffDate::new(
                day.year().try_into().ok()?,
                month,
                day.day().try_into().ok()?,
            )
            .ok()
        };
        match parts() {
            Some(day) => Self::day(day),
            None => Self::unreadable(&day),
        }
    }
}

/// The time, in the offset it is written with; of a date alone, its midnight in UTC.
impl TryFrom<&DateTime> for OffsetDateTime {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        let beyond = || DateTimeError::beyond(time, "time::OffsetDateTime");
        let at = time.timestamp();
        let at = at.ok_or_else(|| DateTimeError::no_date(time.as_str()))?;
        let utc = Self::from_unix_timestamp_nanos(at.as_nanosecond()).map_err(|_| beyond())?;
        let offset =
            UtcOffset::from_whole_seconds(time.offset().seconds()).map_err(|_| beyond())?;
        utc.checked_to_offset(offset).ok_or_else(beyond)
    }
}

/// See the conversion from `&DateTime`.
impl TryFrom<DateTime> for OffsetDateTime {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        Self::try_from(&time)
    }
}

/// The time; of a date alone, its midnight in UTC.
impl TryFrom<&DateTime> for UtcDateTime {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        let at = OffsetDateTime::try_from(time)?;
        at.checked_to_utc()
            .ok_or_else(|| DateTimeError::beyond(time, "time::UtcDateTime"))
    }
}

/// See the conversion from `&DateTime`.
impl TryFrom<DateTime> for UtcDateTime {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        Self::try_from(&time)
    }
}

/// The date, in the offset it is written with.
impl TryFrom<&DateTime> for Date {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        let date = time.date();
        let (year, month, day) = date.ok_or_else(|| DateTimeError::no_date(time.as_str()))?;
        let date = Month::try_from(month)
            .and_then(|month| Self::from_calendar_date(year.into(), month, day));
        date.map_err(|_| DateTimeError::beyond(time, "time::Date"))
    }
}

/// See the conversion from `&DateTime`.
impl TryFrom<DateTime> for Date {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        Self::try_from(&time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_both_ways() {
        for (nanoseconds, offset, text) in [
            (
                1_515_618_330_250_000_000,
                -6,
                "2018-01-10T15:05:30.25-06:00",
            ),
            (-1_750_000_000, 1, "1970-01-01T00:59:58.25+01:00"),
        ] {
            let utc = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap();
            let zoned = utc.to_offset(UtcOffset::from_hms(offset, 0, 0).unwrap());
            let time = DateTime::from(zoned);
            assert_eq!(time.as_str(), text);
            let back = OffsetDateTime::try_from(&time).unwrap();
            assert_eq!((back, back.offset()), (zoned, zoned.offset()));
            assert_eq!(DateTime::from(UtcDateTime::try_from(&time).unwrap()), time);
            assert_eq!(Date::try_from(time).unwrap(), zoned.date());
        }
        let day = Date::from_calendar_date(2018, Month::January, 10).unwrap();
        assert_eq!(DateTime::from(day).as_str(), "2018-01-10");
    }

    #[test]
    fn what_is_no_time_is_an_error() {
        let never = DateTime::from("never");
        OffsetDateTime::try_from(&never).unwrap_err();
        UtcDateTime::try_from(&never).unwrap_err();
        Date::try_from(never).unwrap_err();
    }
}
