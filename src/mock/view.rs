//! What an answer shows of the items that are kept: what its schema takes, and what was asked for.

use serde_json::{Value, json};

use super::{
    answer,
    documents::{Operation, Success, operations},
    place::{Place, blank},
    recorded::Request,
    resources::Resource,
    sample::Sampler,
    schema::{Flat, Side, alternatives, kind, list, misfits},
    state::{Item, State, id, object},
};
use crate::operation::Family;

/// The answer of an operation, and where items go in it.
pub(crate) struct View<'a> {
    pub operation: &'a Operation,
    pub status: u16,
    slot: Slot,
    /// What an item may look like; the first is what it does.
    flats: Vec<Flat>,
}

impl<'a> View<'a> {
    /// The answer of `operation`, for one item or `many` if it has room for that.
    pub fn of(operation: &'a Operation, many: bool) -> Option<Self> {
        let Success { status, content } = answer::success(operation)?;
        let (_, schema) = content.as_ref()?;
        let mut slots = slots(operation.document, schema);
        let fitting = slots.iter().position(|slot| slot.many == many);
        if slots.is_empty() {
            return None;
        }
        let slot = slots.swap_remove(fitting.unwrap_or(0));
        Some(Self {
            operation,
            status: *status,
            flats: alternatives(operation.document, &slot.item),
            slot,
        })
    }

    /// Whether the items may have a field of this name.
    pub fn declares(&self, field: &str) -> bool {
        let properties = |flat: &Flat| flat.get("properties")?.get(field).map(drop);
        self.flats.iter().any(|flat| properties(flat).is_some())
    }

    /// The answer with these items.
    pub fn show(
        &self,
        state: &State,
        place: &Place,
        request: &Request,
        items: &[&Item],
    ) -> Option<Value> {
        let mut show = items
            .iter()
            .map(|item| self.item(state, place, request, item));
        let content = if self.slot.many {
            show.collect()
        } else {
            show.next()?
        };
        Some(self.around(state.seed, content))
    }

    /// Of an item what the schema takes and the request asks for.
    fn item(&self, state: &State, place: &Place, request: &Request, item: &Item) -> Value {
        let document = self.operation.document;
        let name = format!("{} {}", place.list(), id(place.resource, item).unwrap_or(0));
        let mut sampler = Sampler::new(document, state.seed, &name, false);
        let mut shown = fitted(document, &self.slot.item, item, &mut sampler);
        for (child, parent) in place.resource.children() {
            let Some(field) = parent.field else {
                continue;
            };
            let Some((document, schema)) = self.below(request, child, field) else {
                continue;
            };
            let below = state.below(place, item, child).into_iter();
            let below = below.map(|item| fitted(document, &schema, item, &mut sampler));
            shown[field] = below.collect();
        }
        self.pick(&mut shown, place, request);
        shown
    }

    /// The schema, and its document, of the items that `field` is to show of `child`; none where it is to
    /// show nothing.
    fn below(
        &self,
        request: &Request,
        child: &Resource,
        field: &str,
    ) -> Option<(&'static Value, Value)> {
        let document = self.operation.document;
        let asked = listed(request, "include").any(|asked| asked == field);
        let flat = self.flats.first()?;
        let declared = flat.get("properties").and_then(|all| all.get(field));
        if let Some(schema) = declared {
            // Where there is nothing to ask with, it is there unasked.
            let wanted = asked || !self.takes("include");
            let flats = alternatives(document, schema);
            let list = flats.iter().find(|flat| kind(flat) == Some("array"))?;
            return wanted.then(|| (document, list.get("items").cloned().unwrap_or_default()));
        }
        // Some documents forget to declare what can be asked for.
        let open = flat.get("additionalProperties") != Some(&json!(false));
        let mut all = operations().iter();
        let listing =
            all.find(|other| other.method == "GET" && blank(&other.template) == child.list);
        let own = listing
            .and_then(|listing| View::of(listing, true))
            .map_or((document, json!({})), |view| {
                (view.operation.document, view.slot.item)
            });
        (asked && open).then_some(own)
    }

