//! One example of the documents, replayed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::platform::Platform;
use testkit::{
    arguments::Arguments,
    check::check,
    documents::{self, Operation},
    expect::Expected,
    json, payload,
    sample::Mode,
    server::Response,
};

/// An example, and where it belongs.
#[derive(Deserialize)]
pub struct Exchange {
    /// The operation's method, in capitals.
    pub method: String,
    /// Its path below the host, with the base path.
    pub path: String,
    /// Who says it.
    pub side: Side,
    /// The status of a response.
    #[serde(default)]
    pub status: u16,
    /// Its media type.
    pub media_type: String,
    /// What is said.
    pub value: Value,
}

/// Who says an example.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The client, in a request.
    Request,
    /// The server, in a response.
    Response,
}

/// What became of an exchange.
#[derive(Default, Serialize)]
pub struct Replayed {
    /// Why nothing came out.
    error: Option<String>,
    /// The request's body on the wire, or the response encoded again.
    pub value: Option<Value>,
    /// What else is wrong.
    pub faults: Vec<String>,
}

impl Replayed {
    fn error(error: impl Into<String>) -> Self {
        Self {
            error: Some(error.into()),
            ..Self::default()
        }
    }
}

/// Carries `exchange` out.
pub async fn replay(platform: &Platform, exchange: &Exchange) -> Replayed {
    let Some(operation) = operation(&exchange.method, &exchange.path) else {
        return Replayed::error("the crate has no such operation");
    };
    match exchange.side {
        Side::Request => request(platform, operation, exchange).await,
        Side::Response => response(platform, operation, exchange).await,
    }
}

/// The operation with this method and path below the host.
pub fn operation(method: &str, path: &str) -> Option<&'static Operation> {
    let mut operations = documents::operations().iter();
    operations.find(|operation| {
        operation.method == method
            && path.strip_prefix(&operation.base_path) == Some(&operation.path)
    })
}

async fn request(platform: &Platform, operation: &Operation, exchange: &Exchange) -> Replayed {
    let Some(operation) = operation.with_media_type(&exchange.media_type) else {
        return Replayed::error(format!("no body as {}", exchange.media_type));
    };
    let mut arguments = Arguments::for_operation(&operation, 1, Mode::Minimal);
    arguments.body = Some(exchange.value.clone());
    let (sent, outcome) = platform
        .call(&operation, &arguments, Response::new(204))
        .await;
    let [sent] = sent.as_slice() else {
        let failure = outcome.err().unwrap_or_default();
        return Replayed::error(format!("{} requests were sent: {failure}", sent.len()));
    };
    if !exchange.media_type.ends_with("json") {
        // A form has no JSON to hand back, so it is compared here.
        let expected = Expected::of(&operation, &arguments, &platform.account);
        let faults = expected.map_or_else(|fault| vec![fault], |expected| check(&expected, sent));
        return Replayed {
            faults,
            ..Replayed::default()
        };
    }
    match json::parse(&sent.body) {
        Ok(value) => Replayed {
            value: Some(value),
            ..Replayed::default()
        },
        Err(fault) => Replayed::error(fault),
    }
}

async fn response(platform: &Platform, operation: &Operation, exchange: &Exchange) -> Replayed {
    let arguments = Arguments::for_operation(operation, 1, Mode::Minimal);
    let body = match &exchange.value {
        Value::String(text) if !exchange.media_type.ends_with("json") => text.clone(),
        value => value.to_string(),
    };
    let response = Response::new(exchange.status)
        .header("Content-Type", &exchange.media_type)
        .body(body);
    let (_, outcome) = platform.call(operation, &arguments, response).await;
    match outcome {
        Err(error) => Replayed::error(error),
        Ok(came) => {
            let differs = came.status != exchange.status;
            let fault = format!("status {} became {}", exchange.status, came.status);
            Replayed {
                value: Some(whole(operation, exchange, came.value)),
                faults: differs.then_some(fault).into_iter().collect(),
                ..Replayed::default()
            }
        }
    }
}

/// The body that `payload` came out of: the exchange's own, with what came out in its place.
fn whole(operation: &Operation, exchange: &Exchange, payload: Value) -> Value {
    let Some(schema) = operation.success_schema(exchange.status) else {
        return payload;
    };
    if payload::says_nothing(operation, schema) {
        return exchange.value.clone();
    }
    payload::replaced(&exchange.value, &payload::way(operation, schema), payload)
}
