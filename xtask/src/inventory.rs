//! `inventory`: every operation the crate generates, as a table.

use std::path::Path;

use bigcommerce_codegen::{Result, generate, manifest::Manifest};

const COLUMNS: [&str; 8] =
    ["family", "module", "operation", "rust", "method", "url", "credential", "feature"];

/// The table as tab-separated values with a head line, from what generation really wrote.
pub fn table(specs: &Path) -> Result<String> {
    let mut text = COLUMNS.join("\t") + "\n";
    for document in &Manifest::read(specs)?.documents {
        let module = generate::module(specs, document)?;
        let (family, name) = (document.family.name(), &document.module);
        for operation in &module.operations {
            let row = [
                family.to_owned(),
                name.clone(),
                operation.id.clone(),
                format!("{family}().{name}().{}()", operation.method_name),
                operation.method.clone(),
                format!("{}{}{}", document.family.host(), document.base_path, operation.path),
                operation.credential.name().to_owned(),
                document.feature.clone(),
            ];
            text += &(row.join("\t") + "\n");
        }
    }
    Ok(text)
}
