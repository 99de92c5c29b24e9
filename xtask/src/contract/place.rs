//! A checkout's document with every file it refers to, and places in it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Error, Result};
use crate::specs::checkout::Checkout;

/// Where upstream's absolute references point; a branch and a path in the checkout follow.
const RAW_URL: &str = "https://raw.githubusercontent.com/bigcommerce/docs/";

/// The document at `path` and all files it leads to, by path; references are pointers into that.
pub fn bundle(checkout: &Checkout, path: &str) -> Result<Value> {
    let mut files = Map::new();
    let mut wanted = BTreeSet::from([path.to_owned()]);
    while let Some(file) = wanted.pop_first() {
        let mut document = (*checkout.document(&file)?).clone();
        redirect(&file, &mut document, &mut wanted);
        wanted.retain(|other| *other != file && !files.contains_key(other));
        files.insert(file, document);
        wanted.retain(|file| checkout.has(file));
    }
    Ok(Value::Object(files))
}

/// The document `name` that refers to itself only, as [`bundle`] has it.
pub fn alone(name: &str, mut document: Value) -> Value {
    redirect(name, &mut document, &mut BTreeSet::new());
    Value::Object(Map::from_iter([(name.to_owned(), document)]))
}

/// Makes the references below `node` of `file` pointers into the bundle; notes the files they name.
fn redirect(file: &str, node: &mut Value, files: &mut BTreeSet<String>) {
    match node {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| redirect(file, item, files)),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(reference) if name == "$ref" => {
                        let (target, pointer) = target(file, reference);
                        *reference = format!("#/{}{pointer}", escape(&target));
                        files.insert(target);
                    }
                    member => redirect(file, member, files),
                }
            }
        }
        _ => (),
    }
}

/// File and pointer that `reference` in `file` means.
fn target(file: &str, reference: &str) -> (String, String) {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
    let path = match path.strip_prefix(RAW_URL) {
        Some(rest) => rest
            .split_once('/')
            .map_or(rest, |(_, path)| path)
            .to_owned(),
        None if path.is_empty() => file.to_owned(),
        None => {
            let mut parts: Vec<&str> = file.split('/').collect();
            parts.pop();
            for part in path.split('/') {
                match part {
                    "" | "." => (),
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
            parts.join("/")
        }
    };
    (path, pointer.into_owned())
}

/// `token` as a part of a JSON pointer.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// A node of a bundle, with the way to it.
#[derive(Clone)]
pub struct Place<'a> {
    bundle: &'a Value,
    /// The node.
    pub node: &'a Value,
    /// A pointer into the bundle.
    pub pointer: String,
}

impl<'a> Place<'a> {
    /// The document `path` of `bundle`.
    pub fn document(bundle: &'a Value, path: &str) -> Result<Self> {
        Self::at(bundle, format!("/{}", escape(path)))
    }

    fn at(bundle: &'a Value, pointer: String) -> Result<Self> {
        let node = bundle
            .pointer(&pointer)
            .ok_or_else(|| Error::Nowhere(pointer.clone()))?;
        Ok(Self {
            bundle,
            node,
            pointer,
        })
    }

    /// The member `name` of an object.
    pub fn child(&self, name: &str) -> Option<Self> {
        let node = self.node.as_object()?.get(name)?;
        let pointer = format!("{}/{}", self.pointer, escape(name));
        Some(Self {
            node,
            pointer,
            ..self.clone()
        })
    }

    /// The members of an object.
    pub fn children(&self) -> Vec<(&'a str, Self)> {
        let members = self.node.as_object().into_iter().flatten();
        let children = members.filter_map(|(name, _)| Some((name.as_str(), self.child(name)?)));
        children.collect()
    }

    /// The items of a list.
    pub fn items(&self) -> Vec<Self> {
        let items = self.node.as_array().into_iter().flatten().enumerate();
        let places = items.map(|(index, node)| Self {
            node,
            pointer: format!("{}/{index}", self.pointer),
            ..self.clone()
        });
        places.collect()
    }

    /// What the node refers to, or itself.
    pub fn resolved(&self) -> Result<Self> {
        let mut place = self.clone();
        let mut seen = BTreeSet::new();
        while let Some(reference) = place.node.get("$ref").and_then(Value::as_str) {
            if !seen.insert(reference) {
                return Err(Error::Nowhere(reference.to_owned()));
            }
            place = Self::at(self.bundle, reference.trim_start_matches('#').to_owned())?;
        }
        Ok(place)
    }

    /// What the member `name` refers to.
    pub fn follow(&self, name: &str) -> Result<Option<Self>> {
        self.child(name).map(|child| child.resolved()).transpose()
    }

    /// The node at a reference's pointer.
    pub fn reference(&self, reference: &str) -> Result<Self> {
        Self::at(self.bundle, reference.trim_start_matches('#').to_owned())
    }

    /// The file it is in, and the pointer in there.
    pub fn name(&self) -> (String, String) {
        let rest = self.pointer.trim_start_matches('/');
        let (file, pointer) = rest.split_once('/').unwrap_or((rest, ""));
        let file = file.replace("~1", "/").replace("~0", "~");
        (file, format!("/{pointer}"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_lead_to_the_file_they_mean() {
        let of = |reference: &str| target("docs/api/things.yaml", reference);
        let file = |path: &str, pointer: &str| (path.to_owned(), pointer.to_owned());
        assert_eq!(of("#/a/b"), file("docs/api/things.yaml", "/a/b"));
        assert_eq!(
            of("../models/a.yaml#/b%7Bc%7D"),
            file("docs/models/a.yaml", "/b{c}")
        );
        assert_eq!(
            of(&format!("{RAW_URL}main/models/a.yaml")),
            file("models/a.yaml", "")
        );
    }

    #[test]
    fn a_place_is_named_by_its_file_and_pointer() {
        let bundle = alone(
            "a/b.yaml",
            json!({ "c/d": [{ "$ref": "#/e" }], "e": 1, "f": { "$ref": "#/f" } }),
        );
        let document = Place::document(&bundle, "a/b.yaml").unwrap();
        let item = document.child("c/d").unwrap().items().remove(0);
        assert_eq!(item.name(), ("a/b.yaml".into(), "/c~1d/0".into()));
        assert_eq!(item.resolved().unwrap().name().1, "/e");
        let endless = document.child("f").unwrap();
        assert!(matches!(endless.resolved(), Err(Error::Nowhere(_))));
    }
}
