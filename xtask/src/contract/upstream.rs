//! What the raw documents say: operations, their parameters, and the examples of both sides.

use std::{borrow::Cow, collections::BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Result, place::Place};
use crate::specs::select;

/// Headers that are the client's business, not its user's. Compared without case.
const CLIENT_HEADERS: [&str; 7] = [
    "Accept",
    "Content-Type",
    "User-Agent",
    "X-Correlation-Id",
    "X-Store-Hash",
    "X-Auth-Token",
    "authToken",
];

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The client.
    Request,
    /// The server.
    Response,
}

/// One operation of a raw document.
pub struct Operation<'a> {
    pub id: String,
    /// In capitals.
    pub method: String,
    /// Below the host.
    pub path: String,
    pub parameters: Vec<Parameter>,
    /// The headers among the client's own that a request must have, in lower case: those of one of
    /// these alternatives.
    pub headers: Vec<BTreeSet<String>>,
    pub examples: Vec<Example<'a>>,
    pub schemas: Vec<Body<'a>>,
}

impl Operation<'_> {
    /// What it is called by in the list of excuses.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The operations of a document, by its path.
pub type Document<'a> = (&'a str, Vec<Operation<'a>>);

/// An argument in path, query or header, as the crate's table has it as well.
#[derive(Clone, Debug, Deserialize)]
pub struct Parameter {
    pub name: String,
    #[serde(rename = "in")]
    pub place: String,
    pub required: bool,
    /// Whether a list repeats the key; that is said of queries only.
    pub explode: bool,
    /// Where its document has it.
    #[serde(skip)]
    pub pointer: String,
}

impl Parameter {
    /// What the parameter of `operation` is called by in the list of excuses.
    pub fn at(&self, operation: &str) -> String {
        format!("{operation} {} {}", self.place, self.name)
    }

    /// Whether `other` is for the same argument.
    pub fn is(&self, other: &Self) -> bool {
        (&self.place, &self.name) == (&other.place, &other.name)
    }

    /// What of it differs in `other`.
    pub fn differs(&self, other: &Self) -> Option<&'static str> {
        if self.required != other.required {
            return Some("required");
        }
        (self.place == "query" && self.explode != other.explode).then_some("explode")
    }
}

/// What a JSON body of a request or a success should be valid for.
pub struct Body<'a> {
    pub side: Side,
    /// Of an answer; 0 for a request.
    pub status: u16,
    pub schema: Place<'a>,
}

/// Something a side says, by the word of the documents.
pub struct Example<'a> {
    pub side: Side,
    /// Of an answer; 0 for a request.
    pub status: u16,
    pub media_type: String,
    /// Where it is.
    pub place: Place<'a>,
    /// What it says.
    pub value: Cow<'a, Value>,
    /// What it should be valid for.
    pub schema: Option<Place<'a>>,
}

/// The operations of the document at `path`, if it is in the token's reach.
pub fn operations<'a>(bundle: &'a Value, path: &str) -> Result<Vec<Operation<'a>>> {
    let document = Place::document(bundle, path)?;
    let Some((_, base_path, repeated)) = select::base(document.node) else {
        return Ok(Vec::new());
    };
    let mut operations = Vec::new();
    let items = document.child("paths");
    for (template, item) in items.iter().flat_map(Place::children) {
        let template = template.strip_prefix(repeated.as_str()).unwrap_or(template);
        let methods = item.children().into_iter();
        for (method, operation) in methods.filter(|(name, _)| select::METHODS.contains(name)) {
            let mut examples = Vec::new();
            let mut schemas = Vec::new();
            for (side, status, body) in bodies(&operation)? {
                examples.extend(contents(&body, side, status)?);
                // No content, whatever schema it has.
                let schema = schema(&body)?.filter(|_| status != 204);
                schemas.extend(schema.map(|schema| Body {
                    side,
                    status,
                    schema,
                }));
            }
            operations.push(Operation {
                id: operation.node["operationId"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                method: method.to_uppercase(),
                path: format!("{base_path}{template}"),
                parameters: parameters(&item, &operation, template)?,
                headers: headers(&document, &item, &operation)?,
                examples,
                schemas,
            });
        }
    }
    Ok(operations)
}

/// The operation's own parameters over its path's.
fn parameters(item: &Place, operation: &Place, template: &str) -> Result<Vec<Parameter>> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let lists = [item, operation].map(|holder| holder.child("parameters"));
    for parameter in lists.iter().flatten().flat_map(Place::items) {
        let parameter = parameter.resolved()?;
        let node = parameter.node;
        let text = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
        let (name, place) = (text("name"), text("in"));
        let client = CLIENT_HEADERS
            .iter()
            .any(|own| own.eq_ignore_ascii_case(&name));
        // The base path has arguments too; they are the store's.
        let hidden = match place.as_str() {
            "header" => client,
            "path" => !template.contains(&format!("{{{name}}}")),
            _ => false,
        };
        if hidden {
            continue;
        }
        parameters.retain(|other| (&other.name, &other.place) != (&name, &place));
        let explode = node["explode"].as_bool();
        parameters.push(Parameter {
            explode: explode.unwrap_or(place == "query"),
            required: node["required"] == true,
            pointer: parameter.name().1,
            name,
            place,
        });
    }
    Ok(parameters)
}

