//! The responses to requests about what the store keeps.

use serde_json::Value;

use super::{
    check::unusable,
    documents::{Operation, operations},
    filter::{self, Filter},
    item::{Item, object},
    page,
    place::{self, Place, place},
    recorded::Request,
    resources::Lookup,
    response::{self, Response},
    state::{Conflict, State},
    view::View,
};
use bigcommerce::operation::Api;

/// What is left to show.
enum Shown {
    One(Item),
    Many(Vec<Item>),
    Nothing,
    Missing,
}

impl Shown {
    fn found(item: Option<Item>) -> Self {
        item.map_or(Self::Missing, Self::One)
    }
}

impl State {
    /// What a request that is right gets in response; `None` where nothing is kept of it.
    pub fn response(&mut self, operation: &Operation, request: &Request) -> Option<Response> {
        let missing = || response::problem(operation.api, 404, &[]);
        if self.lacks(&request.path) {
            return Some(missing());
        }
        if let Some(refusal) = self.quote_refusal(request) {
            return Some(refusal);
        }
        let place = place(&request.path)?;
        let shown = match (&*operation.method, place.id.as_deref()) {
            ("GET", None) if place.count => return self.counted(&place, operation, request),
            ("GET", None) => return self.listed(&place, operation, request),
            ("DELETE", None) if self.names_unknown(&place, request) => Ok(Shown::Missing),
            ("DELETE", None) => {
                self.clear(&place, request);
                Ok(Shown::Nothing)
            }
            ("POST", None) if place.is_one() => self.together(|state| state.sent(&place, request)),
            ("PUT", None) => self.together(|state| state.sent(&place, request)),
            ("GET" | "HEAD", Some(id)) => Ok(Shown::found(self.item(&place, id).cloned())),
            ("PUT" | "PATCH", Some(id)) => self
                .together(|state| state.update(&place, id, object(request.json())))
                .map(Shown::found),
            ("DELETE", Some(id)) => {
                let id = id.parse().ok();
                let gone = |item: &Item| super::item::id(place.resource, item) == id;
                self.remove(&place, &gone);
                Ok(Shown::Nothing)
            }
            _ => return None,
        };
        match shown {
            Err(conflict) => Some(refusal(operation, &conflict)),
            Ok(Shown::Missing) => Some(missing()),
            Ok(Shown::Nothing) => None,
            Ok(Shown::One(item)) => self.shown(&place, operation, request, &[&item], false),
            Ok(Shown::Many(items)) => {
                let items: Vec<_> = items.iter().collect();
                self.shown(&place, operation, request, &items, true)
            }
        }
    }

    /// Creates or changes the item that was sent, or each of the list.
    fn sent(&mut self, place: &Place, request: &Request) -> Result<Shown, Conflict> {
        let mut change = |item: Item| {
            if request.method == "POST" {
                return self.create_whole(place, item).map(Some);
            }
            let mut ids = place.resource.ids.iter();
            match ids.find_map(|name| item.get(*name)).map(text) {
                Some(id) => self.update(place, &id, item),
                None => Ok(None),
            }
        };
        let Value::Array(all) = request.json() else {
            return change(object(request.json())).map(Shown::found);
        };
        let (mut items, sent) = (Vec::new(), all.len());
        for (index, item) in all.into_iter().enumerate() {
            let item = change(object(item));
            items.extend(item.map_err(|conflict| {
                let pointer = format!("/{index}{}", conflict.pointer);
                conflict.at(pointer)
            })?);
        }
        Ok(if items.is_empty() && sent > 0 {
            Shown::Missing
        } else {
            Shown::Many(items)
        })
    }

    /// The items that a query asks for, in the order it asks for.
    fn found(&self, place: &Place, view: &View, request: &Request) -> Vec<&Item> {
        let filter = Filter {
            query: &request.query,
            searched: place.resource.searched,
            strict: false,
        };
        let mut items = self.items(place);
        items.retain(|item| filter.fits(item, &|field| view.declares(field)));
        filter::sort(&mut items, view.operation, request);
        items
    }

    fn listed(&self, place: &Place, operation: &Operation, request: &Request) -> Option<Response> {
        let view = View::of(operation, true)?;
        let items = self.found(place, &view, request);
        let page = page::of(operation, request, items.len());
        let shown = items.get(page.range.clone()).unwrap_or_default();
        if operation.api == Api::V2 && shown.is_empty() {
            return Some(Response::empty(204));
        }
        let mut body = view.show(self, place, request, shown)?;
        page.tell(operation, &mut body);
        Some(Response::json(view.status, &body))
    }

    fn shown(
        &self,
        place: &Place,
        operation: &Operation,
        request: &Request,
        items: &[&Item],
        many: bool,
    ) -> Option<Response> {
        let view = View::of(operation, many)?;
        let body = view.show(self, place, request, items)?;
        Some(Response::json(view.status, &body))
    }

