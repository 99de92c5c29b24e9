//! `specs import` and `specs check`: from a checkout of bigcommerce/docs to `specs/`.
//!
//! [`checkout`] reads the raw documents, [`select`] decides which are in the unified token's reach
//! and what each is called, [`facts`] bundles references and keeps interface facts only, and
//! [`features`] keeps the feature list of `Cargo.toml` in step.

mod checkout;
mod facts;
mod features;
mod select;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use bigcommerce_codegen::{
    json,
    manifest::{Manifest, Upstream},
};
use checkout::Checkout;

/// The repository the documents come from.
const REPOSITORY: &str = "bigcommerce/docs";

/// What can go wrong between a checkout and `specs/`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
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
    #[error("{}: no document in the unified token's reach; is it a checkout of {REPOSITORY}?", path.display())]
    Empty { path: PathBuf },
    #[error("{}: {fault}", path.display())]
    Cargo { path: PathBuf, fault: String },
    #[error(
        "specs/ is not what import would write:\n{0}\nrun `cargo xtask specs import --from <checkout>`"
    )]
    Stale(String),
}

type Result<T> = std::result::Result<T, Error>;

/// Writes `specs/` and the feature list of the workspace at `root` from the checkout at `from`. What
/// can't be read or understood is found before anything is written.
pub fn import(root: &Path, from: &Path, commit: Option<&str>) -> Result<()> {
    let wanted = files(from, commit, root)?;
    let stale: Vec<_> = vendored(root)?
        .into_keys()
        .filter(|path| !wanted.contains_key(path))
        .collect();
    for (path, text) in &wanted {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
        }
        fs::write(&path, text).map_err(|source| io(&path, source))?;
    }
    for path in &stale {
        let path = root.join(path);
        fs::remove_file(&path).map_err(|source| io(&path, source))?;
    }
    let documents = wanted.len() - 2;
    println!("{documents} documents written, {} removed", stale.len());
    Ok(())
}

/// Compares `specs/` and the feature list with what [`import`] would write.
pub fn check(root: &Path, from: &Path, commit: Option<&str>) -> Result<()> {
    let wanted = files(from, commit, root)?;
    let mut found = vendored(root)?;
    let cargo = root.join("Cargo.toml");
    found.insert("Cargo.toml".into(), read(&cargo)?);
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
    if faults.is_empty() {
        println!(
            "specs/ is what import would write: {} documents",
            wanted.len() - 2
        );
        Ok(())
    } else {
        Err(Error::Stale(faults.join("\n")))
    }
}

/// Every file the import owns, by path from the workspace's root.
fn files(from: &Path, commit: Option<&str>, root: &Path) -> Result<BTreeMap<String, String>> {
    let checkout = Checkout::open(from);
    let documents = select::documents(&checkout)?;
    if documents.is_empty() {
        return Err(Error::Empty {
            path: from.to_owned(),
        });
    }
    let mut files = BTreeMap::new();
    for document in &documents {
        let facts = facts::import(&checkout, &document.upstream, &document.id())?;
        files.insert(
            format!("specs/{}", document.file()),
            json::to_stable_string(&facts),
        );
    }
    let cargo = root.join("Cargo.toml");
    files.insert(
        "Cargo.toml".into(),
        features::update(&read(&cargo)?, &documents)
            .map_err(|fault| Error::Cargo { path: cargo, fault })?,
    );
    let manifest = Manifest {
        upstream: Upstream {
            repository: REPOSITORY.into(),
            commit: commit
                .map(str::to_owned)
                .or_else(|| checkout.commit())
                .or_else(|| known_commit(root, &documents)),
        },
        documents,
    };
    files.insert(
        "specs/manifest.json".into(),
        json::to_stable_string(&manifest),
    );
    Ok(files)
}

/// The commit in the manifest we have, if it lists the very same upstream documents: a checkout
/// without `.git` and without `--commit` is then no reason to forget it.
fn known_commit(
    root: &Path,
    documents: &[bigcommerce_codegen::manifest::Document],
) -> Option<String> {
    let known = Manifest::read(&root.join("specs")).ok()?;
    let same = known.documents.len() == documents.len()
        && known
            .documents
            .iter()
            .zip(documents)
            .all(|(a, b)| a.sha256 == b.sha256);
    same.then_some(known.upstream.commit).flatten()
}

/// The vendored documents and the manifest as they are.
fn vendored(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let specs = root.join("specs");
    let mut folders = vec![specs.clone()];
    folders.extend(bigcommerce_codegen::manifest::Family::ALL.map(|f| specs.join(f.name())));
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(&folder).map_err(|source| io(&folder, source))? {
            let path = entry.map_err(|source| io(&folder, source))?.path();
            let ours = folder != specs || path.ends_with("manifest.json");
            if ours && path.extension().is_some_and(|e| e == "json") {
                let name = path.strip_prefix(root).unwrap_or(&path);
                files.insert(name.to_string_lossy().into_owned(), read(&path)?);
            }
        }
    }
    Ok(files)
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
