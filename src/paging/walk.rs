//! From page to page, and when a list has ended.
//!
//! What the server tells is compared with what came. Where the two can't both be true, the list isn't
//! taken for whole: the page is an [`UnexpectedPage`]. But a list may change while it is read, and most of
//! what looks odd is nothing else. The choices, all of them here:
//!
//! - Totals are compared as the latest page tells them. So a list that shrinks or grows and says so is
//!   honest, even if all of it is gone. A page without a total leaves the one reported before.
//! - *Page numbers and offsets* skip nothing and repeat nothing as long as nothing changes, and when
//!   something does, the items that came are still as many as the last page's total says: a page is cut
//!   from the list as it is then. Fewer are a contradiction. A caller that begins in the middle by a page
//!   number doesn't know how many were before; then only the count of pages says where the end is.
//! - *Cursors* don't shift, so the total may count what was put in before the cursor. Fewer items than it
//!   are a contradiction only if it was the same on the first page.
//! - An empty page isn't the end while there are more pages or items by what was last reported. Page 1 of 1
//!   may be empty: some servers count one page of an empty list. Where nothing is reported, the first empty
//!   page is the end and a short one never is: servers give fewer items than `limit` asks for.
//! - No body, `null`, `{}` and `[]` are an empty page, as 204 is, and as `send()` decodes them: real
//!   servers write each of them where there are no items, and a list may be empty. It ends a list of
//!   which nothing was reported; any other is told apart by its totals.
//! - A total below what came, or below the items of the page that tells it, isn't one: some servers never
//!   fill it in. A total isn't one of the items either where the server's `count` isn't the number of the
//!   page's items: it counts something else.
//! - Pages with the same items as an earlier one and cursors met before are a circle. Somebody might put in
//!   just a page of items between two calls, so that the page before comes again; that is so rare, and so
//!   easily gone on from, that it isn't told apart.

use std::{
    cmp::Ordering,
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    page_info::{Next, PageInfo},
    position::Position,
    unexpected::UnexpectedPage,
};
use crate::{Error, call::Call, operation::Paging};

/// Pages in a row that may be empty although each gives a cursor.
const MOST_EMPTY: u32 = 100;

/// A walk through a list.
pub(super) struct Walk {
    call: Call,
    paging: Option<Paging>,
    /// Where the next page begins; `None` at the end.
    next: Option<Position>,
    /// Pages and items of the list, as last reported.
    pages: Option<u64>,
    total: Option<u64>,
    /// Items of the list, as first reported.
    first_total: Option<u64>,
    /// Items of the list up to here, those before the start included; `None` if that isn't known.
    items: Option<u64>,
    /// Whether what the server counts are the items.
    counts_items: bool,
    /// Items of the largest page so far.
    size: u64,
    /// Empty pages in a row.
    empty: u32,
    /// The items of each page, and the cursors, that were met.
    pages_met: Met,
    cursors_met: Met,
    /// How often the request of the last page was sent; 0 before the first one.
    attempts: u32,
}

impl Walk {
    pub fn new(call: Call) -> Self {
        let start = Position::of(&call);
        Self::at(call, start)
    }

    fn at(call: Call, start: Position) -> Self {
        Self {
            paging: call.operation().paging,
            call,
            items: start.items_before(),
            next: Some(start),
            pages: None,
            total: None,
            first_total: None,
            counts_items: true,
            size: 0,
            empty: 0,
            pages_met: Met::default(),
            cursors_met: Met::default(),
            attempts: 0,
        }
    }

    pub fn position(&self) -> Option<&Position> {
        self.next.as_ref()
    }

    pub fn total(&self) -> Option<u64> {
        self.total
    }

    pub fn total_changed(&self) -> bool {
        self.first_total != self.total
    }

