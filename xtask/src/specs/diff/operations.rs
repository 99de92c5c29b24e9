//! What differs between the operations of two documents: what they are called, where they are, who may
//! call them. [`super::parameters`] and [`super::bodies`] compare what goes in and comes out.

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    credential::Credential,
    json::{Object, escape},
};
use heck::ToSnakeCase;
use serde_json::{Value, json};

use super::{
    Direction::{self, Request, Response},
    Group::{Additive, Breaking, Cosmetic},
    Kind, Pair,
    shape::Place,
};
use crate::specs::{
    Result,
    select::{METHODS, anonymous},
};

/// An operation and where it stands.
pub struct Operation<'d> {
    pub path: &'d str,
    pub method: &'static str,
    pub item: &'d Value,
    pub node: &'d Value,
    pub pointer: String,
}

impl<'d> Operation<'d> {
    fn id(&self) -> &'d str {
        self.node["operationId"].as_str().unwrap_or_default()
    }

    fn label(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// What is at `key` of the operation, behind a reference, with its pointer.
    pub fn part(&self, document: &'d Value, key: &str) -> Option<Place<'d>> {
        let at = format!("{}/{key}", self.pointer);
        Some(resolve(document, Place::new(at, self.node.get(key)?)))
    }
}

/// Every operation of `document` by method and path, whatever the path calls its arguments.
fn operations(document: &Value) -> BTreeMap<(String, &'static str), Operation<'_>> {
    let items = document.get("paths").and_then(Value::as_object);
    let mut found = BTreeMap::new();
    for (path, item) in items.into_iter().flatten() {
        for method in METHODS {
            if let Some(node) = item.get(method) {
                let pointer = format!("#/paths/{}/{method}", escape(path));
                let operation = Operation {
                    path,
                    method,
                    item,
                    node,
                    pointer,
                };
                found.insert((anonymous(path), method), operation);
            }
        }
    }
    found
}

/// What stands at `place`, behind references.
pub fn resolve<'d>(document: &'d Value, mut place: Place<'d>) -> Place<'d> {
    for _ in 0..64 {
        let target = place.schema.get("$ref").and_then(Value::as_str);
        let found = target.and_then(|target| {
            let node = document.pointer(target.trim_start_matches('#'))?;
            Some(Place::new(target, node))
        });
        match found {
            Some(found) => place = found,
            None => break,
        }
    }
    place
}

impl<'d> Pair<'d> {
    /// Compares every operation of the two documents.
    pub fn operations(&mut self) -> Result<()> {
        let mut old = operations(self.old.document);
        let mut new = operations(self.new.document);
        let keys: Vec<_> = old
            .keys()
            .filter(|key| new.contains_key(*key))
            .cloned()
            .collect();
        let mut both = Vec::new();
        for key in keys {
            both.extend(old.remove(&key).zip(new.remove(&key)));
        }
        // One of the same name at another place is the same, moved.
        for (_, was) in old {
            let moved = new.iter().find(|(_, is)| is.id() == was.id());
            let moved = moved.map(|(key, _)| key.clone());
            match moved.and_then(|key| new.remove(&key)) {
                Some(is) => {
                    self.at = Some(is.label());
                    let (from, to) = (Some(json!(was.label())), Some(json!(is.label())));
                    self.found(Breaking, Kind::OperationMoved, None, &is.pointer, from, to);
                    both.push((was, is));
                }
                None => {
                    self.at = Some(was.label());
                    let id = Some(json!(was.id()));
                    self.found(
                        Breaking,
                        Kind::OperationRemoved,
                        None,
                        &was.pointer,
                        id,
                        None,
                    );
                }
            }
        }
        for is in new.values() {
            self.at = Some(is.label());
            let id = Some(json!(is.id()));
            self.found(Additive, Kind::OperationAdded, None, &is.pointer, None, id);
        }
        for (was, is) in &both {
            self.at = Some(is.label());
            self.operation(was, is)?;
        }
        self.at = None;
        Ok(())
    }

    fn operation(&mut self, was: &Operation<'d>, is: &Operation<'d>) -> Result<()> {
        let at = &is.pointer;
        if was.id() != is.id() {
            let group = match was.id().to_snake_case() == is.id().to_snake_case() {
                true => Cosmetic,
                false => Breaking,
            };
            let (from, to) = (Some(json!(was.id())), Some(json!(is.id())));
            self.found(group, Kind::OperationRenamed, None, at, from, to);
        }
        let deprecated = |operation: &Operation| operation.node["deprecated"] == true;
        if deprecated(is) && !deprecated(was) {
            self.found(Additive, Kind::OperationDeprecated, None, at, None, None);
        } else {
            self.keywords(None, at, &["deprecated"], was.node, is.node);
        }
        self.keywords(None, at, &["tags"], was.node, is.node);
        self.credential(was, is)?;
        self.parameters(was, is);
        self.body(was, is);
        self.answer(was, is);
        self.failures(was, is);
        Ok(())
    }

    fn credential(&mut self, was: &Operation, is: &Operation) -> Result<()> {
        let of = |document: &Value, operation: &Operation| {
            Credential::read(self.id, document, operation.path, operation.method)
        };
        let old = of(self.old.document, was)?;
        let new = of(self.new.document, is)?;
        if old != new {
            let group = match accepts(new).is_superset(&accepts(old)) {
                true => Additive,
                false => Breaking,
            };
            let at = format!("{}/security", is.pointer);
            let (from, to) = (Some(json!(old.name())), Some(json!(new.name())));
            self.found(group, Kind::CredentialChanged, None, &at, from, to);
        }
        Ok(())
    }

    /// Whether an argument or a body may be left out.
    pub fn requirement(&mut self, old: bool, new: bool, at: &str) {
        match (old, new) {
            (false, true) => {
                self.found(
                    Breaking,
                    Kind::BecameRequired,
                    Some(Request),
                    at,
                    None,
                    None,
                );
            }
            (true, false) => {
                self.found(
                    Additive,
                    Kind::BecameOptional,
                    Some(Request),
                    at,
                    None,
                    None,
                );
            }
            _ => (),
        }
    }

    /// Keywords that only describe.
    pub fn keywords(
        &mut self,
        way: Option<Direction>,
        at: &str,
        keys: &[&str],
        old: &Value,
        new: &Value,
    ) {
        for key in keys {
            let (from, to) = (old.get(key), new.get(key));
            if from != to {
                let at = format!("{at}/{key}");
                let (from, to) = (from.cloned(), to.cloned());
                self.found(Cosmetic, Kind::KeywordChanged, way, &at, from, to);
            }
        }
    }

    /// Failures, headers and which success it is aren't typed.
    fn failures(&mut self, was: &Operation, is: &Operation) {
        let none = Object::new();
        let old = was.node["responses"].as_object().unwrap_or(&none);
        let new = is.node["responses"].as_object().unwrap_or(&none);
        let at = format!("{}/responses", is.pointer);
        let way = Some(Response);
        let successes = |of: &Object| -> Vec<String> {
            let statuses = of.keys().filter(|status| status.starts_with('2'));
            statuses.cloned().collect()
        };
        let (from, to) = (successes(old), successes(new));
        if from != to {
            let (from, to) = (Some(json!(from)), Some(json!(to)));
            self.found(Cosmetic, Kind::KeywordChanged, way, &at, from, to);
        }
        let mut statuses: Vec<_> = old.keys().chain(new.keys()).collect();
        statuses.sort();
        statuses.dedup();
        for status in statuses {
            let (from, to) = (old.get(status), new.get(status));
            let at = format!("{at}/{}", escape(status));
            if !status.starts_with('2') {
                if from != to {
                    self.found(Cosmetic, Kind::FailuresChanged, way, &at, None, None);
                }
            } else if let (Some(from), Some(to)) = (from, to) {
                self.keywords(way, &at, &["headers"], from, to);
            }
        }
    }
}

/// Who may call what takes this credential: with a unified token, a legacy one, or none.
fn accepts(credential: Credential) -> std::collections::BTreeSet<&'static str> {
    let all: &[&str] = match credential {
        Credential::Token | Credential::TokenAndHash => &["unified"],
        Credential::TokenAndHashOrLegacy => &["unified", "legacy"],
        Credential::Legacy => &["legacy"],
        Credential::Hash => &["unified", "legacy", "hash"],
        Credential::None => &["unified", "legacy", "hash", "nothing"],
    };
    all.iter().copied().collect()
}

/// Whether an argument or a body must be there.
pub fn required(place: &Place) -> bool {
    place.schema["required"] == true || place.schema["in"] == "path"
}
