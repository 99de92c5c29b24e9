//! Everything that can go wrong with a call, as one type.

use std::{any::TypeId, borrow::Cow, fmt, sync::Arc, time::Duration};

use http::StatusCode;

use crate::{
    BuildError, Partial, Position, Problem, RequestError, RequestErrorKind, UnexpectedPage,
    connect_error, decode::DecodeError, operation::Operation, problem::one_line,
    request_error::with_causes, response::Effort,
};

/// Why a call failed.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store can't be set up this way.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// A value of a request can't be built: something it requires is missing, or a field was given what it can't
    /// hold.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The call lacks an argument, or something it was given can't be sent. Nothing was sent.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The store has no credential this operation takes. Nothing was sent.
    #[error("{}: this operation takes {needs}", .operation)]
    #[non_exhaustive]
    Credential {
        /// The operation.
        operation: &'static Operation,
        /// What it takes.
        needs: &'static str,
    },
    /// The connection can't be made or failed, or the response broke off. A connection that can't be
    /// made however often it is tried, as to a server whose certificate isn't valid, isn't tried again.
    #[error("{}: {}", .operation, disconnected(source, *attempts))]
    #[non_exhaustive]
    Transport {
        /// The operation.
        operation: &'static Operation,
        /// How often the request was sent.
        attempts: u32,
        /// Whether one of the attempts may have been carried out.
        in_doubt: bool,
        /// What the HTTP client says. Its URL is left out.
        source: reqwest::Error,
    },
    /// The response or the call's turn took too long. With no attempt made, nothing was sent.
    #[error("{}: no response within {after:?}{}", .operation, tries(*attempts))]
    #[non_exhaustive]
    Timeout {
        /// The operation.
        operation: &'static Operation,
        /// How often the request was sent.
        attempts: u32,
        /// Whether one of the attempts may have been carried out.
        in_doubt: bool,
        /// How long the last attempt, or the call's turn, was waited for.
        after: Duration,
    },
    /// The rate limit leaves the call no turn before its deadline. This attempt wasn't sent.
    #[error(
        "{}: the store's rate limit leaves no turn before the call's deadline{}{}",
        .operation, wait(*retry_after), tries(*attempts)
    )]
    #[non_exhaustive]
    RateLimited {
        /// The operation.
        operation: &'static Operation,
        /// How often the request was sent before.
        attempts: u32,
        /// Whether one of the attempts may have been carried out.
        in_doubt: bool,
        /// How long to wait at least, as far as that is known.
        retry_after: Option<Duration>,
    },
    /// There is no Tokio runtime, or it was shut down during the call.
    #[error("{}: {fault}", .operation)]
    #[non_exhaustive]
    Runtime {
        /// The operation.
        operation: &'static Operation,
        /// Whether the request may have been sent and carried out.
        in_doubt: bool,
        /// What is wrong.
        fault: &'static str,
    },
    /// The response is too large to be held.
    #[error("{}: the response has more than {most} bytes", .operation)]
    #[non_exhaustive]
    TooLarge {
        /// The operation.
        operation: &'static Operation,
        /// How often the request was sent.
        attempts: u32,
        /// The bytes that are taken.
        most: u64,
    },
    /// The server gave a page of a list that can't be right, by what it says about the list. It comes inside
    /// [`Error::Page`].
    #[error("{}: {what}", .operation)]
    #[non_exhaustive]
    UnexpectedPage {
        /// The operation.
        operation: &'static Operation,
        /// How often the request was sent whose response this is about.
        attempts: u32,
        /// What is wrong with it.
        what: UnexpectedPage,
    },
    /// A page of a list failed; all pages before it were handed over.
    #[error(transparent)]
    Page(Box<PageError>),
    /// The server responded with a failure.
    #[error(transparent)]
    Problem(Box<Problem>),
    /// A part of what was asked for was carried out and a part failed, whatever the status.
    #[error(transparent)]
    Partial(Box<Partial>),
    /// A GraphQL request came back with errors. The data beside them is in it.
    #[cfg(feature = "graphql")]
    #[error(transparent)]
    Graphql(Box<crate::graphql::Failure>),
    /// The server responded with a success that can't be decoded.
    #[error(transparent)]
    Decode(Box<DecodeError>),
}

