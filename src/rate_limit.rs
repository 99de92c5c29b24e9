//! What is known of a rate limit: by an answer, and at the moment.

use std::time::Duration;

use http::HeaderMap;

/// No platform window is longer; an answer that says so is wrong.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The window of an answer that doesn't tell.
const USUAL: Duration = Duration::from_secs(30);

/// A rate limit: so many calls in a window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Calls in a window, by all programs that call the store.
    pub quota: u64,
    /// Calls left in this window.
    pub left: u64,
    /// Time until the quota is whole again.
    pub resets_in: Duration,
    /// Length of the window.
    pub window: Duration,
}

impl RateLimit {
    /// What the `X-Rate-Limit-*` headers of an answer tell, if they do.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        let time = |name| number(name).map(|ms| Duration::from_millis(ms).min(LONGEST));
        let left = number("x-rate-limit-requests-left")?;
        let resets_in = time("x-rate-limit-time-reset-ms")?;
        let window = time("x-rate-limit-time-window-ms").filter(|window| !window.is_zero());
        Some(Self {
            quota: number("x-rate-limit-requests-quota").map_or(left, |quota| quota.max(left)),
            left,
            resets_in,
            window: window.unwrap_or(USUAL).max(resets_in),
        })
    }
}

/// A budget of a store at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateState {
    /// The limit as far as it is known: told by the last answers or, for B2B Edition, by our own count.
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
    fn the_headers_tell_in_any_case() {
        let told = RateLimit::of(&headers(&[
            ("X-RATE-LIMIT-REQUESTS-LEFT", "35"),
            ("x-rate-limit-requests-quota", " 150"),
            ("X-Rate-Limit-Time-Reset-Ms", "15000"),
            ("X-Rate-Limit-Time-Window-Ms", "30000"),
        ]));
        let told = told.unwrap();
        assert_eq!((told.quota, told.left), (150, 35));
        assert_eq!(told.resets_in, Duration::from_secs(15));
        assert_eq!(told.window, Duration::from_secs(30));
    }

    #[test]
    fn what_makes_no_sense_is_bounded_or_ignored() {
        let left = ("x-rate-limit-requests-left", "9");
        assert_eq!(RateLimit::of(&headers(&[left])), None);
        let reset = |ms| ("x-rate-limit-time-reset-ms", ms);
        assert_eq!(RateLimit::of(&headers(&[left, reset("-1")])), None);
        assert_eq!(RateLimit::of(&headers(&[left, reset("soon")])), None);
        let told = RateLimit::of(&headers(&[left, reset("18446744073709551615")])).unwrap();
        assert_eq!((told.quota, told.resets_in), (9, LONGEST));
        let told = RateLimit::of(&headers(&[
            left,
            reset("0"),
            ("x-rate-limit-requests-quota", "0"),
        ]));
        assert_eq!(told.unwrap().quota, 9);
    }
}
