//! To and from the crate `jiff`.

use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::Offset};

use super::{DateTime, DateTimeError};

/// In UTC.
impl From<Timestamp> for DateTime {
    fn from(time: Timestamp) -> Self {
        Self::at(time, Offset::UTC)
    }
}

/// With the offset that it has then, without the name of its time zone.
impl From<&ZonedDateTime> for DateTime {
    fn from(time: &ZonedDateTime) -> Self {
        Self::at(time.timestamp(), time.offset())
    }
}

/// See the conversion from `&ZonedDateTime`.
impl From<ZonedDateTime> for DateTime {
    fn from(time: ZonedDateTime) -> Self {
        Self::from(&time)
    }
}

/// A date alone.
impl From<Date> for DateTime {
    fn from(day: Date) -> Self {
        Self::day(day)
    }
}

/// The time; of a date alone, its midnight in UTC.
impl TryFrom<&DateTime> for Timestamp {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        time.timestamp()
            .ok_or_else(|| DateTimeError::no_date(time.as_str()))
    }
}

/// See the conversion from `&DateTime`.
impl TryFrom<DateTime> for Timestamp {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        Self::try_from(&time)
    }
}

/// The time, in the offset it is written with; of a date alone, its midnight in UTC.
impl TryFrom<&DateTime> for ZonedDateTime {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        let at = Timestamp::try_from(time)?;
        Ok(at.to_zoned_datetime(time.offset().to_time_zone()))
    }
}

/// See the conversion from `&DateTime`.
impl TryFrom<DateTime> for ZonedDateTime {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        Self::try_from(&time)
    }
}

/// The date, in the offset it is written with.
impl TryFrom<&DateTime> for Date {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        let read = time.read();
        read.map(|read| read.moment.day())
            .ok_or_else(|| DateTimeError::no_date(time.as_str()))
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
        let zoned: ZonedDateTime = "2018-01-10T15:05:30.25-06:00[-06:00]".parse().unwrap();
        let time = DateTime::from(&zoned);
        assert_eq!(time.as_str(), "2018-01-10T15:05:30.25-06:00");
        assert_eq!(ZonedDateTime::try_from(&time).unwrap(), zoned);
        let back = ZonedDateTime::try_from(&time).unwrap();
        assert_eq!(back.offset(), zoned.offset());
        assert_eq!(Timestamp::try_from(&time).unwrap(), zoned.timestamp());
        let utc = DateTime::from(zoned.timestamp());
        assert_eq!(utc.as_str(), "2018-01-10T21:05:30.25Z");
        let day = Date::constant(2018, 1, 10);
        assert_eq!(DateTime::from(day).as_str(), "2018-01-10");
        assert_eq!(Date::try_from(time).unwrap(), day);
    }

    #[test]
    fn what_is_no_time_is_an_error() {
        let never = DateTime::from("never");
        Timestamp::try_from(&never).unwrap_err();
        ZonedDateTime::try_from(&never).unwrap_err();
        let error = Date::try_from(never).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`never` is not a date or time in a known form"
        );
    }

    /// The ends of what `jiff` holds are kept; only the years from 0 to 9999 can be sent as text.
    #[test]
    fn every_time_is_kept() {
        for time in [Timestamp::MIN, Timestamp::MAX] {
            let kept = Timestamp::try_from(DateTime::from(time)).unwrap();
            assert_eq!(kept.as_second(), time.as_second());
        }
    }
}
