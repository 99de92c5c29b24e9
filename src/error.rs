//! Everything that can go wrong with a call, as one type.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use crate::{Problem, operation::Operation, problem::one_line};

/// Why a call failed.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store can't be set up this way.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// A value was built without something it requires.
    #[error(transparent)]
    MissingField(#[from] MissingField),
    /// The call lacks an argument, or one can't be sent. Nothing was sent.
    #[error("{}: {fault}", .operation.id)]
    #[non_exhaustive]
    Request {
        /// The operation.
        operation: &'static Operation,
        /// What to change.
        fault: String,
    },
    /// The store has no credential this operation takes. Nothing was sent.
    #[error("{}: this operation takes {needs}", .operation.id)]
    #[non_exhaustive]
    Credential {
        /// The operation.
        operation: &'static Operation,
        /// What it takes.
        needs: &'static str,
    },
    /// The connection failed, or the answer broke off.
    #[error("{}: no answer", .operation.id)]
    #[non_exhaustive]
    Transport {
        /// The operation.
        operation: &'static Operation,
        /// What the HTTP client says. Its URL is left out.
        source: reqwest::Error,
    },
    /// The server answered with a failure.
    #[error(transparent)]
    Problem(Box<Problem>),
    /// The server answered with a success that isn't what its document says.
    #[error(transparent)]
    Decode(Box<DecodeError>),
}

impl Error {
    pub(crate) fn request(operation: &'static Operation, fault: impl Into<String>) -> Self {
        Self::Request {
            operation,
            fault: fault.into(),
        }
    }

    pub(crate) fn credential(operation: &'static Operation, needs: &'static str) -> Self {
        Self::Credential { operation, needs }
    }

    pub(crate) fn transport(operation: &'static Operation, source: reqwest::Error) -> Self {
        Self::Transport {
            operation,
            source: source.without_url(),
        }
    }

    /// The failure the server answered with, if it answered with one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// The status of the server's failure, if it answered with one.
    pub fn status(&self) -> Option<StatusCode> {
        self.problem().map(Problem::status)
    }
}

impl fmt::Debug for Error {
    /// Names the operation instead of printing its row of the operation table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, operation, field, what): (_, _, _, &dyn fmt::Debug) = match self {
            Self::Configuration(error) => {
                return f.debug_tuple("Configuration").field(error).finish();
            }
            Self::MissingField(error) => return fmt::Debug::fmt(error, f),
            Self::Problem(problem) => return f.debug_tuple("Problem").field(problem).finish(),
            Self::Decode(error) => return f.debug_tuple("Decode").field(error).finish(),
            Self::Request { operation, fault } => ("Request", operation, "fault", fault),
            Self::Credential { operation, needs } => ("Credential", operation, "needs", needs),
            Self::Transport { operation, source } => ("Transport", operation, "source", source),
        };
        f.debug_struct(name)
            .field("operation", &operation.id)
            .field(field, what)
            .finish()
    }
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// A store hash, token, URL or HTTP client that can't be used. No secret is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// Not a store hash.
    #[error(
        "not a store hash: {0}; the hash is the `abc123` of https://api.bigcommerce.com/stores/abc123"
    )]
    StoreHash(String),
    /// Not an access token.
    #[error("not an access token: {0}")]
    AccessToken(String),
    /// Not a legacy B2B token.
    #[error("not a B2B token: {0}")]
    B2bAuthToken(String),
    /// Neither an access token nor a legacy B2B token was given.
    #[error("a store needs an access token or, for a legacy B2B account, a B2B token")]
    NoCredential,
    /// Not a base URL credentials can be sent to.
    #[error("not a base URL: {0}")]
    BaseUrl(String),
    /// An HTTP client that would carry credentials to other hosts.
    #[error(
        "this HTTP client follows redirects and would carry the token to another host; build it from \
         `bigcommerce::store::http_client_builder()` or with `.redirect(reqwest::redirect::Policy::none())`"
    )]
    RedirectPolicy,
    /// The HTTP client can't be built.
    #[error("the HTTP client can't be built")]
    HttpClient(#[source] reqwest::Error),
}

impl From<std::convert::Infallible> for ConfigurationError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// A success answer that isn't what its document says.
#[derive(thiserror::Error)]
#[error("{}: the answer can't be decoded at `{}`", .operation.id, one_line(path, 200))]
#[non_exhaustive]
pub struct DecodeError {
    /// The operation.
    pub operation: &'static Operation,
    /// Where in the body, such as `data[3].price`.
    pub path: String,
    /// The body.
    pub body: Bytes,
    /// What the decoder says.
    pub source: serde_json::Error,
}

impl fmt::Debug for DecodeError {
    /// The body may hold what is secret: its length only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation.id)
            .field("path", &one_line(&self.path, 200))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("source", &self.source)
            .finish()
    }
}

/// A value that was built without something it requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{object}` needs `{field}`")]
#[non_exhaustive]
pub struct MissingField {
    /// The type.
    pub object: &'static str,
    /// The field.
    pub field: &'static str,
}

impl MissingField {
    /// `value`, or that `field` of `object` is missing.
    #[inline]
    pub(crate) fn unless<T>(
        value: Option<T>,
        object: &'static str,
        field: &'static str,
    ) -> Result<T, Self> {
        value.ok_or(Self { object, field })
    }
}
