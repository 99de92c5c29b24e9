//! What the responses report about a quota: so many calls a window, so many left, so long until the next one.

use std::time::Duration;

use tokio::time::Instant;

use crate::RateLimit;

/// Calls in flight before the first response has reported how many may be.
const FIRST_CALLS: u64 = 5;

/// The window of a quota that doesn't tell its own.
const USUAL: Duration = Duration::from_secs(30);

/// How many calls of others we expect for each that we know of: what is known is a call old.
const CAUTION: f64 = 2.0;

/// The most calls of others for each of ours that is believed: who has just come to a busy window has
/// made too few to tell.
const MOST_OTHERS: f64 = 10.0;

/// What a response means for those who wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reply {
    /// What it reports about the quota.
    pub reported: RateLimit,
    /// Whether the request was refused as one too many; then it wasn't counted.
    pub refused: bool,
    /// Whether it was the platform itself that responded, and neither loaded nor failing.
    pub healthy: bool,
}

/// Calls of others for each of ours while no window has been seen from its beginning.
const UNKNOWN_OTHERS: f64 = 1.0;

/// The quota as we know it: reported by responses, shared with other programs.
///
/// The platform counts calls in fixed windows and tells with each response how many are left. Others'
/// calls are what is missing beyond ours; while there are any, no more calls are in flight than our
/// part of what is left, so that several programs that all do this don't run into each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quota {
    window: Option<Window>,
    /// Whether the platform responds without telling of a quota.
    silent: bool,
    /// Calls of others for each of ours, as it was in the window before.
    others_before: Option<f64>,
    /// How many calls may be in flight while little is known; doubles with each round of responses.
    opening: u64,
}

#[derive(Clone, Debug)]
struct Window {
    quota: u64,
    left: u64,
    length: Duration,
    resets: Instant,
    /// Our calls that it has counted.
    ours: u64,
    /// Others' calls that it has counted, at least.
    others: u64,
    /// Whether a response has reported it; otherwise it only follows from the one before.
    reported: bool,
}

impl Quota {
    /// A quota nothing is known of yet. If `expected`, few calls go out until a response reports it.
    pub fn new(expected: bool) -> Self {
        Self {
            silent: !expected,
            ..Self::default()
        }
    }

    /// Whether another call may go out at `now` beside `in_flight` others; else when to look again at the
    /// latest, if not with the next response.
    pub fn admit(&mut self, now: Instant, in_flight: u64) -> Result<(), Option<Instant>> {
        self.roll(now);
        let Some(window) = &self.window else {
            let free = self.silent || in_flight < FIRST_CALLS;
            return if free { Ok(()) } else { Err(None) };
        };
        let others = self.others(window, in_flight);
        let alone = is_alone(others);
        let reserve = reserve(window.quota, others);
        let ours = (window.left.saturating_sub(reserve) as f64 / (1.0 + CAUTION * others)) as u64;
        // A single call may always use what is left over for us.
        let ours = ours.max(u64::from(window.left > reserve));
        let most = if alone && self.opening > window.quota {
            ours
        } else {
            ours.min(self.opening.max(FIRST_CALLS))
        };
        if in_flight < most {
            Ok(())
        } else {
            Err(Some(window.resets))
        }
    }

    /// When a call with so many `ahead` of it may go out at the earliest; nothing if that may be at once.
    pub fn earliest(&mut self, now: Instant, ahead: u64) -> Option<Instant> {
        self.roll(now);
        let window = self.window.as_ref()?;
        let reserve = reserve(window.quota, self.others(window, 0));
        let left = window.left.saturating_sub(reserve);
        // Others may use the quota as well: no sooner than this.
        let windows = ahead.checked_sub(left)? / window.quota.max(1);
        let windows = u32::try_from(windows).unwrap_or(u32::MAX);
        window
            .resets
            .checked_add(window.length.saturating_mul(windows))
    }

