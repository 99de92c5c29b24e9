//! Whether a failed attempt is made again, and when.

use std::time::Duration;

use http::{Method, StatusCode};

use super::CallOptions;
use crate::{Problem, RateLimit, connect_error, operation::Operation};

/// An attempt that failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server answered with a failure.
    Problem(Box<Problem>),
    /// The connection failed, before or after anything was sent.
    Connection(reqwest::Error),
    /// The answer took too long.
    TimedOut(Duration),
    /// The answer is larger than anything we take.
    TooLarge(u64),
}

impl Failure {
    /// Whether the attempt may have been carried out all the same.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Self::Problem(problem) => {
                problem.is_server_error() || problem.status() == StatusCode::REQUEST_TIMEOUT
            }
            Self::Connection(error) => !error.is_connect() && !error.is_builder(),
            Self::TimedOut(_) | Self::TooLarge(_) => true,
        }
    }

    /// What failed, in a word or two.
    #[cfg(feature = "tracing")]
    pub fn reason(&self) -> String {
        match self {
            Self::Problem(problem) => problem.status().as_u16().to_string(),
            Self::Connection(error) if error.is_connect() => "no connection".to_owned(),
            Self::Connection(_) => "connection broken".to_owned(),
            Self::TimedOut(_) => "timeout".to_owned(),
            Self::TooLarge(_) => "answer too large".to_owned(),
        }
    }
}

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The failure is final.
    Fail,
    /// Another attempt after a delay that grows with each.
    Backoff,
    /// Another attempt when the quota is whole again, which doesn't count.
    Reset(Duration),
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
    /// The window of a quota that answers don't tell of.
    window: Duration,
    /// Attempts that count.
    counted: u32,
}

impl Retry {
    /// `window` is that of a quota the operation's answers don't tell of, or nothing.
    pub fn new(
        operation: &Operation,
        options: &CallOptions,
        replayable: bool,
        window: Duration,
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
            window,
            counted: 0,
        }
    }

    /// What follows `failure`.
    pub fn after(&mut self, failure: &Failure) -> Next {
        let next = self.class(failure);
        if !self.replayable || self.max_attempts == 1 {
            return Next::Fail;
        }
        if next == Next::Backoff {
            self.counted += 1;
            if self.counted >= self.max_attempts {
                return Next::Fail;
            }
        }
        next
    }

    fn class(&self, failure: &Failure) -> Next {
        let repeated = if self.repeatable {
            Next::Backoff
        } else {
            Next::Fail
        };
        match failure {
            Failure::Problem(problem) => match problem.status() {
                StatusCode::TOO_MANY_REQUESTS => {
                    let told = RateLimit::of(problem.headers());
                    told.map_or(Next::Backoff, |told| Next::Reset(told.resets_in))
                }
                _ if problem.is_suspended() || problem.is_maintenance() => Next::Fail,
                StatusCode::REQUEST_TIMEOUT
                | StatusCode::INTERNAL_SERVER_ERROR
                | StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT => repeated,
                // The gateway's own, such as Cloudflare's 520 to 527.
                status if (520..=599).contains(&status.as_u16()) => repeated,
                _ => Next::Fail,
            },
            Failure::Connection(error) if connect_error::advice(error).is_some() => Next::Fail,
            Failure::Connection(error) if error.is_connect() => Next::Backoff,
            Failure::Connection(_) | Failure::TimedOut(_) => repeated,
            Failure::TooLarge(_) => Next::Fail,
        }
    }

    /// The delay before the attempt that comes next; no shorter than the server asks for.
    pub fn delay(&self, failure: &Failure) -> Duration {
        let doublings = self.counted.saturating_sub(1).min(31);
        let first = match failure {
            // Other programs have used up the quota: the delays together shall outlast its window.
            Failure::Problem(problem) if problem.is_rate_limited() => {
                self.first.max(self.window / 6)
            }
            _ => self.first,
        };
        let whole = first.saturating_mul(1 << doublings).min(self.longest);
        let delay = whole.mul_f64(1.0 - fastrand::f64() / 2.0);
        match failure {
            Failure::Problem(problem) => delay.max(problem.retry_after().unwrap_or_default()),
            _ => delay,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;

    /// The delays of a call that is refused again and again, without a word of how long.
    fn delays(window: Duration) -> Vec<Duration> {
        let operation = crate::operations().next().unwrap();
        let mut retry = Retry::new(operation, &CallOptions::new(), true, window);
        let refused = StatusCode::TOO_MANY_REQUESTS;
        let problem = Problem::new(operation, refused, HeaderMap::new(), Bytes::new());
        let failure = Failure::Problem(Box::new(problem));
        let next = std::iter::from_fn(|| {
            (retry.after(&failure) == Next::Backoff).then(|| retry.delay(&failure))
        });
        next.collect()
    }

    #[test]
    fn delays_grow_and_outlast_a_window_that_isnt_told() {
        let second = Duration::from_secs(1);
        let told = delays(Duration::ZERO);
        assert_eq!(told.len(), 4);
        assert!(
            told.iter()
                .zip([1, 2, 4, 8])
                .all(|(delay, most)| *delay <= second * most / 2)
        );
        assert!(
            told.iter()
                .zip([1, 2, 4, 8])
                .all(|(delay, most)| *delay >= second * most / 4)
        );
        let untold = delays(second * 60);
        assert!(untold.iter().sum::<Duration>() >= second * 45, "{untold:?}");
    }
}
