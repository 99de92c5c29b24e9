//! What can be wrong with a page that came.

/// How a page contradicts itself, or what the pages before it reported about their list.
///
/// A list that changes while it is read isn't one of these, as long as the server tells so:
/// [`Pages`](crate::Pages) says what is taken for an honest change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnexpectedPage {
    /// The page is empty, though its number is one of the list's.
    #[error("page {page} is empty, but the list has {pages} pages")]
    #[non_exhaustive]
    Empty {
        /// The number of the page.
        page: u64,
        /// Pages of the list, as last reported.
        pages: u64,
    },
    /// The list ends, with an empty page or without a next cursor, before all items it reports were received.
    #[error("the list ends after {items} of {total} items, with an empty page or no next one")]
    #[non_exhaustive]
    TooFewItems {
        /// Items up to here.
        items: u64,
        /// Items of the list, as last reported.
        total: u64,
    },
    /// The page before gave a cursor, and it leads to a page that is empty and says nothing of an end.
    #[error("the cursor leads to an empty page that doesn't say that the list ends")]
    NothingAtCursor,
    /// The page has items, but the list is said to end before it.
    #[error("page {page} has items, but the list has {pages} pages")]
    #[non_exhaustive]
    BeyondEnd {
        /// The number of the page.
        page: u64,
        /// Pages of the list, as this page tells.
        pages: u64,
    },
    /// The page has exactly the items of a page before: the server ignores the position it is asked for.
    #[error("the page has the same items as one before it")]
    SameItems,
    /// The list goes on at a cursor it has gone on at before. Nothing was sent for it.
    #[error("the list goes on at a cursor that it went on at before")]
    SameCursor,
    /// The list goes on, and nothing on the page leads there.
    #[error("the list goes on, but the page has no `{field}` to go on from")]
    #[non_exhaustive]
    NoCursor {
        /// What the next page is asked for by.
        field: &'static str,
    },
    /// So many pages in a row had no items, each with a new cursor.
    #[error("{pages} pages in a row are empty, and each gives another cursor")]
    #[non_exhaustive]
    NoItems {
        /// How many.
        pages: u32,
    },
}
