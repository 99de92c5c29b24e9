//! What becomes of samples of the raw schemas.

use serde_json::{Value, json};

use super::{CREATE, Trial, document, replay};

/// Samples of the request's body, of which `value` became `seen`, or nothing.
fn sampled(document: Value, value: Value, seen: Option<Value>) -> Trial {
    let mut trial = Trial::new(document);
    let error = seen.is_none().then(|| "nothing was sent".to_owned());
    trial.report.raw[0] = replay::Sampling {
        count: 3,
        suspects: vec![replay::Suspect {
            name: "Full 7".into(),
            value,
            replayed: replay::Replayed {
                error,
                value: seen,
                faults: Vec::new(),
            },
        }],
    };
    trial
}

/// The document, whose request may be something else as well.
fn either() -> Value {
    let mut document = document();
    let content = "/paths/~1things/post/requestBody/content/application~1json/schema";
    *document.pointer_mut(content).unwrap() = json!({ "anyOf": [
        { "$ref": "#/components/schemas/Thing" },
        { "type": "object", "properties": { "other": { "type": "string" } } },
    ] });
    document
}

/// A correction of the type of a thing's `size`.
fn size_is(kind: &str) -> Value {
    let at = "/components/schemas/Thing/properties/size/type";
    json!([
        { "op": "test", "path": at, "value": "integer" },
        { "op": "replace", "path": at, "value": kind },
    ])
}

#[test]
fn a_sample_that_does_not_come_through_is_a_fault() {
    let value = json!({ "name": "a", "size": 1 });
    let lost = sampled(document(), value.clone(), Some(json!({ "name": "a" })));
    lost.says(&[CREATE, "request samples: Full 7: /size: lost"]);
    assert_eq!((lost.row().raw.good, lost.row().raw.all), (2, 3));
    let refused = sampled(document(), value, None);
    refused.says(&["request samples: Full 7: nothing was sent"]);
    let mut none = Trial::new(document());
    none.report.raw.pop();
    none.says(&[CREATE, "no samples"]);
}

#[test]
fn a_response_may_lose_what_no_schema_knows() {
    let (value, seen) = (json!({ "size": 1, "more": 1 }), json!({ "size": 1 }));
    let mut trial = sampled(document(), value, Some(seen));
    trial.says(&["request samples: Full 7: /more: lost"]);
    trial.report.raw.swap(0, 1);
    let row = trial.row();
    assert_eq!((row.faults.len(), row.raw.good), (0, 3));
}

#[test]
fn a_correction_explains_the_samples_that_it_forbids() {
    let value = json!({ "name": "a", "size": 1 });
    for seen in [None, Some(json!({ "name": "a", "size": "1" }))] {
        let mut trial = sampled(document(), value.clone(), seen);
        assert_eq!(trial.row().faults.len(), 1);
        trial.correct(size_is("string"));
        let row = trial.row();
        assert_eq!((row.faults.len(), row.corrected, row.raw.good), (0, 1, 2));
    }
    // It doesn't explain what happens elsewhere, nor anything if it allows the sample.
    let mut trial = sampled(document(), value.clone(), Some(json!({ "size": "1" })));
    trial.correct(size_is("string"));
    trial.says(&["/name: lost"]);
    for seen in [None, Some(json!({ "name": "a" }))] {
        let mut trial = sampled(document(), value.clone(), seen);
        trial.correct(size_is("number"));
        assert_eq!((trial.row().faults.len(), trial.row().corrected), (1, 0));
    }
}

#[test]
fn a_correction_that_wants_more_explains_the_samples_that_lack_it() {
    let mut trial = sampled(document(), json!({ "size": 1 }), None);
    trial.correct(json!([
        { "op": "test", "path": "/components/schemas/Thing/type", "value": "object" },
        { "op": "add", "path": "/components/schemas/Thing/required", "value": ["name"] },
    ]));
    let row = trial.row();
    assert_eq!((row.faults.len(), row.corrected), (0, 1));
}

#[test]
fn a_correction_does_not_explain_what_upstream_forbids_too() {
    for union in [false, true] {
        let document = if union { either() } else { document() };
        let mut trial = sampled(document, json!({ "size": "no number" }), None);
        trial.correct(size_is("number"));
        let row = trial.row();
        assert_eq!((row.faults.len(), row.corrected), (1, 0));
    }
}

#[test]
fn a_correction_explains_the_loss_of_what_it_takes_away() {
    let value = json!({ "name": "a", "size": 1 });
    let mut trial = sampled(document(), value, Some(json!({ "name": "a" })));
    trial.correct(json!([
        { "op": "test", "path": "/components/schemas/Thing/properties/size/type", "value": "integer" },
        { "op": "remove", "path": "/components/schemas/Thing/properties/size" },
    ]));
    let row = trial.row();
    assert_eq!((row.faults.len(), row.corrected), (0, 1));
    trial.report.raw[0].suspects[0].replayed.value = None;
    trial.report.raw[0].suspects[0].replayed.error = Some("nothing was sent".into());
    trial.says(&["nothing was sent"]);
}

#[test]
fn a_correction_in_one_branch_of_a_union_explains_samples_that_another_lets_pass() {
    for seen in [None, Some(json!({}))] {
        let mut trial = sampled(either(), json!({ "size": 1 }), seen);
        trial.correct(size_is("string"));
        let row = trial.row();
        assert_eq!((row.faults.len(), row.corrected), (0, 1));
    }
}

#[test]
fn an_excuse_covers_the_samples_of_one_body() {
    let value = json!({ "name": "a", "size": 1 });
    let mut trial = sampled(document(), value, Some(json!({ "name": "a" })));
    trial.excuse(&format!("{CREATE} request samples"));
    let row = trial.row();
    assert_eq!((row.faults.len(), row.excused, row.raw.good), (0, 1, 2));
    trial.excuse(&format!("{CREATE} 200 samples"));
    assert_eq!(trial.row().faults.len(), 2);
}
