//! Samples made from upstream's own schemas, sent and received. The task judges what became of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    platform::Platform,
    replay::{Exchange, Replayed, Side, operation, replay},
    samples::{known, lost_by_nature, news},
};
use testkit::{
    json::differences,
    payload,
    sample::{Mode, sample, sample_success},
};

/// A JSON body of an operation, with the schema that upstream gives it.
#[derive(Deserialize)]
pub struct Body {
    method: String,
    path: String,
    side: Side,
    status: u16,
    /// Which of the bundles has the schema.
    bundle: String,
    /// A pointer into that.
    schema: String,
}

/// How the samples of one body fared.
#[derive(Default, Serialize)]
pub struct Sampled {
    /// How many there were.
    count: usize,
    /// Those that didn't come through as they were.
    suspects: Vec<Suspect>,
}

/// A sample and what became of it.
#[derive(Serialize)]
struct Suspect {
    /// By what it is made again.
    name: String,
    value: Value,
    replayed: Replayed,
}

/// Sends or receives the samples of `body`.
pub async fn samples(
    platform: &Platform,
    bundles: &BTreeMap<String, Value>,
    body: &Body,
) -> Sampled {
    let mut sampled = Sampled::default();
    let Some(bundle) = bundles.get(&body.bundle) else {
        return sampled;
    };
    let schema = json!({ "$ref": format!("#{}", body.schema) });
    let modes: Vec<(Mode, u64)> = match body.side {
        Side::Request => known().collect(),
        Side::Response => known().chain(news()).collect(),
    };
    for (mode, seed) in modes {
        let value = match body.side {
            Side::Request => sample(bundle, &schema, seed, mode),
            Side::Response => {
                let mut value = sample_success(bundle, &schema, seed, mode);
                body.complete(&mut value, seed);
                value
            }
        };
        let exchange = Exchange {
            method: body.method.clone(),
            path: body.path.clone(),
            side: body.side,
            status: body.status,
            media_type: "application/json".into(),
            value,
        };
        let replayed = replay(platform, &exchange).await;
        sampled.count += 1;
        if !whole(&exchange.value, &replayed) {
            sampled.suspects.push(Suspect {
                name: format!("{mode:?} {seed}"),
                value: exchange.value,
                replayed,
            });
        }
    }
    sampled
}

impl Body {
    /// Puts a payload into a sample of a response that has none.
    fn complete(&self, sample: &mut Value, seed: u64) {
        let operation = operation(&self.method, &self.path).filter(|_| sample.is_object());
        let schema = operation.and_then(|it| it.success_schema(self.status).map(|s| (it, s)));
        if let Some((operation, schema)) = schema {
            payload::completed(operation, schema, sample, seed);
        }
    }
}

/// Whether all of `value` came through.
fn whole(value: &Value, replayed: &Replayed) -> bool {
    let Some(seen) = &replayed.value else {
        return false;
    };
    let mut faults = differences(value, seen);
    faults.retain(|fault| !lost_by_nature(fault));
    faults.is_empty() && replayed.faults.is_empty()
}
