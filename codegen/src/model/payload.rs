//! What a response is about: the payload, without the envelope around it.

use super::graph::{Edge, Graph, Members, Shape};

/// What may stand beside a payload in an envelope.
const BESIDE: [&str; 9] = [
    "batch_errors",
    "code",
    "errors",
    "links",
    "message",
    "meta",
    "status",
    "success",
    "title",
];

/// The names of a list that is one deeper, beside what else there is to say of a page.
const LISTS: [&str; 2] = ["list", "items"];

/// The query parameters that say where a page begins.
const PAGING: [&str; 3] = ["offset", "after", "page"];

/// Where a response has its payload.
#[derive(Clone, Debug)]
pub struct Payload {
    /// The properties that lead to it, from the outermost: of a page, to its items.
    pub way: Vec<String>,
    /// What it is: of a page, the list of its items.
    pub edge: Edge,
    /// Whether it is a page of a list.
    pub is_page: bool,
    /// Whether it says nothing but how the request went: it is an object of no known members, which a write
    /// is responded with, or holds nothing but what stands beside a payload.
    pub says_nothing: bool,
    /// Whether the document knows of failures in a success: beside what was done, or as their number.
    pub tells_failures: bool,
}

/// The payload of a response to a request with these parameters in its query.
pub fn of(graph: &Graph, response: Edge, method: &str, query: &[&str]) -> Payload {
    let envelope = members(graph, response);
    let has = |name: &str| envelope.is_some_and(|envelope| envelope.property(name).is_some());
    let meta = envelope.and_then(|envelope| members(graph, envelope.property("meta")?));
    let tells_failures = has("errors")
        || has("batch_errors")
        || meta.is_some_and(|meta| meta.property("failed").is_some());
    // Some documents say of one response both what is in the envelope and what it is without.
    let is_beside = |data: Edge, name: &str| {
        let within = members(graph, data);
        BESIDE.contains(&name) || within.is_some_and(|it| it.property(name).is_some())
    };
    let data = envelope.and_then(|envelope| {
        let data = envelope.property("data")?;
        let mut others = envelope.properties.iter().filter(|it| it.name != "data");
        others.all(|it| is_beside(data, &it.name)).then_some(data)
    });
    let mut way: Vec<_> = data.iter().map(|_| "data".to_owned()).collect();
    let mut edge = data.unwrap_or(response);
    let is_listed = method == "get" && PAGING.iter().any(|name| query.contains(name));
    let is_list = |edge: Edge| matches!(graph.schemas[edge.schema].shape, Shape::List(_));
    let inner = LISTS.into_iter().find_map(|name| {
        let list = members(graph, edge)?.property(name)?;
        is_list(list).then_some((name, list))
    });
    if let (true, true, Some((name, list))) = (is_listed, data.is_some(), inner) {
        way.push(name.to_owned());
        edge = list;
    }
    let says_nothing = match &graph.schemas[edge.schema].shape {
        Shape::Map(None) => method != "get",
        Shape::List(items) => {
            method != "get" && matches!(graph.schemas[items.schema].shape, Shape::Any)
        }
        Shape::Object(members) => {
            let mut names = members.properties.iter().map(|it| it.name.as_str());
            data.is_none() && names.all(|name| BESIDE.contains(&name))
        }
        _ => false,
    };
    Payload {
        way,
        edge,
        says_nothing,
        is_page: is_listed && is_list(edge),
        tells_failures,
    }
}

fn members(graph: &Graph, edge: Edge) -> Option<&Members> {
    match &graph.schemas[edge.schema].shape {
        Shape::Object(members) => Some(members),
        _ => None,
    }
}
