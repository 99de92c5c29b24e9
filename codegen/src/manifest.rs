//! `specs/manifest.json`: which documents there are, and where each belongs.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Result, json};

/// The documents in `specs/` and the upstream state they were imported from.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Manifest {
    /// Where the documents came from.
    pub upstream: Upstream,
    /// The documents, ordered by family and module.
    pub documents: Vec<Document>,
}

/// The upstream repository and its state.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Upstream {
    /// The repository on GitHub.
    pub repository: String,
    /// The commit the documents were imported at, when it is known.
    pub commit: Option<String>,
}

/// One vendored document.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Document {
    /// Name of the Rust module and of the accessor on the family's facade.
    pub module: String,
    /// Which API it belongs to.
    pub family: Family,
    /// Base path below the API's host, with `{store_hash}` where the hash goes.
    pub base_path: String,
    /// Cargo feature that compiles it.
    pub feature: String,
    /// Number of operations.
    pub operations: usize,
    /// Path of the upstream document in its repository.
    pub upstream: String,
    /// SHA-256 of the upstream document.
    pub sha256: String,
    /// Steps of its corrections that no longer fit it and are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<Stale>,
    /// Why it is older than the upstream state: the fault of the newer one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<String>,
}

/// A step of a recorded correction that no longer fits its document.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Stale {
    /// The correction's id.
    pub correction: String,
    /// JSON pointer of the step's operation that fails.
    pub pointer: String,
}

/// The three API families of the facade.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// BigCommerce REST Management v3.
    V3,
    /// BigCommerce REST Management v2.
    V2,
    /// B2B Edition v3 REST Management.
    B2b,
}

impl Family {
    /// All families, in the facade's order.
    pub const ALL: [Self; 3] = [Self::V3, Self::V2, Self::B2b];

    /// The name used for the facade's method, the folder in `specs/` and the feature's prefix.
    pub fn name(self) -> &'static str {
        match self {
            Self::V3 => "v3",
            Self::V2 => "v2",
            Self::B2b => "b2b",
        }
    }

    /// The host that serves the family.
    pub fn host(self) -> &'static str {
        match self {
            Self::V3 | Self::V2 => "https://api.bigcommerce.com",
            Self::B2b => "https://api-b2b.bigcommerce.com",
        }
    }
}

impl Document {
    /// `family/module`, the name faults are reported under.
    pub fn id(&self) -> String {
        format!("{}/{}", self.family.name(), self.module)
    }

    /// The vendored file, relative to `specs/`.
    pub fn file(&self) -> String {
        format!("{}.json", self.id())
    }
}

impl Manifest {
    /// Reads `manifest.json` in the folder `specs`.
    ///
    /// # Errors
    /// When the file is missing or isn't a manifest.
    pub fn read(specs: &Path) -> Result<Self> {
        json::read(&specs.join("manifest.json"))
    }
}
