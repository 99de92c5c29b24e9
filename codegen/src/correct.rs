//! Applies the recorded corrections: what is wrong upstream, with the reason and the evidence.
//!
//! Each is an RFC 6902 patch in steps: `test` operations that pin the fault, then what mends it. A
//! step that upstream has mended or moved fails by name, unless the manifest says that it is stale:
//! an import notes there what no longer fits the documents it brings. What is added must not be there
//! yet, so that an operation which upstream has come to document is never written over.

use std::path::Path;

use json_patch::{PatchOperation, jsonptr::Pointer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Error, Result, json, limits,
    manifest::{Document, Stale},
    openapi::METHODS,
    secrets,
};

/// One recorded correction of a vendored document.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Correction {
    /// Name, unique in its file.
    pub id: String,
    /// What is wrong upstream.
    pub reason: String,
    /// Where that can be seen.
    pub evidence: String,
    /// The patch, with at least one `test` operation.
    pub patch: json_patch::Patch,
}

/// A step of a correction that doesn't fit the document.
#[derive(Clone, Debug)]
pub struct Misfit {
    /// Which step, as the manifest lists it.
    pub stale: Stale,
    /// Whether the document already says what the step would make it say.
    pub fixed: bool,
    /// Where the document has what the step pins, if it is still in the same list.
    pub moved: Option<String>,
    /// What the document has at the step's pointer.
    pub found: Option<Value>,
    /// Why the step can't be applied.
    pub because: String,
    /// What it would refer to and that isn't there: a fault of the correction.
    pub leads_nowhere: Option<String>,
}

/// An operation that is in no document of upstream's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The path's template, as the document has it.
    pub path: String,
    /// In lower case.
    pub method: String,
    /// The id of the correction that adds it.
    pub correction: String,
}

/// The operations that `corrections` add to a document, which they lead from `before` to `after`.
pub fn added(before: &Value, after: &Value, corrections: &[Correction]) -> Vec<Added> {
    let mut all: Vec<_> = corrections.iter().flat_map(Correction::adds).collect();
    let is_in = |document: &Value, added: &Added| {
        let item = document["paths"].get(&added.path);
        item.is_some_and(|item| item.get(&added.method).is_some())
    };
    all.retain(|added| is_in(after, added) && !is_in(before, added));
    all
}

impl Correction {
    /// The operations it adds where each of its steps fits.
    fn adds(&self) -> Vec<Added> {
        let mut added = Vec::new();
        for operation in self.patch.iter() {
            let PatchOperation::Add(add) = operation else {
                continue;
            };
            if let Some(one) = operation_at(&add.path) {
                added.push(one);
            } else if let Some(path) = item_at(&add.path) {
                let members = add.value.as_object().into_iter().flatten();
                let methods = members.filter(|(name, _)| METHODS.contains(&name.as_str()));
                added.extend(methods.map(|(method, _)| (path.clone(), method.clone())));
            }
        }
        let added = added.into_iter().map(|(path, method)| Added {
            path,
            method,
            correction: self.id.clone(),
        });
        added.collect()
    }
}

/// The path template whose item `pointer` is of.
fn item_at(pointer: &Pointer) -> Option<String> {
    let path = pointer.as_str().strip_prefix("/paths/")?;
    (!path.contains('/')).then(|| json::unescape(path))
}

/// Path template and method of the operation that `pointer` is of.
fn operation_at(pointer: &Pointer) -> Option<(String, String)> {
    let (item, method) = pointer.split_back()?;
    let method = method.decoded().into_owned();
    METHODS
        .contains(&method.as_str())
        .then(|| Some((item_at(item)?, method)))?
}

/// The corrections recorded for the document `id` (`api/module`); none is fine.
///
/// # Errors
/// When the file exists and isn't a list of corrections.
pub fn read(specs: &Path, id: &str) -> Result<Vec<Correction>> {
    let path = specs.join("corrections").join(format!("{id}.json"));
    if path.exists() {
        json::read(&path)
    } else {
        Ok(Vec::new())
    }
}

