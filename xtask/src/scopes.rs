//! `scopes`: which OAuth scope each resource takes, as the page `docs/scopes.md`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use bigcommerce_codegen::{
    manifest::{Api, Manifest},
    model::Model,
    scopes::Scopes,
};

const HEAD: &str = "\
# OAuth scopes
Which scopes the API account of a token needs, by resource; a resource with several has operations that take different ones. Whatever
may change may read. `cargo xtask scopes` makes this page from the documents' tables and from
[`specs/scopes.json`](../specs/README.md), which has the evidence. In a program, `Operation::scopes()` tells them, and the message of
a 403 names those of its operation. No endpoint tells which ones a token has; `cargo run --example doctor` tries.

| API | resource | to read | to change |
|---|---|---|---|
";

/// The page.
///
/// # Errors
/// When `specs/` can't be read.
pub fn page(specs: &Path) -> Result<String, bigcommerce_codegen::Error> {
    let documents = Manifest::read(specs)?.documents;
    let mut page = HEAD.to_owned();
    for api in Api::UNIFIED {
        let model = Model::read(specs, api, &documents)?;
        for module in &model.modules {
            let mut by_task: BTreeMap<bool, BTreeSet<String>> = BTreeMap::new();
            for operation in &module.operations {
                let scopes = by_task.entry(operation.method == "GET").or_default();
                scopes.extend(named(&operation.scopes));
            }
            let cell = |is_read| {
                let scopes = by_task.get(&is_read).into_iter().flatten();
                scopes.cloned().collect::<Vec<_>>().join("; ")
            };
            let (api, name) = (api.name(), &module.document.module);
            page += &format!("| {api} | `{name}` | {} | {} |\n", cell(true), cell(false));
        }
    }
    Ok(page)
}

/// The scopes of an operation as a cell says them.
fn named(scopes: &Scopes) -> Vec<String> {
    match scopes {
        // To read, the one that only reads comes first and is enough.
        Scopes::OneOf(scopes) => scopes
            .first()
            .map(|scope| format!("`{scope}`"))
            .into_iter()
            .collect(),
        Scopes::AnyToken => vec!["any token".to_owned()],
        Scopes::B2bEdition => vec!["B2B Edition, modify".to_owned()],
        Scopes::None => vec!["none".to_owned()],
        Scopes::Unknown => vec!["not documented".to_owned()],
    }
}
