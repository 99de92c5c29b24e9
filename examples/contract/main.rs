//! The half of `cargo xtask contract` that has the client: replays a plan against a server of its own.
//!
//! `contract PLAN REPORT` reads a list of exchanges (what an operation is sent or answered with),
//! carries each out through the public API and writes what went over the wire and what came out. It
//! judges nothing of that: the task does, which knows the documents and not the client. Samples made
//! from the corrected documents are compared here, next to what makes them.

#[path = "../../tests/calls/mod.rs"]
mod calls;
mod platform;
mod replay;
mod samples;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::{env, error::Error, fs};

use bigcommerce::operation::Location;
use serde_json::{Value, json};

use platform::Platform;
use support::documents;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [plan, report] = arguments.as_slice() else {
        return Err("two files are wanted: the plan and the report to write".into());
    };
    let plan: Vec<replay::Exchange> = serde_json::from_slice(&fs::read(plan)?)?;
    let platform = Platform::start().await?;
    let mut replayed = Vec::new();
    for exchange in &plan {
        replayed.push(replay::replay(&platform, exchange).await);
    }
    let mut sampled = Vec::new();
    for operation in documents::operations() {
        sampled.push(samples::samples(&platform, operation).await);
    }
    let written = json!({ "operations": operations(), "replayed": replayed, "sampled": sampled });
    Ok(fs::write(report, written.to_string())?)
}

/// The crate's own table of operations.
fn operations() -> Vec<Value> {
    let operations = bigcommerce::operations().map(|operation| {
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
            "family": operation.family.name(),
            "module": operation.module,
            "id": operation.id,
            "method": operation.method,
            "path": format!("{}{}", operation.base_path, operation.path),
            "parameters": parameters.collect::<Vec<_>>(),
        })
    });
    operations.collect()
}
