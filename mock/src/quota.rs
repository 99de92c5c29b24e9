//! What v3 and v2 tell of their quota with each response.
//!
//! The store is on a large plan: its quota is so generous that no test makes the client wait. B2B Edition
//! tells nothing.

use std::time::{Duration, Instant};

/// Calls a window.
const QUOTA: u64 = 20_000;
/// However many calls come, no fewer are told to be left.
const LEAST: u64 = QUOTA / 2;
const WINDOW: Duration = Duration::from_secs(30);

/// The calls of the window.
pub(crate) struct Meter {
    began: Instant,
    calls: u64,
}

impl Meter {
    pub fn new(now: Instant) -> Self {
        Self {
            began: now,
            calls: 0,
        }
    }

    /// Counts a call at `now`, and returns the headers of its response.
    pub fn count(&mut self, now: Instant) -> Vec<(String, String)> {
        let elapsed = now.saturating_duration_since(self.began);
        let passed = elapsed.as_secs() / WINDOW.as_secs();
        if passed > 0 {
            *self = Self::new(self.began + Duration::from_secs(passed * WINDOW.as_secs()));
        }
        let elapsed = now.saturating_duration_since(self.began);
        self.calls += 1;
        headers(
            QUOTA.saturating_sub(self.calls).max(LEAST),
            WINDOW.saturating_sub(elapsed),
        )
    }
}

/// The headers that tell of a quota with so many calls left until it is whole again.
pub(crate) fn headers(left: u64, reset: Duration) -> Vec<(String, String)> {
    let told = [
        ("Time-Window-Ms", WINDOW.as_millis()),
        ("Time-Reset-Ms", reset.as_millis()),
        ("Requests-Quota", QUOTA.into()),
        ("Requests-Left", left.into()),
    ];
    told.map(|(name, value)| (format!("X-Rate-Limit-{name}"), value.to_string()))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_follow_each_other_and_nobody_is_kept_waiting() {
        let told = |headers: Vec<(String, String)>| {
            let number = |index: usize| headers[index].1.parse::<u64>().unwrap_or_default();
            (number(3), number(1))
        };
        let start = Instant::now();
        let mut meter = Meter::new(start);
        assert_eq!(told(meter.count(start)), (QUOTA - 1, 30_000));
        let later = start + Duration::from_secs(10);
        assert_eq!(told(meter.count(later)), (QUOTA - 2, 20_000));
        let next = start + WINDOW * 3 + Duration::from_secs(1);
        assert_eq!(told(meter.count(next)), (QUOTA - 1, 29_000));
        let last = (0..QUOTA).map(|_| meter.count(next)).last();
        assert_eq!(last.map(told), Some((LEAST, 29_000)));
    }
}
