//! What the recorded corrections make of parameters and schemas: such a difference from upstream
//! explains itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use bigcommerce_codegen::{
    correct::{self, Correction},
    openapi::Bundle,
};
use serde_json::Value;

use super::{
    Error, Result,
    compare::Difference,
    replay, schema,
    upstream::{self, Body, Operation, Parameter},
};
use crate::specs::{select, state::State};

/// What corrections change.
#[derive(Default)]
pub struct Corrected {
    /// The parameters they touch, each as the corrected document has it, if it still does. They are
    /// named as in [`Parameter::at`].
    parameters: BTreeMap<String, Option<Parameter>>,
    /// The headers that operations with a corrected `security` require, by document, method and path.
    headers: BTreeMap<(String, String, String), Vec<BTreeSet<String>>>,
    /// The correction that adds an operation, by document, method and path below the host.
    added: BTreeMap<(String, String, String), String>,
    /// The corrected documents, by `api/module`.
    documents: BTreeMap<String, Bundle<'static>>,
}

impl Corrected {
    /// Reads documents and corrections in the folder `specs`.
    pub fn read(specs: &Path) -> Result<Self> {
        let state = State::read(specs)?;
        let mut corrected = Self::default();
        for document in &state.manifest.documents {
            let id = document.id();
            if let Some(corrections) = state.corrections.get(&id) {
                let facts = state.facts.get(&id).cloned().unwrap_or_default();
                let after = state.corrected(document)?;
                corrected.note(&id, facts, after, corrections)?;
            }
        }
        Ok(corrected)
    }

    /// Notes what `corrections` touch in the document `id`, which they lead from `before` to `after`.
    pub fn note(
        &mut self,
        id: &str,
        before: Value,
        after: Value,
        corrections: &[Correction],
    ) -> Result<()> {
        let mut changed = BTreeSet::new();
        for correction in corrections {
            changed.extend(changes(id, correction)?);
        }
        let base_path = select::base(&after).map(|(_, base_path, _)| base_path);
        let base_path = base_path.unwrap_or_default();
        for added in correct::added(&before, &after, corrections) {
            let path = format!("{base_path}{}", added.path);
            let at = (id.to_owned(), added.method.to_uppercase(), path);
            self.added.insert(at, added.correction);
        }
        let bundle = Bundle::owned(id, after);
        if changed.iter().any(|path| path.contains("/security")) {
            for operation in upstream::operations(&bundle, id)? {
                let at = (id.to_owned(), operation.method, operation.path);
                self.headers.insert(at, operation.headers);
            }
        }
        let now = parameters(id, &bundle)?;
        for (at, parameter) in parameters(id, &Bundle::of(id, &before))? {
            let below = format!("{}/", parameter.pointer);
            let touches = |path: &String| *path == parameter.pointer || path.starts_with(&below);
            if changed.iter().any(touches) {
                let now = now.get(&at).cloned();
                self.parameters.insert(at, now);
            }
        }
        self.documents.insert(id.to_owned(), bundle);
        Ok(())
    }

