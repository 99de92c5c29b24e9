//! Applies the recorded corrections: what is wrong upstream, with the reason and the evidence.
//!
//! Each is an RFC 6902 patch whose `test` operations pin the fault, so one that upstream has mended
//! or moved fails by name.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, Result, json};

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

/// The corrections recorded for the document `id` (`family/module`); none is fine.
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

/// `document` with `corrections` applied in order.
///
/// # Errors
/// When one pins nothing, or no longer fits the document.
pub fn apply(id: &str, mut document: Value, corrections: &[Correction]) -> Result<Value> {
    for correction in corrections {
        let fault = |fault: String| Error::Correction {
            document: id.to_owned(),
            correction: correction.id.clone(),
            fault,
        };
        let pins =
            |op: &json_patch::PatchOperation| matches!(op, json_patch::PatchOperation::Test(_));
        if !correction.patch.0.iter().any(pins) {
            return Err(fault("it has no `test` operation to pin the fault".into()));
        }
        json_patch::patch(&mut document, &correction.patch)
            .map_err(|error| fault(format!("it no longer fits: {error}")))?;
    }
    Ok(document)
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
        let corrected = apply("v3/x", json!({"type": "integer"}), &[correction(patch)]).unwrap();
        assert_eq!(corrected, json!({"type": "string"}));
    }

    #[test]
    fn a_correction_upstream_has_mended_fails_by_name() {
        let patch = json!([{"op": "test", "path": "/type", "value": "integer"}]);
        let error = apply("v3/x", json!({"type": "string"}), &[correction(patch)]).unwrap_err();
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
        let error = apply("v3/x", json!({}), &[correction(patch)]).unwrap_err();
        assert!(error.to_string().contains("no `test` operation"), "{error}");
    }
}
