//! What a successful call gives back.

use std::{fmt, ops::Deref, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{RateLimit, operation::Operation};

/// A success answer: its value, status and headers, and the bytes it was decoded from.
///
/// Dereferences to the value.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    operation: &'static Operation,
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    effort: Effort,
}

/// What it took to get an answer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effort {
    /// How often the request was sent.
    pub attempts: u32,
    /// Time spent waiting: for a turn, and between attempts.
    pub waited: Duration,
    /// Whether an attempt that failed may have been carried out.
    pub in_doubt: bool,
    /// Whether a DELETE found nothing, after an attempt that may have been carried out.
    pub deleted_earlier: bool,
}

impl<T> Response<T> {
    pub(crate) fn new(operation: &'static Operation, value: T, answer: Answer) -> Self {
        let Answer {
            status,
            headers,
            body,
            effort,
        } = answer;
        Self {
            operation,
            value,
            status,
            headers,
            body,
            effort,
        }
    }

    /// The operation that was answered.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status: several operations tell by it what happened (200, 201, 204, 207).
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What the answer tells of the rate limit, if it does.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::of(&self.headers)
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.effort.attempts
    }

    /// How long the call waited: for its turn, and between attempts.
    pub fn waited(&self) -> Duration {
        self.effort.waited
    }

    /// Whether this is a DELETE that was answered with 404 after an earlier attempt of the same call,
    /// whose response was lost: that attempt has deleted it.
    pub fn deleted_by_earlier_attempt(&self) -> bool {
        self.effort.deleted_earlier
    }

    /// The body as it came; empty for a stream.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The platform's id of this request, to quote to BigCommerce's support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
}

/// An answer as it came.
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub effort: Effort,
}

/// The id the platform gave a request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "x-correlation-id", "cf-ray"]
        .into_iter()
        .find_map(|name| headers.get(name)?.to_str().ok())
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
