//! Paths, operations, parameters and bodies beside those that are vendored.

use std::collections::BTreeSet;

use bigcommerce_codegen::json::Object;
use serde_json::{Value, json};

use super::{Aligner, equal::equal};
use crate::specs::select::METHODS;

/// Where a parameter goes and what it is called.
type Key = (String, String);

impl<'d> Aligner<'d> {
    /// The document but for its components.
    pub fn document(&mut self) -> Value {
        let (old, new) = (self.old, self.new);
        let mut aligned = new.as_object().cloned().unwrap_or_default();
        let mut paths = Object::new();
        for (path, item) in new["paths"].as_object().into_iter().flatten() {
            let item = self.item(old["paths"].get(path), item);
            paths.insert(path.clone(), item);
        }
        aligned.insert("paths".into(), paths.into());
        aligned.remove("components");
        let mut aligned = Value::Object(aligned);
        secure(old, &mut aligned);
        aligned
    }

    fn item(&mut self, old: Option<&'d Value>, new: &'d Value) -> Value {
        let (was, common) = (old.map(listed), listed(new));
        let keys = |document, list: &[&'d Value]| -> BTreeSet<Key> {
            list.iter().map(|node| key(document, node)).collect()
        };
        let (in_old, in_new) = (self.old, self.new);
        let moved = was
            .as_ref()
            .is_some_and(|was| keys(in_old, was) != keys(in_new, &common));
        let operations = METHODS
            .into_iter()
            .filter_map(|method| Some((method, new.get(method)?)));
        let operations: Vec<(&str, &'d Value, Vec<&'d Value>)> = operations
            .map(|(method, operation)| {
                let mut own = listed(operation);
                if moved {
                    let there = keys(in_new, &own);
                    let missing = |node: &&&'d Value| !there.contains(&key(in_new, node));
                    own.extend(common.iter().filter(missing));
                }
                (method, operation, own)
            })
            .collect();
        let was = was.unwrap_or_default();
        // What every operation takes stands where it stood; not what stood at one of them too, unless it
        // is there twice.
        let common: Vec<&'d Value> = match moved {
            false => common,
            true => was
                .iter()
                .filter_map(|node| {
                    let wanted = key(in_old, node);
                    let mut found = operations.iter().map(|(method, _, own)| {
                        let at_both = old.and_then(|old| old.get(method)).is_some_and(|was| {
                            listed(was).iter().any(|node| key(in_old, node) == wanted)
                        });
                        let own = own.iter().copied();
                        let found: Vec<_> =
                            own.filter(|node| key(in_new, node) == wanted).collect();
                        let mut all = found.iter().copied();
                        let same = all.find(|found| equal(in_old, node, in_new, found));
                        let first = same.or(found.first().copied())?;
                        (found.len() > usize::from(at_both)).then_some(first)
                    });
                    let first = found.next()??;
                    let same = |node: Option<&'d Value>| {
                        node.is_some_and(|node| equal(in_new, first, in_new, node))
                    };
                    found.all(same).then_some(first)
                })
                .collect(),
        };
        let mut aligned = Object::new();
        let list = self.parameters(&was, &common);
        put(&mut aligned, list, old.or(Some(new)));
        for (method, operation, mut own) in operations {
            if moved {
                for shared in &common {
                    let wanted = key(in_new, shared);
                    let mut all = own.iter();
                    let same = all.position(|node| equal(in_new, shared, in_new, node));
                    let place =
                        same.or_else(|| own.iter().position(|node| key(in_new, node) == wanted));
                    place.map(|place| own.remove(place));
                }
            }
            let was = old.and_then(|old| old.get(method));
            let mut facts = self.operation(was, operation);
            let list = self.parameters(&was.map(listed).unwrap_or_default(), &own);
            put(&mut facts, list, was.or(Some(operation)));
            aligned.insert(method.to_owned(), facts.into());
        }
        aligned.into()
    }

    /// Parameters in the vendored order, new ones behind.
    fn parameters(&mut self, old: &[&'d Value], new: &[&'d Value]) -> Vec<Value> {
        let mut left: Vec<_> = new.to_vec();
        let mut pairs = Vec::new();
        for was in old {
            let wanted = key(self.old, was);
            let named = left.iter().enumerate();
            let named: Vec<_> = named
                .filter(|(_, node)| key(self.new, node) == wanted)
                .collect();
            let same = named
                .iter()
                .find(|(_, node)| equal(self.old, was, self.new, node));
            let place = same.or(named.first()).map(|(place, _)| *place);
            if let Some(place) = place {
                pairs.push((Some(*was), left.remove(place)));
            }
        }
        pairs.extend(left.into_iter().map(|node| (None, node)));
        let each = pairs.into_iter();
        each.map(|(was, node)| self.node("parameters", was, node))
            .collect()
    }

    fn operation(&mut self, old: Option<&'d Value>, new: &'d Value) -> Object {
        let mut aligned = Object::new();
        for (keyword, value) in new.as_object().into_iter().flatten() {
            let was = old.and_then(|old| old.get(keyword));
            let value = match keyword.as_str() {
                "parameters" => continue,
                "requestBody" => self.node("requestBodies", was, value),
                "responses" => self.each("responses", was, value),
                _ => value.clone(),
            };
            aligned.insert(keyword.clone(), value);
        }
        aligned
    }

    /// A parameter, header, body or response that is not a reference.
    pub fn holder(&mut self, old: Option<&'d Value>, new: &'d Value) -> Value {
        let mut aligned = Object::new();
        for (keyword, value) in new.as_object().into_iter().flatten() {
            let was = old.and_then(|old| old.get(keyword));
            let value = match keyword.as_str() {
                "schema" => self.node("schemas", was, value),
                "headers" => self.each("headers", was, value),
                "content" => {
                    let media = value.as_object().into_iter().flatten();
                    let media = media.map(|(name, media)| {
                        let was = was.and_then(|was| was.get(name));
                        (name.clone(), self.holder(was, media))
                    });
                    Value::Object(media.collect())
                }
                _ => value.clone(),
            };
            aligned.insert(keyword.clone(), value);
        }
        aligned.into()
    }

    fn each(&mut self, kind: &str, old: Option<&'d Value>, new: &'d Value) -> Value {
        let each = new.as_object().into_iter().flatten();
        let each = each.map(|(name, node)| {
            let was = old.and_then(|old| old.get(name));
            (name.clone(), self.node(kind, was, node))
        });
        Value::Object(each.collect())
    }
}