    pub fn go_to(&mut self, position: Position) {
        *self = Self::at(self.call.clone(), position);
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
        if let Position::After(cursor) = position
            && self.cursors_met.contains(cursor)
        {
            let error = self.unexpected(UnexpectedPage::SameCursor);
            return Err(Error::page(position.clone(), error));
        }
        let mut call = self.call.clone();
        let Some((name, value)) = position.argument() else {
            return Ok(call);
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
            (Paging::Page, Position::Page(page)) if self.pages.is_none_or(|last| *page < last) => {
                page.checked_add(1).map(Position::Page)
            }
            (Paging::Offset, Position::Offset(offset)) => {
                let next = offset.saturating_add(self.size);
                (next < self.total?).then_some(Position::Offset(next))
            }
            _ => None,
        }
    }

    /// The page at `position` came after so many `attempts`, with this `body` and `decoded` items: finds
    /// out where the next one begins.
    pub fn went(
        &mut self,
        position: &Position,
        body: &[u8],
        decoded: usize,
        attempts: u32,
    ) -> Result<(), Error> {
        let is_first = self.attempts == 0;
        self.attempts = attempts;
        let reported = PageInfo::of(body);
        let found = reported.items.as_ref().map_or(0, |items| items.count);
        let page = Arrived {
            position,
            count: found.max(decoded as u64),
            is_first,
            reported,
        };
        match self.after(&page, body) {
            Ok(next) => self.next = next,
            Err(what) => return Err(self.unexpected(what)),
        }
        Ok(())
    }

    fn unexpected(&self, what: UnexpectedPage) -> Error {
        Error::UnexpectedPage {
            operation: self.call.operation(),
            attempts: self.attempts,
            what,
        }
    }

    fn after(&mut self, page: &Arrived, body: &[u8]) -> Result<Option<Position>, UnexpectedPage> {
        self.remember(page, body)?;
        match self.paging {
            None => Ok(None),
            Some(Paging::Page) => self.after_page(page),
            Some(Paging::Offset) => self.after_offset(page),
            Some(Paging::Cursor) => self.after_cursor(page),
            Some(Paging::After(field)) => self.after_item(page, field),
        }
    }

    /// Takes down what the page tells and how many items came.
    fn remember(&mut self, page: &Arrived, body: &[u8]) -> Result<(), UnexpectedPage> {
        if let Position::After(cursor) = page.position {
            self.cursors_met.insert(cursor);
        }
        self.total = page.reported.total.or(self.total);
        self.first_total = self.first_total.or(self.total);
        self.pages = self.pages_told(page).or(self.pages);
        self.items = self.items.and_then(|items| items.checked_add(page.count));
        self.size = self.size.max(page.count);
        self.empty = if page.count == 0 { self.empty + 1 } else { 0 };
        if page.count == 0 {
            return Ok(());
        }
        if page.reported.count.is_some_and(|count| count != page.count) {
            self.counts_items = false;
        }
        let is_new = match &page.reported.items {
            Some(items) => self.pages_met.insert(&items.hash),
            None => self.pages_met.insert(body),
        };
        is_new.then_some(()).ok_or(UnexpectedPage::SameItems)
    }

    /// The count of pages that `page` tells. No pages at all of what has items weren't counted.
    fn pages_told(&self, page: &Arrived) -> Option<u64> {
        let uncounted = page.count > 0 && self.pages.is_none();
        page.reported.pages.filter(|pages| *pages > 0 || !uncounted)
    }

    /// The items that came beside those the list is said to have, where both are known.
    fn compared(&self) -> Option<(u64, u64, Ordering)> {
        let (items, total) = (self.items?, self.total.filter(|_| self.counts_items)?);
        Some((items, total, items.cmp(&total)))
    }

    fn is_short(&self) -> bool {
        matches!(self.compared(), Some((_, _, Ordering::Less)))
    }

    /// The list is over, unless more items were reported than came.
    fn over(&self) -> Result<Option<Position>, UnexpectedPage> {
        match self.compared() {
            Some((items, total, Ordering::Less)) => {
                Err(UnexpectedPage::TooFewItems { items, total })
            }
            _ => Ok(None),
        }
    }

    /// As [`over`](Self::over), of a list that doesn't shift: it may have grown where it was read before.
    fn over_by_cursor(&self) -> Result<Option<Position>, UnexpectedPage> {
        if self.total_changed() {
            return Ok(None);
        }
        self.over()
    }

