//! The HTTP clients that stores call with.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, ClientBuilder, Url};

use crate::{ConfigurationError, base_url, proxy};

/// How long a connection can take to be made.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a connection is kept that nobody uses. Load balancers close theirs after a minute or
/// more; a request that is sent at that moment would be lost.
const IDLE: Duration = Duration::from_secs(30);

// All calls of a store share one HTTP/2 connection, and what has come of a response and isn't read yet
// counts against the windows of its stream and of the connection. A stream may hold 1 MiB, which bounds
// memory; the connection's window is larger than all of its streams can fill, for else a few downloads
// whose reader pauses would hold up every other call.
const STREAM_WINDOW: u32 = 1024 * 1024;
const CONNECTION_WINDOW: u32 = 1024 * 1024 * 1024;

/// A builder of HTTP clients that suit a [`Store`](crate::Store): no redirect is followed, so that
/// credentials stay with the host they are for; responses may be gzipped; 10 seconds to connect; a
/// connection that was idle for 30 seconds is closed; over HTTP/2 a response that isn't read holds up
/// no other. How long a response may take is an option of the call, see
/// [`CallOptions`](crate::CallOptions).
///
/// The client uses the proxies that the environment names, for loopback addresses too;
/// [`no_proxy`](ClientBuilder::no_proxy) turns them off.
///
/// With the feature `rustls-no-provider` alone, its `build` panics unless the program has installed a
/// [cryptography provider](https://docs.rs/rustls/0.23/rustls/crypto/struct.CryptoProvider.html) before.
pub fn http_client_builder() -> ClientBuilder {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("bigcommerce/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
}

/// Clients for a store whose APIs are at `urls`: one for both, or one each if only one of them is on
/// this machine, where no proxy is.
pub(crate) fn for_urls(urls: [&Url; 2]) -> Result<[Client; 2], ConfigurationError> {
    let [first, second] = urls;
    let client = for_url(first)?;
    if base_url::is_loopback(first) == base_url::is_loopback(second) {
        reachable(second)?;
        return Ok([client.clone(), client]);
    }
    Ok([client, for_url(second)?])
}

/// A client for what is at `url`.
pub(crate) fn for_url(url: &Url) -> Result<Client, ConfigurationError> {
    reachable(url)?;
    let mut builder = http_client_builder();
    if base_url::is_loopback(url) {
        builder = builder.no_proxy();
    }
    let built = builder.build();
    built.map_err(|error| ConfigurationError::HttpClient(Arc::new(error)))
}

/// Whether a client of ours can connect to `url` at all.
fn reachable(url: &Url) -> Result<(), ConfigurationError> {
    if !has_provider() {
        return Err(ConfigurationError::NoCryptoProvider);
    }
    let has_tls = cfg!(any(
        feature = "rustls",
        feature = "rustls-no-provider",
        feature = "native-tls"
    ));
    if url.scheme() == "https" && !has_tls {
        return Err(ConfigurationError::NoTls);
    }
    match base_url::as_uri(url) {
        Ok(uri) if !base_url::is_loopback(url) => {
            proxy::check(&uri, |name| std::env::var(name).ok())
        }
        _ => Ok(()),
    }
}

/// Whether there is cryptography for rustls. Without it reqwest panics for every client, those of http too.
#[cfg(all(
    feature = "rustls-no-provider",
    not(any(feature = "rustls", feature = "native-tls"))
))]
fn has_provider() -> bool {
    rustls::crypto::CryptoProvider::get_default().is_some()
}

#[cfg(not(all(
    feature = "rustls-no-provider",
    not(any(feature = "rustls", feature = "native-tls"))
)))]
const fn has_provider() -> bool {
    true
}

/// Takes a client of the user's own, unless it follows redirects.
pub(crate) fn checked(http: Client) -> Result<Client, ConfigurationError> {
    // It tells only in its debug output; what we can't read counts as a yes.
    if format!("{http:?}").contains(r#"redirect_policy: "Policy(None)""#) {
        Ok(http)
    } else {
        Err(ConfigurationError::RedirectPolicy)
    }
}
