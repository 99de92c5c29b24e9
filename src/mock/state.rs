//! The store's memory: lists of items by the path they are served at.
//!
//! One mechanism serves every [`Resource`]. An item is kept as it was sent, completed to what its schema
//! requires; each answer shows of it what that answer's schema takes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    answer::{self, Answer},
    documents::{Operation, Success, operations},
    page,
    recorded::Request,
    sample::Sampler,
    schema::{Flat, Side, alternatives, kind, misfits},
    stock::{self, RESOURCES, Resource},
};
use crate::operation::Family;

type Item = Map<String, Value>;

/// The lists, and the next id of each resource.
pub(crate) struct State {
    seed: u64,
    lists: BTreeMap<String, Vec<Item>>,
    next: BTreeMap<&'static str, i64>,
}

/// What a path is of a resource.
struct Place<'a> {
    resource: &'static Resource,
    /// The path of the list.
    list: &'a str,
    /// The id of an item, if the path leads to one.
    id: Option<&'a str>,
}

impl State {
    /// The store as it begins.
    pub fn new(hash: &str, seed: u64) -> Self {
        let mut state = Self {
            seed,
            lists: BTreeMap::new(),
            next: BTreeMap::new(),
        };
        for (path, item) in stock::beginning(hash) {
            if let (Some(place), Value::Object(item)) = (place(&path), item) {
                state.create(&place, item);
            }
        }
        state
    }

    /// What a request that is right is answered with; `None` where nothing is kept of it.
    pub fn answer(&mut self, operation: &Operation, request: &Request) -> Option<Answer> {
        let place = place(&request.path)?;
        if !self.has_parent(&place) {
            return Some(answer::problem(operation.family, 404, &[]));
        }
        let shown = match (&*operation.method, place.id) {
            ("GET", None) => return self.list(&place, operation, request),
            ("POST", None) => Shown::of(self.each(&place, request, Self::create_or_none)),
            ("PUT", None) => Shown::of(self.each(&place, request, Self::update_listed)),
            ("DELETE", None) => {
                self.delete_listed(&place, request);
                Shown::Nothing
            }
            ("GET" | "HEAD", Some(id)) => Shown::found(self.item(&place, id)),
            ("PUT" | "PATCH", Some(id)) => {
                let changes = object(request.json());
                Shown::found(self.update(&place, id, changes))
            }
            ("DELETE", Some(id)) => {
                let gone = self.remove(&place, |item, ids| is(item, ids, id));
                if gone { Shown::Nothing } else { Shown::Missing }
            }
            _ => return None,
        };
        match shown {
            Shown::Missing => Some(answer::problem(operation.family, 404, &[])),
            Shown::Nothing => None,
            Shown::One(item) => self.shown(&place, operation, &[item], false),
            Shown::Many(items) => self.shown(&place, operation, &items, true),
        }
    }

    /// Whether what the list belongs to is there.
    fn has_parent(&self, place: &Place) -> bool {
        let Some((path, _)) = place.list.rsplit_once('/') else {
            return true;
        };
        match self::place(path) {
            Some(parent) if parent.id.is_some() => {
                let id = parent.id.unwrap_or_default();
                self.item(&parent, id).is_some()
            }
            _ => true,
        }
    }

    fn items(&self, place: &Place) -> &[Item] {
        self.lists.get(place.list).map_or(&[], Vec::as_slice)
    }

    fn item(&self, place: &Place, id: &str) -> Option<Item> {
        let mut items = self.items(place).iter();
        items.find(|item| is(item, place.resource.ids, id)).cloned()
    }

    fn create(&mut self, place: &Place, sent: Item) -> Item {
        let resource = place.resource;
        let next = self.next.entry(resource.list).or_insert(resource.first);
        let id = *next;
        *next += 1;
        let mut item = required(resource, self.seed, id);
        item.extend(sent);
        // What it is called in one answer, it may be called differently in another.
        for name in resource.ids {
            item.insert((*name).to_owned(), id.into());
        }
        for name in ["date_created", "date_modified"] {
            item.entry(name).or_insert_with(|| NOW.into());
        }
        for name in ["created_at", "updated_at", "createdAt", "updatedAt"] {
            item.entry(name).or_insert_with(|| NOW_UNIX.into());
        }
        let list = self.lists.entry(place.list.to_owned()).or_default();
        list.push(item.clone());
        item
    }

    fn create_or_none(&mut self, place: &Place, sent: Item) -> Option<Item> {
        Some(self.create(place, sent))
    }

    fn update(&mut self, place: &Place, id: &str, changes: Item) -> Option<Item> {
        let ids = place.resource.ids;
        let list = self.lists.get_mut(place.list)?;
        let item = list.iter_mut().find(|item| is(item, ids, id))?;
        let changes = changes.into_iter();
        item.extend(changes.filter(|(name, _)| !ids.contains(&name.as_str())));
        Some(item.clone())
    }

