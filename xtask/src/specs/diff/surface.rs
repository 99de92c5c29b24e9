//! What a state generates.

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    generate,
    manifest::{Api, Document},
    model::{Module, Operation},
    names,
};

use crate::specs::{Error, Result, state::State};

/// What a state generates.
pub struct Surface {
    /// The commit of the state, where it is known.
    pub commit: Option<String>,
    /// What is rendered of each API.
    pub apis: BTreeMap<Api, generate::Api>,
    /// Documents that can't be used, and why: by `api/module`, or by path where nothing is vendored.
    pub unusable: BTreeMap<String, String>,
}

/// An operation, and where it is.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    pub api: &'s generate::Api,
    pub document: &'s Document,
    pub operation: &'s Operation,
}

impl Surface {
    /// What `state` generates. A document that is older than the state isn't part of it, whatever is vendored
    /// in its place; `faults` are those of an import, by path.
    pub fn of(state: &State, faults: Vec<(String, Error)>) -> Result<Self> {
        let mut surface = Self {
            commit: state.manifest.upstream.commit.clone(),
            apis: BTreeMap::new(),
            unusable: BTreeMap::new(),
        };
        for document in &state.manifest.documents {
            if let Some(fault) = &document.behind {
                surface.unusable.insert(document.id(), fault.clone());
            }
        }
        for api in Api::ALL {
            let model = state.model(api, |document| document.behind.is_none())?;
            surface.apis.insert(api, generate::Api::of(model)?);
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

    /// Its documents, by `api/module`.
    pub fn documents(&self) -> BTreeMap<String, &Module> {
        let apis = self.apis.values();
        let modules = apis.flat_map(|api| &api.model.modules);
        modules
            .map(|module| (module.document.id(), module))
            .collect()
    }

    /// Whether it has the document `id`.
    pub fn has(&self, id: &str) -> bool {
        self.documents().contains_key(id)
    }

    /// Whether a document of an API can't be used.
    pub fn lacks_some_of(&self, api: Api) -> bool {
        let prefix = format!("{}/", api.name());
        self.unusable.keys().any(|id| id.starts_with(&prefix))
    }

    /// Every operation by its API, method and URL, whatever the parameters in the path are called.
    pub fn operations(&self) -> BTreeMap<String, Side<'_>> {
        let mut all = BTreeMap::new();
        for (name, api) in &self.apis {
            for module in &api.model.modules {
                let document = &module.document;
                for operation in &module.operations {
                    let path = format!("{}{}", document.base_path, operation.path);
                    let identity = names::identity(&operation.method, &path);
                    let side = Side {
                        api,
                        document,
                        operation,
                    };
                    all.insert(format!("{} {identity}", name.name()), side);
                }
            }
        }
        all
    }
}

/// An operation as people know it.
pub fn shown(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
