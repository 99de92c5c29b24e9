//! Operations, with everything they refer to.

use serde_json::Value;

use super::{Bundle, Node, Schema};
use crate::{Result, json::escape};

/// The methods a path can have, as documents write them.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// One operation of a document.
#[derive(Clone, Debug)]
pub struct Operation<'b> {
    /// Where it stands.
    pub node: Node<'b>,
    /// The method, in capitals.
    pub method: String,
    /// The path template below the server's URL.
    pub path: &'b str,
    /// The operationId.
    pub id: Option<&'b str>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Those of its path that it doesn't replace, then its own.
    pub parameters: Vec<Parameter<'b>>,
    /// What it is sent with.
    pub body: Option<Body<'b>>,
    /// What it gets in response.
    pub responses: Vec<Response<'b>>,
    /// The alternatives that authorise it, each of some schemes, its own or else the document's; `None`
    /// where neither says anything.
    pub security: Option<Vec<Vec<Scheme<'b>>>>,
}

/// An argument in path, query, header or cookie.
#[derive(Clone, Debug)]
pub struct Parameter<'b> {
    /// Where it stands, after references.
    pub node: Node<'b>,
    /// The name on the wire.
    pub name: &'b str,
    /// Where it goes.
    pub location: Location,
    /// Whether it must be sent.
    pub required: bool,
    /// Whether a list repeats the key; what isn't said depends on the location.
    pub explode: bool,
    schema: Option<Node<'b>>,
}

/// Where an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A part of the path.
    Path,
    /// A pair of the query.
    Query,
    /// A header.
    Header,
    /// A cookie, which the client doesn't send.
    Cookie,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body<'b> {
    /// Where it stands, after references.
    pub node: Node<'b>,
    /// Whether it must be sent.
    pub required: bool,
    /// Its media types.
    pub content: Vec<Media<'b>>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response<'b> {
    /// Where it stands, after references.
    pub node: Node<'b>,
    /// Its status as the document writes it: a number, `2XX` or `default`.
    pub status: &'b str,
    /// Its media types; none where it is empty.
    pub content: Vec<Media<'b>>,
    /// Its headers, after references.
    pub headers: Vec<(&'b str, Node<'b>)>,
}

/// A media type of a body.
#[derive(Clone, Debug)]
pub struct Media<'b> {
    /// Where it stands.
    pub node: Node<'b>,
    /// What it is called.
    pub name: &'b str,
    /// What its schema leads to.
    pub schema: Option<Node<'b>>,
}

/// A security scheme that an operation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scheme<'b> {
    /// Its name in the document.
    pub name: &'b str,
    /// The header it is sent in, which is called like the scheme where nothing else is said.
    pub header: &'b str,
}

/// Every operation of the document at `path`, in its order.
///
/// # Errors
/// When a reference leads nowhere, or a parameter has no name or no known location.
pub fn operations<'b>(bundle: &'b Bundle<'_>, path: &str) -> Result<Vec<Operation<'b>>> {
    let document = bundle.document(path)?;
    let mut operations = Vec::new();
    for (template, item) in document.entries("paths") {
        let item = item.resolved()?;
        for (method, node) in item.children() {
            if METHODS.contains(&method) {
                operations.push(Operation::read(
                    &document,
                    (template, &item),
                    (method, node),
                )?);
            }
        }
    }
    Ok(operations)
}

/// The operation `method` of the path `template` of the document at `path`.
///
/// # Errors
/// When it does not exist, or as [`operations`].
pub fn operation<'b>(
    bundle: &'b Bundle<'_>,
    path: &str,
    template: &str,
    method: &str,
) -> Result<Operation<'b>> {
    let document = bundle.document(path)?;
    let missing = || {
        let at = format!("#/paths/{}/{method}", escape(template));
        crate::Error::document(path, at, "the operation does not exist")
    };
    let mut entries = document.entries("paths");
    let (template, item) = entries
        .find(|(known, _)| *known == template)
        .ok_or_else(missing)?;
    let item = item.resolved()?;
    let node = item.child(method).ok_or_else(missing)?;
    Operation::read(&document, (template, &item), (method, node))
}

