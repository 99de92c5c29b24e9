//! Why a request can't be sent.

use std::{borrow::Cow, error::Error as StdError, fmt, io, path::PathBuf, sync::Arc};

use crate::{guard::Refusal, operation::Operation, problem::one_line};

/// Whatever an argument's conversion fails with.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// A call that can't be sent, because something it was given isn't what the operation takes.
///
/// Nothing was sent. It prints as one line with the operation and every cause;
/// [`source`](StdError::source) is the cause itself, such as a [`BuildError`](crate::BuildError) or
/// an [`UploadError`] with its [`io::Error`] beneath.
#[derive(Clone)]
pub struct RequestError {
    operation: &'static Operation,
    kind: Arc<RequestErrorKind>,
}

impl RequestError {
    pub(crate) fn new(operation: &'static Operation, kind: RequestErrorKind) -> Self {
        let kind = Arc::new(kind);
        Self { operation, kind }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// What to change.
    pub fn kind(&self) -> &RequestErrorKind {
        &self.kind
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, with_causes(&*self.kind))
    }
}

impl fmt::Debug for RequestError {
    /// Names the operation instead of printing its row of the operation table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestError")
            .field("operation", &self.operation.id)
            .field("kind", &self.kind)
            .finish()
    }
}

impl StdError for RequestError {
    /// What is beneath the kind, whose own words are these.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.kind.source()
    }
}

/// What is wrong with a call that can't be sent. No argument's value is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestErrorKind {
    /// A required argument wasn't given.
    #[error("argument `{name}` is missing")]
    #[non_exhaustive]
    MissingArgument {
        /// Its name on the wire.
        name: &'static str,
    },
    /// An argument's value can't be converted to what the operation takes.
    #[error("argument `{name}` can't be sent")]
    #[non_exhaustive]
    InvalidArgument {
        /// Its name on the wire.
        name: &'static str,
        /// What the conversion says.
        source: BoxError,
    },
    /// A value in the query of a raw request can't be written there.
    #[error("the query's `{}` can't be sent", one_line(name, 80))]
    #[non_exhaustive]
    InvalidQuery {
        /// Its name.
        name: String,
        /// What is wrong with it.
        source: BoxError,
    },
    /// The path of a raw request isn't one below the API's base path.
    #[error(
        "`{}` is not a path below the API's base path: {reason}",
        one_line(path, 200)
    )]
    #[non_exhaustive]
    InvalidPath {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An argument in the path that would make it another path: blank, `.` or `..`.
    #[error("argument `{name}` can't be `{}` in a path", value.escape_debug())]
    #[non_exhaustive]
    InvalidPathArgument {
        /// Its name on the wire.
        name: &'static str,
        /// The value: nothing, `.` or `..`.
        value: String,
    },
    /// An argument that goes into a header and can't stand there, because it has a line end or another
    /// control character.
    #[error("argument `{name}` can't stand in a header")]
    #[non_exhaustive]
    InvalidHeaderArgument {
        /// Its name on the wire.
        name: &'static str,
        /// What HTTP says of it.
        source: http::Error,
    },
    /// The operation requires a body and has none.
    #[error("the body is missing")]
    MissingBody,
    /// The body can't be built, as when a required field is missing, or can't be written as JSON.
    #[error("the body can't be sent")]
    #[non_exhaustive]
    InvalidBody {
        /// What is wrong with it.
        source: BoxError,
    },
    /// A form has a field that the operation doesn't know.
    #[error("the form has no field `{}`; it has {}", one_line(name, 80), known.join(", "))]
    #[non_exhaustive]
    UnknownFormField {
        /// The field's name.
        name: String,
        /// The fields the operation knows.
        known: &'static [&'static str],
    },
    /// A file of a form can't be sent.
    #[error("form field `{}` can't be sent", one_line(field, 80))]
    #[non_exhaustive]
    Upload {
        /// The field's name.
        field: String,
        /// What is wrong with the file.
        source: UploadError,
    },
    /// The call would do more than its caller may mean, such as empty the store, or nothing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The URL is longer than the HTTP client can send. Long lists of ids make it so.
    #[error(
        "the URL has {length} bytes and can have {limit} at most; give fewer values at once{}",
        if *batches { ", or send the list in parts with `.batches()`" } else { "" }
    )]
    #[non_exhaustive]
    UrlTooLong {
        /// The URL's length in bytes.
        length: usize,
        /// The most bytes a URL can have.
        limit: usize,
        /// Whether `.batches()` of the operation would split the list.
        batches: bool,
    },
    /// One of the call's [options](crate::CallOptions) can't be used.
    #[error("{reason}")]
    #[non_exhaustive]
    InvalidOption {
        /// Which one, and why.
        reason: &'static str,
    },
    /// The operation can't be used in this way: a list that isn't there to be split, or a position of
    /// another list.
    #[error("{reason}")]
    #[non_exhaustive]
    Unsupported {
        /// What was tried, and what to do instead.
        reason: Cow<'static, str>,
    },
    /// The HTTP client refuses to build the request.
    #[error("the request can't be built")]
    #[non_exhaustive]
    Unbuildable {
        /// What it says.
        source: BoxError,
    },
}

/// A file that can't be sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// The file can't be read.
    #[error("{path:?} can't be read")]
    #[non_exhaustive]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// What is at the path is a folder or a device.
    #[error("{path:?} is not a file")]
    #[non_exhaustive]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// A reader is read once, and another request has read it.
    #[error("the reader has been read by another request; give each request a reader of its own")]
    ReaderUsed,
    /// The media type isn't one.
    #[error(
        "`{}` is not a media type; write it as `image/png`",
        one_line(content_type, 80)
    )]
    #[non_exhaustive]
    InvalidContentType {
        /// What was given.
        content_type: String,
    },
}

/// What `error` and all beneath it say, as one line.
pub(crate) fn with_causes(error: &dyn StdError) -> String {
    let mut line = one_line(&error.to_string(), LONGEST_TEXT);
    let mut next = error.source();
    while let Some(cause) = next {
        let text = one_line(&cause.to_string(), LONGEST_TEXT);
        // Some errors say what their source says.
        if !line.contains(&text) && line.len() < LONGEST_LINE {
            line.push_str(": ");
            line.push_str(&text);
        }
        next = cause.source();
    }
    line
}

/// Characters of one error's text before it ends early.
const LONGEST_TEXT: usize = 300;

/// Bytes of a line after which no further cause is added.
const LONGEST_LINE: usize = 1000;
