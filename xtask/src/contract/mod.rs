//! `contract`: the crate against the raw upstream documents, without the generator.
//!
//! [`upstream`] reads operations and examples off a raw document, [`schema`] asks upstream's own schema, [`replay`] runs the client, [`mod@compare`] says what
//! differs, [`corrected`] what a recorded correction explains, [`excuses`] what upstream is to blame for;
//! [`judge`] decides by all that, of samples in [`sampled`], and [`table`] prints it.

mod compare;
mod corrected;
mod excuses;
mod judge;
mod replay;
mod sampled;
mod schema;
mod table;
#[cfg(test)]
mod tests;
mod upstream;

use std::{
    path::{Path, PathBuf},
    process::ExitStatus,
};

use bigcommerce_codegen::openapi::Bundle;

use crate::specs::{checkout::Checkout, select};
use corrected::Corrected;
use excuses::Excuses;
use judge::Judge;

/// What the check needs.
#[derive(clap::Args)]
pub struct Options {
    /// The checkout of bigcommerce/docs.
    #[arg(long)]
    upstream: PathBuf,
    /// The program `replay` with the client in it, instead of building it.
    #[arg(long, value_name = "PROGRAM")]
    replay: Option<PathBuf>,
    /// List what upstream's responses hold and no schema has a word for.
    #[arg(long)]
    unknown: bool,
}

/// Why the check failed or could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Specs(#[from] crate::specs::Error),
    #[error(transparent)]
    Codegen(#[from] bigcommerce_codegen::Error),
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {source}", path.display())]
    Json {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("{pointer}: no schema: {fault}")]
    Schema { pointer: String, fault: String },
    #[error("specs/excused.json: {0}: no reason or no evidence")]
    NoReason(String),
    #[error("`replay` ended with {0}")]
    Client(ExitStatus),
    #[error("{0} faults that nothing explains")]
    Broken(usize),
}

type Result<T> = std::result::Result<T, Error>;

/// Checks the crate at `root` and prints what came of it.
///
/// # Errors
/// When something is wrong that no recorded correction or excuse explains.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let checkout = Checkout::open(&options.upstream)?;
    let specs = root.join("specs");
    let excuses = Excuses::read(&specs)?;
    let corrected = Corrected::read(&specs)?;
    let mut bundles = Vec::new();
    for path in checkout.documents(&[])? {
        let is_ours = !select::all(&*checkout.document(&path)?).is_empty();
        if is_ours && select::left_out(&path).is_none() {
            let bundle = bundle(&checkout, &path)?;
            bundles.push((path, bundle));
        }
    }
    let mut documents = Vec::new();
    for (path, bundle) in &bundles {
        documents.push((path.as_str(), upstream::operations(bundle, path)?));
    }
    let plan = replay::plan(&documents, &bundles, &excuses);
    let report = replay::run(root, options.replay.as_deref(), &plan)?;
    let judge = Judge {
        excuses: &excuses,
        corrected: &corrected,
        crate_has: &report.operations,
    };
    let table = judge.all(&documents, &report)?;
    if options.unknown {
        for unknown in table.unknown() {
            println!("{unknown}");
        }
    }
    print!("{table}");
    match table.faults() {
        0 => Ok(()),
        faults => Err(Error::Broken(faults)),
    }
}

/// The raw document at `path` and every file it leads to that the checkout has.
fn bundle(checkout: &Checkout, path: &str) -> Result<Bundle<'static>> {
    Bundle::read(path, |file| {
        let found = checkout.has(file).then(|| checkout.document(file));
        let document = found.transpose()?;
        Ok(document.map(|document| (*document).clone()))
    })
}
