//! What a maintainer of the crate `bigcommerce` runs.

#![allow(
    rustdoc::private_intra_doc_links,
    reason = "its readers are maintainers, who see the private modules too"
)]

mod contract;
mod cost;
mod inventory;
mod scopes;
mod specs;
mod update;

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use specs::diff::Group;

#[derive(Parser)]
#[command(about = "Maintainer's tasks for the crate bigcommerce")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// The vendored documents in `specs/`.
    #[command(subcommand)]
    Specs(Specs),
    /// Bring everything in step with newer documents: import, inventory, changelog, contract, tests.
    #[command(after_help = UPDATE_CODES)]
    Update(update::Options),
    /// Print every operation the crate generates, as a table.
    Inventory {
        /// A table with the columns `method` and `url` to agree with; says what differs.
        #[arg(long)]
        against: Option<PathBuf>,
    },
    /// Print the page `docs/scopes.md`: which OAuth scopes each resource takes.
    Scopes,
    /// Check the crate against the raw upstream documents: every operation, parameter and example.
    Contract(contract::Options),
    /// Measure what the crate costs to compile, beside two other SDKs. Takes half an hour.
    Cost,
}

#[derive(Subcommand)]
enum Specs {
    /// Write `specs/` and the feature list from a checkout of bigcommerce/docs.
    #[command(after_help = IMPORT_CODES)]
    Import {
        #[command(flatten)]
        source: specs::Source,
        /// A folder to write instead, to build with `BIGCOMMERCE_SPECS`; nothing else is touched.
        #[arg(long)]
        into: Option<PathBuf>,
    },
    /// Write the scopes of webhooks that pages of the documentation list into `specs/webhook_scopes.json`.
    Events {
        /// A checkout that has the pages. Can be given several times.
        #[arg(long, required = true)]
        from: Vec<PathBuf>,
    },
    /// Fail if `specs/` is not what `import` would write, or not every secret is known.
    Check(specs::Source),
    /// Say what changed between two states for users of the crate, and its next version. The exit
    /// code is 0 if nothing they notice did, 3 if there is something new, 4 if something breaks, 5 if a
    /// document can't be compared, because one of the states can't be used.
    Diff(specs::diff::Options),
}

/// What the exit code of an import says.
const IMPORT_CODES: &str = "\
Exit codes:
  0  every document is as it is upstream
  1  nothing was written: a fault of this repository or of the command
  3  written, but some documents stay as they were vendored, for upstream's can't be used
  4  written and whole, but somebody must say in specs/secrets.json what is a secret

What was left out of a checkout, and why, is printed and is not a fault.";

/// What the exit code of an update says.
const UPDATE_CODES: &str = "\
Exit codes:
  0  all is in step, and the contract and the tests that were asked for hold
  1  a fault of this repository or of the command, or something doesn't hold
  3  in step, but some documents stay as they were vendored, for upstream's can't be used
  4  in step, but somebody must say in specs/secrets.json what is a secret";

fn main() -> ExitCode {
    if let Some(code) = cost::wrapper() {
        return code;
    }
    let root = workspace_root();
    let done = match Cli::parse().task {
        Task::Specs(Specs::Import { source, into }) => {
            specs::import(&root, &source, into.as_deref())
                .map(imported)
                .map_err(boxed)
        }
        Task::Specs(Specs::Events { from }) => {
            specs::events::import(&root, &from).map(ok).map_err(boxed)
        }
        Task::Specs(Specs::Check(source)) => specs::check(&root, &source).map(ok).map_err(boxed),
        Task::Specs(Specs::Diff(options)) => specs::diff::run(&root, &options)
            .map(|diff| match diff.severity {
                _ if !diff.not_compared.is_empty() => ExitCode::from(5),
                None | Some(Group::Cosmetic) => ExitCode::SUCCESS,
                Some(Group::Additive) => ExitCode::from(3),
                Some(Group::Breaking) => ExitCode::from(4),
            })
            .map_err(boxed),
        Task::Update(options) => update::run(&root, &options).map(imported).map_err(boxed),
        Task::Contract(options) => contract::run(&root, &options).map(ok).map_err(boxed),
        Task::Cost => cost::run().map(ok).map_err(boxed),
        Task::Scopes => scopes::page(&root.join("specs"))
            .map(|page| print!("{page}"))
            .map(ok)
            .map_err(boxed),
        Task::Inventory { against } => inventory::run(against.as_deref()).map(ok).map_err(boxed),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  caused by: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn imported(imported: specs::Imported) -> ExitCode {
    match imported {
        specs::Imported::Whole => ExitCode::SUCCESS,
        specs::Imported::Behind => ExitCode::from(3),
        specs::Imported::Unreviewed => ExitCode::from(4),
    }
}

fn ok(_: ()) -> ExitCode {
    ExitCode::SUCCESS
}

fn boxed(error: impl Error + 'static) -> Box<dyn Error> {
    Box::new(error)
}

/// The folder of the workspace.
fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
