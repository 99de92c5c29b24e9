//! Where in a list a page begins, and where the next one does.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

use crate::{Error, call::Call, operation::Paging};

/// Where in a list a page begins.
///
/// It can be kept, and a stream of the same operation and arguments be started at it later.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Position {
    /// At the beginning.
    Start,
    /// At the page of this number; the first one is 1.
    Page(u64),
    /// After the item of this cursor.
    After(String),
    /// After so many items.
    Offset(u64),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("its beginning"),
            Self::Page(page) => write!(f, "page {page}"),
            Self::After(cursor) => write!(f, "cursor {cursor}"),
            Self::Offset(offset) => write!(f, "offset {offset}"),
        }
    }
}

/// A walk through a list.
pub(super) struct Walk {
    call: Call,
    paging: Option<Paging>,
    /// Where the next page begins; `None` at the end.
    next: Option<Position>,
    /// The number of the last page, or of items, once an answer told.
    last_page: Option<u64>,
    total: Option<u64>,
    /// Items of the largest page so far.
    size: u64,
    /// The hash of the page that came last.
    seen: Option<u64>,
}

impl Walk {
    pub fn new(call: Call) -> Self {
        let number = |name| call.given(name).and_then(number);
        let start = if let Some(page) = number("page") {
            Position::Page(page)
        } else if let Some(offset) = number("offset") {
            Position::Offset(offset)
        } else if let Some(cursor) = call.given("after") {
            Position::After(text(cursor))
        } else {
            Position::Start
        };
        Self {
            paging: call.operation().paging,
            call,
            next: Some(start),
            last_page: None,
            total: None,
            size: 0,
            seen: None,
        }
    }

    pub fn position(&self) -> Option<&Position> {
        self.next.as_ref()
    }

    pub fn total(&self) -> Option<u64> {
        self.total
    }

    pub fn go_to(&mut self, position: Position) {
        self.next = Some(position);
    }

    pub fn end(&mut self) {
        self.next = None;
    }

    /// The call of the page at `position`.
    pub fn call_at(&self, position: &Position) -> Result<Call, Error> {
        let operation = self.call.operation();
        if self.call.given("before").is_some() {
            let fault =
                "`before` goes backwards; a stream goes forwards, from `after` or the beginning";
            return Err(Error::unsupported(operation, fault));
        }
        let mut call = self.call.clone();
        let (name, value) = match position {
            Position::Start => return Ok(call),
            Position::Page(page) => ("page", Value::from(*page)),
            Position::After(cursor) => ("after", Value::from(cursor.as_str())),
            Position::Offset(offset) => ("offset", Value::from(*offset)),
        };
        if operation.parameter(name).is_none() {
            let fault = format!("this list has no `{name}`: the position is of another one");
            return Err(Error::unsupported(operation, fault));
        }
        for other in ["page", "after", "offset"] {
            call.give(other, None);
        }
        call.give(name, Some(value));
        Ok(call)
    }

    /// Where the page after the one at `position` begins, as far as can be told before that has come.
    pub fn guess_after(&self, position: &Position) -> Option<Position> {
        // Until the first page has come, nobody knows whether there is another.
        let known = self.size > 0;
        match (self.paging.filter(|_| known)?, position) {
            (Paging::Page, Position::Page(page))
                if self.last_page.is_none_or(|last| *page < last) =>
            {
                page.checked_add(1).map(Position::Page)
            }
            (Paging::Offset, Position::Offset(offset)) => {
                let next = offset.saturating_add(self.size);
                (next < self.total?).then_some(Position::Offset(next))
            }
            _ => None,
        }
    }

    /// The page at `position` came with this `body` and `count` items: finds out where the next begins.
    pub fn went(&mut self, position: &Position, body: &Bytes, count: usize) -> Result<(), Error> {
        let told = Told::of(body);
        let count = count as u64;
        self.total = told.total.or(self.total);
        let next = match self.paging {
            None => None,
            // A page may be empty and a cursor lead on all the same.
            Some(Paging::Cursor) if told.cursor.is_some() => {
                told.cursor.clone().flatten().map(Position::After)
            }
            _ if count == 0 => None,
            Some(Paging::Page) => self.next_page(position, &told, count),
            Some(Paging::Cursor) => {
                let by_page = self.call.operation().parameter("page").is_some();
                by_page
                    .then(|| self.next_page(position, &told, count))
                    .flatten()
            }
            Some(Paging::After(field)) => last_item(body, field).map(Position::After),
            Some(Paging::Offset) => {
                let next = match position {
                    Position::Offset(offset) => offset.saturating_add(count),
                    _ => count,
                };
                // None at all of what has some is no total.
                let more = told.total.is_none_or(|total| total == 0 || next < total);
                more.then_some(Position::Offset(next))
            }
        };
        if next.as_ref() == Some(position) {
            let fault = "the server says that the page goes on at itself";
            return Err(Error::unsupported(self.call.operation(), fault));
        }
        // A server that takes no notice of where it is asked to go on would never end, or give items twice.
        let seen = Some(fingerprint(body));
        if count > 0 && self.seen == seen {
            let fault = "the server gave the page before once more";
            return Err(Error::unsupported(self.call.operation(), fault));
        }
        self.seen = seen;
        self.size = self.size.max(count);
        self.next = next;
        Ok(())
    }

