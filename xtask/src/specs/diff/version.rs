//! The crate's next version.

use std::{fs, path::Path};

use semver::Version;
use toml_edit::DocumentMut;

use super::Group;
use crate::specs::{Error, Result, io};

/// The version in the `Cargo.toml` of the workspace at `root`.
pub fn current(root: &Path) -> Result<Version> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|source| io(&path, source))?;
    let fault = |fault: String| Error::Cargo {
        path: path.clone(),
        fault,
    };
    let toml: DocumentMut = text.parse().map_err(|error| fault(format!("{error}")))?;
    let version = toml
        .get("workspace")
        .and_then(|workspace| workspace.get("package")?.get("version")?.as_str())
        .ok_or_else(|| fault("no `workspace.package.version`".into()))?;
    Version::parse(version).map_err(|error| fault(format!("`{version}`: {error}")))
}

/// The version after `current` that says what `severity` asks for, as Cargo reads versions: before 1.0
/// the second number says what breaks and the third all else.
pub fn next(current: &Version, severity: Option<Group>) -> Version {
    let Version {
        major,
        minor,
        patch,
        ..
    } = *current;
    match (severity, major) {
        (None, _) => current.clone(),
        (Some(Group::Breaking), 0) => Version::new(0, minor + 1, 0),
        (Some(Group::Breaking), _) => Version::new(major + 1, 0, 0),
        (Some(Group::Additive), 1..) => Version::new(major, minor + 1, 0),
        (Some(_), _) => Version::new(major, minor, patch + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_says_what_breaks() {
        let next = |current: &str, severity| {
            let current = Version::parse(current).unwrap();
            super::next(&current, severity).to_string()
        };
        for (current, breaking, additive, cosmetic) in [
            ("0.1.0", "0.2.0", "0.1.1", "0.1.1"),
            ("0.3.7", "0.4.0", "0.3.8", "0.3.8"),
            ("1.4.2", "2.0.0", "1.5.0", "1.4.3"),
        ] {
            assert_eq!(next(current, Some(Group::Breaking)), breaking);
            assert_eq!(next(current, Some(Group::Additive)), additive);
            assert_eq!(next(current, Some(Group::Cosmetic)), cosmetic);
            assert_eq!(next(current, None), current);
        }
    }
}
