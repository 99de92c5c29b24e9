//! What the recorded corrections make of parameters: such a difference from upstream explains itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use bigcommerce_codegen::correct::Correction;
use serde_json::Value;

use super::{
    Error, Result, place,
    upstream::{self, Parameter},
};
use crate::specs::state::State;

/// The parameters that corrections touch, each as the corrected document has it, if it still does.
/// They are named as in [`Parameter::at`].
#[derive(Default)]
pub struct Corrected(BTreeMap<String, Option<Parameter>>);

impl Corrected {
    /// Reads documents and corrections in the folder `specs`.
    pub fn read(specs: &Path) -> Result<Self> {
        let state = State::read(specs)?;
        let mut corrected = Self::default();
        for document in &state.manifest.documents {
            let id = document.id();
            if let Some(corrections) = state.corrections.get(&id) {
                let facts = state.facts.get(&id).cloned().unwrap_or_default();
                let after = state.corrected(document)?;
                corrected.note(&id, facts, after, corrections)?;
            }
        }
        Ok(corrected)
    }

    /// Notes what `corrections` touch in the document `id`, which they lead from `before` to `after`.
    pub fn note(
        &mut self,
        id: &str,
        before: Value,
        after: Value,
        corrections: &[Correction],
    ) -> Result<()> {
        let mut changed = BTreeSet::new();
        for correction in corrections {
            changed.extend(changes(id, correction)?);
        }
        let after = parameters(id, after)?;
        for (at, parameter) in parameters(id, before)? {
            let below = format!("{}/", parameter.pointer);
            let touches = |path: &String| *path == parameter.pointer || path.starts_with(&below);
            if changed.iter().any(touches) {
                let now = after.get(&at).cloned();
                self.0.insert(at, now);
            }
        }
        Ok(())
    }

    /// Whether a correction makes the parameter `at` what the crate has there.
    pub fn explains(&self, at: &str, own: Option<&Parameter>) -> bool {
        match (self.0.get(at), own) {
            (Some(Some(now)), Some(own)) => now.differs(own).is_none(),
            (Some(None), None) => true,
            _ => false,
        }
    }
}

/// Where a correction changes something.
fn changes(id: &str, correction: &Correction) -> Result<Vec<String>> {
    let patch = serde_json::to_value(&correction.patch).map_err(|source| Error::Json {
        path: id.into(),
        source,
    })?;
    let steps = patch.as_array().into_iter().flatten();
    let changes = steps.filter(|step| step["op"] != "test");
    let paths = changes.filter_map(|step| step["path"].as_str());
    Ok(paths.map(str::to_owned).collect())
}

/// All parameters of a vendored document.
fn parameters(id: &str, document: Value) -> Result<BTreeMap<String, Parameter>> {
    let bundle = place::alone(id, document);
    let operations = upstream::operations(&bundle, id)?.into_iter();
    let parameters = operations.flat_map(|operation| {
        let at = |parameter: &Parameter| parameter.at(&operation.name());
        let parameters = operation.parameters.iter().cloned();
        parameters.map(|it| (at(&it), it)).collect::<Vec<_>>()
    });
    Ok(parameters.collect())
}
