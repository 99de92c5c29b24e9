//! Import and check on small checkouts made up here.

use std::{collections::BTreeMap, fs, path::Path};

use bigcommerce_codegen::{json, manifest::Manifest};
use serde_json::{Value, json};
use tempfile::TempDir;

pub mod broken;
mod documents;
mod facts;
mod rehomed;
#[path = "../../../../codegen/tests/support/mod.rs"]
#[allow(dead_code, reason = "shared with the generator's tests")]
pub mod support;
mod written;

use super::*;

const V3: &str = "https://api.bigcommerce.com/stores/{store_hash}/v3";

/// A checkout and a workspace to import it into.
struct Bench {
    folder: TempDir,
}

impl Bench {
    /// With each file's path and text.
    fn new(files: &[(&str, &str)]) -> Self {
        let bench = Self {
            folder: TempDir::new().unwrap(),
        };
        for folder in ["reference", "docs/b2b-edition/specs/api-v3"] {
            fs::create_dir_all(bench.checkout().join(folder)).unwrap();
        }
        fs::create_dir_all(bench.root()).unwrap();
        fs::write(
            bench.root().join("Cargo.toml"),
            "[features]\ndefault = []\n",
        )
        .unwrap();
        for (path, text) in files {
            bench.add(path, text);
        }
        bench
    }

    fn checkout(&self) -> PathBuf {
        self.folder.path().join("checkout")
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    fn add(&self, path: &str, text: &str) {
        let path = self.checkout().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn source(&self, commit: Option<&str>) -> Source {
        Source {
            from: vec![self.checkout()],
            commit: commit.map(str::to_owned),
        }
    }

    /// Imports every document.
    fn import(&self) -> Result<()> {
        let imported = import(&self.root(), &self.source(Some("c0ffee")), None)?;
        assert_eq!(imported, Imported::Whole);
        Ok(())
    }

    /// Imports what can be, and says what can't, and which documents stay behind.
    fn import_some(&self) -> (String, Vec<String>) {
        let source = self.source(Some("c0ffee"));
        let target = Target::new(&self.root(), None);
        let (found, _) = target.wanted(&source).unwrap();
        let faults: Vec<_> = found.faults.iter().map(|(_, f)| f.to_string()).collect();
        let imported = import(&self.root(), &source, None).unwrap();
        assert_eq!(imported, Imported::Behind);
        let behind = self.manifest().documents.into_iter();
        let behind = behind.filter(|document| document.behind.is_some());
        (
            faults.join("\n"),
            behind.map(|document| document.id()).collect(),
        )
    }

    /// The source of each module that what is imported makes.
    fn generate(&self) -> Vec<String> {
        let specs = self.root().join("specs");
        let documents = self.manifest().documents;
        let modules = documents
            .iter()
            .map(|document| bigcommerce_codegen::generate::alone(&specs, document).unwrap());
        modules.map(|module| module.source().to_string()).collect()
    }

    fn manifest(&self) -> Manifest {
        Manifest::read(&self.root().join("specs")).unwrap()
    }

    fn check(&self) -> Result<()> {
        check(&self.root(), &self.source(Some("c0ffee")))
    }

    /// Every file of the workspace with its text.
    fn written(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.root()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(self.root()).unwrap();
                    let text = fs::read_to_string(&path).unwrap();
                    files.insert(name.to_string_lossy().into_owned(), text);
                }
            }
        }
        files
    }

    /// The imported document `id`.
    fn document(&self, id: &str) -> Value {
        json::read(&self.root().join("specs").join(format!("{id}.json"))).unwrap()
    }
}

/// A document of the API v3 whose one operation responds with `schema`, with more lines below.
fn responding(schema: &str, more: &str) -> String {
    format!(
        "\
openapi: 3.0.3
info: {{title: Things, version: 1.0}}
servers: [{{url: '{V3}'}}]
paths:
  /things:
    get:
      operationId: getThings
      responses:
        200:
          description: OK
          content:
            application/json:
              schema: {schema}
{more}"
    )
}

/// Three documents: one of each API.
fn three() -> Bench {
    let v3 = responding("{$ref: '../models/thing.yml'}", "");
    let v2 = v3.replace("/v3'", "/v2'").replace("1.0", "2.0");
    let b2b = responding("{type: array, items: {type: object}}", "")
        .replace(V3, "https://api-b2b.bigcommerce.com/api/v3/io");
    Bench::new(&[
        (
            "models/thing.yml",
            "{type: object, properties: {id: {type: integer}}}",
        ),
        ("reference/things.v3.yml", &v3),
        ("reference/things.v2.yml", &v2),
        ("docs/b2b-edition/specs/api-v3/thing/thing.yaml", &b2b),
    ])
}
