//! Interface facts of one upstream document: references bundled, prose left behind.
//!
//! The walk knows at each node what OpenAPI object it is in, so a property that happens to be
//! called `description` stays and the keyword `description` goes. [`references`] follows `$ref`.

mod references;

use std::collections::BTreeMap;

use bigcommerce_codegen::{json::Object, manifest::Document};
use serde_json::{Value, json};

use super::{
    Result,
    checkout::Checkout,
    names,
    node::Node,
    select::{METHODS, arguments, base},
};

/// The kinds of component that documents use.
const COMPONENTS: [&str; 5] = [
    "schemas",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
];

/// Schema keywords whose value is a plain fact.
const PLAIN_KEYWORDS: [&str; 25] = [
    "type",
    "format",
    "enum",
    "required",
    "nullable",
    "x-nullable",
    "default",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "readOnly",
    "writeOnly",
    "deprecated",
    "discriminator",
    "const",
];

/// The facts of `document`, as an OpenAPI 3.0 document titled by its id.
pub fn import(checkout: &Checkout, document: &Document) -> Result<Value> {
    let path = document.upstream.as_str();
    let raw = checkout.document(path)?;
    let prefix = base(&raw).map(|(_, _, prefix)| prefix).unwrap_or_default();
    let mut importer = Importer {
        checkout,
        root: path,
        headers: headers(&raw),
        hash: arguments(&prefix).next().unwrap_or_default().to_owned(),
        components: BTreeMap::new(),
        names: BTreeMap::new(),
        inlining: Vec::new(),
    };
    let at = Node {
        file: path,
        pointer: "#".into(),
    };
    let mut paths = Object::new();
    for (at, template, item) in at.entries(&raw, "paths")? {
        let path = template.strip_prefix(&prefix).unwrap_or(template);
        paths.insert(path.to_owned(), importer.path_item(&at, item)?);
    }
    let at = at.child("components");
    let components = raw.get("components").unwrap_or(&Value::Null);
    for kind in COMPONENTS {
        for (at, name, node) in at.entries(components, kind)? {
            let facts = importer.component(kind, &at, node)?;
            importer.insert(kind, name, facts);
        }
    }
    let schemes: Object = at
        .entries(components, "securitySchemes")?
        .map(|(_, name, scheme)| {
            let facts = keep(scheme, &["type", "name", "in", "scheme"]);
            (name.clone(), facts)
        })
        .collect();
    let security = raw
        .get("security")
        .map(|security| importer.security(security));
    let mut components: Object = importer
        .components
        .into_iter()
        .map(|(kind, named)| (kind.to_owned(), Value::Object(named.into_iter().collect())))
        .collect();
    components.insert("securitySchemes".into(), schemes.into());
    names::complete(&mut paths);
    let mut facts = json!({
        "openapi": "3.0.3",
        "info": {"title": document.id(), "version": text(&raw["info"]["version"]).unwrap_or_default()},
        "servers": [{"url": format!("{}{}", document.family.host(), document.base_path)}],
        "paths": paths,
        "components": components,
    });
    if let Some(security) = security {
        facts["security"] = security;
    }
    Ok(facts)
}

pub struct Importer<'c> {
    pub checkout: &'c Checkout,
    pub root: &'c str,
    /// What the document calls the store's hash, where it is an argument of every path.
    pub hash: String,
    /// The header of each security scheme.
    headers: BTreeMap<String, String>,
    pub components: BTreeMap<&'static str, BTreeMap<String, Value>>,
    /// Names given to components bundled from other files, by file and pointer.
    pub names: BTreeMap<(String, String), String>,
    /// References being inlined, to notice one that goes in circles.
    pub inlining: Vec<(String, String)>,
}

