//! The quickstart without its process: arguments, environment and output are handed in.

mod calls;
mod create;
pub mod local_store;
mod options;
mod report;
mod table;
mod text;
mod visit;

use std::{error::Error, io, io::Write, process::ExitCode};

use bigcommerce::Store;
use local_store::LocalStore;
use options::{Options, UsageError};
use visit::Visit;

/// Rows a call: few from the local store, so that its lists have several pages.
const LOCAL_PAGE_SIZE: i64 = 2;
/// Rows a call: as many as all three APIs allow.
const PAGE_SIZE: i64 = 250;

/// Why the quickstart stopped.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error(transparent)]
    Store(#[from] bigcommerce::Error),
    #[error(transparent)]
    Missing(#[from] bigcommerce::BuildError),
    #[error("the output can't be written")]
    Output(#[from] io::Error),
}

impl From<bigcommerce::ConfigurationError> for Failure {
    fn from(error: bigcommerce::ConfigurationError) -> Self {
        Self::Store(error.into())
    }
}

/// Does what `arguments` and the variables of `environment` ask for; a failure goes to `err`.
pub async fn start(
    arguments: impl IntoIterator<Item = String>,
    environment: impl Fn(&str) -> Option<String>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> ExitCode {
    match run(arguments, environment, out).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where not even the error can be written, the exit code still tells.
            let _ = explain(&failure, err);
            ExitCode::FAILURE
        }
    }
}

async fn run(
    arguments: impl IntoIterator<Item = String>,
    environment: impl Fn(&str) -> Option<String>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(options) = Options::read(arguments, environment)? else {
        write!(out, "{}", options::HELP)?;
        return Ok(());
    };
    if let Some((hash, token)) = options.account {
        let store = Store::new(hash, token)?;
        let how = if options.write {
            "and creates one of each"
        } else {
            "and changes nothing (--write creates one of each)"
        };
        writeln!(out, "Reads store {} {how}.", store.hash())?;
        let page_size = options.page_size.unwrap_or(PAGE_SIZE);
        return tour(&store, page_size, options.write, out).await;
    }
    let local = LocalStore::start().await?;
    writeln!(
        out,
        "No credentials in the environment: this is a local store in this process, at {} and {}.",
        local.bigcommerce_url(),
        local.b2b_url()
    )?;
    let store = local.builder().access_token(local.token()?).build()?;
    let page_size = options.page_size.unwrap_or(LOCAL_PAGE_SIZE);
    tour(&store, page_size, true, out).await?;
    let seen = local.seen();
    writeln!(
        out,
        "The local store answered {} requests; different tokens in them: {}.",
        seen.requests,
        seen.tokens.len()
    )?;
    Ok(())
}

/// Lists everything in `store`, creates one of each if it may `write`, and says what it took.
pub async fn tour(
    store: &Store,
    page_size: i64,
    write: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut visit = Visit::new(store, page_size);
    let shop = visit.shop().await?;
    report::shop(&shop, out)?;
    let buyers = visit.buyers().await?;
    report::buyers(&buyers, out)?;
    if write {
        let mut created = Vec::new();
        let outcome = visit.create(&mut created).await;
        report::created(&created, shop.currency(), out)?;
        outcome?;
        let (shop_now, buyers_now) = (visit.shop().await?, visit.buyers().await?);
        report::again((&shop, &buyers), (&shop_now, &buyers_now), &created, out)?;
    }
    report::calls(visit.calls(), store.hash(), out)?;
    Ok(())
}

/// Writes `failure` with everything that led to it, one cause a line.
pub fn explain(failure: &Failure, err: &mut dyn Write) -> io::Result<()> {
    writeln!(err, "error: {failure}")?;
    let mut cause = failure.source();
    while let Some(error) = cause {
        writeln!(err, "  because: {error}")?;
        cause = error.source();
    }
    Ok(())
}
