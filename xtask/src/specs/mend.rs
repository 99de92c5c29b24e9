//! Small things in new facts that shouldn't cost a document, and values that are not facts.
//!
//! What a response would be if it left something out isn't for a client to say, so responses have no
//! defaults; a default that is a sentence is upstream's prose.

use std::collections::BTreeSet;

use bigcommerce_codegen::json::{Object, escape};
use serde_json::{Value, json};

use super::{facts::references, select::METHODS};

/// Mends `document` and says what fell away that upstream should mend, each with its JSON pointer.
pub fn mend(document: &mut Value) -> Vec<String> {
    let sent = sent(document);
    let mut mender = Mender { notes: Vec::new() };
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        let at = format!("#/paths/{}", escape(path));
        mender.parameters(item, &at);
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                let at = format!("{at}/{method}");
                mender.parameters(operation, &at);
                if let Some(body) = operation.get_mut("requestBody") {
                    mender.holder(body, &format!("{at}/requestBody"), Way::Sent);
                }
                for (status, response) in entries(operation.get_mut("responses")) {
                    let at = format!("{at}/responses/{}", escape(status));
                    mender.holder(response, &at, Way::Received);
                }
            }
        }
    }
    for (kind, named) in entries(document.get_mut("components")) {
        for (name, node) in entries(Some(named)) {
            let at = format!("#/components/{kind}/{}", escape(name));
            match kind.as_str() {
                "schemas" if sent.contains(name) => mender.schema(node, &at, Way::Sent),
                "schemas" => mender.schema(node, &at, Way::Received),
                "parameters" => mender.parameter(node, &at),
                "requestBodies" => mender.holder(node, &at, Way::Sent),
                "responses" | "headers" => mender.holder(node, &at, Way::Received),
                _ => (),
            }
        }
    }
    mender.notes
}

/// The schemas that requests are made of.
fn sent(document: &Value) -> BTreeSet<String> {
    let mut open = Vec::new();
    for item in document["paths"]
        .as_object()
        .into_iter()
        .flat_map(Object::values)
    {
        open.extend(item.get("parameters").into_iter().flat_map(references));
        for operation in METHODS.into_iter().filter_map(|method| item.get(method)) {
            for key in ["parameters", "requestBody"] {
                open.extend(operation.get(key).into_iter().flat_map(references));
            }
        }
    }
    let mut seen = BTreeSet::new();
    while let Some((kind, name)) = open.pop() {
        if seen.insert((kind.clone(), name.clone())) {
            let component = document["components"][&kind].get(&name);
            open.extend(component.into_iter().flat_map(references));
        }
    }
    let schemas = seen.into_iter().filter(|(kind, _)| kind == "schemas");
    schemas.map(|(_, name)| name).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Sent,
    Received,
}

struct Mender {
    notes: Vec<String>,
}

impl Mender {
    fn parameters(&mut self, holder: &mut Value, at: &str) {
        let list = holder.get_mut("parameters").and_then(Value::as_array_mut);
        for (index, node) in list.into_iter().flatten().enumerate() {
            self.parameter(node, &format!("{at}/parameters/{index}"));
        }
    }

    fn parameter(&mut self, node: &mut Value, at: &str) {
        // What a URL holds is text.
        if let Some(schema) = node.get_mut("schema")
            && schema["type"] == "array"
            && schema.get("items").is_none_or(|items| *items == json!({}))
        {
            schema["items"] = json!({"type": "string"});
            self.notes.push(format!(
                "{at}/schema/items: a list of nothing is taken for one of texts"
            ));
        }
        self.holder(node, at, Way::Sent);
    }

    /// A parameter, header, body or response.
    fn holder(&mut self, node: &mut Value, at: &str, way: Way) {
        if let Some(schema) = node.get_mut("schema") {
            self.schema(schema, &format!("{at}/schema"), way);
        }
        for (media, node) in entries(node.get_mut("content")) {
            if let Some(schema) = node.get_mut("schema") {
                self.schema(
                    schema,
                    &format!("{at}/content/{}/schema", escape(media)),
                    way,
                );
            }
        }
        for (name, header) in entries(node.get_mut("headers")) {
            self.holder(
                header,
                &format!("{at}/headers/{}", escape(name)),
                Way::Received,
            );
        }
    }

    fn schema(&mut self, node: &mut Value, at: &str, way: Way) {
        let Some(schema) = node.as_object_mut() else {
            return;
        };
        if schema
            .get("default")
            .is_some_and(|default| way == Way::Received || is_prose(default))
        {
            schema.remove("default");
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            if schema.get(keyword) == Some(&json!([])) {
                schema.remove(keyword);
                self.notes
                    .push(format!("{at}/{keyword}: no branch, so it says nothing"));
            }
        }
        self.values(schema, at);
        for (name, property) in entries(schema.get_mut("properties")) {
            self.schema(property, &format!("{at}/properties/{}", escape(name)), way);
        }
        for keyword in ["items", "not", "additionalProperties"] {
            if let Some(inner) = schema.get_mut(keyword) {
                self.schema(inner, &format!("{at}/{keyword}"), way);
            }
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let branches = schema.get_mut(keyword).and_then(Value::as_array_mut);
            for (index, branch) in branches.into_iter().flatten().enumerate() {
                self.schema(branch, &format!("{at}/{keyword}/{index}"), way);
            }
        }
    }

