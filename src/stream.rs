//! Responses that come as a stream: bytes, and lines of text.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep};
use tokio_util::codec::{Decoder, LinesCodec, LinesCodecError};

use crate::{DecodeError, DecodeErrorKind, Error, operation::Operation, response::Effort};

/// The bytes of the longest line.
const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// The bytes of a response, as they come.
pub struct ByteStream {
    operation: &'static Operation,
    effort: Effort,
    bytes: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    patience: Duration,
    /// The bytes that [`collect`](Self::collect) takes.
    limit: u64,
    /// Ends the wait for the next bytes.
    timer: Pin<Box<Sleep>>,
    waiting: bool,
}

impl ByteStream {
    #[allow(dead_code, reason = "few documents have streams")]
    pub(crate) fn new(
        operation: &'static Operation,
        response: reqwest::Response,
        patience: Duration,
        limit: u64,
        effort: Effort,
    ) -> Self {
        Self {
            operation,
            // There was a response: what was asked for is under way.
            effort: Effort {
                in_doubt: true,
                ..effort
            },
            bytes: Box::pin(response.bytes_stream()),
            patience,
            limit,
            timer: Box::pin(sleep(patience)),
            waiting: false,
        }
    }

    /// Waits for the next bytes.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Waits for all of it.
    ///
    /// # Errors
    /// [`Error::Transport`] when the connection breaks, [`Error::Timeout`] when nothing comes for the
    /// time of an attempt, [`Error::TooLarge`] when it is more than
    /// [`CallOptions::response_limit`](crate::CallOptions::response_limit): raise that, or take the bytes as
    /// they come.
    pub async fn collect(mut self) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        while let Some(bytes) = self.next().await {
            let bytes = bytes?;
            if (all.len() + bytes.len()) as u64 > self.limit {
                return Err(Error::too_large(self.operation, self.effort, self.limit));
            }
            all.extend_from_slice(&bytes);
        }
        Ok(all.into())
    }

    /// The text line by line, without line ends: for CSV and for server-sent events.
    pub fn lines(self) -> Lines {
        Lines {
            stream: self,
            codec: LinesCodec::new_with_max_length(LONGEST_LINE),
            buffer: BytesMut::new(),
            ended: false,
            number: 0,
        }
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(bytes) = this.bytes.as_mut().poll_next(cx) {
            this.waiting = false;
            let (operation, effort) = (this.operation, this.effort);
            let bytes = bytes.map(|b| b.map_err(|e| Error::transport(operation, effort, e)));
            return Poll::Ready(bytes);
        }
        // Only the time somebody waits counts.
        if !this.waiting {
            this.waiting = true;
            this.timer.as_mut().reset(Instant::now() + this.patience);
        }
        ready!(this.timer.as_mut().poll(cx));
        this.bytes = Box::pin(Nothing);
        let error = Error::timeout(this.operation, this.effort, this.patience);
        Poll::Ready(Some(Err(error)))
    }
}

/// The rest of a stream that failed.
struct Nothing;

impl Stream for Nothing {
    type Item = reqwest::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

/// The lines of a response, as they come.
#[derive(Debug)]
pub struct Lines {
    stream: ByteStream,
    codec: LinesCodec,
    buffer: BytesMut,
    ended: bool,
    number: u64,
}

impl Lines {
    /// Waits for the next line.
    pub async fn next(&mut self) -> Option<Result<String, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Forgets what is left.
    fn end(&mut self) {
        self.ended = true;
        self.buffer.clear();
        // It remembers how far into the buffer it has looked.
        self.codec = LinesCodec::new_with_max_length(LONGEST_LINE);
    }

    /// The line can't be taken.
    fn fault(&mut self, error: LinesCodecError) -> Error {
        let operation = self.stream.operation;
        self.end();
        match error {
            LinesCodecError::MaxLineLengthExceeded => {
                Error::too_large(operation, self.stream.effort, LONGEST_LINE as u64)
            }
            LinesCodecError::Io(error) => Error::Decode(Box::new(DecodeError::without_body(
                operation,
                self.stream.effort.attempts,
                format!("line {}", self.number + 1),
                DecodeErrorKind::Line(error),
            ))),
        }
    }
}

impl Stream for Lines {
    type Item = Result<String, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            let line = if this.ended {
                this.codec.decode_eof(&mut this.buffer)
            } else {
                this.codec.decode(&mut this.buffer)
            };
            match line {
                Ok(Some(line)) => {
                    this.number += 1;
                    return Poll::Ready(Some(Ok(line)));
                }
                Ok(None) if this.ended => return Poll::Ready(None),
                Ok(None) => (),
                Err(error) => return Poll::Ready(Some(Err(this.fault(error)))),
            }
            match ready!(Pin::new(&mut this.stream).poll_next(cx)) {
                Some(Ok(bytes)) => this.buffer.extend_from_slice(&bytes),
                Some(Err(error)) => {
                    // Half a line isn't one.
                    this.end();
                    return Poll::Ready(Some(Err(error)));
                }
                None => this.ended = true,
            }
        }
    }
}
