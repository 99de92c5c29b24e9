//! What differs between two schemas for the same place.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use serde_json::{Value, json};

use super::{
    Direction::{self, Request, Response},
    Group::{Additive, Breaking, Cosmetic},
    Kind, Pair,
    shape::{Node, Shape},
};

/// A place in both documents, and the way its value travels.
pub struct Spot<'d> {
    pub old: Node<'d>,
    pub new: Node<'d>,
    pub direction: Direction,
    /// Whether its type in Rust is also built by callers, before and after.
    pub sent: (bool, bool),
    /// Whether it is an argument or a body as a whole, which is left out rather than `null`.
    pub whole: bool,
}

impl<'d> Pair<'d> {
    /// Compares the schemas of `spot` and everything below that has no name of its own.
    pub fn schemas(&mut self, spot: Spot<'d>) {
        let places = (spot.old.places(), spot.new.places());
        if !self
            .seen
            .insert((places.0, places.1, spot.direction, spot.sent))
        {
            return;
        }
        let new_at = spot.new.pointer().to_owned();
        let names = (spot.old.component(), spot.new.component());
        if let (Some(from), Some(to)) = names {
            // What a component holds is compared once, for all its places.
            if from == to || self.renames(from, to) {
                return;
            }
        }
        let old = Shape::of(self.old.document, &spot.old);
        let new = Shape::of(self.new.document, &spot.new);
        if let Some(from) = names.0.filter(|_| names.0 != names.1 && old.is_named()) {
            // In place, it may still make the same type.
            if names.1.is_some() || !self.new.types.contains(&from.to_upper_camel_case()) {
                let (from, to) = (Some(json!(from)), names.1.map(Value::from));
                self.found(
                    Breaking,
                    Kind::TypeRenamed,
                    Some(spot.direction),
                    &new_at,
                    from,
                    to,
                );
            }
        }
        self.shapes(&spot, &new_at, &old, &new);
    }

    fn shapes(&mut self, spot: &Spot<'d>, at: &str, old: &Shape<'d>, new: &Shape<'d>) {
        let direction = spot.direction;
        self.null(spot, at, old, new);
        if old.types != new.types {
            let group = match direction {
                // Anything may be `null` anyway: there is no setter for it.
                Request if old.nullable && new.types.is_empty() => Breaking,
                Request if old.is_plain() && takes(&new.types, &old.types) => Additive,
                _ => Breaking,
            };
            let (from, to) = (types(old), types(new));
            self.found(group, Kind::TypeChanged, Some(direction), at, from, to);
            return;
        }
        self.values(direction, at, old, new);
        self.properties(spot, old, new);
        self.held(spot, &old.items, &new.items);
        self.held(spot, &old.entries, &new.entries);
        self.about(direction, old, new);
    }

    fn null(&mut self, spot: &Spot, at: &str, old: &Shape, new: &Shape) {
        let kind = match (old.nullable, new.nullable) {
            (false, true) => Kind::BecameNullable,
            (true, false) => Kind::BecameNonNullable,
            _ => return,
        };
        let group = match (spot.direction, kind) {
            _ if spot.whole => Cosmetic,
            (Request, Kind::BecameNullable) => Additive,
            _ => Breaking,
        };
        self.found(group, kind, Some(spot.direction), at, None, None);
    }

    fn values(&mut self, direction: Direction, at: &str, old: &Shape, new: &Shape) {
        match (&old.values, &new.values) {
            (Some(from), Some(to)) => {
                let gone: Vec<_> = from.difference(to).collect();
                let more: Vec<_> = to.difference(from).collect();
                let direction = Some(direction);
                if !gone.is_empty() {
                    let kind = Kind::EnumValuesRemoved;
                    self.found(Breaking, kind, direction, at, Some(json!(gone)), None);
                }
                if !more.is_empty() {
                    let kind = Kind::EnumValuesAdded;
                    self.found(Additive, kind, direction, at, None, Some(json!(more)));
                }
            }
            (None, None) => (),
            // An enum has a type of its own.
            _ => {
                let (from, to) = (types(old), types(new));
                self.found(Breaking, Kind::TypeChanged, Some(direction), at, from, to);
            }
        }
    }

    fn properties(&mut self, spot: &Spot<'d>, old: &Shape<'d>, new: &Shape<'d>) {
        let direction = Some(spot.direction);
        let gone = old
            .properties
            .iter()
            .filter(|(name, _)| !new.properties.contains_key(*name));
        let more = new
            .properties
            .iter()
            .filter(|(name, _)| !old.properties.contains_key(*name));
        let (gone, mut more): (Vec<_>, Vec<_>) = (gone.collect(), more.collect());
        for (name, was) in gone {
            let mut twins = more
                .iter()
                .enumerate()
                .filter(|(_, (_, is))| was.is_like(is));
            let twin = match (twins.next(), twins.next()) {
                (Some((index, _)), None) => Some(index),
                _ => None,
            };
            match twin.map(|index| more.remove(index)) {
                Some((to, is)) => {
                    let (kind, from, to) = (Kind::PropertyRenamed, json!(name), json!(to));
                    self.found(
                        Breaking,
                        kind,
                        direction,
                        is.pointer(),
                        Some(from),
                        Some(to),
                    );
                }
                None => {
                    let kind = Kind::PropertyRemoved;
                    self.found(Breaking, kind, direction, was.pointer(), None, None);
                }
            }
        }
        for (name, is) in more {
            let group = match spot.direction {
                Request if new.required.contains(name) => Breaking,
                _ => Additive,
            };
            self.found(
                group,
                Kind::PropertyAdded,
                direction,
                is.pointer(),
                None,
                None,
            );
        }
        for (name, was) in &old.properties {
            let Some(is) = new.properties.get(name) else {
                continue;
            };
            let required = (old.required.contains(name), new.required.contains(name));
            self.required(spot, is.pointer(), required);
            self.schemas(Spot {
                old: was.clone(),
                new: is.clone(),
                whole: false,
                ..*spot
            });
        }
    }

