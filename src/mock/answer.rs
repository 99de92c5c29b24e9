//! Answers, in the shape of the API that gives them.

use httpmock::HttpMockResponse;
use serde_json::{Map, Value};

use super::{
    check::Fault,
    documents::{Operation, Success},
    sample::Sampler,
};
use crate::{failure, operation::Family};

/// An answer about to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Option<(String, Vec<u8>)>,
}

impl Answer {
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
}

impl From<Answer> for HttpMockResponse {
    fn from(answer: Answer) -> Self {
        let mut response = Self::builder().status(answer.status);
        for (name, value) in answer.headers {
            response = response.header(name, value);
        }
        match answer.body {
            Some((media, body)) => response.header("Content-Type", media).body(body).build(),
            None => response.build(),
        }
    }
}

/// A failure as `family` words it: `fields` are what is wrong where.
pub(crate) fn problem(family: Family, status: u16, fields: &[(String, String)]) -> Answer {
    let title = http::StatusCode::from_u16(status)
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
    Answer::json(status, &failure::body(family, status, title, &fields))
}

/// The failure that the gravest of `faults` is.
pub(crate) fn refusal(family: Family, faults: &[Fault]) -> Answer {
    let status = faults.first().map_or(500, |fault| fault.status);
    let fields: Vec<_> = faults
        .iter()
        .filter(|fault| fault.status == status)
        .map(|fault| (fault.pointer.clone(), fault.why.clone()))
        .collect();
    problem(family, status, &fields)
}

/// The success that `operation` answers with where it can: JSON with the lowest status.
pub(crate) fn success(operation: &Operation) -> Option<&Success> {
    let rank = |answer: &&Success| {
        let kind = answer
            .content
            .as_ref()
            .map_or(2, |(media, _)| u8::from(*media != "application/json"));
        (answer.status, kind)
    };
    operation.answers.iter().min_by_key(rank)
}

/// What `operation` may answer with, made from its schema.
pub(crate) fn sampled(operation: &Operation, seed: u64, path: &str) -> Answer {
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
                Answer::text(*status, media, body.to_string())
            } else {
                Answer::text(*status, media, STREAM)
            }
        }
        Some(Success { status, .. }) => Answer::empty(*status),
        None => Answer::empty(204),
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

/// Lines for the answers that are no JSON.
const STREAM: &str = "id,name\n1,Mug\n2,Teapot\n";

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{sampled, success};
    use crate::mock::{
        documents::operations,
        schema::{Side, misfits},
    };

    /// Every answer fits its schema, is the same for the same seed, and another for another.
    #[test]
    fn answers_are_valid_and_reproducible() {
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
                let found = misfits(schema, &value, Side::Answer, "");
                assert_eq!(found, [], "{} {seed}: {value}", operation.name());
            }
        }
        assert!(different > 0);
    }
}
