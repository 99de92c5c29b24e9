//! Finding schemas in a document, and following references.

use std::collections::HashSet;

use serde_json::Value;

use super::extension;
use crate::{
    Error, Result,
    json::{Object, escape},
    openapi::METHODS,
};

/// The keywords that put a schema together from others.
pub const COMPOSITIONS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// How deep schemas may nest before we call it endless.
pub const DEPTH: usize = 48;

/// Follows local references from `node` until something else stands there.
pub fn resolve<'d>(id: &str, document: &'d Value, node: &'d Value, at: &str) -> Result<&'d Value> {
    let mut node = node;
    for _ in 0..64 {
        let Some(reference) = node.get("$ref") else {
            return Ok(node);
        };
        node = reference
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'))
            .and_then(|pointer| document.pointer(pointer))
            .ok_or_else(|| Error::document(id, at, format!("$ref {reference} leads nowhere")))?;
    }
    Err(Error::document(id, at, "$ref goes in circles"))
}

/// The name in a reference to a component schema.
pub fn reference_name(schema: &Value) -> Option<&str> {
    schema
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

/// Whether `schema` is put together from others.
pub fn is_composed(schema: &Object) -> bool {
    COMPOSITIONS
        .iter()
        .any(|keyword| schema.contains_key(*keyword))
}

/// Whether `schema` is a union of an integer and any string, which has a type of its own in Rust.
pub fn is_integer_or_string(schema: &Value) -> bool {
    let branches = schema.get("anyOf").and_then(Value::as_array);
    let plain = |branch: &Value, kind: &str| {
        let other = |keyword: &str| keyword != "type" && keyword != extension::FACTS;
        let mut keywords = branch.as_object().into_iter().flatten();
        branch["type"] == kind && !keywords.any(|(keyword, _)| other(keyword))
    };
    match branches.map(Vec::as_slice) {
        Some([integer, string]) => plain(integer, "integer") && plain(string, "string"),
        _ => false,
    }
}

/// Visits the operations of `document` with path, method, pointer and the operation.
pub fn operations_mut(
    document: &mut Value,
) -> impl Iterator<Item = (String, &'static str, String, &mut Object)> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        let item = item.as_object_mut();
        item.into_iter()
            .flatten()
            .filter_map(move |(method, operation)| {
                let method = METHODS.into_iter().find(|known| known == method)?;
                let pointer = format!("#/paths/{}/{method}", escape(path));
                Some((path.clone(), method, pointer, operation.as_object_mut()?))
            })
    })
}

/// Visits the schemas that stand in an operation (parameters, body, success) after
/// [`super::operations`] has brought it into its plain form: a name for what stands there, its
/// pointer and the schema.
pub fn of_operation<'o>(
    operation: &'o mut Object,
    pointer: &str,
) -> Vec<(String, String, &'o mut Value)> {
    let mut found = Vec::new();
    for (key, value) in operation {
        match key.as_str() {
            "parameters" => {
                for (index, parameter) in value.as_array_mut().into_iter().flatten().enumerate() {
                    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
                    if let Some(schema) = parameter.get_mut("schema") {
                        found.push((name, format!("{pointer}/parameters/{index}/schema"), schema));
                    }
                }
            }
            "requestBody" => {
                if let Some(schema) = value.pointer_mut("/content/application~1json/schema") {
                    let pointer = format!("{pointer}/requestBody/content/application~1json/schema");
                    found.push(("body".to_owned(), pointer, schema));
                }
            }
            "responses" => {
                if let Some(schema) = value.pointer_mut("/2XX/content/application~1json/schema") {
                    let pointer =
                        format!("{pointer}/responses/2XX/content/application~1json/schema");
                    found.push(("response".to_owned(), pointer, schema));
                }
            }
            _ => (),
        }
    }
    found
}

/// The component schemas.
pub fn components_mut(document: &mut Value) -> Option<&mut Object> {
    document.pointer_mut("/components/schemas")?.as_object_mut()
}

/// The components that `roots` lead to.
pub fn reached(
    components: &mut Object,
    roots: impl IntoIterator<Item = String>,
) -> Result<HashSet<String>> {
    let mut open: Vec<_> = roots.into_iter().collect();
    let mut reached = HashSet::new();
    while let Some(name) = open.pop() {
        if let Some(schema) = components.get_mut(&name)
            && reached.insert(name)
        {
            descend(schema, "#", &mut |schema, _| {
                open.extend(reference_name(schema).map(str::to_owned));
                Ok(())
            })?;
        }
    }
    Ok(reached)
}

/// The schemas directly below `schema`, each with the tokens that lead there.
pub fn children_mut(schema: &mut Value) -> Vec<(Vec<String>, &mut Value)> {
    let mut found = Vec::new();
    for (keyword, value) in schema.as_object_mut().into_iter().flatten() {
        match keyword.as_str() {
            "properties" => {
                for (name, property) in value.as_object_mut().into_iter().flatten() {
                    found.push((vec![keyword.clone(), name.clone()], property));
                }
            }
            "items" | "not" | "additionalProperties" if value.is_object() => {
                found.push((vec![keyword.clone()], value));
            }
            "allOf" | "oneOf" | "anyOf" => {
                for (index, branch) in value.as_array_mut().into_iter().flatten().enumerate() {
                    found.push((vec![keyword.clone(), index.to_string()], branch));
                }
            }
            _ => (),
        }
    }
    found
}

/// Applies `change` to every schema of the document, inner ones first.
pub fn for_each<F>(document: &mut Value, mut change: F) -> Result<()>
where
    F: FnMut(&mut Value, &str) -> Result<()>,
{
    for (name, schema) in components_mut(document).into_iter().flatten() {
        let pointer = format!("#/components/schemas/{}", escape(name));
        descend(schema, &pointer, &mut change)?;
    }
    for (_, _, pointer, operation) in operations_mut(document) {
        for (_, pointer, schema) in of_operation(operation, &pointer) {
            descend(schema, &pointer, &mut change)?;
        }
    }
    Ok(())
}

/// Applies `change` to `schema` and everything below it, inner ones first.
pub fn descend<F>(schema: &mut Value, pointer: &str, change: &mut F) -> Result<()>
where
    F: FnMut(&mut Value, &str) -> Result<()>,
{
    for (tokens, child) in children_mut(schema) {
        let tokens: Vec<_> = tokens.iter().map(|token| escape(token)).collect();
        descend(child, &format!("{pointer}/{}", tokens.join("/")), change)?;
    }
    change(schema, pointer)
}
