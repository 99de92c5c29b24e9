//! A place in a document.

use serde_json::Value;

use super::{
    Bundle,
    bundle::{joined, target},
};
use crate::{Error, Result, json::escape};

/// A node of a bundle's document, with the way to it.
#[derive(Clone, Debug)]
pub struct Node<'b> {
    bundle: &'b Bundle<'b>,
    document: &'b str,
    /// What stands there.
    pub value: &'b Value,
    pointer: String,
}

impl<'b> Node<'b> {
    pub(super) fn new(
        bundle: &'b Bundle<'b>,
        document: &'b str,
        value: &'b Value,
        pointer: String,
    ) -> Self {
        Self {
            bundle,
            document,
            value,
            pointer,
        }
    }

    /// The path of its document.
    pub fn document(&self) -> &'b str {
        self.document
    }

    /// A JSON pointer into its document.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// A JSON pointer into [`Bundle::joined`].
    pub fn joined(&self) -> String {
        joined(self.document, &self.pointer)
    }

    /// That something is wrong there.
    pub fn fault(&self, fault: impl Into<String>) -> Error {
        Error::document(self.document, format!("#{}", self.pointer), fault)
    }

    /// Whether `other` is the same place.
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.value, other.value)
    }

    /// The member `name` of an object.
    pub fn child(&self, name: &str) -> Option<Self> {
        let value = self.value.as_object()?.get(name)?;
        Some(self.below(value, name))
    }

    /// The members of an object; none of anything else.
    pub fn children(&self) -> impl Iterator<Item = (&'b str, Self)> + use<'b> {
        let node = self.clone();
        let members = node.value.as_object().into_iter().flatten();
        members.map(move |(name, value)| (name.as_str(), node.below(value, name)))
    }

    /// The members of the object below `name`; none where the object does not exist.
    pub fn entries(&self, name: &str) -> impl Iterator<Item = (&'b str, Self)> + use<'b> {
        self.child(name)
            .into_iter()
            .flat_map(|node| node.children())
    }

    /// The items of the list below `name`; none where the list does not exist.
    pub fn items(&self, name: &str) -> impl Iterator<Item = Self> + use<'b> {
        self.child(name).into_iter().flat_map(|node| {
            let items = node.value.as_array().into_iter().flatten().enumerate();
            items.map(move |(index, value)| node.below(value, &index.to_string()))
        })
    }

    /// The node at `pointer` of the same document.
    pub fn at(&self, pointer: &str) -> Option<Self> {
        self.bundle.at(self.document, pointer)
    }

    /// The text of the member `name`.
    pub fn text(&self, name: &str) -> Option<&'b str> {
        self.value.get(name)?.as_str()
    }

    /// Whether the member `name` is `true` or `false`, if it is there.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.value.get(name)?.as_bool()
    }

    /// What its `$ref` leads to, if it has one.
    ///
    /// # Errors
    /// When that is nowhere.
    pub fn reference(&self) -> Result<Option<Self>> {
        let Some(reference) = self.text("$ref") else {
            return Ok(None);
        };
        let (document, pointer) = target(self.document, reference);
        let node = self.bundle.at(&document, &pointer);
        node.map(Some)
            .ok_or_else(|| self.fault(format!("$ref \"{reference}\" leads nowhere")))
    }

    /// What it refers to in the end, or itself.
    ///
    /// # Errors
    /// When references lead nowhere or in circles.
    pub fn resolved(&self) -> Result<Self> {
        let mut seen = vec![self.clone()];
        let mut node = self.clone();
        while let Some(next) = node.reference()? {
            if seen.iter().any(|known| known.is(&next)) {
                return Err(self.fault("$ref goes in circles"));
            }
            seen.push(next.clone());
            node = next;
        }
        Ok(node)
    }

    /// What the member `name` refers to in the end, or the member itself.
    ///
    /// # Errors
    /// When references lead nowhere or in circles.
    pub fn follow(&self, name: &str) -> Result<Option<Self>> {
        self.child(name).map(|child| child.resolved()).transpose()
    }

    fn below(&self, value: &'b Value, token: &str) -> Self {
        Self {
            value,
            pointer: format!("{}/{}", self.pointer, escape(token)),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_node_is_named_by_its_document_and_pointer() {
        let document = json!({ "c/d": [{ "$ref": "#/e" }], "e": 1 });
        let bundle = Bundle::of("a/b.yaml", &document);
        let root = bundle.document("a/b.yaml").unwrap();
        let item = root.items("c/d").next().unwrap();
        assert_eq!((item.document(), item.pointer()), ("a/b.yaml", "/c~1d/0"));
        assert_eq!(item.joined(), "/a~1b.yaml/c~1d/0");
        let resolved = item.resolved().unwrap();
        assert_eq!((resolved.pointer(), resolved.value), ("/e", &json!(1)));
    }

    #[test]
    fn a_reference_that_leads_nowhere_or_in_circles_is_an_error_at_its_place() {
        let document = json!({
            "gone": { "$ref": "#/x" }, "file": { "$ref": "x.yaml#/y" },
            "self": { "$ref": "#/self" }, "a": { "$ref": "#/b" }, "b": { "$ref": "#/a" },
        });
        let bundle = Bundle::of("v3/x", &document);
        let root = bundle.document("v3/x").unwrap();
        let said = |name: &str| root.follow(name).unwrap_err().to_string();
        assert_eq!(said("gone"), "v3/x: #/gone: $ref \"#/x\" leads nowhere");
        assert_eq!(
            said("file"),
            "v3/x: #/file: $ref \"x.yaml#/y\" leads nowhere"
        );
        assert_eq!(said("self"), "v3/x: #/self: $ref goes in circles");
        assert_eq!(said("a"), "v3/x: #/a: $ref goes in circles");
    }
}
