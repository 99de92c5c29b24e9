//! What a state generates.

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    generate,
    manifest::{Document, Family},
    model::{Module, Operation},
    names,
};

use crate::specs::{Error, Result, state::State};

/// What a state generates.
pub struct Surface {
    /// The commit of the state, where it is known.
    pub commit: Option<String>,
    /// What is rendered of each family.
    pub families: BTreeMap<Family, generate::Family>,
    /// Documents that can't be used, and why: by `family/module`, or by path where nothing is vendored.
    pub unusable: BTreeMap<String, String>,
}

/// An operation, and where it is.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    pub family: &'s generate::Family,
    pub document: &'s Document,
    pub operation: &'s Operation,
}

impl Surface {
    /// What `state` generates. A document that is older than the state is none of it, whatever is vendored
    /// in its place; `faults` are those of an import, by path.
    pub fn of(state: &State, faults: Vec<(String, Error)>) -> Result<Self> {
        let mut surface = Self {
            commit: state.manifest.upstream.commit.clone(),
            families: BTreeMap::new(),
            unusable: BTreeMap::new(),
        };
        for document in &state.manifest.documents {
            if let Some(fault) = &document.behind {
                surface.unusable.insert(document.id(), fault.clone());
            }
        }
        for family in Family::ALL {
            let model = state.model(family, |document| document.behind.is_none())?;
            surface
                .families
                .insert(family, generate::Family::of(model)?);
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

    /// Its documents, by `family/module`.
    pub fn documents(&self) -> BTreeMap<String, &Module> {
        let families = self.families.values();
        let modules = families.flat_map(|family| &family.model.modules);
        modules
            .map(|module| (module.document.id(), module))
            .collect()
    }

    /// Whether it has the document `id`.
    pub fn has(&self, id: &str) -> bool {
        self.documents().contains_key(id)
    }

    /// Whether a document of a family can't be used.
    pub fn lacks_some_of(&self, family: Family) -> bool {
        let prefix = format!("{}/", family.name());
        self.unusable.keys().any(|id| id.starts_with(&prefix))
    }

    /// Every operation by its family, method and URL, whatever the parameters in the path are called.
    pub fn operations(&self) -> BTreeMap<String, Side<'_>> {
        let mut all = BTreeMap::new();
        for (name, family) in &self.families {
            for module in &family.model.modules {
                let document = &module.document;
                for operation in &module.operations {
                    let path = format!("{}{}", document.base_path, operation.path);
                    let identity = names::identity(&operation.method, &path);
                    let side = Side {
                        family,
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