impl Importer<'_> {
    fn path_item(&mut self, at: &Node, item: &Value) -> Result<Value> {
        let mut facts = Object::new();
        for (key, node) in at.object(item)? {
            let at = at.child(key);
            let fact = match key.as_str() {
                "parameters" => self.parameters(&at, node)?,
                method if METHODS.contains(&method) => self.operation(&at, node)?,
                "summary" | "description" => continue,
                extension if extension.starts_with("x-") => continue,
                _ => return Err(at.fault("no part of a path that can be imported")),
            };
            facts.insert(key.clone(), fact);
        }
        Ok(facts.into())
    }

    fn operation(&mut self, at: &Node, operation: &Value) -> Result<Value> {
        let mut facts = keep_object(operation, &["operationId", "tags", "deprecated"]);
        if let Some(security) = operation.get("security") {
            facts.insert("security".into(), self.security(security));
        }
        if operation.get("servers").is_some() {
            let at = at.child("servers");
            return Err(at.fault("an operation can't have servers of its own"));
        }
        if let Some(parameters) = operation.get("parameters") {
            let at = at.child("parameters");
            facts.insert("parameters".into(), self.parameters(&at, parameters)?);
        }
        if let Some(body) = operation.get("requestBody") {
            let at = at.child("requestBody");
            facts.insert(
                "requestBody".into(),
                self.component("requestBodies", &at, body)?,
            );
        }
        let mut responses = Object::new();
        for (at, status, response) in at.entries(operation, "responses")? {
            responses.insert(status.clone(), self.component("responses", &at, response)?);
        }
        facts.insert("responses".into(), responses.into());
        Ok(facts.into())
    }

    /// `security` with each scheme under the name of the header it goes in, whatever the document
    /// calls it.
    fn security(&self, security: &Value) -> Value {
        let named = |(scheme, scopes): (&String, &Value)| {
            let header = self.headers.get(scheme).unwrap_or(scheme);
            (header.clone(), scopes.clone())
        };
        let forms = security.as_array().map(|forms| {
            let forms = forms.iter().map(|form| match form.as_object() {
                Some(form) => form.iter().map(named).collect(),
                None => form.clone(),
            });
            forms.collect()
        });
        forms.unwrap_or_else(|| security.clone())
    }

    fn parameters(&mut self, at: &Node, parameters: &Value) -> Result<Value> {
        let mut facts = Vec::new();
        for (index, parameter) in at.list(parameters)?.iter().enumerate() {
            let at = at.child(&index.to_string());
            if !self.is_hash(&at, parameter) {
                facts.push(self.component("parameters", &at, parameter)?);
            }
        }
        Ok(facts.into())
    }

    /// A component of `kind`, or a place where one may stand: follows a reference or takes the facts.
    pub fn component(&mut self, kind: &'static str, at: &Node, node: &Value) -> Result<Value> {
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            return self.reference(kind, at, reference);
        }
        match kind {
            "schemas" => self.schema(at, node),
            "parameters" | "headers" => self.parameter(at, node),
            "requestBodies" => {
                let mut facts = keep_object(node, &["required"]);
                facts.insert("content".into(), self.content(at, node)?);
                Ok(facts.into())
            }
            _ => self.response(at, node),
        }
    }

    fn parameter(&mut self, at: &Node, parameter: &Value) -> Result<Value> {
        let mut facts = keep_object(
            parameter,
            &[
                "name",
                "in",
                "required",
                "deprecated",
                "style",
                "explode",
                "allowEmptyValue",
                "allowReserved",
            ],
        );
        if let Some(schema) = parameter.get("schema") {
            let schema = self.component("schemas", &at.child("schema"), schema)?;
            facts.insert("schema".into(), schema);
        }
        if parameter.get("content").is_some() {
            facts.insert("content".into(), self.content(at, parameter)?);
        }
        Ok(facts.into())
    }

    fn response(&mut self, at: &Node, response: &Value) -> Result<Value> {
        // OpenAPI requires a description; ours says nothing.
        let mut facts = Object::from_iter([("description".to_owned(), Value::from(""))]);
        let content = self.content(at, response)?;
        if content
            .as_object()
            .is_some_and(|content| !content.is_empty())
        {
            facts.insert("content".into(), content);
        }
        let mut headers = Object::new();
        for (at, name, header) in at.entries(response, "headers")? {
            headers.insert(name.clone(), self.component("headers", &at, header)?);
        }
        if !headers.is_empty() {
            facts.insert("headers".into(), headers.into());
        }
        Ok(facts.into())
    }

    /// Media types with their schemas. Keys without a slash are titles of examples, not media types;
    /// the schema under one counts only where no media type is left.
    fn content(&mut self, at: &Node, holder: &Value) -> Result<Value> {
        let mut content = Object::new();
        let mut titled = None;
        for (at, name, media) in at.entries(holder, "content")? {
            at.object(media)?;
            let mut facts = Object::new();
            if let Some(schema) = media.get("schema") {
                let schema = self.component("schemas", &at.child("schema"), schema)?;
                facts.insert("schema".into(), schema);
            }
            if let Some(encoding) = media.get("encoding") {
                facts.insert(
                    "encoding".into(),
                    keep_each(encoding, &["contentType", "style", "explode"]),
                );
            }
            if name.contains('/') {
                content.insert(name.clone(), facts.into());
            } else if !facts.is_empty() {
                titled.get_or_insert(facts);
            }
        }
        if content.is_empty()
            && let Some(facts) = titled
        {
            content.insert("application/json".into(), facts.into());
        }
        Ok(content.into())
    }

    fn schema(&mut self, at: &Node, schema: &Value) -> Result<Value> {
        let mut facts = Object::new();
        for (keyword, value) in at.object(schema)? {
            let (holder, at) = (at, at.child(keyword));
            let fact = match keyword.as_str() {
                plain if PLAIN_KEYWORDS.contains(&plain) => value.clone(),
                "properties" => {
                    let mut properties = Object::new();
                    for (at, name, property) in holder.entries(schema, keyword)? {
                        let property = self.component("schemas", &at, property)?;
                        properties.insert(name.clone(), property);
                    }
                    properties.into()
                }
                "items" | "not" => self.component("schemas", &at, value)?,
                "additionalProperties" if value.is_boolean() => value.clone(),
                "additionalProperties" => self.component("schemas", &at, value)?,
                "allOf" | "oneOf" | "anyOf" => {
                    let branches = at.list(value)?.iter().enumerate().map(|(index, branch)| {
                        self.component("schemas", &at.child(&index.to_string()), branch)
                    });
                    Value::Array(branches.collect::<Result<_>>()?)
                }
                _ => continue,
            };
            facts.insert(keyword.clone(), fact);
        }
        Ok(facts.into())
    }
}

/// The header that each security scheme of a document goes in.
fn headers(raw: &Value) -> BTreeMap<String, String> {
    let schemes = raw.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object).into_iter().flatten();
    let header = |scheme: &Value| match scheme["in"] == "header" {
        true => scheme["name"].as_str().map(str::to_owned),
        false => None,
    };
    schemes
        .filter_map(|(name, scheme)| Some((name.clone(), header(scheme)?)))
        .collect()
}

fn keep_object(value: &Value, keys: &[&str]) -> Object {
    let mut kept = Object::new();
    for key in keys {
        if let Some(fact) = value.get(key) {
            kept.insert((*key).to_owned(), fact.clone());
        }
    }
    kept
}

fn keep(value: &Value, keys: &[&str]) -> Value {
    keep_object(value, keys).into()
}

fn keep_each(value: &Value, keys: &[&str]) -> Value {
    let entries = value.as_object().into_iter().flatten();
    Value::Object(
        entries
            .map(|(name, entry)| (name.clone(), keep(entry, keys)))
            .collect(),
    )
}

/// A version is sometimes written as a number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
