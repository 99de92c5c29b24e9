//! What a maintainer of the crate `bigcommerce` runs.

#![allow(
    rustdoc::private_intra_doc_links,
    reason = "its readers are maintainers, who see the private modules too"
)]

mod cost;
mod inventory;
mod specs;

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

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
    /// Print every operation the crate generates, as a table.
    Inventory {
        /// A table with the columns `method` and `url` to agree with; says what differs.
        #[arg(long)]
        against: Option<PathBuf>,
    },
    /// Measure what the crate costs to compile, beside another SDK. Takes some ten minutes.
    Cost,
}

#[derive(Subcommand)]
enum Specs {
    /// Write `specs/` from a checkout of bigcommerce/docs.
    Import(Checkout),
    /// Fail if `specs/` is not what `import` would write.
    Check(Checkout),
}

#[derive(clap::Args)]
struct Checkout {
    /// The checkout: a folder with `reference/` and `docs/b2b-edition/` in it.
    #[arg(long)]
    from: PathBuf,
    /// The commit of the checkout, where it has no `.git` to read it from.
    #[arg(long)]
    commit: Option<String>,
}

fn main() -> ExitCode {
    if let Some(code) = cost::wrapper() {
        return code;
    }
    let done = match Cli::parse().task {
        Task::Specs(Specs::Import(checkout)) => specs::import(
            &workspace_root(),
            &checkout.from,
            checkout.commit.as_deref(),
        )
        .map_err(boxed),
        Task::Specs(Specs::Check(checkout)) => specs::check(
            &workspace_root(),
            &checkout.from,
            checkout.commit.as_deref(),
        )
        .map_err(boxed),
        Task::Cost => cost::run().map_err(boxed),
        Task::Inventory { against } => inventory::run(against.as_deref()).map_err(boxed),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
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

fn boxed(error: impl Error + 'static) -> Box<dyn Error> {
    Box::new(error)
}

/// The folder of the workspace.
fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
