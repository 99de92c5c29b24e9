//! What a response says about each entry of the list that was sent.

use std::{collections::BTreeMap, fmt};

use http::StatusCode;
use serde_json::Value;

use super::listed;
use crate::{
    Error, Partial, decode,
    operation::Api,
    problem::{collect, one_line},
};

/// What became of one entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ItemOutcome {
    /// It was carried out.
    Succeeded,
    /// It wasn't carried out, and why.
    Failed(String),
    /// Whether it was carried out isn't known: the response reports a failure and not of which entry, or lists
    /// what was done without it, or there was none yet. Look before sending it again.
    Unclear(String),
    /// It wasn't sent: a request before it failed in a way all would, or the stream didn't come to it.
    NotSent,
}

impl fmt::Display for ItemOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Succeeded => f.write_str("succeeded"),
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::Unclear(why) => write!(f, "unclear: {why}"),
            Self::NotSent => f.write_str("not sent"),
        }
    }
}

/// What a success of the API `api` says about `entries`.
///
/// It is believed as a whole where it lists nothing: many get no body, a `transaction_id`
/// or an empty object. Where it lists what was done, an entry must be there.
pub(super) fn of_success(
    entries: &[Value],
    api: Api,
    status: StatusCode,
    body: &[u8],
) -> Vec<ItemOutcome> {
    let count = entries.len();
    let all = |outcome: ItemOutcome| vec![outcome; count];
    let Ok(body) = parse(body) else {
        return all(unclear("the response isn't JSON"));
    };
    let reported = ListSummary::of(&body);
    let items = listed::items(&body);
    if reported.has_errors() || (status == StatusCode::MULTI_STATUS && reported.failed != Some(0)) {
        return reported.by_index(count).unwrap_or_else(|| {
            let known = listed::known(entries, items.unwrap_or_default());
            outcomes(known, &reported.words())
        });
    }
    let done = reported
        .succeeded
        .map(|succeeded| succeeded >= count as u64);
    match items {
        // B2B Edition writes an empty list where it has nothing to say.
        Some([]) if done == Some(true) || api.is_b2b() => all(ItemOutcome::Succeeded),
        Some(items) => outcomes(
            listed::came_back(entries, items),
            "the response doesn't list it among what was done",
        ),
        None if done == Some(false) => all(unclear(
            "the response says that some of the list wasn't carried out",
        )),
        None => all(ItemOutcome::Succeeded),
    }
}

/// The JSON of a body; an empty one is `null`.
fn parse(body: &[u8]) -> serde_json::Result<Value> {
    match body.trim_ascii() {
        b"" => Ok(Value::Null),
        body => serde_json::from_slice(body),
    }
}

/// Success for each that is `known` to be done.
fn outcomes(known: Vec<bool>, why_not: &str) -> Vec<ItemOutcome> {
    let outcome = |known| match known {
        true => ItemOutcome::Succeeded,
        false => unclear(why_not),
    };
    known.into_iter().map(outcome).collect()
}

pub(super) fn unclear(why: &str) -> ItemOutcome {
    ItemOutcome::Unclear(why.to_owned())
}

/// What a failure, in whole or in part, says about `entries`.
pub(super) fn of_failure(entries: &[Value], error: &Error) -> Vec<ItemOutcome> {
    if let Some(partial) = error.partial() {
        return of_partial(entries, partial);
    }
    let words = one_line(&error.to_string(), 300);
    let outcome = match error.may_have_been_carried_out() {
        true => ItemOutcome::Unclear(words),
        false => ItemOutcome::Failed(words),
    };
    vec![outcome; entries.len()]
}

/// What a partial success says about `entries`: by their index, or else by what is shown of those that were
/// done and of those that failed.
fn of_partial(entries: &[Value], partial: &Partial) -> Vec<ItemOutcome> {
    let body = decode::json(partial.body()).unwrap_or_default();
    if let Some(outcomes) = ListSummary::of(&body).by_index(entries.len()) {
        return outcomes;
    }
    let first = partial.errors().first();
    let words = first.map_or("some of the list failed", |error| &error.message);
    let done = match partial.done() {
        Some(Value::Array(items)) => items,
        _ => listed::items(&body).unwrap_or_default(),
    };
    let mut outcomes = outcomes(listed::known(entries, done), &one_line(words, 200));
    for failed in body["batch_errors"].as_array().into_iter().flatten() {
        let mut errors = Vec::new();
        collect(failed, "", &mut errors);
        let known = listed::known(entries, std::slice::from_ref(&failed["data"]));
        for (outcome, is_this) in outcomes.iter_mut().zip(known) {
            if is_this && let Some(error) = errors.first() {
                *outcome = ItemOutcome::Failed(one_line(&error.message, 200));
            }
        }
    }
    outcomes
}

/// What a body says about a list.
#[derive(Debug, Default)]
struct ListSummary {
    succeeded: Option<u64>,
    failed: Option<u64>,
    /// Words about entries, by their index in the list.
    indexed: BTreeMap<usize, String>,
    /// Words about nobody knows which.
    others: Vec<String>,
}

impl ListSummary {
    fn of(body: &Value) -> Self {
        let meta = &body["meta"];
        let mut reported = Self {
            succeeded: meta["success"].as_u64().or(meta["saved_records"].as_u64()),
            failed: meta["failed"].as_u64(),
            ..Self::default()
        };
        reported.read(&body["errors"]);
        reported.read(&body["batch_errors"]);
        reported
    }

