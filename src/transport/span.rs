//! The `tracing` span and events of a call, where the feature is on.
//!
//! Neither secrets nor bodies nor arguments are in it.

#[cfg(feature = "tracing")]
mod traced {
    use std::time::Duration;

    use http::{HeaderMap, StatusCode};
    use tracing::{Instrument, field::Empty, instrument::Instrumented};

    use super::super::{Outgoing, retry::Failure};
    use crate::{
        Error, RateLimit, StoreHash,
        response::{Effort, request_id},
    };

    /// The span of one call.
    pub(crate) struct Span(tracing::Span);

    impl Span {
        /// Fields of HTTP have the names of OpenTelemetry's semantic conventions, and `otel.` is what
        /// `tracing-opentelemetry` reads; the platform's are below `bigcommerce.`.
        pub fn new(call: &Outgoing) -> Self {
            let operation = call.operation;
            let url = &call.connection.host(operation).url;
            let template = format!("{}{}", operation.base_path, operation.path);
            let span = tracing::info_span!(
                "bigcommerce",
                otel.name = format!("{} {template}", operation.method),
                otel.kind = "client",
                otel.status_code = Empty,
                http.request.method = operation.method,
                http.request.resend_count = Empty,
                http.response.status_code = Empty,
                server.address = url.host_str(),
                server.port = url.port_or_known_default(),
                url.template = template,
                error.type = Empty,
                bigcommerce.store_hash = call.connection.credentials.hash().map(StoreHash::as_str),
                bigcommerce.operation = operation.id,
                bigcommerce.api = operation.api.name(),
                bigcommerce.correlation_id = Empty,
                bigcommerce.attempts = Empty,
                bigcommerce.waited_ms = Empty,
                bigcommerce.rate_left = Empty,
                bigcommerce.request_id = Empty,
            );
            let correlation_id = call.options.correlation_id.as_ref();
            if let Some(id) = correlation_id.and_then(|id| id.to_str().ok()) {
                span.record("bigcommerce.correlation_id", id);
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
            self.responded(status, headers);
            self.spent(effort);
            tracing::debug!(parent: &self.0, "response");
        }

        /// Notes `error` and hands it back.
        pub fn failed(&self, error: Error, effort: Effort) -> Error {
            if let Some(problem) = error.problem() {
                self.responded(problem.status(), problem.headers());
            }
            if let Some(partial) = error.partial() {
                self.responded(partial.status(), partial.headers());
            }
            self.0.record("otel.status_code", "ERROR");
            self.0.record("error.type", error_type(&error));
            self.spent(effort);
            tracing::debug!(parent: &self.0, "failed");
            error
        }

        fn responded(&self, status: StatusCode, headers: &HeaderMap) {
            self.0.record("http.response.status_code", status.as_u16());
            if let Some(left) = RateLimit::of(headers).and_then(|reported| reported.requests_left) {
                self.0.record("bigcommerce.rate_left", left);
            }
            if let Some(id) = request_id(headers) {
                self.0.record("bigcommerce.request_id", id);
            }
        }

        fn spent(&self, effort: Effort) {
            self.0.record("bigcommerce.attempts", effort.attempts);
            if effort.attempts > 1 {
                self.0
                    .record("http.request.resend_count", effort.attempts - 1);
            }
            let waited = u64::try_from(effort.waited.as_millis()).unwrap_or(u64::MAX);
            self.0.record("bigcommerce.waited_ms", waited);
        }
    }

    /// The kind of a failure: its status or one of a few words.
    fn error_type(error: &Error) -> String {
        match error {
            Error::Problem(problem) => problem.status().as_u16().to_string(),
            Error::Partial(_) => "partial".to_owned(),
            Error::Transport { source, .. } if source.is_connect() => "connect".to_owned(),
            Error::Transport { .. } => "connection".to_owned(),
            Error::Timeout { .. } => "timeout".to_owned(),
            Error::TooLarge { .. } => "too_large".to_owned(),
            // What the conventions call whatever has no name.
            _ => "_OTHER".to_owned(),
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod silent {
    use std::time::Duration;

    use http::{HeaderMap, StatusCode};

    use super::super::{Outgoing, retry::Failure};
    use crate::{Error, response::Effort};

    /// The span of one call, which nobody sees.
    pub(crate) struct Span;

    impl Span {
        pub fn new(_: &Outgoing) -> Self {
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
