//! Generates the clients of the documents whose features are on, from `specs/` into `OUT_DIR`.

use std::{env, error::Error, fs, path::Path};

use bigcommerce_codegen::{
    generate::{self, Module, tree},
    manifest::Manifest,
};

fn main() {
    if let Err(error) = run() {
        println!("cargo::error={error}");
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let specs = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("specs");
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    println!("cargo::rerun-if-changed={}", specs.display());
    println!("cargo::rerun-if-changed=build.rs");

    let manifest = Manifest::read(&specs)?;
    let enabled = manifest.documents.iter().filter(|document| {
        let variable = document.feature.to_uppercase().replace('-', "_");
        env::var_os(format!("CARGO_FEATURE_{variable}")).is_some()
    });
    let modules: Vec<Module> = enabled
        .map(|document| generate::module(&specs, document))
        .collect::<Result<_, _>>()?;
    let documents: Vec<_> = modules
        .iter()
        .map(|module| module.document.clone())
        .collect();
    fs::write(
        out.join("tree.rs"),
        generate::format("tree", tree::write(&documents))?,
    )?;
    // A call of each operation and a stream of each list, which the tests include.
    fs::write(
        out.join("calls.rs"),
        generate::format("calls", tree::calls(&modules))?,
    )?;
    fs::write(
        out.join("lists.rs"),
        generate::format("lists", tree::lists(&modules))?,
    )?;
    for Module {
        document, source, ..
    } in modules
    {
        let id = document.id();
        let path = out.join(format!("{id}.rs"));
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        fs::write(path, generate::format(&id, source)?)?;
    }
    Ok(())
}
