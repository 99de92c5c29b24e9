//! Every operation in one plain form: its own parameters only, no header the client sends by
//! itself, one body, one success response `2XX`. Failures go: the transport turns each into one error.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    extension, facts,
    schemas::{reference_name, resolve},
};
use crate::{
    Error, Result,
    json::{Object, escape},
    openapi::{self, METHODS},
    text::printable,
};

/// What an operation holds that generation depends on; everything else goes.
const KEPT: [&str; 5] = [
    "operationId",
    "deprecated",
    "parameters",
    "requestBody",
    "responses",
];

const JSON: &str = "application/json";
const FORM: &str = "multipart/form-data";

/// The status of a success of which a part failed.
const PARTIAL: &str = "207";

/// Brings every operation into the plain form.
pub fn lower(id: &str, document: &mut Value) -> Result<()> {
    let source = document.clone();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let at = format!("#/paths/{}", escape(path));
        let item = item
            .as_object_mut()
            .ok_or_else(|| Error::document(id, &at, "not a path item"))?;
        let shared = item.remove("parameters").unwrap_or_else(|| json!([]));
        for method in METHODS {
            let Some(operation) = item.get_mut(method) else {
                continue;
            };
            let at = format!("{at}/{method}");
            let operation = operation
                .as_object_mut()
                .ok_or_else(|| Error::document(id, &at, "not an operation"))?;
            let step = Operation {
                id,
                source: &source,
                at,
            };
            operation.retain(|key, _| KEPT.contains(&key.as_str()));
            step.parameters(path, &shared, operation)?;
            step.body(method, operation)?;
            step.responses(operation)?;
        }
    }
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        components.retain(|kind, _| kind == "schemas");
    }
    if let Some(document) = document.as_object_mut() {
        document.retain(|key, _| matches!(key.as_str(), "openapi" | "paths" | "components"));
        document.insert("info".into(), json!({"title": id, "version": ""}));
    }
    Ok(())
}

struct Operation<'a> {
    id: &'a str,
    source: &'a Value,
    at: String,
}

