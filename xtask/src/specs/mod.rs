//! The vendored documents: import them, check them, say what differs between two states of them.
//!
//! [`checkout`] reads the raw documents, [`select`] decides which are in the unified token's reach, [`plan`]
//! which operation goes into which document, [`modules`] what a new one is called. [`facts`] keeps interface
//! facts only and bundles what they refer to, [`dialect`] says OpenAPI 3.1 in terms of 3.0, [`mend`] takes
//! out what shouldn't cost a document, [`align`] gives new facts the vendored form, [`node`] says where a
//! fault is, [`names`] names operations. [`mod@import`] makes a [`state`] of that, which [`mod@write`] puts
//! into `specs/`; [`features`] keeps the feature list of `Cargo.toml` in step; [`report`] says what a
//! maintainer must know, [`copies`] finds upstream's wording in ours. [`diff`] compares two states.

mod align;
pub mod checkout;
mod component_names;
mod copies;
mod dialect;
pub mod diff;
pub mod events;
mod facts;
mod features;
mod import;
mod mend;
mod modules;
mod names;
mod node;
mod plan;
mod report;
pub mod select;
pub mod state;
#[cfg(test)]
mod tests;
mod write;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use checkout::Checkout;
use import::Import;
use state::State;

/// The repository the documents come from.
const REPOSITORY: &str = "bigcommerce/docs";

/// What can go wrong between a checkout and `specs/`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No checkout has the pages that list the scopes of webhooks.
    #[error("no scope of a webhook in {0}; is this a checkout with those folders?")]
    NoScopes(String),
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{document}: {fault}")]
    Yaml { document: String, fault: String },
    #[error("{document}: {pointer}: {fault}")]
    Document {
        document: String,
        pointer: String,
        fault: String,
    },
    #[error(transparent)]
    Codegen(#[from] bigcommerce_codegen::Error),
    #[error("{}: no document in the unified token's reach; is it a checkout of {REPOSITORY}?", path.display())]
    Empty { path: PathBuf },
    #[error("{}: {fault}", path.display())]
    Cargo { path: PathBuf, fault: String },
    #[error(
        "specs/ is not what import would write:\n{0}\nrun `cargo xtask specs import --from <checkout>`"
    )]
    Stale(String),
    #[error("not every secret is known:\n{0}")]
    Secrets(String),
    #[error("upstream's words are in our documentation; say it in your own:\n{0}")]
    Copies(String),
}

type Result<T> = std::result::Result<T, Error>;

/// How an import went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// Every document is as it is upstream.
    Whole,
    /// Of some documents there is only what was vendored before, or nothing.
    Behind,
    /// Every document is as it is upstream, but of some somebody must say what is a secret.
    Unreviewed,
}

/// A checkout to import.
#[derive(clap::Args)]
pub struct Source {
    /// The checkout of bigcommerce/docs, or of wherever else upstream keeps documents: a folder with
    /// OpenAPI documents somewhere in it. Can be given several times: an operation that two of them have
    /// is taken from a document in OpenAPI 3.1, and else from the later one.
    #[arg(long, required = true)]
    from: Vec<PathBuf>,
    /// The commit of the first checkout, where it has no `.git` to read it from.
    #[arg(long)]
    commit: Option<String>,
}

/// Writes `specs/` and the feature list of the workspace at `root` from a checkout, or only a folder
/// like `specs/` if one is named. What can't be imported is reported and stays as it is vendored.
pub fn import(root: &Path, source: &Source, into: Option<&Path>) -> Result<Imported> {
    let (imported, said) = import_quietly(root, source, into)?;
    print!("{said}");
    Ok(imported)
}

/// The same, with what a maintainer must know instead of printing it.
pub fn import_quietly(
    root: &Path,
    source: &Source,
    into: Option<&Path>,
) -> Result<(Imported, String)> {
    let target = Target::new(root, into);
    let (import, wanted) = target.wanted(source)?;
    let found = target.found()?;
    write::files(&target.base, &found, &wanted)?;
    Ok((came_of(&import), report::import(&import, &found, &wanted)))
}

