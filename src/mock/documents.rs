//! The operations, as the documents themselves declare them. What the client was generated to is not
//! asked here, so that a fault of the generator can't hide.

use std::{collections::BTreeMap, sync::OnceLock};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::schema::{object, resolve};
use crate::operation::Family;

/// A document as the build script left it.
#[derive(Debug)]
pub(crate) struct Source {
    pub family: Family,
    pub module: &'static str,
    pub base_path: &'static str,
    pub text: &'static str,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub family: Family,
    pub module: &'static str,
    pub id: String,
    pub method: String,
    /// Base path and path, as in the document.
    pub template: String,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// Every success it may answer with.
    pub answers: Vec<Success>,
    /// The statuses of the failures that it tells of.
    pub failures: Vec<u16>,
    /// The alternatives it is authorised by, each a set of headers.
    pub security: Vec<Vec<String>>,
    /// What references point into.
    pub document: &'static Value,
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub name: String,
    pub place: String,
    pub required: bool,
    /// Whether a list is sent as repeated keys.
    pub explode: bool,
    pub schema: Value,
}

/// A request body: the schema of each media type.
#[derive(Debug)]
pub(crate) struct Body {
    pub required: bool,
    pub content: BTreeMap<String, Value>,
}

/// A success: with a media type and a schema, or empty.
#[derive(Debug)]
pub(crate) struct Success {
    pub status: u16,
    pub content: Option<(String, Value)>,
}

/// What a method and path lead to.
pub(crate) enum Route {
    /// This operation, with its path arguments.
    To(&'static Operation, BTreeMap<String, String>),
    /// No operation of this method, but others.
    OtherMethods,
    /// Nothing.
    Nowhere,
}

impl Operation {
    /// `v3.products.getProducts`.
    pub fn name(&self) -> String {
        format!("{}.{}.{}", self.family.name(), self.module, self.id)
    }

    pub fn parameters(&self, place: &str) -> impl Iterator<Item = &Parameter> {
        let parameters = self.parameters.iter();
        parameters.filter(move |parameter| parameter.place == place)
    }

    /// The path arguments of `path`, if it fits the template; the more of it is literal, the better.
    fn arguments(&self, path: &str) -> Option<(usize, BTreeMap<String, String>)> {
        let (mut literal, mut arguments) = (0, BTreeMap::new());
        let mut template = self.template.split('/');
        let mut path = path.split('/');
        loop {
            match (template.next(), path.next()) {
                (None, None) => return Some((literal, arguments)),
                (Some(wanted), Some(came)) => {
                    let came = percent_decode_str(came).decode_utf8().ok()?;
                    let name = wanted
                        .strip_prefix('{')
                        .and_then(|rest| rest.strip_suffix('}'));
                    match name {
                        Some(_) if came.is_empty() => return None,
                        Some(name) => {
                            arguments.insert(name.to_owned(), came.into_owned());
                        }
                        None if wanted == came => literal += 1,
                        None => return None,
                    }
                }
                _ => return None,
            }
        }
    }
}

/// Every operation of the documents that are compiled in. They are read once.
pub(crate) fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| crate::DOCUMENTS.iter().flat_map(read).collect())
}

/// Where a request to the host of `b2b`, or the other, belongs.
pub(crate) fn route(b2b: bool, method: &str, path: &str) -> Route {
    let fitting = operations()
        .iter()
        .filter(|operation| (operation.family == Family::B2b) == b2b)
        .filter_map(|operation| Some((operation, operation.arguments(path)?)));
    let mut best: Option<(usize, &Operation, BTreeMap<String, String>)> = None;
    let mut others = false;
    for (operation, (literal, arguments)) in fitting {
        if operation.method != method {
            others = true;
        } else if best.as_ref().is_none_or(|(most, ..)| *most < literal) {
            best = Some((literal, operation, arguments));
        }
    }
    match best {
        Some((_, operation, arguments)) => Route::To(operation, arguments),
        None if others => Route::OtherMethods,
        None => Route::Nowhere,
    }
}

fn read(source: &Source) -> Vec<Operation> {
    const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];
    // What the build script wrote is JSON; were it not, nothing would be served.
    let document: Value = serde_json::from_str(source.text).unwrap_or_default();
    // Read once and used until the process ends.
    let document: &'static Value = Box::leak(Box::new(document));
    let mut operations = Vec::new();
    for (path, item) in object(&document["paths"]) {
        for (method, node) in object(item) {
            if METHODS.contains(&method.as_str()) {
                operations.push(operation(source, document, (path, item), (method, node)));
            }
        }
    }
    operations
}

