//! What differs between the arguments of two operations.

use std::collections::BTreeMap;

use bigcommerce_codegen::openapi;
use serde_json::{Value, json};

use super::{
    Direction::Request,
    Group::{Additive, Breaking},
    Kind, Pair,
    operations::{Operation, required, resolve},
    shape::Place,
};
use crate::specs::select::arguments;

impl<'d> Pair<'d> {
    /// Compares the arguments of two operations.
    pub fn parameters(&mut self, was: &Operation<'d>, is: &Operation<'d>) {
        let mut old = parameters(self.old.document, was);
        let mut new = parameters(self.new.document, is);
        // Arguments of the path are what they are by their place in it.
        let names = arguments(was.path).zip(arguments(is.path));
        for (from, to) in names.filter(|(from, to)| from != to) {
            if let Some(parameter) = old.remove(&("path", from))
                && let Some(other) = new.get(&("path", to))
            {
                let (from, named) = (Some(json!(from)), Some(json!(to)));
                let kind = Kind::ParameterRenamed;
                self.found(Breaking, kind, Some(Request), &other.pointer, from, named);
                old.insert(("path", to), parameter);
            }
        }
        let gone: Vec<_> = old
            .keys()
            .filter(|key| !new.contains_key(*key))
            .copied()
            .collect();
        for key in gone {
            let Some(parameter) = old.remove(&key) else {
                continue;
            };
            let mut twins = new.iter().filter(|(other, there)| {
                other.0 == key.0
                    && !old.contains_key(*other)
                    && there.schema.get("schema") == parameter.schema.get("schema")
                    && required(there) == required(&parameter)
            });
            let twin = match (twins.next(), twins.next()) {
                (Some((name, _)), None) => Some(*name),
                _ => None,
            };
            let way = Some(Request);
            match twin.and_then(|name| Some((name, new.remove(&name)?))) {
                Some((name, there)) => {
                    let (from, to) = (Some(json!(key.1)), Some(json!(name.1)));
                    let kind = Kind::ParameterRenamed;
                    self.found(Breaking, kind, way, &there.pointer, from, to);
                }
                None => {
                    let (kind, name) = (Kind::ParameterRemoved, Some(json!(key.1)));
                    self.found(Breaking, kind, way, &parameter.pointer, name, None);
                }
            }
        }
        for (key, is) in new {
            match old.remove(&key) {
                Some(was) => self.parameter(&was, &is),
                None => {
                    let group = if required(&is) { Breaking } else { Additive };
                    let (kind, name) = (Kind::ParameterAdded, Some(json!(key.1)));
                    self.found(group, kind, Some(Request), &is.pointer, None, name);
                }
            }
        }
    }

    fn parameter(&mut self, was: &Place<'d>, is: &Place<'d>) {
        self.requirement(required(was), required(is), &is.pointer);
        let (from, to) = (style(was.schema), style(is.schema));
        if from != to {
            let kind = Kind::ParameterStyleChanged;
            let (from, to) = (Some(json!(from)), Some(json!(to)));
            self.found(Breaking, kind, Some(Request), &is.pointer, from, to);
        }
        let keywords = ["deprecated", "allowEmptyValue", "allowReserved"];
        self.keywords(Some(Request), &is.pointer, &keywords, was.schema, is.schema);
        self.sent(was, is);
    }
}

/// The arguments of an operation and its path by place and name, without what the client sends by
/// itself.
fn parameters<'d>(
    document: &'d Value,
    operation: &Operation<'d>,
) -> BTreeMap<(&'d str, &'d str), Place<'d>> {
    let item = operation
        .pointer
        .rsplit_once('/')
        .map_or("", |(item, _)| item);
    let lists = [
        (item, operation.item.get("parameters")),
        (operation.pointer.as_str(), operation.node.get("parameters")),
    ];
    let mut found = BTreeMap::new();
    for (at, list) in lists {
        let list = list.and_then(Value::as_array);
        for (index, node) in list.into_iter().flatten().enumerate() {
            let place = Place::new(format!("{at}/parameters/{index}"), node);
            let place = resolve(document, place);
            let text = |key| place.schema.get(key).and_then(Value::as_str);
            if let (Some(place_in), Some(name)) = (text("in"), text("name"))
                && !(place_in == "header" && openapi::is_clients(name))
            {
                found.insert((place_in, name), place);
            }
        }
    }
    found
}

/// How a list of values is written, with what OpenAPI takes for granted.
fn style(parameter: &Value) -> String {
    let query = parameter["in"] == "query";
    let otherwise = if query { "form" } else { "simple" };
    let style = parameter["style"].as_str().unwrap_or(otherwise);
    let explode = parameter["explode"].as_bool().unwrap_or(style == "form");
    format!("{style}, explode: {explode}")
}
