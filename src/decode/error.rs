//! A success that can't be decoded.

use std::fmt;

use bytes::Bytes;

use super::{Expected, Found, Mismatch};
use crate::{operation::Operation, problem::one_line, response::Received};

/// The bytes of a body that an error keeps.
const LARGEST_BODY: usize = 1024 * 1024;

/// A success that can't be decoded: it is not JSON, something else than its document says in a way that
/// leaves nothing of it, or, in a [strict](crate::CallOptions::strict) call, in any way.
///
/// It shows where and why, but no value, for that may be a secret.
#[non_exhaustive]
pub struct DecodeError {
    /// The operation.
    pub operation: &'static Operation,
    /// Where in the body, such as `data[3].price`; empty for the whole of it. Up to 200 characters.
    pub path: String,
    /// The line of the body, from 1; 0 where it is not known.
    pub line: usize,
    /// The byte of the line, from 1; 0 where it is not known.
    pub column: usize,
    /// The body, up to its first MiB.
    pub body: Bytes,
    /// How often the request was sent.
    pub attempts: u32,
    /// Why.
    pub kind: DecodeErrorKind,
}

/// Why a success can't be decoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// A page for people, which a gateway or a proxy sends in the platform's place.
    #[error("it is an HTML page")]
    Html,
    /// Nothing, where something is due.
    #[error("it is empty where {0} is due")]
    Empty(Expected),
    /// No JSON.
    #[error("it is not JSON")]
    Syntax(#[source] serde_json::Error),
    /// Something else than the operation's document says.
    #[error("{found} where {expected} is due")]
    #[non_exhaustive]
    Mismatch {
        /// What came.
        found: Found,
        /// What was expected.
        expected: Expected,
    },
    /// More lists and objects than memory is kept for.
    #[error(
        "it has more lists, objects or values than a response of at most {limit} bytes may have; \
         `CallOptions::response_limit` raises that"
    )]
    #[non_exhaustive]
    TooMany {
        /// The response limit in bytes.
        limit: u64,
    },
    /// Not what the type takes: a defect of this crate where the type is one of its own.
    #[error("it isn't what the type takes")]
    Unexpected,
    /// A line of a stream that isn't text.
    #[error("a line can't be read")]
    Line(#[source] std::io::Error),
}

impl DecodeError {
    /// That `received` can't be decoded at all.
    pub(super) fn new(
        operation: &'static Operation,
        received: &Received,
        kind: DecodeErrorKind,
    ) -> Self {
        let body = &received.body;
        let body = match body.get(..LARGEST_BODY) {
            // A slice would hold on to all of it.
            Some(beginning) => Bytes::copy_from_slice(beginning),
            None => body.clone(),
        };
        let attempts = received.effort.attempts;
        Self {
            operation,
            path: String::new(),
            line: 0,
            column: 0,
            body,
            attempts,
            kind,
        }
    }

    /// That what isn't there can't be decoded.
    pub(crate) fn without_body(
        operation: &'static Operation,
        attempts: u32,
        path: String,
        kind: DecodeErrorKind,
    ) -> Self {
        Self {
            operation,
            path,
            line: 0,
            column: 0,
            body: Bytes::new(),
            attempts,
            kind,
        }
    }

    /// That `body` isn't what the caller's type takes.
    #[allow(dead_code, reason = "few features take types of the caller")]
    pub(crate) fn of_type(operation: &'static Operation, attempts: u32, body: Bytes) -> Self {
        Self {
            body,
            ..Self::without_body(
                operation,
                attempts,
                String::new(),
                DecodeErrorKind::Unexpected,
            )
        }
    }

    /// Whether the response holds nothing where something is due.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.kind, DecodeErrorKind::Empty(_))
    }

    /// The same at a place of the body.
    pub(super) fn at(self, path: String, (line, column): (usize, usize)) -> Self {
        Self {
            path,
            line,
            column,
            ..self
        }
    }

    /// That the response isn't what its document says.
    pub(super) fn mismatch(self, mismatch: Mismatch, place: (usize, usize)) -> Self {
        let Mismatch {
            path,
            found,
            expected,
        } = mismatch;
        let kind = DecodeErrorKind::Mismatch { found, expected };
        Self { kind, ..self }.at(path, place)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the response can't be decoded", self.operation)?;
        if !self.path.is_empty() {
            write!(f, " at `{}`", one_line(&self.path, 200))?;
        }
        if self.line > 0 {
            write!(f, ", line {} column {}", self.line, self.column)?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl std::error::Error for DecodeError {
    /// What is beneath the reason, which is reported with the rest.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}

impl fmt::Debug for DecodeError {
    /// The body may hold what is secret: its length only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation.id)
            .field("path", &one_line(&self.path, 200))
            .field("line", &self.line)
            .field("column", &self.column)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("kind", &self.kind)
            .finish()
    }
}