    /// Notes a response that came at `now`, with `in_flight` more under way.
    pub fn responded(&mut self, now: Instant, reply: Reply, in_flight: u64) {
        self.roll(now);
        self.opening = self.opening.max(FIRST_CALLS).saturating_add(1);
        let reported = reply.reported;
        // A refusal that tells when the window ends says that nothing is left of it.
        let none_left = (reply.refused && reported.time_reset.is_some()).then_some(0);
        let Some(left) = reported.requests_left.or(none_left) else {
            self.silent |= reply.healthy;
            return;
        };
        let before = self.window.as_ref();
        let quota = reported
            .requests_quota
            .or(before.map(|window| window.quota));
        let quota = quota.unwrap_or(left).max(left);
        let length = reported.time_window.or(before.map(|window| window.length));
        let length = length
            .unwrap_or(USUAL)
            .max(reported.time_reset.unwrap_or_default());
        let resets = match (reported.time_reset, before) {
            // The header counts whole milliseconds.
            (Some(reset), _) => now + reset + Duration::from_millis(1),
            (None, Some(window)) => window.resets,
            (None, None) => now + length,
        };
        let slack = length / 2;
        let counted = u64::from(!reply.refused);
        match &mut self.window {
            // A response of the window before.
            Some(window) if resets + slack < window.resets => return,
            Some(window) if window.reported && resets < window.resets + slack => {
                window.left = window.left.min(left);
                window.quota = quota;
                window.length = length;
                window.resets = window.resets.min(resets);
                window.ours += counted;
            }
            other => {
                let ours = other
                    .as_ref()
                    .filter(|window| !window.reported)
                    .map(|w| w.ours);
                *other = Some(Window {
                    quota,
                    left,
                    length,
                    resets,
                    ours: ours.unwrap_or_default() + counted,
                    others: 0,
                    reported: true,
                });
            }
        }
        if let Some(window) = &mut self.window {
            let used = window.quota.saturating_sub(window.left);
            let others = used.saturating_sub(window.ours + in_flight);
            window.others = window.others.max(others);
        }
    }

    /// Notes a call that went out and never got a response: it may have been counted.
    pub fn lost(&mut self, now: Instant) {
        self.roll(now);
        if let Some(window) = &mut self.window {
            window.left = window.left.saturating_sub(1);
            window.ours += 1;
        }
    }

    /// What is known of the window at `now`.
    pub fn state(&self, now: Instant) -> Option<RateLimit> {
        let mut current = self.clone();
        current.roll(now);
        let window = current.window?;
        Some(RateLimit {
            requests_quota: Some(window.quota),
            requests_left: Some(window.left),
            time_reset: Some(window.resets.saturating_duration_since(now)),
            time_window: Some(window.length),
        })
    }

    /// Goes on to the window of `now`.
    fn roll(&mut self, now: Instant) {
        let before = match &self.window {
            Some(window) if now >= window.resets => window.clone(),
            _ => return,
        };
        // One that was hardly used tells nothing of others.
        if before.ours + before.others >= FIRST_CALLS.min(before.quota) {
            self.others_before = Some(before.ratio(0));
        }
        // A 429 may tell when the next one begins and not how large it is: then nothing is known of it.
        if before.quota == 0 {
            self.window = None;
            return;
        }
        let next = before.resets + before.length;
        self.window = Some(Window {
            left: before.quota,
            resets: if next > now {
                next
            } else {
                now + before.length
            },
            ours: 0,
            others: 0,
            reported: false,
            ..before
        });
        self.opening = if self.others_before.is_some_and(is_alone) {
            self.opening
        } else {
            FIRST_CALLS
        };
    }

    /// Calls of others for each of ours: as many as before, or more if that shows.
    fn others(&self, window: &Window, in_flight: u64) -> f64 {
        let before = self.others_before.unwrap_or(UNKNOWN_OTHERS);
        before.max(window.ratio(in_flight))
    }
}

impl Window {
    /// Calls of others for each of ours that it counted, or may yet.
    fn ratio(&self, in_flight: u64) -> f64 {
        let ours = (self.ours + in_flight).max(1);
        (self.others as f64 / ours as f64).min(MOST_OTHERS)
    }
}