impl Operation<'_> {
    fn fault(&self, below: &str, fault: impl Into<String>) -> Error {
        Error::document(self.id, format!("{}{below}", self.at), fault)
    }

    fn resolve<'v>(&'v self, node: &'v Value) -> Result<&'v Value> {
        resolve(self.id, self.source, node, &self.at)
    }

    /// The operation's parameters over its path's, resolved, without the client's own headers.
    fn parameters(&self, path: &str, shared: &Value, operation: &mut Object) -> Result<()> {
        let own = operation.remove("parameters").unwrap_or_else(|| json!([]));
        let mut parameters = BTreeMap::new();
        for node in [shared, &own]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
        {
            let parameter = self.resolve(node)?;
            let text = |key| parameter.get(key).and_then(Value::as_str);
            let (Some(name), Some(place)) = (text("name"), text("in")) else {
                return Err(self.fault("/parameters", "a parameter without `name` or `in`"));
            };
            if place == "header" && openapi::is_clients(name) {
                continue;
            }
            if !matches!(place, "path" | "query" | "header") {
                return Err(self.fault(
                    "/parameters",
                    format!("`{name}` is in {place}, which the client can't send"),
                ));
            }
            if place == "path" && !path.contains(&format!("{{{name}}}")) {
                return Err(
                    self.fault("/parameters", format!("the path has no place for `{name}`"))
                );
            }
            for (name, lowered) in self.written(parameter, place, name)? {
                parameters.insert((place.to_owned(), name), lowered);
            }
        }
        for name in path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
        {
            if !parameters.contains_key(&("path".to_owned(), name.to_owned())) {
                return Err(self.fault(
                    "/parameters",
                    format!("nothing describes `{name}` of the path"),
                ));
            }
        }
        operation.insert("parameters".into(), parameters.into_values().collect());
        Ok(())
    }

    /// What a parameter is on the wire: itself, in most cases.
    fn written(&self, parameter: &Value, place: &str, name: &str) -> Result<Vec<(String, Value)>> {
        let usual = if place == "query" { "form" } else { "simple" };
        let style = parameter.get("style").and_then(Value::as_str);
        let style = style.unwrap_or(usual);
        let explodes = parameter.get("explode").and_then(Value::as_bool);
        let schema = self.resolve(&parameter["schema"])?;
        let about = about(schema);
        let one = |schema: Value, about: String| {
            let mut lowered = Object::new();
            for key in ["name", "in", "required", "explode"] {
                if let Some(value) = parameter.get(key) {
                    lowered.insert(key.into(), value.clone());
                }
            }
            lowered.insert("schema".into(), schema);
            if place == "path" {
                lowered.insert("required".into(), true.into());
            }
            lowered.insert(extension::ABOUT.into(), about.into());
            vec![(name.to_owned(), Value::Object(lowered))]
        };
        match (place, style) {
            (_, style) if style == usual => Ok(one(parameter["schema"].clone(), about)),
            // Repeated keys are the same in every style; what is one value is the caller's text.
            ("query", "spaceDelimited" | "pipeDelimited") if explodes == Some(true) => {
                Ok(one(parameter["schema"].clone(), about))
            }
            ("query", "spaceDelimited") => {
                Ok(one(json!({"type": "string"}), about + ", joined by spaces"))
            }
            ("query", "pipeDelimited") => {
                Ok(one(json!({"type": "string"}), about + ", joined by `|`"))
            }
            ("query", "deepObject") if schema.get("properties").is_some_and(Value::is_object) => {
                Ok(deep(parameter, name, schema))
            }
            _ => Err(self.fault(
                "/parameters",
                format!("`{name}` has style {style}, which the client can't send"),
            )),
        }
    }

    /// JSON where the operation takes JSON, a form where it takes only that.
    fn body(&self, method: &str, operation: &mut Object) -> Result<()> {
        let Some(node) = operation.remove("requestBody") else {
            return Ok(());
        };
        let body = self.resolve(&node)?;
        let content = body.get("content").and_then(Value::as_object);
        let schema = |media: &str| content?.get(media)?.get("schema").cloned();
        let form = schema(FORM);
        // Other kinds of JSON count where there is no plain one.
        let mut kinds = content.into_iter().flat_map(Object::keys);
        let is_json = |kind: &&String| {
            let name = kind.split(';').next().unwrap_or_default().trim_end();
            name.ends_with("/json") || name.ends_with("+json")
        };
        let kind = match schema(JSON) {
            Some(_) => JSON,
            None => kinds.find(is_json).map_or(JSON, String::as_str),
        };
        if let Some(form) = &form {
            operation.insert(extension::FORM.into(), self.form_fields(form)?);
        }
        let (media, schema) = match (schema(kind), form) {
            (Some(json), _) => (kind, json),
            (None, Some(form)) => (FORM, form),
            (None, None) => {
                let offered: Vec<_> = content.into_iter().flat_map(Object::keys).collect();
                return Err(self.fault(
                    "/requestBody",
                    format!("no media type the client can send: {offered:?}"),
                ));
            }
        };
        operation.insert(extension::CONTENT_TYPE.into(), media.into());
        let says = |key: &str| body.get(key) == Some(&Value::Bool(true));
        let is_list = self.resolve(&schema).is_ok_and(|it| it["type"] == "array");
        // Few documents say so, but a write without its body says nothing, and a list is what is meant.
        let is_write = matches!(method, "post" | "put" | "patch") && !says(extension::OPTIONAL);
        if !(says("required") || is_write || is_list) {
            operation.insert(extension::OPTIONAL_BODY.into(), true.into());
        }
        if media != FORM {
            let content = json!({ JSON: { "schema": schema } });
            operation.insert(
                "requestBody".into(),
                json!({ "content": content, "required": true }),
            );
        }
        Ok(())
    }

    /// The names of a form's fields.
    fn form_fields(&self, form: &Value) -> Result<Value> {
        let mut names = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![form];
        while let Some(schema) = open.pop() {
            if reference_name(schema).is_some_and(|name| !seen.insert(name)) {
                continue;
            }
            let schema = self.resolve(schema)?;
            let properties = schema.get("properties").and_then(Value::as_object);
            names.extend(properties.into_iter().flat_map(Object::keys).cloned());
            for keyword in ["allOf", "oneOf", "anyOf"] {
                open.extend(
                    schema
                        .get(keyword)
                        .and_then(Value::as_array)
                        .into_iter()
                        .flatten(),
                );
            }
        }
        names.sort();
        names.dedup();
        Ok(names.into())
    }

    /// One success response: the JSON of the first success, or a stream, or nothing.
    fn responses(&self, operation: &mut Object) -> Result<()> {
        let responses = operation.remove("responses").unwrap_or_default();
        let mut json = BTreeMap::new();
        let mut json_types = BTreeSet::new();
        let mut stream = None;
        let mut successes = Object::new();
        for (status, node) in responses.as_object().into_iter().flatten() {
            if !status.starts_with('2') {
                continue;
            }
            let response = self.resolve(node)?;
            let content = response.get("content").and_then(Value::as_object);
            let holds = status != "204" && content.is_some_and(|content| !content.is_empty());
            successes.insert(status.clone(), holds.into());
            for (media, holder) in content.into_iter().flatten() {
                let essence = media.split(';').next().unwrap_or_default().trim_end();
                if essence.ends_with("json") {
                    // 204 has no body, even if the document has one.
                    let schema = holder.get("schema").cloned().unwrap_or_else(|| json!({}));
                    if status != "204" {
                        json_types.insert(essence.to_owned());
                        json.entry(status.as_str()).or_insert(schema);
                    }
                } else {
                    stream.get_or_insert_with(|| media.clone());
                }
            }
        }
        if successes.is_empty() {
            return Err(self.fault("/responses", "no success response"));
        }
        // A partial success is an error of its own and says nothing about the type.
        if successes.keys().any(|status| status != PARTIAL) {
            json.remove(PARTIAL);
        }
        let (accept, content) = match (json.into_values().next(), stream) {
            (Some(schema), _) => {
                // Some API has a media type of its own for its JSON.
                let own = json_types.first().filter(|_| !json_types.contains(JSON));
                let accept = own.map_or(JSON, String::as_str).to_owned();
                (accept, json!({ JSON: { "schema": schema } }))
            }
            (None, Some(media)) => (media, json!({"*/*": {"schema": {"type": "string"}}})),
            (None, None) => (JSON.to_owned(), Value::Null),
        };
        operation.insert(extension::ACCEPT.into(), accept.into());
        operation.insert(extension::SUCCESSES.into(), successes.into());
        let mut success = json!({"description": ""});
        if !content.is_null() {
            success["content"] = content;
        }
        operation.insert("responses".into(), json!({ "2XX": success }));
        Ok(())
    }
}

