//! The quota of v3 and v2, which every app of the store shares. B2B Edition has none that it tells.
//!
//! Unless a test asks for another one, the store is on a large plan: its quota is so generous that no program waits
//! for it, and never used up.

use std::time::{Duration, Instant};

/// Calls in a window of a store on a large plan.
const CALLS: u64 = 20_000;
/// The platform's own window.
const WINDOW: Duration = Duration::from_secs(30);

/// How many calls the store takes in a window of time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    calls: u64,
    window: Duration,
    /// The calls that are left however many have come.
    reserve: u64,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            calls: CALLS,
            window: WINDOW,
            reserve: CALLS / 2,
        }
    }
}

impl Quota {
    /// One that can be used up.
    pub fn limited(calls: u64, window: Duration) -> Self {
        Self {
            calls,
            // A window without length would never be over.
            window: window.max(Duration::from_millis(1)),
            reserve: 0,
        }
    }

    /// The headers that say that so many calls are left, and when there will be all of them again.
    pub fn headers(&self, left: u64, reset: Duration) -> Vec<(String, String)> {
        let numbers = [
            ("Time-Window-Ms", self.window.as_millis()),
            ("Time-Reset-Ms", reset.as_millis()),
            ("Requests-Quota", self.calls.into()),
            ("Requests-Left", left.into()),
        ];
        numbers
            .map(|(name, value)| (format!("X-Rate-Limit-{name}"), value.to_string()))
            .into()
    }
}

/// The calls of the window.
pub(crate) struct Meter {
    quota: Quota,
    began: Instant,
    calls: u64,
}

impl Meter {
    pub fn new(quota: Quota, now: Instant) -> Self {
        Self {
            quota,
            began: now,
            calls: 0,
        }
    }

    /// Counts `calls` at `now`. With the headers of their response, whether the quota had room for them.
    pub fn count(&mut self, calls: u64, now: Instant) -> (bool, Vec<(String, String)>) {
        let window = self.quota.window;
        let elapsed = now.saturating_duration_since(self.began);
        let passed = elapsed.as_nanos() / window.as_nanos();
        if passed > 0 {
            let passed = u32::try_from(passed).unwrap_or(u32::MAX);
            *self = Self::new(self.quota, self.began + window * passed);
        }
        let elapsed = now.saturating_duration_since(self.began);
        self.calls = self.calls.saturating_add(calls);
        let left = self.quota.calls.saturating_sub(self.calls);
        let has_room = self.quota.reserve > 0 || self.calls <= self.quota.calls;
        let headers = self
            .quota
            .headers(left.max(self.quota.reserve), window.saturating_sub(elapsed));
        (has_room, headers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left, and in how many milliseconds there is all of it again.
    fn reported(headers: &[(String, String)]) -> (u64, u64) {
        let number = |index: usize| headers[index].1.parse::<u64>().unwrap_or_default();
        (number(3), number(1))
    }

    #[test]
    fn windows_follow_each_other_and_a_large_plan_keeps_no_one_waiting() {
        let start = Instant::now();
        let mut meter = Meter::new(Quota::default(), start);
        let mut count = |calls, now| {
            let (has_room, headers) = meter.count(calls, now);
            assert!(has_room);
            reported(&headers)
        };
        assert_eq!(count(1, start), (CALLS - 1, 30_000));
        let later = start + Duration::from_secs(10);
        assert_eq!(count(1, later), (CALLS - 2, 20_000));
        let next = start + WINDOW * 3 + Duration::from_secs(1);
        assert_eq!(count(1, next), (CALLS - 1, 29_000));
        assert_eq!(count(CALLS, next), (CALLS / 2, 29_000));
    }

    #[test]
    fn a_limited_quota_is_used_up_until_the_window_is_over() {
        let start = Instant::now();
        let window = Duration::from_secs(2);
        let mut meter = Meter::new(Quota::limited(3, window), start);
        let mut count = |calls, now| {
            let (has_room, headers) = meter.count(calls, now);
            (has_room, reported(&headers))
        };
        assert_eq!(count(2, start), (true, (1, 2000)));
        assert_eq!(count(1, start), (true, (0, 2000)));
        assert_eq!(count(1, start), (false, (0, 2000)));
        assert_eq!(count(1, start + window), (true, (2, 2000)));
    }
}
