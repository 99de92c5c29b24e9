//! The operations of a lowered document, with what is recorded of them.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::{
    Source,
    batch::{self, Batch},
    graph::{Graph, Place, Root},
    guard::{self, BodyList},
    naming::{self, Named},
    paging::{self, Paging},
    types::{self, Definition, Scalar, Slot, Type},
};
use crate::{
    Error, Result,
    credential::Credential,
    json::escape,
    limits::OperationLimits,
    lower::{extension, rust_names},
    manifest::Api,
    names::{self, OperationName},
    openapi::{self, Bundle, METHODS},
    recorded::Recorded,
    scopes::{self, Scopes},
};

/// Methods that an operation's builder may have of its own; an argument called so gets another name.
const BUILDER_METHODS: [&str; 11] = [
    "batches",
    "body",
    "clone",
    "everything",
    "fmt",
    "form",
    "into_future",
    "items",
    "pages",
    "send",
    "with_options",
];

/// An operation: a method and a path.
pub struct Operation {
    /// Upstream's operationId.
    pub id: String,
    /// Name of the method in Rust.
    pub method_name: String,
    /// Name of the builder in Rust.
    pub builder: String,
    /// HTTP method, in upper case.
    pub method: String,
    /// Path template below the base path.
    pub path: String,
    /// JSON pointer of it in its document.
    pub pointer: String,
    /// Its arguments, in the order of the lowered document.
    pub parameters: Vec<Parameter>,
    /// The request body, if it takes one.
    pub body: Option<Body>,
    /// What a success is.
    pub response: Response,
    /// Media type of the response.
    pub accept: String,
    /// The documented statuses of success, and whether a response with it has content.
    pub successes: Vec<(u16, bool)>,
    /// What authorises it.
    pub credential: Credential,
    /// Which scopes of a token it takes.
    pub scopes: Scopes,
    /// Whether upstream discourages it.
    pub deprecated: bool,
    /// What the platform takes of it.
    pub limits: OperationLimits,
    /// The query arguments that narrow what it deletes, where it can delete a whole collection.
    pub deletes_all: Option<Vec<String>>,
    /// The list it takes in one request, where it takes one.
    pub batch: Option<Batch>,
    /// How its list goes on, where it responds with a page of one.
    pub paging: Option<Paging>,
}

impl Operation {
    /// The values that stand in it.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.slot);
        let body = self.body.iter().filter_map(|body| body.slot.as_ref());
        let payload = self.response.json();
        let payload = payload.and_then(|payload| payload.slot.as_ref());
        parameters.chain(body).chain(payload)
    }

    /// The fields of a form, where the body can be one.
    pub fn form(&self) -> Option<&[String]> {
        self.body.as_ref()?.form.as_deref()
    }
}

/// One argument of an operation.
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// Name of the setter, without `r#`.
    pub setter: String,
    /// What its value is; never null.
    pub slot: Slot,
    /// Where it goes.
    pub location: Location,
    /// Whether the operation can't be sent without it.
    pub required: bool,
    /// Whether a list repeats the key; otherwise it is one comma-separated value.
    pub explode: bool,
    /// Type, limits and default as the document states them.
    pub about: String,
}

/// Where an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
}

impl Location {
    /// The word OpenAPI has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// A request body.
pub struct Body {
    /// Its media type.
    pub content_type: String,
    /// Whether it can't be left out.
    pub required: bool,
    /// What it is, if it is JSON.
    pub slot: Option<Slot>,
    /// Fields of a form, where it can be one.
    pub form: Option<Vec<String>>,
    /// The list in it that says what the operation acts on, where there is one.
    pub acts_on: Option<BodyList>,
}

/// What a success is.
pub enum Response {
    /// It holds nothing.
    Nothing,
    /// JSON.
    Json(Payload),
    /// Bytes as they come.
    Stream,
}

/// What a response is about, without the envelope around it.
pub struct Payload {
    /// The properties that lead to it, from the outermost; of a page, to the list of its items.
    pub way: Vec<String>,
    /// What it is; of a page, what an item is; `None` where the response says nothing but how it went.
    pub slot: Option<Slot>,
    /// Whether it is a page of a list.
    pub is_page: bool,
    /// Whether the document knows of failures in a success: beside what was done, or as their number.
    pub tells_failures: bool,
}

impl Response {
    /// The payload, if it is JSON.
    pub fn json(&self) -> Option<&Payload> {
        match self {
            Self::Json(payload) => Some(payload),
            _ => None,
        }
    }
}

/// Collects the operations of a lowered document.
pub fn collect(
    source: &Source,
    lowered: &Value,
    graph: &Graph,
    named: &Named,
    types: &BTreeMap<String, Definition>,
) -> Result<Vec<Operation>> {
    let id = &source.document.id();
    let bundle = Bundle::of(id, &source.corrected);
    let declared = openapi::operations(&bundle, id)?;
    let collector = Collector {
        id,
        base_path: &source.document.base_path,
        api: source.document.api,
        corrected: &source.corrected,
        declared,
        recorded: &source.recorded,
        names: source.recorded.names.by_identity(),
        graph,
        named,
        types,
    };
    let paths = lowered["paths"].as_object().into_iter().flatten();
    let mut operations = Vec::new();
    let mut names = HashSet::new();
    for (path, item) in paths {
        let nodes = METHODS
            .into_iter()
            .filter_map(|method| Some((method, item.get(method)?)));
        for (method, node) in nodes {
            let operation = collector.operation(path, method, node)?;
            if !names.insert(operation.method_name.clone()) {
                let fault = format!(
                    "another operation is called `{}` too",
                    operation.method_name
                );
                return Err(Error::document(id, operation.pointer, fault));
            }
            operations.push(operation);
        }
    }
    Ok(operations)
}

struct Collector<'a> {
    id: &'a str,
    base_path: &'a str,
    api: Api,
    /// The corrected document.
    corrected: &'a Value,
    /// The operations as their corrected document has them.
    declared: Vec<openapi::Operation<'a>>,
    recorded: &'a Recorded,
    /// The recorded names of operations.
    names: BTreeMap<String, &'a OperationName>,
    graph: &'a Graph,
    named: &'a Named,
    types: &'a BTreeMap<String, Definition>,
}