    fn update_listed(&mut self, place: &Place, changes: Item) -> Option<Item> {
        let id = changes.get(*place.resource.ids.first()?)?.to_string();
        self.update(place, &id, changes)
    }

    /// Removes items, and what belonged to them.
    fn remove(&mut self, place: &Place, gone: impl Fn(&Item, &[&str]) -> bool) -> bool {
        let ids = place.resource.ids;
        let Some(list) = self.lists.get_mut(place.list) else {
            return false;
        };
        let (removed, kept): (Vec<_>, Vec<_>) = std::mem::take(list)
            .into_iter()
            .partition(|item| gone(item, ids));
        *list = kept;
        for item in &removed {
            let id = ids.first().and_then(|name| item.get(*name));
            let below = format!("{}/{}/", place.list, id.unwrap_or(&Value::Null));
            self.lists.retain(|path, _| !path.starts_with(&below));
        }
        !removed.is_empty()
    }

    fn delete_listed(&mut self, place: &Place, request: &Request) {
        self.remove(place, |item, _| page::fits(item, &request.query));
    }

    /// Does something with the object, or with each object of the list, that was sent.
    fn each(
        &mut self,
        place: &Place,
        request: &Request,
        change: impl Fn(&mut Self, &Place, Item) -> Option<Item>,
    ) -> (Vec<Item>, bool) {
        match request.json() {
            Value::Array(sent) => {
                let items = sent.into_iter().map(object);
                let items = items.filter_map(|item| change(self, place, item));
                (items.collect(), true)
            }
            one => (
                change(self, place, object(one)).into_iter().collect(),
                false,
            ),
        }
    }

    fn list(&self, place: &Place, operation: &Operation, request: &Request) -> Option<Answer> {
        let items = self.items(place).iter();
        let items: Vec<Item> = items
            .filter(|item| page::fits(item, &request.query))
            .cloned()
            .collect();
        let page = page::of(operation, request, items.len());
        let shown = items.get(page.range.clone()).unwrap_or_default();
        if operation.family == Family::V2 && shown.is_empty() {
            return Some(Answer::empty(204));
        }
        let mut answer = self.body(place, operation, shown, true)?;
        page.tell(operation, &mut answer.1);
        Some(Answer::json(answer.0, &answer.1))
    }

    fn shown(
        &self,
        place: &Place,
        operation: &Operation,
        items: &[Item],
        many: bool,
    ) -> Option<Answer> {
        let (status, body) = self.body(place, operation, items, many)?;
        Some(Answer::json(status, &body))
    }

    /// An answer of `operation` that shows `items`.
    fn body(
        &self,
        place: &Place,
        operation: &Operation,
        items: &[Item],
        many: bool,
    ) -> Option<(u16, Value)> {
        let Success { status, content } = answer::success(operation)?;
        let (_, schema) = content.as_ref()?;
        let document = operation.document;
        let slots = slots(document, schema);
        let fitting = slots.iter().find(|slot| slot.many == many);
        let slot = fitting.or(slots.first())?;
        let name = |item: &Item| {
            let id = place.resource.ids.first().and_then(|name| item.get(*name));
            format!("{} {}", place.list, id.unwrap_or(&Value::Null))
        };
        let mut show = items.iter().map(|item| {
            let mut sampler = Sampler::new(document, self.seed, &name(item), false);
            fitted(document, &slot.item, item, &mut sampler)
        });
        let content = if slot.many {
            show.collect()
        } else {
            show.next()?
        };
        let mut sampler = Sampler::new(document, self.seed, &operation.id, false);
        let mut root = match slot.pointer {
            "" => content.clone(),
            _ => sampler.flat(&slot.root, ""),
        };
        match slot.pointer {
            "" => (),
            "/data" => root["data"] = content,
            pointer => {
                let name = pointer.rsplit('/').next().unwrap_or_default();
                if !root["data"].is_object() {
                    root["data"] = json!({});
                }
                root["data"][name] = content;
            }
        }
        if operation.family == Family::B2b {
            root["code"] = json!(200);
            if !root["meta"].is_object() {
                root["meta"] = json!({});
            }
            root["meta"]["message"] = json!("SUCCESS");
        } else if !slot.pointer.is_empty() && !root["meta"].is_object() {
            root["meta"] = json!({});
        }
        Some((*status, root))
    }
}

/// What is left to show.
enum Shown {
    One(Item),
    Many(Vec<Item>),
    Nothing,
    Missing,
}

impl Shown {
    fn of((mut items, many): (Vec<Item>, bool)) -> Self {
        match items.pop() {
            Some(item) if !many => Self::One(item),
            Some(item) => {
                items.push(item);
                Self::Many(items)
            }
            None => Self::Missing,
        }
    }

    fn found(item: Option<Item>) -> Self {
        item.map_or(Self::Missing, Self::One)
    }
}

