//! What a successful call gives back.

use std::{fmt, ops::Deref, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use serde_json::Value;

use crate::{
    Mismatch, RateLimit,
    decode::{self, Decoded},
    operation::Operation,
};

/// A successful response: its value, status and headers, and the bytes it was decoded from.
///
/// Dereferences to the value.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    operation: &'static Operation,
    decoded: Decoded<T>,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    effort: Effort,
}

/// What it took to get a response.
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
    pub(crate) fn new(
        operation: &'static Operation,
        decoded: Decoded<T>,
        received: Received,
    ) -> Self {
        let Received {
            status,
            headers,
            body,
            effort,
        } = received;
        Self {
            operation,
            decoded,
            status,
            headers,
            body,
            effort,
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.decoded.value
    }

    /// The same response about what `make` makes of the value.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Response<U> {
        let made: Result<_, std::convert::Infallible> = self.try_map(|value| Ok(make(value)));
        match made {
            Ok(made) => made,
            Err(never) => match never {},
        }
    }

    /// As [`map`](Self::map), where `make` can fail.
    pub(crate) fn try_map<U, E>(
        self,
        make: impl FnOnce(T) -> Result<U, E>,
    ) -> Result<Response<U>, E> {
        let Decoded {
            value,
            mismatches,
            items_left_out,
        } = self.decoded;
        Ok(Response {
            operation: self.operation,
            decoded: Decoded {
                value: make(value)?,
                mismatches,
                items_left_out,
            },
            status: self.status,
            headers: self.headers,
            body: self.body,
            effort: self.effort,
        })
    }

    /// What the body says beside its payload, such as counts of what was done: its member `meta`, where
    /// it has one.
    pub fn meta(&self) -> Option<Value> {
        decode::json(&self.body)?.get("meta").cloned()
    }

    /// What in the body isn't what its document says, and was left out of the value or, where it is
    /// text, repaired: the first thousand. A value that says the same in another form, such as `"7"` for
    /// `7`, `[]` for an empty object or `null` for one that is absent, is none.
    ///
    /// ```no_run
    /// # async fn run(store: bigcommerce::Store) -> Result<(), bigcommerce::Error> {
    /// let products = store.v3().products().get_products().send().await?;
    /// for mismatch in products.mismatches() {
    ///     eprintln!("{mismatch}"); // `data[3].price` is text where a number is due
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.decoded.mismatches
    }

    /// How many items of the list were left out.
    pub(crate) fn items_left_out(&self) -> usize {
        self.decoded.items_left_out
    }

    /// The value, and what isn't in it.
    pub(crate) fn into_parts(self) -> (T, Vec<Mismatch>) {
        (self.decoded.value, self.decoded.mismatches)
    }

    /// The status: several operations tell by it what happened (200, 201, 204).
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The rate limit that the response reports, if it does.
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

    /// Whether this is a DELETE that got 404 after an earlier attempt of the same call,
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

/// A response as it came.
#[derive(Clone)]
pub(crate) struct Received {
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
        &self.decoded.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Response");
        debug.field("status", &self.status);
        debug.field("value", &self.decoded.value);
        if !self.mismatches().is_empty() {
            debug.field("mismatches", &self.decoded.mismatches);
        }
        debug.finish_non_exhaustive()
    }
}