impl<'b> Operation<'b> {
    fn read(
        document: &Node<'b>,
        (path, item): (&'b str, &Node<'b>),
        (method, node): (&str, Node<'b>),
    ) -> Result<Self> {
        let body = node.follow("requestBody")?.map(Body::read).transpose()?;
        let responses = node.entries("responses");
        Ok(Self {
            method: method.to_uppercase(),
            path,
            id: node.text("operationId"),
            deprecated: node.flag("deprecated") == Some(true),
            parameters: parameters(item, &node)?,
            body,
            responses: responses
                .map(|(status, response)| Response::read(status, response.resolved()?))
                .collect::<Result<_>>()?,
            security: security(document, &node),
            node,
        })
    }

    /// Its parameters in `location`.
    pub fn parameters(&self, location: Location) -> impl Iterator<Item = &Parameter<'b>> {
        let parameters = self.parameters.iter();
        parameters.filter(move |parameter| parameter.location == location)
    }
}

/// The parameters of a path and of its operation, whose own replace those of the path.
fn parameters<'b>(item: &Node<'b>, operation: &Node<'b>) -> Result<Vec<Parameter<'b>>> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for node in item
        .items("parameters")
        .chain(operation.items("parameters"))
    {
        let parameter = Parameter::read(node.resolved()?)?;
        parameters.retain(|known| !known.is(parameter.location, parameter.name));
        parameters.push(parameter);
    }
    Ok(parameters)
}

impl<'b> Parameter<'b> {
    fn read(node: Node<'b>) -> Result<Self> {
        let name = node.text("name").filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| node.fault("a parameter without `name`"))?;
        let location = node.text("in").and_then(Location::of);
        let location = location.ok_or_else(|| {
            let said = node.value.get("in").unwrap_or(&Value::Null);
            node.fault(format!("`{name}` is in {said}, which no parameter can be"))
        })?;
        let explodes = matches!(location, Location::Query | Location::Cookie);
        Ok(Self {
            name,
            location,
            required: node.flag("required") == Some(true),
            explode: node.flag("explode").unwrap_or(explodes),
            schema: node.child("schema"),
            node,
        })
    }

    /// Whether it is the parameter `name` in `location`.
    pub fn is(&self, location: Location, name: &str) -> bool {
        self.location == location && self.name == name
    }

    /// What its value must fit.
    pub fn schema(&self) -> Schema<'b> {
        Schema::from(self.schema.clone())
    }
}

impl Location {
    /// Every location.
    pub const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Cookie];

    /// What documents call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

impl<'b> Body<'b> {
    fn read(node: Node<'b>) -> Result<Self> {
        Ok(Self {
            required: node.flag("required") == Some(true),
            content: Media::all(&node)?,
            node,
        })
    }
}

impl<'b> Response<'b> {
    fn read(status: &'b str, node: Node<'b>) -> Result<Self> {
        let headers = node.entries("headers");
        Ok(Self {
            status,
            content: Media::all(&node)?,
            headers: headers
                .map(|(name, header)| Ok((name, header.resolved()?)))
                .collect::<Result<_>>()?,
            node,
        })
    }

    /// Its status; that of `2XX` is 200. None for `default`.
    pub fn code(&self) -> Option<u16> {
        self.status.to_uppercase().replace('X', "0").parse().ok()
    }
}

impl<'b> Media<'b> {
    /// The media types of the body at `holder`.
    fn all(holder: &Node<'b>) -> Result<Vec<Self>> {
        let content = holder.entries("content");
        let media = content.map(|(name, node)| {
            let schema = node.follow("schema")?;
            Ok(Self { node, name, schema })
        });
        media.collect()
    }

    /// What its content must fit.
    pub fn schema(&self) -> Schema<'b> {
        Schema::from(self.schema.clone())
    }
}

