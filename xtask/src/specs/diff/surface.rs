//! What a state generates.

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    generate::{self, Module},
    manifest::Document,
    model::Operation,
    names,
};

use crate::specs::{Error, Result, state::State};

/// What a state generates.
pub struct Surface {
    /// The commit of the state, where it is known.
    pub commit: Option<String>,
    /// Its modules, by document (`family/module`).
    pub modules: BTreeMap<String, Module>,
    /// Documents that can't be used, and why: by `family/module`, or by path where nothing is vendored.
    pub unusable: BTreeMap<String, String>,
}

impl Surface {
    /// What `state` generates. A document that is older than the state is none of it, whatever is vendored
    /// in its place; `faults` are those of an import, by path.
    pub fn of(state: &State, faults: Vec<(String, Error)>) -> Result<Self> {
        let mut surface = Self {
            commit: state.manifest.upstream.commit.clone(),
            modules: BTreeMap::new(),
            unusable: BTreeMap::new(),
        };
        for document in &state.manifest.documents {
            let id = document.id();
            match &document.behind {
                Some(fault) => {
                    surface.unusable.insert(id, fault.clone());
                }
                None => {
                    let module = generate::render(state.model(document)?)?;
                    surface.modules.insert(id, module);
                }
            }
        }
        let vendored = |path: &str| {
            let mut documents = state.manifest.documents.iter();
            documents.any(|it| it.files().any(|file| file == path))
        };
        for (path, fault) in faults {
            if !vendored(&path) {
                surface.unusable.insert(path, fault.to_string());
            }
        }
        Ok(surface)
    }
}

/// Every operation of a module by its method and URL, whatever the parameters in the path are called.
pub fn operations(module: &Module) -> BTreeMap<String, &Operation> {
    let Document { base_path, .. } = &module.model.document;
    let operations = module.model.operations.iter();
    operations
        .map(|it| {
            let path = format!("{base_path}{}", it.path);
            (names::identity(&it.method, &path), it)
        })
        .collect()
}

/// An operation as people know it.
pub fn shown(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
