//! A manifest that can't be used is an error that names the line and says why.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::{env, fs, path::PathBuf, process};

use bigcommerce_codegen::manifest::{Document, Manifest, Upstream};

/// What is said about a manifest of these documents.
fn said(test: &str, documents: Vec<Document>) -> Option<String> {
    let folder: PathBuf = env::temp_dir().join(format!("bigcommerce-{}-{test}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    let upstream = Upstream {
        repository: "bigcommerce/docs".to_owned(),
        commit: None,
    };
    let manifest = Manifest {
        upstream,
        documents,
    };
    let text = serde_json::to_string(&manifest).unwrap();
    fs::write(folder.join("manifest.json"), text).unwrap();
    let read = Manifest::read(&folder);
    fs::remove_dir_all(&folder).unwrap();
    read.err().map(|error| error.to_string())
}

#[test]
fn a_module_that_is_no_name_in_rust() {
    for name in [
        "", "type", "self", "crate", "2fa", "a-b", "a b", "a/../b", "Größe", "A", "a\r", "_",
        "r#type",
    ] {
        let found = said(
            "module",
            vec![support::made_up("things"), support::made_up(name)],
        );
        let expected = format!(
            "manifest.json: #/documents/1/module: {name:?} is not a name of a module: lower-case letters, digits and `_`, not a keyword"
        );
        assert_eq!(found.as_deref(), Some(&*expected));
    }
    assert_eq!(
        said(
            "sound",
            vec![support::made_up("things"), support::made_up("a_2")]
        ),
        None
    );
}

#[test]
fn two_documents_of_one_module() {
    assert_eq!(
        said(
            "two",
            vec![support::made_up("things"), support::made_up("things")]
        )
        .unwrap(),
        "manifest.json: #/documents/1/module: `things` is another document's too"
    );
}

#[test]
fn what_no_build_can_use() {
    let change = |change: fn(&mut Document)| {
        let mut document = support::made_up("things");
        change(&mut document);
        said("change", vec![document]).unwrap()
    };
    assert_eq!(
        change(|document| document.feature = "v3 things".to_owned()),
        "manifest.json: #/documents/0/feature: \"v3 things\" is not a name of a feature: lower-case letters, digits, `-` and `_`"
    );
    for base_path in ["", "stores", "/stores/{hash}/v3", "/v3?a", "/v3\r"] {
        let mut document = support::made_up("things");
        document.base_path = base_path.to_owned();
        let found = said("base_path", vec![document]).unwrap();
        let expected =
            format!("manifest.json: #/documents/0/base_path: {base_path:?} is not a base path: ");
        assert!(found.starts_with(&expected), "{found}");
    }
    assert_eq!(
        change(|document| document.upstream = "a\rb".to_owned()),
        "manifest.json: #/documents/0/upstream: \"a\\rb\" has characters that can't be shown"
    );
}
