//! A page of a list.

use std::{ops::Deref, slice, vec};

use serde::{Serialize, Serializer};

use super::{position::Position, walk::Walk};
use crate::{Response, call::Call};

/// A page of a list: its items, how many the list has in all, and where it goes on.
///
/// It reads as a slice of its items, and iterates over them.
///
/// ```no_run
/// # async fn run(store: bigcommerce::Store) -> Result<(), bigcommerce::Error> {
/// let page = store.v3().products().get_products().limit(50).await?;
/// println!("{} of {:?} products", page.len(), page.total());
/// for product in &page {
///     println!("{:?}", product.name);
/// }
/// if let Some(next) = page.next_page() {
///     // Kept for later, or for another process.
///     let rest = store.v3().products().get_products().limit(50).items().start_at(next.clone());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    items: Vec<T>,
    total: Option<u64>,
    next: Option<Position>,
}

impl<T> Page<T> {
    pub(super) fn new(items: Vec<T>, total: Option<u64>, next: Option<Position>) -> Self {
        Self { items, total, next }
    }

    /// The page that `call` was responded with.
    pub(crate) fn of(call: Call, response: Response<Vec<T>>) -> Response<Self> {
        let mut walk = Walk::new(call);
        let count = response.len() + response.items_left_out();
        let start = walk.position().cloned().unwrap_or(Position::Start);
        let went = walk.went(&start, response.body(), count, response.attempts());
        // One that contradicts itself is reported by a stream; alone it is what the server says.
        let next = went.ok().and_then(|()| walk.position().cloned());
        response.map(|items| Self::new(items, walk.total(), next))
    }

    /// The items, in the server's order.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items alone.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// How many items the list has in all, where the server tells. v2 doesn't.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Where the next page begins, for [`Pages::start_at`](crate::Pages::start_at); `None` after the last page.
    /// A list that doesn't tell its length has a next page after each that isn't empty.
    pub fn next_page(&self) -> Option<&Position> {
        self.next.as_ref()
    }
}

/// Writes the items as a list.
impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<T> Deref for Page<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
