//! Finds upstream's wording in what people wrote about types, fields and operations: documentation is in our own
//! words, since upstream's prose isn't ours to publish.

use std::{collections::HashSet, path::Path};

use bigcommerce_codegen::{json, manifest::Api};
use serde_json::Value;

use super::{Result, checkout::Checkout, state};

/// So many words in a row aren't the same by chance.
const ROW: usize = 8;

/// Every line of ours that has as many words in a row as [`ROW`] from a document of the checkout.
///
/// # Errors
/// When a file can't be read.
pub fn find(checkout: &Checkout, specs: &Path) -> Result<Vec<String>> {
    let mut theirs = HashSet::new();
    for path in checkout.documents(&[])? {
        // What can't be read is reported by the import.
        let Ok(document) = checkout.document(&path) else {
            continue;
        };
        each_text(&document, &mut |text| theirs.extend(rows(text)));
    }
    let mut copies = Vec::new();
    let summaries = Api::ALL.map(|api| specs.join("summaries").join(api.name()));
    for folder in summaries.into_iter().chain([specs.join("docs")]) {
        for name in state::names(&folder)? {
            let path = folder.join(name);
            let written: Value = json::read(&path)?;
            each_text(&written, &mut |text| {
                if let Some(row) = rows(text).find(|row| theirs.contains(row)) {
                    copies.push(format!("  {}: “{row}” in: {text}", path.display()));
                }
            });
        }
    }
    Ok(copies)
}

/// Calls `visit` with every text in `value`.
fn each_text(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, visit)),
        Value::Object(members) => members.values().for_each(|member| each_text(member, visit)),
        _ => (),
    }
}

/// Every row of words in a text, in lower case. Numbers don't count: lists of codes are facts.
fn rows(text: &str) -> impl Iterator<Item = String> {
    let text = text.to_lowercase();
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<_> = words
        .filter(|word| word.contains(char::is_alphabetic))
        .collect();
    let rows: Vec<_> = words.windows(ROW).map(|row| row.join(" ")).collect();
    rows.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_words_is_found_whatever_stands_between_them() {
        let theirs: HashSet<_> =
            rows("Returns **a list** of the kiln's mugs, by\ncolour and size.").collect();

        let found = |text: &str| rows(text).any(|row| theirs.contains(&row));

        assert!(found("It returns a list of the kiln’s mugs: by colour."));
        assert!(!found("A list of the mugs, by colour and size."));
    }
}
