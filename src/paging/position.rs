//! Where in a list a page begins.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::page_info::{number, text};
use crate::call::Call;

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

impl Position {
    /// Where the arguments of `call` say.
    pub(super) fn of(call: &Call) -> Self {
        let number = |name| call.given(name).and_then(number);
        if let Some(page) = number("page") {
            Self::Page(page)
        } else if let Some(offset) = number("offset") {
            Self::Offset(offset)
        } else if let Some(cursor) = call.given("after") {
            Self::After(text(cursor))
        } else {
            Self::Start
        }
    }

    /// The argument that asks for it.
    pub(super) fn argument(&self) -> Option<(&'static str, Value)> {
        match self {
            Self::Start => None,
            Self::Page(page) => Some(("page", Value::from(*page))),
            Self::After(cursor) => Some(("after", Value::from(cursor.as_str()))),
            Self::Offset(offset) => Some(("offset", Value::from(*offset))),
        }
    }

    /// How many items of the list are before it, where it says so.
    pub(super) fn items_before(&self) -> Option<u64> {
        match self {
            Self::Start | Self::Page(0 | 1) => Some(0),
            Self::Offset(offset) => Some(*offset),
            Self::Page(_) | Self::After(_) => None,
        }
    }

    /// The number of the page at it, in a list that counts pages. There is none before the first.
    pub(super) fn page(&self) -> u64 {
        match self {
            Self::Page(page) => (*page).max(1),
            _ => 1,
        }
    }
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
