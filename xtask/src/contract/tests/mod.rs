//! The check itself: what is wrong is said, with its pointer, and nothing else.

mod examples;
mod excused;
mod operations;
mod raw;
mod sampled;

use std::fs;

use bigcommerce_codegen::{correct, openapi::Bundle};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    corrected::Corrected,
    excuses::Excuses,
    judge::Judge,
    replay::{self, Report},
    table::{Row, Table},
    upstream,
};

const DOCUMENT: &str = "reference/things.v3.yml";
const CREATE: &str = "POST /stores/{store_hash}/v3/things";
const REQUEST: &str = "/paths/~1things/post/requestBody/content/application~1json/example";

/// A document of one operation, with an example of its request and one of its response.
fn document() -> Value {
    json!({
        "servers": [{ "url": "https://api.bigcommerce.com/stores/{store_hash}/v3" }],
        "paths": { "/things": { "post": {
            "operationId": "createThing",
            "parameters": [{ "$ref": "#/components/parameters/Ids" }, { "name": "page", "in": "query" }],
            "requestBody": { "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Thing" },
                "example": { "name": "a", "size": 1 },
            } } },
            "responses": { "200": { "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Thing" },
                "example": { "name": "a", "size": 1 },
            } } } },
        } } },
        "components": {
            "parameters": { "Ids": { "name": "id:in", "in": "query" } },
            "schemas": { "Thing": { "type": "object", "properties": {
                "name": { "type": "string" },
                "size": { "type": "integer" },
            } } },
        },
    })
}

/// A document, and what a crate without a fault makes of it, until a test breaks something.
struct Trial {
    document: Value,
    report: Report,
    excused: Value,
    corrected: Corrected,
}

impl Trial {
    fn new(document: Value) -> Self {
        let bundle = Bundle::of(DOCUMENT, &document);
        let operations = upstream::operations(&bundle, DOCUMENT).unwrap();
        let examples = operations.iter().flat_map(|operation| &operation.examples);
        let replayed = examples.map(|example| replay::Replayed {
            error: None,
            value: Some(example.value.clone().into_owned()),
            faults: Vec::new(),
        });
        let report = Report {
            replayed: replayed.collect(),
            operations: operations.iter().map(own).collect(),
            sampled: Vec::new(),
            raw: operations
                .iter()
                .flat_map(|it| &it.schemas)
                .map(|_| replay::Sampling::default())
                .collect(),
        };
        Self {
            document,
            report,
            excused: json!([]),
            corrected: Corrected::default(),
        }
    }

    /// Excuses what is at `pointer`.
    fn excuse(&mut self, pointer: &str) {
        self.excused = json!([{
            "document": DOCUMENT, "pointer": pointer, "reason": "wrong", "evidence": "there",
        }]);
    }

    /// Corrects the crate's document by `patch`; the crate stays what it is.
    fn correct(&mut self, patch: Value) {
        let correction = json!({ "id": "it", "reason": "b", "evidence": "c", "patch": patch });
        let corrections = [serde_json::from_value(correction).unwrap()];
        let before = self.document.clone();
        let after = correct::apply("v3/things", before.clone(), &corrections, &[]).unwrap();
        let noted = self
            .corrected
            .note("v3/things", before, after, &corrections);
        noted.unwrap();
    }

    fn table(&self) -> Table {
        let specs = specs(&self.excused);
        let excuses = Excuses::read(specs.path()).unwrap();
        let bundle = Bundle::of(DOCUMENT, &self.document);
        let operations = upstream::operations(&bundle, DOCUMENT).unwrap();
        let judge = Judge {
            excuses: &excuses,
            corrected: &self.corrected,
            crate_has: &self.report.operations,
        };
        judge.all(&[(DOCUMENT, operations)], &self.report).unwrap()
    }

    fn row(&self) -> Row {
        self.table().row(DOCUMENT).clone()
    }

    /// That there is one fault, and that it says all of `parts`.
    #[track_caller]
    fn says(&self, parts: &[&str]) {
        let table = self.table();
        let said = table.to_string();
        assert_eq!(table.faults(), 1, "{said}");
        for part in parts {
            assert!(said.contains(part), "no {part:?} in {said}");
        }
    }
}

/// The operation as the crate has it.
fn own(operation: &upstream::Operation) -> replay::Operation {
    replay::Operation {
        api: "v3".into(),
        module: "things".into(),
        id: operation.id.clone(),
        method: operation.method.clone(),
        path: operation.path.clone(),
        parameters: operation.parameters.clone(),
        headers: operation.headers.iter().flatten().cloned().collect(),
    }
}

/// A folder with a list of excuses.
fn specs(excused: &Value) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("excused.json"), excused.to_string()).unwrap();
    folder
}

#[test]
fn a_crate_that_is_as_upstream_says_has_no_fault() {
    let trial = Trial::new(document());
    assert_eq!(trial.table().faults(), 0, "{}", trial.table());
    let row = trial.row();
    let counts = [row.operations, row.parameters, row.requests, row.responses];
    assert_eq!(
        counts.map(|tally| (tally.good, tally.all)),
        [(1, 1), (2, 2), (1, 1), (1, 1)]
    );
    assert_eq!((row.rejected.all, row.excused, row.corrected), (0, 0, 0));
}
