//! Gives new facts the form of those that are vendored: the names of their components, what stands in
//! place and what is a component, and the order of lists in which none is said.
//!
//! Upstream changes these without changing what a document says, most of all when it moves. Corrections
//! and reviewed secrets hold on to places in the vendored form, and types are called after components. Each
//! operation is walked beside the same one as it is vendored:
//!
//! - where a component was referred to, what is there now becomes that component, whatever it is called;
//! - where something stood in place, a component that is there now stands in place again;
//! - what has no place in the vendored document stays as it is.
//!
//! What the document says is never changed: the result takes the same requests and responses.

mod equal;
mod operations;
#[cfg(test)]
pub mod tests;

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::json::{Object, escape, unescape};
use serde_json::{Value, json};

use equal::equal;

/// A component's kind and name.
type Name = (String, String);

/// Where a reference leads whose component has no name yet.
const PENDING: &str = "#/pending/";

/// `new` in the form of `old`. Of the `spare` components only those stay that are vendored.
pub fn align(old: &Value, new: &Value, spare: &BTreeSet<(&'static str, String)>) -> Value {
    let mut first = Aligner::new(old, new, BTreeMap::new());
    first.document();
    // What has kept its name is known by now.
    let pairs = first.pairs.into_iter();
    let kept = pairs.filter(|(name, other)| name.1 == *other);
    let kept = kept.map(|(name, _)| (name.clone(), name.1)).collect();
    let mut aligner = Aligner::new(old, new, kept);
    let mut aligned = aligner.document();
    aligner.leftover(spare);
    aligner.name_pending();
    aligned["components"] = aligner.components(old, new, !spare.is_empty());
    aligner.resolve(&mut aligned);
    aligned
}

struct Aligner<'d> {
    old: &'d Value,
    new: &'d Value,
    /// Components that have kept their names.
    kept: BTreeMap<Name, String>,
    /// Which components were met in the place of which.
    pairs: BTreeSet<(Name, String)>,
    /// What each vendored component is now.
    claims: BTreeMap<Name, &'d Value>,
    /// What new components are called.
    named: BTreeMap<Name, String>,
    /// New components that stand in place.
    inlined: BTreeSet<Name>,
    /// New components that something refers to and that have no name yet.
    pending: BTreeSet<Name>,
    done: BTreeMap<Name, Value>,
}

impl<'d> Aligner<'d> {
    fn new(old: &'d Value, new: &'d Value, kept: BTreeMap<Name, String>) -> Self {
        Self {
            old,
            new,
            kept,
            pairs: BTreeSet::new(),
            claims: BTreeMap::new(),
            named: BTreeMap::new(),
            inlined: BTreeSet::new(),
            pending: BTreeSet::new(),
            done: BTreeMap::new(),
        }
    }

    /// A component of `kind`, or a place where one may stand.
    fn node(&mut self, kind: &str, old: Option<&'d Value>, new: &'d Value) -> Value {
        let was = old.and_then(|old| reference(old, kind));
        let is = reference(new, kind);
        match (was, is) {
            (Some(was), Some(is)) => {
                self.pairs
                    .insert(((kind.to_owned(), was.clone()), is.clone()));
                let kept = self.kept.contains_key(&(kind.to_owned(), is.clone()));
                let name = if kept { is.clone() } else { was };
                match self.component(kind, &is) {
                    Some(node) if self.claim(kind, &name, node) => {
                        let key = (kind.to_owned(), is);
                        self.named.entry(key).or_insert_with(|| name.clone());
                        refer(kind, &name)
                    }
                    _ => self.refer_to_new(kind, is),
                }
            }
            (Some(was), None) if self.claim(kind, &was, new) => refer(kind, &was),
            (Some(was), None) => {
                let old = self.vendored(kind, &was);
                self.inside(kind, old, new)
            }
            (None, Some(is)) => match self.component(kind, &is) {
                Some(node) if old.is_some() && !self.holds_itself(kind, &is) => {
                    self.inlined.insert((kind.to_owned(), is));
                    self.node(kind, old, node)
                }
                _ => self.refer_to_new(kind, is),
            },
            (None, None) => self.inside(kind, old, new),
        }
    }