/// The arguments `name[property]` that an object of the style `deepObject` is.
fn deep(parameter: &Value, name: &str, schema: &Value) -> Vec<(String, Value)> {
    let required = |property: &str| {
        let names = schema["required"].as_array();
        parameter["required"] == true
            && names.is_some_and(|names| names.iter().any(|known| known == property))
    };
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(property, schema)| {
            let name = format!("{name}[{property}]");
            let lowered = json!({
                "name": name, "in": "query", "required": required(property), "schema": schema,
                extension::ABOUT: about(schema),
            });
            (name, lowered)
        })
        .collect()
}

/// Type, limits and default of a parameter's values, for people.
fn about(schema: &Value) -> String {
    let text = |value: &Value| match value.as_str() {
        Some(text) => printable(text),
        None => value.to_string(),
    };
    let mut about = match schema["type"].as_str() {
        Some("array") => format!(
            "list of {}",
            schema["items"]["type"].as_str().unwrap_or("value")
        ),
        kind => kind.unwrap_or("any value").to_owned(),
    };
    let values = schema
        .get("enum")
        .or_else(|| schema["items"].get("enum"))
        .and_then(Value::as_array);
    if let Some(values) = values {
        about += &format!(
            ", one of `{}`",
            values.iter().map(text).collect::<Vec<_>>().join("`, `")
        );
    }
    for fact in facts::of(schema) {
        about += &format!(", {fact}");
    }
    about
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(operation: Value) -> Result<Value> {
        let mut document = json!({
            "paths": {"/things/{thing_id}": {
                "parameters": [
                    {"in": "path", "name": "thing_id", "required": true, "schema": {"type": "integer"}},
                    {"in": "header", "name": "Accept", "required": true, "schema": {"type": "string"}},
                ],
                "put": operation,
            }},
            "components": {"schemas": {}},
        });
        lower("v3/things", &mut document)?;
        Ok(document["paths"]["/things/{thing_id}"]["put"].take())
    }

    fn media(schema: Value) -> Value {
        json!({"description": "", "content": {"application/json": {"schema": schema}}})
    }

    #[test]
    fn the_clients_headers_are_no_arguments() {
        let operation = lowered(json!({
            "parameters": [{"in": "header", "name": "Sf-Api-Token", "schema": {"type": "string"}}],
            "responses": {"204": {"description": ""}},
        }));
        let operation = operation.unwrap();
        let names: Vec<_> = operation["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| &p["name"])
            .collect();
        assert_eq!(names, ["Sf-Api-Token", "thing_id"]);
    }

    #[test]
    fn the_first_success_is_the_response() {
        let [object, array, text] = ["object", "array", "string"].map(|kind| json!({"type": kind}));
        let schema = "/responses/2XX/content/application~1json/schema";
        for (responses, expected) in [
            (
                json!({"200": media(object.clone()), "207": media(array.clone()), "204": {"description": ""},
                    "422": media(text.clone())}),
                Some(&object),
            ),
            (
                json!({"201": media(object.clone()), "200": media(array.clone())}),
                Some(&array),
            ),
            (
                json!({"200": {"description": ""}, "202": media(array.clone())}),
                Some(&array),
            ),
            (
                json!({"207": media(array.clone()), "422": media(text.clone())}),
                Some(&array),
            ),
            (
                json!({"204": media(text), "207": media(array.clone())}),
                None,
            ),
        ] {
            let operation = lowered(json!({"responses": responses})).unwrap();
            assert_eq!(operation.pointer(schema), expected, "{responses}");
            assert_eq!(operation["responses"].as_object().unwrap().len(), 1);
        }
    }

    #[test]
    fn every_success_is_known_by_its_status() {
        let operation = lowered(json!({"responses": {
            "200": media(json!({"type": "object"})),
            "207": media(json!({"type": "array"})),
            "204": {"description": ""},
            "422": media(json!({"type": "string"})),
        }}));
        assert_eq!(
            operation.unwrap()["x-successes"],
            json!({"200": true, "207": true, "204": false})
        );
    }

    #[test]
    fn a_stream_is_asked_for_by_its_media_type() {
        let operation = lowered(json!({"responses": {
            "200": {"description": "", "content": {"text/csv": {"schema": {"type": "string"}}}},
        }}));
        assert_eq!(operation.unwrap()["x-accept"], "text/csv");
    }

    #[test]
    fn an_optional_body_is_marked() {
        let body = json!({"content": {"application/json": {"schema": {"type": "object"}}}});
        let marked = |body: &Value| {
            let responses = json!({"204": {"description": ""}});
            let operation = lowered(json!({"requestBody": body, "responses": responses}));
            operation.unwrap().get("x-optional-body").is_some()
        };
        assert!(
            !marked(&body),
            "a write has its body, though no document says so"
        );
        let mut optional = body;
        optional["x-optional"] = true.into();
        assert!(marked(&optional));
    }

    #[test]
    fn a_parameter_of_another_style_is_written_as_the_style_has_it() {
        let list = json!({"type": "array", "items": {"type": "integer"}});
        let query = |name: &str, style: &str, explode: bool, schema: &Value| json!({"in": "query", "name": name, "style": style, "explode": explode, "schema": schema});
        let object = json!({"type": "object", "required": ["min"], "properties": {
            "min": {"type": "integer"}, "max": {"type": "integer"}}});
        let mut price = query("price", "deepObject", true, &object);
        price["required"] = true.into();
        let operation = lowered(json!({
            "parameters": [
                query("a", "pipeDelimited", true, &list),
                query("b", "pipeDelimited", false, &list),
                query("c", "spaceDelimited", false, &list),
                price,
            ],
            "responses": {"204": {"description": ""}},
        }));
        let operation = operation.unwrap();
        let of = |name: &str| {
            let mut parameters = operation["parameters"].as_array().unwrap().iter();
            parameters.find(|p| p["name"] == name).unwrap().clone()
        };
        assert_eq!(
            (&of("a")["schema"], &of("a")["explode"]),
            (&list, &json!(true))
        );
        assert_eq!(of("b")["schema"], json!({"type": "string"}));
        assert_eq!(of("b")["x-about"], "list of integer, joined by `|`");
        assert_eq!(of("c")["x-about"], "list of integer, joined by spaces");
        assert_eq!(of("price[min]")["required"], true);
        assert_eq!(of("price[max]")["required"], false);
        assert_eq!(of("price[max]")["schema"], json!({"type": "integer"}));
        let label = lowered(json!({
            "parameters": [{"in": "path", "name": "thing_id", "style": "label", "schema": {"type": "integer"}}],
            "responses": {"204": {"description": ""}},
        }));
        assert!(
            label
                .unwrap_err()
                .to_string()
                .ends_with("`thing_id` has style label, which the client can't send")
        );
    }

    #[test]
    fn every_kind_of_json_is_json() {
        for kind in [
            "application/json; charset=utf-8",
            "application/merge-patch+json",
        ] {
            let body = json!({"content": {kind: {"schema": {"type": "object"}}}});
            let operation = lowered(
                json!({"requestBody": body, "responses": {"200": {"content": {
                    kind: {"schema": {"type": "array", "items": {}}},
                }}}}),
            );
            let operation = operation.unwrap();
            assert_eq!(operation["x-content-type"], kind);
            assert_eq!(
                operation["requestBody"]["content"]["application/json"]["schema"],
                json!({"type": "object"})
            );
            let response = "/responses/2XX/content/application~1json/schema/type";
            assert_eq!(operation.pointer(response), Some(&json!("array")));
        }
    }

    #[test]
    fn what_cant_be_sent_is_an_error_with_a_pointer() {
        let cookie = lowered(json!({
            "parameters": [{"in": "cookie", "name": "c", "schema": {"type": "string"}}],
            "responses": {"204": {"description": ""}},
        }));
        assert_eq!(
            cookie.unwrap_err().to_string(),
            "v3/things: #/paths/~1things~1{thing_id}/put/parameters: `c` is in cookie, which the client can't send"
        );
        let xml = lowered(json!({
            "requestBody": {"content": {"application/xml": {"schema": {"type": "object"}}}},
            "responses": {"204": {"description": ""}},
        }));
        assert!(xml.unwrap_err().to_string().contains("application/xml"));
        let silent = lowered(json!({"responses": {}}));
        assert!(
            silent
                .unwrap_err()
                .to_string()
                .ends_with("no success response")
        );
    }
}