    fn next_page(&mut self, position: &Position, told: &Told, count: u64) -> Option<Position> {
        let page = match position {
            Position::Page(page) => *page,
            _ => 1,
        };
        self.last_page = told.total_pages;
        let more = match told.total_pages {
            Some(last) => page < last,
            // A bare list, or one that doesn't tell: it is over when a page is short, and when none can
            // be called short, when one is empty.
            None => {
                let asked = self.call.given("limit").and_then(number);
                let full = told.per_page.or(asked.map(|asked| asked.min(LARGEST_PAGE)));
                count >= full.unwrap_or_default().max(self.size)
            }
        };
        more.then(|| Position::Page(page.saturating_add(1)))
    }
}

/// Tells one page from another without keeping it.
fn fingerprint(body: &Bytes) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

/// The platform's largest page; who asks for more gets so many.
const LARGEST_PAGE: u64 = 250;

/// What a page tells of the list.
#[derive(Debug, Default, PartialEq)]
struct Told {
    /// Items in all.
    total: Option<u64>,
    total_pages: Option<u64>,
    /// Items of a full page.
    per_page: Option<u64>,
    /// The cursor of the next page, if there are cursors: `None` inside at the end.
    cursor: Option<Option<String>>,
}

/// The parts of an answer that say something about the page.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    meta: Value,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Nested {
    #[serde(default)]
    pagination: Value,
}

impl Told {
    fn of(body: &Bytes) -> Self {
        // A bare list tells nothing.
        let Ok(envelope) = serde_json::from_slice::<Envelope>(body) else {
            return Self::default();
        };
        let nested = envelope.data.filter(|data| data.get().starts_with('{'));
        let nested = nested.and_then(|data| serde_json::from_str::<Nested>(data.get()).ok());
        let nested = nested.map(|nested| nested.pagination).unwrap_or_default();
        let meta = envelope.meta;
        // B2B's orders tell right in `meta`, its quotes in `data`.
        let places = [&meta["pagination"], &nested, &meta];
        let find = |names: &[&str]| {
            let mut found = places
                .iter()
                .flat_map(|place| names.iter().map(|name| &place[*name]));
            found.find_map(number)
        };
        let cursors = meta
            .get("cursor_pagination")
            .filter(|cursors| cursors.is_object());
        Self {
            total: find(&["total", "totalCount", "total_items"]),
            total_pages: find(&["total_pages"]),
            per_page: find(&["per_page"]).filter(|size| *size > 0),
            cursor: cursors.map(next_cursor),
        }
    }
}

/// The cursor of the next page. The last page has an `end_cursor` too, but no link to a next one.
fn next_cursor(cursors: &Value) -> Option<String> {
    match cursors.get("links") {
        Some(links) => {
            let (_, query) = links["next"].as_str()?.split_once('?')?;
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let cursor = pairs
                .filter(|(name, _)| *name == "after")
                .map(|(_, value)| value)
                .next()?;
            let cursor = percent_encoding::percent_decode_str(cursor).decode_utf8_lossy();
            Some(cursor.into_owned())
        }
        None => cursors["end_cursor"].as_str().map(str::to_owned),
    }
    .filter(|cursor| !cursor.is_empty())
}

/// `field` of the last item of a page.
fn last_item(body: &Bytes, field: &str) -> Option<String> {
    let page: Value = serde_json::from_slice(body).ok()?;
    let items = page.get("data").unwrap_or(&page).as_array()?;
    items.last()?.get(field).map(text)
}

/// A number, also one that stands in a string.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_u64().or_else(|| {
            let number = number.as_f64().filter(|n| n.fract() == 0.0 && *n >= 0.0)?;
            (number < 9e15).then_some(number as u64)
        }),
        _ => None,
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
