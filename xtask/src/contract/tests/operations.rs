//! Operations and parameters, and the corrections that explain them.

use serde_json::json;

use super::{CREATE, Trial, document, replay};

#[test]
fn an_operation_that_one_of_both_lacks_is_a_fault() {
    let mut trial = Trial::new(document());
    let own = trial.report.operations.pop().unwrap();
    trial.says(&[CREATE, "the crate doesn't have it"]);
    let mut other = Trial::new(document());
    let (method, path) = ("DELETE".into(), own.path.clone());
    other.report.operations.push(replay::Operation {
        method,
        path,
        ..own
    });
    other.says(&["v3/things: DELETE /stores/{store_hash}/v3/things: upstream doesn't have it"]);
}

/// A document as upstream has it, and the crate's with an operation that a correction adds.
fn with_an_added_operation() -> Trial {
    let mut trial = Trial::new(document());
    let own = &trial.report.operations[0];
    let added = replay::Operation {
        id: "deleteThing".into(),
        method: "DELETE".into(),
        parameters: own.parameters[..1].to_vec(),
        path: own.path.clone(),
        api: own.api.clone(),
        module: own.module.clone(),
        headers: own.headers.clone(),
    };
    trial.report.operations.push(added);
    trial.correct(json!([
        { "op": "test", "path": "/paths/~1things/post/operationId", "value": "createThing" },
        { "op": "add", "path": "/paths/~1things/delete", "value": {
            "operationId": "deleteThing",
            "parameters": [{ "$ref": "#/components/parameters/Ids" }],
            "responses": { "204": {} },
        } },
    ]));
    trial
}

const ADDED: &str = "DELETE /stores/{store_hash}/v3/things";

#[test]
fn an_operation_that_a_correction_adds_is_no_fault_and_is_told() {
    let trial = with_an_added_operation();
    let mut table = trial.table();
    assert_eq!(table.faults(), 0, "{table}");
    let said = table.to_string();
    let line = "specs/corrections/v3/things.json: DELETE /stores/{store_hash}/v3/things: \
                upstream doesn't have it; the correction it adds it\n";
    assert!(said.contains(line), "{said}");
    let row = table.row("specs/corrections/v3/things.json");
    assert_eq!((row.operations.good, row.operations.all), (1, 1));
    assert_eq!((row.parameters.good, row.parameters.all), (1, 1));
    // What upstream has by itself is judged by upstream.
    let mut trial = with_an_added_operation();
    trial.document["paths"]["/things"]["delete"] = json!({ "operationId": "deleteThing" });
    trial.says(&[ADDED, "query id:in: upstream has no such parameter"]);
}

#[test]
fn an_operation_that_a_correction_adds_must_be_there_as_it_says() {
    let mut trial = with_an_added_operation();
    trial.report.operations.pop();
    trial.says(&[ADDED, "the crate doesn't have it"]);
    let mut trial = with_an_added_operation();
    trial.report.operations[1].parameters.clear();
    trial.says(&[ADDED, "query id:in: not as upstream: missing"]);
}

#[test]
fn a_parameter_that_differs_is_a_fault() {
    for (change, fault) in [
        (
            (|own: &mut replay::Operation| own.parameters[0].explode = false) as fn(&mut _),
            "explode",
        ),
        (|own| own.parameters[0].required = true, "required"),
        (|own| drop(own.parameters.remove(0)), "missing"),
        (|own| own.parameters[0].place = "header".into(), "missing"),
    ] {
        let mut trial = Trial::new(document());
        change(&mut trial.report.operations[0]);
        let at = format!("{CREATE} query id:in: not as upstream: {fault}");
        let row = trial.row();
        assert!(row.faults.contains(&at), "{:?}", row.faults);
        assert_eq!((row.parameters.good, row.parameters.all), (1, 2));
    }
    let mut trial = Trial::new(document());
    trial.document["paths"]["/things"]["post"]["parameters"] =
        json!([{ "name": "page", "in": "query" }]);
    trial.says(&[CREATE, "query id:in: upstream has no such parameter"]);
}

