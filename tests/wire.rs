//! Every operation goes over the wire as its document says, and what the document lets the server
//! response comes back undamaged.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

mod guard;
mod partial;
#[path = "wire/reading.rs"]
mod reading;

use std::sync::{Arc, Mutex};

use bigcommerce::{AccessToken, B2bAuthToken, CallOptions, Pacing, Store, StoreBuilder, StoreHash};
use testkit::calls::{self, Clients, Failure, Given};
use testkit::{
    arguments::Arguments,
    check::check,
    documents::{self, Credential, Operation},
    expect::{Account, Expected},
    json::differences,
    payload, report,
    sample::{Mode, sample_success},
    server::{Response, Server},
};

/// The next response of the server.
type Next = Arc<Mutex<Response>>;

struct Platform {
    server: Server,
    next: Next,
    unified: Clients,
    legacy: Clients,
    account: Account,
}

impl Platform {
    async fn start() -> Self {
        let next: Next = Arc::new(Mutex::new(Response::new(204)));
        let responses = Arc::clone(&next);
        let server = Server::start(move |_| responses.lock().unwrap().clone()).await;
        let account = Account::default();
        let builder = Store::builder(StoreHash::new(&account.store_hash).unwrap())
            .bigcommerce_url(server.url())
            .b2b_url(server.url())
            .pacing(Pacing::off())
            .options(CallOptions::new().max_attempts(1));
        let unified = builder
            .clone()
            .access_token(AccessToken::new(&account.access_token).unwrap());
        let legacy = builder.b2b_auth_token(B2bAuthToken::new(&account.b2b_token).unwrap());
        let url = server.url();
        let clients = |store: StoreBuilder| {
            Clients::new(store.build().unwrap(), [&url, &url], &account).unwrap()
        };
        Self {
            unified: clients(unified),
            legacy: clients(legacy),
            server,
            next,
            account,
        }
    }

    /// Sends `operation` once, responded with `response`; returns what is wrong with request and response.
    async fn faults(
        &self,
        operation: &Operation,
        arguments: &Arguments,
        response: Success,
    ) -> Vec<String> {
        let Some(call) = calls::of(operation) else {
            return Vec::new();
        };
        *self.next.lock().unwrap() = response.response();
        let legacy = operation.credential() == Ok(Credential::LegacyToken);
        let store = if legacy { &self.legacy } else { &self.unified };
        let outcome = call(store.clone(), Given::new(operation, arguments)).await;
        let seen = self.server.take();
        let mut faults = match (
            Expected::of(operation, arguments, &self.account),
            seen.as_slice(),
        ) {
            (Ok(expected), [seen]) => check(&expected, seen),
            (Ok(_), seen) => vec![format!("{} requests were sent", seen.len())],
            (Err(fault), _) => vec![fault],
        };
        match outcome {
            Ok(came) if came.status != response.status => {
                faults.push(format!("status {}", came.status))
            }
            Ok(came) => {
                if let Some(sent) = &response.payload {
                    faults.extend(
                        differences(sent, &came.value)
                            .into_iter()
                            .map(|d| format!("response: {d}")),
                    );
                }
            }
            Err(Failure::Arguments(error)) => faults.push(format!("arguments: {error}")),
            Err(Failure::NotGiven(name)) => faults.push(format!("no `{name}`")),
            Err(Failure::Client(error)) => {
                let source = std::error::Error::source(&*error).map(|source| format!(": {source}"));
                faults.push(format!("{error}{}", source.unwrap_or_default()));
            }
        }
        faults
            .into_iter()
            .map(|fault| format!("{}: {fault}", operation.name()))
            .collect()
    }
}

/// One success response a document allows.
struct Success {
    status: u16,
    media_type: Option<String>,
    value: Option<serde_json::Value>,
    /// What must come out of it.
    payload: Option<serde_json::Value>,
}