/// The document as it is vendored in the folder `specs`, with its recorded corrections.
///
/// # Errors
/// When a file can't be read or a correction no longer fits.
pub fn vendored(specs: &Path, document: &Document) -> Result<Value> {
    let id = document.id();
    let vendored = json::read(&specs.join(document.file()))?;
    apply(&id, vendored, &read(specs, &id)?, &document.stale)
}

/// `document` with `corrections` applied in order, but for the steps that `stale` lists.
///
/// # Errors
/// When one pins nothing, a step no longer fits, or a step that does is listed as stale.
pub fn apply(
    id: &str,
    document: Value,
    corrections: &[Correction],
    stale: &[Stale],
) -> Result<Value> {
    let fault = |correction: &str, fault: String| Error::Correction {
        document: id.to_owned(),
        correction: correction.to_owned(),
        fault,
    };
    let (document, misfits) = fit(id, document, corrections)?;
    for misfit in &misfits {
        if !stale.contains(&misfit.stale) {
            let said = format!("it no longer fits: {}", misfit.because);
            return Err(fault(&misfit.stale.correction, said));
        }
    }
    // The manifest lists stale places of secrets and limits too.
    let own = stale
        .iter()
        .filter(|stale| ![secrets::FILE, limits::FILE].contains(&stale.correction.as_str()));
    for listed in own {
        if misfits.iter().all(|misfit| misfit.stale != *listed) {
            let said = format!(
                "the manifest lists it as stale at {}, where it isn't; import again",
                listed.pointer
            );
            return Err(fault(&listed.correction, said));
        }
    }
    Ok(document)
}

/// `document` with every step of `corrections` applied that fits, and the steps that don't.
///
/// # Errors
/// When a correction pins nothing.
pub fn fit(
    id: &str,
    mut document: Value,
    corrections: &[Correction],
) -> Result<(Value, Vec<Misfit>)> {
    let mut misfits = Vec::new();
    for correction in corrections {
        for step in steps(id, correction)? {
            let nowhere = leads_nowhere(&document, step);
            let fitted = match (&nowhere, occupied(&document, step)) {
                _ if is_made(&document, step) => Err("the document says so already".to_owned()),
                (Some(target), _) => Err(format!("it refers to {target}, which isn't there")),
                (None, Some(path)) => Err(format!("there is something at {path} already")),
                (None, None) => {
                    json_patch::patch(&mut document, step).map_err(|fault| fault.to_string())
                }
            };
            if let Err(because) = fitted {
                let mut misfit = misfit(&document, correction, step, because);
                misfit.leads_nowhere = nowhere;
                misfits.push(misfit);
            }
        }
    }
    Ok((document, misfits))
}

/// The steps of a correction: each some `test` operations and the changes they guard.
fn steps<'c>(id: &str, correction: &'c Correction) -> Result<Vec<&'c [PatchOperation]>> {
    let guards = |op: &PatchOperation| matches!(op, PatchOperation::Test(_));
    let operations = correction.patch.0.as_slice();
    if !operations.first().is_some_and(guards) {
        return Err(Error::Correction {
            document: id.to_owned(),
            correction: correction.id.clone(),
            fault: "it has no `test` operation to pin the fault".into(),
        });
    }
    Ok(operations
        .chunk_by(|before, after| guards(before) || !guards(after))
        .collect())
}

/// Where the `step` would add a member that `document` has already: RFC 6902 would replace it. Where the
/// very same is there, and the step changes something else too, that is harmless.
fn occupied<'s>(document: &Value, step: &'s [PatchOperation]) -> Option<&'s Pointer> {
    step.iter().enumerate().find_map(|(index, op)| {
        if is_done(document, op) {
            return None;
        }
        let freed = |earlier: &PatchOperation| match earlier {
            PatchOperation::Remove(remove) => op.path() == &*remove.path,
            PatchOperation::Move(moved) => op.path() == &*moved.from,
            _ => false,
        };
        (is_there(document, op) && !step[..index].iter().any(freed)).then(|| op.path())
    })
}

/// Whether `op` adds a member that `document` has already.
fn is_there(document: &Value, op: &PatchOperation) -> bool {
    let PatchOperation::Add(add) = op else {
        return false;
    };
    let holder = add.path.parent();
    let holder = holder.and_then(|holder| document.pointer(holder.as_str()));
    holder.is_some_and(Value::is_object) && document.pointer(add.path.as_str()).is_some()
}

