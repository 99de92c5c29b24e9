//! `inventory`: every operation the crate generates, as a table.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use bigcommerce_codegen::{
    manifest::{Api, Manifest},
    model::{Model, Operation, Paging},
    openapi::anonymous,
    scopes::Scopes,
};

use crate::specs::state::State;

/// Why the table could not be made or doesn't agree.
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
    #[error("{}: no column `{column}`", path.display())]
    Column { path: PathBuf, column: &'static str },
    #[error("the inventory doesn't agree:\n{0}")]
    Differs(String),
}

type Result<T> = std::result::Result<T, Error>;

/// Prints the table or, with `against`, compares method and URL of its rows with another one, which has what the
/// unified token opens.
pub fn run(against: Option<&Path>) -> Result<()> {
    let specs = crate::workspace_root().join("specs");
    let Some(path) = against else {
        print!("{}", table(&specs, &Api::ALL)?);
        return Ok(());
    };
    let table = table(&specs, &Api::UNIFIED)?;
    let other = fs::read_to_string(path).map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })?;
    let column = |column| Error::Column {
        path: path.to_owned(),
        column,
    };
    let (ours, theirs) = (
        calls(&table).map_err(column)?,
        calls(&other).map_err(column)?,
    );
    // A table may repeat an operation of ours with other names for the path's arguments.
    let known: BTreeSet<_> = ours
        .iter()
        .map(|(method, url)| (method, anonymous(url)))
        .collect();
    let added = added(&specs)?;
    let (added, missing): (Vec<_>, Vec<_>) = ours
        .difference(&theirs)
        .partition(|call| added.contains(call));
    let missing = missing
        .iter()
        .map(|(method, url)| format!("  only here: {method} {url}"));
    let unknown = theirs
        .iter()
        .filter(|(method, url)| !known.contains(&(method, anonymous(url))))
        .map(|(method, url)| format!("  only there: {method} {url}"));
    let differences: Vec<_> = missing.chain(unknown).collect();
    if !differences.is_empty() {
        return Err(Error::Differs(differences.join("\n")));
    }
    println!(
        "{} operations agree in method and URL with {}",
        ours.len() - added.len(),
        path.display()
    );
    for (method, url) in added {
        println!("only here, for a correction adds it: {method} {url}");
    }
    Ok(())
}

/// Method and URL of each operation that a correction adds.
fn added(specs: &Path) -> Result<BTreeSet<(String, String)>> {
    let state = State::read(specs)?;
    let mut calls = BTreeSet::new();
    for document in &state.manifest.documents {
        for added in state.added(document)? {
            let base = format!("{}{}", document.api.host(), document.base_path);
            calls.insert((added.method.to_uppercase(), base + &added.path));
        }
    }
    Ok(calls)
}

/// Method and URL of each row.
fn calls(table: &str) -> std::result::Result<BTreeSet<(String, String)>, &'static str> {
    let mut lines = table.lines();
    let head: Vec<_> = lines.next().unwrap_or_default().split('\t').collect();
    let place = |name| head.iter().position(|column| *column == name).ok_or(name);
    let (method, url) = (place("method")?, place("url")?);
    Ok(lines
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter_map(|row| Some((row.get(method)?.to_string(), row.get(url)?.to_string())))
        .collect())
}

const COLUMNS: [&str; 11] = [
    "api",
    "module",
    "operation",
    "rust",
    "method",
    "url",
    "credential",
    "feature",
    "paging",
    "limits",
    "scopes",
];

/// The table as tab-separated values with a head line, from what generation really wrote.
pub fn table(specs: &Path, apis: &[Api]) -> Result<String> {
    let mut text = COLUMNS.join("\t") + "\n";
    let documents = Manifest::read(specs)?.documents;
    let mut models = Vec::new();
    for api in apis {
        models.push(Model::read(specs, *api, &documents)?);
    }
    for module in models.iter().flat_map(|model| &model.modules) {
        let document = &module.document;
        let (api, name) = (document.api.name(), &document.module);
        // Of a store, or a client of its own.
        let facade = match document.api.is_unified() {
            true => format!("{api}()"),
            false => api.to_owned(),
        };
        for operation in &module.operations {
            let row = [
                api.to_owned(),
                name.clone(),
                operation.id.clone(),
                format!("{facade}.{name}().{}()", operation.method_name),
                operation.method.clone(),
                format!(
                    "{}{}{}",
                    document.api.host(),
                    document.base_path,
                    operation.path
                ),
                operation.credential.name().to_owned(),
                document.feature.clone(),
                paging(operation.paging.as_ref()),
                limits(operation),
                scopes(&operation.scopes),
            ];
            text += &(row.join("\t") + "\n");
        }
    }
    Ok(text)
}

/// How a list goes on.
fn paging(paging: Option<&Paging>) -> String {
    match paging {
        None => String::new(),
        Some(Paging::Page) => "page".to_owned(),
        Some(Paging::Cursor) => "cursor".to_owned(),
        Some(Paging::After(field)) => format!("after {field}"),
        Some(Paging::Offset) => "offset".to_owned(),
    }
}

/// Which scopes of a token an operation takes.
fn scopes(scopes: &Scopes) -> String {
    match scopes {
        Scopes::OneOf(scopes) => scopes.join(" or "),
        Scopes::AnyToken => "any".to_owned(),
        Scopes::B2bEdition => "B2B Edition (modify)".to_owned(),
        Scopes::None => "none".to_owned(),
        Scopes::Unknown => "unknown".to_owned(),
    }
}

/// What the platform takes of an operation.
fn limits(operation: &Operation) -> String {
    let limits = &operation.limits;
    let at_once = limits.concurrency.map(|most| format!("{most} at once"));
    let calls = limits.calls.as_ref();
    let calls = calls.map(|calls| format!("{} in {} s", calls.limit, calls.seconds));
    let batch = operation.batch.as_ref().and_then(|batch| batch.most);
    let batch = batch.map(|most| format!("batches of {most}"));
    let said: Vec<_> = [at_once, calls, batch].into_iter().flatten().collect();
    said.join(", ")
}
