//! Every response that a document declares for what was carried out in part is `Error::Partial`, and its
//! errors hold what failed and nothing else.

use bigcommerce::{CallOptions, Error, Pacing, Store};
use serde_json::{Value, json};

use testkit::{
    arguments::Arguments,
    calls::{self, Clients, Failure, Given},
    documents::{self, Operation, Success},
    expect::Account,
    report,
    sample::{Mode, sample_response},
    server::{Response, Server},
};

const DONE: &str = "what was done";
const FAILED: &str = "what failed";

/// Puts `text` into each text in `value`.
fn mark(value: &mut Value, text: &str) {
    match value {
        Value::String(old) => text.clone_into(old),
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, text)),
        Value::Object(members) => members.values_mut().for_each(|member| mark(member, text)),
        _ => (),
    }
}

/// A response for `declared` of which one entry was done and one failed.
fn response(operation: &Operation, declared: &Success, seed: u64) -> Value {
    let schema = declared.schema.as_ref().unwrap();
    let mut body = sample_response(&operation.document, schema, seed, Mode::Full);
    let members = body.as_object_mut().unwrap();
    for (name, value) in members.iter_mut() {
        let failure = json!({"1.name": FAILED});
        match (&**name, &mut *value) {
            // Or it is what was sent, which is not an error either.
            ("data", value) => mark(value, DONE),
            ("field_errors", value) => *value = failure,
            ("meta", value) => *value = json!({"total": 2, "success": 1, "failed": 1}),
            ("errors", Value::Array(items)) => {
                items.truncate(1);
                items[0]["errors"] = failure;
            }
            ("errors", value) => value["errors"] = failure,
            ("batch_errors", Value::Array(items)) => {
                items.truncate(1);
                let item = items[0].as_object_mut().unwrap();
                let field = if item.contains_key("field_errors") {
                    "field_errors"
                } else {
                    "errors"
                };
                item.insert(field.to_owned(), failure);
                if let Some(sent) = item.get_mut("data") {
                    mark(sent, DONE);
                }
            }
            ("title" | "message", value) => *value = FAILED.into(),
            ("status", value) => *value = declared.status.parse::<u16>().unwrap().into(),
            _ => (),
        }
    }
    body
}

/// What is wrong with what becomes of `body`.
async fn fault(clients: &Clients, operation: &Operation, arguments: &Arguments) -> Option<String> {
    let call = calls::of(operation).unwrap();
    let error = match call(clients.clone(), Given::new(operation, arguments)).await {
        Ok(_) => return Some("a success".to_owned()),
        Err(Failure::Arguments(error)) => return Some(error.to_string()),
        Err(Failure::NotGiven(name)) => return Some(format!("no `{name}`")),
        Err(Failure::Client(error)) => error,
    };
    let Error::Partial(partial) = &*error else {
        return Some(format!("{error:?}"));
    };
    let said = |text: &str| {
        partial
            .errors()
            .iter()
            .any(|error| error.message.contains(text))
    };
    let is_right = said(FAILED) && !said(DONE) && error.may_have_been_carried_out();
    (!is_right).then(|| format!("{error:?}"))
}

#[tokio::test]
async fn every_partial_success_of_the_documents_is_one() {
    let (mut count, mut faults) = (0, Vec::new());
    for operation in documents::operations() {
        if calls::of(operation).is_none() {
            continue;
        }
        for (declared, seed) in operation
            .partial
            .iter()
            .flat_map(|one| [(one, 1), (one, 2)])
        {
            let body = response(operation, declared, seed);
            let response = Response::json(declared.status.parse().unwrap(), &body);
            let server = Server::start(move |_| response.clone()).await;
            let store = Store::builder("abc123")
                .access_token("t")
                .bigcommerce_url(server.url())
                .pacing(Pacing::off())
                .options(CallOptions::new());
            let mut arguments = Arguments::for_operation(operation, seed, Mode::Full);
            // One entry was done.
            if let Some(Value::Array(entries)) = &mut arguments.body {
                entries.push(entries[0].clone());
            }
            let (store, url) = (store.build().unwrap(), server.url());
            let clients = Clients::new(store, [&url, &url], &Account::default()).unwrap();
            let fault = fault(&clients, operation, &arguments).await;
            let name = format!("{} {}", operation.name(), declared.status);
            faults.extend(fault.map(|fault| format!("{name}: {fault} of {body}")));
            if server.take().len() != 1 {
                faults.push(format!("{name}: not sent once"));
            }
            count += 1;
        }
    }
    report(&faults);
    println!("{count} partial successes");
    if cfg!(feature = "full") {
        assert!(count > 80, "{count}");
    }
}
