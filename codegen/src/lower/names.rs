//! Names: what goes over the wire and into Rust as the document writes it has characters that both
//! take. Changes nothing.

use http::HeaderName;
use serde_json::Value;

use crate::{Error, Result, json::escape, openapi::METHODS, text::is_unprintable};

/// Checks the names in a document that has the form of OpenAPI 3.0.
pub fn check(id: &str, document: &Value) -> Result<()> {
    let names = Names { id };
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, item) in paths {
        let at = format!("#/paths/{}", escape(path));
        names.template(path, &at)?;
        names.parameters(item, &at)?;
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                names.operation(operation, &format!("{at}/{method}"))?;
            }
        }
    }
    let components = document.get("components").and_then(Value::as_object);
    for (kind, named) in components.into_iter().flatten() {
        for (name, node) in named.as_object().into_iter().flatten() {
            let at = format!("#/components/{kind}/{}", escape(name));
            match kind.as_str() {
                "schemas" => names.schema(node, &at)?,
                "parameters" => names.parameter(node, &at)?,
                "requestBodies" | "responses" => names.content(node, &at)?,
                _ => (),
            }
        }
    }
    Ok(())
}

struct Names<'a> {
    id: &'a str,
}

impl Names<'_> {
    fn fault(&self, at: &str, fault: impl Into<String>) -> Error {
        Error::document(self.id, at, fault)
    }

    /// A name that is sent encoded and written into Rust as text.
    fn plain(&self, name: &str, at: &str) -> Result<()> {
        match name.chars().find(|letter| is_unprintable(*letter)) {
            Some(letter) => {
                let letter = letter.escape_unicode();
                Err(self.fault(at, format!("a name can't have the character {letter}")))
            }
            None => Ok(()),
        }
    }

    /// A path is sent as it is written, but for its arguments.
    fn template(&self, path: &str, at: &str) -> Result<()> {
        let mut in_braces = false;
        for letter in path.chars() {
            match letter {
                '{' => in_braces = true,
                '}' => in_braces = false,
                // The generator quotes a path so.
                '`' => return Err(self.fault(at, "a path can't have the character `")),
                _ if in_braces => (),
                '/' | '-' | '.' | '_' | '~' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+'
                | ',' | ';' | '=' | ':' | '@' => (),
                _ if letter.is_ascii_alphanumeric() => (),
                _ => {
                    let letter = letter.escape_debug();
                    return Err(self.fault(at, format!("a path can't have the character {letter}")));
                }
            }
        }
        Ok(())
    }

    fn operation(&self, operation: &Value, at: &str) -> Result<()> {
        let name = operation["operationId"].as_str().unwrap_or_default();
        self.plain(name, &format!("{at}/operationId"))?;
        self.parameters(operation, at)?;
        if let Some(body) = operation.get("requestBody") {
            self.content(body, &format!("{at}/requestBody"))?;
        }
        let responses = operation.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            self.content(response, &format!("{at}/responses/{}", escape(status)))?;
        }
        Ok(())
    }

    fn parameters(&self, holder: &Value, at: &str) -> Result<()> {
        let parameters = holder.get("parameters").and_then(Value::as_array);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            self.parameter(parameter, &format!("{at}/parameters/{index}"))?;
        }
        Ok(())
    }

    fn parameter(&self, parameter: &Value, at: &str) -> Result<()> {
        let name = parameter["name"].as_str().unwrap_or_default();
        self.plain(name, &format!("{at}/name"))?;
        if parameter["in"] == "header" && HeaderName::try_from(name).is_err() {
            return Err(self.fault(&format!("{at}/name"), "no name of a header"));
        }
        self.schema(&parameter["schema"], &format!("{at}/schema"))
    }

    fn content(&self, holder: &Value, at: &str) -> Result<()> {
        let content = holder.get("content").and_then(Value::as_object);
        for (media, node) in content.into_iter().flatten() {
            let at = format!("{at}/content/{}", escape(media));
            if !media.chars().all(|letter| matches!(letter, ' '..='~')) {
                return Err(self.fault(&at, "not a media type"));
            }
            self.schema(&node["schema"], &format!("{at}/schema"))?;
        }
        Ok(())
    }

    /// The names of properties. The values of an enum are data: they can have any character.
    fn schema(&self, schema: &Value, at: &str) -> Result<()> {
        for (keyword, value) in schema.as_object().into_iter().flatten() {
            let at = format!("{at}/{}", escape(keyword));
            match keyword.as_str() {
                "properties" => {
                    for (name, property) in value.as_object().into_iter().flatten() {
                        let at = format!("{at}/{}", escape(name));
                        self.plain(name, &at)?;
                        self.schema(property, &at)?;
                    }
                }
                "items" | "not" | "additionalProperties" => self.schema(value, &at)?,
                "allOf" | "oneOf" | "anyOf" => {
                    for (index, branch) in value.as_array().into_iter().flatten().enumerate() {
                        self.schema(branch, &format!("{at}/{index}"))?;
                    }
                }
                _ => (),
            }
        }
        Ok(())
    }
}
