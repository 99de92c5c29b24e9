//! `update`: everything that follows from newer documents, in one command.
//!
//! Import, `tests/inventory.tsv`, an entry in `CHANGELOG.md` with the next version, then the contract and
//! the tests. What a reviewer must know goes into a summary as well.

mod changelog;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

use bigcommerce_codegen::manifest::Api;

use crate::{
    inventory, scopes,
    specs::{
        self, Imported, Source,
        diff::{self, Group},
        state::State,
    },
};

/// What to update from, and what to do beside.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    source: Source,
    /// A checkout to check the crate against: its raw documents, without the generator.
    #[arg(long)]
    upstream: Option<PathBuf>,
    /// Don't run the tests.
    #[arg(long)]
    no_tests: bool,
    /// A file for what a reviewer must know, as Markdown.
    #[arg(long)]
    summary: Option<PathBuf>,
}

/// Why an update isn't done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Specs(#[from] specs::Error),
    #[error(transparent)]
    Inventory(#[from] inventory::Error),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("`{command}` ended with {status}")]
    Failed { command: String, status: ExitStatus },
    #[error("CHANGELOG.md has no part `## [Unreleased]`")]
    Changelog,
}

type Result<T> = std::result::Result<T, Error>;

/// Updates the workspace at `root`.
pub fn run(root: &Path, options: &Options) -> Result<Imported> {
    let documents = root.join("specs");
    let before = State::read(&documents)?;
    let (imported, said) = specs::import_quietly(root, &options.source, None)?;
    print!("{said}");
    let after = State::read(&documents)?;
    write(
        &root.join("tests/inventory.tsv"),
        &inventory::table(&documents, &Api::ALL)?,
    )?;
    let scopes = scopes::page(&documents).map_err(inventory::Error::from)?;
    write(&root.join("docs/scopes.md"), &scopes)?;
    let diff = diff::between(root, &before, &after)?;
    let path = root.join("CHANGELOG.md");
    let entry = changelog::add(&read(&path)?, &diff).ok_or(Error::Changelog)?;
    write(&path, &entry)?;
    let readme = root.join("README.md");
    write(&readme, &count(&read(&readme)?, &before, &after))?;
    println!("\nNext version: {}", diff.next_version);
    if let Some(path) = &options.summary {
        let summary = format!("{}\n## Import\n```text\n{said}```\n", diff.markdown());
        write(path, &summary)?;
    }
    if let Some(upstream) = &options.upstream {
        let path = Path::new("xtask");
        let this = env::current_exe().map_err(|source| io(path, source))?;
        let mut contract = Command::new(this);
        contract.arg("contract").arg("--upstream").arg(upstream);
        ends_well(root, &mut contract)?;
    }
    if !options.no_tests {
        tests(root, diff.severity == Some(Group::Breaking))?;
    }
    Ok(imported)
}

/// Runs the tests. Where something breaks, those of them that use what is gone don't compile, and are for a
/// reviewer to mend: then only the others run, which read the documents themselves.
fn tests(root: &Path, breaks: bool) -> Result<()> {
    if !breaks {
        return ends_well(root, Command::new(cargo()).args(["test", "--workspace"]));
    }
    println!("\nSomething breaks: tests and examples that use it are for you to mend and to run.");
    let generator = ["test", "-p", "bigcommerce-codegen", "-p", "xtask"];
    ends_well(root, Command::new(cargo()).args(generator))?;
    let client = ["test", "--lib", "--test", "wire", "--test", "inventory"];
    let full = ["--features", "full"];
    ends_well(root, Command::new(cargo()).args(client).args(full))
}

/// The README says how many operations there are.
fn count(readme: &str, before: &State, after: &State) -> String {
    let operations = |state: &State| {
        let documents = state.manifest.documents.iter();
        documents.map(|it| it.operations).sum::<usize>().to_string()
    };
    readme.replace(&operations(before), &operations(after))
}

fn cargo() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

fn ends_well(root: &Path, command: &mut Command) -> Result<()> {
    let name = format!("{command:?}");
    let status = command.current_dir(root).status();
    let status = status.map_err(|source| io(Path::new(&name), source))?;
    match status.success() {
        true => Ok(()),
        false => Err(Error::Failed {
            command: name,
            status,
        }),
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|source| io(path, source))
}

/// Writes `text` unless it is there.
fn write(path: &Path, text: &str) -> Result<()> {
    match fs::read_to_string(path) {
        Ok(there) if there == text => Ok(()),
        _ => fs::write(path, text).map_err(|source| io(path, source)),
    }
}

fn io(path: &Path, source: io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}
