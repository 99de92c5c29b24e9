//! Where a document has values with a name: the properties of its schemas, and parameters.

use serde_json::Value;

use crate::{
    json::{Object, escape},
    lower::{CLIENT_HEADERS, METHODS},
};

/// A value with a name.
pub struct Place<'d> {
    /// Its JSON pointer; the parameters of a list are called by their names, for their order can change.
    pub pointer: String,
    pub name: String,
    pub schema: &'d mut Value,
}

type Visit<'v> = dyn FnMut(Place<'_>) + 'v;

/// Visits every place of `document`, outer ones before those within them. What isn't formed as OpenAPI
/// wants it is passed over.
pub fn for_each(document: &mut Value, visit: &mut Visit<'_>) {
    for (path, item) in entries(document.get_mut("paths")) {
        let at = format!("#/paths/{}", escape(path));
        parameters(item, &at, visit);
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                of_operation(operation, &format!("{at}/{method}"), visit);
            }
        }
    }
    for (kind, named) in entries(document.get_mut("components")) {
        for (name, node) in entries(Some(named)) {
            let at = format!("#/components/{kind}/{}", escape(name));
            match kind.as_str() {
                "schemas" => within(node, &at, visit),
                "parameters" => parameter(node, &at, visit),
                "requestBodies" | "responses" => content(node, &at, visit),
                _ => (),
            }
        }
    }
}

fn of_operation(operation: &mut Value, at: &str, visit: &mut Visit<'_>) {
    parameters(operation, at, visit);
    if let Some(body) = operation.get_mut("requestBody") {
        content(body, &format!("{at}/requestBody"), visit);
    }
    for (status, response) in entries(operation.get_mut("responses")) {
        content(response, &format!("{at}/responses/{status}"), visit);
    }
}

fn content(holder: &mut Value, at: &str, visit: &mut Visit<'_>) {
    for (media, node) in entries(holder.get_mut("content")) {
        if let Some(schema) = node.get_mut("schema") {
            within(
                schema,
                &format!("{at}/content/{}/schema", escape(media)),
                visit,
            );
        }
    }
}

fn parameters(holder: &mut Value, at: &str, visit: &mut Visit<'_>) {
    let list = holder.get_mut("parameters").and_then(Value::as_array_mut);
    for node in list.into_iter().flatten() {
        let name = node.get("name").and_then(Value::as_str).unwrap_or_default();
        let at = format!("{at}/parameters/{}", escape(name));
        parameter(node, &at, visit);
    }
}

fn parameter(node: &mut Value, at: &str, visit: &mut Visit<'_>) {
    let name = node
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let is_clients = CLIENT_HEADERS.contains(&name.to_lowercase().as_str());
    if let Some(schema) = node.get_mut("schema").filter(|_| !is_clients) {
        let pointer = at.to_owned();
        visit(Place {
            pointer,
            name,
            schema,
        });
        within(schema, &format!("{at}/schema"), visit);
    }
}

/// Visits what is in `schema`.
fn within(schema: &mut Value, at: &str, visit: &mut Visit<'_>) {
    for (name, property) in entries(schema.get_mut("properties")) {
        let at = format!("{at}/properties/{}", escape(name));
        let (pointer, name) = (at.clone(), name.clone());
        visit(Place {
            pointer,
            name,
            schema: property,
        });
        within(property, &at, visit);
    }
    for keyword in ["items", "additionalProperties", "not"] {
        if let Some(inner) = schema.get_mut(keyword) {
            within(inner, &format!("{at}/{keyword}"), visit);
        }
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let branches = schema.get_mut(keyword).and_then(Value::as_array_mut);
        for (index, branch) in branches.into_iter().flatten().enumerate() {
            within(branch, &format!("{at}/{keyword}/{index}"), visit);
        }
    }
}

fn entries(node: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    node.and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Object::iter_mut)
}
