//! What a maintainer of the crate `bigcommerce` runs.

mod specs;

use std::{path::PathBuf, process::ExitCode};

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
    let done = match Cli::parse().task {
        Task::Specs(Specs::Import(checkout)) => {
            specs::import(&checkout.from, checkout.commit.as_deref())
        }
        Task::Specs(Specs::Check(checkout)) => {
            specs::check(&checkout.from, checkout.commit.as_deref())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                eprintln!("  caused by: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
