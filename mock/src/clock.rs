//! The store's own time: a second passes with each change, so that responses are the same whenever a test
//! runs and sorting by time sorts by change.

use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};
use serde_json::{Map, Value};

use super::response::each_member;

/// When the store begins: 2026-03-02 16:20:00 UTC.
const BEGINNING: i64 = 1_772_468_400;
const CREATED: [&str; 3] = ["date_created", "created_at", "createdAt"];
const MODIFIED: [&str; 3] = ["date_modified", "updated_at", "updatedAt"];

#[derive(Debug)]
pub(crate) struct Clock(i64);

impl Default for Clock {
    fn default() -> Self {
        Self(BEGINNING)
    }
}

impl Clock {
    /// Notes that an item is created now.
    pub fn created(&mut self, item: &mut Map<String, Value>) {
        self.0 += 1;
        self.stamp(CREATED, item);
        self.stamp(MODIFIED, item);
    }

    /// Notes that an item is changed now.
    pub fn modified(&mut self, item: &mut Map<String, Value>) {
        self.0 += 1;
        self.stamp(MODIFIED, item);
    }

    /// One API writes times as text, the others count seconds.
    fn stamp(&self, names: [&str; 3], item: &mut Map<String, Value>) {
        for name in names {
            let now = if name.starts_with("date") {
                iso(self.0).into()
            } else {
                self.0.into()
            };
            item.insert(name.to_owned(), now);
        }
    }
}

/// Writes the dates and times in a v2 response as v2 does, in RFC 2822.
pub(crate) fn as_v2_writes(response: &mut Value) {
    each_member(response, |name, value| {
        if let Value::String(text) = value
            && is_date(name)
            && let Some(rfc2822) = rfc2822(text)
        {
            *text = rfc2822;
        }
    });
}

fn is_date(name: &str) -> bool {
    name.starts_with("date_") || name.ends_with("_date") || name == "expires"
}

fn rfc2822(iso: &str) -> Option<String> {
    let time: Timestamp = iso.parse().ok()?;
    let zoned = time.to_zoned_datetime(TimeZone::UTC);
    Some(zoned.strftime("%a, %d %b %Y %H:%M:%S %z").to_string())
}

/// Seconds since 1970 as text.
fn iso(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    time.display_with_offset(Offset::UTC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v2_writes_dates_its_own_way() {
        let mut order = serde_json::json!({
            "date_created": "2026-03-02T16:20:00+00:00", "date_shipped": "", "name": "2026-03-02T16:20:00+00:00",
        });
        as_v2_writes(&mut order);
        assert_eq!(order["date_created"], "Mon, 02 Mar 2026 16:20:00 +0000");
        assert_eq!(order["date_shipped"], "");
        assert_eq!(order["name"], "2026-03-02T16:20:00+00:00");
    }

    #[test]
    fn seconds_are_written_as_dates() {
        assert_eq!(iso(BEGINNING), "2026-03-02T16:20:00+00:00");
        assert_eq!(iso(0), "1970-01-01T00:00:00+00:00");
        assert_eq!(iso(951_782_399), "2000-02-28T23:59:59+00:00");
        assert_eq!(iso(951_782_400), "2000-02-29T00:00:00+00:00");
        assert_eq!(iso(4_107_542_399), "2100-02-28T23:59:59+00:00");
        assert_eq!(iso(4_107_542_400), "2100-03-01T00:00:00+00:00");
    }
}
