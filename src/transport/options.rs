//! What a caller decides about how a call is carried out.

use std::time::Duration;

use http::HeaderValue;

/// The bytes of a response that are held, unless the options say otherwise.
const RESPONSE_LIMIT: u64 = 32 * 1024 * 1024;

/// How calls are carried out: for a whole store, or for one call, whose options come first.
///
/// ```no_run
/// use std::time::Duration;
/// use bigcommerce::CallOptions;
///
/// # async fn run(store: bigcommerce::Store) -> Result<(), bigcommerce::Error> {
/// let patient = CallOptions::new().max_attempts(8).total_timeout(Duration::from_secs(3600));
/// let companies = store.b2b().companies().get_companies().with_options(patient).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "options do nothing until they are given to a store or a call"]
pub struct CallOptions {
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) backoff: Option<(Duration, Duration)>,
    pub(crate) retry_non_idempotent: Option<bool>,
    pub(crate) response_limit: Option<u64>,
    pub(crate) correlation_id: Option<HeaderValue>,
    pub(crate) strict: Option<bool>,
    pub(crate) fault: Option<&'static str>,
}

impl CallOptions {
    /// Options that leave everything as it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// Options for calls that somebody waits for, such as those of a web service: two attempts at most, 10
    /// seconds without progress and 15 seconds in all, waiting included. A rate limit that leaves the call no
    /// turn in this time is [`Error::RateLimited`](crate::Error::RateLimited) at once, with the time to wait.
    ///
    /// ```
    /// use bigcommerce::{CallOptions, Store};
    ///
    /// let store = Store::builder("abc123")
    ///     .access_token("secret")
    ///     .options(CallOptions::interactive())
    ///     .build()?;
    /// # Ok::<(), bigcommerce::Error>(())
    /// ```
    pub fn interactive() -> Self {
        Self::new()
            .attempt_timeout(Duration::from_secs(10))
            .total_timeout(Duration::from_secs(15))
            .max_attempts(2)
            .backoff(Duration::from_millis(200), Duration::from_secs(2))
    }

    /// How long an attempt may go without progress: without a byte of the request going out or of the
    /// response coming in. A file that is slow but moves isn't cut. 60 seconds unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long the call may take with all attempts and all waiting, its turn included. A call whose
    /// turn can't come in this time fails at once with [`Error::RateLimited`](crate::Error::RateLimited).
    ///
    /// Unless set, an hour for the first turn and 10 minutes from then on; an attempt under way may go on
    /// beyond them as long as it has moved a KiB for each second it has taken.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// How often the request may be sent; 5 unless set, at least 1. With 1 nothing is ever sent twice;
    /// otherwise the first 429 that tells when the quota is whole again doesn't count. Fewer if the store's
    /// [`RetryBudget`](crate::RetryBudget) is used up.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.max(1));
        self
    }

    /// The delay before the second attempt, which doubles with each further one, and its limit. Each
    /// delay is cut at random by up to a half. 500 milliseconds and 30 seconds unless set; after a 429 of
    /// B2B Edition, which doesn't tell how long to wait, the first delay is 10 seconds.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.backoff = Some((first, longest));
        self
    }

    /// Whether a POST may be sent again when nobody knows if the first one was carried out: after a
    /// 5xx, a timeout or a broken connection. Off unless set: it could create a thing twice.
    pub fn retry_non_idempotent(mut self, yes: bool) -> Self {
        self.retry_non_idempotent = Some(yes);
        self
    }

    /// The most bytes of a response that are held, after decompression; 32 MiB unless set. A larger one
    /// is [`Error::TooLarge`](crate::Error::TooLarge), and one that is nothing but brackets and commas
    /// [`Error::Decode`](crate::Error::Decode). A call takes no more than 32 times as much memory, whatever
    /// the server sends. Streams and downloads have no limit until they are collected.
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Whether a success that isn't what its document says is [`Error::Decode`](crate::Error::Decode), which
    /// names the first place. Off unless set: what doesn't fit is left out of the value and reported by
    /// [`Response::mismatches`](crate::Response::mismatches). A value that says the same in another form,
    /// such as `"7"` for `7`, is neither.
    pub fn strict(mut self, yes: bool) -> Self {
        self.strict = Some(yes);
        self
    }

    /// Sent as `X-Correlation-Id`, which groups calls in BigCommerce's logs. ASCII without control
    /// characters; what can't be a header fails the call before it is sent.
    pub fn correlation_id(mut self, id: impl AsRef<str>) -> Self {
        match HeaderValue::from_str(id.as_ref()) {
            Ok(value) if id.as_ref().is_ascii() => self.correlation_id = Some(value),
            _ => self.fault = Some("the correlation id can't stand in a header"),
        }
        self
    }

    pub(crate) fn response_limit_or_default(&self) -> u64 {
        self.response_limit.unwrap_or(RESPONSE_LIMIT)
    }

    /// These options, and where they leave something open, `others`.
    pub(crate) fn or(self, others: &Self) -> Self {
        Self {
            attempt_timeout: self.attempt_timeout.or(others.attempt_timeout),
            total_timeout: self.total_timeout.or(others.total_timeout),
            max_attempts: self.max_attempts.or(others.max_attempts),
            backoff: self.backoff.or(others.backoff),
            retry_non_idempotent: self.retry_non_idempotent.or(others.retry_non_idempotent),
            response_limit: self.response_limit.or(others.response_limit),
            correlation_id: self
                .correlation_id
                .or_else(|| others.correlation_id.clone()),
            strict: self.strict.or(others.strict),
            fault: self.fault.or(others.fault),
        }
    }
}