impl Collector<'_> {
    fn operation(&self, path: &str, method: &str, node: &Value) -> Result<Operation> {
        let pointer = format!("#/paths/{}/{method}", escape(path));
        let text = |key: &str| node.get(key).and_then(Value::as_str).map(str::to_owned);
        let flag = |key: &str| node.get(key).and_then(Value::as_bool).unwrap_or_default();
        let id = text("operationId").unwrap_or_default();
        let slot = |place: &Place, name: &str| self.slot(method, path, place, name);
        let parameters = self.parameters(path, method, node)?;
        let key = names::key(method, path);
        let limits = self.recorded.limits.get(&key).cloned().unwrap_or_default();
        let exception = self.recorded.guards.get(&key).cloned().unwrap_or_default();
        let body = text(extension::CONTENT_TYPE).map(|content_type| {
            let slot = slot(&Place::Body, "body");
            Body {
                content_type,
                required: !flag(extension::OPTIONAL_BODY),
                form: node.get(extension::FORM).map(texts),
                acts_on: guard::acts_on(slot.as_ref(), self.types, &limits, &exception),
                slot,
            }
        });
        let accept = text(extension::ACCEPT).unwrap_or_default();
        let has_content = node.pointer("/responses/2XX/content").is_some();
        let successes = successes(&node[extension::SUCCESSES]);
        let response = match self.payload(method, path) {
            Some(mut payload) => {
                // One of its successes says that there is nothing.
                let is_optional = successes.iter().any(|(_, has_content)| !has_content);
                if let (Some(slot), true) = (&mut payload.slot, is_optional && !payload.is_page) {
                    slot.nullable |= !matches!(slot.ty, Type::List(_));
                }
                Response::Json(payload)
            }
            None if has_content => Response::Stream,
            None => Response::Nothing,
        };
        let mut declared = self.declared.iter();
        let declared =
            declared.find(|it| it.path == path && it.method.eq_ignore_ascii_case(method));
        let declared =
            declared.ok_or_else(|| Error::document(self.id, &pointer, "no such operation"))?;
        let cursor = declared.node.text(extension::CURSOR);
        let paging = match &response {
            Response::Json(payload) if payload.is_page => paging::of(&parameters, cursor),
            _ => None,
        };
        let url = names::identity(method, &format!("{}{path}", self.base_path));
        let method_name = match self.names.get(&url) {
            Some(recorded) => recorded.method.clone(),
            None => rust_names::method(&id),
        };
        Ok(Operation {
            deletes_all: guard::deletes_all(method, path, &parameters, body.as_ref(), &exception),
            batch: batch::of(body.as_ref(), &limits, most_items(declared)?),
            credential: Credential::of(declared)?,
            scopes: scopes::of(
                self.api,
                &self.recorded.scopes,
                self.corrected,
                &self.corrected["paths"][path][method],
                method,
                path,
            ),
            builder: rust_names::variant(&method_name),
            method_name,
            method: method.to_uppercase(),
            path: path.to_owned(),
            successes,
            deprecated: flag("deprecated"),
            id,
            pointer,
            parameters,
            body,
            response,
            accept,
            limits,
            paging,
        })
    }

    /// What stands at `place` of an operation.
    fn slot(&self, method: &str, path: &str, place: &Place, name: &str) -> Option<Slot> {
        let (root, slot) = self.root(method, path, place)?;
        debug_assert_eq!(root.name, name);
        Some(slot)
    }

    fn root(&self, method: &str, path: &str, place: &Place) -> Option<(&Root, Slot)> {
        let roots = self.graph.roots.iter();
        let mut roots = roots.filter(|root| root.document == self.id);
        let root = roots
            .find(|root| root.method == method && root.path == path && root.place == *place)?;
        let place = naming::root_place(root);
        let slot = types::slot(self.graph, self.named, &place, root.edge);
        Some((root, slot))
    }

    /// What the response of an operation is about.
    fn payload(&self, method: &str, path: &str) -> Option<Payload> {
        let (root, slot) = self.root(method, path, &Place::Response)?;
        let payload = root.payload.as_ref()?;
        let slot = match slot.ty {
            Type::List(item) if payload.is_page => *item,
            ty => Slot { ty, ..slot },
        };
        Some(Payload {
            way: payload.way.clone(),
            slot: (!payload.says_nothing).then_some(slot),
            is_page: payload.is_page,
            tells_failures: payload.tells_failures,
        })
    }

    fn parameters(&self, path: &str, method: &str, node: &Value) -> Result<Vec<Parameter>> {
        let nodes = node["parameters"].as_array().into_iter().flatten();
        let mut setters: HashSet<String> = BUILDER_METHODS.map(str::to_owned).into();
        let mut parameters = Vec::new();
        // Those of the path come first, so that each keeps its name before others of that name.
        let mut nodes: Vec<_> = nodes.enumerate().collect();
        nodes.sort_by_key(|(_, node)| node["in"] != "path");
        for (index, node) in nodes {
            let text = |key: &str| node[key].as_str().unwrap_or_default();
            let (name, place) = (text("name"), text("in"));
            let location = match place {
                "path" => Location::Path,
                "query" => Location::Query,
                _ => Location::Header,
            };
            let slot = self.slot(method, path, &Place::Parameter(index), name);
            let mut slot = slot.unwrap_or(Slot {
                ty: Type::Scalar(Scalar::Any),
                nullable: false,
            });
            // Whether it is there is said by `required`.
            slot.nullable = false;
            self.written_as_text(path, method, name, location, &slot)?;
            parameters.push(Parameter {
                setter: setter(name, location, &mut setters),
                name: name.to_owned(),
                slot,
                location,
                required: node["required"] == true,
                explode: node.get("explode") != Some(&Value::Bool(false)),
                about: text(extension::ABOUT).to_owned(),
            });
        }
        let position = |parameter: &Parameter| match parameter.location {
            Location::Path => path.find(&format!("{{{}}}", parameter.name)),
            _ => None,
        };
        parameters.sort_by_key(|it| (it.location as u8, position(it)));
        Ok(parameters)
    }

    /// What goes into a path, a query or a header is text, or a list of texts in a query.
    fn written_as_text(
        &self,
        path: &str,
        method: &str,
        name: &str,
        location: Location,
        slot: &Slot,
    ) -> Result<()> {
        if self.is_text(&slot.ty, location == Location::Query) {
            return Ok(());
        }
        let place = location.name();
        let fault = format!("`{name}` is not text, so the {place} can't hold it");
        let pointer = format!("#/paths/{}/{method}/parameters", escape(path));
        Err(Error::document(self.id, pointer, fault))
    }

    /// Whether every such value can be written as text, or as texts where `lists` may be.
    fn is_text(&self, ty: &Type, lists: bool) -> bool {
        match ty {
            Type::Scalar(scalar) => !matches!(scalar, Scalar::Any | Scalar::SecretAny),
            Type::List(items) => lists && self.is_text(&items.ty, false),
            Type::Map(_) | Type::OneOrMany(_) => false,
            Type::Named(name) => match self.types.get(name).map(|definition| &definition.kind) {
                Some(types::Kind::Enum(_) | types::Kind::Code(_)) => true,
                Some(types::Kind::Union(branches)) => branches
                    .iter()
                    .all(|branch| self.is_text(&branch.slot.ty, lists)),
                _ => false,
            },
        }
    }
}

