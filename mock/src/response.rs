//! Responses, in the shape of the API that gives them.

use axum::body::Body;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    check::Finding,
    documents::{Operation, Success},
    sample::Sampler,
};
use bigcommerce::operation::Api;

/// A response about to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Option<(String, Vec<u8>)>,
}

impl Response {
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: None,
        }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// Changes a JSON body.
    pub fn change(&mut self, change: impl FnOnce(&mut Value)) {
        let Some((_, body)) = &mut self.body else {
            return;
        };
        if let Ok(mut value) = serde_json::from_slice(body) {
            change(&mut value);
            *body = value.to_string().into_bytes();
        }
    }

    pub fn text(status: u16, media: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: Some((media.to_owned(), body.into())),
            ..Self::empty(status)
        }
    }

    /// The response as it goes out.
    pub fn into_http(self) -> http::Response<Body> {
        let mut builder = http::Response::builder().status(self.status);
        for (name, value) in self.headers {
            builder = builder.header(name, value);
        }
        let built = match self.body {
            Some((media, body)) => builder.header("Content-Type", media).body(body.into()),
            None => builder.body(Body::empty()),
        };
        // A test may have asked for a status or a header that there can't be.
        built.unwrap_or_else(|_| {
            let mut response = http::Response::new(Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        })
    }
}

/// Calls `change` with the name and value of every member of every object in `body`.
pub(crate) fn each_member(body: &mut Value, change: fn(&str, &mut Value)) {
    match body {
        Value::Array(items) => items.iter_mut().for_each(|item| each_member(item, change)),
        Value::Object(members) => {
            for (name, value) in members {
                each_member(value, change);
                change(name, value);
            }
        }
        _ => (),
    }
}

/// A failure as `api` words it: `fields` are what is wrong where.
pub(crate) fn problem(api: Api, status: u16, fields: &[(String, String)]) -> Response {
    let title = StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error");
    let fields: Map<String, Value> = fields
        .iter()
        .map(|(pointer, why)| {
            // The API knows nothing of our pointers: `/body/0/price` is the field `0.price`.
            let field = pointer.splitn(3, '/').nth(2).unwrap_or("body");
            (field.replace('/', "."), why.clone().into())
        })
        .collect();
    Response::json(status, &api.failure_body(status, title, &fields))
}

/// The failure that reports `findings`: those that have the status of the first.
pub(crate) fn refusal(api: Api, findings: &[Finding]) -> Response {
    let status = findings.first().map_or(500, |finding| finding.status);
    if status == 403 {
        return forbidden(api);
    }
    let fields = findings.iter().filter(|finding| finding.status == status);
    let fields = fields.map(|finding| (finding.pointer.clone(), finding.why.clone()));
    problem(api, status, &fields.collect::<Vec<_>>())
}

/// The refusal of a token that lacks a scope, which doesn't say which one.
fn forbidden(api: Api) -> Response {
    let body = match api {
        Api::V2 => json!({
            "error": "You are authorized but your scope does not include this resource.",
        }),
        _ => {
            let title = "You don't have a required scope to access the endpoint";
            api.failure_body(403, title, &Map::new())
        }
    };
    Response::json(403, &body)
}

/// The response of every operation while the store is down.
pub(crate) fn maintenance(api: Api) -> Response {
    let title = "The store is down for maintenance";
    Response::json(503, &api.failure_body(503, title, &Map::new()))
}

/// The success that `operation` responds with where it can: JSON with the lowest status.
pub(crate) fn success(operation: &Operation) -> Option<&Success> {
    let rank = |response: &&Success| {
        let kind = response
            .content
            .as_ref()
            .map_or(2, |(media, _)| u8::from(*media != "application/json"));
        (response.status, kind)
    };
    operation.responses.iter().min_by_key(rank)
}

/// What `operation` may respond with, made from its schema.
pub(crate) fn sampled(operation: &Operation, seed: u64, path: &str) -> Response {
    match success(operation) {
        Some(Success {
            status,
            content: Some((media, schema)),
        }) if *status != 204 => {
            let name = format!("{} {path}", operation.name());
            let mut sampler = Sampler::new(seed, &name, true);
            if media.ends_with("json") {
                let mut body = sampler.value(schema, "");
                whole(&mut body);
                Response::text(*status, media, body.to_string())
            } else {
                Response::text(*status, media, STREAM)
            }
        }
        Some(Success { status, .. }) => Response::empty(*status),
        None => Response::empty(204),
    }
}

/// Takes away what says that a part of it failed.
fn whole(body: &mut Value) {
    if let Some(members) = body
        .as_object_mut()
        .filter(|body| body.contains_key("data"))
    {
        members.remove("errors");
    }
    if let Some(failed) = body.pointer_mut("/meta/failed") {
        *failed = 0.into();
    }
}

/// Lines for the responses that are not JSON.
const STREAM: &str = "id,name\n1,Mug\n2,Teapot\n";

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{sampled, success};
    use crate::{
        documents::operations,
        schema::{Side, mismatches},
    };

    /// Every response fits its schema, is the same for the same seed, and another for another.
    #[test]
    fn responses_are_valid_and_reproducible() {
        let mut different = 0;
        for operation in operations() {
            let body = |seed| sampled(operation, seed, "/a").body.unwrap_or_default().1;
            assert_eq!(body(1), body(1), "{}", operation.name());
            different += usize::from(body(1) != body(2));
            let content = success(operation).and_then(|success| success.content.as_ref());
            let Some((_, schema)) = content.filter(|(media, _)| media.ends_with("json")) else {
                continue;
            };
            for seed in 0..8 {
                let bytes = body(seed);
                if bytes.is_empty() {
                    continue;
                }
                let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
                let found = mismatches(schema, &value, Side::Response, "");
                assert_eq!(found, [], "{} {seed}: {value}", operation.name());
            }
        }
        assert!(different > 0);
    }
}
