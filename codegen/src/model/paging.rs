//! Which operations respond with a page of a list, how the list goes on, and where the items are.

use std::collections::BTreeMap;

use super::{Definition, Field, Kind, Location, Object, Parameter, Slot, Type};

/// How a list goes on after a page.
pub struct Paging {
    /// What says where the next page begins.
    pub style: Style,
    /// The properties that lead to the items, from the outermost; none where the response is a bare list.
    pub items: Vec<String>,
    /// What an item is.
    pub item: Slot,
}

/// What says where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    /// The argument `page` counts pages.
    Page,
    /// The argument `after` takes a cursor of the response.
    Cursor,
    /// The argument `after` takes this field of the last item.
    After(String),
    /// The argument `offset` counts items.
    Offset,
}

/// How the list of an operation goes on that responds with `success`; `None` if it is no list, or one
/// that comes whole. `cursor` is the field of an item that the argument `after` takes.
pub(super) fn of(
    success: &Slot,
    types: &BTreeMap<String, Definition>,
    arguments: &[Parameter],
    cursor: Option<&str>,
) -> Option<Paging> {
    let has = |name: &str| {
        let mut query = arguments.iter().filter(|a| a.location == Location::Query);
        query.any(|argument| argument.name == name)
    };
    let style = if has("offset") {
        Style::Offset
    } else if has("after") {
        cursor.map_or(Style::Cursor, |field| Style::After(field.to_owned()))
    } else if has("page") {
        Style::Page
    } else {
        return None;
    };
    let (items, item) = items(success, types)?;
    Some(Paging { style, items, item })
}

/// The properties that lead to the items of a page, and what an item is.
fn items(page: &Slot, types: &BTreeMap<String, Definition>) -> Option<(Vec<String>, Slot)> {
    if let Some(item) = item(page) {
        return Some((Vec::new(), item));
    }
    let data = object(page, types)?.field("data")?;
    let way = |fields: &[&Field]| fields.iter().map(|field| field.wire.clone()).collect();
    if let Some(item) = item(&data.slot) {
        return Some((way(&[data]), item));
    }
    // Some put the list one deeper, beside what else there is to say.
    let mut fields = object(&data.slot, types)?.fields.iter();
    let usual = |field: &&Field| field.wire == "list" || field.wire == "items";
    let list = fields.find(|field| usual(field) && item(&field.slot).is_some())?;
    Some((way(&[data, list]), item(&list.slot)?))
}

/// What an item of a list is.
fn item(slot: &Slot) -> Option<Slot> {
    match &slot.ty {
        Type::List(item) => Some((**item).clone()),
        _ => None,
    }
}

fn object<'t>(slot: &Slot, types: &'t BTreeMap<String, Definition>) -> Option<&'t Object> {
    let Type::Named(name) = &slot.ty else {
        return None;
    };
    match &types.get(name)?.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}
