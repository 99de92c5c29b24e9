//! Whether a failed attempt is made again, and when.

use std::time::Duration;

use http::{Method, StatusCode};

use super::{CallOptions, Gates, Retries};
use crate::{Partial, Problem, connect_error, operation::Operation};

/// An attempt that failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server responded with a failure.
    Problem(Box<Problem>),
    /// A part was carried out and a part failed.
    Partial(Box<Partial>),
    /// The connection failed, before or after anything was sent.
    Connection(reqwest::Error),
    /// The response took too long.
    TimedOut(Duration),
    /// The response is larger than anything we take.
    TooLarge(u64),
}

impl Failure {
    /// Whether the attempt may have been carried out all the same.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Self::Problem(problem) => {
                !problem.is_rate_limited()
                    && (problem.is_server_error()
                        || problem.status() == StatusCode::REQUEST_TIMEOUT)
            }
            Self::Connection(error) => !error.is_connect() && !error.is_builder(),
            Self::Partial(_) | Self::TimedOut(_) | Self::TooLarge(_) => true,
        }
    }

    /// The status of the response that is a failure: its body's own, where that says one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Problem(problem) => Some(problem.status()),
            Self::Partial(partial) => Some(partial.status()),
            Self::Connection(_) | Self::TimedOut(_) | Self::TooLarge(_) => None,
        }
    }

    /// What failed, in a word or two.
    #[cfg(feature = "tracing")]
    pub fn reason(&self) -> String {
        match self {
            Self::Problem(problem) => problem.status().as_u16().to_string(),
            Self::Partial(partial) => partial.status().as_u16().to_string(),
            Self::Connection(error) if error.is_connect() => "no connection".to_owned(),
            Self::Connection(_) => "connection broken".to_owned(),
            Self::TimedOut(_) => "timeout".to_owned(),
            Self::TooLarge(_) => "response too large".to_owned(),
        }
    }
}

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The failure is final.
    Fail,
    /// Another attempt.
    Again(Again),
}

/// Another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Again {
    /// How long to wait before it.
    pub delay: Duration,
    /// Whether other calls should wait as long, and fewer be sent at once from then on.
    pub slow_down: bool,
}

/// No refusal is followed by another attempt sooner.
const FLOOR: Duration = Duration::from_millis(100);

/// How a failure is taken.
enum Class {
    Final,
    /// The request was refused because there are too many, and not carried out.
    Refused,
    /// Another attempt is safe, or was allowed.
    Repeatable,
}

/// The rules of one call.
#[derive(Debug)]
pub(crate) struct Retry {
    max_attempts: u32,
    /// Whether the request may be sent again once it may have been carried out.
    repeatable: bool,
    /// Whether the request can be built again.
    replayable: bool,
    first: Duration,
    longest: Duration,
    /// The window of a quota that responses don't report.
    window: Duration,
    /// Attempts that count.
    counted: u32,
    /// Whether an attempt was refused before.
    refused: bool,
}

impl Retry {
    pub fn new(
        operation: &'static Operation,
        options: &CallOptions,
        replayable: bool,
        gates: &Gates,
    ) -> Self {
        let (first, longest) = options
            .backoff
            .unwrap_or((Duration::from_millis(500), Duration::from_secs(30)));
        let idempotent = operation
            .method
            .parse()
            .is_ok_and(|method: Method| method.is_idempotent());
        Self {
            max_attempts: options.max_attempts.unwrap_or(5),
            repeatable: idempotent || options.retry_non_idempotent.unwrap_or_default(),
            replayable,
            first: first.min(super::LONGEST),
            longest: longest.min(super::LONGEST),
            window: gates.window(operation),
            counted: 0,
            refused: false,
        }
    }