    /// Whether a correction forbids what differs in `value`, which upstream's schema `body` of the
    /// crate's operation `own` allows, or has no word for it. No difference: nothing came out.
    pub fn forbids(
        &self,
        own: &replay::Operation,
        body: &Body,
        value: &Value,
        differences: &[Difference],
    ) -> Result<bool> {
        let id = format!("{}/{}", own.api, own.module);
        let Some(bundle) = self.documents.get(&id) else {
            return Ok(false);
        };
        let operations = upstream::operations(bundle, &id)?;
        let mut operations = operations.iter();
        let same = operations.find(|it| (&it.method, &it.path) == (&own.method, &own.path));
        let mut bodies = same.iter().flat_map(|operation| &operation.schemas);
        let now = bodies.find(|it| (it.side, it.status) == (body.side, body.status));
        let Some(now) = now else {
            return Ok(false);
        };
        let before = places(schema::faults(&body.schema, value, body.side)?);
        let mut fresh = places(schema::faults(&now.schema, value, body.side)?);
        fresh.retain(|place| !before.contains(place));
        let refused = |tokens: &[String], value: &Value| -> Result<bool> {
            Ok(schema::refuses(&now.schema, tokens, value, body.side)?
                && !schema::refuses(&body.schema, tokens, value, body.side)?)
        };
        for difference in differences {
            let pointer = difference.pointer();
            // An item that is left out moves those behind it.
            let above = |place: &String| {
                let list = place
                    .rsplit_once('/')
                    .filter(|(_, item)| item.bytes().all(|digit| digit.is_ascii_digit()));
                let place = list.map_or(place.as_str(), |(list, _)| list);
                pointer == place || pointer.starts_with(&format!("{place}/"))
            };
            let there = value.pointer(&pointer).unwrap_or(&Value::Null);
            if schema::knows(&now.schema, &difference.tokens)?
                && !fresh.iter().any(above)
                && !refused(&difference.tokens, there)?
            {
                return Ok(false);
            }
        }
        if !differences.is_empty() || !fresh.is_empty() {
            return Ok(true);
        }
        let mut all = Vec::new();
        leaves(value, &mut Vec::new(), &mut all);
        for (tokens, value) in all {
            if refused(&tokens, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The operations that corrections add, as the corrected documents have them.
    pub fn added(&self) -> Result<Vec<Added<'_>>> {
        let mut all = Vec::new();
        for (id, bundle) in &self.documents {
            if !self.added.keys().any(|(document, ..)| document == id) {
                continue;
            }
            for operation in upstream::operations(bundle, id)? {
                let at = (id.clone(), operation.method.clone(), operation.path.clone());
                all.extend(self.added.get(&at).map(|correction| Added {
                    file: file(id),
                    correction,
                    operation,
                }));
            }
        }
        Ok(all)
    }

    /// The file whose correction adds the crate's operation `own`, if one does.
    pub fn adds(&self, own: &replay::Operation) -> Option<String> {
        let id = format!("{}/{}", own.api, own.module);
        let at = (id, own.method.clone(), own.path.clone());
        self.added.get(&at).map(|_| file(&at.0))
    }

    /// The headers that the crate's operation `own` requires as its `security` is corrected.
    pub fn headers(&self, own: &replay::Operation) -> Option<&[BTreeSet<String>]> {
        let id = format!("{}/{}", own.api, own.module);
        let at = (id, own.method.clone(), own.path.clone());
        self.headers.get(&at).map(Vec::as_slice)
    }

    /// Whether a correction makes the parameter `at` what the crate has there.
    pub fn explains(&self, at: &str, own: Option<&Parameter>) -> bool {
        match (self.parameters.get(at), own) {
            (Some(Some(now)), Some(own)) => now.differs(own).is_none(),
            (Some(None), None) => true,
            _ => false,
        }
    }
}

/// An operation that is in no document of upstream's.
pub struct Added<'a> {
    /// The file of the correction.
    pub file: String,
    /// Its id.
    pub correction: &'a str,
    pub operation: Operation<'a>,
}

/// The file that has the corrections of the document `id`.
fn file(id: &str) -> String {
    format!("specs/corrections/{id}.json")
}

/// Where the faults are.
fn places(faults: Vec<String>) -> BTreeSet<String> {
    let place = |fault: String| Some(fault.split(": ").next()?.to_owned());
    faults.into_iter().filter_map(place).collect()
}

/// What holds nothing else in `value`, each with the way to it.
fn leaves<'a>(value: &'a Value, way: &mut Vec<String>, found: &mut Vec<(Vec<String>, &'a Value)>) {
    let mut child = |name: String, value: &'a Value| {
        way.push(name);
        leaves(value, way, found);
        way.pop();
    };
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members.for_each(|(name, member)| child(name.clone(), member));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| child(index.to_string(), item));
        }
        leaf => found.push((way.clone(), leaf)),
    }
}

/// Where a correction changes something.
fn changes(id: &str, correction: &Correction) -> Result<Vec<String>> {
    let patch = serde_json::to_value(&correction.patch).map_err(|source| Error::Json {
        path: id.into(),
        source,
    })?;
    let steps = patch.as_array().into_iter().flatten();
    let changes = steps.filter(|step| step["op"] != "test");
    let paths = changes.filter_map(|step| step["path"].as_str());
    Ok(paths.map(str::to_owned).collect())
}

/// All parameters of a vendored document.
fn parameters(id: &str, bundle: &Bundle) -> Result<BTreeMap<String, Parameter>> {
    let operations = upstream::operations(bundle, id)?.into_iter();
    let parameters = operations.flat_map(|operation| {
        let at = |parameter: &Parameter| parameter.at(&operation.name());
        let parameters = operation.parameters.iter().cloned();
        parameters.map(|it| (at(&it), it)).collect::<Vec<_>>()
    });
    Ok(parameters.collect())
}