#[test]
fn a_parameter_that_a_correction_makes_so_explains_itself() {
    let joined = json!([
        { "op": "test", "path": "/components/parameters/Ids/name", "value": "id:in" },
        { "op": "add", "path": "/components/parameters/Ids/explode", "value": false },
    ]);
    let mut trial = Trial::new(document());
    trial.report.operations[0].parameters[0].explode = false;
    trial.correct(joined.clone());
    let row = trial.row();
    assert_eq!(
        (row.faults.len(), row.corrected, row.parameters.good),
        (0, 1, 1)
    );
    // It explains that parameter, and what it makes of it; no other, and nothing else.
    trial.report.operations[0].parameters[1].explode = false;
    trial.says(&["query page: not as upstream: explode"]);
    trial.report.operations[0].parameters[1].explode = true;
    trial.report.operations[0].parameters[0].required = true;
    trial.says(&["query id:in: not as upstream: required"]);
    trial.report.operations[0].parameters.remove(0);
    trial.says(&["query id:in: not as upstream: missing"]);
    // A correction that the crate ignores is not an explanation either.
    let mut trial = Trial::new(document());
    trial.correct(joined);
    assert_eq!((trial.row().corrected, trial.row().parameters.good), (0, 2));
}

#[test]
fn a_parameter_that_a_correction_removes_may_be_missing() {
    let mut trial = Trial::new(document());
    trial.report.operations[0].parameters.remove(1);
    trial.says(&["query page: not as upstream: missing"]);
    trial.correct(json!([
        { "op": "test", "path": "/paths/~1things/post/parameters/1/name", "value": "page" },
        { "op": "remove", "path": "/paths/~1things/post/parameters/1" },
    ]));
    let row = trial.row();
    assert_eq!((row.faults.len(), row.corrected), (0, 1));
}

#[test]
fn a_correction_that_only_pins_a_parameter_explains_nothing() {
    let mut trial = Trial::new(document());
    trial.report.operations[0].parameters.remove(0);
    trial.correct(json!([
        { "op": "test", "path": "/components/parameters/Ids/name", "value": "id:in" },
        { "op": "replace", "path": "/paths/~1things/post/parameters", "value": [] },
    ]));
    trial.says(&["query id:in: not as upstream: missing"]);
}

#[test]
fn a_required_header_that_isnt_sent_is_a_fault() {
    let mut with = document();
    with["security"] = json!([{ "token": [] }]);
    with["components"]["securitySchemes"] =
        json!({ "token": { "type": "apiKey", "in": "header", "name": "X-Auth-Token" } });
    with["paths"]["/things"]["parameters"] =
        json!([{ "name": "X-Store-Hash", "in": "header", "required": true }]);
    let mut trial = Trial::new(with);
    assert_eq!(trial.table().faults(), 0, "{}", trial.table());
    trial.report.operations[0].headers.remove("x-store-hash");
    trial.says(&[
        CREATE,
        "sent without the required headers: x-auth-token and x-store-hash",
    ]);
    // Alternatives, of which one is there.
    trial.document["paths"]["/things"]["parameters"] = json!([]);
    trial.document["security"] = json!([{ "token": [] }, { "X-Store-Hash": [] }]);
    assert_eq!(trial.table().faults(), 0, "{}", trial.table());
    // A correction that puts other ones in their place explains that.
    trial.document["security"] = json!([{ "X-Misspelt": [] }]);
    trial.says(&["sent without the required headers: x-misspelt"]);
    trial.correct(json!([
        { "op": "test", "path": "/security", "value": [{ "X-Misspelt": [] }] },
        { "op": "replace", "path": "/security", "value": [{ "token": [] }] },
    ]));
    let row = trial.row();
    assert_eq!((row.faults.len(), row.corrected), (0, 1));
}