    /// Whether a property may be left out.
    fn required(&mut self, spot: &Spot, at: &str, (old, new): (bool, bool)) {
        // What only answers hold is an `Option` in Rust, required or not.
        let in_rust = (old && spot.sent.0, new && spot.sent.1);
        let kind = match ((old, new), in_rust) {
            ((false, true), _) | (_, (false, true)) => Kind::BecameRequired,
            ((true, false), _) | (_, (true, false)) => Kind::BecameOptional,
            _ => return,
        };
        let group = match (spot.direction, kind) {
            (Request, Kind::BecameRequired) => Breaking,
            (Request, _) => Additive,
            (Response, _) if in_rust.0 != in_rust.1 => Breaking,
            (Response, _) => Cosmetic,
        };
        self.found(group, kind, Some(spot.direction), at, None, None);
    }

    /// The items of a list, or what an object holds beside its properties.
    fn held(&mut self, spot: &Spot<'d>, old: &Option<Node<'d>>, new: &Option<Node<'d>>) {
        let (at, from, to) = match (old, new) {
            (Some(old), Some(new)) => {
                return self.schemas(Spot {
                    old: old.clone(),
                    new: new.clone(),
                    whole: false,
                    ..*spot
                });
            }
            (Some(old), None) => (old, Shape::of(self.old.document, old), Shape::default()),
            (None, Some(new)) => (new, Shape::default(), Shape::of(self.new.document, new)),
            (None, None) => return,
        };
        if from.types != to.types {
            let group = match spot.direction {
                Request if from.is_plain() && to.types.is_empty() => Additive,
                _ => Breaking,
            };
            let (from, to) = (types(&from), types(&to));
            let (kind, way) = (Kind::TypeChanged, Some(spot.direction));
            self.found(group, kind, way, at.pointer(), from, to);
        }
    }

    /// What only describes a value or limits it.
    fn about(&mut self, direction: Direction, old: &Shape, new: &Shape) {
        let none = Vec::new();
        let keywords: BTreeSet<_> = old.about.keys().chain(new.about.keys()).collect();
        for keyword in keywords {
            let before = old.about.get(*keyword).unwrap_or(&none);
            let after = new.about.get(*keyword).unwrap_or(&none);
            let (from, to) = (values(before), values(after));
            if from != to
                && let Some((at, _)) = after.first().or(before.first())
            {
                self.found(
                    Cosmetic,
                    Kind::KeywordChanged,
                    Some(direction),
                    at,
                    from,
                    to,
                );
            }
        }
    }

    /// Whether the component `from` is now called `to`, and notes it.
    fn renames(&mut self, from: &'d str, to: &'d str) -> bool {
        let there = |document: &Value, name: &str| {
            let schemas = document.pointer("/components/schemas");
            schemas.is_some_and(|schemas| schemas.get(name).is_some())
        };
        if self.renamed.get(from) == Some(&to) {
            return true;
        }
        let renamed = !there(self.new.document, from)
            && !there(self.old.document, to)
            && !self.renamed.contains_key(from);
        if renamed {
            self.renamed.insert(from, to);
        }
        renamed
    }
}

/// The JSON types of a shape, for people.
fn types(shape: &Shape) -> Option<Value> {
    let mut types: Vec<_> = shape.types.iter().map(|kind| (*kind).to_owned()).collect();
    if shape.values.is_some() {
        types = vec!["enum".to_owned()];
    }
    Some(match types.as_slice() {
        [] => json!("anything"),
        [one] => json!(one),
        _ => json!(types),
    })
}

/// Whether every value of the types `old` is one of the types `new` too.
fn takes(new: &BTreeSet<&str>, old: &BTreeSet<&str>) -> bool {
    let fits = |kind: &&str| new.contains(kind) || (*kind == "integer" && new.contains("number"));
    new.is_empty() || (!old.is_empty() && old.iter().all(fits))
}

/// What a keyword says, in one place or several.
fn values(places: &[(String, &Value)]) -> Option<Value> {
    let mut values: Vec<&Value> = Vec::new();
    for (_, value) in places {
        if !values.contains(value) {
            values.push(value);
        }
    }
    match values.as_slice() {
        [] => None,
        [value] => Some((*value).clone()),
        _ => Some(values.into_iter().cloned().collect()),
    }
}
