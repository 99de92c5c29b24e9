//! Runs the half of the check that has the client: the program `replay` beside this one.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    env,
    ffi::OsString,
    fs,
    path::Path,
    process::Command,
};

use bigcommerce_codegen::openapi::{Bundle, Side};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Error, Result,
    excuses::Excuses,
    upstream::{Document, Parameter},
};

/// What the client is to do.
#[derive(Serialize)]
pub struct Plan<'a> {
    exchanges: Vec<Exchange<'a>>,
    bodies: Vec<Samples<'a>>,
    bundles: BTreeMap<&'a str, Value>,
}

/// A body to make samples of.
#[derive(Serialize)]
struct Samples<'a> {
    method: &'a str,
    path: &'a str,
    side: Side,
    status: u16,
    bundle: &'a str,
    schema: String,
}

/// An example to replay.
#[derive(Serialize)]
struct Exchange<'a> {
    method: &'a str,
    path: &'a str,
    side: Side,
    status: u16,
    media_type: &'a str,
    value: Cow<'a, Value>,
}

/// What came of all of them.
#[derive(Deserialize)]
pub struct Report {
    pub operations: Vec<Operation>,
    pub replayed: Vec<Replayed>,
    /// Samples of the corrected documents, by operation.
    pub sampled: Vec<Sampled>,
    /// Samples of the raw ones, by body.
    pub raw: Vec<Sampling>,
}

/// An operation the crate has.
#[derive(Deserialize)]
pub struct Operation {
    pub api: String,
    pub module: String,
    pub id: String,
    pub method: String,
    pub path: String,
    pub parameters: Vec<Parameter>,
    /// The names of the headers it was sent with, in lower case.
    pub headers: BTreeSet<String>,
}

/// What came of one example.
#[derive(Deserialize)]
pub struct Replayed {
    pub error: Option<String>,
    pub value: Option<Value>,
    pub faults: Vec<String>,
}

/// How the samples of one raw schema fared.
#[derive(Default, Deserialize)]
pub struct Sampling {
    pub count: usize,
    pub suspects: Vec<Suspect>,
}

/// A sample that didn't come through as it was.
#[derive(Deserialize)]
pub struct Suspect {
    /// By what it is made again.
    pub name: String,
    pub value: Value,
    pub replayed: Replayed,
}

/// How the samples of one operation fared.
#[derive(Deserialize)]
pub struct Sampled {
    pub api: String,
    pub module: String,
    pub id: String,
    pub count: usize,
    pub faults: Vec<String>,
}

/// All examples and bodies of `documents`, in their order, and the bundles they are in.
///
/// An example that is excused in part follows a second time, without that part.
pub fn plan<'a>(
    documents: &'a [Document],
    bundles: &'a [(String, Bundle)],
    excuses: &Excuses,
) -> Plan<'a> {
    let bundles = bundles.iter();
    let bundles = bundles.map(|(path, bundle)| (path.as_str(), bundle.joined()));
    let mut plan = Plan {
        exchanges: Vec::new(),
        bodies: Vec::new(),
        bundles: bundles.collect(),
    };
    for (document, operations) in documents {
        for operation in operations {
            let (method, path) = (operation.method.as_str(), operation.path.as_str());
            for example in &operation.examples {
                let mended = excuses.mended(example).map(Cow::Owned);
                let values = [Some(Cow::Borrowed(&*example.value)), mended];
                let exchanges = values.into_iter().flatten().map(|value| Exchange {
                    method,
                    path,
                    side: example.side,
                    status: example.status,
                    media_type: &example.media_type,
                    value,
                });
                plan.exchanges.extend(exchanges);
            }
            let schemas = operation.schemas.iter();
            plan.bodies.extend(schemas.map(|body| Samples {
                method,
                path,
                side: body.side,
                status: body.status,
                bundle: document,
                schema: body.schema.joined(),
            }));
        }
    }
    plan
}

/// Replays `plan` with `program`, or with the one that is built for it from the crate at `root`.
pub fn run(root: &Path, program: Option<&Path>, plan: &Plan) -> Result<Report> {
    let folder = tempfile::tempdir().map_err(|source| io(root, source))?;
    let (plan_path, report_path) = (folder.path().join("plan"), folder.path().join("report"));
    let text = serde_json::to_vec(plan).map_err(|source| Error::Json {
        path: plan_path.clone(),
        source,
    })?;
    fs::write(&plan_path, text).map_err(|source| io(&plan_path, source))?;
    let mut command = program.map_or_else(|| built(root), Command::new);
    let status = command.args([&plan_path, &report_path]).status();
    let status = status.map_err(|source| io(program.unwrap_or(root), source))?;
    if !status.success() {
        return Err(Error::Client(status));
    }
    read(&report_path)
}

/// Builds and runs `replay`.
fn built(root: &Path) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command
        .current_dir(root)
        .args(["run", "--quiet", "--package", "xtask", "--bin", "replay"])
        .args(["--features", "full", "--"]);
    command
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
