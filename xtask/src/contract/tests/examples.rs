//! What becomes of examples and samples.

use serde_json::json;

use super::{CREATE, REQUEST, Trial, document, replay};

#[test]
fn what_a_request_loses_gains_or_changes_is_a_fault_at_its_pointer() {
    for (sent, fault) in [
        (json!({ "name": "a" }), "/size: lost"),
        (json!({ "name": "a", "size": 2 }), "/size: changed"),
        (
            json!({ "name": "a", "size": 1, "more": 1 }),
            "/more: added, unknown",
        ),
    ] {
        let mut trial = Trial::new(document());
        trial.report.replayed[0].value = Some(sent);
        trial.says(&["POST createThing request", REQUEST, fault]);
        assert_eq!(
            (trial.row().requests.good, trial.row().responses.good),
            (0, 1)
        );
    }
}

#[test]
fn a_request_is_sent_whole_even_where_the_schema_has_no_word_for_it() {
    let mut document = document();
    *document.pointer_mut(REQUEST).unwrap() = json!({ "name": "a", "more": 1 });
    let mut trial = Trial::new(document);
    trial.report.replayed[0].value = Some(json!({ "name": "a" }));
    trial.says(&["/more: lost, unknown to upstream's schema"]);
}

#[test]
fn a_response_may_lose_what_the_schema_has_no_word_for_and_nothing_else() {
    let mut document = document();
    let example = "/paths/~1things/post/responses/200/content/application~1json/example";
    *document.pointer_mut(example).unwrap() = json!({ "name": "a", "size": 1, "more": 1 });
    let mut trial = Trial::new(document);
    trial.report.replayed[1].value = Some(json!({ "name": "a", "size": 1 }));
    let row = trial.row();
    assert_eq!(
        (row.faults.len(), row.unknown.len(), row.responses.good),
        (0, 1, 1)
    );
    trial.report.replayed[1].value = Some(json!({ "name": "a", "more": 1 }));
    trial.says(&["POST createThing 200", example, "/size: lost"]);
    trial.report.replayed[1].value = Some(json!({ "name": "a", "size": 1, "more": 1, "made": 0 }));
    trial.says(&["/made: added"]);
}

#[test]
fn an_example_that_fails_counts_where_upstreams_schema_puts_it() {
    let mut trial = Trial::new(document());
    trial.report.replayed[1].value = None;
    trial.report.replayed[1].error = Some("undecodable".into());
    trial.says(&["undecodable"]);
    let row = trial.row();
    assert_eq!(
        (row.responses.good, row.responses.all, row.rejected.all),
        (0, 1, 0)
    );
    let schema = "/components/schemas/Thing/properties/size/type";
    *trial.document.pointer_mut(schema).unwrap() = json!("string");
    trial.says(&["undecodable", "upstream's schema rejects it: /size"]);
    let row = trial.row();
    assert_eq!((row.responses.all, row.requests.all), (0, 0));
    assert_eq!((row.rejected.good, row.rejected.all), (1, 2));
}

#[test]
fn what_the_client_finds_wrong_is_a_fault() {
    let mut trial = Trial::new(document());
    trial.report.replayed[1].faults = vec!["status 200 became 204".into()];
    trial.says(&["status 200 became 204"]);
    let mut trial = Trial::new(document());
    trial.report.replayed.pop();
    trial.says(&[CREATE, "not replayed"]);
    let mut trial = Trial::new(document());
    trial.report.sampled.push(replay::Sampled {
        api: "v3".into(),
        module: "things".into(),
        id: "createThing".into(),
        count: 5,
        faults: vec!["response, Full 3: /size: lost".into()],
    });
    trial.says(&["v3/things createThing: sample: response, Full 3: /size: lost"]);
    assert_eq!((trial.row().samples.good, trial.row().samples.all), (4, 5));
}

/// The example of the response of [`document`].
const RESPONSE: &str = "/paths/~1things/post/responses/200/content/application~1json/example";

#[test]
fn an_example_may_be_the_text_that_goes_over_the_wire() {
    let mut document = document();
    *document.pointer_mut(RESPONSE).unwrap() = json!("{\"name\": \"a\", \"size\": 1}");
    let mut trial = Trial::new(document);
    assert_eq!(
        trial.report.replayed[1].value,
        Some(json!({ "name": "a", "size": 1 }))
    );
    let row = trial.row();
    assert_eq!(
        (row.faults.len(), row.responses.good, row.rejected.all),
        (0, 1, 0)
    );
    trial.report.replayed[1].value = Some(json!({ "name": "a" }));
    trial.says(&["POST createThing 200", RESPONSE, "/size: lost"]);
    // Text that is neither an object nor a list is what it is.
    *trial.document.pointer_mut(RESPONSE).unwrap() = json!("1");
    assert_eq!(trial.row().rejected.all, 1);
}

#[test]
fn an_example_that_refers_to_another_is_that() {
    let mut document = document();
    *document.pointer_mut(RESPONSE).unwrap() = json!({ "$ref": "#/components/examples/A/value" });
    document["components"]["examples"] = json!({ "A": { "value": { "name": "b" } } });
    let mut trial = Trial::new(document);
    assert_eq!(trial.report.replayed[1].value, Some(json!({ "name": "b" })));
    assert_eq!(trial.row().faults.len(), 0);
    trial.report.replayed[1].value = Some(json!({}));
    trial.says(&["/components/examples/A/value", "/name: lost"]);
}

#[test]
fn an_example_of_nothing_may_come_out_as_no_items() {
    let mut document = document();
    *document.pointer_mut(RESPONSE).unwrap() = json!("");
    let mut trial = Trial::new(document);
    trial.report.replayed[1].value = Some(json!([]));
    assert_eq!(trial.row().faults.len(), 0);
    trial.report.replayed[1].value = Some(json!([{ "name": "a" }]));
    trial.says(&["POST createThing 200", RESPONSE, "changed"]);
}
