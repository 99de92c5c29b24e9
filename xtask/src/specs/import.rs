//! From a checkout to a [`State`]: every document that can be read, corrected and generated as it is
//! upstream, and of every other one what is vendored.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use bigcommerce_codegen::{
    correct::{self, Misfit},
    credential::Credential,
    limits,
    manifest::{Api, Document, Manifest, Upstream},
    names::{Names, key},
    openapi::{self, Bundle},
    recorded, secrets,
};
use serde_json::Value;

use super::{
    Error, REPOSITORY, Result, align,
    checkout::Checkout,
    component_names, facts, mend, names,
    plan::{self, Kept, Planned},
    select::{self, METHODS},
    state::{self, State},
};

/// What an import finds.
pub struct Import {
    pub state: State,
    /// Why a document isn't imported as it is upstream, each with the upstream path.
    pub faults: Vec<(String, Error)>,
    /// Files that nothing is taken from, each with the reason.
    pub left_out: Vec<(String, String)>,
    /// What fell away of documents, each with the document.
    pub notes: Vec<(String, String)>,
    /// Steps of corrections that don't fit any more, each with the document.
    pub misfits: Vec<(String, Misfit)>,
    /// What is recorded about documents and operations that no longer exist.
    pub orphans: Vec<String>,
    /// Places that may hold secrets and that nobody has looked at, each with the document.
    pub unreviewed: Vec<(String, String)>,
    /// Reviewed places of secrets that don't fit any more and why, each with the document.
    pub unfit: Vec<(String, String)>,
    /// Evidence of limits that leads nowhere any more, each with the document.
    pub limits: Vec<(String, String)>,
}

/// Reads `checkout`. Corrections come from the folder `specs`; a document that can't be imported is
/// taken from `known`.
pub fn read(
    checkout: &Checkout,
    specs: &Path,
    known: Option<&State>,
    commit: Option<&str>,
) -> Result<Import> {
    let mut reader = Reader {
        checkout,
        specs,
        known,
        faults: Vec::new(),
        left_out: Vec::new(),
        notes: Vec::new(),
        misfits: Vec::new(),
        unreviewed: Vec::new(),
        unfit: Vec::new(),
        limits: Vec::new(),
        state: State {
            manifest: Manifest {
                upstream: Upstream {
                    repository: REPOSITORY.into(),
                    commit: None,
                },
                documents: Vec::new(),
            },
            names: match known {
                Some(known) => known.names.clone(),
                None => Names::read(specs)?,
            },
            facts: BTreeMap::new(),
            corrections: BTreeMap::new(),
            recorded: recorded::files(specs)?,
        },
    };
    for planned in reader.plan()? {
        let document = reader.document(planned)?;
        reader.state.manifest.documents.extend(document);
    }
    let Reader {
        mut state,
        faults,
        mut left_out,
        notes,
        misfits,
        unreviewed,
        mut unfit,
        limits,
        ..
    } = reader;
    left_out.sort();
    state.name_types()?;
    let documents = &state.manifest.documents;
    state.manifest.upstream.commit = commit
        .map(str::to_owned)
        .or_else(|| checkout.commit())
        .or_else(|| known_commit(known?, documents));
    let mut orphans = orphans(specs, documents)?;
    orphans.extend(gone(&state)?);
    unfit.extend(nowhere(&state));
    Ok(Import {
        orphans,
        left_out,
        notes,
        unreviewed,
        unfit,
        limits,
        state,
        faults,
        misfits,
    })
}

struct Reader<'a> {
    checkout: &'a Checkout,
    specs: &'a Path,
    known: Option<&'a State>,
    state: State,
    faults: Vec<(String, Error)>,
    left_out: Vec<(String, String)>,
    notes: Vec<(String, String)>,
    misfits: Vec<(String, Misfit)>,
    unreviewed: Vec<(String, String)>,
    unfit: Vec<(String, String)>,
    limits: Vec<(String, String)>,
}

