//! Interface facts of one upstream document: references bundled, prose left behind.
//!
//! The walk knows at each node what OpenAPI object it is in, so a property that happens to be
//! called `description` stays and the keyword `description` goes.

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    json::{Object, escape, unescape},
    manifest::Document,
};
use serde_json::{Value, json};

use super::{
    Error, Result,
    checkout::Checkout,
    names,
    select::{METHODS, arguments, base},
};

/// Where upstream's absolute references point; the rest is a path in the checkout.
const RAW_URL: &str = "https://raw.githubusercontent.com/bigcommerce/docs/";

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

/// A place in the checkout, for following references and for naming faults.
#[derive(Clone)]
struct Node<'a> {
    file: &'a str,
    pointer: String,
}

impl<'a> Node<'a> {
    fn child(&self, token: &str) -> Self {
        Self {
            file: self.file,
            pointer: format!("{}/{}", self.pointer, escape(token)),
        }
    }

    fn object<'v>(&self, node: &'v Value) -> Result<&'v Object> {
        node.as_object().ok_or_else(|| self.fault("not an object"))
    }

    fn list<'v>(&self, node: &'v Value) -> Result<&'v Vec<Value>> {
        node.as_array().ok_or_else(|| self.fault("not a list"))
    }

    /// What the object below `key` of `holder` holds, each with its place; nothing where either is
    /// left out.
    fn entries<'v>(
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

    fn fault(&self, fault: impl Into<String>) -> Error {
        Error::Document {
            document: self.file.to_owned(),
            pointer: self.pointer.clone(),
            fault: fault.into(),
        }
    }
}

struct Importer<'c> {
    checkout: &'c Checkout,
    root: &'c str,
    /// What the document calls the store's hash, where it is an argument of every path.
    hash: String,
    /// The header of each security scheme.
    headers: BTreeMap<String, String>,
    components: BTreeMap<&'static str, BTreeMap<String, Value>>,
    /// Names given to components bundled from other files, by file and pointer.
    names: BTreeMap<(String, String), String>,
    /// References being inlined, to notice one that goes in circles.
    inlining: Vec<(String, String)>,
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

    /// Whether `parameter` is the store's hash, which the base path holds.
    fn is_hash(&self, at: &Node, parameter: &Value) -> bool {
        if self.hash.is_empty() {
            return false;
        }
        let says = |node: &Value| node["in"] == "path" && node["name"] == self.hash.as_str();
        match parameter.get("$ref").and_then(Value::as_str) {
            None => says(parameter),
            Some(reference) => {
                let (file, pointer) = self.target(at, reference);
                let document = self.checkout.document(&file).ok();
                document.is_some_and(|document| document.pointer(&pointer).is_some_and(says))
            }
        }
    }

    /// A component of `kind`, or a place where one may stand: follows a reference or takes the facts.
    fn component(&mut self, kind: &'static str, at: &Node, node: &Value) -> Result<Value> {
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

    /// Follows `reference`: components of the document itself stay references, components of other
    /// files are bundled under a name of their own, and what is no component is copied in.
    fn reference(&mut self, kind: &'static str, at: &Node, reference: &str) -> Result<Value> {
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

    fn insert(&mut self, kind: &'static str, name: &str, facts: Value) {
        self.components
            .entry(kind)
            .or_default()
            .insert(name.to_owned(), facts);
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
