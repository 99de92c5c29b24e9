//! The requests of a list, as a stream.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::{Stream, future::BoxFuture};
use futures_util::stream::FuturesUnordered;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::{
    outcome::{self, ItemOutcome},
    report::Sent,
    split::{self, Part},
};
use crate::{Error, connect_error};

/// The requests of a list, each as soon as it has ended: a [`Stream`] of [`Sent`].
///
/// It may be dropped at any time, which abandons the requests under way; [`outcomes`](Self::outcomes) tells
/// before that what became of each entry. Entries that no request of the whole stream held weren't sent.
///
/// ```no_run
/// # use std::time::Duration;
/// # use bigcommerce::v3::types::ProductBulkUpdate;
/// # async fn run(store: bigcommerce::Store, updates: Vec<ProductBulkUpdate>) -> Result<(), bigcommerce::Error> {
/// let mut requests = store.v3().products().update_products(updates).batches().stream()?;
/// let most = tokio::time::sleep(Duration::from_secs(60));
/// tokio::pin!(most);
/// loop {
///     tokio::select! {
///         sent = requests.next() => match sent {
///             Some(sent) => println!("products {:?}: {:?}", sent.entries, sent.outcomes),
///             None => break,
///         },
///         () = &mut most => break,
///     }
/// }
/// for (index, outcome) in requests.outcomes().iter().enumerate() {
///     println!("product {index}: {outcome}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until it is polled"]
pub struct BatchStream<T> {
    waiting: vec::IntoIter<Part>,
    concurrency: usize,
    under_way: FuturesUnordered<BoxFuture<'static, Sent<T>>>,
    outcomes: Vec<ItemOutcome>,
}

impl<T: DeserializeOwned + Send + 'static> BatchStream<T> {
    pub(super) fn new(parts: Vec<Part>, concurrency: usize) -> Self {
        let entries = parts.last().map_or(0, |part| part.range.end);
        Self {
            waiting: parts.into_iter(),
            concurrency,
            under_way: FuturesUnordered::new(),
            outcomes: vec![ItemOutcome::NotSent; entries],
        }
    }

    /// Waits for the next request that ends; `None` when no request is left. Nothing is lost if the wait is
    /// given up.
    pub async fn next(&mut self) -> Option<Sent<T>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Sends what may be under way at the same time.
    fn send_more(&mut self) {
        while self.under_way.len() < self.concurrency
            && let Some(Part { range, call }) = self.waiting.next()
        {
            self.outcomes[range.clone()].fill(outcome::unclear("no response yet"));
            let api = call.operation().api;
            let sending = call.clone().send::<T>();
            self.under_way.push(Box::pin(async move {
                let result = sending.await;
                let entries = split::entries(&call);
                let outcomes = match &result {
                    Ok(response) => {
                        outcome::of_success(&entries, api, response.status(), response.body())
                    }
                    // A success without a word about what was done is believed as a whole.
                    Err(Error::Decode(error)) if error.is_empty() => {
                        outcome::of_success(&entries, api, StatusCode::OK, &error.body)
                    }
                    Err(error) => outcome::of_failure(&entries, error),
                };
                Sent {
                    entries: range,
                    outcomes,
                    result,
                }
            }));
        }
    }
}

impl<T> BatchStream<T> {
    /// What became of each entry so far, in the order of the list: those of a request under way are
    /// [`Unclear`](ItemOutcome::Unclear), those whose turn hasn't come [`NotSent`](ItemOutcome::NotSent).
    pub fn outcomes(&self) -> &[ItemOutcome] {
        &self.outcomes
    }

    pub(super) fn into_outcomes(self) -> Vec<ItemOutcome> {
        self.outcomes
    }
}

impl<T: DeserializeOwned + Send + 'static> Stream for BatchStream<T> {
    type Item = Sent<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Sent<T>>> {
        let this = &mut *self;
        this.send_more();
        let Some(sent) = ready!(Pin::new(&mut this.under_way).poll_next(cx)) else {
            return Poll::Ready(None);
        };
        this.outcomes[sent.entries.clone()].clone_from_slice(&sent.outcomes);
        if sent.result.as_ref().is_err_and(is_hopeless) {
            this.waiting = Vec::new().into_iter();
        }
        Poll::Ready(Some(sent))
    }

    /// The requests that are left, unless one fails as all would.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let under_way = self.under_way.len();
        (under_way, Some(under_way + self.waiting.len()))
    }
}

/// Whether every other request would fail alike.
fn is_hopeless(error: &Error) -> bool {
    match error {
        Error::Request(_) | Error::Credential { .. } => true,
        Error::Transport { source, .. } => connect_error::advice(source).is_some(),
        _ => error.is_unauthorized() || error.is_forbidden(),
    }
}

impl<T> fmt::Debug for BatchStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchStream")
            .field("entries", &self.outcomes.len())
            .field("under_way", &self.under_way.len())
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}
