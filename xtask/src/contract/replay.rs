//! Runs the half of the check that has the client: the example `contract` of the crate.

use std::{env, ffi::OsString, fs, path::Path, process::Command};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Error, Result,
    upstream::{Document, Parameter, Side},
};

/// An example to replay.
#[derive(Serialize)]
pub struct Exchange<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub side: Side,
    pub status: u16,
    pub media_type: &'a str,
    pub value: &'a Value,
}

/// What came of all of them.
#[derive(Deserialize)]
pub struct Report {
    pub operations: Vec<Operation>,
    pub replayed: Vec<Replayed>,
    pub sampled: Vec<Sampled>,
}

/// An operation the crate has.
#[derive(Deserialize)]
pub struct Operation {
    pub family: String,
    pub module: String,
    pub id: String,
    pub method: String,
    pub path: String,
    pub parameters: Vec<Parameter>,
}

/// What came of one example.
#[derive(Deserialize)]
pub struct Replayed {
    pub error: Option<String>,
    pub value: Option<Value>,
    pub faults: Vec<String>,
}

/// How the samples of one operation fared.
#[derive(Deserialize)]
pub struct Sampled {
    pub family: String,
    pub module: String,
    pub id: String,
    pub count: usize,
    pub faults: Vec<String>,
}

/// All examples of `documents`, in their order.
pub fn plan<'a>(documents: &'a [Document]) -> Vec<Exchange<'a>> {
    let operations = documents.iter().flat_map(|(_, operations)| operations);
    operations
        .flat_map(|operation| operation.examples.iter().map(move |it| (operation, it)))
        .map(|(operation, example)| Exchange {
            method: &operation.method,
            path: &operation.path,
            side: example.side,
            status: example.status,
            media_type: &example.media_type,
            value: example.place.node,
        })
        .collect()
}

/// Replays `plan` with the crate at `root`.
pub fn run(root: &Path, plan: &[Exchange]) -> Result<Report> {
    let folder = tempfile::tempdir().map_err(|source| io(root, source))?;
    let (plan_path, report_path) = (folder.path().join("plan"), folder.path().join("report"));
    let text = serde_json::to_vec(plan).map_err(|source| Error::Json {
        path: plan_path.clone(),
        source,
    })?;
    fs::write(&plan_path, text).map_err(|source| io(&plan_path, source))?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command
        .current_dir(root)
        .args(["run", "--quiet", "--example", "contract"])
        // With `tracing`, as CI builds the rest.
        .args(["--features", "full,tracing", "--"])
        .args([&plan_path, &report_path]);
    let status = command.status().map_err(|source| io(root, source))?;
    if !status.success() {
        return Err(Error::Client(status));
    }
    read(&report_path)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = fs::read(path).map_err(|source| io(path, source))?;
    serde_json::from_slice(&bytes).map_err(|source| Error::Json {
        path: path.to_owned(),
        source,
    })
}

fn io(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}