/// What `security` and the required header parameters ask for.
fn headers(document: &Place, item: &Place, operation: &Place) -> Result<Vec<BTreeSet<String>>> {
    let mut always = BTreeSet::new();
    // The type of a body that may be left out, or isn't there at all, says nothing.
    let body = operation.follow("requestBody")?;
    let has_body = body.is_some_and(|body| body.node["required"] == true);
    let lists = [item, operation].map(|holder| holder.child("parameters"));
    for parameter in lists.iter().flatten().flat_map(Place::items) {
        let node = parameter.resolved()?.node;
        let name = node["name"].as_str().unwrap_or_default();
        let own = CLIENT_HEADERS
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name));
        let is_type = name.eq_ignore_ascii_case("Content-Type");
        if node["in"] == "header" && node["required"] == true && own && (has_body || !is_type) {
            always.insert(name.to_lowercase());
        }
    }
    let schemes = &document.node["components"]["securitySchemes"];
    let header = |scheme: &String| {
        let named = schemes[scheme]["name"].as_str();
        named.unwrap_or(scheme).to_lowercase()
    };
    let security = operation.node.get("security");
    let security = security.or_else(|| document.node.get("security"));
    let forms = security.and_then(Value::as_array).into_iter().flatten();
    let forms = forms.filter_map(Value::as_object);
    let mut alternatives: Vec<BTreeSet<String>> = forms
        .map(|form| {
            always
                .iter()
                .cloned()
                .chain(form.keys().map(header))
                .collect()
        })
        .collect();
    if alternatives.is_empty() {
        alternatives.push(always);
    }
    Ok(alternatives)
}

/// The bodies of the request and of each success, with the status; a 207 is no success of the type of the
/// others.
fn bodies<'a>(operation: &Place<'a>) -> Result<Vec<(Side, u16, Place<'a>)>> {
    let mut bodies = Vec::new();
    let request = operation.follow("requestBody")?;
    bodies.extend(request.map(|body| (Side::Request, 0, body)));
    let responses = operation.child("responses");
    let responses: Vec<_> = responses.iter().flat_map(Place::children).collect();
    let is_whole = |status: &str| status.starts_with('2') && status != "207";
    let has_whole = responses.iter().any(|(status, _)| is_whole(status));
    for (status, response) in responses {
        if (is_whole(status) || status == "207" && !has_whole)
            && let Ok(status) = status.to_uppercase().replace('X', "0").parse()
        {
            bodies.push((Side::Response, status, response.resolved()?));
        }
    }
    Ok(bodies)
}

/// The schema of a body as JSON.
fn schema<'a>(body: &Place<'a>) -> Result<Option<Place<'a>>> {
    let content = body.child("content");
    let json = content.and_then(|content| content.child("application/json"));
    Ok(json
        .map(|json| json.follow("schema"))
        .transpose()?
        .flatten())
}

/// The examples of every media type of a body, and those that stand beside the media types.
fn contents<'a>(body: &Place<'a>, side: Side, status: u16) -> Result<Vec<Example<'a>>> {
    let Some(content) = body.child("content") else {
        return Ok(Vec::new());
    };
    let json = schema(body)?;
    let example = |media_type: &str, place: Place<'a>, schema: &Option<Place<'a>>| Example {
        side,
        status,
        media_type: media_type.to_owned(),
        value: said(media_type, &place),
        place,
        schema: schema.clone(),
    };
    let mut examples = Vec::new();
    let places = given(body)?.into_iter();
    examples.extend(places.map(|place| example("application/json", place, &json)));
    for (name, media) in content.children() {
        let own = media.follow("schema")?;
        // What has no slash is no media type but the name of a further example.
        let (media_type, schema) = if name.contains('/') {
            (name, own.clone())
        } else {
            ("application/json", json.clone())
        };
        let mut places = given(&media)?;
        if let Some(own) = own {
            places.extend(given(&own)?);
        }
        let places = places.into_iter();
        examples.extend(places.map(|place| example(media_type, place, &schema)));
    }
    Ok(examples)
}

/// What the example at `place` says. OpenAPI lets it be the text that goes over the wire.
fn said<'a>(media_type: &str, place: &Place<'a>) -> Cow<'a, Value> {
    let text = place.node.as_str().filter(|_| media_type.contains("json"));
    let held: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
    match held {
        Some(held @ (Value::Object(_) | Value::Array(_))) => Cow::Owned(held),
        _ => Cow::Borrowed(place.node),
    }
}

/// The examples that stand at a media type or a schema, or that what stands there refers to.
fn given<'a>(holder: &Place<'a>) -> Result<Vec<Place<'a>>> {
    let mut places: Vec<_> = holder.follow("example")?.into_iter().collect();
    for key in ["examples", "x-examples"] {
        for (_, example) in holder.child(key).iter().flat_map(Place::children) {
            let example = example.resolved()?;
            let value = example.child("value");
            if key == "examples" {
                places.extend(value);
            } else {
                places.push(value.unwrap_or(example));
            }
        }
    }
    places.retain(|place| !place.node.is_null());
    Ok(places)
}