fn came_of(import: &Import) -> Imported {
    if !import.faults.is_empty() {
        Imported::Behind
    } else if report::secrets(import).is_some() {
        Imported::Unreviewed
    } else {
        Imported::Whole
    }
}

/// Compares `specs/` and the feature list with what [`import()`] would write. Fails too where something
/// is to be reviewed of secrets, and where documentation of ours is in upstream's words.
pub fn check(root: &Path, source: &Source) -> Result<()> {
    let target = Target::new(root, None);
    let checkout = Checkout::overlay(&source.from)?;
    let (import, wanted) = target.wanted_of(&checkout, source)?;
    let mut found = target.found()?;
    let mut faults = Vec::new();
    for (path, text) in &wanted {
        match found.remove(path) {
            None => faults.push(format!("  missing: {path}")),
            Some(there) if there != *text => faults.push(format!("  differs: {path}")),
            Some(_) => (),
        }
    }
    faults.extend(
        found
            .into_keys()
            .map(|path| format!("  not upstream: {path}")),
    );
    if let Some(said) = report::secrets(&import).filter(|_| faults.is_empty()) {
        return Err(Error::Secrets(said));
    }
    let copies = copies::find(&checkout, &target.specs)?;
    if !copies.is_empty() {
        return Err(Error::Copies(copies.join("\n")));
    }
    if faults.is_empty() {
        let documents = import.state.manifest.documents.len();
        println!("specs/ is what import would write: {documents} documents");
        Ok(())
    } else {
        Err(Error::Stale(faults.join("\n")))
    }
}

/// Where an import goes: into a workspace, or into a folder like its `specs/`.
struct Target {
    /// The folder that the files' paths are below.
    base: PathBuf,
    /// `specs/` of the workspace, with the corrections.
    specs: PathBuf,
    /// Whether it is a folder of its own, which holds the corrections too.
    own: bool,
}

impl Target {
    fn new(root: &Path, into: Option<&Path>) -> Self {
        let specs = root.join("specs");
        let own = into.filter(|into| fs::canonicalize(into).ok() != fs::canonicalize(&specs).ok());
        Self {
            base: own.unwrap_or(root).to_owned(),
            own: own.is_some(),
            specs,
        }
    }

    /// What is imported, and every file that follows from it.
    fn wanted(&self, source: &Source) -> Result<(Import, BTreeMap<String, String>)> {
        self.wanted_of(&Checkout::overlay(&source.from)?, source)
    }

    /// The same, of a checkout that is read already.
    fn wanted_of(
        &self,
        checkout: &Checkout,
        source: &Source,
    ) -> Result<(Import, BTreeMap<String, String>)> {
        let known = if self.own {
            State::known(&self.base)?
        } else {
            None
        };
        let known = match known {
            Some(known) => Some(known),
            None => State::known(&self.specs)?,
        };
        let commit = source.commit.as_deref();
        let import = import::read(checkout, &self.specs, known.as_ref(), commit)?;
        if import.state.manifest.documents.is_empty() && import.faults.is_empty() {
            return Err(Error::Empty {
                path: source.from.first().cloned().unwrap_or_default(),
            });
        }
        let mut files = import.state.files(self.own);
        if !self.own {
            files = below_specs(files);
            let path = self.base.join("Cargo.toml");
            let text = features::update(&read(&path)?, &import.state.manifest.documents)
                .map_err(|fault| Error::Cargo { path, fault })?;
            files.insert("Cargo.toml".into(), text);
        }
        Ok((import, files))
    }

    /// The files of an earlier import.
    fn found(&self) -> Result<BTreeMap<String, String>> {
        if self.own {
            return state::files(&self.base, true);
        }
        let mut found = below_specs(state::files(&self.specs, false)?);
        found.insert("Cargo.toml".into(), read(&self.base.join("Cargo.toml"))?);
        Ok(found)
    }
}

fn below_specs(files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    files
        .into_iter()
        .map(|(path, text)| (format!("specs/{path}"), text))
        .collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|source| io(path, source))
}

fn io(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}
