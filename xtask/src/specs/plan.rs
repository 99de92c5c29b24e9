//! Which operation of which file goes into which document.
//!
//! What is recorded of an operation decides, wherever upstream keeps it. A new one goes where the nearest
//! recorded operation of its file is; only a file without any makes a document of its own.

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::{
    manifest::{Api, Document, File},
    names::{self, Names},
};

use super::{
    Error, Result,
    checkout::Checkout,
    modules,
    select::{self, Candidate, Operation, anonymous},
};

/// What an import makes of a checkout.
pub struct Plan {
    /// The documents, by API and module.
    pub documents: Vec<Planned>,
    /// Files that no operation is taken from, and why.
    pub left_out: Vec<(String, String)>,
}

/// A document, with the operations it is made of.
#[derive(Clone)]
pub struct Planned {
    pub document: Document,
    /// The files its operations are in; that of which most of them are comes first.
    pub feeds: Vec<Feed>,
}

/// What one file gives to one document.
#[derive(Clone)]
pub struct Feed {
    pub path: String,
    pub operations: Vec<Place>,
    /// Whether other documents are made of it too.
    pub is_shared: bool,
}

/// Where an operation is and where it goes.
#[derive(Clone)]
pub struct Place {
    pub method: &'static str,
    /// Its path in the file.
    pub template: String,
    /// Its path in the document.
    pub path: String,
}

/// What stays as it is vendored.
#[derive(Default)]
pub struct Kept {
    pub documents: Vec<Document>,
    /// Their operations, by identity.
    pub operations: BTreeSet<String>,
}

/// Plans the import of `candidates`; `known` are the manifest's lines of what is vendored.
pub fn plan(
    checkout: &Checkout,
    mut candidates: Vec<Candidate>,
    names: &Names,
    known: &[Document],
    kept: &Kept,
) -> Result<Plan> {
    let mut left_out = Vec::new();
    for path in select::without_repeats(&mut candidates, &kept.operations) {
        left_out.push((path, "other documents have all of its operations".into()));
    }
    // The newest home first; of one home, pieces before what repeats some of them, and files of one API before those
    // that mix several.
    candidates.sort_by(|a, b| {
        let order = (b.home, a.apis(), a.operations.len(), &a.path);
        order.cmp(&(a.home, b.apis(), b.operations.len(), &b.path))
    });
    let mut sorter = Sorter {
        recorded: names.by_identity(),
        known,
        taken: kept.operations.clone(),
        modules: names.documents.keys().cloned().collect(),
        found: BTreeMap::new(),
    };
    sorter.modules.extend(known.iter().map(Document::id));
    // Those nearest to the top get the shorter names.
    let mut fresh = Vec::new();
    for candidate in &candidates {
        let own = sorter.take(candidate);
        if own.is_empty() {
            let why = "documents of upstream's newer home, or others, have its operations";
            left_out.push((candidate.path.clone(), why.into()));
        }
        let new = sorter.sort(candidate, own);
        if !new.is_empty() {
            fresh.push((candidate, new));
        }
    }
    fresh.sort_by_key(|(candidate, _)| {
        let depth = candidate.path.matches('/').count();
        (depth, &candidate.path)
    });
    for (candidate, operations) in fresh {
        sorter.name(candidate, &operations);
    }
    Ok(Plan {
        documents: sorter.documents(checkout, kept)?,
        left_out,
    })
}

/// An operation of a file, and its path as we write it.
type Found<'c> = (&'c str, &'c Operation, String);

struct Sorter<'c> {
    recorded: BTreeMap<String, names::Recorded<'c>>,
    known: &'c [Document],
    /// The operations that have a place already, by identity.
    taken: BTreeSet<String>,
    /// The documents whose names are in use.
    modules: BTreeSet<String>,
    /// The operations of each document.
    found: BTreeMap<String, Vec<Found<'c>>>,
}

impl<'c> Sorter<'c> {
    /// The operations of `candidate` that no better home has.
    fn take(&mut self, candidate: &'c Candidate) -> Vec<&'c Operation> {
        let operations = candidate.operations.iter();
        operations
            .filter(|operation| self.taken.insert(operation.identity()))
            .collect()
    }

    /// Puts `own`, operations of `candidate`, where they are recorded, and the new ones beside the nearest
    /// of those. Gives what is new where nothing is recorded.
    fn sort(&mut self, candidate: &'c Candidate, own: Vec<&'c Operation>) -> Vec<&'c Operation> {
        let all = candidate.operations.iter();
        let there: Vec<_> = all
            .filter_map(|operation| self.recorded.get(&operation.identity()).copied())
            .collect();
        let mut new = Vec::new();
        for operation in own {
            let found = match self.recorded.get(&operation.identity()) {
                Some(recorded) => Some((recorded.document.to_owned(), recorded.path.to_owned())),
                None => self.nearest(&there, operation),
            };
            match found {
                Some((id, path)) => {
                    let found = (candidate.path.as_str(), operation, path);
                    self.found.entry(id).or_default().push(found);
                }
                None => new.push(operation),
            }
        }
        new
    }

