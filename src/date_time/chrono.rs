//! To and from the crate `chrono`.

use ::jiff::{Timestamp, civil::Date, tz::Offset};
use chrono::{DateTime as ChronoDateTime, Datelike, FixedOffset, NaiveDate, TimeZone, Utc};

use super::{DateTime, DateTimeError};

/// With the offset that it has then. A time that the year 9999 is before is kept, but can't be sent.
impl<Zone: TimeZone> From<ChronoDateTime<Zone>> for DateTime {
    fn from(time: ChronoDateTime<Zone>) -> Self {
        Self::from(&time)
    }
}

/// See the conversion from its value.
impl<Zone: TimeZone> From<&ChronoDateTime<Zone>> for DateTime {
    fn from(time: &ChronoDateTime<Zone>) -> Self {
        use chrono::Offset as _;
        let utc = time.to_utc();
        // A leap second has more than a second's nanoseconds.
        let nanoseconds = utc.timestamp_subsec_nanos().min(999_999_999).cast_signed();
        let seconds = time.offset().fix().local_minus_utc();
        let offset = Offset::from_seconds(seconds).unwrap_or(Offset::UTC);
        match Timestamp::new(utc.timestamp(), nanoseconds) {
            Ok(time) => Self::at(time, offset),
            Err(_) => Self::from_unix_seconds(utc.timestamp()),
        }
    }
}

/// A date alone.
impl From<NaiveDate> for DateTime {
    fn from(day: NaiveDate) -> Self {
        let parts = || {
            let (month, day_of_month) = (day.month().try_into().ok()?, day.day().try_into().ok()?);
            Date::new(day.year().try_into().ok()?, month, day_of_month).ok()
        };
        match parts() {
            Some(day) => Self::day(day),
            None => Self::unreadable(&day),
        }
    }
}

/// The time, in the offset it is written with; of a date alone, its midnight in UTC.
impl TryFrom<&DateTime> for ChronoDateTime<FixedOffset> {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        let utc = ChronoDateTime::<Utc>::try_from(time)?;
        let offset = FixedOffset::east_opt(time.offset().seconds());
        let offset = offset.ok_or_else(|| beyond(time, "chrono::FixedOffset"))?;
        Ok(utc.with_timezone(&offset))
    }
}

/// See the conversion from `&DateTime`.
impl TryFrom<DateTime> for ChronoDateTime<FixedOffset> {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        Self::try_from(&time)
    }
}

/// The time; of a date alone, its midnight in UTC.
impl TryFrom<&DateTime> for ChronoDateTime<Utc> {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        let nanoseconds = |at: Timestamp| at.as_nanosecond().rem_euclid(1_000_000_000);
        let at = time.timestamp();
        let at = at.ok_or_else(|| DateTimeError::no_date(time.as_str()))?;
        let seconds = time.unix_seconds().unwrap_or_default();
        let nanoseconds = u32::try_from(nanoseconds(at)).unwrap_or_default();
        Self::from_timestamp(seconds, nanoseconds).ok_or_else(|| beyond(time, "chrono::DateTime"))
    }
}

/// See the conversion from `&DateTime`.
impl TryFrom<DateTime> for ChronoDateTime<Utc> {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        Self::try_from(&time)
    }
}

/// The date, in the offset it is written with.
impl TryFrom<&DateTime> for NaiveDate {
    type Error = DateTimeError;

    fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
        let date = time.date();
        let (year, month, day) = date.ok_or_else(|| DateTimeError::no_date(time.as_str()))?;
        Self::from_ymd_opt(year.into(), month.into(), day.into())
            .ok_or_else(|| beyond(time, "chrono::NaiveDate"))
    }
}

/// See the conversion from `&DateTime`.
impl TryFrom<DateTime> for NaiveDate {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        Self::try_from(&time)
    }
}

fn beyond(time: &DateTime, target: &'static str) -> DateTimeError {
    DateTimeError::beyond(time, target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_both_ways() {
        for text in [
            "2018-01-10T15:05:30.250-06:00",
            "1969-12-31T23:59:58.250+01:00",
        ] {
            let zoned = ChronoDateTime::parse_from_rfc3339(text).unwrap();
            let time = DateTime::from(zoned);
            assert_eq!(time.as_str(), text.replace("250", "25"));
            let back = ChronoDateTime::<FixedOffset>::try_from(&time).unwrap();
            assert_eq!((back, back.offset()), (zoned, zoned.offset()));
            assert_eq!(ChronoDateTime::<Utc>::try_from(&time).unwrap(), zoned);
            assert_eq!(DateTime::from(zoned.to_utc()), time);
            assert_eq!(NaiveDate::try_from(time).unwrap(), zoned.date_naive());
        }
        let day = NaiveDate::from_ymd_opt(2018, 1, 10).unwrap();
        assert_eq!(DateTime::from(day).as_str(), "2018-01-10");
    }

    #[test]
    fn what_is_no_time_is_an_error_and_what_is_too_far_is_kept() {
        let never = DateTime::from("never");
        ChronoDateTime::<Utc>::try_from(&never).unwrap_err();
        ChronoDateTime::<FixedOffset>::try_from(&never).unwrap_err();
        NaiveDate::try_from(never).unwrap_err();
        assert_eq!(
            DateTime::from(ChronoDateTime::<Utc>::MAX_UTC).unix_seconds(),
            None
        );
        assert_eq!(DateTime::from(NaiveDate::MAX).date(), None);
        assert_eq!(DateTime::from(NaiveDate::MIN).date(), None);
    }
}
