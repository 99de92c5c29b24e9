//! What became of a list.

use std::ops::Range;

use super::outcome::ItemOutcome;
use crate::{Error, Response};

/// One request of a list, and what became of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Sent<T> {
    /// The entries of the list that it held.
    pub entries: Range<usize>,
    /// What became of each of them, in their order.
    pub outcomes: Vec<ItemOutcome>,
    /// How it ended.
    pub result: Result<Response<T>, Error>,
}

/// What became of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report<T> {
    outcomes: Vec<ItemOutcome>,
    requests: Vec<Sent<T>>,
}

impl<T> Report<T> {
    pub(super) fn new(outcomes: Vec<ItemOutcome>, mut requests: Vec<Sent<T>>) -> Self {
        requests.sort_by_key(|sent| sent.entries.start);
        Self { outcomes, requests }
    }

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

    /// The requests that were sent, in the order of their entries.
    pub fn requests(&self) -> &[Sent<T>] {
        &self.requests
    }
}