    /// The number of items that the list would show, and how many name each of some others.
    fn counted(&self, place: &Place, operation: &Operation, request: &Request) -> Option<Response> {
        let list = operation.template.strip_suffix("/count")?;
        let mut all = operations().iter();
        let listing = all.find(|other| other.method == "GET" && other.template == list)?;
        let items = self.found(place, &View::of(listing, true)?, request);
        let view = View::of(operation, false)?;
        let mut counts = Item::new();
        counts.insert("count".to_owned(), items.len().into());
        for lookup in place.resource.lookups {
            if let Some(tally) = lookup.tally {
                let tallied = self.tallied(lookup, &items);
                counts.insert(tally.to_owned(), tallied);
            }
        }
        let body = view.show(self, place, request, &[&counts])?;
        Some(Response::json(view.status, &body))
    }

    /// The items that others name, each with how many do.
    fn tallied(&self, lookup: &Lookup, items: &[&Item]) -> Value {
        let Some(others) = place::list(lookup.list) else {
            return Value::Null;
        };
        let named = self.items(&others).into_iter().map(|other| {
            let id = other.get(others.resource.id());
            let naming = items.iter().filter(|item| item.get(lookup.by) == id);
            let mut named = other.clone();
            named.insert("count".to_owned(), naming.count().into());
            Value::from(named)
        });
        named.collect()
    }

    /// Whether a filter by ids names one that no item has.
    fn names_unknown(&self, place: &Place, request: &Request) -> bool {
        let is_of_ids = |argument: &str| {
            let mut ids = place.resource.ids.iter();
            ids.any(|id| [*id, &format!("{id}:in")].contains(&argument))
        };
        let filters = request.query.iter().filter(|(name, _)| is_of_ids(name));
        let mut wanted = filters.flat_map(|(_, value)| value.split(',').map(str::trim));
        wanted.any(|id| self.item(place, id).is_none())
    }

    /// Deletes what a query asks for.
    fn clear(&mut self, place: &Place, request: &Request) {
        let filter = Filter {
            query: &request.query,
            searched: place.resource.searched,
            // What an argument says nothing about isn't deleted.
            strict: true,
        };
        self.remove(place, &|item| filter.fits(item, &|_| false));
    }
}

/// A conflict is a 409 where the document has that status, and else what any other mistake is.
fn refusal(operation: &Operation, conflict: &Conflict) -> Response {
    let status = if operation.failures.contains(&409) {
        409
    } else {
        unusable(operation.api)
    };
    let pointer = format!("/body{}", conflict.pointer);
    response::problem(operation.api, status, &[(pointer, conflict.why.to_owned())])
}

/// An id, which some documents have as text.
fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        STORE_HASH,
        schema::{Side, mismatches},
    };

    /// A path of `template` that leads to something kept, through the first item of each list.
    fn path(state: &State, template: &str) -> Option<String> {
        let mut path = String::new();
        for segment in template.split('/').skip(1) {
            let segment = match segment {
                "{store_hash}" => STORE_HASH.to_owned(),
                argument if argument.starts_with('{') => {
                    let list = place(&path)?;
                    let item = *state.items(&list).first()?;
                    item.get(list.resource.id())?.to_string()
                }
                literal => literal.to_owned(),
            };
            path = format!("{path}/{segment}");
        }
        Some(path)
    }

    fn request(operation: &Operation, path: String) -> Request {
        let all = "variants,images,videos,custom_fields,bulk_pricing_rules,addresses";
        let include = ("include".to_owned(), all.to_owned());
        Request {
            operation: None,
            method: operation.method.clone(),
            path,
            query: operation
                .takes("include")
                .then_some(include)
                .into_iter()
                .collect(),
            headers: Vec::new(),
            body: bytes::Bytes::new(),
            status: 0,
        }
    }

    /// Whatever is kept is shown as the documents have it, and the same for the same seed.
    #[test]
    fn what_is_kept_is_shown_as_documented() {
        let mut shown = 0;
        for operation in operations() {
            if operation.method != "GET" {
                continue;
            }
            for seed in 0..2 {
                let response = || {
                    let mut state = State::new(seed);
                    let path = path(&state, &operation.template)?;
                    state.response(operation, &request(operation, path))?.body
                };
                let Some((_, body)) = response() else {
                    continue;
                };
                shown += 1;
                assert_eq!(response().map(|(_, body)| body), Some(body.clone()));
                let body: Value = serde_json::from_slice(&body).unwrap_or_default();
                let content =
                    response::success(operation).and_then(|success| success.content.as_ref());
                let Some((_, schema)) = content else {
                    continue;
                };
                let mut found = mismatches(schema, &body, Side::Response, "");
                // One document has no list without items, and yet a store may have none.
                found.retain(|mismatch| !mismatch.why.starts_with("is 0 long"));
                assert_eq!(found, [], "{} {seed}: {body}", operation.name());
            }
        }
        assert!(shown > 0);
    }
}