fn operation(
    source: &Source,
    document: &'static Value,
    (path, item): (&str, &Value),
    (method, node): (&str, &Value),
) -> Operation {
    let parameters = parameters(document, item, node);
    Operation {
        family: source.family,
        module: source.module,
        id: text(&node["operationId"]),
        method: method.to_uppercase(),
        template: format!("{}{path}", source.base_path),
        body: body(document, node),
        answers: answers(document, node),
        failures: failures(node),
        security: security(source, document, node, &parameters),
        parameters,
        document,
    }
}

/// The parameters of a path and of its operation, whose own come first.
fn parameters(document: &Value, item: &Value, node: &Value) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for parameter in list(&node["parameters"]).chain(list(&item["parameters"])) {
        let parameter = resolve(document, parameter);
        let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
        if parameters
            .iter()
            .any(|known| known.name == name && known.place == place)
        {
            continue;
        }
        parameters.push(Parameter {
            required: parameter["required"] == true,
            explode: parameter["explode"].as_bool().unwrap_or(place == "query"),
            schema: parameter["schema"].clone(),
            name,
            place,
        });
    }
    parameters
}

fn body(document: &Value, node: &Value) -> Option<Body> {
    let body = resolve(document, node.get("requestBody")?);
    let content = object(&body["content"]);
    Some(Body {
        required: body["required"] == true,
        content: content
            .map(|(media, content)| (media.clone(), content["schema"].clone()))
            .collect(),
    })
}

fn answers(document: &Value, node: &Value) -> Vec<Success> {
    let mut answers = Vec::new();
    for (status, answer) in object(&node["responses"]) {
        let Ok(status) = status.replace('X', "0").parse::<u16>() else {
            continue;
        };
        if !(200..300).contains(&status) {
            continue;
        }
        let contents = &resolve(document, answer)["content"];
        let known = answers.len();
        answers.extend(object(contents).map(|(media, content)| Success {
            status,
            content: Some((media.clone(), content["schema"].clone())),
        }));
        if answers.len() == known {
            answers.push(Success {
                status,
                content: None,
            });
        }
    }
    answers
}

fn failures(node: &Value) -> Vec<u16> {
    let statuses = object(&node["responses"]).filter_map(|(status, _)| status.parse().ok());
    statuses.filter(|status| *status >= 400).collect()
}

/// The sets of headers that authorise an operation.
///
/// A document that says nothing means what its family takes; one that says "none" and declares the
/// store's hash as a header wants that. However a document spells the unified token, B2B Edition wants
/// the store's hash beside it, and takes the legacy token instead except where tokens are issued.
fn security(
    source: &Source,
    document: &Value,
    node: &Value,
    parameters: &[Parameter],
) -> Vec<Vec<String>> {
    let said = node.get("security").or_else(|| document.get("security"));
    let sets: Vec<Vec<String>> = said
        .into_iter()
        .flat_map(list)
        .map(|set| object(set).map(|(name, _)| name.clone()).collect())
        .collect();
    let takes_hash = || {
        let mut headers = parameters.iter().filter(|it| it.place == "header");
        headers.any(|parameter| parameter.name == "X-Store-Hash")
    };
    let takes_token = said.is_none()
        || sets
            .iter()
            .any(|set| set.iter().any(|name| name == "X-Auth-Token"));
    let written: &[&[&str]] = match source.family {
        Family::B2b if takes_token && source.module == "authentication" => {
            &[&["X-Auth-Token", "X-Store-Hash"]]
        }
        Family::B2b if takes_token => &[&["X-Auth-Token", "X-Store-Hash"], &["authToken"]],
        _ if !sets.is_empty() => return sets,
        _ if takes_hash() => &[&["X-Store-Hash"]],
        _ if said.is_some() => &[&[]],
        _ => &[&["X-Auth-Token"]],
    };
    let owned = |set: &&[&str]| set.iter().map(|name| (*name).to_owned()).collect();
    written.iter().map(owned).collect()
}

fn list(node: &Value) -> impl Iterator<Item = &Value> {
    node.as_array().into_iter().flatten()
}

fn text(node: &Value) -> String {
    node.as_str().unwrap_or_default().to_owned()
}