/// The time of this store.
const NOW: &str = "2026-03-02T16:20:00+00:00";
const NOW_UNIX: i64 = 1_772_468_400;

/// What resource a path belongs to.
fn place(path: &str) -> Option<Place<'_>> {
    let fits = |template: &str, path: &str| {
        let mut path = path.split('/');
        let mut template = template.split('/');
        loop {
            match (template.next(), path.next()) {
                (None, None) => return true,
                (Some("{}"), Some(_)) => (),
                (Some(wanted), Some(came)) if wanted == came => (),
                _ => return false,
            }
        }
    };
    RESOURCES.iter().find_map(|resource| {
        if fits(resource.list, path) {
            return Some(Place {
                resource,
                list: path,
                id: None,
            });
        }
        let (list, id) = path.rsplit_once('/')?;
        let is_item = fits(resource.list, list) && id.parse::<i64>().is_ok();
        is_item.then_some(Place {
            resource,
            list,
            id: Some(id),
        })
    })
}

/// Whether an item has this id, under any of its names.
fn is(item: &Item, ids: &[&str], id: &str) -> bool {
    let known = ids.first().and_then(|name| item.get(*name));
    known.is_some_and(|known| known.as_i64() == id.parse().ok())
}

fn object(value: Value) -> Item {
    match value {
        Value::Object(object) => object,
        _ => Item::new(),
    }
}

/// What the answers that show an item require of it.
fn required(resource: &'static Resource, seed: u64, id: i64) -> Item {
    let mut item = Item::new();
    let gets = operations().iter().filter(|operation| {
        let template = blank(&operation.template);
        let rest = template.strip_prefix(resource.list);
        operation.method == "GET" && matches!(rest, Some("" | "/{}"))
    });
    for operation in gets {
        let content = answer::success(operation).and_then(|success| success.content.as_ref());
        let Some((_, schema)) = content else {
            continue;
        };
        let name = format!("{} {id}", resource.list);
        let mut sampler = Sampler::new(operation.document, seed, &name, false);
        let sampled = slots(operation.document, schema)
            .first()
            .map(|slot| sampler.value(&slot.item, ""));
        for (name, value) in object(sampled.unwrap_or_default()) {
            item.entry(name).or_insert(value);
        }
    }
    item
}

/// A path template without the names of its arguments.
fn blank(template: &str) -> String {
    let segments = template.split('/').map(|segment| {
        if segment.starts_with('{') {
            "{}"
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Where an answer has room for items.
struct Slot {
    /// The answer's schema.
    root: Flat,
    pointer: &'static str,
    /// Whether it holds a list.
    many: bool,
    item: Value,
}

fn slots(document: &Value, schema: &Value) -> Vec<Slot> {
    let mut slots = Vec::new();
    for root in alternatives(document, schema) {
        let mut add = |pointer, flat: &Flat| {
            let many = kind(flat) == Some("array");
            let item = if many {
                flat.get("items").cloned().unwrap_or_default()
            } else {
                flat.clone().into()
            };
            slots.push(Slot {
                root: root.clone(),
                pointer,
                many,
                item,
            });
        };
        let property = |flat: &Flat, name: &str| {
            let schema = flat.get("properties").and_then(|all| all.get(name));
            schema.map(|schema| alternatives(document, schema))
        };
        match property(&root, "data") {
            None => add("", &root),
            Some(datas) => {
                for data in &datas {
                    add("/data", data);
                    for (name, pointer) in [("list", "/data/list"), ("items", "/data/items")] {
                        let lists = property(data, name).unwrap_or_default();
                        let lists = lists.iter().filter(|flat| kind(flat) == Some("array"));
                        lists.for_each(|flat| add(pointer, flat));
                    }
                }
            }
        }
    }
    slots
}

/// Of `item` what `schema` takes; what it requires and the item has in no fitting form is made up.
fn fitted(document: &Value, schema: &Value, item: &Item, sampler: &mut Sampler) -> Value {
    let flats = alternatives(document, schema);
    let Some(flat) = flats.first() else {
        return item.clone().into();
    };
    let properties = flat.get("properties").and_then(Value::as_object);
    let Some(properties) = properties else {
        return item.clone().into();
    };
    let mut shown = object(sampler.value(&flat.clone().into(), ""));
    for (name, schema) in properties {
        let Some(value) = item.get(name) else {
            continue;
        };
        // Ids, times and states are text in some answers and numbers in others.
        let forms = [
            value.clone(),
            value.as_str().map_or_else(
                || value.to_string().into(),
                |text| serde_json::from_str(text).unwrap_or_default(),
            ),
        ];
        let fits = |value: &Value| misfits(document, schema, value, Side::Answer, "").is_empty();
        if let Some(value) = forms.into_iter().find(fits) {
            shown.insert(name.clone(), value);
        }
    }
    shown.into()
}
