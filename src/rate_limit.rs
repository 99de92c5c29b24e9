//! What is known of a rate limit: from the headers of a response, and at the moment.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// No window of the platform is longer; headers that say so are wrong.
const LONGEST_WINDOW: Duration = Duration::from_secs(15 * 60);

/// No longer wait is asked for in earnest.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// No quota is larger; the arithmetic with it stays far from overflowing.
const LARGEST_QUOTA: f64 = 1e9;

/// A rate limit in the words of the `X-Rate-Limit-*` headers, each of which may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// `X-Rate-Limit-Requests-Quota`: requests in a window, by all programs that call the store.
    pub requests_quota: Option<u64>,
    /// `X-Rate-Limit-Requests-Left`: requests left in this window.
    pub requests_left: Option<u64>,
    /// `X-Rate-Limit-Time-Reset-Ms`: time until the next window begins.
    pub time_reset: Option<Duration>,
    /// `X-Rate-Limit-Time-Window-Ms`: length of a window.
    pub time_window: Option<Duration>,
}

impl RateLimit {
    /// What the headers of a response say. Fractions are accepted, what is below zero counts as zero,
    /// what is not a number is ignored.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let count = |name| {
            let counts = numbers(headers, name).map(|count| count.min(LARGEST_QUOTA) as u64);
            counts.min()
        };
        let time = |name| {
            let times = numbers(headers, name).map(|ms| seconds(ms / 1000.0, LONGEST_WINDOW));
            times.max()
        };
        let reported = Self {
            requests_quota: count("x-rate-limit-requests-quota"),
            requests_left: count("x-rate-limit-requests-left"),
            time_reset: time("x-rate-limit-time-reset-ms"),
            time_window: time("x-rate-limit-time-window-ms").filter(|window| !window.is_zero()),
        };
        (reported != Self::default()).then_some(reported)
    }
}

/// How long `Retry-After` and `X-Retry-After` ask to wait, the longer of the two: in seconds, or until a
/// date, by the server's own clock if the response has one. A day at most.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let now = texts(headers, header::DATE.as_str()).find_map(date);
    let now = now.unwrap_or_else(SystemTime::now);
    let names = [header::RETRY_AFTER.as_str(), "x-retry-after"];
    let each = names.into_iter().flat_map(|name| texts(headers, name));
    let waits = each.filter_map(|text| match number(text) {
        Some(number) => Some(seconds(number, LONGEST_WAIT)),
        None => {
            let wait = date(text)?.duration_since(now).unwrap_or_default();
            Some(wait.min(LONGEST_WAIT))
        }
    });
    waits.max()
}

/// A number of seconds as a wait; none that is not a number.
pub(crate) fn wait(value: &serde_json::Value) -> Option<Duration> {
    let number = value.as_f64().or_else(|| number(value.as_str()?))?;
    Some(seconds(number, LONGEST_WAIT))
}

fn date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok()
}

fn seconds(number: f64, longest: Duration) -> Duration {
    Duration::from_secs_f64(number.clamp(0.0, longest.as_secs_f64()))
}

fn texts<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter();
    values.filter_map(|value| Some(value.to_str().ok()?.trim()))
}

fn numbers<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = f64> {
    texts(headers, name).filter_map(number)
}

/// A finite number, zero if it is negative.
fn number(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(number.max(0.0))
}

/// A budget of a store at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateState {
    /// The limit as far as it is known: reported by the last responses or, for B2B Edition, by our own count.
    pub limit: Option<RateLimit>,
    /// Calls under way.
    pub in_flight: u64,
    /// Calls that wait for their turn.
    pub waiting: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
            (name, http::HeaderValue::from_str(value).unwrap())
        });
        pairs.collect()
    }

    #[test]
    fn headers_are_read_in_any_case_and_each_by_itself() {
        let whole = [
            ("X-RATE-LIMIT-REQUESTS-LEFT", "35"),
            ("x-rate-limit-requests-quota", " 150"),
            ("X-Rate-Limit-Time-Reset-Ms", "15000"),
            ("X-Rate-Limit-Time-Window-Ms", "30000"),
        ];
        let reported = RateLimit::of(&headers(&whole)).unwrap();
        assert_eq!(
            (reported.requests_quota, reported.requests_left),
            (Some(150), Some(35))
        );
        assert_eq!(reported.time_reset, Some(Duration::from_secs(15)));
        assert_eq!(reported.time_window, Some(Duration::from_secs(30)));
        for header in whole {
            assert!(RateLimit::of(&headers(&[header])).is_some(), "{header:?}");
        }
        assert_eq!(RateLimit::of(&headers(&[])), None);
    }

    #[test]
    fn odd_numbers_are_bounded_or_ignored() {
        let reset = |text| {
            let reported = RateLimit::of(&headers(&[("x-rate-limit-time-reset-ms", text)]));
            reported.and_then(|reported| reported.time_reset)
        };
        assert_eq!(reset("1500.5"), Some(Duration::from_micros(1_500_500)));
        assert_eq!(reset("-1"), Some(Duration::ZERO));
        assert_eq!(reset("18446744073709551615"), Some(LONGEST_WINDOW));
        assert_eq!(reset("1e300"), Some(LONGEST_WINDOW));
        for nonsense in ["soon", "", "NaN", "inf", "1,5"] {
            assert_eq!(reset(nonsense), None, "{nonsense}");
        }
        let left = |text| {
            let reported = RateLimit::of(&headers(&[("x-rate-limit-requests-left", text)]));
            reported.and_then(|reported| reported.requests_left)
        };
        assert_eq!(left("18446744073709551615"), Some(1_000_000_000));
        assert_eq!(left("-3"), Some(0));
        assert_eq!(left("9.9"), Some(9));
    }

    #[test]
    fn the_longest_wait_that_is_asked_for_counts() {
        let wait = |pairs: &[(&str, &str)]| retry_after(&headers(pairs));
        let second = Duration::from_secs(1);
        assert_eq!(wait(&[("Retry-After", "30")]), Some(second * 30));
        assert_eq!(wait(&[("Retry-After", "1.5")]), Some(second * 3 / 2));
        assert_eq!(wait(&[("X-Retry-After", "7")]), Some(second * 7));
        assert_eq!(
            wait(&[("Retry-After", "3"), ("X-Retry-After", "7")]),
            Some(second * 7)
        );
        assert_eq!(wait(&[("Retry-After", "-3")]), Some(Duration::ZERO));
        assert_eq!(wait(&[("Retry-After", "1e99")]), Some(LONGEST_WAIT));
        assert_eq!(wait(&[("Retry-After", "soon")]), None);
        let date = ("Date", "Thu, 18 Jun 2026 14:09:07 GMT");
        let later = ("Retry-After", "Thu, 18 Jun 2026 14:10:00 GMT");
        assert_eq!(wait(&[date, later]), Some(second * 53));
        let earlier = ("Retry-After", "Thu, 18 Jun 2026 14:00:00 GMT");
        assert_eq!(wait(&[date, earlier]), Some(Duration::ZERO));
    }
}