    /// What follows `failure`, if the store's `retries` allow it.
    pub fn after(&mut self, failure: &Failure, retries: &Retries) -> Next {
        let class = self.class(failure);
        if matches!(class, Class::Final) || !self.replayable || self.max_attempts == 1 {
            return Next::Fail;
        }
        let asked_for = match failure {
            Failure::Problem(problem) => problem.retry_after().unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let is_refusal = matches!(class, Class::Refused);
        // The first refusal tells when the next window begins. Another right after that is news: the
        // window is used up by others, or what is reported isn't true.
        let first_refusal = is_refusal && !std::mem::replace(&mut self.refused, is_refusal);
        if first_refusal && tells_reset(failure) {
            return Next::Again(Again {
                delay: asked_for.max(FLOOR),
                slow_down: false,
            });
        }
        self.counted += 1;
        if self.counted >= self.max_attempts || !retries.take() {
            return Next::Fail;
        }
        let floor = if is_refusal { FLOOR } else { Duration::ZERO };
        Next::Again(Again {
            delay: self.backoff(is_refusal).max(asked_for).max(floor),
            slow_down: is_refusal,
        })
    }

    fn class(&self, failure: &Failure) -> Class {
        let repeated = if self.repeatable {
            Class::Repeatable
        } else {
            Class::Final
        };
        match failure {
            Failure::Problem(problem) => match problem.status() {
                _ if problem.is_rate_limited() => Class::Refused,
                _ if problem.is_suspended() || problem.is_maintenance() => Class::Final,
                StatusCode::REQUEST_TIMEOUT
                | StatusCode::INTERNAL_SERVER_ERROR
                | StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT => repeated,
                // The gateway's own, such as Cloudflare's 520 to 527.
                status if (520..=599).contains(&status.as_u16()) => repeated,
                _ => Class::Final,
            },
            Failure::Connection(error) if connect_error::advice(error).is_some() => Class::Final,
            Failure::Connection(error) if error.is_connect() => Class::Repeatable,
            Failure::Connection(_) | Failure::TimedOut(_) => repeated,
            // The next attempt would do again what is done.
            Failure::Partial(_) | Failure::TooLarge(_) => Class::Final,
        }
    }

    /// The delay before the attempt that comes next; it grows with each.
    fn backoff(&self, is_refusal: bool) -> Duration {
        let doublings = self.counted.saturating_sub(1).min(31);
        // Other programs have used up the quota: the delays together shall outlast its window.
        let first = if is_refusal {
            self.first.max(self.window / 6)
        } else {
            self.first
        };
        let whole = first.saturating_mul(1 << doublings).min(self.longest);
        whole.mul_f64(1.0 - fastrand::f64() / 2.0)
    }
}

/// Whether a refusal tells when the quota is whole again.
fn tells_reset(failure: &Failure) -> bool {
    match failure {
        Failure::Problem(problem) => {
            let reported = problem.rate_limit();
            reported.is_some_and(|reported| reported.time_reset.is_some())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;
    use crate::{Pacing, RetryBudget};

    fn retry() -> (&'static Operation, Retry, Retries) {
        let operation = crate::operations().next().unwrap();
        let gates = Gates::new(Pacing::new(), None);
        let retry = Retry::new(operation, &CallOptions::new(), true, &gates);
        (operation, retry, Retries::new(RetryBudget::default()))
    }

    fn refused(operation: &'static Operation, headers: HeaderMap) -> Failure {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let problem = Problem::new(operation, status, headers, Bytes::new());
        Failure::Problem(Box::new(problem))
    }

    /// The delays of a call that is refused again and again in the same way.
    fn delays(window: Duration, headers: HeaderMap) -> Vec<Duration> {
        let (operation, mut retry, retries) = retry();
        retry.window = window;
        let failure = refused(operation, headers);
        let next = std::iter::from_fn(|| match retry.after(&failure, &retries) {
            Next::Again(again) => Some(again.delay),
            Next::Fail => None,
        });
        next.take(1000).collect()
    }

    #[test]
    fn delays_grow_and_outlast_a_window_that_isnt_told() {
        let second = Duration::from_secs(1);
        let reported = delays(Duration::ZERO, HeaderMap::new());
        assert_eq!(reported.len(), 4);
        for (delay, most) in reported.iter().zip([1, 2, 4, 8]) {
            assert!(*delay <= second * most / 2 && *delay >= second * most / 4);
        }
        let untold = delays(second * 60, HeaderMap::new());
        assert!(untold.iter().sum::<Duration>() >= second * 45, "{untold:?}");
    }

    #[test]
    fn a_reset_that_isnt_true_is_believed_once() {
        for reset in ["0", "10", "-5"] {
            let headers = HeaderMap::from_iter([(
                http::HeaderName::from_static("x-rate-limit-time-reset-ms"),
                http::HeaderValue::from_static(reset),
            )]);
            let delays = delays(Duration::ZERO, headers);
            assert_eq!(delays.len(), 5, "{delays:?}");
            assert!(delays.iter().all(|delay| *delay >= FLOOR));
            assert!(delays[4] >= Duration::from_secs(2), "{delays:?}");
        }
    }

    #[test]
    fn the_longest_wait_that_is_asked_for_counts() {
        let headers = [
            ("x-rate-limit-time-reset-ms", "10"),
            ("retry-after", "30"),
            ("x-retry-after", "40.5"),
        ];
        let headers = headers.map(|(name, value)| {
            (
                http::HeaderName::from_static(name),
                http::HeaderValue::from_static(value),
            )
        });
        let delays = delays(Duration::ZERO, headers.into_iter().collect());
        assert!(
            delays
                .iter()
                .all(|delay| *delay >= Duration::from_millis(40_500))
        );
    }

    #[test]
    fn nothing_is_sent_again_once_the_budget_is_used_up() {
        let (operation, mut retry, _) = retry();
        let retries = Retries::new(RetryBudget::new(1));
        let problem = Problem::new(
            operation,
            StatusCode::BAD_GATEWAY,
            HeaderMap::new(),
            Bytes::new(),
        );
        let failure = Failure::Problem(Box::new(problem));
        retry.repeatable = true;
        assert!(matches!(retry.after(&failure, &retries), Next::Again(_)));
        assert_eq!(retry.after(&failure, &retries), Next::Fail);
    }
}