fn security<'b>(document: &Node<'b>, operation: &Node<'b>) -> Option<Vec<Vec<Scheme<'b>>>> {
    let holder = [operation, document]
        .into_iter()
        .find(|holder| holder.child("security").is_some())?;
    let schemes = document.at("/components/securitySchemes");
    let scheme = |name: &'b str| {
        let known = schemes.as_ref().and_then(|schemes| schemes.child(name));
        let text = |key| known.as_ref().and_then(|known| known.text(key));
        let header = match text("type") {
            Some("http") => "Authorization",
            _ => text("name").unwrap_or(name),
        };
        Scheme { name, header }
    };
    let alternatives = holder.items("security");
    let alternatives =
        alternatives.map(|node| node.children().map(|(name, _)| scheme(name)).collect());
    Some(alternatives.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What `read` makes of the one operation of a document of which `item` is the one path.
    fn of<T>(item: Value, read: impl Fn(Result<Operation>) -> T) -> T {
        let document = json!({
            "security": [{ "Token": [], "Other": [] }],
            "paths": { "/things/{id}": item },
            "components": {
                "parameters": { "Sort": { "name": "sort", "in": "query", "explode": false } },
                "responses": { "Full": { "content": { "application/json": { "schema": {} } } } },
                "securitySchemes": { "Token": { "type": "apiKey", "in": "header", "name": "X-Auth-Token" } },
            },
        });
        let bundle = Bundle::of("things", &document);
        let operations = operations(&bundle, "things");
        read(operations.map(|mut operations| {
            assert_eq!(operations.len(), 1);
            operations.remove(0)
        }))
    }

    #[test]
    fn an_operation_has_the_parameters_of_its_path_but_for_those_it_has_itself() {
        let item = json!({
            "parameters": [
                { "name": "id", "in": "path", "required": true },
                { "name": "page", "in": "query" },
                { "name": "page", "in": "header" },
            ],
            "get": { "parameters": [
                { "$ref": "#/components/parameters/Sort" },
                { "name": "page", "in": "query", "required": true },
            ] },
        });
        let seen = of(item, |operation| {
            let parameters = operation.unwrap().parameters.into_iter();
            let seen = parameters.map(|it| {
                let location = it.location.name();
                let pointer = it.node.pointer().to_owned();
                (
                    format!("{location} {}", it.name),
                    it.required,
                    it.explode,
                    pointer,
                )
            });
            seen.collect::<Vec<_>>()
        });
        let path = "/paths/~1things~1{id}";
        let at = |rest: &str| format!("{path}/{rest}");
        assert_eq!(
            seen,
            [
                ("path id".into(), true, false, at("parameters/0")),
                ("header page".into(), false, false, at("parameters/2")),
                (
                    "query sort".into(),
                    false,
                    false,
                    "/components/parameters/Sort".into()
                ),
                ("query page".into(), true, true, at("get/parameters/1")),
            ]
        );
    }

    #[test]
    fn a_parameter_without_name_or_location_is_an_error_at_its_place() {
        let said = |parameter: Value| {
            let item = json!({ "get": { "parameters": [parameter] } });
            of(item, |operation| operation.unwrap_err().to_string())
        };
        let at = "things: #/paths/~1things~1{id}/get/parameters/0";
        assert_eq!(
            said(json!({ "in": "query" })),
            format!("{at}: a parameter without `name`")
        );
        assert_eq!(
            said(json!({ "name": "a", "in": "body" })),
            format!("{at}: `a` is in \"body\", which no parameter can be")
        );
    }

    #[test]
    fn responses_are_resolved_and_security_is_the_documents_unless_said() {
        let item = json!({ "get": { "responses": {
            "2xx": { "$ref": "#/components/responses/Full" },
            "404": {},
            "default": {},
        } } });
        of(item.clone(), |operation| {
            let operation = operation.unwrap();
            let responses = operation.responses.iter();
            let seen: Vec<_> = responses
                .map(|it| (it.status, it.code(), it.content.len()))
                .collect();
            assert_eq!(
                seen,
                [
                    ("2xx", Some(200), 1),
                    ("404", Some(404), 0),
                    ("default", None, 0)
                ]
            );
            let scheme = |name, header| Scheme { name, header };
            let both = vec![scheme("Other", "Other"), scheme("Token", "X-Auth-Token")];
            let mut security = operation.security.unwrap();
            security[0].sort();
            assert_eq!(security, [both]);
        });
        let mut own = item;
        own["get"]["security"] = json!([]);
        of(own, |operation| {
            assert_eq!(operation.unwrap().security, Some(Vec::new()));
        });
    }
}
