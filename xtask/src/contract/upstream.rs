//! What the raw documents say: operations, their parameters, and the examples of both sides.

use std::{borrow::Cow, collections::BTreeSet};

use bigcommerce_codegen::openapi::{
    self, Bundle, Location, Media, Node, Response, Side, is_clients,
};
use serde::Deserialize;
use serde_json::Value;

use super::Result;
use crate::specs::select;

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
    /// Of a response; 0 for a request.
    pub status: u16,
    pub schema: Node<'a>,
}

/// Something a side says, by the word of the documents.
pub struct Example<'a> {
    pub side: Side,
    /// Of a response; 0 for a request.
    pub status: u16,
    pub media_type: String,
    /// Where it is.
    pub node: Node<'a>,
    /// What it says.
    pub value: Cow<'a, Value>,
    /// What it should be valid for.
    pub schema: Option<Node<'a>>,
}

/// The operations of the document at `path`, if it is in the token's reach.
pub fn operations<'a>(bundle: &'a Bundle, path: &str) -> Result<Vec<Operation<'a>>> {
    let document = bundle.document(path)?;
    let ours = select::all(document.value);
    let ours_of = |operation: &openapi::Operation| {
        let is_it = |ours: &&select::Operation| {
            let method = ours.method.eq_ignore_ascii_case(&operation.method);
            method && ours.template == operation.path
        };
        ours.iter().find(is_it).cloned()
    };
    let operations = openapi::operations(bundle, path)?.into_iter();
    let operations = operations.filter_map(|operation| Some((ours_of(&operation)?, operation)));
    let operations = operations.map(|(ours, operation)| {
        let template = ours.path.strip_prefix(&ours.base_path);
        let template = template.unwrap_or(&ours.path);
        let mut examples = Vec::new();
        let mut schemas = Vec::new();
        for body in bodies(&operation) {
            examples.extend(body.examples()?);
            // No content, whatever schema it has.
            let schema = body.json().filter(|_| body.status != 204);
            schemas.extend(schema.map(|schema| Body {
                side: body.side,
                status: body.status,
                schema,
            }));
        }
        Ok(Operation {
            id: operation.id.unwrap_or_default().to_owned(),
            parameters: parameters(&operation, template),
            path: ours.path,
            headers: headers(&operation),
            examples,
            schemas,
            method: operation.method,
        })
    });
    operations.collect()
}

/// What is an argument of the crate's operation too.
fn parameters(operation: &openapi::Operation, template: &str) -> Vec<Parameter> {
    let shown = operation.parameters.iter().filter(|it| match it.location {
        Location::Header => !is_clients(it.name),
        // The base path has arguments too; they are the store's.
        Location::Path => template.contains(&format!("{{{}}}", it.name)),
        _ => true,
    });
    let parameters = shown.map(|it| Parameter {
        name: it.name.to_owned(),
        place: it.location.name().to_owned(),
        required: it.required,
        explode: it.explode,
        pointer: it.node.pointer().to_owned(),
    });
    parameters.collect()
}

/// What `security` and the required header parameters ask for.
fn headers(operation: &openapi::Operation) -> Vec<BTreeSet<String>> {
    // The type of a body that may be left out, or isn't there at all, says nothing.
    let has_body = operation.body.as_ref().is_some_and(|body| body.required);
    let required = operation.parameters(Location::Header).filter(|it| {
        let is_type = it.name.eq_ignore_ascii_case("Content-Type");
        it.required && is_clients(it.name) && (has_body || !is_type)
    });
    let always: BTreeSet<String> = required.map(|it| it.name.to_lowercase()).collect();
    let alternatives = operation.security.iter().flatten();
    let mut alternatives: Vec<BTreeSet<String>> = alternatives
        .map(|schemes| {
            let schemes = schemes.iter().map(|scheme| scheme.header.to_lowercase());
            schemes.chain(always.iter().cloned()).collect()
        })
        .collect();
    if alternatives.is_empty() {
        alternatives.push(always);
    }
    alternatives
}

/// What a side sends.
struct Sent<'o, 'a> {
    side: Side,
    status: u16,
    node: &'o Node<'a>,
    content: &'o [Media<'a>],
}

/// The bodies of the request and of each success, with the status; a 207 is not a success of the type of the
/// others.
fn bodies<'o, 'a>(operation: &'o openapi::Operation<'a>) -> Vec<Sent<'o, 'a>> {
    let request = operation.body.iter().map(|body| Sent {
        side: Side::Request,
        status: 0,
        node: &body.node,
        content: &body.content,
    });
    let is_whole = |it: &Response| it.status.starts_with('2') && it.status != "207";
    let has_whole = operation.responses.iter().any(is_whole);
    let successes = operation.responses.iter();
    let successes = successes.filter(|it| is_whole(it) || it.status == "207" && !has_whole);
    let successes = successes.filter_map(|it| {
        Some(Sent {
            side: Side::Response,
            status: it.code()?,
            node: &it.node,
            content: &it.content,
        })
    });
    request.chain(successes).collect()
}

const JSON: &str = "application/json";

impl<'a> Sent<'_, 'a> {
    /// The schema of the body as JSON.
    fn json(&self) -> Option<Node<'a>> {
        let mut content = self.content.iter();
        content.find(|media| media.name == JSON)?.schema.clone()
    }

    /// The examples of every media type, and those that stand beside the media types.
    fn examples(&self) -> Result<Vec<Example<'a>>> {
        let mut examples = Vec::new();
        let mut add = |nodes: Vec<Node<'a>>, media_type: &str, schema: &Option<Node<'a>>| {
            examples.extend(nodes.into_iter().map(|node| Example {
                side: self.side,
                status: self.status,
                media_type: media_type.to_owned(),
                value: said(media_type, &node),
                node,
                schema: schema.clone(),
            }));
        };
        let json = self.json();
        // Without content a response has no body, even if it has an example.
        if self.node.child("content").is_some() {
            add(given(self.node)?, JSON, &json);
        }
        for media in self.content {
            let mut nodes = given(&media.node)?;
            if let Some(own) = &media.schema {
                nodes.extend(given(own)?);
            }
            // What has no slash is not a media type but the name of a further example.
            match media.name.contains('/') {
                true => add(nodes, media.name, &media.schema),
                false => add(nodes, JSON, &json),
            }
        }
        Ok(examples)
    }
}

/// What the example at `node` says. OpenAPI lets it be the text that goes over the wire.
fn said<'a>(media_type: &str, node: &Node<'a>) -> Cow<'a, Value> {
    let text = node.value.as_str().filter(|_| media_type.contains("json"));
    let held: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
    match held {
        Some(held @ (Value::Object(_) | Value::Array(_))) => Cow::Owned(held),
        _ => Cow::Borrowed(node.value),
    }
}

/// The examples that stand at a media type or a schema, or that what stands there refers to.
fn given<'a>(holder: &Node<'a>) -> Result<Vec<Node<'a>>> {
    let mut nodes: Vec<_> = holder.follow("example")?.into_iter().collect();
    for key in ["examples", "x-examples"] {
        for (_, example) in holder.entries(key) {
            let example = example.resolved()?;
            let value = example.child("value");
            if key == "examples" {
                nodes.extend(value);
            } else {
                nodes.push(value.unwrap_or(example));
            }
        }
    }
    nodes.retain(|node| !node.value.is_null());
    Ok(nodes)
}
