//! Writing many files as one: all of them are written beside their places first, then take them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{Result, io};

/// Makes the files below `root` what `wanted` says, where `found` are those that are there. Files that
/// stay the same aren't touched. A fault before the last step leaves everything as it was.
pub fn files(
    root: &Path,
    found: &BTreeMap<String, String>,
    wanted: &BTreeMap<String, String>,
) -> Result<()> {
    let changed = wanted
        .iter()
        .filter(|(path, text)| found.get(*path) != Some(*text));
    let mut staged = Vec::new();
    for (path, text) in changed {
        let path = root.join(path);
        let beside = path.with_added_extension("new");
        staged.push((beside.clone(), path));
        if let Err(source) = stage(&beside, text) {
            for (beside, _) in staged {
                // What isn't there needn't be removed, and there is a fault to tell already.
                let _ = fs::remove_file(beside);
            }
            return Err(io(&beside, source));
        }
    }
    for (beside, path) in staged {
        fs::rename(beside, &path).map_err(|source| io(&path, source))?;
    }
    let gone: Vec<PathBuf> = found
        .keys()
        .filter(|path| !wanted.contains_key(*path))
        .map(|path| root.join(path))
        .collect();
    for path in gone {
        fs::remove_file(&path).map_err(|source| io(&path, source))?;
    }
    Ok(())
}

fn stage(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