impl Error {
    pub(crate) fn request(operation: &'static Operation, kind: RequestErrorKind) -> Self {
        Self::Request(RequestError::new(operation, kind))
    }

    /// The operation can't be used in this way.
    pub(crate) fn unsupported(
        operation: &'static Operation,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        let reason = reason.into();
        Self::request(operation, RequestErrorKind::Unsupported { reason })
    }

    pub(crate) fn credential(operation: &'static Operation, needs: &'static str) -> Self {
        Self::Credential { operation, needs }
    }

    pub(crate) fn transport(
        operation: &'static Operation,
        effort: Effort,
        source: reqwest::Error,
    ) -> Self {
        Self::Transport {
            operation,
            attempts: effort.attempts,
            in_doubt: effort.in_doubt,
            source: source.without_url(),
        }
    }

    pub(crate) fn timeout(operation: &'static Operation, effort: Effort, after: Duration) -> Self {
        Self::Timeout {
            operation,
            attempts: effort.attempts,
            in_doubt: effort.in_doubt,
            after,
        }
    }

    pub(crate) fn rate_limited(
        operation: &'static Operation,
        effort: Effort,
        retry_after: Option<Duration>,
    ) -> Self {
        Self::RateLimited {
            operation,
            attempts: effort.attempts,
            in_doubt: effort.in_doubt,
            retry_after,
        }
    }

    pub(crate) fn runtime(
        operation: &'static Operation,
        in_doubt: bool,
        fault: &'static str,
    ) -> Self {
        Self::Runtime {
            operation,
            in_doubt,
            fault,
        }
    }

    pub(crate) fn too_large(operation: &'static Operation, effort: Effort, most: u64) -> Self {
        Self::TooLarge {
            operation,
            attempts: effort.attempts,
            most,
        }
    }

    /// The error of a call whose response is of the type `response`.
    pub(crate) fn of_response(self, response: TypeId) -> Self {
        match self {
            Self::Partial(partial) => Self::Partial(Box::new(partial.of(response))),
            error => error,
        }
    }

    pub(crate) fn page(position: Position, error: Error) -> Self {
        Self::Page(Box::new(PageError { position, error }))
    }

    /// How often the request was sent; 0 if it never was.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Problem(problem) => problem.attempts(),
            Self::Partial(partial) => partial.attempts(),
            Self::Decode(error) => error.attempts,
            #[cfg(feature = "graphql")]
            Self::Graphql(failure) => failure.attempts,
            Self::Transport { attempts, .. }
            | Self::Timeout { attempts, .. }
            | Self::RateLimited { attempts, .. }
            | Self::TooLarge { attempts, .. }
            | Self::UnexpectedPage { attempts, .. } => *attempts,
            Self::Page(page) => page.error.attempts(),
            Self::Runtime { in_doubt, .. } => (*in_doubt).into(),
            Self::Configuration(_)
            | Self::Build(_)
            | Self::Request(_)
            | Self::Credential { .. } => 0,
        }
    }

    /// Whether the server may have carried out what was asked although the call failed, in any of its
    /// attempts. If it may, a write should be looked for before it is sent again.
    pub fn may_have_been_carried_out(&self) -> bool {
        match self {
            Self::Problem(problem) => problem.in_doubt(),
            #[cfg(feature = "graphql")]
            Self::Graphql(_) => true,
            Self::Partial(_)
            | Self::Decode(_)
            | Self::TooLarge { .. }
            | Self::UnexpectedPage { .. } => true,
            Self::Transport { in_doubt, .. }
            | Self::Timeout { in_doubt, .. }
            | Self::RateLimited { in_doubt, .. }
            | Self::Runtime { in_doubt, .. } => *in_doubt,
            Self::Page(page) => page.error.may_have_been_carried_out(),
            Self::Configuration(_)
            | Self::Build(_)
            | Self::Request(_)
            | Self::Credential { .. } => false,
        }
    }

    /// The failure the server responded with, if it responded with one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            Self::Page(page) => page.error.problem(),
            _ => None,
        }
    }

    /// What was done and what failed, if a part of the call was carried out.
    pub fn partial(&self) -> Option<&Partial> {
        match self {
            Self::Partial(partial) => Some(partial),
            Self::Page(page) => page.error.partial(),
            _ => None,
        }
    }

    /// The status of the server's failure or partial success, if it responded with one.
    pub fn status(&self) -> Option<StatusCode> {
        let partial = || self.partial().map(Partial::status);
        self.problem().map(Problem::status).or_else(partial)
    }

    /// 401: the token isn't known, as after its account was deleted.
    pub fn is_unauthorized(&self) -> bool {
        self.problem().is_some_and(Problem::is_unauthorized)
    }

    /// 403: the token is known and its account may not do this, mostly for want of a scope.
    pub fn is_forbidden(&self) -> bool {
        self.problem().is_some_and(Problem::is_forbidden)
    }

    /// 404 or 410: the resource does not exist.
    pub fn is_not_found(&self) -> bool {
        self.problem().is_some_and(Problem::is_not_found)
    }

    /// 409: it clashes with what there is.
    pub fn is_conflict(&self) -> bool {
        self.problem().is_some_and(Problem::is_conflict)
    }

    /// 400 or 422: what was sent isn't valid; see [`Problem::errors`].
    pub fn is_validation(&self) -> bool {
        self.problem().is_some_and(Problem::is_validation)
    }

    /// Too many calls in a time, or at once: the server responded with 429 until the end, or the call's
    /// turn doesn't come before its deadline. See [`retry_after`](Self::retry_after).
    pub fn is_rate_limited(&self) -> bool {
        match self {
            Self::RateLimited { .. } => true,
            Self::Page(page) => page.error.is_rate_limited(),
            _ => self.problem().is_some_and(Problem::is_rate_limited),
        }
    }

    /// How long to wait before the call is made again, if the server or the rate limit says so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } => *retry_after,
            Self::Page(page) => page.error.retry_after(),
            _ => self.problem()?.retry_after(),
        }
    }

    /// 5xx: the server failed.
    pub fn is_server_error(&self) -> bool {
        self.problem().is_some_and(Problem::is_server_error)
    }

    /// The response, or the call's turn, took too long.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout { .. } => true,
            Self::Transport { source, .. } => source.is_timeout(),
            Self::Page(page) => page.error.is_timeout(),
            _ => false,
        }
    }
}