    /// Leaves out fields that weren't asked for, but never what is required, nor the id.
    fn pick(&self, shown: &mut Value, place: &Place, request: &Request) {
        let Value::Object(fields) = shown else {
            return;
        };
        let flat = self.flats.first();
        let required = flat.map_or(&[][..], |flat| list(flat, "required"));
        let stays = |name: &str| {
            place.resource.ids.contains(&name) || required.iter().any(|known| known == name)
        };
        let mut asked: Vec<_> = listed(request, "include_fields").collect();
        if self.takes("include_fields") && !asked.is_empty() {
            asked.extend(listed(request, "include"));
            fields.retain(|name, _| stays(name) || asked.contains(&name.as_str()));
        }
        if self.takes("exclude_fields") {
            let excluded: Vec<_> = listed(request, "exclude_fields").collect();
            fields.retain(|name, _| stays(name) || !excluded.contains(&name.as_str()));
        }
    }

    fn takes(&self, argument: &str) -> bool {
        let mut parameters = self.operation.parameters("query");
        parameters.any(|parameter| parameter.name == argument)
    }

    /// The items of an answer that lists some.
    pub fn list<'b>(&self, answer: &'b mut Value) -> Option<&'b mut Vec<Value>> {
        let list = answer.pointer_mut(self.slot.pointer)?.as_array_mut();
        list.filter(|_| self.slot.many)
    }

    /// What is listed of an entry that was carried out.
    pub fn done(&self, entry: &Value, sampler: &mut Sampler) -> Value {
        let are_objects = self
            .flats
            .first()
            .is_some_and(|flat| kind(flat) == Some("object"));
        let item = match entry {
            Value::Object(item) => item.clone(),
            id if are_objects => Item::from_iter([("id".to_owned(), id.clone())]),
            entry => return entry.clone(),
        };
        fitted(self.operation.document, &self.slot.item, &item, sampler)
    }

    /// The whole answer around its items.
    fn around(&self, seed: u64, content: Value) -> Value {
        let operation = self.operation;
        let is_b2b = operation.family == Family::B2b;
        let Slot { root, pointer, .. } = &self.slot;
        let mut root = if pointer.is_empty() {
            content
        } else {
            let mut sampler = Sampler::new(operation.document, seed, &operation.id, false);
            let mut root = sampler.flat(root, "");
            put(&mut root, pointer, content);
            root
        };
        let has_meta = is_b2b || !pointer.is_empty();
        if *pointer == "/meta" || !has_meta || !root.is_object() {
            return root;
        }
        if !root["meta"].is_object() {
            root["meta"] = json!({});
        }
        if is_b2b {
            root["code"] = json!(200);
            root["meta"]["message"] = json!("SUCCESS");
        }
        root
    }
}

/// Puts `content` where `pointer` leads to, through objects.
fn put(root: &mut Value, pointer: &str, content: Value) {
    let mut place = root;
    for name in pointer.split('/').skip(1) {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[name];
    }
    *place = content;
}

/// The parts of an argument that is a list.
fn listed<'a>(request: &'a Request, argument: &'a str) -> impl Iterator<Item = &'a str> {
    let values = request.argument(argument);
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// Where an answer has room for items.
pub(crate) struct Slot {
    /// The answer's schema.
    root: Flat,
    pointer: &'static str,
    /// Whether it holds a list.
    many: bool,
    pub item: Value,
}

pub(crate) fn slots(document: &Value, schema: &Value) -> Vec<Slot> {
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
        let lists = |flat: &Flat, name: &str| {
            let mut flats = property(flat, name).unwrap_or_default();
            flats.retain(|flat| kind(flat) == Some("array"));
            flats
        };
        let Some(datas) = property(&root, "data") else {
            add("", &root);
            continue;
        };
        for data in &datas {
            add("/data", data);
            for (name, pointer) in [("list", "/data/list"), ("items", "/data/items")] {
                lists(data, name).iter().for_each(|flat| add(pointer, flat));
            }
        }
        // One answer has its list there.
        lists(&root, "meta")
            .iter()
            .for_each(|flat| add("/meta", flat));
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
