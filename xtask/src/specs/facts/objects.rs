//! The facts of each kind of OpenAPI object, with what they refer to and without prose.

use bigcommerce_codegen::{json::Object, lower::extension};
use serde_json::Value;

use super::{Importer, scopes};
use crate::specs::{Result, dialect, node::Node, select::METHODS};

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

impl Importer<'_> {
    /// The item of a path, with those of its operations that `methods` name.
    pub fn path_item(&mut self, at: &Node, item: &Value, methods: &[&str]) -> Result<Value> {
        checked(at, item)?;
        let mut facts = Object::new();
        for (key, node) in at.object(item)? {
            let at = at.child(key);
            let fact = match key.as_str() {
                "parameters" => self.parameters(&at, node)?,
                method if methods.contains(&method) => self.operation(&at, node)?,
                _ => continue,
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
        if let Some(scopes) = scopes::of(operation) {
            facts.insert(extension::SCOPES.into(), scopes);
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
    pub fn security(&self, security: &Value) -> Value {
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
            let argument = self.argument(&at, parameter);
            if !argument.is_empty() && argument == self.hash {
                continue;
            }
            // A component that others call by its own name.
            let fact = match self.renamed.contains_key(&argument) {
                true => self.inlined("parameters", &at, parameter)?,
                false => self.component("parameters", &at, parameter)?,
            };
            facts.push(fact);
        }
        Ok(facts.into())
    }

    /// A component of `kind`, or a place where one may stand: follows a reference or takes the facts.
    pub fn component(&mut self, kind: &'static str, at: &Node, node: &Value) -> Result<Value> {
        let lowered = match kind {
            "schemas" if self.is_3_1(at.file) => Some(dialect::schema(at, node)?),
            _ => None,
        };
        let node = lowered.as_ref().unwrap_or(node);
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
        if parameter["in"] == "path"
            && let Some(name) = parameter["name"].as_str()
            && let Some(recorded) = self.renamed.get(name)
        {
            facts.insert("name".into(), recorded.as_str().into());
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

/// Whether there is nothing in the item of a path that would be passed over.
pub fn checked(at: &Node, item: &Value) -> Result<()> {
    for key in at.object(item)?.keys() {
        let known = matches!(key.as_str(), "parameters" | "summary" | "description");
        if !known && !METHODS.contains(&key.as_str()) && !key.starts_with("x-") {
            let at = at.child(key);
            return Err(at.fault("no part of a path that can be imported"));
        }
    }
    Ok(())
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

pub fn keep(value: &Value, keys: &[&str]) -> Value {
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