/// Whether `op` adds an operation that upstream documents by now: theirs is right as it is there.
fn is_documented(document: &Value, op: &PatchOperation) -> bool {
    matches!(op, PatchOperation::Add(add) if operation_at(&add.path).is_some())
        && is_there(document, op)
}

/// Describes a `step` that doesn't fit `document`.
fn misfit(
    document: &Value,
    correction: &Correction,
    step: &[PatchOperation],
    because: String,
) -> Misfit {
    let fails = |op: &&PatchOperation| match op {
        PatchOperation::Test(test) => {
            document.pointer(test.path.as_str()).as_ref() != Some(&&test.value)
        }
        op => is_there(document, op),
    };
    // Where every test holds, it is the change that can't be made.
    let failing = step.iter().find(fails).or(step.last());
    let pointer = failing.map(|op| op.path().to_string()).unwrap_or_default();
    Misfit {
        fixed: is_made(document, step)
            || step.iter().all(|op| match op {
                PatchOperation::Test(_) => true,
                op => is_done(document, op) || is_documented(document, op),
            }),
        moved: failing.and_then(|op| moved(document, op)),
        found: document.pointer(&pointer).cloned(),
        stale: Stale {
            correction: correction.id.clone(),
            pointer,
        },
        because,
        leads_nowhere: None,
    }
}

/// Whether `document` says already what `step` would make it say.
fn is_made(document: &Value, step: &[PatchOperation]) -> bool {
    let is_test = |op: &&PatchOperation| matches!(op, PatchOperation::Test(_));
    let mut changes = step.iter().filter(|op| !is_test(op)).peekable();
    changes.peek().is_some() && changes.all(|op| is_done(document, op))
}

/// Whether `document` says already what the change `op` would make it say.
fn is_done(document: &Value, op: &PatchOperation) -> bool {
    let holder = op.path().parent();
    let holder = holder.and_then(|holder| document.pointer(holder.as_str()));
    let there = document.pointer(op.path().as_str());
    match op {
        // What is put into a list is one more.
        PatchOperation::Add(add) => {
            !holder.is_some_and(Value::is_array) && there == Some(&add.value)
        }
        PatchOperation::Replace(replace) => there == Some(&replace.value),
        PatchOperation::Remove(_) => holder.is_some() && there.is_none(),
        PatchOperation::Test(_) | PatchOperation::Move(_) | PatchOperation::Copy(_) => false,
    }
}

/// What `step` would refer to, where that is neither in `document` nor added by the step.
fn leads_nowhere(document: &Value, step: &[PatchOperation]) -> Option<String> {
    let mut targets = Vec::new();
    for op in step {
        let value = match op {
            PatchOperation::Add(add) => &add.value,
            PatchOperation::Replace(replace) => &replace.value,
            _ => continue,
        };
        // The reference itself may be what is put right.
        let is_reference = op.path().as_str().ends_with("/$ref");
        match value.as_str() {
            Some(target) if is_reference => targets.push(target.to_owned()),
            _ => references(value, &mut targets),
        }
    }
    targets.into_iter().find(|target| {
        let pointer = target.trim_start_matches('#');
        let added = step.iter().any(|op| op.path().as_str() == pointer);
        target.starts_with("#/") && !added && document.pointer(pointer).is_none()
    })
}

