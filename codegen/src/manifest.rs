//! `specs/manifest.json`: which documents there are, and where each belongs.

use std::{collections::BTreeSet, path::Path};

use serde::{Deserialize, Serialize};

use crate::{Error, Result, json, text::is_unprintable};

/// The documents in `specs/` and the upstream state they were imported from.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Manifest {
    /// Where the documents came from.
    pub upstream: Upstream,
    /// The documents, ordered by API and module.
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
    /// Name of the Rust module and of the accessor on the API's facade.
    pub module: String,
    /// Which API it belongs to.
    pub api: Api,
    /// Base path below the API's host, with `{store_hash}` where the hash goes.
    pub base_path: String,
    /// Cargo feature that compiles it.
    pub feature: String,
    /// Number of operations.
    pub operations: usize,
    /// Path of the upstream document in its repository; where several make it, that of which most of its
    /// operations are.
    pub upstream: String,
    /// SHA-256 of the upstream document.
    pub sha256: String,
    /// The other upstream documents that operations of it are in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<File>,
    /// Steps of its corrections, reviewed places of secrets and evidence of limits that no longer fit it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<Stale>,
    /// Places that may hold a secret and that nobody has reviewed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreviewed: Vec<String>,
    /// Why it is older than the upstream state: the fault of the newer one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<String>,
}

/// An upstream document.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct File {
    /// Its path in its repository.
    pub path: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// A step of a recorded correction that no longer fits its document, a reviewed place of a secret, or the
/// evidence of a limit.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Stale {
    /// The correction's id, or `secrets.json` or `limits.json`.
    pub correction: String,
    /// JSON pointer of the step's operation that fails, or the place.
    pub pointer: String,
}

/// The APIs that clients are generated for.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// BigCommerce REST Management v3.
    V3,
    /// BigCommerce REST Management v2.
    V2,
    /// B2B Edition v3 REST Management.
    B2b,
    /// B2B Edition REST Storefront.
    B2bStorefront,
    /// B2B Edition v2 REST Management, which v3 has replaced.
    B2bV2,
    /// BigCommerce's payment processing.
    Payments,
}

impl Api {
    /// All APIs.
    pub const ALL: [Self; 6] = [
        Self::V3,
        Self::V2,
        Self::B2b,
        Self::B2bStorefront,
        Self::B2bV2,
        Self::Payments,
    ];

    /// Those that the unified token opens, in the order of the facade.
    pub const UNIFIED: [Self; 3] = [Self::V3, Self::V2, Self::B2b];

    /// The name used for the module and for the folder in `specs/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::V3 => "v3",
            Self::V2 => "v2",
            Self::B2b => "b2b",
            Self::B2bStorefront => "b2b_storefront",
            Self::B2bV2 => "b2b_v2",
            Self::Payments => "payments",
        }
    }

    /// The Cargo feature that compiles all of its documents.
    pub fn feature(self) -> String {
        self.name().replace('_', "-")
    }

    /// Whether the unified token opens it. The others take tokens of their own.
    pub fn is_unified(self) -> bool {
        Self::UNIFIED.contains(&self)
    }

    /// Whether B2B Edition serves it, with its ways of paging and of reporting errors.
    pub fn is_b2b(self) -> bool {
        matches!(self, Self::B2b | Self::B2bStorefront | Self::B2bV2)
    }

    /// The host that serves it.
    pub fn host(self) -> &'static str {
        match self {
            Self::V3 | Self::V2 => "https://api.bigcommerce.com",
            Self::B2b | Self::B2bStorefront | Self::B2bV2 => "https://api-b2b.bigcommerce.com",
            Self::Payments => "https://payments.bigcommerce.com",
        }
    }
}

impl Document {
    /// `api/module`, the name faults are reported under.
    pub fn id(&self) -> String {
        format!("{}/{}", self.api.name(), self.module)
    }

    /// The vendored file, relative to `specs/`.
    pub fn file(&self) -> String {
        format!("{}.json", self.id())
    }

    /// The paths of the upstream documents that make it.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let also = self.also.iter().map(|file| file.path.as_str());
        std::iter::once(self.upstream.as_str()).chain(also)
    }

    /// Whether its line can be used, or which key can't and why.
    fn check(&self) -> std::result::Result<(), (&'static str, String)> {
        let only = |text: &str, signs: &str| {
            let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || signs.contains(c);
            !text.is_empty() && text.chars().all(known)
        };
        let is_name = syn::parse_str::<syn::Ident>(&self.module).is_ok();
        if !is_name || !only(&self.module, "_") {
            let said =
                "is not a name of a module: lower-case letters, digits and `_`, not a keyword";
            return Err(("module", format!("{:?} {said}", self.module)));
        }
        if !only(&self.feature, "-_") {
            let said = "is not a name of a feature: lower-case letters, digits, `-` and `_`";
            return Err(("feature", format!("{:?} {said}", self.feature)));
        }
        let rest = self.base_path.replace("{store_hash}", "");
        if !self.base_path.starts_with('/') || !only(&rest, "/-_.") {
            let said =
                "is not a base path: `/` and parts of lower-case letters, digits, `-`, `_` and `.`";
            return Err(("base_path", format!("{:?} {said}", self.base_path)));
        }
        if self.files().any(|path| path.chars().any(is_unprintable)) {
            let said = "has characters that can't be shown";
            return Err(("upstream", format!("{:?} {said}", self.upstream)));
        }
        Ok(())
    }
}

impl Manifest {
    /// Reads `manifest.json` in the folder `specs`.
    ///
    /// # Errors
    /// When the file is missing or isn't a manifest, or a document's line can't be used: its module is
    /// no name in Rust or another document's, its feature none of Cargo's, its base path no path.
    pub fn read(specs: &Path) -> Result<Self> {
        let manifest: Self = json::read(&specs.join("manifest.json"))?;
        let mut modules = BTreeSet::new();
        for (index, document) in manifest.documents.iter().enumerate() {
            let fault = |key: &str, fault: String| {
                Error::document("manifest.json", format!("#/documents/{index}/{key}"), fault)
            };
            document.check().map_err(|(key, said)| fault(key, said))?;
            if !modules.insert(document.id()) {
                let said = format!("`{}` is another document's too", document.module);
                return Err(fault("module", said));
            }
        }
        Ok(manifest)
    }
}