    /// Reads `errors`: a failure, a list of them, or a map whose keys begin with an index.
    fn read(&mut self, errors: &Value) {
        match errors {
            Value::Array(items) => items.iter().for_each(|item| self.read(item)),
            Value::Object(map) if map.contains_key("status") || map.contains_key("title") => {
                let before = self.indexed.len();
                self.read(&map.get("errors").cloned().unwrap_or_default());
                if self.indexed.len() == before {
                    self.others.extend(map.get("title").map(word));
                }
            }
            Value::Object(map) => {
                for (key, value) in map {
                    let index = key.split(['.', '[']).find(|part| !part.is_empty());
                    match index.and_then(|index| index.parse().ok()) {
                        Some(index) => {
                            self.indexed.entry(index).or_insert_with(|| word(value));
                        }
                        None => self.others.push(word(value)),
                    }
                }
            }
            Value::Null => (),
            other => self.others.push(word(other)),
        }
    }

    fn has_errors(&self) -> bool {
        !self.indexed.is_empty()
            || !self.others.is_empty()
            || self.failed.is_some_and(|failed| failed > 0)
    }

    /// What became of each entry, if every failure names its entry.
    fn by_index(&self, count: usize) -> Option<Vec<ItemOutcome>> {
        let complete = !self.indexed.is_empty()
            && self.indexed.keys().all(|index| *index < count)
            && self
                .failed
                .is_none_or(|failed| failed == self.indexed.len() as u64)
            && self
                .succeeded
                .is_none_or(|s| s == (count - self.indexed.len()) as u64);
        let outcome = |index| match self.indexed.get(&index) {
            Some(why) => ItemOutcome::Failed(why.clone()),
            None => ItemOutcome::Succeeded,
        };
        complete.then(|| (0..count).map(outcome).collect())
    }

    fn words(&self) -> String {
        let first = self.others.first().or(self.indexed.values().next());
        first
            .cloned()
            .unwrap_or_else(|| "some of the list failed".to_owned())
    }
}

fn word(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    one_line(&text, 200)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const MULTI: StatusCode = StatusCode::MULTI_STATUS;

    fn of(entries: Value, status: StatusCode, body: &str) -> Vec<ItemOutcome> {
        let entries = entries.as_array().cloned().unwrap_or_default();
        of_success(&entries, Api::V3, status, body.as_bytes())
    }

    fn success(count: usize, status: StatusCode, body: Value) -> Vec<ItemOutcome> {
        of(vec![json!({}); count].into(), status, &body.to_string())
    }

    #[test]
    fn a_success_without_errors_is_one_for_all() {
        let all = vec![ItemOutcome::Succeeded; 2];
        assert_eq!(
            success(2, StatusCode::OK, json!({"data": [1, 2], "errors": []})),
            all
        );
        assert_eq!(of(json!([7, 8]), StatusCode::NO_CONTENT, ""), all);
        for silent in [json!({"transaction_id": "7"}), json!({"data": {}})] {
            assert_eq!(success(2, StatusCode::OK, silent), all);
        }
        let meta =
            json!({"data": [], "errors": {}, "meta": {"total": 2, "success": 2, "failed": 0}});
        assert_eq!(success(2, MULTI, meta), all);
        for api in [Api::B2b, Api::B2bStorefront, Api::B2bV2] {
            let body = br#"{"code": 200, "data": []}"#;
            let outcomes = of_success(&[json!({}), json!({})], api, StatusCode::OK, body);
            assert_eq!(outcomes, all, "{api:?}");
        }
    }

    #[test]
    fn what_is_no_json_says_nothing() {
        let outcomes = of(json!([1]), StatusCode::OK, "<html>");
        assert!(
            matches!(&outcomes[..], [ItemOutcome::Unclear(_)]),
            "{outcomes:?}"
        );
    }

    #[test]
    fn failures_with_an_index_are_told_from_the_rest() {
        let failed = |why: &str| ItemOutcome::Failed(why.to_owned());
        let body = json!({
            "data": [{"id": 7}],
            "errors": [{"status": 422, "title": "Bad", "errors": {"1": "no key", "2.name": "taken"}}],
            "meta": {"total": 3, "success": 1, "failed": 2},
        });
        let expected = vec![ItemOutcome::Succeeded, failed("no key"), failed("taken")];
        assert_eq!(success(3, MULTI, body.clone()), expected);
        // Numbers that don't add up make nothing of it.
        let outcomes = success(4, MULTI, body);
        assert!(
            outcomes
                .iter()
                .all(|outcome| matches!(outcome, ItemOutcome::Unclear(_)))
        );
    }

    #[test]
    fn failures_without_an_index_are_unclear_but_for_what_came_back() {
        let body = json!({"data": [{"id": 7}], "errors": {"status": 500, "title": "No URL"}});
        let outcomes = of(json!([{"id": 7}, {"id": 8}]), MULTI, &body.to_string());
        let unclear = ItemOutcome::Unclear("No URL".to_owned());
        assert_eq!(outcomes, [ItemOutcome::Succeeded, unclear]);
        let outcomes = success(1, MULTI, json!({"status": 207, "title": "Saved in part"}));
        assert!(matches!(&outcomes[..], [ItemOutcome::Unclear(_)]));
    }
}