fn references(node: &Value, found: &mut Vec<String>) {
    match node {
        Value::Object(object) => {
            let target = object.get("$ref").and_then(Value::as_str);
            found.extend(target.map(str::to_owned));
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => (),
    }
}

/// Where in its list the item is that a `test` pins by one of its values.
fn moved(document: &Value, op: &PatchOperation) -> Option<String> {
    let PatchOperation::Test(test) = op else {
        return None;
    };
    let (item, key) = test.path.as_str().rsplit_once('/')?;
    let (list, _) = item.rsplit_once('/')?;
    let items = document.pointer(list)?.as_array()?;
    let there = |item: &Value| item.get(json::unescape(key)) == Some(&test.value);
    Some(format!("{list}/{}", items.iter().position(there)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn correction(patch: Value) -> Correction {
        serde_json::from_value(json!({"id": "a", "reason": "b", "evidence": "c", "patch": patch}))
            .unwrap()
    }

    #[test]
    fn a_fitting_correction_changes_the_document() {
        let patch = json!([
            {"op": "test", "path": "/type", "value": "integer"},
            {"op": "replace", "path": "/type", "value": "string"},
        ]);
        let corrected = apply(
            "v3/x",
            json!({"type": "integer"}),
            &[correction(patch)],
            &[],
        )
        .unwrap();
        assert_eq!(corrected, json!({"type": "string"}));
    }

    #[test]
    fn a_correction_upstream_has_mended_fails_by_name() {
        let patch = json!([{"op": "test", "path": "/type", "value": "integer"}]);
        let error =
            apply("v3/x", json!({"type": "string"}), &[correction(patch)], &[]).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("v3/x: correction a: it no longer fits"),
            "{error}"
        );
    }

    #[test]
    fn a_correction_that_pins_nothing_is_refused() {
        let patch = json!([{"op": "add", "path": "/x", "value": 1}]);
        let error = apply("v3/x", json!({}), &[correction(patch)], &[]).unwrap_err();
        assert!(error.to_string().contains("no `test` operation"), "{error}");
    }

    /// Two steps: the first fits `{"a": 1}`, the second `{"list": [{"name": "x", "type": "number"}]}`.
    fn two_steps() -> Correction {
        correction(json!([
            {"op": "test", "path": "/a", "value": 1},
            {"op": "replace", "path": "/a", "value": 2},
            {"op": "test", "path": "/list/0/name", "value": "x"},
            {"op": "test", "path": "/list/0/type", "value": "number"},
            {"op": "replace", "path": "/list/0/type", "value": "integer"},
        ]))
    }

    #[test]
    fn what_the_manifest_lists_as_stale_is_left_out_and_nothing_else() {
        let document = json!({"a": 3, "list": [{"name": "x", "type": "number"}]});
        let stale = |pointer: &str| Stale {
            correction: "a".into(),
            pointer: pointer.into(),
        };
        let apply = |stale: &[Stale]| apply("v3/x", document.clone(), &[two_steps()], stale);
        let corrected = apply(&[stale("/a")]).unwrap();
        assert_eq!(
            corrected,
            json!({"a": 3, "list": [{"name": "x", "type": "integer"}]})
        );
        let said = |stale: &[Stale]| apply(stale).unwrap_err().to_string();
        assert!(said(&[]).starts_with("v3/x: correction a: it no longer fits"));
        assert!(said(&[stale("/list/0/name")]).contains("it no longer fits"));
        let fits = [stale("/a"), stale("/list/0/name")];
        assert!(said(&fits).contains("stale at /list/0/name, where it isn't"));
    }

    #[test]
    fn a_step_that_changes_nothing_is_fixed() {
        let patch = json!([
            {"op": "test", "path": "/id", "value": "a"},
            {"op": "add", "path": "/security", "value": []},
        ]);
        let document = json!({"id": "a", "security": []});
        let (_, misfits) = fit("v3/x", document, &[correction(patch)]).unwrap();
        assert!(misfits[0].fixed);
        assert_eq!(misfits[0].stale.pointer, "/security");
    }

    #[test]
    fn a_step_that_leads_nowhere_is_left_out_and_said_to_be_ours() {
        let step = |value: Value| {
            correction(json!([
                {"op": "test", "path": "/type", "value": "integer"},
                {"op": "add", "path": "/items", "value": value},
            ]))
        };
        let document = json!({"type": "integer", "components": {"schemas": {"A": {}}}});
        let misfits =
            |correction: Correction| fit("v3/x", document.clone(), &[correction]).unwrap().1;
        let to = |name: &str| json!({"allOf": [{"$ref": format!("#/components/schemas/{name}")}]});
        assert!(misfits(step(to("A"))).is_empty());
        let found = misfits(step(to("Gone")));
        assert_eq!(
            found[0].leads_nowhere.as_deref(),
            Some("#/components/schemas/Gone")
        );
        assert_eq!(found[0].stale.pointer, "/items");
        assert!(!found[0].fixed);
        // What a step adds itself is there.
        let both = correction(json!([
            {"op": "test", "path": "/type", "value": "integer"},
            {"op": "add", "path": "/items", "value": to("Gone")},
            {"op": "add", "path": "/components/schemas/Gone", "value": {}},
        ]));
        assert!(misfits(both).is_empty());
    }

    #[test]
    fn a_misfit_says_whether_it_is_fixed_or_moved_and_what_is_there() {
        let misfits = |document: Value| fit("v3/x", document, &[two_steps()]).unwrap().1;
        let fixed = misfits(json!({"a": 2, "list": [{"name": "x", "type": "number"}]}));
        assert!(fixed[0].fixed);
        assert_eq!(fixed[0].stale.pointer, "/a");
        assert_eq!(fixed[0].found, Some(json!(2)));
        let moved = misfits(json!({"list": [{"name": "y"}, {"name": "x", "type": "number"}]}));
        assert_eq!(moved.len(), 2);
        assert!(!moved[0].fixed && moved[0].found.is_none() && moved[0].moved.is_none());
        assert!(!moved[1].fixed);
        assert_eq!(moved[1].found, Some(json!("y")));
        assert_eq!(moved[1].moved.as_deref(), Some("/list/1"));
    }

    /// Adds an operation to the path `/things/{id}`.
    fn added_operation() -> Correction {
        correction(json!([
            {"op": "test", "path": "/paths/~1things~1{id}/put/operationId", "value": "updateThing"},
            {"op": "add", "path": "/paths/~1things~1{id}/get", "value": {"operationId": "getThing"}},
        ]))
    }

    #[test]
    fn a_correction_names_the_operations_it_adds() {
        let of = |correction: &Correction| correction.adds();
        let get = Added {
            path: "/things/{id}".into(),
            method: "get".into(),
            correction: "a".into(),
        };
        assert_eq!(of(&added_operation()), std::slice::from_ref(&get));
        let whole = correction(json!([
            {"op": "test", "path": "/openapi", "value": "3.0.0"},
            {"op": "add", "path": "/paths/~1things~1{id}", "value": {"get": {}, "parameters": []}},
            {"op": "add", "path": "/paths/~1things~1{id}/parameters", "value": []},
            {"op": "add", "path": "/components/schemas/get", "value": {}},
        ]));
        assert_eq!(of(&whole), std::slice::from_ref(&get));
        assert!(of(&two_steps()).is_empty());
        // Added is what wasn't there and is there.
        let without = json!({"paths": {"/things/{id}": {"put": {}}}});
        let with = json!({"paths": {"/things/{id}": {"put": {}, "get": {}}}});
        let corrections = [added_operation()];
        assert_eq!(added(&without, &with, &corrections), [get]);
        assert!(added(&without, &without, &corrections).is_empty());
        assert!(added(&with, &with, &corrections).is_empty());
    }

    #[test]
    fn an_operation_that_upstream_documents_by_now_is_not_written_over() {
        let put = json!({"operationId": "updateThing"});
        let document = |item: Value| json!({"paths": {"/things/{id}": item}});
        let (corrected, misfits) =
            fit("v3/x", document(json!({"put": put})), &[added_operation()]).unwrap();
        assert!(misfits.is_empty());
        assert_eq!(
            corrected["paths"]["/things/{id}"]["get"]["operationId"],
            "getThing"
        );
        let theirs = document(json!({"put": put, "get": {"operationId": "retrieveThing"}}));
        let (corrected, misfits) = fit("v3/x", theirs.clone(), &[added_operation()]).unwrap();
        assert_eq!(corrected, theirs);
        assert!(misfits[0].fixed);
        assert_eq!(misfits[0].stale.pointer, "/paths/~1things~1{id}/get");
        assert!(
            misfits[0].because.contains("already"),
            "{}",
            misfits[0].because
        );
    }

    #[test]
    fn what_a_step_has_freed_can_be_added_again() {
        let patch = json!([
            {"op": "test", "path": "/type", "value": "integer"},
            {"op": "remove", "path": "/type"},
            {"op": "add", "path": "/type", "value": "string"},
        ]);
        let (corrected, misfits) =
            fit("v3/x", json!({"type": "integer"}), &[correction(patch)]).unwrap();
        assert!(misfits.is_empty());
        assert_eq!(corrected, json!({"type": "string"}));
    }
}
