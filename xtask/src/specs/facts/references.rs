//! References of one document to itself and to other files of the checkout.

use bigcommerce_codegen::json::{escape, unescape};
use serde_json::{Value, json};

use super::Importer;
use crate::specs::{Result, node::Node};

/// Where upstream's absolute references point; the rest is a path in the checkout.
const RAW_URL: &str = "https://raw.githubusercontent.com/bigcommerce/docs/";

impl Importer<'_> {
    /// Follows `reference`: components of the document itself stay references, components of other
    /// files are bundled under a name of their own, and what is not a component is copied in.
    pub fn reference(&mut self, kind: &'static str, at: &Node, reference: &str) -> Result<Value> {
        let (file, pointer) = self.target(at, reference);
        let tokens: Vec<_> = pointer.split('/').skip(1).map(unescape).collect();
        let named = match tokens.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["components", of, name] if of == kind => Some(name.to_owned()),
            ["components", _, _] => {
                let fault = format!("$ref {reference} leads to none of the {kind}");
                return Err(at.fault(fault));
            }
            [] => Some(stem(&file)),
            _ => None,
        };
        let document = self
            .checkout
            .document(&file)
            .map_err(|error| at.fault(format!("$ref {reference} leads nowhere: {error}")))?;
        let target = document
            .pointer(&pointer)
            .ok_or_else(|| at.fault(format!("$ref {reference} leads nowhere")))?;
        let target_at = Node {
            file: &file,
            pointer: format!("#{pointer}"),
        };
        let Some(name) = named else {
            let key = (file.clone(), pointer.clone());
            if self.inlining.contains(&key) {
                return Err(at.fault(format!("$ref {reference} goes in circles")));
            }
            self.inlining.push(key);
            let facts = self.component(kind, &target_at, target);
            self.inlining.pop();
            return facts;
        };
        let name = if file == self.root {
            name
        } else {
            let key = (file.clone(), pointer.clone());
            match self.names.get(&key) {
                Some(name) => name.clone(),
                None => {
                    let name = self.free_name(kind, &name);
                    self.names.insert(key, name.clone());
                    self.insert(kind, &name, Value::Null);
                    let facts = self.component(kind, &target_at, target)?;
                    self.insert(kind, &name, facts);
                    name
                }
            }
        };
        Ok(json!({"$ref": format!("#/components/{kind}/{}", escape(&name))}))
    }

    /// File and pointer a reference means.
    fn target(&self, at: &Node, reference: &str) -> (String, String) {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let pointer = percent_encoding::percent_decode_str(fragment)
            .decode_utf8_lossy()
            .into_owned();
        let file = match file.strip_prefix(RAW_URL) {
            // The first part of the path is the branch.
            Some(path) => path
                .split_once('/')
                .map_or(path, |(_, path)| path)
                .to_owned(),
            None if file.is_empty() => at.file.to_owned(),
            None => relative(at.file, file),
        };
        (file, pointer)
    }

    /// A component name that neither the document nor a bundled file has taken.
    fn free_name(&self, kind: &str, wanted: &str) -> String {
        let raw = self.checkout.document(self.root).ok();
        let taken = |name: &str| {
            self.components
                .get(kind)
                .is_some_and(|named| named.contains_key(name))
                || raw
                    .as_ref()
                    .is_some_and(|raw| raw["components"][kind].get(name).is_some())
        };
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| !taken(name))
            .unwrap_or_default()
    }

    pub fn insert(&mut self, kind: &'static str, name: &str, facts: Value) {
        self.components
            .entry(kind)
            .or_default()
            .insert(name.to_owned(), facts);
    }

    /// The argument of the path that `parameter` is, or nothing.
    pub fn argument(&self, at: &Node, parameter: &Value) -> String {
        let name = |node: &Value| {
            let is_argument = node["in"] == "path";
            let name = node["name"].as_str().filter(|_| is_argument);
            name.unwrap_or_default().to_owned()
        };
        let Some(reference) = parameter.get("$ref").and_then(Value::as_str) else {
            return name(parameter);
        };
        let (file, pointer) = self.target(at, reference);
        let document = self.checkout.document(&file).ok();
        let target = document.as_ref().and_then(|it| it.pointer(&pointer));
        target.map(name).unwrap_or_default()
    }

    /// The facts of what `node` refers to, if it is a reference.
    pub fn inlined(&mut self, kind: &'static str, at: &Node, node: &Value) -> Result<Value> {
        let Some(reference) = node.get("$ref").and_then(Value::as_str) else {
            return self.component(kind, at, node);
        };
        let (file, pointer) = self.target(at, reference);
        let nowhere = || at.fault(format!("$ref {reference} leads nowhere"));
        let document = self.checkout.document(&file).map_err(|_| nowhere())?;
        let target = document.pointer(&pointer).ok_or_else(nowhere)?;
        let target_at = Node {
            file: &file,
            pointer: format!("#{pointer}"),
        };
        self.component(kind, &target_at, target)
    }
}

/// The components that `node` refers to, by kind and name.
pub fn of(node: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(node, &mut found);
    found
}

fn collect(node: &Value, found: &mut Vec<(String, String)>) {
    match node {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str)
                && let Some(target) = reference.strip_prefix("#/components/")
                && let Some((kind, name)) = target.split_once('/')
            {
                found.push((kind.to_owned(), unescape(name)));
            }
            object.values().for_each(|value| collect(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => (),
    }
}

/// The component name of a file that is one schema as a whole.
fn stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.split('.').next().unwrap_or(name).replace('-', "_")
}

/// `path` as seen from the folder of `file`.
fn relative(file: &str, path: &str) -> String {
    let mut parts: Vec<_> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => (),
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
