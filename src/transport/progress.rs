//! How far a request and its response have come, and when to give them up.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, sleep_until};

/// Bytes that go out in one piece; a smaller body isn't watched.
const PIECE: usize = 64 * 1024;

/// Bytes a second that are movement enough to go on beyond a deadline nobody has set.
const SLOWEST: u64 = 1024;

/// When a call ends at the latest.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deadline {
    /// The caller has set it.
    Set(Instant),
    /// The default; a large file that moves may take longer.
    Default(Instant),
}

impl Deadline {
    pub fn at(self) -> Instant {
        let (Self::Set(at) | Self::Default(at)) = self;
        at
    }
}

/// One attempt, from its first byte to the last byte of the response.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    began: Instant,
    /// The longest time without movement.
    patience: Duration,
    deadline: Deadline,
    moved: Arc<Moved>,
}

#[derive(Debug, Default)]
struct Moved {
    bytes: AtomicU64,
    /// When the last of them moved, in milliseconds since the attempt began.
    last: AtomicU64,
}

/// Nothing has moved for too long, or the deadline is over.
#[derive(Debug)]
pub(crate) struct Stalled;

impl Progress {
    pub fn new(patience: Duration, deadline: Deadline) -> Self {
        Self {
            began: Instant::now(),
            patience,
            deadline,
            moved: Arc::default(),
        }
    }

    /// How long the attempt has taken so far.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// So many bytes have gone out or come in.
    pub fn moved(&self, bytes: usize) {
        self.moved.bytes.fetch_add(bytes as u64, Relaxed);
        let now = u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.moved.last.store(now, Relaxed);
    }

    /// `request`, noting as its body goes out.
    pub fn watch(&self, mut request: reqwest::Request) -> reqwest::Request {
        let Some(body) = request.body_mut() else {
            return request;
        };
        if body.as_bytes().is_some_and(|bytes| bytes.len() <= PIECE) {
            return request;
        }
        let inner = std::mem::take(body);
        *body = reqwest::Body::wrap(Watched {
            inner,
            rest: Bytes::new(),
            progress: self.clone(),
        });
        request
    }

    /// Waits for `future` as long as the attempt moves.
    pub async fn limit<F: Future>(&self, future: F) -> Result<F::Output, Stalled> {
        let mut future = std::pin::pin!(future);
        loop {
            let until = self.until();
            tokio::select! {
                biased;
                outcome = &mut future => return Ok(outcome),
                () = sleep_until(until) => if self.until() <= until {
                    return Err(Stalled);
                }
            }
        }
    }

    /// When to give up, if nothing moves any more.
    pub fn until(&self) -> Instant {
        let last = Duration::from_millis(self.moved.last.load(Relaxed));
        let stalled = self.began + last + self.patience;
        let deadline = match self.deadline {
            Deadline::Set(at) => at,
            Deadline::Default(at) => {
                let moved = self.moved.bytes.load(Relaxed) / SLOWEST;
                at.max(self.began + Duration::from_secs(moved.min(super::LONGEST.as_secs())))
            }
        };
        stalled.min(deadline)
    }
}

/// A request body that notes what is taken of it.
struct Watched {
    inner: reqwest::Body,
    /// What is left of a piece of `inner` that was large.
    rest: Bytes,
    progress: Progress,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        let this = &mut *self;
        if this.rest.is_empty() {
            match ready!(Pin::new(&mut this.inner).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.rest = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                other => return Poll::Ready(other),
            }
        }
        let piece = this.rest.split_to(this.rest.len().min(PIECE));
        this.progress.moved(piece.len());
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let inner = self.inner.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + rest);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn what_moves_goes_on_and_what_stalls_ends() {
        let deadline = Deadline::Default(Instant::now() + SECOND * 600);
        let moving = Progress::new(SECOND * 60, deadline);
        let slow = moving.limit(async {
            for _ in 0..1000 {
                tokio::time::sleep(SECOND * 2).await;
                moving.moved(4096);
            }
        });
        assert!(slow.await.is_ok());
        assert_eq!(moving.elapsed(), SECOND * 2000);
        let began = Instant::now();
        let progress = Progress::new(SECOND * 60, Deadline::Default(began + SECOND * 600));
        assert!(progress.limit(std::future::pending::<()>()).await.is_err());
        assert_eq!(began.elapsed(), SECOND * 60);
    }

    #[tokio::test(start_paused = true)]
    async fn a_trickle_ends_by_the_default_and_anything_by_a_deadline_that_is_set() {
        for (deadline, ends) in [
            (Deadline::Default as fn(Instant) -> Deadline, 600..602),
            (Deadline::Set, 600..602),
        ] {
            let began = Instant::now();
            let progress = Progress::new(SECOND * 60, deadline(began + SECOND * 600));
            let bytes = match deadline(began) {
                Deadline::Default(_) => 1,
                Deadline::Set(_) => 1_000_000,
            };
            let endless = progress.limit(async {
                loop {
                    tokio::time::sleep(SECOND).await;
                    progress.moved(bytes);
                }
            });
            assert!(endless.await.is_err());
            assert!(ends.contains(&began.elapsed().as_secs()));
        }
    }
}
