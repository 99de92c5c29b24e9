//! `specs/excused.json`: examples that are wrong themselves, each with a reason. What a recorded
//! correction changes isn't listed: [`super::corrected`] sees that by itself.

use std::{cell::Cell, fs, path::Path};

use serde::Deserialize;

use super::{Error, Result};

/// One fault that isn't the crate's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excuse {
    /// The upstream file.
    pub document: String,
    /// Where the example or the parameters are in it.
    pub pointer: String,
    /// What is wrong with it.
    pub reason: String,
    /// Where that can be seen.
    pub evidence: String,
    /// Whether something needed it.
    #[serde(skip)]
    used: Cell<bool>,
}

/// All of them.
pub struct Excuses(Vec<Excuse>);

impl Excuses {
    /// Reads the list in the folder `specs`; each must say why and where that can be seen.
    pub fn read(specs: &Path) -> Result<Self> {
        let path = specs.join("excused.json");
        let bytes = fs::read(&path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
        let excuses: Vec<Excuse> =
            serde_json::from_slice(&bytes).map_err(|source| Error::Json { path, source })?;
        for excuse in &excuses {
            if excuse.reason.is_empty() || excuse.evidence.is_empty() {
                return Err(Error::NoReason(excuse.pointer.clone()));
            }
        }
        Ok(Self(excuses))
    }

    /// Whether what is at `pointer` of `document` is excused.
    pub fn excuse(&self, document: &str, pointer: &str) -> bool {
        let mut excuses = self.0.iter();
        let found = excuses.find(|own| own.document == document && own.pointer == pointer);
        found.inspect(|found| found.used.set(true)).is_some()
    }

    /// Those that nothing needed.
    pub fn idle(&self) -> impl Iterator<Item = &Excuse> {
        self.0.iter().filter(|excuse| !excuse.used.get())
    }
}
