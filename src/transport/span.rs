//! What a call tells of itself while it is under way: a `tracing` span, where the feature is on.
//!
//! Neither secrets nor bodies nor arguments are in it.

#[cfg(feature = "tracing")]
mod traced {
    use std::time::Duration;

    use http::{HeaderMap, HeaderValue, StatusCode};
    use tracing::{Instrument, field::Empty, instrument::Instrumented};

    use super::super::retry::Failure;
    use crate::{
        Error, RateLimit,
        operation::Operation,
        response::{Effort, request_id},
    };

    /// The span of one call.
    pub(crate) struct Span(tracing::Span);

    impl Span {
        pub fn new(operation: &Operation, correlation_id: Option<&HeaderValue>) -> Self {
            let span = tracing::info_span!(
                "bigcommerce",
                operation = operation.id,
                family = operation.family.name(),
                method = operation.method,
                correlation_id = Empty,
                status = Empty,
                attempts = Empty,
                waited_ms = Empty,
                rate_left = Empty,
                request_id = Empty,
            );
            if let Some(id) = correlation_id.and_then(|id| id.to_str().ok()) {
                span.record("correlation_id", id);
            }
            Self(span)
        }

        /// Runs `future` inside the span.
        pub fn during<F: Future>(&self, future: F) -> Instrumented<F> {
            future.instrument(self.0.clone())
        }

        /// The call is tried again after `delay`.
        pub fn again(&self, attempts: u32, delay: Duration, failure: &Failure) {
            let delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
            let reason = failure.reason();
            tracing::warn!(parent: &self.0, attempts, delay_ms, %reason, "trying again");
        }

        pub fn succeeded(&self, status: StatusCode, headers: &HeaderMap, effort: Effort) {
            self.answered(status, headers);
            self.spent(effort);
            tracing::debug!(parent: &self.0, "answered");
        }

        /// Notes `error` and hands it back.
        pub fn failed(&self, error: Error, effort: Effort) -> Error {
            if let Some(problem) = error.problem() {
                self.answered(problem.status(), problem.headers());
            }
            self.spent(effort);
            tracing::debug!(parent: &self.0, "failed");
            error
        }

        fn answered(&self, status: StatusCode, headers: &HeaderMap) {
            self.0.record("status", status.as_u16());
            if let Some(left) = RateLimit::of(headers).and_then(|told| told.requests_left) {
                self.0.record("rate_left", left);
            }
            if let Some(id) = request_id(headers) {
                self.0.record("request_id", id);
            }
        }

        fn spent(&self, effort: Effort) {
            self.0.record("attempts", effort.attempts);
            let waited = u64::try_from(effort.waited.as_millis()).unwrap_or(u64::MAX);
            self.0.record("waited_ms", waited);
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod silent {
    use std::time::Duration;

    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::super::retry::Failure;
    use crate::{Error, operation::Operation, response::Effort};

    /// The span of one call, which nobody sees.
    pub(crate) struct Span;

    impl Span {
        pub fn new(_: &Operation, _: Option<&HeaderValue>) -> Self {
            Self
        }

        pub fn during<F: Future>(&self, future: F) -> F {
            future
        }

        pub fn again(&self, _: u32, _: Duration, _: &Failure) {}

        pub fn succeeded(&self, _: StatusCode, _: &HeaderMap, _: Effort) {}

        pub fn failed(&self, error: Error, _: Effort) -> Error {
            error
        }
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) use silent::Span;
#[cfg(feature = "tracing")]
pub(crate) use traced::Span;
