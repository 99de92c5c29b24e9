//! Lets calls through as fast as the platform takes them, first come, first served.
//!
//! Why not a crate: governor's cells let twice a quota through in a fixed window and can't be told what
//! other programs have used; tower's limits count by themselves too, and hold a permit where a call of
//! ours may still be waiting for another. What is well kept here is tokio's: a semaphore is the queue.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore},
    time::{Instant, timeout_at},
};

use super::quota::{Quota, Reply};
use crate::{RateLimit, RateState};

/// So many calls in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    pub calls: u64,
    pub per: Duration,
}

/// A call's turn doesn't come before its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLate {
    /// When it comes at the earliest, as far as that is known.
    pub turn: Option<Instant>,
}

/// What is known of a gate before the first response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caps {
    /// Most calls in a time.
    pub rate: Option<Rate>,
    /// Most calls at once.
    pub concurrency: Option<u64>,
}

/// A gate that all calls of one kind pass.
///
/// A waiter holds a place in the queue, never the lock: responses are noted and places given up without it.
#[derive(Debug)]
pub(crate) struct Gate {
    caps: Caps,
    state: Mutex<State>,
    /// The head of the queue.
    turn: Semaphore,
    /// Something changed that the head of the queue waits for.
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    in_flight: u64,
    waiting: u64,
    quota: Quota,
    /// When the calls of the last `rate.per` got their responses.
    responded: VecDeque<Instant>,
    /// Until when nobody passes, because the platform is loaded.
    paused_until: Option<Instant>,
    /// How many calls may be in flight since the platform has refused some without telling of a quota.
    ceiling: Option<f64>,
}

/// So many calls at once are no limit any more.
const FREE: f64 = 100.0;

impl Gate {
    pub fn new(caps: Caps) -> Arc<Self> {
        Arc::new(Self {
            caps,
            state: Mutex::new(State {
                quota: Quota::new(caps == Caps::default()),
                ..State::default()
            }),
            turn: Semaphore::new(1),
            changed: Notify::new(),
        })
    }

    /// Waits until one more call may go out; not at all if that surely isn't before `deadline`.
    pub async fn enter(self: &Arc<Self>, deadline: Instant) -> Result<Permit, TooLate> {
        let waiting = Waiting::at(self);
        self.in_time(waiting.ahead, deadline)?;
        // The semaphore is never closed; were it, order would be lost and nothing else.
        let turn = timeout_at(deadline, self.turn.acquire()).await;
        let _turn = turn.map_err(|_| self.too_late(waiting.ahead))?;
        loop {
            let changed = self.changed.notified();
            let admitted = {
                let mut state = self.lock();
                let admitted = state.admit(self.caps, Instant::now());
                state.in_flight += u64::from(admitted.is_ok());
                admitted
            };
            match admitted {
                Ok(()) => {
                    return Ok(Permit {
                        gate: Arc::clone(self),
                        outcome: Outcome::Unsent,
                    });
                }
                Err(_) if Instant::now() >= deadline => return Err(self.too_late(0)),
                Err(look_again) => {
                    self.in_time(0, deadline)?;
                    // Woken or not, the next look decides.
                    let until = look_again.map_or(deadline, |until| until.min(deadline));
                    _ = timeout_at(until, changed).await;
                }
            }
        }
    }

    /// An error if a call with so many `ahead` of it surely doesn't get its turn before `deadline`.
    fn in_time(&self, ahead: u64, deadline: Instant) -> Result<(), TooLate> {
        let too_late = self.too_late(ahead);
        match too_late.turn {
            Some(turn) if turn > deadline => Err(too_late),
            _ => Ok(()),
        }
    }

    fn too_late(&self, ahead: u64) -> TooLate {
        let turn = self.lock().earliest(self.caps, Instant::now(), ahead);
        TooLate { turn }
    }

    /// Nobody passes before `until`, and then fewer at once than there were.
    pub fn slow_down(&self, until: Instant) {
        let mut state = self.lock();
        let now = Instant::now();
        // Calls that were under way together are refused together: once is enough.
        if state.paused_until.is_none_or(|paused| paused <= now) {
            // The refused call is no longer in flight.
            let were = (state.in_flight + 1) as f64;
            let most = state.ceiling.map_or(were, |ceiling| ceiling.min(were));
            state.ceiling = Some((most * 0.75).max(1.0));
            state.paused_until = Some(until);
        }
    }