fn listed(holder: &Value) -> Vec<&Value> {
    let list = holder.get("parameters").and_then(Value::as_array);
    list.into_iter().flatten().collect()
}

/// An empty list stands where one stood.
fn put(holder: &mut Object, list: Vec<Value>, like: Option<&Value>) {
    if !list.is_empty() || like.is_some_and(|like| like.get("parameters").is_some()) {
        holder.insert("parameters".into(), list.into());
    }
}

fn key(document: &Value, parameter: &Value) -> Key {
    let name = super::reference(parameter, "parameters");
    let target = name.and_then(|name| document["components"]["parameters"].get(name));
    let parameter = target.unwrap_or(parameter);
    let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
    (text("in"), text("name"))
}

/// Says once for all what holds for all, or at each operation, as `old` does it; only where nothing else
/// is said than there, for what is new is upstream's to put.
fn secure(old: &Value, new: &mut Value) {
    let (was, is) = (old.get("security").cloned(), new.get("security").cloned());
    let mut all = Vec::new();
    let Some(paths) = new["paths"].as_object_mut() else {
        return;
    };
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                let effective = operation.get("security").or(is.as_ref()).cloned();
                let old = old["paths"][path].get(method);
                let own = old.and_then(|old| old.get("security"));
                let known = old.map(|_| own.or(was.as_ref()));
                if known.is_some_and(|known| known != effective.as_ref()) {
                    return;
                }
                all.push((operation, effective, own));
            }
        }
    }
    // A document that says nothing has no word for an operation.
    if was.is_some() && all.iter().any(|(_, effective, _)| effective.is_none()) {
        return;
    }
    for (operation, effective, own) in all {
        if effective == was && own.is_none() {
            operation.remove("security");
        } else if let Some(effective) = effective {
            operation.insert("security".into(), effective);
        }
    }
    if let Some(document) = new.as_object_mut() {
        document.remove("security");
        document.extend(was.map(|was| ("security".to_owned(), was)));
    }
}

/// The schemes of `new`, called as those of `old` that are the same. Where a file makes other documents
/// too, only those that were there or are asked for.
pub fn security_schemes(old: &Value, new: &Value, is_shared: bool) -> Value {
    let empty = Object::new();
    let schemes = |document: &'_ Value| -> Object {
        let schemes = document.pointer("/components/securitySchemes");
        schemes.and_then(Value::as_object).unwrap_or(&empty).clone()
    };
    let known = schemes(old);
    let text = match is_shared {
        true => json!([new["security"], new["paths"]]).to_string(),
        false => String::new(),
    };
    let is_asked = |name: &str| text.contains(&format!("\"{name}\":"));
    let mut aligned = Object::new();
    for (name, scheme) in schemes(new) {
        let same = |other: &str| known.get(other) == Some(&scheme);
        let free = known
            .keys()
            .find(|other| same(other) && !aligned.contains_key(*other));
        let header = scheme["name"].as_str().unwrap_or_default();
        let called = match free {
            _ if same(&name) => name,
            Some(other) => other.clone(),
            None if is_shared && !is_asked(&name) && !is_asked(header) => continue,
            None => name,
        };
        aligned.insert(called, scheme);
    }
    aligned.into()
}
