//! The recorded exceptions to the guards: each is of an operation there is, and changes what the rules
//! say of it.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    generate,
    guards::{DocumentGuards, OperationGuard},
    model::{BodyList, Operation},
    recorded::{self, Recorded},
};
use serde_json::{Value, json};

fn generated(document: Value, recorded: &Recorded) -> Vec<Operation> {
    let made = support::made_up("things");
    let module = generate::from_corrected(&made, document, recorded);
    module.unwrap().into_operations()
}

#[test]
fn every_exception_makes_a_difference() {
    let files = recorded::files(&support::specs()).unwrap();
    let all: BTreeMap<String, DocumentGuards> =
        serde_json::from_value(files["guards.json"].clone()).unwrap();
    let documents = support::documents();
    for (id, exceptions) in all {
        let document = documents.iter().find(|document| document.id() == id);
        let document = document.unwrap_or_else(|| panic!("{id}: no such document"));
        let corrected = support::corrected(document);
        let with = Recorded::read(&support::specs(), &id).unwrap();
        let mut without = with.clone();
        without.guards.clear();
        let guards = |recorded: &Recorded| -> BTreeMap<_, _> {
            let module = generate::from_corrected(document, corrected.clone(), recorded);
            let operations = module.unwrap().into_operations().into_iter();
            let guards = operations.map(|operation| {
                let key = format!("{} {}", operation.method, operation.path);
                let acts_on = operation.body.and_then(|body| body.acts_on);
                (key, (operation.deletes_all, acts_on))
            });
            guards.collect()
        };
        let (ruled, guarded) = (guards(&without), guards(&with));
        for (operation, exception) in exceptions {
            let name = format!("{id} {operation}");
            assert!(!exception.reason.is_empty(), "{name}: no reason");
            assert!(
                guarded.contains_key(&operation),
                "{name}: no such operation"
            );
            let changes = ruled[&operation] != guarded[&operation];
            // Where another argument is required, it is recorded for the day when it isn't.
            assert!(
                changes || !exception.not_narrowing.is_empty(),
                "{name}: no difference"
            );
        }
    }
}

/// A document of one DELETE of a collection.
fn deleting(path: &str, parameters: Value, body: Value) -> Value {
    let mut operation = json!({
        "operationId": "deleteThings",
        "parameters": parameters,
        "responses": {"204": {"description": ""}},
    });
    if !body.is_null() {
        operation["requestBody"] = body;
    }
    json!({
        "openapi": "3.0.3",
        "security": [{"X-Auth-Token": []}],
        "paths": {path: {"delete": operation}},
        "components": {"schemas": {}},
    })
}

fn query(name: &str, required: bool) -> Value {
    json!({"in": "query", "name": name, "required": required, "schema": {"type": "string"}})
}

#[test]
fn a_delete_without_an_id_deletes_all_unless_something_narrows_it() {
    let ids = json!({"type": "array", "items": {"type": "integer"}});
    let body = |required: bool| json!({"required": required, "content": {"application/json": {"schema": ids}}});
    let narrowed_by = |document: Value| {
        generated(document, &Recorded::default())
            .remove(0)
            .deletes_all
    };
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    let filter = json!([
        query("id:in", false),
        query("limit", false),
        query("page", false)
    ]);
    assert_eq!(
        narrowed_by(deleting("/things", json!([]), Value::Null)),
        names(&[])
    );
    assert_eq!(
        narrowed_by(deleting("/things", filter, Value::Null)),
        names(&["id:in"])
    );
    assert_eq!(
        narrowed_by(deleting("/things", json!([]), body(false))),
        None,
        "a list says which ones, whatever its document says of it"
    );
    let parent =
        json!([{"in": "path", "name": "id", "required": true, "schema": {"type": "integer"}}]);
    assert_eq!(
        narrowed_by(deleting("/things/{id}/parts", parent.clone(), Value::Null)),
        names(&[])
    );
    // These say which ones anyway.
    assert_eq!(
        narrowed_by(deleting("/things/{id}", parent, Value::Null)),
        None
    );
    let required = json!([query("id:in", true), query("name", false)]);
    assert_eq!(
        narrowed_by(deleting("/things", required, Value::Null)),
        None
    );
    assert_eq!(
        narrowed_by(deleting("/things", json!([]), body(true))),
        None
    );
    // How many come says nothing of which.
    let paged = json!([query("limit", true)]);
    assert_eq!(
        narrowed_by(deleting("/things", paged, Value::Null)),
        names(&[])
    );
}

#[test]
fn an_exception_says_what_the_rule_doesnt_see() {
    let filters = json!([query("id:in", false), query("with_parts", true)]);
    let mut recorded = Recorded::default();
    let mut narrowed_by = |exception: OperationGuard| {
        recorded
            .guards
            .insert("DELETE /things".to_owned(), exception);
        let document = deleting("/things", filters.clone(), Value::Null);
        generated(document, &recorded).remove(0).deletes_all
    };
    assert_eq!(narrowed_by(OperationGuard::default()), None);
    let not_narrowing = vec!["with_parts".to_owned()];
    let exception = OperationGuard {
        not_narrowing,
        ..OperationGuard::default()
    };
    assert_eq!(
        narrowed_by(exception.clone()),
        Some(vec!["id:in".to_owned()])
    );
    assert_eq!(
        narrowed_by(OperationGuard {
            deletes_one: true,
            ..exception
        }),
        None
    );
}

#[test]
fn a_body_that_is_nothing_but_a_list_says_what_it_acts_on() {
    let ids = json!({"type": "array", "items": {"type": "integer"}, "nullable": true});
    let acts_on = |schema: &Value, exception: &OperationGuard| {
        let mut recorded = Recorded::default();
        recorded
            .guards
            .insert("DELETE /things".to_owned(), exception.clone());
        let body = json!({"content": {"application/json": {"schema": schema}}});
        generated(deleting("/things", json!([]), body), &recorded)
            .remove(0)
            .body
            .as_ref()
            .and_then(|body| body.acts_on.clone())
    };
    let object = |properties: Value| json!({"type": "object", "properties": properties});
    let rule = OperationGuard::default();
    let property = |name: &str| Some(BodyList::Property(name.to_owned()));
    assert_eq!(acts_on(&ids, &rule), Some(BodyList::Whole));
    assert_eq!(
        acts_on(&json!({"oneOf": [object(json!({"a": {}})), ids]}), &rule),
        Some(BodyList::Whole)
    );
    assert_eq!(
        acts_on(&object(json!({"ids": ids})), &rule),
        property("ids")
    );
    assert_eq!(
        acts_on(&object(json!({"id": {"type": "integer"}})), &rule),
        None
    );
    let two = object(json!({"ids": ids, "name": {"type": "string"}}));
    assert_eq!(acts_on(&two, &rule), None);
    let list = Some("/ids".to_owned());
    assert_eq!(
        acts_on(
            &two,
            &OperationGuard {
                list,
                ..rule.clone()
            }
        ),
        property("ids")
    );
    assert_eq!(
        acts_on(
            &ids,
            &OperationGuard {
                writes_list: true,
                ..rule
            }
        ),
        None
    );
}