    /// What the gate knows at the moment.
    pub fn state(&self) -> RateState {
        let now = Instant::now();
        let mut state = self.lock();
        let reported = state.quota.state(now);
        let known = reported.or_else(|| Some(state.counted(self.caps.rate?, now)));
        RateState {
            limit: known,
            in_flight: state.in_flight,
            waiting: state.waiting,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What a panic elsewhere left behind is still whole: each change is one assignment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether a call may go out at `now`; if not, when to look again at the latest, if not on a change.
    fn admit(&mut self, caps: Caps, now: Instant) -> Result<(), Option<Instant>> {
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            return Err(Some(until));
        }
        if caps.concurrency.is_some_and(|most| self.in_flight >= most)
            || self
                .ceiling
                .is_some_and(|most| self.in_flight as f64 + 1.0 > most)
        {
            return Err(None);
        }
        if let Some(rate) = caps.rate {
            self.forget(rate, now);
            let used = self.responded.len() as u64 + self.in_flight;
            if used >= rate.calls {
                return Err(self.responded.front().map(|first| *first + rate.per));
            }
        }
        self.quota.admit(now, self.in_flight)
    }

    /// When a call with so many `ahead` of it passes at the earliest; nothing if that may be at once.
    fn earliest(&mut self, caps: Caps, now: Instant, ahead: u64) -> Option<Instant> {
        let paused = self.paused_until.filter(|until| *until > now);
        let rate = caps.rate.and_then(|rate| {
            self.forget(rate, now);
            let free = rate.calls.saturating_sub(self.responded.len() as u64);
            // Each call that is counted now makes room for one when it is forgotten, and so on.
            let nth = usize::try_from(ahead.checked_sub(free)?).ok()?;
            let rounds = nth / self.responded.len().max(1);
            let first = *self.responded.get(nth % self.responded.len().max(1))?;
            let rounds = u32::try_from(rounds + 1).ok()?;
            first.checked_add(rate.per.saturating_mul(rounds))
        });
        let quota = self.quota.earliest(now, ahead);
        [paused, rate, quota].into_iter().flatten().max()
    }

    /// What is left of `rate` by our own count.
    fn counted(&mut self, rate: Rate, now: Instant) -> RateLimit {
        self.forget(rate, now);
        let used = self.responded.len() as u64 + self.in_flight;
        let whole_at = self.responded.back().map_or(now, |last| *last + rate.per);
        RateLimit {
            requests_quota: Some(rate.calls),
            requests_left: Some(rate.calls.saturating_sub(used)),
            time_reset: Some(whole_at.saturating_duration_since(now)),
            time_window: Some(rate.per),
        }
    }

    /// A healthy response: more calls at once, little by little.
    fn recover(&mut self) {
        let more = self.ceiling.map(|ceiling| ceiling + 0.25 / ceiling);
        self.ceiling = more.filter(|ceiling| *ceiling < FREE);
    }

    /// Forgets the calls that `rate` no longer counts.
    fn forget(&mut self, rate: Rate, now: Instant) {
        while self
            .responded
            .front()
            .is_some_and(|first| *first + rate.per <= now)
        {
            self.responded.pop_front();
        }
    }
}

/// The right to have one call in flight. Dropped before the call went out, it leaves no trace.
#[derive(Debug)]
pub(crate) struct Permit {
    gate: Arc<Gate>,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Unsent,
    NoResponse,
    Responded(Reply),
}

impl Permit {
    /// The call goes out now.
    pub fn sent(&mut self) {
        self.outcome = Outcome::NoResponse;
    }

    /// The call got a response.
    pub fn responded(&mut self, reply: Reply) {
        self.outcome = Outcome::Responded(reply);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let now = Instant::now();
        let mut state = self.gate.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
        let in_flight = state.in_flight;
        if self.gate.caps.rate.is_some() && !matches!(self.outcome, Outcome::Unsent) {
            state.responded.push_back(now);
        }
        match self.outcome {
            Outcome::Unsent => (),
            Outcome::NoResponse => state.quota.lost(now),
            Outcome::Responded(reply) => {
                state.quota.responded(now, reply, in_flight);
                if reply.healthy {
                    state.recover();
                }
            }
        }
        drop(state);
        self.gate.changed.notify_one();
    }
}

/// Counts who waits.
struct Waiting<'a> {
    gate: &'a Gate,
    /// How many waited before it.
    ahead: u64,
}

impl<'a> Waiting<'a> {
    fn at(gate: &'a Gate) -> Self {
        let mut state = gate.lock();
        let ahead = state.waiting;
        state.waiting += 1;
        drop(state);
        Self { gate, ahead }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.gate.lock().waiting -= 1;
    }
}