impl Success {
    /// Every success of `operation`, made from its schema.
    fn all(operation: &Operation, seed: u64, mode: Mode) -> Vec<Self> {
        let responses = operation.success.iter().map(|success| {
            let status = success.status.replace('X', "0").parse().unwrap();
            let is_json = success
                .media_type
                .as_deref()
                .is_some_and(|media| media.ends_with("json"));
            let value = match (&success.schema, status) {
                (_, 204) => None,
                (Some(schema), _) if is_json => {
                    let mut body = sample_success(&operation.document, schema, seed, mode);
                    payload::completed(operation, schema, &mut body, seed);
                    Some(body)
                }
                (_, _) if success.media_type.is_some() && !is_json => Some("a,b\n1,2\n".into()),
                _ => None,
            };
            let payload = match (&value, &success.schema) {
                (Some(_), Some(schema)) if is_json && payload::says_nothing(operation, schema) => {
                    Some(serde_json::Value::Null)
                }
                (Some(value), Some(schema)) if is_json => {
                    Some(payload::at(value, &payload::way(operation, schema)).clone())
                }
                _ => value.clone(),
            };
            Self {
                status,
                media_type: success.media_type.clone(),
                value,
                payload,
            }
        });
        responses.collect()
    }

    fn response(&self) -> Response {
        match (&self.value, &self.media_type) {
            (Some(serde_json::Value::String(text)), Some(media)) if !media.ends_with("json") => {
                Response::new(self.status)
                    .header("Content-Type", media)
                    .body(text.clone())
            }
            (Some(value), _) => Response::json(self.status, value),
            (None, _) => Response::new(self.status),
        }
    }
}

#[tokio::test]
async fn every_operation_is_sent_and_decoded_as_its_document_says() {
    let platform = Platform::start().await;
    let mut faults = Vec::new();
    let mut sent = 0;
    for operation in documents::operations()
        .iter()
        .filter(|operation| calls::of(operation).is_some())
    {
        sent += 1;
        for (mode, seed) in [
            (Mode::Full, 1),
            (Mode::Full, 2),
            (Mode::Full, 3),
            (Mode::Minimal, 4),
        ] {
            let arguments = Arguments::for_operation(operation, seed, mode);
            for response in Success::all(operation, seed, mode) {
                faults.extend(platform.faults(operation, &arguments, response).await);
            }
        }
    }
    report(&faults);
    assert_eq!(sent, calls::CALLS.len());
    if cfg!(feature = "full") {
        assert_eq!(sent, documents::operations().len());
    }
}

#[tokio::test]
async fn every_body_that_can_be_a_form_is_sent_as_one() {
    let platform = Platform::start().await;
    let mut faults = Vec::new();
    let mut sent = 0;
    for operation in documents::operations() {
        let Some(operation) = operation.with_media_type("multipart/form-data") else {
            continue;
        };
        sent += 1;
        let arguments = Arguments::for_operation(&operation, 5, Mode::Full);
        let response = Success::all(&operation, 5, Mode::Full).remove(0);
        faults.extend(platform.faults(&operation, &arguments, response).await);
    }
    report(&faults);
    assert_eq!(sent, 13);
}

#[tokio::test]
async fn b2b_operations_take_a_legacy_token_alone() {
    let platform = Platform::start().await;
    let mut sent = 0;
    for operation in documents::operations()
        .iter()
        .filter(|operation| operation.api == "b2b")
    {
        let Some(call) = calls::of(operation) else {
            continue;
        };
        let arguments = Arguments::for_operation(operation, 6, Mode::Minimal);
        let outcome = call(platform.legacy.clone(), Given::new(operation, &arguments)).await;
        let seen = platform.server.take();
        if operation.takes_legacy_token_instead() {
            sent += 1;
            assert_eq!(
                seen[0].headers("authToken"),
                ["legacy-token"],
                "{}",
                operation.name()
            );
            assert!(
                seen[0].header("X-Auth-Token").is_none(),
                "{}",
                operation.name()
            );
            assert!(
                seen[0].header("X-Store-Hash").is_none(),
                "{}",
                operation.name()
            );
        } else if operation.credential() == Ok(Credential::TokenAndHash) {
            assert!(seen.is_empty(), "{} must not be sent", operation.name());
            let Err(Failure::Client(error)) = outcome else {
                panic!("{}", operation.name())
            };
            assert!(
                matches!(*error, bigcommerce::Error::Credential { .. }),
                "{error}"
            );
        }
    }
    assert!(sent > 0);
}

#[cfg(feature = "v3-products")]
#[tokio::test]
async fn a_body_where_nothing_was_due_is_kept_and_no_error() {
    let platform = Platform::start().await;
    *platform.next.lock().unwrap() = Response::json(200, r#"{"done": true}"#);
    let deleted = platform
        .unified
        .v3()
        .products()
        .delete_product(1)
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.status(), 200);
    assert_eq!(deleted.body(), r#"{"done": true}"#);
}
