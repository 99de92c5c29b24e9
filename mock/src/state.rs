//! The store's memory: lists of items by the path they are served at.
//!
//! One mechanism serves every [`Resource`]. An item is kept as it was sent, completed to what its schema
//! requires; what was sent with it and is a collection of its own is kept there.

use std::{collections::BTreeMap, slice};

use serde_json::Value;

use super::{
    below::{Below, made, parted},
    clock::Clock,
    item::{Item, id, object},
    place::{self, Place, is_like, place},
    required::{is_read, required},
    resources::Resource,
    stock,
};

/// The lists, and the next id of each resource.
pub(crate) struct State {
    pub seed: u64,
    lists: BTreeMap<String, Vec<Item>>,
    next: BTreeMap<&'static str, i64>,
    clock: Clock,
    /// How to take back what is being done together, the latest last.
    undo: Vec<Undo>,
}

/// How to take back a change of the list at a path.
enum Undo {
    Create(String, &'static Resource, i64),
    Update(String, &'static Resource, Item),
}

/// What of a request the other items of the store don't allow.
#[derive(Debug)]
pub(crate) struct Conflict {
    /// Where in the body, as a JSON pointer.
    pub pointer: String,
    pub why: &'static str,
}

impl Conflict {
    /// The same, with another pointer.
    pub fn at(self, pointer: String) -> Self {
        Self { pointer, ..self }
    }

    /// The same, where nothing was sent at `prefix`.
    pub fn without(mut self, prefix: &str) -> Self {
        if let Some(rest) = self.pointer.strip_prefix(prefix) {
            self.pointer = rest.to_owned();
        }
        self
    }
}

impl State {
    /// The store as it begins.
    pub fn new(seed: u64) -> Self {
        let mut state = Self {
            seed,
            lists: BTreeMap::new(),
            next: BTreeMap::new(),
            clock: Clock::default(),
            undo: Vec::new(),
        };
        for (path, item) in stock::beginning() {
            if let Some(place) = place(&path) {
                // A test sees to it that nothing in the stock is refused.
                let _ = state.create(&place, object(item));
            }
        }
        state
    }

    /// The items of a list, or of those of every parent.
    pub fn items(&self, place: &Place) -> Vec<&Item> {
        let list = place.list();
        let lists = self.lists.iter().filter(|(path, _)| is_like(&list, path));
        let mut items: Vec<_> = lists.flat_map(|(_, items)| items).collect();
        if !place.is_one() {
            items.sort_by_key(|item| id(place.resource, item));
        }
        items
    }

    pub fn item(&self, place: &Place, wanted: &str) -> Option<&Item> {
        let wanted = wanted.parse().ok();
        let mut items = self.items(place).into_iter();
        items.find(|item| id(place.resource, item) == wanted)
    }

    /// The items of `child` that belong to an item of `place`.
    pub fn below(&self, place: &Place, item: &Item, child: &'static Resource) -> Vec<&Item> {
        let (Some(own), Some(parent)) = (id(place.resource, item), child.parent) else {
            return Vec::new();
        };
        let mut items = self.items(&place.below(child, own));
        items.retain(|item| item.get(parent.link).and_then(Value::as_i64) == Some(own));
        items
    }

    /// Whether an item that is kept and that `path` leads to, or through, isn't there.
    pub fn lacks(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end);
        ends.chain([path.len()]).any(|end| {
            let place = path.get(..end).and_then(place);
            place.is_some_and(|place| {
                let id = place.id.as_ref();
                id.is_some_and(|id| self.item(&place, id).is_none())
            })
        })
    }

    /// Does all of it or, if there is a conflict, nothing.
    pub fn together<T>(
        &mut self,
        change: impl FnOnce(&mut Self) -> Result<T, Conflict>,
    ) -> Result<T, Conflict> {
        self.undo.clear();
        let outcome = change(self);
        if outcome.is_err() {
            while let Some(undo) = self.undo.pop() {
                self.take_back(undo);
            }
        }
        outcome
    }

    fn take_back(&mut self, undo: Undo) {
        let (Undo::Create(list, ..) | Undo::Update(list, ..)) = &undo;
        let Some(items) = self.lists.get_mut(list) else {
            return;
        };
        match undo {
            Undo::Create(_, resource, own) => items.retain(|item| id(resource, item) != Some(own)),
            Undo::Update(_, resource, before) => {
                let own = id(resource, &before);
                if let Some(item) = items.iter_mut().find(|item| id(resource, item) == own) {
                    *item = before;
                }
            }
        }
    }

    pub fn create(&mut self, place: &Place, sent: Item) -> Result<Item, Conflict> {
        let resource = place.resource;
        let next = self.next.entry(resource.list).or_insert(resource.first);
        let id = *next;
        *next += 1;
        let mut item = required(resource, self.seed, id);
        self.clock.created(&mut item);
        let (sent, mut below) = parted(resource, sent);
        below.extend(made(resource, &sent));
        self.look_up(resource, &mut item, &sent);
        item.extend(sent.clone());
        // What it is called in one response, it may be called differently in another.
        for name in resource.ids {
            item.insert((*name).to_owned(), id.into());
        }
        if let (Some(parent), Some(id)) = (resource.parent, place.parent_id()) {
            item.insert(parent.link.to_owned(), number(id));
        }
        self.is_allowed(resource, &item, &sent)?;
        let list = self.lists.entry(place.list()).or_default();
        list.push(item.clone());
        self.undo.push(Undo::Create(place.list(), resource, id));
        self.adopt(place, id, below)?;
        Ok(item)
    }

    pub fn update(
        &mut self,
        place: &Place,
        wanted: &str,
        changes: Item,
    ) -> Result<Option<Item>, Conflict> {
        let resource = place.resource;
        let Some(mut item) = self.item(place, wanted).cloned() else {
            return Ok(None);
        };
        let (mut changes, below) = parted(resource, changes);
        changes.retain(|name, _| !resource.ids.contains(&name.as_str()));
        self.clock.modified(&mut item);
        self.look_up(resource, &mut item, &changes);
        item.extend(changes.clone());
        self.is_allowed(resource, &item, &changes)?;
        let own = id(resource, &item);
        let list = place.list();
        for (path, items) in &mut self.lists {
            let mut items = items.iter_mut().filter(|item| id(resource, item) == own);
            if is_like(&list, path)
                && let Some(kept) = items.next()
            {
                let before = std::mem::replace(kept, item.clone());
                self.undo.push(Undo::Update(path.clone(), resource, before));
                break;
            }
        }
        self.adopt(place, own.unwrap_or_default(), below)?;
        Ok(Some(item))
    }

    /// Removes items, and what belonged to them.
    pub fn remove(&mut self, place: &Place, gone: &dyn Fn(&Item) -> bool) {
        let list = place.list();
        let mut removed = Vec::new();
        for (path, items) in &mut self.lists {
            if is_like(&list, path) {
                removed.extend(items.extract_if(.., |item| gone(item)));
            }
        }
        for own in removed.iter().filter_map(|item| id(place.resource, item)) {
            for (child, parent) in place.resource.children() {
                let belongs =
                    |item: &Item| item.get(parent.link).and_then(Value::as_i64) == Some(own);
                self.remove(&place.below(child, own), &belongs);
            }
        }
    }

    /// Keeps what was sent below an item: one that is there already is changed.
    fn adopt(&mut self, place: &Place, own: i64, sent: Vec<Below>) -> Result<(), Conflict> {
        for Below {
            child,
            parent,
            items,
        } in sent
        {
            let below = place.below(child, own);
            for (index, item) in items.into_iter().enumerate() {
                let mut item = object(item);
                item.insert(parent.link.to_owned(), own.into());
                let known = id(child, &item).map(|id| id.to_string());
                let kept = match known.filter(|id| self.item(&below, id).is_some()) {
                    Some(id) => self.update(&below, &id, item).map(drop),
                    None => self.create(&below, item).map(drop),
                };
                kept.map_err(|conflict| {
                    let pointer = parent.sent_at(index, &conflict.pointer);
                    conflict.at(pointer)
                })?;
            }
        }
        Ok(())
    }

    /// Writes what the other items are called that `sent` names only by their ids.
    fn look_up(&self, resource: &Resource, item: &mut Item, sent: &Item) {
        for lookup in resource.lookups {
            let others = place::list(lookup.list);
            let wanted = sent.get(lookup.by).map(Value::to_string);
            if let (Some(others), Some(wanted)) = (others, wanted)
                && let Some(other) = self.item(&others, &wanted)
                && let Some(called) = other.get(lookup.of)
            {
                item.insert(lookup.field.to_owned(), called.clone());
            }
        }
    }

    /// Whether the other items of the store allow `item`, of which `sent` is new.
    fn is_allowed(&self, resource: &Resource, item: &Item, sent: &Item) -> Result<(), Conflict> {
        self.is_unique(resource, item, sent)?;
        self.names_what_is_there(resource, sent)
    }

    /// Whether no other item has what only one may have.
    fn is_unique(&self, resource: &Resource, item: &Item, sent: &Item) -> Result<(), Conflict> {
        let others = place::list(resource.list).map(|all| self.items(&all));
        let others = others.unwrap_or_default();
        let is_other = |other: &&Item| id(resource, other) != id(resource, item);
        for fields in resource.unique {
            let Some(field) = fields.last() else {
                continue;
            };
            let text = item.get(*field).and_then(Value::as_str);
            let says = text.is_some_and(|text| !text.is_empty());
            let changes = fields.iter().any(|field| sent.contains_key(*field));
            let same = |other: &&Item| {
                let mut fields = fields.iter();
                fields.all(|field| is_same(field, other.get(*field), item.get(*field)))
            };
            let mut others = others.iter().copied().filter(is_other);
            if says && changes && others.any(|other| same(&other)) {
                return Err(Conflict {
                    pointer: format!("/{field}"),
                    why: "is another item's already",
                });
            }
        }
        Ok(())
    }

    /// Whether the items are there whose ids were sent. Of what no request reads that can't be said.
    fn names_what_is_there(&self, resource: &Resource, sent: &Item) -> Result<(), Conflict> {
        for reference in resource.references {
            let others = place::list(reference.list).filter(|others| is_read(others.resource));
            let (Some(others), Some(named)) = (others, sent.get(reference.field)) else {
                continue;
            };
            let named = named
                .as_array()
                .map_or(slice::from_ref(named), Vec::as_slice);
            let mut ids = named.iter().filter_map(Value::as_i64).filter(|id| *id != 0);
            if ids.any(|id| self.item(&others, &id.to_string()).is_none()) {
                return Err(Conflict {
                    pointer: format!("/{}", reference.field),
                    why: "is the id of nothing in this store",
                });
            }
        }
        Ok(())
    }
}

/// Whether two items have the same in `field`. The letter case of an SKU makes no difference.
fn is_same(field: &str, left: Option<&Value>, right: Option<&Value>) -> bool {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_lowercase);
    left == right || field == "sku" && text(left).is_some() && text(left) == text(right)
}

fn number(text: &str) -> Value {
    text.parse::<i64>()
        .map_or_else(|_| text.into(), Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stock is whole: nothing of it was refused.
    #[test]
    fn the_whole_stock_is_kept() {
        let state = State::new(0);
        for (path, item) in stock::beginning() {
            let kept = place(&path).is_some_and(|place| {
                let (item, _) = parted(place.resource, object(item));
                let has = |kept: &&Item| {
                    item.iter()
                        .all(|(name, value)| kept.get(name) == Some(value))
                };
                state.items(&place).iter().any(has)
            });
            assert!(kept, "{path}");
        }
    }
}
