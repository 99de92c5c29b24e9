//! Nothing is emptied by accident: a DELETE of a whole collection wants a word of its own, and a list of
//! nothing is not a filter. Every operation is tried, against what the documents and the recorded exceptions
//! say, not against what the client says of itself.

use std::{collections::BTreeMap, fs, path::Path};

use bigcommerce::{B2bAuthToken, CallOptions, Error, Pacing, Store, StoreBuilder};
use serde_json::{Value, json};

use testkit::{
    arguments::Arguments,
    calls::{self, Clients, Failure, Given},
    documents::{self, Credential, Operation, Parameter},
    expect::Account,
    report,
    sample::Mode,
    schema::{flatten, kind},
    server::{Recorded, Response, Server},
};

struct Platform {
    server: Server,
    unified: Clients,
    legacy: Clients,
}

impl Platform {
    async fn start() -> Self {
        let server = Server::start(|_| Response::new(204)).await;
        let builder = Store::builder("abc123")
            .bigcommerce_url(server.url())
            .b2b_url(server.url())
            .pacing(Pacing::off())
            .options(CallOptions::new().max_attempts(1));
        let unified = builder.clone().access_token("t");
        let legacy = builder.b2b_auth_token(B2bAuthToken::new("t").unwrap());
        let url = server.url();
        let clients = |store: StoreBuilder| {
            let account = Account::default();
            Clients::new(store.build().unwrap(), [&url, &url], &account).unwrap()
        };
        Self {
            unified: clients(unified),
            legacy: clients(legacy),
            server,
        }
    }

    /// Calls `operation`; gives the requests that came and what the client said against it.
    async fn call(&self, operation: &Operation, given: Given) -> (Vec<Recorded>, Option<String>) {
        let legacy = operation.credential() == Ok(Credential::LegacyToken);
        let store = if legacy { &self.legacy } else { &self.unified };
        let call = calls::of(operation).unwrap();
        let said = match call(store.clone(), given).await {
            Err(Failure::Client(error)) => match *error {
                Error::Request { .. } => Some(error.to_string()),
                // The server's response isn't this operation's; only that there is one matters.
                _ => None,
            },
            Err(Failure::Arguments(error)) => panic!("{}: {error}", operation.name()),
            // What is required is in the parentheses, so that it can't even be written.
            Err(Failure::NotGiven(name)) => Some(format!("`{name}` isn't given")),
            Ok(_) => None,
        };
        (self.server.take(), said)
    }
}

/// The operations whose features are on.
fn operations() -> impl Iterator<Item = &'static Operation> {
    let all = documents::operations().iter();
    all.filter(|operation| calls::of(operation).is_some())
}

/// What `specs/guards.json` says of `operation`.
fn exception(operation: &Operation) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/guards.json");
    let all: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    all[format!("{}/{}", operation.api, operation.module)]
        [format!("{} {}", operation.method, operation.path)]
    .clone()
}

/// The arguments of `operation` in the query.
fn query(operation: &Operation) -> impl Iterator<Item = Parameter<'_>> {
    let all = operation.arguments().into_iter();
    all.filter(|argument| argument.place == "query")
}

/// Only what `operation` requires.
fn least(operation: &Operation) -> Arguments {
    Arguments::for_operation(operation, 2, Mode::Minimal)
}

/// What a DELETE does without anything that can be left out.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deletes {
    /// The path ends in its id.
    ById,
    /// What exists once, by a recorded decision.
    TheOne,
    /// What a required argument or body names.
    Named,
    /// All there are.
    All,
}

impl Deletes {
    fn of(operation: &Operation) -> Self {
        let body = operation.body.as_ref().is_some_and(|body| body.required);
        let named = query(operation).any(|it| it.required && it.name != "limit");
        match () {
            () if operation.path.ends_with('}') => Self::ById,
            () if exception(operation)["deletes_one"] == true => Self::TheOne,
            () if body || named => Self::Named,
            () => Self::All,
        }
    }
}

