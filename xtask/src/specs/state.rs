//! A state of the documents: manifest, names, facts and corrections, as a folder like `specs/` holds them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use bigcommerce_codegen::{
    correct::{self, Added, Correction},
    generate, json,
    manifest::{Document, Family, Manifest},
    model::Model,
    names::{self, Names},
    recorded::{self, Recorded},
};
use serde_json::Value;

use super::{Result, io};

/// Everything that generation depends on. Facts and corrections are by document (`family/module`).
#[derive(Clone)]
pub struct State {
    pub manifest: Manifest,
    pub names: Names,
    pub facts: BTreeMap<String, Value>,
    pub corrections: BTreeMap<String, Vec<Correction>>,
    /// The files of what else people record, by name.
    pub recorded: BTreeMap<String, Value>,
}

impl State {
    /// Reads the state in the folder `specs`, where every file must be.
    pub fn read(specs: &Path) -> Result<Self> {
        let manifest = Manifest::read(specs)?;
        for document in &manifest.documents {
            let file = specs.join(document.file());
            fs::metadata(&file).map_err(|source| io(&file, source))?;
        }
        Self::with(specs, manifest)
    }

    /// What is in the folder `specs` of an earlier import, where files may be missing.
    pub fn known(specs: &Path) -> Result<Option<Self>> {
        if !specs.join("manifest.json").exists() {
            return Ok(None);
        }
        Self::with(specs, Manifest::read(specs)?).map(Some)
    }

    fn with(specs: &Path, manifest: Manifest) -> Result<Self> {
        let mut names = Names::read(specs)?;
        let mut facts = BTreeMap::new();
        let mut corrections = BTreeMap::new();
        for document in &manifest.documents {
            let id = document.id();
            let file = specs.join(document.file());
            if file.exists() {
                let vendored = json::read(&file)?;
                // A state from before there were records.
                names.add(&id, &document.base_path, &vendored);
                facts.insert(id.clone(), vendored);
            }
            let recorded = correct::read(specs, &id)?;
            if !recorded.is_empty() {
                corrections.insert(id, recorded);
            }
        }
        Ok(Self {
            manifest,
            names,
            facts,
            corrections,
            recorded: recorded::files(specs)?,
        })
    }

    /// The facts of `document` with its corrections applied.
    pub fn corrected(&self, document: &Document) -> Result<Value> {
        let id = document.id();
        let facts = self.facts.get(&id).cloned().unwrap_or_default();
        let corrections = self.corrections.get(&id).map(Vec::as_slice);
        let corrections = corrections.unwrap_or_default();
        Ok(correct::apply(&id, facts, corrections, &document.stale)?)
    }

    /// The operations that corrections add to `document`.
    pub fn added(&self, document: &Document) -> Result<Vec<Added>> {
        let id = document.id();
        let (Some(facts), Some(corrections)) = (self.facts.get(&id), self.corrections.get(&id))
        else {
            return Ok(Vec::new());
        };
        Ok(correct::added(
            facts,
            &self.corrected(document)?,
            corrections,
        ))
    }

    /// What is recorded of `document` beside its corrections.
    pub fn recorded(&self, document: &Document) -> Result<Recorded> {
        let id = document.id();
        let names = self.names.documents.get(&id).cloned();
        Ok(Recorded::of(
            &self.recorded,
            &id,
            names.unwrap_or_default(),
        )?)
    }

    /// The model of `document`.
    pub fn model(&self, document: &Document) -> Result<Model> {
        let (corrected, recorded) = (self.corrected(document)?, self.recorded(document)?);
        Ok(Model::build(document, corrected, &recorded)?)
    }

    /// Renders a model, to see that it can be done.
    pub fn generate(model: Model) -> Result<()> {
        let id = model.document.id();
        generate::format(&id, generate::render(model)?.source)?;
        Ok(())
    }

    /// The files of this state, by path in the folder; those that people write only if they are wanted
    /// too.
    pub fn files(&self, by_hand: bool) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        for (id, facts) in &self.facts {
            files.insert(format!("{id}.json"), json::to_stable_string(facts));
        }
        let recorded = self.corrections.iter().filter(|_| by_hand);
        for (id, recorded) in recorded {
            let path = format!("corrections/{id}.json");
            files.insert(path, json::to_stable_string(recorded));
        }
        for (name, recorded) in self.recorded.iter().filter(|_| by_hand) {
            files.insert(name.clone(), json::to_stable_string(recorded));
        }
        for (id, names) in &self.names.documents {
            files.insert(names::file(id), json::to_stable_string(names));
        }
        files.insert(
            "manifest.json".into(),
            json::to_stable_string(&self.manifest),
        );
        files
    }
}

/// The files of a state that are there, by path in the folder `specs`.
pub fn files(specs: &Path, by_hand: bool) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let families = Family::ALL.map(|family| family.name().to_owned());
    let names_ = families
        .clone()
        .map(|family| format!("{}/{family}", names::FOLDER));
    let own = families.clone().into_iter().chain(names_);
    let recorded = families.map(|family| format!("corrections/{family}"));
    let recorded = recorded.into_iter().filter(|_| by_hand);
    for folder in own.chain(recorded) {
        for name in names(&specs.join(&folder))? {
            let path = format!("{folder}/{name}");
            files.insert(path.clone(), super::read(&specs.join(path))?);
        }
    }
    let recorded = recorded::FILES.into_iter().filter(|_| by_hand);
    for name in recorded.chain(["manifest.json"]) {
        let path = specs.join(name);
        if path.exists() {
            files.insert(name.to_owned(), super::read(&path)?);
        }
    }
    Ok(files)
}

/// The JSON files in `folder`; none if it isn't there.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    if folder.is_dir() {
        let fault = |source| io(folder, source);
        for entry in fs::read_dir(folder).map_err(fault)? {
            let path: PathBuf = entry.map_err(fault)?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            names.extend(
                name.filter(|name| name.ends_with(".json"))
                    .map(str::to_owned),
            );
        }
    }
    names.sort();
    Ok(names)
}
