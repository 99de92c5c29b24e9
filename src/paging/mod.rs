//! Lists, page after page, as streams.

mod position;

use std::{
    collections::VecDeque,
    fmt,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    vec,
};

use futures_core::Stream;
use futures_util::stream::FuturesOrdered;
use http::StatusCode;
use serde::de::DeserializeOwned;

pub use self::position::Position;
use self::position::Walk;
use crate::{
    DecodeError, DecodeErrorKind, Error, Expected, Mismatch, Response,
    call::{Call, Sending},
};

/// An answer that holds a page of a list.
pub trait Page: DeserializeOwned + Send + 'static {
    /// What it is a list of.
    type Item;

    /// The items, in the server's order.
    fn items(&self) -> &[Self::Item];

    /// The items alone.
    fn into_items(self) -> Vec<Self::Item>;
}

impl<T: DeserializeOwned + Send + 'static> Page for Vec<T> {
    type Item = T;

    fn items(&self) -> &[T] {
        self
    }

    fn into_items(self) -> Vec<T> {
        self
    }
}

/// The pages of a list, in order: a [`Stream`] of [`Response`]s.
///
/// A page that fails ends the stream with [`Error::Page`], which tells the [`Position`] to go on from.
/// Pages are asked for as the stream is polled, and no more than [`read_ahead`](Self::read_ahead) of
/// them are held at a time. Lists that go by page numbers shift when something before the page is
/// added or removed meanwhile; those with cursors don't.
pub struct Pages<P> {
    walk: Walk,
    read_ahead: usize,
    /// Where the calls of `sent` begin, in the same order.
    positions: VecDeque<Position>,
    sent: FuturesOrdered<Sending<P>>,
}

/// The mismatches that are kept of all pages.
const MOST_MISMATCHES: usize = 1000;

/// The most pages that are asked for at once.
const FARTHEST: usize = 64;

impl<P: Page> Pages<P> {
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

    /// Begins at `position` instead of where the arguments say.
    pub fn start_at(mut self, position: Position) -> Self {
        self.walk.go_to(position);
        self
    }

    /// Where the page begins that comes next; `None` at the end of the list.
    pub fn position(&self) -> Option<&Position> {
        self.walk.position()
    }

    /// How many items the list has in all, as the last page told, if it did.
    pub fn total(&self) -> Option<u64> {
        self.walk.total()
    }

    /// The items of the pages.
    pub fn items(self) -> Items<P> {
        Items {
            pages: self,
            items: Vec::new().into_iter(),
            handed_over: 0,
            mismatches: Vec::new(),
        }
    }

    /// Waits for the next page.
    pub async fn next(&mut self) -> Option<Result<Response<P>, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
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

impl<P: Page> Stream for Pages<P> {
    type Item = Result<Response<P>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Err(error) = this.send_ahead() {
            this.forget();
            this.walk.end();
            return Poll::Ready(Some(Err(error)));
        }
        let Some(answer) = ready!(pin!(&mut this.sent).poll_next(cx)) else {
            return Poll::Ready(None);
        };
        let Some(position) = this.positions.pop_front() else {
            return Poll::Ready(None);
        };
        let outcome = answer.and_then(|page| {
            no_blank(&page)?;
            // What was left out was on the page all the same.
            let count = page.items().len() + page.items_left_out();
            this.walk.went(&position, page.body(), count)?;
            Ok(page)
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

/// A page may be a 204 or an empty list, but a success without a body has lost its items on the way.
fn no_blank<P>(page: &Response<P>) -> Result<(), Error> {
    let blank = page.body().iter().all(u8::is_ascii_whitespace);
    if !blank || page.status() == StatusCode::NO_CONTENT {
        return Ok(());
    }
    Err(Error::Decode(Box::new(DecodeError::without_body(
        page.operation(),
        page.attempts(),
        String::new(),
        DecodeErrorKind::Empty(Expected::List),
    ))))
}

impl<P> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.walk.position())
            .field("read_ahead", &self.read_ahead)
            .finish_non_exhaustive()
    }
}

/// The items of a list, page after page: a [`Stream`] of them in the server's order.
///
/// ```no_run
/// # async fn run(store: bigcommerce::Store) -> Result<(), bigcommerce::Error> {
/// let mut products = store.v3().products().get_products().limit(250).items();
/// while let Some(product) = products.next().await {
///     println!("{:?}", product?.name);
/// }
/// # Ok(())
/// # }
/// ```
///
/// See [`Pages`] for what happens when a page fails.
pub struct Items<P: Page> {
    pages: Pages<P>,
    items: vec::IntoIter<P::Item>,
    handed_over: u64,
    mismatches: Vec<Mismatch>,
}

impl<P: Page> Items<P> {
    /// As [`Pages::read_ahead`].
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.pages = self.pages.read_ahead(pages);
        self
    }

    /// As [`Pages::start_at`].
    pub fn start_at(mut self, position: Position) -> Self {
        self.pages = self.pages.start_at(position);
        self
    }

    /// Where the page begins that comes after the items at hand; `None` if there is none.
    pub fn position(&self) -> Option<&Position> {
        self.pages.position()
    }

    /// How many items the list has in all, as the last page told, if it did.
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }

    /// What of the pages so far isn't what their document says, each with its place on its page, and was
    /// left out or repaired: the first thousand. See [`Response::mismatches`].
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// Waits for the next item.
    pub async fn next(&mut self) -> Option<Result<P::Item, Error>>
    where
        P::Item: Unpin,
    {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Waits for all items.
    ///
    /// # Errors
    /// The first page's that failed; what came before it is lost.
    pub async fn all(mut self) -> Result<Vec<P::Item>, Error>
    where
        P::Item: Unpin,
    {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }
}

impl<P: Page> Stream for Items<P>
where
    P::Item: Unpin,
{
    type Item = Result<P::Item, Error>;

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
        let said = self
            .total()
            .map(|total| total.saturating_sub(self.handed_over));
        let most = said.and_then(|most| usize::try_from(most).ok());
        (at_hand, most.map(|most| most.max(at_hand)))
    }
}

impl<P: Page> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("at_hand", &self.items.len())
            .finish()
    }
}
