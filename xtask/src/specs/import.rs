//! From a checkout to a [`State`]: every document that can be read, corrected and generated as it is
//! upstream, and of every other one what is vendored.

use std::{collections::BTreeMap, path::Path};

use bigcommerce_codegen::{
    correct::{self, Misfit},
    manifest::{Document, Family, Manifest, Upstream},
    recorded, secrets,
};
use serde_json::Value;

use super::{Error, REPOSITORY, Result, checkout::Checkout, facts, select, state, state::State};

/// What an import finds.
pub struct Import {
    pub state: State,
    /// Why a document isn't imported as it is upstream, each with the upstream path.
    pub faults: Vec<(String, Error)>,
    /// Steps of corrections that don't fit any more, each with the document.
    pub misfits: Vec<(String, Misfit)>,
    /// What is recorded of documents and operations that there are no more.
    pub orphans: Vec<String>,
    /// Places that may hold secrets and that nobody has looked at, each with the document.
    pub unreviewed: Vec<(String, String)>,
    /// Reviewed places of secrets that don't fit any more and why, each with the document.
    pub unfit: Vec<(String, String)>,
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
        misfits: Vec::new(),
        unreviewed: Vec::new(),
        unfit: Vec::new(),
        state: State {
            manifest: Manifest {
                upstream: Upstream {
                    repository: REPOSITORY.into(),
                    commit: None,
                },
                documents: Vec::new(),
            },
            facts: BTreeMap::new(),
            corrections: BTreeMap::new(),
            recorded: recorded::files(specs)?,
        },
    };
    for document in select::documents(reader.candidates()?) {
        let document = reader.document(document)?;
        reader.state.manifest.documents.extend(document);
    }
    let Reader {
        mut state,
        faults,
        misfits,
        unreviewed,
        mut unfit,
        ..
    } = reader;
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
        unreviewed,
        unfit,
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
    misfits: Vec<(String, Misfit)>,
    unreviewed: Vec<(String, String)>,
    unfit: Vec<(String, String)>,
}

impl Reader<'_> {
    /// What is in the token's reach. A document that can't be read is there as it is vendored.
    fn candidates(&mut self) -> Result<Vec<select::Candidate>> {
        let known: Vec<_> = self
            .known()
            .map(|document| document.upstream.as_str())
            .collect();
        let mut candidates = Vec::new();
        for path in self.checkout.documents(&known)? {
            match select::candidate(self.checkout, &path) {
                Ok(candidate) => candidates.extend(candidate),
                Err(fault) => {
                    let name = path.rsplit('/').next();
                    let moved = |known: &&Document| {
                        known.upstream.rsplit('/').next() == name
                            && !self.checkout.has(&known.upstream)
                    };
                    let vendored = self.known().find(|known| known.upstream == path);
                    let vendored = vendored.or_else(|| self.known().find(moved)).cloned();
                    candidates.extend(vendored.map(|vendored| {
                        let facts = self.vendored(&vendored.id());
                        let vendored = behind(vendored, &fault);
                        select::vendored(&vendored, facts.unwrap_or(&Value::Null))
                    }));
                    self.faults.push((path, fault));
                }
            }
        }
        Ok(candidates)
    }

    /// Brings the facts and corrections of `document` into the state, and gives its line in the
    /// manifest; nothing for a new document that can't be imported.
    fn document(&mut self, document: Document) -> Result<Option<Document>> {
        if document.behind.is_some() {
            return self.keep(document).map(Some);
        }
        let upstream = document.upstream.clone();
        match self.fresh(document.clone()) {
            Ok(document) => Ok(Some(document)),
            Err(fault) => {
                let vendored = self.known().find(|known| known.id() == document.id());
                let vendored = vendored.map(|vendored| behind(vendored.clone(), &fault));
                self.state.facts.remove(&document.id());
                self.state.corrections.remove(&document.id());
                let others = |id: &String| *id != document.id();
                self.misfits.retain(|(id, _)| others(id));
                self.unreviewed.retain(|(id, _)| others(id));
                self.unfit.retain(|(id, _)| others(id));
                self.faults.push((upstream, fault));
                vendored.map(|vendored| self.keep(vendored)).transpose()
            }
        }
    }

    /// The document as it is upstream.
    fn fresh(&mut self, mut document: Document) -> Result<Document> {
        let id = document.id();
        let facts = facts::import(self.checkout, &document)?;
        self.correct(&mut document, &facts)?;
        let unchanged = self.vendored(&id) == Some(&facts)
            && self.known().any(|known| {
                // What was vendored in this very form could be generated.
                known.id() == id && known.stale == document.stale && known.behind.is_none()
            });
        self.state.facts.insert(id, facts);
        if !unchanged {
            self.state.generate(&document)?;
        }
        Ok(document)
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
        let reviewed = self.state.recorded(document)?.secrets;
        // What breaks OpenAPI is said where it is generated.
        let review = secrets::review(&id, &corrected, &reviewed).unwrap_or_default();
        let unreviewed = review.unreviewed.into_iter();
        self.unreviewed
            .extend(unreviewed.map(|place| (id.clone(), place)));
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

/// Documents that are corrected in `specs` but that there are none of.
fn orphans(specs: &Path, documents: &[Document]) -> Result<Vec<String>> {
    let mut orphans = Vec::new();
    for family in Family::ALL {
        let folder = specs.join("corrections").join(family.name());
        for name in state::names(&folder)? {
            let file = format!("{}/{name}", family.name());
            if documents.iter().all(|document| document.file() != file) {
                orphans.push(format!("corrections/{file}"));
            }
        }
    }
    Ok(orphans)
}

/// What is recorded by operation, of operations that there are none of.
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
            let operations = items.filter_map(|(_, item)| item.as_object()).flatten();
            let there: Vec<_> = operations.map(|(_, it)| &it["operationId"]).collect();
            let operations = recorded.as_object().into_iter().flatten();
            let gone = operations.filter(|(name, _)| there.iter().all(|known| *known != *name));
            orphans.extend(gone.map(|(name, _)| format!("{file}: {id} {name}")));
        }
    }
    Ok(orphans)
}

/// The reviewed places of secrets in documents that there are none of, each with the document.
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
    let why = "there is no such document".to_owned();
    nowhere.map(|(id, _)| (id.clone(), why.clone())).collect()
}
