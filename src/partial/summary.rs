//! What a body says about what was done and what failed.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::{
    FieldError, decode,
    operation::{Api, Operation},
    problem::{MOST_ERRORS, collect, is_failure, texts},
};

/// Where failures are beside what was done.
pub(crate) const FAILURES: [&str; 2] = ["errors", "batch_errors"];

/// What an object of one thing holds of how it went, and not of the thing.
const NOT_THE_THING: [&str; 10] = [
    "errors",
    "batch_errors",
    "meta",
    "status",
    "code",
    "title",
    "type",
    "message",
    "detail",
    "instance",
];

/// What a body tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    pub succeeded: Option<u64>,
    pub failed: Option<u64>,
    pub errors: Vec<FieldError>,
    pub done: Option<Value>,
}

impl Summary {
    /// What a response tells, if a part was carried out and a part failed. `entries` is the number of entries
    /// of the list that was sent, if one was.
    pub fn partial(
        operation: &Operation,
        status: StatusCode,
        body: &[u8],
        entries: impl FnOnce() -> Option<usize>,
    ) -> Option<Self> {
        let is_multi = status == StatusCode::MULTI_STATUS;
        // Other successes are looked into only where the document knows of failures in them.
        let knows_failures = || operation.response.is_some_and(|shape| shape.tells_failures);
        if status.is_success() && !is_multi && !knows_failures() {
            return None;
        }
        let body = decode::json(body)?;
        let reported = Self::of(&body, is_multi && !operation.api.is_b2b());
        let is_partial = if status.is_success() {
            reported.tells_failure()
        } else {
            reported.tells_success(operation, &body, entries)
        };
        is_partial.then_some(reported)
    }

    /// Reads a body; `by_title` if the title of a failed response counts as a failure.
    fn of(body: &Value, by_title: bool) -> Self {
        let (mut errors, mut listed) = (Vec::new(), 0);
        for failures in FAILURES.into_iter().filter_map(|name| body.get(name)) {
            collect(failures, "", &mut errors);
            listed += failures.as_array().map_or(0, Vec::len);
        }
        let done = match is_failed_entry(body) {
            true => {
                collect(body, "", &mut errors);
                listed += 1;
                None
            }
            false => done(body, &mut errors, &mut listed),
        };
        if by_title && is_failure(body) {
            let said = texts(body).into_iter().map(FieldError::unnamed);
            errors.splice(0..0, said);
        }
        errors.truncate(MOST_ERRORS);
        let counts = Counts::of(body);
        let shown = match &done {
            Some(Value::Array(items)) => Some(items.len()),
            Some(_) => Some(1),
            None => None,
        };
        let listed = Some(listed).filter(|listed| *listed > 0);
        Self {
            succeeded: counts.succeeded.or(shown.map(|shown| shown as u64)),
            failed: counts.failed.or(listed.map(|listed| listed as u64)),
            errors,
            done,
        }
    }

    fn tells_failure(&self) -> bool {
        !self.errors.is_empty() || self.failed.is_some_and(|failed| failed > 0)
    }

    /// Whether something was done although the response is a failure.
    fn tells_success(
        &self,
        operation: &Operation,
        body: &Value,
        entries: impl FnOnce() -> Option<usize>,
    ) -> bool {
        if let Some(succeeded) = Counts::of(body).succeeded {
            return succeeded > 0;
        }
        let has = |name| body.get(name).is_some_and(|value| !is_empty(value));
        let items = body.as_array().into_iter().flatten();
        if has("batch_errors") || items.chain([body]).any(is_failed_entry) {
            // Entries fail one by one, and those that don't aren't reported.
            return entries().is_none_or(|sent| self.failed.is_none_or(|n| n < sent as u64));
        }
        let shows_list = matches!(&self.done, Some(Value::Array(_)));
        operation.api == Api::V3 && shows_list && has("errors") && body.get("data").is_some()
    }
}

/// How many, as `meta` tells.
pub(crate) struct Counts {
    pub succeeded: Option<u64>,
    pub failed: Option<u64>,
}

impl Counts {
    pub fn of(body: &Value) -> Self {
        let count = |name| count(body.get("meta")?.get(name)?);
        let total = count("total");
        let rest = |part: Option<u64>| total?.checked_sub(part?);
        let failed = count("failed");
        let succeeded = count("success").or_else(|| count("saved_records"));
        Self {
            succeeded: succeeded.or_else(|| rest(failed)),
            failed: failed.or_else(|| rest(succeeded)),
        }
    }
}

/// A number, however it is written.
fn count(value: &Value) -> Option<u64> {
    let text = value.as_str().map(|text| text.trim().parse().ok());
    let number = text.unwrap_or_else(|| value.as_f64())?;
    (number >= 0.0 && number.fract() == 0.0).then_some(number as u64)
}

/// What was done. Items of it that are failures go into `errors`, and their number into `listed`.
fn done(body: &Value, errors: &mut Vec<FieldError>, listed: &mut usize) -> Option<Value> {
    let mut payload = match (body, body.get("data")) {
        (_, Some(data)) => data.clone(),
        (Value::Object(members), None) if members.contains_key("id") => thing(members),
        (Value::Object(_), None) => Value::Null,
        (other, None) => other.clone(),
    };
    if let Value::Array(items) = &mut payload {
        let mut index = 0;
        items.retain(|item| {
            let has_failed = has_failed(item);
            if has_failed {
                collect(item, &format!("[{index}]"), errors);
                *listed += 1;
            }
            index += 1;
            !has_failed
        });
    }
    Some(payload).filter(|payload| !is_empty(payload))
}

/// An object of one thing without what it holds of how it went.
fn thing(members: &Map<String, Value>) -> Value {
    let members = members.iter();
    let members = members.filter(|(name, _)| !NOT_THE_THING.contains(&name.as_str()));
    Value::Object(members.map(|(k, v)| (k.clone(), v.clone())).collect())
}

/// Whether it is an entry of a price list that failed: its `data` is what was sent.
pub(crate) fn is_failed_entry(value: &Value) -> bool {
    value.get("field_errors").is_some()
}

/// Whether an item of a list is a failure, with a status of its own or what was sent.
fn has_failed(item: &Value) -> bool {
    let status = ["status", "code"]
        .into_iter()
        .find_map(|name| item.get(name)?.as_u64());
    let is_failure = is_failure(item) && status.is_some_and(|status| (400..600).contains(&status));
    is_failure || is_failed_entry(item)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}