impl Reader<'_> {
    /// What goes into which document. Those that a file which can't be read belongs to stay as they are
    /// vendored.
    fn plan(&mut self) -> Result<Vec<Planned>> {
        let lines: Vec<_> = self.known().cloned().collect();
        let known: Vec<_> = lines.iter().flat_map(Document::files).collect();
        let mut candidates = Vec::new();
        let mut kept = Kept::default();
        for path in self.checkout.documents(&known)? {
            if self.checkout.hides(&path) {
                let why = "a later --from has another file of this path".to_owned();
                self.left_out.push((path.clone(), why));
            }
            match select::file(self.checkout, &path) {
                Ok(select::File::Candidate(candidate)) => candidates.push(candidate),
                Ok(select::File::Other(why)) => self.left_out.push((path, why)),
                Err(fault) => {
                    self.keep_all(&path, &fault, &mut kept);
                    self.faults.push((path, fault));
                }
            }
        }
        let names = &self.state.names;
        let plan = plan::plan(self.checkout, candidates, names, &lines, &kept)?;
        self.left_out.extend(plan.left_out);
        Ok(plan.documents)
    }

    /// Keeps the documents that the file at `path` belongs to, also if it was moved there.
    fn keep_all(&self, path: &str, fault: &Error, kept: &mut Kept) {
        let name = path.rsplit('/').next();
        let moved = |file: &str| file.rsplit('/').next() == name && !self.checkout.has(file);
        let by_path = self
            .known()
            .any(|known| known.files().any(|file| file == path));
        for known in self.known() {
            let is_of_it = match by_path {
                true => known.files().any(|file| file == path),
                false => known.files().any(moved),
            };
            if is_of_it && kept.documents.iter().all(|there| there.id() != known.id()) {
                if let Some(facts) = self.vendored(&known.id()) {
                    kept.operations.extend(select::identities(known, facts));
                }
                kept.documents.push(behind(known.clone(), fault));
            }
        }
    }

    /// Brings the facts and corrections of a document into the state, and gives its line in the
    /// manifest; nothing for a new document that can't be imported or that the token isn't for.
    fn document(&mut self, planned: Planned) -> Result<Option<Document>> {
        if planned.document.behind.is_some() {
            return self.keep(planned.document).map(Some);
        }
        let id = planned.document.id();
        let upstream = planned.document.upstream.clone();
        let names = self.state.names.clone();
        match self.fresh(planned) {
            Ok(document) => Ok(document),
            Err(fault) => {
                self.state.names = names;
                let vendored = self.known().find(|known| known.id() == id);
                let vendored = vendored.map(|vendored| behind(vendored.clone(), &fault));
                self.state.facts.remove(&id);
                self.state.corrections.remove(&id);
                self.notes.retain(|(other, _)| *other != id);
                self.misfits.retain(|(other, _)| *other != id);
                self.unreviewed.retain(|(other, _)| *other != id);
                self.unfit.retain(|(other, _)| *other != id);
                self.faults.push((upstream, fault));
                vendored.map(|vendored| self.keep(vendored)).transpose()
            }
        }
    }

    /// The document as it is upstream; nothing for a new one that no operation of takes our credential.
    fn fresh(&mut self, planned: Planned) -> Result<Option<Document>> {
        let id = planned.document.id();
        let spare = self.vendored(&id).is_some_and(facts::has_spare);
        let mut facts = facts::import(self.checkout, &planned, spare)?;
        component_names::make_valid(&mut facts.document);
        let notes = mend::mend(&mut facts.document);
        let mut document = planned.document;
        let mut facts = match self.vendored(&id) {
            Some(vendored) => align::align(vendored, &facts.document, &facts.spare),
            None => facts.without_spare(),
        };
        if let Some(paths) = facts["paths"].as_object_mut() {
            names::complete(&document, &self.state.names, paths);
        }
        let is_new = !self.state.names.documents.contains_key(&id);
        if is_new && !takes_our_credential(&id, &facts) {
            let why = "none of its operations takes the unified token".to_owned();
            self.left_out.push((document.upstream, why));
            return Ok(None);
        }
        self.notes
            .extend(notes.into_iter().map(|note| (id.clone(), note)));
        self.correct(&mut document, &facts)?;
        let unchanged = self.vendored(&id) == Some(&facts)
            && self.known().any(|known| {
                // What was vendored in this very form could be generated.
                known.id() == id && known.stale == document.stale && known.behind.is_none()
            });
        self.state.facts.insert(id.clone(), facts);
        let corrected = self.state.corrected(&document)?;
        self.state.names.add(&id, &document.base_path, &corrected);
        if !unchanged {
            self.state.generate(&document)?;
        }
        Ok(Some(document))
    }

    /// The document as it is vendored.
    fn keep(&mut self, mut document: Document) -> Result<Document> {
        let id = document.id();
        let facts = self.vendored(&id).cloned().unwrap_or_default();
        self.correct(&mut document, &facts)?;
        self.state.facts.insert(id, facts);
        Ok(document)
    }

    /// Brings the corrections of `document` into the state and notes the steps that don't fit, and what
    /// is to be reviewed of secrets.
    fn correct(&mut self, document: &mut Document, facts: &Value) -> Result<()> {
        let id = document.id();
        let corrections = correct::read(self.specs, &id)?;
        let (corrected, misfits) = correct::fit(&id, facts.clone(), &corrections)?;
        // With those that a correction adds.
        document.operations = select::count(&corrected);
        document.stale.clear();
        for misfit in misfits {
            if !document.stale.contains(&misfit.stale) {
                document.stale.push(misfit.stale.clone());
            }
            self.misfits.push((id.clone(), misfit));
        }
        let recorded = self.state.recorded(document)?;
        let reviewed = recorded.secrets;
        for stale in limits::stale(&recorded.limits, facts) {
            self.limits.push((id.clone(), stale.pointer.clone()));
            document.stale.push(stale);
        }
        // What breaks OpenAPI is said where it is generated.
        let review = secrets::review(&id, &corrected, &reviewed).unwrap_or_default();
        document.unreviewed = review.unreviewed;
        let unreviewed = document.unreviewed.iter();
        self.unreviewed
            .extend(unreviewed.map(|place| (id.clone(), place.clone())));
        for (place, why) in review.misfits {
            document.stale.push(secrets::stale(&place));
            self.unfit.push((id.clone(), format!("{place}: {why}")));
        }
        if !corrections.is_empty() {
            self.state.corrections.insert(id, corrections);
        }
        Ok(())
    }

    fn known(&self) -> impl Iterator<Item = &Document> {
        self.known
            .into_iter()
            .flat_map(|known| &known.manifest.documents)
    }

    fn vendored(&self, id: &str) -> Option<&Value> {
        self.known?.facts.get(id)
    }
}