    /// The document of that operation in `there` which has the longest path in common with `operation`,
    /// and the path as it is written there.
    fn nearest(
        &self,
        there: &[names::Recorded<'c>],
        operation: &Operation,
    ) -> Option<(String, String)> {
        let wanted = anonymous(&operation.path);
        let common = |path: &str| {
            let path = anonymous(path);
            let parts = path.split('/').zip(wanted.split('/'));
            parts.take_while(|(a, b)| a == b).count()
        };
        let fits = |recorded: &&names::Recorded<'c>| {
            let line = self
                .known
                .iter()
                .find(|line| line.id() == recorded.document);
            line.is_none_or(|line| below(&operation.path, &line.base_path).is_some())
        };
        // The first of equals.
        let nearest = there.iter().filter(fits).rev();
        let nearest = nearest.max_by_key(|recorded| common(recorded.path))?;
        let mut same = there
            .iter()
            .filter(|recorded| recorded.document == nearest.document)
            .filter(|recorded| anonymous(recorded.path) == wanted);
        let path = same.next().map_or(operation.path.as_str(), |it| it.path);
        Some((nearest.document.to_owned(), path.to_owned()))
    }

    /// Makes documents of the new `operations` of `candidate`, one an API.
    fn name(&mut self, candidate: &'c Candidate, operations: &[&'c Operation]) {
        for api in Api::ALL {
            let own: Vec<_> = operations
                .iter()
                .filter(|operation| operation.api == api)
                .map(|operation| (candidate.path.as_str(), *operation, operation.path.clone()))
                .collect();
            if !own.is_empty() {
                let module = modules::free(&candidate.path, api, &mut self.modules);
                self.found.insert(id(api, &module), own);
            }
        }
    }

    /// The documents to make, and those that are kept.
    fn documents(self, checkout: &Checkout, kept: &Kept) -> Result<Vec<Planned>> {
        let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (id, found) in &self.found {
            for (path, ..) in found {
                files.entry(path).or_default().insert(id);
            }
        }
        let mut planned: Vec<_> = kept.documents.iter().map(Planned::kept).collect();
        for (id, found) in &self.found {
            if kept.documents.iter().any(|document| document.id() == *id) {
                continue;
            }
            let line = self.known.iter().find(|line| line.id() == *id);
            let line = match line {
                Some(line) => line.clone(),
                None => line_of(id, found)?,
            };
            let mut document = line;
            let mut feeds = feeds(&document, found, &files)?;
            feeds.sort_by(|a, b| {
                let size = |feed: &Feed| feed.operations.len();
                (size(b), &a.path).cmp(&(size(a), &b.path))
            });
            let mut sources = feeds.iter().map(|feed| {
                let path = feed.path.clone();
                let sha256 = checkout.sha256(&path)?;
                Ok(File { path, sha256 })
            });
            if let Some(first) = sources.next() {
                let first = first?;
                (document.upstream, document.sha256) = (first.path, first.sha256);
            }
            document.also = sources.collect::<Result<_>>()?;
            document.operations = found.len();
            document.stale.clear();
            document.behind = None;
            planned.push(Planned { document, feeds });
        }
        planned.sort_by_key(|planned| {
            let document = &planned.document;
            (document.api, document.module.clone())
        });
        Ok(planned)
    }
}

impl Planned {
    fn kept(document: &Document) -> Self {
        Self {
            document: document.clone(),
            feeds: Vec::new(),
        }
    }
}

/// The line of the document `id`, which isn't vendored.
fn line_of(id: &str, found: &[Found<'_>]) -> Result<Document> {
    let known = |id: &str| {
        let (api, module) = id.split_once('/')?;
        let api = Api::ALL.into_iter().find(|it| it.name() == api)?;
        Some((api, module.to_owned()))
    };
    let (api, module) = known(id).ok_or_else(|| fault(id, "not the id of a document"))?;
    // The longest that all operations are below.
    let mut bases: Vec<_> = found
        .iter()
        .map(|(_, it, _)| it.base_path.as_str())
        .collect();
    bases.sort_by_key(|base| base.len());
    let all = |base: &&str| {
        found
            .iter()
            .all(|(_, it, _)| below(&it.path, base).is_some())
    };
    let base_path = bases.into_iter().rev().find(all);
    let fault = || fault(id, "its operations have no base path in common");
    Ok(Document {
        base_path: base_path.ok_or_else(fault)?.to_owned(),
        feature: modules::feature(api, &module),
        module,
        api,
        operations: 0,
        upstream: String::new(),
        sha256: String::new(),
        also: Vec::new(),
        stale: Vec::new(),
        unreviewed: Vec::new(),
        behind: None,
    })
}

/// What each file gives to `document`.
fn feeds(
    document: &Document,
    found: &[Found<'_>],
    files: &BTreeMap<&str, BTreeSet<&str>>,
) -> Result<Vec<Feed>> {
    let mut feeds: Vec<Feed> = Vec::new();
    for (file, operation, path) in found {
        let Some(path) = below(path, &document.base_path) else {
            let said = format!("{path} isn't below {}", document.base_path);
            return Err(fault(&document.id(), said));
        };
        let place = Place {
            method: operation.method,
            template: operation.template.clone(),
            path: path.to_owned(),
        };
        match feeds.iter_mut().find(|feed| feed.path == **file) {
            Some(feed) => feed.operations.push(place),
            None => feeds.push(Feed {
                path: (*file).to_owned(),
                operations: vec![place],
                is_shared: files.get(file).is_some_and(|ids| ids.len() > 1),
            }),
        }
    }
    Ok(feeds)
}

/// What of `path` is below `base`.
fn below<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    let below = path.strip_prefix(base)?;
    below.starts_with('/').then_some(below)
}

fn id(api: Api, module: &str) -> String {
    format!("{}/{module}", api.name())
}

/// A fault of what is recorded of a document.
fn fault(id: &str, fault: impl Into<String>) -> Error {
    bigcommerce_codegen::Error::document(&names::file(id), "#", fault).into()
}
