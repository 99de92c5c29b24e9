//! What a response shows of the items that are kept: what its schema takes, and what was asked for.

use bigcommerce_codegen::openapi::{Flat, Kind, Rest, Schema, anonymous};
use serde_json::{Value, json};

use super::{
    documents::{Operation, Success, operations},
    item::{Item, id, object},
    place::Place,
    recorded::Request,
    resources::Resource,
    response,
    sample::Sampler,
    schema::{Side, alternatives, mismatches},
    slots::{Slot, slots},
    state::State,
};

/// The response of an operation, and where items go in it.
pub(crate) struct View<'a> {
    pub operation: &'a Operation,
    pub status: u16,
    slot: Slot,
    /// What an item may look like; the first is what it does.
    flats: Vec<Flat<'static>>,
}

impl<'a> View<'a> {
    /// The response of `operation`, for one item or `many` if it has room for that.
    pub fn of(operation: &'a Operation, many: bool) -> Option<Self> {
        let Success { status, content } = response::success(operation)?;
        let (_, schema) = content.as_ref()?;
        let mut slots = slots(schema);
        let fitting = slots.iter().position(|slot| slot.many == many);
        if slots.is_empty() {
            return None;
        }
        let slot = slots.swap_remove(fitting.unwrap_or(0));
        Some(Self {
            operation,
            status: *status,
            flats: alternatives(&slot.item),
            slot,
        })
    }

    /// Whether the items may have a field of this name.
    pub fn declares(&self, field: &str) -> bool {
        let mut flats = self.flats.iter();
        flats.any(|flat| flat.property(field).is_some())
    }

    /// The response with these items.
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
        let name = format!("{} {}", place.list(), id(place.resource, item).unwrap_or(0));
        let mut sampler = Sampler::new(state.seed, &name, false);
        let mut shown = fitted(&self.slot.item, item, &mut sampler);
        for (child, parent) in place.resource.children() {
            let Some(field) = parent.field else {
                continue;
            };
            let Some(schema) = self.below(request, child, field) else {
                continue;
            };
            let below = state.below(place, item, child).into_iter();
            let below = below.map(|item| fitted(&schema, item, &mut sampler));
            shown[field] = below.collect();
        }
        self.pick(&mut shown, place, request);
        shown
    }

    /// The schema of the items that `field` is to show of `child`; none where it is to show nothing.
    fn below(&self, request: &Request, child: &Resource, field: &str) -> Option<Schema<'static>> {
        let asked = listed(request, "include").any(|asked| asked == field);
        let flat = self.flats.first()?;
        if let Some(schema) = flat.property(field) {
            // Where there is nothing to ask with, it is there unasked.
            let wanted = asked || !self.operation.takes("include");
            let mut flats = alternatives(&schema).into_iter();
            let list = flats.find(|flat| flat.kind() == Some(Kind::Array))?;
            return wanted.then(|| list.items().unwrap_or_default());
        }
        // Some documents forget to declare what can be asked for.
        let open = !matches!(flat.rest(), Rest::Closed);
        let mut all = operations().iter();
        let listing =
            all.find(|other| other.method == "GET" && anonymous(&other.template) == child.list);
        let own = listing
            .and_then(|listing| View::of(listing, true))
            .map_or_else(Schema::default, |view| view.slot.item);
        (asked && open).then_some(own)
    }

    /// Leaves out fields that weren't asked for, but never what is required, nor the id.
    fn pick(&self, shown: &mut Value, place: &Place, request: &Request) {
        let Value::Object(fields) = shown else {
            return;
        };
        let flat = self.flats.first();
        let required = flat.map(Flat::required).unwrap_or_default();
        let stays = |name: &str| place.resource.ids.contains(&name) || required.contains(&name);
        let mut asked: Vec<_> = listed(request, "include_fields").collect();
        if self.operation.takes("include_fields") && !asked.is_empty() {
            asked.extend(listed(request, "include"));
            fields.retain(|name, _| stays(name) || asked.contains(&name.as_str()));
        }
        if self.operation.takes("exclude_fields") {
            let excluded: Vec<_> = listed(request, "exclude_fields").collect();
            fields.retain(|name, _| stays(name) || !excluded.contains(&name.as_str()));
        }
    }

    /// The items of a response that lists some.
    pub fn list<'b>(&self, response: &'b mut Value) -> Option<&'b mut Vec<Value>> {
        let list = response.pointer_mut(self.slot.pointer)?.as_array_mut();
        list.filter(|_| self.slot.many)
    }

    /// What is listed of an entry that was carried out.
    pub fn done(&self, entry: &Value, sampler: &mut Sampler) -> Value {
        let are_objects = self
            .flats
            .first()
            .is_some_and(|flat| flat.kind() == Some(Kind::Object));
        let item = match entry {
            Value::Object(item) => item.clone(),
            id if are_objects => Item::from_iter([("id".to_owned(), id.clone())]),
            entry => return entry.clone(),
        };
        fitted(&self.slot.item, &item, sampler)
    }

    /// The whole response around its items.
    fn around(&self, seed: u64, content: Value) -> Value {
        let operation = self.operation;
        let is_b2b = operation.api.is_b2b();
        let Slot { root, pointer, .. } = &self.slot;
        let mut root = if pointer.is_empty() {
            content
        } else {
            let mut sampler = Sampler::new(seed, operation.id, false);
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

/// Of `item` what `schema` takes; what it requires and the item has in no fitting form is made up.
fn fitted(schema: &Schema<'_>, item: &Item, sampler: &mut Sampler) -> Value {
    let flats = alternatives(schema);
    let Some(flat) = flats.first().filter(|flat| flat.has_properties()) else {
        return item.clone().into();
    };
    let mut shown = object(sampler.value(&flat.clone().into(), ""));
    for (name, schema) in flat.properties() {
        let Some(value) = item.get(name) else {
            continue;
        };
        // Ids, times and states are text in some responses and numbers in others.
        let forms = [
            value.clone(),
            value.as_str().map_or_else(
                || value.to_string().into(),
                |text| serde_json::from_str(text).unwrap_or_default(),
            ),
        ];
        let fits = |value: &Value| mismatches(&schema, value, Side::Response, "").is_empty();
        if let Some(value) = forms.into_iter().find(fits) {
            shown.insert(name.to_owned(), value);
        }
    }
    shown.into()
}
