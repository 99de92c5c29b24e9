//! A place in the checkout.

use bigcommerce_codegen::json::{Object, escape};
use serde_json::Value;

use super::{Error, Result};

/// A place in the checkout, for following references and for naming faults.
#[derive(Clone)]
pub struct Node<'a> {
    pub file: &'a str,
    pub pointer: String,
}

impl<'a> Node<'a> {
    /// All of a file.
    pub fn root(file: &'a str) -> Self {
        Self {
            file,
            pointer: "#".into(),
        }
    }

    pub fn child(&self, token: &str) -> Self {
        Self {
            file: self.file,
            pointer: format!("{}/{}", self.pointer, escape(token)),
        }
    }

    pub fn object<'v>(&self, node: &'v Value) -> Result<&'v Object> {
        node.as_object().ok_or_else(|| self.fault("not an object"))
    }

    pub fn list<'v>(&self, node: &'v Value) -> Result<&'v Vec<Value>> {
        node.as_array().ok_or_else(|| self.fault("not a list"))
    }

    /// What the object below `key` of `holder` holds, each with its place; nothing where either is
    /// left out.
    pub fn entries<'v>(
        &self,
        holder: &'v Value,
        key: &str,
    ) -> Result<impl Iterator<Item = (Self, &'v String, &'v Value)>> {
        let at = self.child(key);
        let node = match holder {
            Value::Null => None,
            holder => self.object(holder)?.get(key),
        };
        let entries = match node {
            None | Some(Value::Null) => None,
            Some(node) => Some(at.object(node)?),
        };
        let entries = entries.into_iter().flatten();
        Ok(entries.map(move |(name, node)| (at.child(name), name, node)))
    }

    pub fn fault(&self, fault: impl Into<String>) -> Error {
        Error::Document {
            document: self.file.to_owned(),
            pointer: self.pointer.clone(),
            fault: fault.into(),
        }
    }
}