/// Whether nobody else uses the quota, as far as can be seen.
fn is_alone(others: f64) -> bool {
    others < 0.05
}

/// What is left to others who don't look: a call for each of them, a fortieth of the quota at most, and
/// never all of it.
fn reserve(quota: u64, others: f64) -> u64 {
    if is_alone(others) {
        return 0;
    }
    let most = (quota / 24).max(1).min(quota.saturating_sub(1));
    ((2.0 * others).ceil() as u64).clamp(most.min(1), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(30);

    fn reply(left: u64, resets_in: Duration) -> Reply {
        Reply {
            reported: RateLimit {
                requests_quota: Some(150),
                requests_left: Some(left),
                time_reset: Some(resets_in),
                time_window: Some(WINDOW),
            },
            refused: false,
            healthy: true,
        }
    }

    fn left(quota: &Quota, now: Instant) -> Option<u64> {
        quota.state(now)?.requests_left
    }

    /// How many calls may be in flight.
    fn most(quota: &mut Quota, now: Instant) -> u64 {
        (0..1000)
            .take_while(|in_flight| quota.admit(now, *in_flight).is_ok())
            .count() as u64
    }

    #[test]
    fn little_goes_out_until_something_is_known() {
        let now = Instant::now();
        let mut quota = Quota::new(true);
        assert_eq!(most(&mut quota, now), FIRST_CALLS);
        let failure = Reply {
            reported: RateLimit::default(),
            refused: false,
            healthy: false,
        };
        quota.responded(now, failure, 0);
        assert_eq!(most(&mut quota, now), FIRST_CALLS);
        let silent = Reply {
            healthy: true,
            ..failure
        };
        quota.responded(now, silent, 0);
        assert_eq!(
            most(&mut quota, now),
            1000,
            "a platform without a quota is free"
        );
        assert_eq!(most(&mut Quota::new(false), now), 1000);
    }

    #[test]
    fn alone_all_that_is_left_may_go() {
        let now = Instant::now();
        let mut quota = Quota::new(true);
        for left in (100..150).rev() {
            quota.responded(now, reply(left, WINDOW), 0);
        }
        // Known to be alone for a whole window, it need not feel its way.
        let next = now + WINDOW + Duration::from_millis(1);
        assert_eq!(most(&mut quota, next), FIRST_CALLS + 50);
        for left in (0..150).rev() {
            quota.responded(next, reply(left, WINDOW), 0);
        }
        assert_eq!(
            quota.admit(next, 0),
            Err(Some(next + WINDOW + Duration::from_millis(1)))
        );
        assert_eq!(most(&mut quota, next + WINDOW * 2), 150);
    }

    #[test]
    fn responses_out_of_order_dont_give_back_what_is_used() {
        let now = Instant::now();
        let mut quota = Quota::new(true);
        quota.responded(now, reply(10, WINDOW), 1);
        quota.responded(now, reply(90, WINDOW), 0);
        assert_eq!(left(&quota, now), Some(10));
        // The next window has begun; a response of the one before comes late.
        let next = now + WINDOW + Duration::from_millis(2);
        quota.responded(next, reply(149, WINDOW), 1);
        quota.responded(next, reply(0, Duration::ZERO), 0);
        assert_eq!(left(&quota, next), Some(149));
    }

    #[test]
    fn who_comes_late_doesnt_believe_in_a_crowd() {
        let now = Instant::now();
        let mut quota = Quota::new(true);
        quota.responded(now, reply(3, WINDOW), 0);
        assert!(
            quota.admit(now, 0).is_err(),
            "the rest is for those who were there"
        );
        let next = now + WINDOW + Duration::from_millis(2);
        assert!(most(&mut quota, next) >= 5);
    }

    #[test]
    fn a_call_that_is_lost_may_have_been_counted() {
        let now = Instant::now();
        let mut quota = Quota::new(true);
        quota.responded(now, reply(100, WINDOW), 1);
        quota.lost(now);
        assert_eq!(left(&quota, now), Some(99));
    }
}
