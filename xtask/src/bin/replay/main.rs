//! The half of `cargo xtask contract` that has the client: replays a plan against a server of its own.
//!
//! `replay PLAN REPORT` reads a list of exchanges (what an operation is sent or responded with),
//! carries each out through the public API and writes what went over the wire and what came out. It
//! judges nothing of that: the task does, which knows the documents and not the client. Samples are
//! made here; those of the corrected documents are compared here too, next to what makes them.

mod platform;
mod raw;
mod replay;
mod samples;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fs,
};

use bigcommerce::operation::Location;
use serde::Deserialize;
use serde_json::{Value, json};

use platform::Platform;
use testkit::{arguments::Arguments, documents, sample::Mode, server::Response};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [plan, report] = arguments.as_slice() else {
        return Err("two files are wanted: the plan and the report to write".into());
    };
    let plan: Plan = serde_json::from_slice(&fs::read(plan)?)?;
    let platform = Platform::start().await?;
    let mut replayed = Vec::new();
    for exchange in &plan.exchanges {
        replayed.push(replay::replay(&platform, exchange).await);
    }
    let mut sampled = Vec::new();
    for operation in documents::operations() {
        sampled.push(samples::samples(&platform, operation).await);
    }
    let mut raw = Vec::new();
    for body in &plan.bodies {
        raw.push(raw::samples(&platform, &plan.bundles, body).await);
    }
    let written = json!({
        "operations": operations(&platform).await,
        "replayed": replayed,
        "sampled": sampled,
        "raw": raw,
    });
    Ok(fs::write(report, written.to_string())?)
}

/// The work to do.
#[derive(Deserialize)]
struct Plan {
    /// Examples of the documents.
    exchanges: Vec<replay::Exchange>,
    /// Bodies to make samples of.
    bodies: Vec<raw::Body>,
    /// The documents that have their schemas.
    bundles: BTreeMap<String, Value>,
}

/// The crate's own table of operations, with the names of the headers each was sent with.
async fn operations(platform: &Platform) -> Vec<Value> {
    let mut sent = BTreeMap::new();
    for operation in documents::operations() {
        let arguments = Arguments::for_operation(operation, 1, Mode::Full);
        let response = Response::new(204);
        let (requests, _) = platform.call(operation, &arguments, response).await;
        let headers = requests.iter().flat_map(|request| &request.headers);
        let headers: BTreeSet<String> = headers.map(|(name, _)| name.to_lowercase()).collect();
        let path = format!("{}{}", operation.base_path, operation.path);
        sent.insert((operation.method.clone(), path), headers);
    }
    let operations = bigcommerce::operations().map(|operation| {
        let path = format!("{}{}", operation.base_path, operation.path);
        let method = operation.method.to_string();
        let parameters = operation.parameters.iter().map(|parameter| {
            json!({
                "name": parameter.name,
                "in": match parameter.location {
                    Location::Path => "path",
                    Location::Query => "query",
                    Location::Header => "header",
                    _ => "a place this doesn't know",
                },
                "required": parameter.required,
                "explode": parameter.explode,
            })
        });
        json!({
            "api": operation.api.name(),
            "module": operation.module,
            "id": operation.id,
            "method": operation.method,
            "path": path,
            "parameters": parameters.collect::<Vec<_>>(),
            "headers": sent.get(&(method, path.clone())),
        })
    });
    operations.collect()
}