/// The most items of a list that is the body, as its schema has it.
fn most_items(operation: &openapi::Operation) -> Result<Option<u32>> {
    let content = operation.body.iter().flat_map(|body| &body.content);
    let mut most = None;
    for media in content.filter(|media| media.name.ends_with("json")) {
        for flat in media.schema().flats()? {
            let items = flat.max_items().and_then(|items| u32::try_from(items).ok());
            most = match (most, items) {
                (Some(most), Some(items)) => Some(items.min(most)),
                (most, items) => most.or(items),
            };
        }
    }
    Ok(most)
}

/// The setter of an argument: its name, unless that is taken.
fn setter(name: &str, location: Location, taken: &mut HashSet<String>) -> String {
    let wanted = rust_names::field(name);
    let qualified = format!("{wanted}_{}", location.name());
    let numbered = (2..).map(|number| format!("{qualified}_{number}"));
    let mut names = [wanted.clone(), qualified.clone()]
        .into_iter()
        .chain(numbered);
    let free = names.find(|name| taken.insert(name.clone()));
    free.unwrap_or(wanted)
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn successes(node: &Value) -> Vec<(u16, bool)> {
    let successes = node.as_object().into_iter().flatten();
    successes
        .filter_map(|(status, holds)| Some((status.parse().ok()?, holds.as_bool()?)))
        .collect()
}
