//! What the list of excuses does, and what it must say.

use serde_json::{Value, json};

use super::{CREATE, DOCUMENT, REQUEST, Trial, document, specs};
use crate::contract::{Error, Result, excuses::Excuses};

#[test]
fn an_excuse_covers_one_fault_and_is_counted() {
    let mut trial = Trial::new(document());
    trial.report.replayed[0].value = Some(json!({ "name": "a" }));
    trial.excuse(REQUEST);
    let row = trial.row();
    assert_eq!((row.faults.len(), row.excused), (0, 1));
    assert_eq!(
        (row.requests.good, row.requests.all),
        (0, 1),
        "it is still no good"
    );
    trial.report.replayed[1].value = Some(json!({ "name": "a" }));
    trial.says(&["POST createThing 200", "/size: lost"]);
    let mut trial = Trial::new(document());
    trial.report.operations[0].parameters.pop();
    trial.excuse(&format!("{CREATE} query page"));
    let row = trial.row();
    assert_eq!((row.faults.len(), row.excused, row.corrected), (0, 1, 0));
}

#[test]
fn an_excuse_that_nothing_needs_is_a_fault() {
    let mut trial = Trial::new(document());
    trial.excuse(REQUEST);
    trial.says(&[DOCUMENT, REQUEST, "excused, but nothing is wrong"]);
}

#[test]
fn an_excuse_says_why_and_where_that_can_be_seen() {
    let read = |excuse: Value| -> Result<Excuses> {
        let specs = specs(&json!([excuse]));
        Excuses::read(specs.path())
    };
    let excuse = |reason: &str, evidence: &str| {
        json!({
            "document": DOCUMENT, "pointer": REQUEST, "reason": reason, "evidence": evidence,
        })
    };
    assert!(read(excuse("wrong", "there")).is_ok());
    assert!(
        matches!(read(excuse("", "there")), Err(Error::NoReason(pointer)) if pointer == REQUEST)
    );
    assert!(matches!(read(excuse("wrong", "")), Err(Error::NoReason(_))));
    // What a correction changes is no excuse, so none can be named.
    let mut named = excuse("wrong", "there");
    named["corrections"] = json!(["v3/things/it"]);
    assert!(matches!(read(named), Err(Error::Json { .. })));
}
