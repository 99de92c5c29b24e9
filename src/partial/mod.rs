//! A call of which a part was carried out and a part failed.

mod summary;

use std::{any::TypeId, fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use self::summary::{Counts, FAILURES, Summary, is_failed_entry};
use crate::{
    CallOptions, Error, FieldError, RateLimit,
    decode::{self, Policy},
    operation::Operation,
    problem::{write_errors, write_request},
    response::{Effort, Received, request_id},
};

/// A call of which a part was carried out and a part failed: a 207 that reports a failure, or a failure
/// that reports something that was done all the same, as of one entry of a list and not of another.
///
/// Don't send the whole request again: what [`done`](Self::done) holds would be done twice.
///
/// ```no_run
/// # use bigcommerce::{Error, Store};
/// # use bigcommerce::v3::types::{Product, ProductBulkUpdate};
/// # async fn run(store: Store, changes: Vec<ProductBulkUpdate>) -> Result<(), Error> {
/// match store.v3().products().update_products(changes).send().await {
///     Err(Error::Partial(partial)) => {
///         let done: Vec<Product> = partial.decode()?;
///         println!("{} were changed", done.len());
///         for error in partial.errors() {
///             println!("{}: {}", error.field, error.message);
///         }
///     }
///     whole => drop(whole?),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Partial {
    operation: &'static Operation,
    received: Received,
    reported: Summary,
    /// The type of the operation's response.
    response: Option<TypeId>,
}

impl Partial {
    pub(crate) fn new(
        operation: &'static Operation,
        received: Received,
        reported: Summary,
    ) -> Self {
        Self {
            operation,
            received,
            reported,
            response: None,
        }
    }

    /// The partial success that was left after all attempts.
    pub(crate) fn after(mut self, effort: Effort) -> Self {
        self.received.effort = effort;
        self
    }

    /// The partial success of an operation whose response is of the type `response`.
    pub(crate) fn of(mut self, response: TypeId) -> Self {
        self.response = Some(response);
        self
    }

    /// The operation.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The HTTP status: 207, or that of a failure.
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.received.body
    }

    /// How many things were done: as many as the server says or else lists. `None` if it does neither.
    pub fn succeeded(&self) -> Option<u64> {
        self.reported.succeeded
    }

    /// How many things failed: as many as the server says or else lists. `None` if it does neither.
    pub fn failed(&self) -> Option<u64> {
        self.reported.failed
    }

    /// What failed, with the field or the entry it is about where the server names one; the first thousand.
    pub fn errors(&self) -> &[FieldError] {
        &self.reported.errors
    }

    /// What was done, without the envelope around it; `None` if the server doesn't show it. Numbers with
    /// more digits than a float has are exact in [`body`](Self::body) and [`decode`](Self::decode).
    pub fn done(&self) -> Option<&Value> {
        self.reported.done.as_ref()
    }

    /// Decodes what was done: as the operation's own response where `T` is its type, and as it is in
    /// [`done`](Self::done) where `T` is any other, such as a list of ids.
    ///
    /// # Errors
    /// [`Error::Decode`] when it is something else.
    pub fn decode<T: DeserializeOwned + 'static>(&self) -> Result<T, Error> {
        let decoded = if self.response == Some(TypeId::of::<T>()) {
            let policy = Policy {
                strict: false,
                limit: CallOptions::new().response_limit_or_default(),
            };
            decode::decode(self.operation, &self.received, policy).map(|decoded| decoded.value)
        } else {
            decode::payload(self.operation, &self.received, self.done())
        };
        decoded.map_err(|error| Error::Decode(Box::new(error)))
    }

    /// The rate limit that the response reports, if it does.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::of(self.headers())
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.received.effort.attempts
    }

    /// How long the call waited: for its turn, and between attempts.
    pub fn waited(&self) -> Duration {
        self.received.effort.waited
    }

    /// The platform's id of the request, to quote to BigCommerce's support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers())
    }
}

/// `count`, or that it isn't known.
fn number(count: Option<u64>) -> String {
    count.map_or_else(|| "an unknown number".to_owned(), |count| count.to_string())
}

impl fmt::Display for Partial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: carried out in part, {} succeeded and {} failed",
            self.operation,
            self.status().as_u16(),
            number(self.succeeded()),
            number(self.failed()),
        )?;
        write_errors(f, self.errors())?;
        write_request(f, self.request_id(), self.attempts())
    }
}

impl fmt::Debug for Partial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partial")
            .field("operation", &self.operation.id)
            .field("status", &self.status())
            .field("succeeded", &self.succeeded())
            .field("failed", &self.failed())
            .field("errors", &self.errors())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Partial {}
