//! A document and the files it refers to.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Node;
use crate::{Error, Result, json::escape};

/// Where upstream's absolute references point; a branch and a path in the repository follow.
const RAW_URL: &str = "https://raw.githubusercontent.com/bigcommerce/docs/";

/// Documents by path. A vendored document refers to itself only and is a bundle of one.
#[derive(Clone, Debug)]
pub struct Bundle<'d>(BTreeMap<String, Cow<'d, Value>>);

impl<'d> Bundle<'d> {
    /// The one `document`, called `path`.
    pub fn of(path: &str, document: &'d Value) -> Self {
        Self(BTreeMap::from([(path.to_owned(), Cow::Borrowed(document))]))
    }

    /// The same, owned.
    pub fn owned(path: &str, document: Value) -> Bundle<'static> {
        Bundle(BTreeMap::from([(path.to_owned(), Cow::Owned(document))]))
    }

    /// The document at `path` and all files it leads to, each as `read` has it; none where there is no
    /// such file.
    ///
    /// # Errors
    /// What `read` says.
    pub fn read<E>(
        path: &str,
        mut read: impl FnMut(&str) -> std::result::Result<Option<Value>, E>,
    ) -> std::result::Result<Self, E> {
        let mut documents = BTreeMap::new();
        let mut seen = BTreeSet::from([path.to_owned()]);
        let mut open = vec![path.to_owned()];
        while let Some(path) = open.pop() {
            let Some(document) = read(&path)? else {
                continue;
            };
            for reference in references(&document) {
                let (file, _) = target(&path, reference);
                if seen.insert(file.clone()) {
                    open.push(file);
                }
            }
            documents.insert(path, Cow::Owned(document));
        }
        Ok(Self(documents))
    }

    /// The root of the document at `path`.
    ///
    /// # Errors
    /// When there is none.
    pub fn document(&self, path: &str) -> Result<Node<'_>> {
        self.at(path, "")
            .ok_or_else(|| Error::document(path, "#", "the document does not exist"))
    }

    /// The node at `pointer` of the document at `path`.
    pub(super) fn at(&self, path: &str, pointer: &str) -> Option<Node<'_>> {
        let (path, document) = self.0.get_key_value(path)?;
        let value = document.pointer(pointer)?;
        Some(Node::new(self, path, value, pointer.to_owned()))
    }

    /// One JSON object of all documents by path, in which references are pointers into that object.
    pub fn joined(&self) -> Value {
        let documents = self.0.iter().map(|(path, document)| {
            let mut document = document.clone().into_owned();
            redirect(path, &mut document);
            (path.clone(), document)
        });
        Value::Object(documents.collect())
    }
}

/// A pointer into what [`Bundle::joined`] makes.
pub(super) fn joined(path: &str, pointer: &str) -> String {
    format!("/{}{pointer}", escape(path))
}

/// Makes the references below `node` of the document at `path` pointers into the joined one.
fn redirect(path: &str, node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(path, item)),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(reference) if name == "$ref" => {
                        let (file, pointer) = target(path, reference);
                        *reference = format!("#{}", joined(&file, &pointer));
                    }
                    member => redirect(path, member),
                }
            }
        }
        _ => (),
    }
}

/// Every reference below `node`.
fn references(node: &Value) -> Vec<&str> {
    match node {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| match member {
                Value::String(reference) if name == "$ref" => vec![reference.as_str()],
                member => references(member),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The path and the pointer that `reference` in the document at `path` means.
pub(super) fn target(path: &str, reference: &str) -> (String, String) {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let pointer = percent_decode_str(fragment)
        .decode_utf8_lossy()
        .into_owned();
    let file = match file.strip_prefix(RAW_URL) {
        Some(rest) => rest
            .split_once('/')
            .map_or(rest, |(_, file)| file)
            .to_owned(),
        None if file.is_empty() => path.to_owned(),
        None => {
            let mut parts: Vec<&str> = path.split('/').collect();
            parts.pop();
            for part in file.split('/') {
                match part {
                    "" | "." => (),
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
            parts.join("/")
        }
    };
    (file, pointer)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

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
    fn a_bundle_holds_every_file_that_is_referred_to_once() {
        let files = json!({
            "a/one.yaml": { "two": { "$ref": "../b/two.yaml#/x" }, "gone": { "$ref": "gone.yaml" } },
            "b/two.yaml": { "x": [{ "$ref": "../a/one.yaml" }, { "$ref": "#/x" }] },
            "b/three.yaml": {},
        });
        let mut wanted = Vec::new();
        let read = |path: &str| -> std::result::Result<_, Infallible> {
            wanted.push(path.to_owned());
            Ok(files.get(path).cloned())
        };
        let Ok(bundle) = Bundle::read("a/one.yaml", read);
        wanted.sort();
        assert_eq!(wanted, ["a/gone.yaml", "a/one.yaml", "b/two.yaml"]);
        assert_eq!(
            bundle.joined(),
            json!({
                "a/one.yaml": {
                    "two": { "$ref": "#/b~1two.yaml/x" }, "gone": { "$ref": "#/a~1gone.yaml" },
                },
                "b/two.yaml": { "x": [{ "$ref": "#/a~1one.yaml" }, { "$ref": "#/b~1two.yaml/x" }] },
            })
        );
        let error = bundle.document("b/three.yaml").unwrap_err();
        assert_eq!(
            error.to_string(),
            "b/three.yaml: #: the document does not exist"
        );
    }
}
