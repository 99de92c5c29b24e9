//! What differs between the bodies that go out and the answers that come back.

use std::collections::BTreeMap;

use bigcommerce_codegen::json::escape;
use serde_json::{Value, json};

use super::{
    Direction::{Request, Response},
    Group::{Additive, Breaking},
    Kind, Pair,
    operations::{Operation, required, resolve},
    schemas::Spot,
    shape::{Node, Place, Shape},
};

impl<'d> Pair<'d> {
    /// Compares the request bodies of two operations.
    pub fn body(&mut self, was: &Operation<'d>, is: &Operation<'d>) {
        let old = was.part(self.old.document, "requestBody");
        let new = is.part(self.new.document, "requestBody");
        let way = Some(Request);
        let (was, is) = match (old, new) {
            (Some(was), Some(is)) => (was, is),
            (Some(was), None) => {
                self.found(Breaking, Kind::BodyRemoved, way, &was.pointer, None, None);
                return;
            }
            (None, Some(is)) => {
                let group = if required(&is) { Breaking } else { Additive };
                self.found(group, Kind::BodyAdded, way, &is.pointer, None, None);
                return;
            }
            (None, None) => return,
        };
        self.requirement(required(&was), required(&is), &is.pointer);
        let (old, new) = (media(&was), media(&is));
        for (name, at) in &old {
            if !new.contains_key(name) {
                let name = Some(json!(name));
                self.found(
                    Breaking,
                    Kind::MediaTypeRemoved,
                    way,
                    &at.pointer,
                    name,
                    None,
                );
            }
        }
        for (name, is) in new {
            match old.get(name) {
                Some(was) => self.sent(was, &is),
                None => {
                    let name = Some(json!(name));
                    self.found(Additive, Kind::MediaTypeAdded, way, &is.pointer, None, name);
                }
            }
        }
    }

    /// Compares what the first successes hold, which is the type in Rust.
    pub fn answer(&mut self, was: &Operation<'d>, is: &Operation<'d>) {
        let (old, old_streams) = success(self.old.document, was);
        let (new, new_streams) = success(self.new.document, is);
        let at = match new.as_ref().or(old.as_ref()) {
            Some(node) => node.pointer().to_owned(),
            None => format!("{}/responses", is.pointer),
        };
        let envelopes = (
            envelope(self.old.document, old.as_ref(), &old_streams),
            envelope(self.new.document, new.as_ref(), &new_streams),
        );
        if envelopes.0 != envelopes.1 {
            let (from, to) = (Some(json!(envelopes.0)), Some(json!(envelopes.1)));
            self.found(
                Breaking,
                Kind::EnvelopeChanged,
                Some(Response),
                &at,
                from,
                to,
            );
        } else if let (Some(old), Some(new)) = (old, new) {
            self.schemas(Spot {
                old,
                new,
                direction: Response,
                sent: (false, false),
                whole: false,
            });
        }
    }

    /// Compares the schemas of what is sent.
    pub fn sent(&mut self, was: &Place<'d>, is: &Place<'d>) {
        if let (Some(old), Some(new)) = (schema(was), schema(is)) {
            self.schemas(Spot {
                old: Node::One(old),
                new: Node::One(new),
                direction: Request,
                sent: (true, true),
                whole: true,
            });
        }
    }
}

/// How an answer is wrapped, in a few words.
fn envelope<'d>(document: &'d Value, json: Option<&Node<'d>>, streams: &[&str]) -> String {
    let kinds = |shape: &Shape| {
        let kinds: Vec<_> = shape.types.iter().copied().collect();
        match kinds.is_empty() {
            true => "anything".to_owned(),
            false => kinds.join(" or "),
        }
    };
    match (json, streams) {
        (None, []) => "nothing".to_owned(),
        (None, streams) => streams.join(", "),
        (Some(json), _) => {
            let shape = Shape::of(document, json);
            let wrapped = shape.properties.get("data").map(|data| {
                let data = kinds(&Shape::of(document, data));
                format!("{} with data: {data}", kinds(&shape))
            });
            wrapped.unwrap_or_else(|| kinds(&shape))
        }
    }
}

/// The media types of a body, with their places.
fn media<'d>(holder: &Place<'d>) -> BTreeMap<&'d str, Place<'d>> {
    let content = holder.schema.get("content").and_then(Value::as_object);
    let content = content.into_iter().flatten();
    content
        .map(|(name, node)| {
            let at = format!("{}/content/{}", holder.pointer, escape(name));
            (name.as_str(), Place::new(at, node))
        })
        .collect()
}

fn schema<'d>(holder: &Place<'d>) -> Option<Place<'d>> {
    let at = format!("{}/schema", holder.pointer);
    Some(Place::new(at, holder.schema.get("schema")?))
}

/// The JSON of the first success, and the other media types. A 207 is none where there is another success:
/// it is an error that has no type of its own.
fn success<'d>(document: &'d Value, operation: &Operation<'d>) -> (Option<Node<'d>>, Vec<&'d str>) {
    let (mut json, mut streams) = (BTreeMap::new(), Vec::new());
    let responses = operation.node["responses"].as_object();
    let responses = responses.into_iter().flatten();
    let successes: Vec<_> = responses
        .filter(|(status, _)| status.starts_with('2'))
        .collect();
    for (status, node) in &successes {
        let at = format!("{}/responses/{}", operation.pointer, escape(status));
        let response = resolve(document, Place::new(at, node));
        for (name, holder) in media(&response) {
            if !is_json(name) {
                streams.push(name);
            } else if let Some(place) = schema(&holder).filter(|_| *status != "204") {
                json.entry(status.as_str()).or_insert(place);
            }
        }
    }
    if successes.len() > 1 {
        json.remove("207");
    }
    (json.into_values().next().map(Node::One), streams)
}

fn is_json(media: &str) -> bool {
    let kind = media.split(';').next().unwrap_or_default();
    kind.trim_end().ends_with("json")
}
