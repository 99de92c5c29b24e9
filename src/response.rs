//! What a successful call gives back.

use std::{
    fmt,
    ops::Deref,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use crate::{Error, operation::Operation};

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
}

impl<T> Response<T> {
    pub(crate) fn new(operation: &'static Operation, value: T, answer: Answer) -> Self {
        let Answer {
            status,
            headers,
            body,
        } = answer;
        Self {
            operation,
            value,
            status,
            headers,
            body,
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

    /// The headers, with the rate limit's among them.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
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

/// The bytes of an answer, as they come.
pub struct ByteStream {
    operation: &'static Operation,
    bytes: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
}

impl ByteStream {
    #[allow(dead_code, reason = "few documents have streams")]
    pub(crate) fn new(operation: &'static Operation, response: reqwest::Response) -> Self {
        Self {
            operation,
            bytes: Box::pin(response.bytes_stream()),
        }
    }

    /// Waits for all of it.
    ///
    /// # Errors
    /// [`Error::Transport`] when the connection breaks.
    pub async fn collect(mut self) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        while let Some(bytes) = std::future::poll_fn(|cx| Pin::new(&mut self).poll_next(cx)).await {
            all.extend_from_slice(&bytes?);
        }
        Ok(all.into())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let operation = self.operation;
        self.bytes
            .as_mut()
            .poll_next(cx)
            .map_err(|source| Error::transport(operation, source))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}