    /// Takes values out of an enum that its type doesn't have; an enum without any is dropped.
    fn values(&mut self, schema: &mut Object, at: &str) {
        let Some(kind) = schema
            .get("type")
            .and_then(Value::as_str)
            .map(str::to_owned)
        else {
            return;
        };
        let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) else {
            return;
        };
        values.retain(|value| {
            let fits = match kind.as_str() {
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "integer" => value.is_i64() || value.is_u64(),
                "number" => value.is_number(),
                "array" => value.is_array(),
                "object" => value.is_object(),
                // The fault is the type's.
                _ => true,
            };
            let stays = fits || value.is_null();
            if !stays {
                let shown = value.to_string();
                self.notes
                    .push(format!("{at}/enum: {shown} is not of the type {kind}"));
            }
            stays
        });
        if values.is_empty() {
            schema.remove("enum");
        }
    }
}

/// Whether a default is a sentence and no value: several words that end as a sentence does, or four.
fn is_prose(default: &Value) -> bool {
    let Some(text) = default.as_str() else {
        return false;
    };
    let is_word = |word: &&str| {
        let word = word.trim_matches(|letter: char| letter.is_ascii_punctuation());
        word.len() > 1 && word.chars().all(char::is_alphabetic)
    };
    let words = text.split_whitespace().filter(is_word).count();
    words > 3 || (words > 1 && text.trim_end().ends_with(['.', '!', ';', ':']))
}

fn entries(node: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    node.and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Object::iter_mut)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document whose operation takes `sent` and responses `received`, with components.
    fn document(parameters: Value, sent: Value, received: Value, schemas: Value) -> Value {
        let content = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
        json!({
            "paths": {"/things": {"post": {
                "parameters": parameters,
                "requestBody": content(sent),
                "responses": {"200": content(received)},
            }}},
            "components": {"schemas": schemas},
        })
    }

    #[test]
    fn responses_have_no_defaults_and_requests_no_sentences() {
        let number = json!({"type": "integer", "default": 1});
        let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let schemas = json!({
            "Sent": {"properties": {"a": number, "default": {"type": "string", "default": "Store offline payment"}}},
            "Both": {"properties": {"a": number, "b": {"type": "string", "default": "This field is required"}}},
            "Received": {"allOf": [{"items": number}]},
        });
        let limit = json!([{"in": "query", "name": "limit", "schema": number}]);
        let mut document = document(
            limit.clone(),
            json!({"allOf": [refer("Sent"), refer("Both")]}),
            json!({"properties": {"x": number, "y": refer("Both"), "z": refer("Received")}}),
            schemas,
        );
        assert!(mend(&mut document).is_empty());
        let plain = json!({"type": "integer"});
        let post = &document["paths"]["/things"]["post"];
        assert_eq!(post["parameters"], limit);
        let response = &post["responses"]["200"]["content"]["application/json"]["schema"];
        assert_eq!(response["properties"]["x"], plain);
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "Sent": {"properties": {"a": number, "default": {"type": "string", "default": "Store offline payment"}}},
                "Both": {"properties": {"a": number, "b": {"type": "string"}}},
                "Received": {"allOf": [{"items": plain}]},
            })
        );
    }

    #[test]
    fn a_sentence_is_told_from_a_value() {
        let prose = |text: &str| is_prose(&json!(text));
        assert!(prose("Not Found."));
        assert!(prose("Code is required.; "));
        assert!(prose("Add up to ten data at a time"));
        for value in [
            "",
            "name",
            "US / United States",
            "Home Office",
            "date_created desc",
            "e.g.",
        ] {
            assert!(!prose(value), "{value}");
        }
        assert!(!is_prose(&json!(1)));
    }

    #[test]
    fn small_things_dont_cost_a_document() {
        let mut document = document(
            json!([
                {"in": "query", "name": "a", "schema": {"type": "array"}},
                {"in": "query", "name": "b", "schema": {"type": "array", "items": {}}},
            ]),
            json!({"allOf": []}),
            json!({"properties": {
                "kind": {"type": "string", "enum": ["a", 1, null]},
                "none": {"type": "boolean", "enum": ["true"]},
                "size": {"type": "number", "enum": [1, 2.5]},
            }}),
            json!({}),
        );
        let notes = mend(&mut document);
        let post = &document["paths"]["/things"]["post"];
        let texts = json!({"type": "array", "items": {"type": "string"}});
        assert_eq!(post["parameters"][0]["schema"], texts);
        assert_eq!(post["parameters"][1]["schema"], texts);
        let schema = |holder: &Value| holder["content"]["application/json"]["schema"].clone();
        assert_eq!(schema(&post["requestBody"]), json!({}));
        assert_eq!(
            schema(&post["responses"]["200"])["properties"],
            json!({
                "kind": {"type": "string", "enum": ["a", null]},
                "none": {"type": "boolean"},
                "size": {"type": "number", "enum": [1, 2.5]},
            })
        );
        let at = "#/paths/~1things/post";
        let response = format!("{at}/responses/200/content/application~1json/schema/properties");
        assert_eq!(
            notes,
            [
                format!(
                    "{at}/parameters/0/schema/items: a list of nothing is taken for one of texts"
                ),
                format!(
                    "{at}/parameters/1/schema/items: a list of nothing is taken for one of texts"
                ),
                format!(
                    "{at}/requestBody/content/application~1json/schema/allOf: no branch, so it says nothing"
                ),
                format!("{response}/kind/enum: 1 is not of the type string"),
                format!("{response}/none/enum: \"true\" is not of the type boolean"),
            ]
        );
    }
}
