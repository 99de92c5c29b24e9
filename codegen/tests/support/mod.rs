//! What the tests of the generator share.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use bigcommerce_codegen::{
    correct,
    manifest::{Api, Document, Manifest},
    model::Model,
};
use serde_json::Value;

/// The folder of the vendored documents.
pub fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

/// What the manifest lists.
pub fn documents() -> Vec<Document> {
    Manifest::read(&specs()).unwrap().documents
}

/// The models of all APIs, read once.
pub fn models() -> &'static [Model] {
    static MODELS: OnceLock<Vec<Model>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let documents = documents();
        Api::ALL
            .map(|api| Model::read(&specs(), api, &documents).unwrap())
            .into()
    })
}

/// The corrected document.
pub fn corrected(document: &Document) -> Value {
    correct::vendored(&specs(), document).unwrap()
}

/// A manifest's line for a document made up by a test.
pub fn made_up(module: &str) -> Document {
    Document {
        module: module.to_owned(),
        api: Api::V3,
        base_path: "/stores/{store_hash}/v3".to_owned(),
        feature: format!("v3-{module}"),
        operations: 0,
        upstream: format!("reference/{module}.v3.yml"),
        sha256: String::new(),
        also: Vec::new(),
        stale: Vec::new(),
        unreviewed: Vec::new(),
        behind: None,
    }
}

/// Path and method of every operation in `document`.
pub fn operations(document: &Value) -> Vec<(String, String)> {
    const METHODS: [&str; 8] = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS.iter().filter(|method| item.get(method).is_some()) {
            found.push((path.clone(), method.to_uppercase()));
        }
    }
    found.sort();
    found
}

/// SplitMix64, by Sebastiano Vigna: enough to choose with, and the same on every machine.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One of `items`.
    pub fn of<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        &items[self.below(items.len())]
    }
}
