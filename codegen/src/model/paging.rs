//! How a list goes on after a page.

use super::{Location, Parameter};

/// What says where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paging {
    /// The argument `page` counts pages.
    Page,
    /// The argument `after` takes a cursor of the response.
    Cursor,
    /// The argument `after` takes this field of the last item.
    After(String),
    /// The argument `offset` counts items.
    Offset,
}

/// How the list of an operation with these parameters goes on. `cursor` is the field of an item that the
/// argument `after` takes.
pub(super) fn of(parameters: &[Parameter], cursor: Option<&str>) -> Option<Paging> {
    let has = |name: &str| {
        let mut query = parameters.iter().filter(|a| a.location == Location::Query);
        query.any(|parameter| parameter.name == name)
    };
    if has("offset") {
        Some(Paging::Offset)
    } else if has("after") {
        Some(cursor.map_or(Paging::Cursor, |field| Paging::After(field.to_owned())))
    } else if has("page") {
        Some(Paging::Page)
    } else {
        None
    }
}
