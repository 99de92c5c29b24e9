//! Generates the clients of the documents whose features are on, from `specs/` or the folder that
//! `BIGCOMMERCE_SPECS` names, into `OUT_DIR`.

use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

use bigcommerce_codegen::{
    codes, docs,
    generate::{self, httpmock, test_tables, tree},
    manifest::{Api, Document, Manifest},
    model::Model,
    names, recorded, webhook_scopes,
};

/// Names a folder that `cargo xtask specs import --into` wrote, to build against instead.
const SPECS: &str = "BIGCOMMERCE_SPECS";

fn main() {
    if let Err(error) = run() {
        println!("cargo::error={error}");
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    println!("cargo::rerun-if-env-changed={SPECS}");
    watch(Path::new("build.rs"));
    let specs = specs()?;
    watch(&specs.join("manifest.json"));
    watch(&specs.join(codes::FILE));
    watch(&specs.join(docs::EXAMPLES));
    for name in recorded::FILES {
        watch(&specs.join(name));
    }

    let manifest = Manifest::read(&specs)?;
    let mut apis = Vec::new();
    for api in Api::ALL {
        let is_own = |document: &&Document| document.api == api;
        let own: Vec<&Document> = manifest.documents.iter().filter(is_own).collect();
        if !own.iter().any(|document| enabled(document)) {
            continue;
        }
        // All of them, for types are an API's.
        watch(&specs.join(names::types_file(api)));
        watch(&specs.join(docs::types_file(api)));
        watch(&specs.join("corrections").join(api.name()));
        for document in own {
            watch(&specs.join(document.file()));
            watch(&specs.join(names::file(&document.id())));
            watch(&specs.join(docs::summaries_file(&document.id())));
        }
        let model = Model::read(&specs, api, &manifest.documents)?;
        apis.push(generate::Api::of(model.of(enabled))?);
    }
    let models = apis.iter().map(|api| &api.model);
    let modules: Vec<_> = models
        .flat_map(|model| model.modules.iter().map(|module| (module, &model.docs)))
        .collect();
    write(
        &out.join("tree.rs"),
        generate::format("tree", tree::write(&modules))?,
    )?;
    let mut tables = Vec::new();
    if on("httpmock") {
        tables.push(("httpmock", httpmock::write(&apis)));
    }
    if on("test-tables") {
        tables.push(("calls", test_tables::calls(&apis)));
        tables.push(("lists", test_tables::lists(&apis)));
        if on("schemars") {
            tables.push(("schemas", test_tables::schemas(&apis)));
        }
        if on("httpmock") {
            tables.push(("mocks", test_tables::mocks(&apis)));
        }
    }
    for (name, table) in tables {
        let path = out.join(name).with_extension("rs");
        // Nobody reads them, so they are written without formatting.
        write(&path, table.to_string())?;
    }
    if on("webhooks") {
        // An import brings documents, not the list of scopes: that is this crate's own unless the folder has one.
        let listed = specs.join(webhook_scopes::FILE).exists();
        let folder = if listed { specs.clone() } else { own_specs()? };
        watch(&folder.join(webhook_scopes::FILE));
        let source = generate::format("webhook scopes", webhook_scopes::write(&folder)?)?;
        write(&out.join("webhook_scopes.rs"), source)?;
    }
    for api in &apis {
        let name = api.model.api.name();
        fs::create_dir_all(out.join(name))?;
        let shared = [("types", api.types()), ("shapes", api.shapes())];
        for (part, source) in shared {
            let path = out.join(format!("{name}.{part}.rs"));
            write(&path, generate::format(name, source)?)?;
        }
        for (module, source) in api.modules() {
            let id = module.document.id();
            let path = out.join(format!("{id}.rs"));
            // Who checks requests or responses may want the document itself.
            if on("documents") {
                write(&path.with_extension("json"), module.corrected.to_string())?;
            }
            write(&path, generate::format(&id, source)?)?;
        }
    }
    Ok(())
}

/// The folder of the documents to build against.
fn specs() -> Result<PathBuf, Box<dyn Error>> {
    let Some(given) = env::var_os(SPECS).filter(|given| !given.is_empty()) else {
        return own_specs();
    };
    let given = PathBuf::from(given);
    // Cargo runs this in the package's folder, which isn't where the person is who names another.
    if given.is_relative() {
        return Err(format!("{SPECS}={} is not an absolute path", given.display()).into());
    }
    Ok(given)
}

/// The folder of this crate's documents.
fn own_specs() -> Result<PathBuf, Box<dyn Error>> {
    Ok(Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("specs"))
}

/// Whether the features ask for `document`: its own, or its API's, for the feature of a document
/// newer than `Cargo.toml` can't be named.
fn enabled(document: &Document) -> bool {
    on(&document.feature) || on(document.api.name())
}

/// Whether `feature` is on.
fn on(feature: &str) -> bool {
    let variable = feature.to_uppercase().replace('-', "_");
    env::var_os(format!("CARGO_FEATURE_{variable}")).is_some()
}

/// Makes Cargo run this again when `path` changes. What isn't there would count as changed forever.
fn watch(path: &Path) {
    if path.exists() {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}

/// Writes `text` unless it is there already, so that the compiler finds the same file.
fn write(path: &Path, text: String) -> io::Result<()> {
    match fs::read_to_string(path) {
        Ok(there) if there == text => Ok(()),
        _ => fs::write(path, text),
    }
}
