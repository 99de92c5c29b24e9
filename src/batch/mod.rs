//! Lists that are longer than one request takes.

mod outcome;

use std::{
    collections::BTreeMap,
    fmt,
    marker::PhantomData,
    ops::Range,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use futures_util::{StreamExt, stream};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

pub use self::outcome::ItemOutcome;
use crate::{
    Error, RequestErrorKind, Response,
    call::Call,
    connect_error,
    operation::{Batch, BatchList},
};

/// A call whose list is split over as many requests as it needs.
///
/// One request that fails doesn't stop the others, except where all would fail alike. The report says
/// of each entry what became of it.
///
/// ```no_run
/// # use bigcommerce::v3::products::types::ProductPutCollectionItem;
/// # async fn run(store: bigcommerce::Store, updates: Vec<ProductPutCollectionItem>) -> Result<(), bigcommerce::Error> {
/// let report = store.v3().products().update_products().body(updates).batches().send().await?;
/// for (index, outcome) in report.failed() {
///     eprintln!("product {index}: {outcome}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until `send` is called"]
pub struct Batches<T> {
    call: Call,
    size: Option<usize>,
    concurrency: usize,
    answer: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> Batches<T> {
    pub(crate) fn new(call: Call) -> Self {
        Self {
            call,
            size: None,
            concurrency: 1,
            answer: PhantomData,
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

    /// Sends the requests and waits for all of them.
    ///
    /// # Errors
    /// [`Error::Request`] when there is no list to split. What becomes of a request is in the report.
    pub async fn send(self) -> Result<Report<T>, Error> {
        let parts = self.parts()?;
        let total = parts.last().map_or(0, |part| part.range.end);
        let hopeless = AtomicBool::new(false);
        let hopeless = &hopeless;
        let sent = stream::iter(parts).map(|part| async move {
            if hopeless.load(Relaxed) {
                return (part.range, part.ids, None);
            }
            let outcome = part.call.send::<T>().await;
            if outcome.as_ref().is_err_and(is_hopeless) {
                hopeless.store(true, Relaxed);
            }
            (part.range, part.ids, Some(outcome))
        });
        let mut sent = sent.buffered(self.concurrency);
        let mut outcomes = Vec::with_capacity(total);
        let mut requests = Vec::new();
        while let Some((range, ids, outcome)) = sent.next().await {
            let Some(outcome) = outcome else {
                outcomes.extend(range.map(|_| ItemOutcome::NotSent));
                continue;
            };
            outcomes.extend(match &outcome {
                Ok(answer) => outcome::of_success(&ids, answer.status(), answer.body()),
                Err(error) => outcome::of_failure(ids.len(), error),
            });
            requests.push(Sent {
                entries: range,
                outcome,
            });
        }
        Ok(Report { outcomes, requests })
    }

    /// The requests.
    fn parts(&self) -> Result<Vec<Part>, Error> {
        let operation = self.call.operation();
        let fault = |fault: &str| Error::unsupported(operation, fault.to_owned());
        let Some(Batch { list, most }) = operation.batch else {
            return Err(fault("it takes no list"));
        };
        let size = self
            .size
            .or(most.and_then(|most| usize::try_from(most).ok()));
        match list {
            BatchList::Query(name) => {
                let given = self.call.given(name).and_then(|value| value.as_array());
                let given = given.ok_or_else(|| fault(&format!("`{name}` is no list to split")))?;
                let size = size.unwrap_or(given.len().max(1));
                let parts = ranges(given.len(), size).map(|range| {
                    let mut call = self.call.clone();
                    call.give(name, Some(given[range.clone()].into()));
                    let ids = vec![None; range.len()];
                    Ok(Part { range, call, ids })
                });
                parts.collect()
            }
            BatchList::Body | BatchList::Property(_) => {
                let body = self
                    .call
                    .json()
                    .ok_or_else(|| Error::request(operation, RequestErrorKind::MissingBody))?;
                let mut around: BTreeMap<String, Box<RawValue>> = BTreeMap::new();
                let list_text = match list {
                    BatchList::Property(name) => {
                        around = serde_json::from_slice(body)
                            .map_err(|_| fault("the body is no object"))?;
                        let list = around.get(name).map_or("[]", |list| list.get());
                        list.as_bytes()
                    }
                    _ => body,
                };
                let entries: Vec<&RawValue> = serde_json::from_slice(list_text)
                    .map_err(|_| fault("the body holds no list to split"))?;
                let size = size.unwrap_or(entries.len().max(1));
                let parts = ranges(entries.len(), size).map(|range| {
                    let entries = &entries[range.clone()];
                    let ids = entries.iter().map(|entry| outcome::id_of(entry)).collect();
                    let encoded = |error: serde_json::Error| {
                        let source = error.into();
                        Error::request(operation, RequestErrorKind::InvalidBody { source })
                    };
                    let mut body = serde_json::to_vec(entries).map_err(encoded)?;
                    if let BatchList::Property(name) = list {
                        let mut around: BTreeMap<&str, &RawValue> = around
                            .iter()
                            .map(|(name, value)| (name.as_str(), &**value))
                            .collect();
                        let part: Box<RawValue> = serde_json::from_slice(&body).map_err(encoded)?;
                        around.insert(name, &part);
                        body = serde_json::to_vec(&around).map_err(encoded)?;
                    }
                    let mut call = self.call.clone();
                    call.set_json(body);
                    Ok(Part { range, call, ids })
                });
                parts.collect()
            }
        }
    }
}

/// One request.
struct Part {
    range: Range<usize>,
    call: Call,
    /// The entries' own ids, where they have one.
    ids: Vec<Option<u64>>,
}

/// The pieces of at most `size` of a list of `length`.
fn ranges(length: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length)
        .step_by(size)
        .map(move |start| start..length.min(start.saturating_add(size)))
}

/// Whether every other request would fail alike.
fn is_hopeless(error: &Error) -> bool {
    match error {
        Error::Request(_) | Error::Credential { .. } => true,
        Error::Transport { source, .. } => connect_error::advice(source).is_some(),
        _ => error.is_unauthorized() || error.is_forbidden(),
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

/// One request of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Sent<T> {
    /// The entries of the list that it held.
    pub entries: Range<usize>,
    /// How it ended.
    pub outcome: Result<Response<T>, Error>,
}

/// What became of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report<T> {
    outcomes: Vec<ItemOutcome>,
    requests: Vec<Sent<T>>,
}

impl<T> Report<T> {
    /// What became of each entry, in the order of the list.
    pub fn outcomes(&self) -> &[ItemOutcome] {
        &self.outcomes
    }

    /// The indices of the entries that were carried out.
    pub fn succeeded(&self) -> impl Iterator<Item = usize> {
        let each = self.outcomes.iter().enumerate();
        each.filter_map(|(index, outcome)| (*outcome == ItemOutcome::Succeeded).then_some(index))
    }

    /// The entries that weren't carried out, or of which that isn't known.
    pub fn failed(&self) -> impl Iterator<Item = (usize, &ItemOutcome)> {
        let each = self.outcomes.iter().enumerate();
        each.filter(|(_, outcome)| **outcome != ItemOutcome::Succeeded)
    }

    /// Whether every entry was carried out.
    pub fn is_complete(&self) -> bool {
        self.failed().next().is_none()
    }

    /// The requests that were sent.
    pub fn requests(&self) -> &[Sent<T>] {
        &self.requests
    }
}
