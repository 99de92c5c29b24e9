//! `specs diff`: what changed between two states for users of the crate.
//!
//! Compared is what both states generate: the public surface (operations with their arguments and results,
//! types with their fields, values and builders) and what goes over the wire. A difference is breaking if
//! code that uses the crate stops compiling, or a call that worked isn't sent, goes elsewhere or is read
//! otherwise; additive if there is something new to use; cosmetic if the crate does the same.
//!
//! [`surface`] generates a state, [`operations`] and [`types`] compare two of them, [`render`] puts what is
//! found into words, [`version`] says which version that makes.

mod finding;
mod operations;
mod render;
mod surface;
#[cfg(test)]
mod tests;
mod types;
mod version;

use std::path::{Path, PathBuf};

use bigcommerce_codegen::json;

pub use finding::{Finding, Group, Kind};
pub use render::Diff;

use super::{Result, checkout::Checkout, import, state::State};
use surface::Surface;

/// What to compare, and how to say it.
#[derive(clap::Args)]
pub struct Options {
    /// The older state: a checkout of bigcommerce/docs, or a folder that `import` wrote; what is
    /// vendored, if none is named.
    #[arg(long)]
    from: Option<PathBuf>,
    /// The newer state, likewise.
    #[arg(long)]
    to: PathBuf,
    /// Print JSON rather than Markdown.
    #[arg(long)]
    json: bool,
}

/// Compares two states and prints what differs. Corrections and names are those of the workspace at `root`.
pub fn run(root: &Path, options: &Options) -> Result<Diff> {
    let specs = root.join("specs");
    let old = open(&specs, options.from.as_deref().unwrap_or(&specs))?;
    let new = open(&specs, &options.to)?;
    let diff = Diff::new(&old, &new, version::current(root)?);
    match options.json {
        true => print!("{}", json::to_stable_string(&diff)),
        false => print!("{}", diff.markdown()),
    }
    Ok(diff)
}

/// What differs between two states, for the crate in the workspace at `root`.
pub fn between(root: &Path, old: &State, new: &State) -> Result<Diff> {
    let [old, new] = [old, new].map(|state| Surface::of(state, Vec::new()));
    Ok(Diff::new(&old?, &new?, version::current(root)?))
}

/// The state in `folder`: one that was imported, or what an import of the checkout would bring.
fn open(specs: &Path, folder: &Path) -> Result<Surface> {
    if folder.join("manifest.json").is_file() {
        return Surface::of(&State::read(folder)?, Vec::new());
    }
    let known = State::known(specs)?;
    let import = import::read(&Checkout::open(folder)?, specs, known.as_ref(), None)?;
    if import.state.manifest.documents.is_empty() {
        return Err(super::Error::Empty {
            path: folder.to_owned(),
        });
    }
    Surface::of(&import.state, import.faults)
}