    fn after_page(&self, arrived: &Arrived) -> Result<Option<Position>, UnexpectedPage> {
        let page = arrived.position.page();
        if arrived.count == 0 {
            return match self.pages {
                Some(pages) if page <= pages && pages > 1 => {
                    Err(UnexpectedPage::Empty { page, pages })
                }
                _ => self.over(),
            };
        }
        if let Some(pages) = self.pages_told(arrived).filter(|pages| *pages < page) {
            return Err(UnexpectedPage::BeyondEnd { page, pages });
        }
        let more = match self.pages {
            Some(pages) => page < pages || self.is_short(),
            None => !matches!(self.compared(), Some((_, _, Ordering::Equal))),
        };
        let next = page.checked_add(1).filter(|_| more);
        Ok(next.map(Position::Page))
    }

    fn after_offset(&self, page: &Arrived) -> Result<Option<Position>, UnexpectedPage> {
        if page.count == 0 {
            return self.over();
        }
        let next = self.items.filter(|next| self.total != Some(*next));
        Ok(next.map(Position::Offset))
    }

    fn after_cursor(&self, page: &Arrived) -> Result<Option<Position>, UnexpectedPage> {
        match &page.reported.next {
            Some(Next::Cursor(_)) if self.empty >= MOST_EMPTY => {
                return Err(UnexpectedPage::NoItems { pages: self.empty });
            }
            Some(Next::Cursor(cursor)) => return Ok(Some(Position::After(cursor.clone()))),
            Some(Next::Lost) => return Err(UnexpectedPage::NoCursor { field: "after" }),
            Some(Next::End) | None => (),
        }
        let by_cursor = matches!(page.position, Position::After(_));
        if by_cursor {
            let told_nothing = page.reported.next.is_none() && page.reported.total.is_none();
            if page.count == 0 && told_nothing && !page.is_first {
                return Err(UnexpectedPage::NothingAtCursor);
            }
            return self.over_by_cursor();
        }
        // A server that has no cursors, or none here, may count pages.
        let number = page.position.page();
        let more = self.is_short() || self.pages.is_some_and(|pages| number < pages);
        let by_page = self.call.operation().parameter("page").is_some();
        if by_page && (more || page.reported.next.is_none()) {
            return self.after_page(page);
        }
        self.over_by_cursor()
    }

    fn after_item(
        &self,
        page: &Arrived,
        field: &'static str,
    ) -> Result<Option<Position>, UnexpectedPage> {
        if page.count == 0 {
            return self.over_by_cursor();
        }
        let last = page
            .reported
            .items
            .as_ref()
            .and_then(|items| items.last(field));
        let cursor = last.ok_or(UnexpectedPage::NoCursor { field })?;
        Ok(Some(Position::After(cursor)))
    }
}

/// A page that came.
struct Arrived<'a> {
    position: &'a Position,
    /// Its items.
    count: u64,
    /// Whether it is the first one of the walk.
    is_first: bool,
    reported: PageInfo<'a>,
}

/// What was met on the way, as hashes.
#[derive(Default)]
struct Met(HashSet<u64>);

impl Met {
    /// The most that are remembered at a time, about a megabyte. A circle of up to so many pages is
    /// noticed, however long the list was before it.
    const MOST: usize = 1 << 16;

    /// Remembers `value`; whether it is new.
    fn insert(&mut self, value: &(impl Hash + ?Sized)) -> bool {
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        self.0.insert(hash(value))
    }

    fn contains(&self, value: &(impl Hash + ?Sized)) -> bool {
        self.0.contains(&hash(value))
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_noticed_in_bounded_memory() {
        let mut met = Met::default();
        for page in 0..3 * Met::MOST {
            assert!(met.insert(&page));
            assert!(met.0.len() <= Met::MOST);
        }
        // A circle of two pages, far from the beginning.
        let circle: Vec<_> = ["A", "B", "A"]
            .iter()
            .map(|page| met.insert(page))
            .collect();
        assert_eq!(circle, [true, true, false]);
    }
}