#[tokio::test]
async fn a_delete_of_everything_wants_a_word_of_its_own() {
    let platform = Platform::start().await;
    let mut faults = Vec::new();
    let mut kinds: BTreeMap<Deletes, usize> = BTreeMap::new();
    let deletes = operations().filter(|operation| operation.method == "DELETE");
    for operation in deletes {
        let name = operation.name();
        let mut expect = |is: bool, what: String| {
            if !is {
                faults.push(format!("{name}: {what}"));
            }
        };
        let bare = Given::new(operation, &least(operation)).not_everything();
        let (sent, said) = platform.call(operation, bare).await;
        let deletes = Deletes::of(operation);
        if deletes == Deletes::All {
            expect(sent.is_empty(), "sent without a word".to_owned());
            let said = said.unwrap_or_default();
            expect(
                said.contains("this deletes all ") && said.contains("call `.everything()`"),
                format!("says {said:?}"),
            );
            let everything = Given::new(operation, &least(operation));
            let (sent, said) = platform.call(operation, everything).await;
            expect(sent.len() == 1, format!("not sent: {said:?}"));
            // Each argument that narrows it is enough.
            for argument in query(operation) {
                let mut arguments = least(operation);
                let full = Arguments::for_operation(operation, 1, Mode::Full);
                let value = full.query[argument.name].clone();
                arguments.query.insert(argument.name.to_owned(), value);
                let given = Given::new(operation, &arguments).not_everything();
                let (sent, _) = platform.call(operation, given).await;
                let narrows = !["page", "limit"].contains(&argument.name);
                let wanted = usize::from(narrows);
                expect(
                    sent.len() == wanted,
                    format!("`{}` alone: {} sent", argument.name, sent.len()),
                );
            }
            if operation.body.is_some() {
                let full = Arguments::for_operation(operation, 1, Mode::Full);
                let arguments = Arguments {
                    body: full.body,
                    ..least(operation)
                };
                let given = Given::new(operation, &arguments).not_everything();
                let (sent, said) = platform.call(operation, given).await;
                expect(sent.len() == 1, format!("not sent with a body: {said:?}"));
            }
        } else {
            expect(sent.len() == 1, format!("{deletes:?} isn't sent: {said:?}"));
        }
        *kinds.entry(deletes).or_default() += 1;
    }
    report(&faults);
    if cfg!(feature = "full") {
        // Every DELETE is one of them; how many there are of each changes with the documents.
        let count = |kind| kinds.get(&kind).copied().unwrap_or_default();
        let counts = [Deletes::ById, Deletes::TheOne, Deletes::Named, Deletes::All].map(count);
        let deletes = operations().filter(|it| it.method == "DELETE").count();
        assert_eq!(counts.iter().sum::<usize>(), deletes);
        assert!(counts.iter().all(|count| *count >= 10), "{counts:?}");
    }
}

#[tokio::test]
async fn a_list_of_nothing_is_no_argument() {
    let platform = Platform::start().await;
    let mut faults = Vec::new();
    let mut tried = 0;
    for operation in operations() {
        for argument in query(operation) {
            let flat = flatten(&operation.document, argument.schema, &mut 0);
            let nothing = match kind(&flat) {
                Some("array") => vec![json!([])],
                Some("string") if operation.method == "DELETE" && !flat.contains_key("enum") => {
                    vec![json!(""), json!(" \t")]
                }
                _ => continue,
            };
            for nothing in nothing {
                tried += 1;
                let mut arguments = least(operation);
                arguments
                    .query
                    .insert(argument.name.to_owned(), nothing.clone());
                let (sent, said) = platform
                    .call(operation, Given::new(operation, &arguments))
                    .await;
                let said = said.unwrap_or_default();
                let named = said.contains(&format!("argument `{}` is ", argument.name));
                if !sent.is_empty() || !named || !said.contains("give it a value or leave it out") {
                    let (name, sent) = (operation.name(), sent.len());
                    faults.push(format!(
                        "{name} {}={nothing}: {sent} sent: {said}",
                        argument.name
                    ));
                }
            }
        }
    }
    report(&faults);
    assert!(tried > 0);
    if cfg!(feature = "full") {
        assert!(tried > 280, "{tried}");
    }
}

#[tokio::test]
async fn a_body_that_lists_nothing_is_no_request() {
    let platform = Platform::start().await;
    let mut faults = Vec::new();
    let (mut refused, mut written) = (0, 0);
    for operation in operations() {
        let Some(body) = operation.body.as_ref() else {
            continue;
        };
        if body.media_type != "application/json" {
            continue;
        }
        let flat = flatten(&operation.document, &body.schema, &mut 0);
        if kind(&flat) != Some("array") || flat.contains_key("minItems") {
            continue;
        }
        let arguments = Arguments {
            body: Some(json!([])),
            ..least(operation)
        };
        let (sent, said) = platform
            .call(operation, Given::new(operation, &arguments))
            .await;
        let said = said.unwrap_or_default();
        let name = operation.name();
        if exception(operation)["writes_list"] == true {
            written += 1;
            if sent.len() != 1 {
                faults.push(format!("{name}: a list that is a value isn't sent: {said}"));
            }
        } else {
            refused += 1;
            if !sent.is_empty() || !said.contains("the body is an empty list") {
                faults.push(format!("{name}: {} sent: {said}", sent.len()));
            }
        }
    }
    report(&faults);
    assert!(refused > 0);
    if cfg!(feature = "full") {
        assert!(refused > 70 && written == 1, "{refused} {written}");
    }
}
