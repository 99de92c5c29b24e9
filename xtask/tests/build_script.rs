//! When the crate's build script runs again, and what it builds from: it is run by Cargo, in a package
//! of its own without the crate's other dependencies.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;

/// The features of the package: two documents, their API, and one newer than the package.
const FEATURES: &str = "v3 = []\nv3-store-logs = []\nv3-tax-customers = []\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

/// A package with the build script of the crate and documents of its own.
struct Package {
    name: &'static str,
    folder: TempDir,
}

impl Package {
    fn new(name: &'static str) -> Self {
        let package = Self {
            name,
            folder: TempDir::new().unwrap(),
        };
        let root = root();
        let at = |path: &str| root.join(path).display().to_string();
        let cargo = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\nbuild = {:?}\n\
             [features]\n{FEATURES}[build-dependencies]\nbigcommerce-codegen = {{ path = {:?} }}\n\
             [workspace]\n[profile.dev]\ndebug = \"line-tables-only\"\n",
            at("build.rs"),
            at("codegen"),
        );
        package.put("Cargo.toml", &cargo);
        package.put("src/lib.rs", "");
        package.put("README.md", "");
        // The same versions as the workspace, so that they are compiled once.
        fs::copy(root.join("Cargo.lock"), package.path("Cargo.lock")).unwrap();
        package.vendor("specs");
        package
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path}: {from}");
        self.put(path, &text.replace(from, to));
    }

    /// Copies two of the vendored documents to `specs`.
    fn vendor(&self, specs: &str) {
        let vendored = root().join("specs");
        let manifest = fs::read_to_string(vendored.join("manifest.json")).unwrap();
        let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
        let documents = manifest["documents"].as_array_mut().unwrap();
        documents.retain(|document| {
            document["api"] == "v3"
                && ["store_logs", "tax_customers"].contains(&document["module"].as_str().unwrap())
        });
        for document in documents {
            let file = format!("v3/{}.json", document["module"].as_str().unwrap());
            self.put(
                &format!("{specs}/{file}"),
                &fs::read_to_string(vendored.join(file)).unwrap(),
            );
        }
        self.put(&format!("{specs}/manifest.json"), &manifest.to_string());
        self.put(&format!("{specs}/corrections/v3/other.json"), "[]");
        self.put(&format!("{specs}/limits.json"), "{}");
    }

    /// Runs `cargo check` and gives whether the build script ran, or what it said.
    fn check(&self, features: &str, specs: Option<&Path>) -> Result<bool, String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["check", "--offline", "-vv", "--features", features])
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", target.parent().unwrap())
            .env_remove("BIGCOMMERCE_SPECS");
        if let Some(specs) = specs {
            cargo.env("BIGCOMMERCE_SPECS", specs);
        }
        let output = cargo.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            return Err(said);
        }
        let fresh = said
            .lines()
            .any(|line| line.trim().starts_with(&format!("Fresh {} ", self.name)));
        let ran = |line: &str| line.contains("Running") && line.contains("build-script-build`");
        assert!(fresh || said.lines().any(ran), "{said}");
        Ok(!fresh)
    }

    /// What the build script wrote for the API v3 in the newest run.
    fn generated(&self, module: &str) -> Option<String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let builds = fs::read_dir(target.join("debug/build")).unwrap();
        let outs = builds.map(|entry| entry.unwrap().path());
        let outs = outs.filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(&format!("{}-", self.name)) && path.join("out/tree.rs").exists()
        });
        let written = |out: &PathBuf| {
            fs::metadata(out.join("output"))
                .unwrap()
                .modified()
                .unwrap()
        };
        let out = outs.max_by_key(written)?.join("out");
        let tree = fs::read_to_string(out.join("tree.rs")).unwrap();
        tree.contains(&format!("pub mod {module} "))
            .then(|| fs::read_to_string(out.join(format!("v3/{module}.rs"))).unwrap())
    }
}