    /// Makes `node` the vendored component `name`; not if something else is that already.
    fn claim(&mut self, kind: &str, name: &str, node: &'d Value) -> bool {
        let key = (kind.to_owned(), name.to_owned());
        let wanted = match self.claims.get(&key) {
            Some(claimed) => Some(*claimed),
            None => self
                .kept
                .get(&key)
                .and_then(|own| self.component(kind, own)),
        };
        if wanted.is_some_and(|wanted| !equal(self.new, wanted, self.new, node)) {
            return false;
        }
        if self.claims.contains_key(&key) {
            return true;
        }
        let Some(old) = self.vendored(kind, name) else {
            return false;
        };
        let node = wanted.unwrap_or(node);
        self.claims.insert(key.clone(), node);
        let aligned = self.node(kind, Some(old), node);
        self.done.insert(key, aligned);
        true
    }

    fn inside(&mut self, kind: &str, old: Option<&'d Value>, new: &'d Value) -> Value {
        match kind {
            "schemas" => self.schema(old, new),
            "parameters" | "headers" | "requestBodies" | "responses" => self.holder(old, new),
            _ => new.clone(),
        }
    }

    fn schema(&mut self, old: Option<&'d Value>, new: &'d Value) -> Value {
        let Some(object) = new.as_object() else {
            return new.clone();
        };
        let mut aligned = Object::new();
        for (keyword, value) in object {
            let was = old.and_then(|old| old.get(keyword));
            let value = match (keyword.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    let each = properties.iter().map(|(name, property)| {
                        let was = was.and_then(|was| was.get(name));
                        (name.clone(), self.node("schemas", was, property))
                    });
                    Value::Object(each.collect())
                }
                ("items" | "not" | "additionalProperties", Value::Object(_)) => {
                    let was = was.filter(|was| was.is_object());
                    self.node("schemas", was, value)
                }
                ("allOf" | "oneOf" | "anyOf", Value::Array(branches)) => {
                    let was = was.and_then(Value::as_array);
                    self.branches(keyword, was.map(Vec::as_slice), branches)
                }
                ("required" | "enum", Value::Array(values)) => {
                    in_order(was.and_then(Value::as_array), values)
                }
                _ => value.clone(),
            };
            aligned.insert(keyword.clone(), value);
        }
        aligned.into()
    }

    /// Branches beside those that are alike, in the vendored order where that is all that differs.
    fn branches(&mut self, keyword: &str, old: Option<&'d [Value]>, new: &'d [Value]) -> Value {
        let old = old.unwrap_or_default();
        let mut places: Vec<Option<usize>> = vec![None; new.len()];
        let mut left: BTreeSet<usize> = (0..old.len()).collect();
        for pass in [true, false] {
            for (index, branch) in new.iter().enumerate() {
                if places[index].is_some() {
                    continue;
                }
                // In their own places first.
                let alike = |place: &usize| equal(self.old, &old[*place], self.new, branch);
                let found = match pass {
                    true => left.get(&index).copied().filter(|place| alike(place)),
                    false => left.iter().copied().find(alike),
                };
                if let Some(place) = found {
                    left.remove(&place);
                    places[index] = Some(place);
                }
            }
        }
        for (index, place) in places.iter_mut().enumerate() {
            if place.is_none() && left.remove(&index) {
                *place = Some(index);
            }
        }
        // One that changed is beside the one that is left.
        let open: Vec<_> = (0..new.len())
            .filter(|index| places[*index].is_none())
            .collect();
        if let ([index], [place]) = (open.as_slice(), &*Vec::from_iter(left)) {
            places[*index] = Some(*place);
        }
        let mut aligned: Vec<(usize, Value)> = Vec::new();
        for (index, branch) in new.iter().enumerate() {
            let was = places[index].and_then(|place| old.get(place));
            let order = match places[index] {
                Some(place) if keyword == "allOf" && old.len() == new.len() => place,
                _ => index,
            };
            aligned.push((order, self.node("schemas", was, branch)));
        }
        aligned.sort_by_key(|(order, _)| *order);
        aligned.into_iter().map(|(_, branch)| branch).collect()
    }

    /// What is not referred to by any operation, by its name or by what it is.
    fn leftover(&mut self, spare: &BTreeSet<(&'static str, String)>) {
        let (old, new) = (self.old, self.new);
        let there = |document: &'d Value| {
            let kinds = document["components"].as_object().into_iter().flatten();
            kinds
                .filter(|(kind, _)| *kind != "securitySchemes")
                .flat_map(|(kind, named)| {
                    let named = named.as_object().into_iter().flatten();
                    named.map(move |(name, node)| ((kind.clone(), name.clone()), node))
                })
        };
        self.name_pending();
        for by_name in [true, false] {
            for (key, was) in there(old) {
                if self.claims.contains_key(&key) {
                    continue;
                }
                let mut nodes = there(new)
                    .filter(|(other, _)| other.0 == key.0 && !self.named.contains_key(other));
                let found = nodes.find(|(other, node)| match by_name {
                    true => other.1 == key.1,
                    false => equal(old, was, new, node),
                });
                if let Some((other, node)) = found
                    && self.claim(&key.0, &key.1, node)
                {
                    self.named.insert(other, key.1);
                }
            }
        }
        for ((kind, name), _) in there(new) {
            let is_spare = spare.iter().any(|(of, it)| *of == kind && *it == name);
            let key = (kind, name);
            if !is_spare && !self.inlined.contains(&key) && !self.named.contains_key(&key) {
                self.pending.insert(key);
            }
        }
    }

    /// Names what is referred to and has no vendored name: after itself, where that is free.
    fn name_pending(&mut self) {
        while let Some((kind, name)) = self.pending.pop_first() {
            let key = (kind.clone(), name.clone());
            let Some(node) = self.component(&kind, &name) else {
                continue;
            };
            if self.named.contains_key(&key) {
                continue;
            }
            if self.claim(&kind, &name, node) {
                self.named.insert(key, name);
                continue;
            }
            let numbered = (2..).map(|number| format!("{name}_{number}"));
            let mut names = std::iter::once(name.clone()).chain(numbered);
            let is_free = |free: &String| {
                self.vendored(&kind, free).is_none()
                    && !self.done.contains_key(&(kind.clone(), free.clone()))
                    && (*free == name || self.component(&kind, free).is_none())
            };
            let Some(free) = names.find(is_free) else {
                continue;
            };
            self.named.insert(key, free.clone());
            // It may hold itself.
            self.done.insert((kind.clone(), free.clone()), Value::Null);
            let aligned = self.node(&kind, None, node);
            self.done.insert((kind, free), aligned);
        }
    }

    fn components(&self, old: &Value, new: &Value, is_shared: bool) -> Value {
        let mut components = Object::new();
        for ((kind, name), node) in &self.done {
            let named = components.entry(kind.clone()).or_insert_with(|| json!({}));
            named[name] = node.clone();
        }
        let schemes = operations::security_schemes(old, new, is_shared);
        components.insert("securitySchemes".into(), schemes);
        components.into()
    }

    /// Makes references of those that waited for a name.
    fn resolve(&self, node: &mut Value) {
        match node {
            Value::Object(object) => {
                let target = object.get("$ref").and_then(Value::as_str);
                let pending = target.and_then(|target| target.strip_prefix(PENDING));
                if let Some((kind, name)) = pending.and_then(|it| it.split_once('/')) {
                    let name = unescape(name);
                    let key = (kind.to_owned(), name.clone());
                    let name = self.named.get(&key).unwrap_or(&name);
                    *node = refer(kind, name);
                    return;
                }
                object.values_mut().for_each(|value| self.resolve(value));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.resolve(item)),
            _ => (),
        }
    }

    fn refer_to_new(&mut self, kind: &str, name: String) -> Value {
        let target = format!("{PENDING}{kind}/{}", escape(&name));
        self.pending.insert((kind.to_owned(), name));
        json!({ "$ref": target })
    }

    fn component(&self, kind: &str, name: &str) -> Option<&'d Value> {
        self.new["components"][kind].get(name)
    }

    fn vendored(&self, kind: &str, name: &str) -> Option<&'d Value> {
        self.old["components"][kind].get(name)
    }

    /// Whether the new component `name` leads to itself.
    fn holds_itself(&self, kind: &str, name: &str) -> bool {
        let mut open: Vec<_> = self.component(kind, name).into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(node) = open.pop() {
            for (of, target) in super::facts::references(node) {
                if of == kind && target == name {
                    return true;
                }
                if seen.insert((of.clone(), target.clone())) {
                    open.extend(self.component(&of, &target));
                }
            }
        }
        false
    }
}

/// `values` in the order they had, if that is all that differs.
fn in_order(old: Option<&Vec<Value>>, values: &[Value]) -> Value {
    let permuted = old
        .filter(|old| old.len() == values.len() && old.iter().all(|value| values.contains(value)));
    permuted.map_or_else(|| values.into(), |old| old.as_slice().into())
}

fn refer(kind: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{kind}/{}", escape(name))})
}

/// The component of `kind` that `node` refers to.
fn reference(node: &Value, kind: &str) -> Option<String> {
    let target = node.get("$ref")?.as_str()?;
    let name = target.strip_prefix(&format!("#/components/{kind}/"))?;
    Some(unescape(name))
}
