//! Where a document has values with a name: the properties of its schemas, and parameters.

use crate::{
    json::escape,
    openapi::{METHODS, Node, is_clients},
};

/// A value with a name.
pub struct Place<'d> {
    /// Its JSON pointer; the parameters of a list are called by their names, for their order can change.
    pub pointer: String,
    pub name: &'d str,
    pub schema: Node<'d>,
}

/// Every place of `document`, outer ones before those within them. What isn't formed as OpenAPI wants it
/// is passed over.
pub fn all<'d>(document: &Node<'d>) -> Vec<Place<'d>> {
    let mut places = Places(Vec::new());
    for (path, item) in document.entries("paths") {
        let at = format!("#/paths/{}", escape(path));
        places.parameters(&item, &at);
        for method in METHODS {
            if let Some(operation) = item.child(method) {
                places.operation(&operation, &format!("{at}/{method}"));
            }
        }
    }
    for (kind, named) in document.entries("components") {
        for (name, node) in named.children() {
            let at = format!("#/components/{kind}/{}", escape(name));
            match kind {
                "schemas" => places.within(&node, &at),
                "parameters" => places.parameter(&node, &at),
                "requestBodies" | "responses" => places.content(&node, &at),
                _ => (),
            }
        }
    }
    places.0
}

struct Places<'d>(Vec<Place<'d>>);

impl<'d> Places<'d> {
    fn operation(&mut self, operation: &Node<'d>, at: &str) {
        self.parameters(operation, at);
        if let Some(body) = operation.child("requestBody") {
            self.content(&body, &format!("{at}/requestBody"));
        }
        for (status, response) in operation.entries("responses") {
            self.content(&response, &format!("{at}/responses/{status}"));
        }
    }

    fn content(&mut self, holder: &Node<'d>, at: &str) {
        for (media, node) in holder.entries("content") {
            if let Some(schema) = node.child("schema") {
                self.within(&schema, &format!("{at}/content/{}/schema", escape(media)));
            }
        }
    }

    fn parameters(&mut self, holder: &Node<'d>, at: &str) {
        for node in holder.items("parameters") {
            let name = node.text("name").unwrap_or_default();
            self.parameter(&node, &format!("{at}/parameters/{}", escape(name)));
        }
    }

    fn parameter(&mut self, node: &Node<'d>, at: &str) {
        let name = node.text("name").unwrap_or_default();
        if let Some(schema) = node.child("schema").filter(|_| !is_clients(name)) {
            self.note(name, schema.clone(), at.to_owned());
            self.within(&schema, &format!("{at}/schema"));
        }
    }

    /// What is in `schema`.
    fn within(&mut self, schema: &Node<'d>, at: &str) {
        for (name, property) in schema.entries("properties") {
            let at = format!("{at}/properties/{}", escape(name));
            self.note(name, property.clone(), at.clone());
            self.within(&property, &at);
        }
        for keyword in ["items", "additionalProperties", "not"] {
            if let Some(inner) = schema.child(keyword) {
                self.within(&inner, &format!("{at}/{keyword}"));
            }
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            for (index, branch) in schema.items(keyword).enumerate() {
                self.within(&branch, &format!("{at}/{keyword}/{index}"));
            }
        }
    }

    fn note(&mut self, name: &'d str, schema: Node<'d>, pointer: String) {
        self.0.push(Place {
            pointer,
            name,
            schema,
        });
    }
}
