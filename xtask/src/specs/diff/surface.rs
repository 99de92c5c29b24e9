//! What a state generates.

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::{
    generate::{self, Module},
    manifest::Document,
    model::{Definition, Kind, Model, Operation, Slot, Type},
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

/// The operations that each type of a module is part of, as `GET /path`.
pub fn users(model: &Model) -> BTreeMap<&str, Vec<String>> {
    let mut users: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for operation in &model.operations {
        let parameters = operation.parameters.iter().map(|it| &it.slot);
        let body = operation.body.iter().filter_map(|body| body.slot.as_ref());
        let mut open: Vec<&Slot> = parameters
            .chain(body)
            .chain(operation.response.json())
            .collect();
        let mut reached = BTreeSet::new();
        while let Some(slot) = open.pop() {
            match &slot.ty {
                Type::List(slot) | Type::Map(Some(slot)) => open.push(slot),
                Type::Named(name) if reached.insert(name.as_str()) => {
                    open.extend(model.types.get(name).into_iter().flat_map(parts));
                }
                _ => (),
            }
        }
        for name in reached {
            users.entry(name).or_default().push(shown(operation));
        }
    }
    users
}

/// What a definition is made of.
fn parts(definition: &Definition) -> Vec<&Slot> {
    match &definition.kind {
        Kind::Enum(_) => Vec::new(),
        Kind::Union(branches) => branches.iter().map(|branch| &branch.slot).collect(),
        Kind::Object(object) => {
            let fields = object.fields.iter().map(|field| &field.slot);
            fields.chain(&object.others).collect()
        }
    }
}

/// An operation as people know it.
pub fn shown(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
