//! Form: every node is of the kind OpenAPI 3.0 wants there, references lead to what they stand for,
//! and names are usable. Changes nothing; the other passes rely on it.

use std::collections::HashMap;

use serde_json::Value;

use super::{rust_names, schemas::DEPTH};
use crate::{
    Error, Result,
    json::{Object, escape},
    openapi::METHODS,
    text::article,
};

/// The types a schema can name.
const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];

/// Checks that the document has the form of OpenAPI 3.0.
pub fn check(id: &str, document: &Value) -> Result<()> {
    let form = Form { id, document };
    let version = &document["openapi"];
    if !version.as_str().is_some_and(|v| v.starts_with("3.0.")) {
        return Err(form.fault(
            "#/openapi",
            format!("{version} is not a version of OpenAPI 3.0"),
        ));
    }
    form.security(document, "#")?;
    form.components()?;
    form.paths()
}

struct Form<'a> {
    id: &'a str,
    document: &'a Value,
}

impl<'a> Form<'a> {
    fn fault(&self, at: &str, fault: impl Into<String>) -> Error {
        Error::document(self.id, at, fault)
    }

    fn object<'v>(&self, node: &'v Value, at: &str) -> Result<&'v Object> {
        node.as_object()
            .ok_or_else(|| self.fault(at, "not an object"))
    }

    fn list<'v>(&self, node: &'v Value, at: &str) -> Result<&'v Vec<Value>> {
        node.as_array().ok_or_else(|| self.fault(at, "not a list"))
    }

    fn names(&self, node: &Value, at: &str) -> Result<()> {
        if self.list(node, at)?.iter().all(Value::is_string) {
            Ok(())
        } else {
            Err(self.fault(at, "not a list of names"))
        }
    }

    fn booleans(&self, node: &Object, keys: &[&str], at: &str) -> Result<()> {
        for key in keys {
            if node.get(*key).is_some_and(|value| !value.is_boolean()) {
                return Err(self.fault(&format!("{at}/{key}"), "neither true nor false"));
            }
        }
        Ok(())
    }

    /// The object in `node`, or `None` for a reference to one of the components of `kind`.
    fn unless_reference<'v>(
        &self,
        node: &'v Value,
        kind: &str,
        at: &str,
    ) -> Result<Option<&'v Object>> {
        let object = self.object(node, at)?;
        let Some(reference) = object.get("$ref") else {
            return Ok(Some(object));
        };
        let target = reference
            .as_str()
            .and_then(|reference| reference.strip_prefix(&format!("#/components/{kind}/")))
            .and_then(|name| self.document["components"][kind].get(name));
        if target.is_none() {
            return Err(self.fault(at, format!("$ref {reference} leads to none of the {kind}")));
        }
        if let Some(beside) = object.keys().find(|key| *key != "$ref") {
            return Err(self.fault(at, format!("`{beside}` beside $ref counts for nothing")));
        }
        Ok(None)
    }

    fn components(&self) -> Result<()> {
        let Some(components) = self.document.get("components") else {
            return Ok(());
        };
        for (kind, named) in self.object(components, "#/components")? {
            let at = format!("#/components/{kind}");
            for (name, node) in self.object(named, &at)? {
                let at = format!("{at}/{}", escape(name));
                let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
                if name.is_empty() || !name.chars().all(plain) {
                    return Err(self.fault(&at, "not a name of a component"));
                }
                match kind.as_str() {
                    "schemas" => self.schema(node, &at, 0)?,
                    "parameters" => self.parameter(node, &at)?,
                    "requestBodies" => self.body(node, &at)?,
                    "responses" => self.response(node, &at)?,
                    _ => (),
                }
            }
        }
        Ok(())
    }

    fn paths(&self) -> Result<()> {
        let mut taken = HashMap::new();
        for (path, item) in self.object(&self.document["paths"], "#/paths")? {
            let at = format!("#/paths/{}", escape(path));
            self.template(path, &at)?;
            for (key, node) in self.object(item, &at)? {
                let at = format!("{at}/{}", escape(key));
                if key == "parameters" {
                    self.parameters(node, &at)?;
                } else if METHODS.contains(&key.as_str()) {
                    let name = self.operation(node, &at)?;
                    if let Some(other) = taken.insert(rust_names::method(name), name) {
                        let fault = format!("`{name}` is called like `{other}` in Rust");
                        return Err(self.fault(&format!("{at}/operationId"), fault));
                    }
                } else {
                    return Err(self.fault(&at, "no method of OpenAPI 3.0"));
                }
            }
        }
        Ok(())
    }

    fn template(&self, path: &str, at: &str) -> Result<()> {
        let fault = |fault: &str| Err(self.fault(at, fault));
        if !path.starts_with('/') || path.contains("//") {
            return fault("a path is one slash before each part");
        }
        let mut names = Vec::new();
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return fault("a brace is left open");
            };
            if name.is_empty() || name.contains(['{', '/']) || before.contains('}') {
                return fault("a brace is out of place");
            }
            if names.contains(&name) {
                return Err(self.fault(at, format!("`{name}` has two places")));
            }
            names.push(name);
            rest = after;
        }
        if rest.contains('}') {
            return fault("a brace is out of place");
        }
        Ok(())
    }

    /// Checks an operation and returns its name.
    fn operation(&self, node: &'a Value, at: &str) -> Result<&'a str> {
        let operation = self.object(node, at)?;
        let name = operation
            .get("operationId")
            .ok_or_else(|| self.fault(at, "no operationId"))?;
        let name = name
            .as_str()
            .filter(|name| {
                rust_names::plain(name)
                    .chars()
                    .any(|letter| !"-_".contains(letter))
            })
            .ok_or_else(|| self.fault(&format!("{at}/operationId"), "not a name"))?;
        if operation.contains_key("servers") {
            let fault = "an operation can't have servers of its own";
            return Err(self.fault(&format!("{at}/servers"), fault));
        }
        self.booleans(operation, &["deprecated"], at)?;
        self.security(node, at)?;
        if let Some(parameters) = operation.get("parameters") {
            self.parameters(parameters, &format!("{at}/parameters"))?;
        }
        if let Some(body) = operation.get("requestBody") {
            self.body(body, &format!("{at}/requestBody"))?;
        }
        let at = format!("{at}/responses");
        let responses = operation.get("responses").unwrap_or(&Value::Null);
        for (status, response) in self.object(responses, &at)? {
            let at = format!("{at}/{}", escape(status));
            let digits = status.as_bytes();
            let known = matches!(digits, [b'1'..=b'5', b'X', b'X'])
                || matches!(digits, [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']);
            if !known && status != "default" {
                return Err(self.fault(&at, "not a status"));
            }
            self.response(response, &at)?;
        }
        Ok(name)
    }

    fn security(&self, holder: &Value, at: &str) -> Result<()> {
        if let Some(security) = holder.get("security") {
            let at = format!("{at}/security");
            for (index, form) in self.list(security, &at)?.iter().enumerate() {
                self.object(form, &format!("{at}/{index}"))?;
            }
        }
        Ok(())
    }

    fn parameters(&self, node: &Value, at: &str) -> Result<()> {
        for (index, parameter) in self.list(node, at)?.iter().enumerate() {
            self.parameter(parameter, &format!("{at}/{index}"))?;
        }
        Ok(())
    }

    fn parameter(&self, node: &Value, at: &str) -> Result<()> {
        let Some(parameter) = self.unless_reference(node, "parameters", at)? else {
            return Ok(());
        };
        for key in ["name", "in"] {
            let text = parameter.get(key).and_then(Value::as_str);
            if text.is_none_or(str::is_empty) {
                return Err(self.fault(at, format!("a parameter without `{key}`")));
            }
        }
        if parameter.get("style").is_some_and(|s| !s.is_string()) {
            return Err(self.fault(&format!("{at}/style"), "not a name"));
        }
        self.booleans(parameter, &["required", "explode", "deprecated"], at)?;
        match parameter.get("schema") {
            Some(schema) => self.schema(schema, &format!("{at}/schema"), 0),
            None => Err(self.fault(at, "a parameter without `schema`")),
        }
    }

    fn body(&self, node: &Value, at: &str) -> Result<()> {
        match self.unless_reference(node, "requestBodies", at)? {
            Some(body) => {
                self.booleans(body, &["required"], at)?;
                self.content(body, at)
            }
            None => Ok(()),
        }
    }

    fn response(&self, node: &Value, at: &str) -> Result<()> {
        match self.unless_reference(node, "responses", at)? {
            Some(response) => self.content(response, at),
            None => Ok(()),
        }
    }

    fn content(&self, holder: &Object, at: &str) -> Result<()> {
        let Some(content) = holder.get("content") else {
            return Ok(());
        };
        let at = format!("{at}/content");
        for (media, node) in self.object(content, &at)? {
            let at = format!("{at}/{}", escape(media));
            if !media.contains('/') {
                return Err(self.fault(&at, "not a media type"));
            }
            if let Some(schema) = self.object(node, &at)?.get("schema") {
                self.schema(schema, &format!("{at}/schema"), 0)?;
            }
        }
        Ok(())
    }

    fn schema(&self, node: &Value, at: &str, depth: usize) -> Result<()> {
        if depth > DEPTH {
            return Err(self.fault(at, "schemas nest endlessly"));
        }
        let Some(schema) = self.unless_reference(node, "schemas", at)? else {
            return Ok(());
        };
        if let Some(kind) = schema.get("type")
            && !kind.as_str().is_some_and(|kind| TYPES.contains(&kind))
        {
            return Err(self.fault(at, format!("{kind} is not a type of OpenAPI 3.0")));
        }
        self.booleans(schema, &["nullable", "x-nullable", "readOnly"], at)?;
        self.values(schema, at)?;
        for (keyword, value) in schema {
            let at = format!("{at}/{}", escape(keyword));
            match keyword.as_str() {
                "required" => self.names(value, &at)?,
                "properties" => {
                    for (name, property) in self.object(value, &at)? {
                        self.schema(property, &format!("{at}/{}", escape(name)), depth + 1)?;
                    }
                }
                "additionalProperties" if value.is_boolean() => (),
                "items" | "not" | "additionalProperties" => self.schema(value, &at, depth + 1)?,
                "allOf" | "oneOf" | "anyOf" => {
                    let branches = self.list(value, &at)?;
                    if branches.is_empty() {
                        return Err(self.fault(&at, "there is no branch"));
                    }
                    for (index, branch) in branches.iter().enumerate() {
                        self.schema(branch, &format!("{at}/{index}"), depth + 1)?;
                    }
                }
                _ => (),
            }
        }
        Ok(())
    }

    /// The values of an enum are of the schema's type or, without one, of one type.
    fn values(&self, schema: &Object, at: &str) -> Result<()> {
        let Some(values) = schema.get("enum") else {
            return Ok(());
        };
        let at = format!("{at}/enum");
        let values = self.list(values, &at)?;
        if values.is_empty() {
            return Err(self.fault(&at, "there is no value"));
        }
        let mut values = values.iter().filter(|value| !value.is_null()).peekable();
        let kind = schema.get("type").and_then(Value::as_str);
        let kind = kind.or_else(|| values.peek().map(|first| type_of(first)));
        let stray = values.find(|value| {
            let own = type_of(value);
            Some(own) != kind && !(own == "integer" && kind == Some("number"))
        });
        match (stray, kind) {
            (Some(stray), Some(kind)) => {
                let article = article(kind);
                Err(self.fault(&at, format!("{stray} is not {article} {kind}")))
            }
            _ => Ok(()),
        }
    }
}

/// The type of OpenAPI 3.0 that `value` is of.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::Bool(_) => "boolean",
        Value::Array(_) => "array",
        Value::Null | Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(change: impl FnOnce(&mut Value)) -> String {
        let mut document = json!({
            "openapi": "3.0.3",
            "paths": {"/things": {"get": {
                "operationId": "getThings",
                "responses": {"200": {"description": "", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Thing"},
                }}}},
            }}},
            "components": {"schemas": {"Thing": {"type": "object", "properties": {"id": {"type": "integer"}}}}},
        });
        check("v3/things", &document).unwrap();
        change(&mut document);
        check("v3/things", &document).unwrap_err().to_string()
    }

    #[test]
    fn a_node_of_another_kind_is_an_error_with_a_pointer() {
        assert_eq!(
            fault(|d| d["components"]["schemas"]["Thing"]["properties"] = json!([])),
            "v3/things: #/components/schemas/Thing/properties: not an object"
        );
    }

    #[test]
    fn a_reference_to_nothing_is_an_error_with_a_pointer() {
        assert_eq!(
            fault(
                |d| d["components"]["schemas"]["Thing"]["properties"]["id"] =
                    json!({"$ref": "#/x"})
            ),
            "v3/things: #/components/schemas/Thing/properties/id: $ref \"#/x\" leads to none of the schemas"
        );
    }

    #[test]
    fn a_method_nobody_knows_is_no_operation_to_drop() {
        assert_eq!(
            fault(|d| d["paths"]["/things"]["GET"] = json!({})),
            "v3/things: #/paths/~1things/GET: no method of OpenAPI 3.0"
        );
    }

    #[test]
    fn two_operations_of_one_name_in_rust_are_an_error() {
        assert_eq!(
            fault(|d| {
                let mut other = d["paths"]["/things"]["get"].clone();
                other["operationId"] = "get_things".into();
                d["paths"]["/things"]["put"] = other;
            }),
            "v3/things: #/paths/~1things/put/operationId: `get_things` is called like `getThings` in Rust"
        );
    }
}
