//! A list cut into the requests that take it.

use std::{collections::BTreeMap, ops::Range};

use serde_json::{Value, value::RawValue};

use crate::{
    Error, RequestErrorKind,
    call::Call,
    operation::{Batch, BatchList},
};

/// One request.
pub(super) struct Part {
    /// Its entries of the list.
    pub range: Range<usize>,
    pub call: Call,
}

/// The requests for the list of `call`, of `size` entries each or, if that is `None`, of the documented maximum.
pub(super) fn split(call: &Call, size: Option<usize>) -> Result<Vec<Part>, Error> {
    let fault = |fault: &str| Error::unsupported(call.operation(), fault.to_owned());
    let Some(Batch { list, most }) = call.operation().batch else {
        return Err(fault("it takes no list"));
    };
    let size = size.or(most.and_then(|most| usize::try_from(most).ok()));
    if let BatchList::Query(name) = list {
        let given = call.given(name).and_then(Value::as_array);
        let given = given.ok_or_else(|| fault(&format!("`{name}` is not a list to split")))?;
        let part = |range: Range<usize>| {
            let mut call = call.clone();
            call.give(name, Some(given[range.clone()].into()));
            Part { range, call }
        };
        return Ok(ranges(given.len(), size).map(part).collect());
    }
    let body = call
        .json()
        .ok_or_else(|| Error::request(call.operation(), RequestErrorKind::MissingBody))?;
    let body = Body::read(body, list).map_err(fault)?;
    let part = |range: Range<usize>| {
        let encoded = body.with(&body.entries[range.clone()]);
        let mut call = call.clone();
        call.set_json(encoded.map_err(|error| fault(&error.to_string()))?);
        Ok(Part { range, call })
    };
    ranges(body.entries.len(), size).map(part).collect()
}

/// The entries of the list of `call`; none where it has no list.
pub(crate) fn entries(call: &Call) -> Vec<Value> {
    let Some(Batch { list, .. }) = call.operation().batch else {
        return Vec::new();
    };
    if let BatchList::Query(name) = list {
        let given = call.given(name).and_then(Value::as_array);
        return given.cloned().unwrap_or_default();
    }
    let body = call.json().and_then(|body| Body::read(body, list).ok());
    let entries = body.map(|body| body.entries).unwrap_or_default();
    let entry = |entry: &RawValue| serde_json::from_str(entry.get()).unwrap_or_default();
    entries.into_iter().map(entry).collect()
}

/// A body that holds a list.
struct Body<'a> {
    entries: Vec<&'a RawValue>,
    /// The property the list is, and what is beside it.
    around: Option<(&'static str, BTreeMap<String, &'a RawValue>)>,
}

impl<'a> Body<'a> {
    fn read(body: &'a [u8], list: BatchList) -> Result<Self, &'static str> {
        let no_list = "the body holds no list to split";
        let BatchList::Property(name) = list else {
            let entries = serde_json::from_slice(body).map_err(|_| no_list)?;
            return Ok(Self {
                entries,
                around: None,
            });
        };
        let around: BTreeMap<String, &RawValue> =
            serde_json::from_slice(body).map_err(|_| "the body is not an object")?;
        let list = around.get(name).map_or("[]", |list| list.get());
        Ok(Self {
            entries: serde_json::from_str(list).map_err(|_| no_list)?,
            around: Some((name, around)),
        })
    }

    /// The same with no more than `entries`.
    fn with(&self, entries: &[&RawValue]) -> serde_json::Result<Vec<u8>> {
        let Some((name, around)) = &self.around else {
            return serde_json::to_vec(entries);
        };
        let list = serde_json::value::to_raw_value(entries)?;
        let mut body = around.clone();
        body.insert((*name).to_owned(), &list);
        serde_json::to_vec(&body)
    }
}

/// The pieces of at most `size` of a list of `length`; one piece, if there is no size.
fn ranges(length: usize, size: Option<usize>) -> impl Iterator<Item = Range<usize>> {
    let size = size.unwrap_or(length).max(1);
    (0..length)
        .step_by(size)
        .map(move |start| start..length.min(start.saturating_add(size)))
}
