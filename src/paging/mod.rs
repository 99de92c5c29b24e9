//! Lists, page after page, as streams.

mod items;
mod page;
mod page_info;
mod position;
mod unexpected;
mod walk;

use std::{
    collections::VecDeque,
    fmt,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use futures_util::stream::FuturesOrdered;
use serde::de::DeserializeOwned;

use self::walk::Walk;
pub use self::{items::Items, page::Page, position::Position, unexpected::UnexpectedPage};
use crate::{
    Error, Response,
    call::{Call, Sending},
};

/// The pages of a list, in order: a [`Stream`] of [`Response`]s.
///
/// Pages are asked for as the stream is polled, and no more than [`read_ahead`](Self::read_ahead) of
/// them are held at a time. A page that fails ends the stream with [`Error::Page`], which tells the
/// [`Position`] to go on from: everything before it was handed over, nothing of it.
///
/// # When a list ends
/// With the last page or item that the server reports, or without a next cursor; where it tells nothing
/// (v2), with the first empty page. A page that contradicts what the server tells is
/// [`Error::UnexpectedPage`] inside the [`Error::Page`] and no end: an empty page 2 of 5, fewer items
/// than the total, the items of an earlier page again, a cursor that was there before. No body, `null`, `{}` and
/// `[]` are an empty page, as they are for `send()`.
///
/// # When a list changes while it is read
/// Lists that go by page numbers or offsets shift: when something before the page is removed, as many
/// items are left out, and when something is added there, as many come twice. To read a list that changes, sort it
/// by what doesn't (an id, ascending), and to delete what is read, collect the ids first. Lists with
/// cursors don't shift; where a list has both, the cursor is used. A change isn't an error: it shows in
/// [`total`](Self::total) and [`total_changed`](Self::total_changed).
pub struct Pages<T> {
    walk: Walk,
    read_ahead: usize,
    /// Where the calls of `sent` begin, in the same order.
    positions: VecDeque<Position>,
    sent: FuturesOrdered<Sending<Vec<T>>>,
}

/// The most pages that are asked for at once.
const FARTHEST: usize = 64;

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    pub(crate) fn new(call: Call) -> Self {
        Self {
            walk: Walk::new(call),
            read_ahead: 1,
            positions: VecDeque::new(),
            sent: FuturesOrdered::new(),
        }
    }

    /// Asks for up to `pages` pages at once, 64 at most, under the store's budget and once the first page
    /// has come. Without it the next page is asked for when the one before has been handed over. Lists
    /// with cursors can't be read ahead; lists that don't tell their length cost up to `pages` calls
    /// beyond their end.
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.read_ahead = pages.clamp(1, FARTHEST);
        self
    }

    /// Begins at `position` instead of where the arguments say, or goes there and begins anew.
    pub fn start_at(mut self, position: Position) -> Self {
        self.forget();
        self.walk.go_to(position);
        self
    }

    /// Where the page begins that comes next; `None` at the end of the list.
    pub fn position(&self) -> Option<&Position> {
        self.walk.position()
    }

    /// How many items the list has in all, as the last page reported, if one did.
    pub fn total(&self) -> Option<u64> {
        self.walk.total()
    }

    /// Whether the [`total`](Self::total) isn't the first one that was reported: the list has changed while it
    /// was read, and items may be missing or have come twice.
    pub fn total_changed(&self) -> bool {
        self.walk.total_changed()
    }

    /// The items of the pages.
    pub fn items(self) -> Items<T>
    where
        T: Unpin,
    {
        Items::of(self)
    }

    /// Waits for the next page; `None` at the end of the list.
    pub async fn next(&mut self) -> Option<Result<Response<Page<T>>, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// As [`next`](Self::next), for `?`.
    ///
    /// # Errors
    /// [`Error::Page`] if the page fails; the stream has ended then.
    pub async fn try_next(&mut self) -> Result<Option<Response<Page<T>>>, Error> {
        self.next().await.transpose()
    }

    /// Sends the calls of the next pages.
    fn send_ahead(&mut self) -> Result<(), Error> {
        while self.positions.len() < self.read_ahead {
            let position = match self.positions.back() {
                None => self.walk.position().cloned(),
                Some(last) => self.walk.guess_after(last),
            };
            let Some(position) = position else { break };
            let call = self.walk.call_at(&position)?;
            self.sent.push_back(call.send());
            self.positions.push_back(position);
        }
        Ok(())
    }

    /// Forgets the pages that were asked for.
    fn forget(&mut self) {
        self.positions.clear();
        self.sent = FuturesOrdered::new();
    }
}

impl<T: DeserializeOwned + Send + 'static> Stream for Pages<T> {
    type Item = Result<Response<Page<T>>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Err(error) = this.send_ahead() {
            this.forget();
            this.walk.end();
            return Poll::Ready(Some(Err(error)));
        }
        let Some(response) = ready!(pin!(&mut this.sent).poll_next(cx)) else {
            return Poll::Ready(None);
        };
        let Some(position) = this.positions.pop_front() else {
            return Poll::Ready(None);
        };
        let outcome = response.and_then(|page| {
            // What was left out was on the page all the same.
            let decoded = page.len() + page.items_left_out();
            this.walk
                .went(&position, page.body(), decoded, page.attempts())?;
            let (total, next) = (this.walk.total(), this.walk.position().cloned());
            Ok(page.map(|items| Page::new(items, total, next)))
        });
        match outcome {
            Ok(page) => {
                // What was read ahead counts only if it is really what comes next.
                if this.positions.front() != this.walk.position() {
                    this.forget();
                }
                Poll::Ready(Some(Ok(page)))
            }
            Err(error) => {
                this.forget();
                this.walk.end();
                Poll::Ready(Some(Err(Error::page(position, error))))
            }
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.walk.position())
            .field("read_ahead", &self.read_ahead)
            .finish_non_exhaustive()
    }
}
