//! Samples made from the corrected schemas, sent and received: whatever a schema allows survives.

use serde::Serialize;

use crate::platform::Platform;
use testkit::{
    arguments::Arguments,
    check::check,
    documents::{Operation, Success},
    expect::Expected,
    json::differences,
    payload,
    sample::{Mode, UNHEARD_OF, sample_success},
    server::Response,
};

/// How the samples of one operation fared.
#[derive(Serialize)]
pub struct Sampled {
    api: String,
    module: String,
    id: String,
    /// How many requests and responses there were.
    count: usize,
    /// What became of some of them.
    faults: Vec<String>,
}

/// Seeds for [`Mode::Full`]: consecutive ones take consecutive branches of each union.
const BRANCHES: u64 = 8;

/// Modes and seeds of what a schema says.
pub fn known() -> impl Iterator<Item = (Mode, u64)> {
    let full = (0..BRANCHES).map(|seed| (Mode::Full, seed));
    full.chain([(Mode::Minimal, 1), (Mode::Minimal, 2), (Mode::Nulls, 3)])
}

/// Modes and seeds of what it doesn't say yet, which responses may have.
pub fn news() -> impl Iterator<Item = (Mode, u64)> {
    (0..BRANCHES).flat_map(|seed| [(Mode::UnknownFields, seed), (Mode::UnknownEnums, seed)])
}

/// Whether a difference is one that no schema forbids: the loss of a field that none knows.
pub fn lost_by_nature(difference: &str) -> bool {
    difference.contains(&format!("/{UNHEARD_OF}: lost "))
}

/// Sends and receives the samples of `operation`.
pub async fn samples(platform: &Platform, operation: &Operation) -> Sampled {
    let mut sampled = Sampled {
        api: operation.api.clone(),
        module: operation.module.clone(),
        id: operation.id.clone(),
        count: 0,
        faults: Vec::new(),
    };
    for (mode, seed) in known() {
        let arguments = Arguments::for_operation(operation, seed, mode);
        let (sent, _) = platform
            .call(operation, &arguments, Response::new(204))
            .await;
        let expected = Expected::of(operation, &arguments, &platform.account);
        let faults = match (expected, sent.as_slice()) {
            (Ok(expected), [sent]) => check(&expected, sent),
            (Ok(_), sent) => vec![format!("{} requests were sent", sent.len())],
            (Err(fault), _) => vec![fault],
        };
        sampled.note("request", mode, seed, faults);
    }
    let arguments = Arguments::for_operation(operation, 1, Mode::Minimal);
    for (mode, seed) in known().chain(news()) {
        for success in &operation.success {
            let Some(faults) = response(platform, operation, &arguments, success, mode, seed).await
            else {
                continue;
            };
            sampled.note("response", mode, seed, faults);
        }
    }
    sampled
}

impl Sampled {
    fn note(&mut self, side: &str, mode: Mode, seed: u64, faults: Vec<String>) {
        self.count += 1;
        let faults = faults.into_iter();
        self.faults
            .extend(faults.map(|fault| format!("{side}, {mode:?} {seed}: {fault}")));
    }
}

/// What a sample of `success` lost on its way, if it is JSON.
async fn response(
    platform: &Platform,
    operation: &Operation,
    arguments: &Arguments,
    success: &Success,
    mode: Mode,
    seed: u64,
) -> Option<Vec<String>> {
    let media_type = success.media_type.as_ref()?;
    let schema = success.schema.as_ref()?;
    let status: u16 = success.status.replace('X', "0").parse().ok()?;
    if status == 204 || !media_type.ends_with("json") || payload::says_nothing(operation, schema) {
        return None;
    }
    let mut value = sample_success(&operation.document, schema, seed, mode);
    payload::completed(operation, schema, &mut value, seed);
    let (_, came) = platform
        .call(operation, arguments, Response::json(status, &value))
        .await;
    let came = match came {
        Ok(came) => came,
        Err(error) => return Some(vec![error]),
    };
    let sent = payload::at(&value, &payload::way(operation, schema));
    let mut faults = differences(sent, &came.value);
    faults.retain(|fault| !lost_by_nature(fault));
    Some(faults)
}
