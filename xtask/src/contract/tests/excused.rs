//! What the list of excuses does, and what it must say.

use bigcommerce_codegen::openapi::Bundle;
use serde_json::{Value, json};

use super::{CREATE, DOCUMENT, REQUEST, Trial, document, replay, specs, upstream};
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
    // What a correction changes is not an excuse, so none can be named.
    let mut named = excuse("wrong", "there");
    named["corrections"] = json!(["v3/things/it"]);
    assert!(matches!(read(named), Err(Error::Json { .. })));
}

/// The request loses `more`, which is excused; of the rest, `seen` comes through.
fn in_part(wrong: Value, seen: Value) -> Trial {
    let mut document = document();
    *document.pointer_mut(REQUEST).unwrap() = json!({ "name": "a", "more": [1, 2] });
    let mut trial = Trial::new(document);
    trial.report.replayed[0].value = Some(json!({ "name": "a" }));
    trial.excuse(REQUEST);
    trial.excused[0]["wrong"] = wrong;
    let rest = replay::Replayed {
        error: None,
        value: Some(seen),
        faults: Vec::new(),
    };
    trial.report.replayed.insert(1, rest);
    trial
}

#[test]
fn what_is_right_of_an_excused_example_must_come_through() {
    let trial = in_part(json!(["/more"]), json!({ "name": "a" }));
    let row = trial.row();
    assert_eq!(
        (row.faults.len(), row.excused, row.requests.good),
        (0, 1, 0)
    );
    let trial = in_part(json!(["/more"]), json!({}));
    trial.says(&[REQUEST, "without what is excused: /name: lost"]);
    let trial = in_part(json!(["/more/0"]), json!({ "name": "a" }));
    trial.says(&["without what is excused: /more: lost"]);
    let trial = in_part(json!(["/more", "/other"]), json!({ "name": "a" }));
    trial.says(&["/other: excused, but not there"]);
}

#[test]
fn an_example_that_is_excused_in_part_is_replayed_without_that_part_too() {
    let trial = in_part(json!(["/more/0", "/name"]), json!({}));
    let specs = specs(&trial.excused);
    let excuses = Excuses::read(specs.path()).unwrap();
    let bundles = [(DOCUMENT.to_owned(), Bundle::of(DOCUMENT, &trial.document))];
    let operations = upstream::operations(&bundles[0].1, DOCUMENT).unwrap();
    let documents = [(DOCUMENT, operations)];
    let plan = serde_json::to_value(replay::plan(&documents, &bundles, &excuses)).unwrap();
    let exchanges = plan["exchanges"].as_array().unwrap();
    let values: Vec<_> = exchanges.iter().map(|it| &it["value"]).collect();
    let whole = json!({ "name": "a", "more": [1, 2] });
    let response = json!({ "name": "a", "size": 1 });
    assert_eq!(values, [&whole, &json!({ "more": [2] }), &response]);
}
