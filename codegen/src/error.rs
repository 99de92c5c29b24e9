//! What can be wrong with a document, said so that a person can go and look.

use std::path::PathBuf;

/// Result of a step from document to Rust.
pub type Result<T> = std::result::Result<T, Error>;

/// A document, manifest or correction that can't be used, and where the fault is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file that can't be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file that isn't the JSON it should be.
    #[error("{}: {source}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// What the parser said, with line and column.
        source: serde_json::Error,
    },
    /// A construct in a document that breaks OpenAPI or that generation can't take.
    #[error("{document}: {pointer}: {fault}")]
    Document {
        /// The document, as `api/module`.
        document: String,
        /// JSON pointer of the faulty node, as a fragment.
        pointer: String,
        /// What is wrong there.
        fault: String,
    },
    /// A recorded correction that no longer fits the document it corrects.
    #[error("{document}: correction {correction}: {fault}")]
    Correction {
        /// The document, as `api/module`.
        document: String,
        /// The correction's id.
        correction: String,
        /// Why it doesn't apply.
        fault: String,
    },
    /// The generator refused a document, or its output isn't what we know how to tighten.
    #[error("{document}: generator: {fault}")]
    Generator {
        /// The document, as `api/module`.
        document: String,
        /// What the generator said.
        fault: String,
    },
}

impl Error {
    /// A fault at `pointer` of `document`.
    pub fn document(document: &str, pointer: impl Into<String>, fault: impl Into<String>) -> Self {
        Self::Document {
            document: document.to_owned(),
            pointer: pointer.into(),
            fault: fault.into(),
        }
    }

    /// What the generator said about `document`.
    pub fn generator(document: &str, fault: impl Into<String>) -> Self {
        Self::Generator {
            document: document.to_owned(),
            fault: fault.into(),
        }
    }
}
