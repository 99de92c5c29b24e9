//! A state of the documents: manifest, names, facts and corrections, as a folder like `specs/` holds them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use bigcommerce_codegen::{
    correct::{self, Added, Correction},
    generate, json,
    manifest::{Api, Document, Manifest},
    model::{Model, Source},
    names::{self, Names},
    recorded::{self, Recorded},
};
use serde_json::Value;

use super::{Result, io};

/// Everything that generation depends on. Facts and corrections are by document (`api/module`).
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

    /// The model of those of an API's documents that are wanted.
    pub fn model(&self, api: Api, is_wanted: impl Fn(&Document) -> bool) -> Result<Model> {
        let own = self.manifest.documents.iter();
        let own = own.filter(|document| document.api == api && is_wanted(document));
        let sources = own.map(|document| self.source(document));
        let names = self.names.types.get(&api).cloned();
        let sources = sources.collect::<Result<_>>()?;
        let mut model = Model::build(api, sources, &names.unwrap_or_default())?;
        model.date(&self.recorded)?;
        Ok(model)
    }

    fn source<'d>(&self, document: &'d Document) -> Result<Source<'d>> {
        Ok(Source {
            document,
            corrected: self.corrected(document)?,
            recorded: self.recorded(document)?,
        })
    }

    /// Models and renders `document` alone, to see that it can be done.
    pub fn generate(&self, document: &Document) -> Result<()> {
        let Source {
            corrected,
            recorded,
            ..
        } = self.source(document)?;
        let alone = generate::from_corrected(document, corrected, &recorded)?;
        generate::format(&document.id(), alone.source())?;
        Ok(())
    }

    /// Records the names of all types.
    pub fn name_types(&mut self) -> Result<()> {
        for api in Api::ALL {
            let names = self.model(api, |_| true)?.names;
            if !names.is_empty() {
                self.names.types.insert(api, names);
            }
        }
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
        for (api, names) in self
            .names
            .types
            .iter()
            .filter(|(_, names)| !names.is_empty())
        {
            files.insert(names::types_file(*api), json::to_stable_string(names));
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
    let apis = Api::ALL.map(|api| api.name().to_owned());
    let names_ = apis.clone().map(|api| format!("{}/{api}", names::FOLDER));
    let own = apis
        .clone()
        .into_iter()
        .chain(names_)
        .chain([names::FOLDER.to_owned()]);
    let recorded = apis.map(|api| format!("corrections/{api}"));
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