/// How long to wait, if that is known.
fn wait(retry_after: Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| {
        format!("; try again in {:.1} s", wait.as_secs_f64())
    })
}

/// How often a call was tried, if that is worth telling.
fn tries(attempts: u32) -> String {
    match attempts {
        0 => ", never sent".to_owned(),
        1 => String::new(),
        _ => format!(", tried {attempts} times"),
    }
}

/// What became of a connection that gave no response.
fn disconnected(source: &reqwest::Error, attempts: u32) -> String {
    match connect_error::advice(source) {
        Some(advice) => {
            let cause = one_line(&connect_error::cause(source), 300);
            format!("the connection can't be made: {cause}; {advice}")
        }
        None => format!("no response{}", tries(attempts)),
    }
}

impl fmt::Debug for Error {
    /// Names the operation instead of printing its row of the operation table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = |name, operation: &Operation, fields: &[(&str, &dyn fmt::Debug)]| {
            let mut debug = f.debug_struct(name);
            debug.field("operation", &operation.id);
            for (name, field) in fields {
                debug.field(name, field);
            }
            debug.finish()
        };
        match self {
            Self::Request(error) => f.debug_tuple("Request").field(error).finish(),
            Self::Credential { operation, needs } => {
                fields("Credential", operation, &[("needs", needs)])
            }
            Self::Transport {
                operation,
                attempts,
                source,
                ..
            } => {
                let reported: [(&str, &dyn fmt::Debug); 2] =
                    [("attempts", attempts), ("source", source)];
                fields("Transport", operation, &reported)
            }
            Self::Timeout {
                operation,
                attempts,
                after,
                ..
            } => fields(
                "Timeout",
                operation,
                &[("attempts", attempts), ("after", after)],
            ),
            Self::RateLimited {
                operation,
                attempts,
                retry_after,
                ..
            } => fields(
                "RateLimited",
                operation,
                &[("attempts", attempts), ("retry_after", retry_after)],
            ),
            Self::Runtime {
                operation, fault, ..
            } => fields("Runtime", operation, &[("fault", fault)]),
            Self::TooLarge {
                operation,
                attempts,
                most,
            } => fields(
                "TooLarge",
                operation,
                &[("attempts", attempts), ("most", most)],
            ),
            Self::UnexpectedPage {
                operation,
                attempts,
                what,
            } => fields(
                "UnexpectedPage",
                operation,
                &[("attempts", attempts), ("what", what)],
            ),
            Self::Page(error) => f.debug_tuple("Page").field(error).finish(),
            Self::Configuration(error) => f.debug_tuple("Configuration").field(error).finish(),
            Self::Build(error) => fmt::Debug::fmt(error, f),
            Self::Problem(problem) => f.debug_tuple("Problem").field(problem).finish(),
            Self::Partial(partial) => f.debug_tuple("Partial").field(partial).finish(),
            Self::Decode(error) => f.debug_tuple("Decode").field(error).finish(),
            #[cfg(feature = "graphql")]
            Self::Graphql(failure) => f.debug_tuple("Graphql").field(failure).finish(),
        }
    }
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// A store hash, token, URL or HTTP client that can't be used. No secret is in it.
#[derive(Clone, Debug, thiserror::Error)]
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
    /// Not a token for GraphQL Storefront.
    #[error("not a storefront token: {0}")]
    StorefrontToken(String),
    /// Not the storefront token of a user of B2B Edition.
    #[error("not a B2B storefront token: {0}")]
    B2bStorefrontToken(String),
    /// Not the access token of a customer.
    #[error("not a customer access token: {0}")]
    CustomerAccessToken(String),
    /// Not a legacy B2B token.
    #[error("not a B2B token: {0}")]
    B2bAuthToken(String),
    /// Not the token of a B2B v2 account.
    #[error("not a B2B v2 token: {0}")]
    B2bV2Token(String),
    /// Not a payment access token.
    #[error("not a payment access token: {0}")]
    PaymentAccessToken(String),
    /// Neither an access token nor a legacy B2B token was given.
    #[error("a store needs an access token or, for a legacy B2B account, a B2B token")]
    NoCredential,
    /// Not a base URL credentials can be sent to.
    #[error("not a base URL: {0}")]
    BaseUrl(String),
    /// The APIs are called over https and no TLS library is compiled in.
    #[error(
        "https needs a TLS library: turn on the feature `rustls` or `native-tls` of `bigcommerce`, or \
         give the store an HTTP client of your own with `StoreBuilder::http_client`"
    )]
    NoTls,
    /// The feature `rustls-no-provider` is on and the program has installed no cryptography for it.
    #[error(
        "rustls has no cryptography: install a provider before the store is built, such as \
         `rustls::crypto::ring::default_provider().install_default()`, or turn on the feature `rustls` of \
         `bigcommerce`"
    )]
    NoCryptoProvider,
    /// The environment names a proxy that the HTTP client can't use. No call goes round it.
    #[error(
        "the proxy in the environment variable `{variable}` can't be used: {reason}; or leave the host \
         out by `NO_PROXY`"
    )]
    #[non_exhaustive]
    Proxy {
        /// The environment variable.
        variable: &'static str,
        /// What is wrong with the proxy's URL, which isn't quoted: it may have a password in it.
        reason: &'static str,
    },
    /// An HTTP client that would carry credentials to other hosts.
    #[error(
        "this HTTP client follows redirects and would carry the token to another host; build it from \
         `bigcommerce::store::http_client_builder()` or with `.redirect(reqwest::redirect::Policy::none())`"
    )]
    RedirectPolicy,
    /// The HTTP client can't be built.
    #[error("the HTTP client can't be built: {}", with_causes(&**.0))]
    HttpClient(#[source] Arc<reqwest::Error>),
}

impl From<std::convert::Infallible> for ConfigurationError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// A page of a list that failed. Of a long cursor it prints the beginning.
#[non_exhaustive]
pub struct PageError {
    /// Where the page begins: where to go on.
    pub position: Position,
    /// What failed.
    pub error: Error,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)?;
        match &self.position {
            Position::Start => Ok(()),
            position => write!(f, "; the list goes on at {}", short(position)),
        }
    }
}

impl fmt::Debug for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageError")
            .field("position", &format_args!("{}", short(&self.position)))
            .field("error", &self.error)
            .finish()
    }
}

/// A position as it is printed. A cursor is the server's, which may make it as long as it likes.
fn short(position: &Position) -> String {
    one_line(&position.to_string(), 80)
}

impl std::error::Error for PageError {
    /// What is beneath the failure, whose own words are these.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
