//! The items of a list, one by one.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::Stream;

use serde::de::DeserializeOwned;

use super::{Pages, Position};
use crate::{Error, Mismatch};

/// The items of a list, page after page: a [`Stream`] of them in the server's order.
///
/// ```no_run
/// # async fn run(store: bigcommerce::Store) -> Result<(), bigcommerce::Error> {
/// let mut products = store.v3().products().get_products().limit(250).items();
/// while let Some(product) = products.try_next().await? {
///     println!("{:?}", product.name);
/// }
/// # Ok(())
/// # }
/// ```
///
/// A page that fails ends the stream with [`Error::Page`]; [`Pages`] says how to go on, and when a list ends.
///
/// Don't add to or delete from a list by page numbers or offsets (v2, B2B Edition and most of v3) inside this
/// loop: what comes after shifts, and items are left out or come twice. Collect the ids first. A change by somebody
/// else shows in [`total_changed`](Self::total_changed).
pub struct Items<T> {
    pages: Pages<T>,
    items: vec::IntoIter<T>,
    handed_over: u64,
    mismatches: Vec<Mismatch>,
}

/// So many mismatches of a list are kept.
const MOST_MISMATCHES: usize = 1000;

impl<T: DeserializeOwned + Send + Unpin + 'static> Items<T> {
    pub(super) fn of(pages: Pages<T>) -> Self {
        Self {
            pages,
            items: Vec::new().into_iter(),
            handed_over: 0,
            mismatches: Vec::new(),
        }
    }

    /// As [`Pages::read_ahead`].
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.pages = self.pages.read_ahead(pages);
        self
    }

    /// As [`Pages::start_at`].
    pub fn start_at(self, position: Position) -> Self {
        Self::of(self.pages.start_at(position))
    }

    /// Where the page begins that comes after the items at hand; `None` after the last page.
    pub fn position(&self) -> Option<&Position> {
        self.pages.position()
    }

    /// How many items the list has in all, as the last page reported, if one did.
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }

    /// As [`Pages::total_changed`].
    pub fn total_changed(&self) -> bool {
        self.pages.total_changed()
    }

    /// What of the pages so far isn't what their document says, each with its place on its page, and was
    /// left out or repaired: the first thousand. See [`Response::mismatches`](crate::Response::mismatches).
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// Waits for the next item; `None` at the end of the list.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// As [`next`](Self::next), for `?`.
    ///
    /// # Errors
    /// [`Error::Page`] if a page fails; the stream has ended then.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// Waits for all items.
    ///
    /// # Errors
    /// [`Error::Page`] if a page fails; what came before it is lost.
    pub async fn all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }
}

impl<T: DeserializeOwned + Send + Unpin + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                self.handed_over += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(cx)) {
                Some(Ok(page)) => {
                    let (page, mismatches) = page.into_parts();
                    self.items = page.into_items().into_iter();
                    self.mismatches.extend(mismatches);
                    self.mismatches.truncate(MOST_MISMATCHES);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    /// At least the items at hand, at most what the list was said to have.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let at_hand = self.items.len();
        if self.position().is_none() {
            return (at_hand, Some(at_hand));
        }
        let left = self
            .total()
            .and_then(|total| total.checked_sub(self.handed_over));
        let most = left.and_then(|most| usize::try_from(most).ok());
        // A total that is less than what was received is wrong.
        (at_hand, most.filter(|most| *most >= at_hand))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("at_hand", &self.items.len())
            .finish()
    }
}
