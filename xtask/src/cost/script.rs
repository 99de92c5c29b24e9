//! The build script of this crate: what it is made of, and what a run costs.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use super::{Error, Result, bench::cargo, wrapper::children};

/// The crates that only the build script needs: those of its tree without those of the library's.
pub fn crates() -> Result<Vec<String>> {
    let root = crate::workspace_root();
    let tree = |package: &str| -> Result<Vec<String>> {
        let output = cargo(&root, &root.join("target"))
            .args([
                "tree", "--prefix", "none", "--format", "{lib}", "-e", "normal", "-p", package,
            ])
            .output()
            .map_err(|source| Error::Io {
                path: root.clone(),
                source,
            })?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text
            .split_whitespace()
            .map(|name| name.replace('-', "_"))
            .collect())
    };
    let library = tree("bigcommerce")?;
    let generator = tree("bigcommerce-codegen")?;
    Ok(generator
        .into_iter()
        .filter(|name| !library.contains(name))
        .collect())
}

/// CPU seconds of running the build script that was built in `target`.
pub fn run(target: &Path) -> Result<f64> {
    let build = target.join("debug/build");
    let io = |source| Error::Io {
        path: build.clone(),
        source,
    };
    let mut script = None;
    let mut output = None;
    for entry in fs::read_dir(&build).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let is_ours = path.file_name().is_some_and(|name| {
            name.to_string_lossy()
                .strip_prefix("bigcommerce-")
                .is_some_and(|rest| !rest.contains('-'))
        });
        if is_ours && path.join("build-script-build").exists() {
            script = Some(path.join("build-script-build"));
        } else if is_ours && path.join("out").exists() {
            output = Some(path.join("out"));
        }
    }
    let (Some(script), Some(output)) = (script, output) else {
        return Err(Error::Missing("the build script".into()));
    };
    let before = children();
    let mut script = Command::new(script);
    script
        .env("OUT_DIR", &output)
        .env("CARGO_MANIFEST_DIR", crate::workspace_root());
    for name in generated_features(&output) {
        script.env(format!("CARGO_FEATURE_{name}"), "1");
    }
    script.stdout(Stdio::null()).status().map_err(io)?;
    Ok(children() - before)
}

/// The features whose modules lie in `output`, as build scripts see them.
fn generated_features(output: &Path) -> Vec<String> {
    let mut features = Vec::new();
    for api in ["v3", "v2", "b2b"] {
        for entry in fs::read_dir(output.join(api))
            .into_iter()
            .flatten()
            .flatten()
        {
            if let Some(module) = entry.path().file_stem() {
                features.push(format!("{api}_{}", module.to_string_lossy()).to_uppercase());
            }
        }
    }
    features
}
