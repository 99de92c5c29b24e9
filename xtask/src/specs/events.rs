//! The scopes of webhooks, from the pages that list them: names alone, which are facts.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use bigcommerce_codegen::{json, webhook_scopes};
use serde_json::json;

use super::{Error, Result, io};

/// Where the pages are in a checkout.
const FOLDERS: [&str; 2] = [
    "docs/integrations/webhooks/events",
    "docs/webhooks/callbacks",
];

/// Writes `specs/webhook_scopes.json` of the workspace at `root` from the checkouts in `from`.
pub fn import(root: &Path, from: &[PathBuf]) -> Result<()> {
    let mut scopes = BTreeSet::new();
    for folder in from
        .iter()
        .flat_map(|root| FOLDERS.map(|folder| root.join(folder)))
    {
        let Ok(files) = fs::read_dir(&folder) else {
            continue;
        };
        for file in files {
            let path = file.map_err(|source| io(&folder, source))?.path();
            if path.is_file() {
                let text = fs::read_to_string(&path).map_err(|source| io(&path, source))?;
                scopes.extend(named(&text));
            }
        }
    }
    if scopes.is_empty() {
        return Err(Error::NoScopes(FOLDERS.join(", ")));
    }
    println!("{} scopes of webhooks", scopes.len());
    let path = root.join("specs").join(webhook_scopes::FILE);
    let file = json!({"scopes": scopes, "evidence": FOLDERS});
    fs::write(&path, json::to_stable_string(&file)).map_err(|source| io(&path, source))
}

/// The scopes in the text of a page. A channel's have `{channel_id}` for its number.
fn named(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_/*{}".contains(c);
    let words = text.split(|c| !is_part(c));
    let paths = words.filter(|word| word.starts_with("store/"));
    let scopes = paths.map(|path| {
        let parts = path.trim_end_matches('/').split('/');
        let parts = parts.enumerate().map(|(index, part)| {
            let is_channel = index == 2 && path.starts_with("store/channel/");
            let is_any = part == "*" && path.trim_end_matches('/').split('/').count() > 3;
            match is_channel && (is_any || part.bytes().all(|c| c.is_ascii_digit())) {
                true => "{channel_id}",
                false => part,
            }
        });
        parts.collect::<Vec<_>>().join("/")
    });
    scopes.filter(|scope| is_event(scope)).collect()
}

/// Whether a scope ends with what happened, or is all that happens. A path that ends before that is an API's name.
fn is_event(scope: &str) -> bool {
    let last = scope.rsplit('/').next().unwrap_or_default();
    last == "*" || last.ends_with("ed") || last.ends_with("Exception")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_told_from_families_and_examples() {
        let page = "| `store/cart` | api |\n| `store/cart/*` | all |\n\"store/channel/1/cart/created\", \
            store/channel/*/stock_changed (store/cart/lineItem/created/), store/hook/deliveryException, store/x-y";
        let expected = [
            "store/cart/*",
            "store/cart/lineItem/created",
            "store/channel/{channel_id}/cart/created",
            "store/channel/{channel_id}/stock_changed",
            "store/hook/deliveryException",
        ];
        assert_eq!(named(page).into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(
            named("`store/channel/*`").into_iter().collect::<Vec<_>>(),
            ["store/channel/*"]
        );
    }
}