#[test]
fn it_runs_again_when_what_it_reads_changes_and_only_then() {
    let package = Package::new("probe-again");
    let logs = || package.check("v3-store-logs", None).unwrap();
    assert!(logs(), "the first time");
    assert!(!logs(), "nothing changed");
    package.put("README.md", "changed");
    package.put("specs/README.md", "changed");
    assert!(!logs(), "nothing that is read changed");
    // Types are an API's.
    package.replace(
        "specs/v3/tax_customers.json",
        "getTaxCustomers",
        "get_others",
    );
    assert!(logs(), "another document of the api");

    package.replace(
        "specs/v3/store_logs.json",
        "getStoreSystemLogs",
        "getOtherLogs",
    );
    assert!(logs(), "a document");
    assert!(
        package
            .generated("store_logs")
            .unwrap()
            .contains("get_other_logs")
    );
    assert!(!logs());
    package.replace(
        "specs/manifest.json",
        "\"v3-tax-customers\"",
        "\"v3-taxes\"",
    );
    assert!(logs(), "the manifest");
    package.put("specs/limits.json", "{ }");
    assert!(logs(), "the limits");
    package.put(
        "specs/corrections/v3/store_logs.json",
        r#"[{"id": "a", "reason": "r", "evidence": "e", "patch": [
            {"op": "test", "path": "/paths/~1store~1systemlogs/get/operationId", "value": "getOtherLogs"},
            {"op": "replace", "path": "/paths/~1store~1systemlogs/get/operationId", "value": "getCorrected"}]}]"#,
    );
    assert!(logs(), "a new correction");
    assert!(
        package
            .generated("store_logs")
            .unwrap()
            .contains("get_corrected")
    );
    package.replace(
        "specs/corrections/v3/store_logs.json",
        "getCorrected",
        "getRight",
    );
    assert!(logs(), "a changed correction");
    assert!(
        package
            .generated("store_logs")
            .unwrap()
            .contains("get_right")
    );
    assert!(!logs());
    assert!(package.check("v3", None).unwrap(), "other features");
    assert!(!package.check("v3", None).unwrap());

    package.replace("specs/v3/store_logs.json", "\"openapi\"", "\"openapi");
    let said = package.check("v3-store-logs", None).unwrap_err();
    assert!(said.contains("specs/v3/store_logs.json: "), "{said}");
}

#[test]
fn it_builds_from_the_folder_that_the_environment_names() {
    let package = Package::new("probe-specs");
    package.vendor("newer/specs");
    package.replace(
        "newer/specs/v3/store_logs.json",
        "getStoreSystemLogs",
        "getNewerLogs",
    );
    // The package has no feature for this one.
    package.replace(
        "newer/specs/manifest.json",
        "\"v3-tax-customers\"",
        "\"v3-new\"",
    );
    let newer = package.path("newer/specs");
    assert!(package.check("v3-store-logs", None).unwrap());
    let there = || package.generated("store_logs").unwrap();
    assert!(there().contains("get_store_system_logs"));

    assert!(
        package.check("v3-store-logs", Some(&newer)).unwrap(),
        "the folder"
    );
    assert!(there().contains("get_newer_logs"));
    assert!(package.generated("tax_customers").is_none());
    assert!(!package.check("v3-store-logs", Some(&newer)).unwrap());
    package.replace(
        "specs/v3/store_logs.json",
        "getStoreSystemLogs",
        "getOlderLogs",
    );
    assert!(
        !package.check("v3-store-logs", Some(&newer)).unwrap(),
        "not its own"
    );
    package.replace(
        "newer/specs/v3/store_logs.json",
        "getNewerLogs",
        "getNewestLogs",
    );
    assert!(
        package.check("v3-store-logs", Some(&newer)).unwrap(),
        "a file in it"
    );
    assert!(there().contains("get_newest_logs"));

    // A document newer than the features comes with its API.
    assert!(package.check("v3", Some(&newer)).unwrap());
    assert!(package.generated("tax_customers").is_some());

    // Cargo's own configuration can name it, relative to itself.
    let config = "[env]\nBIGCOMMERCE_SPECS = { value = \"newer/specs\", relative = true }\n";
    package.put(".cargo/config.toml", config);
    package.check("v3-store-logs", None).unwrap();
    assert!(there().contains("get_newest_logs"));
    fs::remove_file(package.path(".cargo/config.toml")).unwrap();

    // Back to its own.
    assert!(package.check("v3-store-logs", None).unwrap());
    assert!(there().contains("get_older_logs"));
    assert!(
        package.check("v3-store-logs", Some(Path::new(""))).is_ok(),
        "unset"
    );

    let said = |specs: &Path| package.check("v3-store-logs", Some(specs)).unwrap_err();
    assert!(
        said(Path::new("newer/specs"))
            .contains("BIGCOMMERCE_SPECS=newer/specs is not an absolute path")
    );
    let gone = package.path("gone");
    assert!(
        said(&gone).contains("gone/manifest.json: "),
        "{}",
        said(&gone)
    );
}
