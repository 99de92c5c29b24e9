//! The quota of v3 and v2, which their responses report. B2B Edition's report none.
//!
//! The store is on a large plan unless a test wants another: its quota is so generous that nothing waits for it.

use std::time::{Duration, Instant};

use super::{MockStore, lock::lock};

/// The requests of a window on the large plan.
const LARGE: u64 = 20_000;
const WINDOW: Duration = Duration::from_secs(30);

/// Counts the requests of a window.
pub(crate) struct Meter {
    began: Instant,
    used: u64,
    plan: Plan,
    /// What another app sends with each request of ours.
    foreign: u64,
}

/// How many requests there may be in a window.
#[derive(Clone, Copy)]
struct Plan {
    requests: u64,
    window: Duration,
    /// However many requests come, no fewer are reported to be left.
    least: u64,
}

const LARGE_PLAN: Plan = Plan {
    requests: LARGE,
    window: WINDOW,
    least: LARGE / 2,
};

impl Plan {
    /// The headers that report it, with so many requests left until it is whole again.
    fn headers(&self, left: u64, reset: Duration) -> Vec<(String, String)> {
        let reported = [
            ("Time-Window-Ms", self.window.as_millis()),
            ("Time-Reset-Ms", reset.as_millis()),
            ("Requests-Quota", self.requests.into()),
            ("Requests-Left", left.into()),
        ];
        reported
            .map(|(name, value)| (format!("X-Rate-Limit-{name}"), value.to_string()))
            .into()
    }
}

/// The headers of a 429 after which the quota is whole again in `reset`.
pub(crate) fn used_up(reset: Duration) -> Vec<(String, String)> {
    LARGE_PLAN.headers(0, reset)
}

impl Meter {
    pub fn new(now: Instant) -> Self {
        Self {
            began: now,
            used: 0,
            plan: LARGE_PLAN,
            foreign: 0,
        }
    }

    /// Begins a new window where the last one has ended; how long it lasts from `now` on.
    fn rest(&mut self, now: Instant) -> Duration {
        let window = self.plan.window;
        let elapsed = now.saturating_duration_since(self.began);
        let since = elapsed.as_nanos() % window.as_nanos();
        let since = Duration::from_nanos(u64::try_from(since).unwrap_or_default());
        if elapsed >= window {
            self.began = now - since;
            self.used = 0;
        }
        window - since
    }

    /// The headers of the refusal of a request at `now`; `None` if the quota has room for it.
    pub fn refusal(&mut self, now: Instant) -> Option<Vec<(String, String)>> {
        let rest = self.rest(now);
        let Plan {
            requests, least, ..
        } = self.plan;
        (self.used >= requests && least == 0).then(|| self.plan.headers(0, rest))
    }

    /// Counts a request at `now`, and returns the headers of its response.
    pub fn count(&mut self, now: Instant) -> Vec<(String, String)> {
        let rest = self.rest(now);
        self.used += 1;
        let left = self.plan.requests.saturating_sub(self.used);
        let headers = self.plan.headers(left.max(self.plan.least), rest);
        // They come after the response, which doesn't count them.
        self.used += self.foreign;
        headers
    }
}

impl MockStore {
    /// Gives the store a quota of so many requests in a window. Past it v3 and v2 respond with 429 until the window, which
    /// begins now, ends. 150 requests in 30 seconds are a small plan's.
    pub fn quota(&self, requests: u64, window: Duration) {
        let mut meter = lock(&self.inner.meter);
        meter.began = Instant::now();
        meter.used = 0;
        meter.plan = Plan {
            requests,
            window: window.max(Duration::from_millis(1)),
            least: 0,
        };
    }

    /// Lets another app send so many requests after each of ours. They use the quota, which is the store's: what is left
    /// falls faster, and with a small [`quota`](Self::quota) a request can get a 429 though the last response reported that
    /// there was room for it.
    pub fn foreign_requests(&self, requests: u64) {
        lock(&self.inner.meter).foreign = requests;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_follow_each_other_and_nobody_is_kept_waiting() {
        let reported = |headers: Vec<(String, String)>| {
            let number = |index: usize| headers[index].1.parse::<u64>().unwrap_or_default();
            (number(3), number(1))
        };
        let start = Instant::now();
        let mut meter = Meter::new(start);
        assert_eq!(reported(meter.count(start)), (LARGE - 1, 30_000));
        let later = start + Duration::from_secs(10);
        assert_eq!(reported(meter.count(later)), (LARGE - 2, 20_000));
        let next = start + WINDOW * 3 + Duration::from_secs(1);
        assert_eq!(reported(meter.count(next)), (LARGE - 1, 29_000));
        let last = (0..LARGE).map(|_| meter.count(next)).last();
        assert_eq!(last.map(reported), Some((LARGE / 2, 29_000)));
        assert_eq!(meter.refusal(next), None);
    }
}
