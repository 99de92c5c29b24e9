//! Lists that are longer than one request takes.

mod listed;
mod outcome;
mod report;
mod split;
mod stream;

use std::{fmt, marker::PhantomData};

use serde::de::DeserializeOwned;

pub(crate) use self::split::entries;
pub use self::{
    outcome::ItemOutcome,
    report::{Report, Sent},
    stream::BatchStream,
};
use crate::{Error, call::Call};

/// A call whose list is split over as many requests as it needs.
///
/// One request that fails doesn't stop the others, except where all would fail alike. The report says
/// of each entry what became of it. An entry counts as carried out when the response is a success and
/// lists it among what was done, or lists nothing; one that isn't there is
/// [`Unclear`](ItemOutcome::Unclear).
///
/// ```no_run
/// # use bigcommerce::v3::types::ProductBulkUpdate;
/// # async fn run(store: bigcommerce::Store, updates: Vec<ProductBulkUpdate>) -> Result<(), bigcommerce::Error> {
/// let report = store.v3().products().update_products(updates).batches().send().await?;
/// for (index, outcome) in report.failed() {
///     eprintln!("product {index}: {outcome}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until `send` is called or the stream is polled"]
pub struct Batches<T> {
    call: Call,
    size: Option<usize>,
    concurrency: usize,
    response: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> Batches<T> {
    pub(crate) fn new(call: Call) -> Self {
        Self {
            call,
            size: None,
            concurrency: 1,
            response: PhantomData,
        }
    }

    /// Entries in one request, instead of the documented maximum; at least 1.
    pub fn size(mut self, entries: usize) -> Self {
        self.size = Some(entries.max(1));
        self
    }

    /// Requests at once, under the store's budget; 1 unless set. Entries may then be carried out in
    /// another order.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// Sends the requests and waits for all of them. If you may stop waiting before that, take
    /// [`stream`](Self::stream): the report is lost with this future.
    ///
    /// # Errors
    /// [`Error::Request`] when there is no list to split. What becomes of a request is in the report.
    pub async fn send(self) -> Result<Report<T>, Error> {
        let mut stream = self.stream()?;
        let mut requests = Vec::new();
        while let Some(sent) = stream.next().await {
            requests.push(sent);
        }
        Ok(Report::new(stream.into_outcomes(), requests))
    }

    /// The requests as a stream that sends them and hands over each when it has ended.
    ///
    /// # Errors
    /// [`Error::Request`] when there is no list to split.
    pub fn stream(self) -> Result<BatchStream<T>, Error> {
        let parts = split::split(&self.call, self.size)?;
        Ok(BatchStream::new(parts, self.concurrency))
    }
}

impl<T> fmt::Debug for Batches<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("call", &self.call)
            .field("size", &self.size)
            .field("concurrency", &self.concurrency)
            .finish()
    }
}