/// Whether any operation in `facts` of the document `id` takes a credential of ours, or none.
fn takes_our_credential(id: &str, facts: &Value) -> bool {
    let bundle = Bundle::of(id, facts);
    let operations = openapi::operations(&bundle, id).unwrap_or_default();
    operations.iter().any(|it| Credential::of(it).is_ok())
}

fn behind(mut document: Document, fault: &Error) -> Document {
    document.behind = Some(fault.to_string());
    document
}

/// The commit of `known`, if it lists the very same upstream documents: a checkout without `.git` and
/// without `--commit` is then no reason to forget it.
fn known_commit(known: &State, documents: &[Document]) -> Option<String> {
    let known = &known.manifest;
    let same = known.documents.len() == documents.len()
        && known
            .documents
            .iter()
            .zip(documents)
            .all(|(a, b)| a.sha256 == b.sha256 && b.behind.is_none());
    same.then(|| known.upstream.commit.clone()).flatten()
}

/// Documents that are corrected in `specs` but don't exist.
fn orphans(specs: &Path, documents: &[Document]) -> Result<Vec<String>> {
    let mut orphans = Vec::new();
    for api in Api::ALL {
        let folder = specs.join("corrections").join(api.name());
        for name in state::names(&folder)? {
            let file = format!("{}/{name}", api.name());
            if documents.iter().all(|document| document.file() != file) {
                orphans.push(format!("corrections/{file}"));
            }
        }
    }
    Ok(orphans)
}

/// What is recorded about operations that don't exist.
fn gone(state: &State) -> Result<Vec<String>> {
    let mut orphans = Vec::new();
    for (file, recorded) in &state.recorded {
        if file == secrets::FILE {
            continue;
        }
        for (id, recorded) in recorded.as_object().into_iter().flatten() {
            let mut documents = state.manifest.documents.iter();
            let facts = match documents.find(|document| document.id() == *id) {
                Some(document) => state.corrected(document)?,
                None => Value::Null,
            };
            let items = facts["paths"].as_object().into_iter().flatten();
            let there: BTreeSet<_> = items
                .flat_map(|(path, item)| {
                    let methods = METHODS
                        .into_iter()
                        .filter(|method| item.get(method).is_some());
                    methods.map(move |method| key(method, path))
                })
                .collect();
            let operations = recorded.as_object().into_iter().flatten();
            let gone = operations.filter(|(name, _)| !there.contains(*name));
            orphans.extend(gone.map(|(name, _)| format!("{file}: {id} {name}")));
        }
    }
    Ok(orphans)
}

/// The reviewed places of secrets in documents that don't exist, each with the document.
fn nowhere(state: &State) -> Vec<(String, String)> {
    let reviewed = state.recorded.get(secrets::FILE).and_then(Value::as_object);
    let there = |id: &String| {
        state
            .manifest
            .documents
            .iter()
            .any(|document| document.id() == *id)
    };
    let nowhere = reviewed.into_iter().flatten().filter(|(id, _)| !there(id));
    let why = "the document does not exist".to_owned();
    nowhere.map(|(id, _)| (id.clone(), why.clone())).collect()
}
