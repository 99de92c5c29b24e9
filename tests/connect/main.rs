//! A connection that can't be made is reported at once, with what to do: no TLS library, no
//! cryptography for it, a proxy that can't be used, a certificate that isn't valid. What the environment says is tried in a
//! process of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

#[cfg(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
))]
mod tls;
#[cfg(all(
    feature = "rustls-no-provider",
    not(any(feature = "rustls", feature = "native-tls"))
))]
mod without_provider;
#[cfg(not(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
)))]
mod without_tls;

use std::{process::Command, time::Duration};

use bigcommerce::{CallOptions, Error, Store, StoreBuilder, batch::ItemOutcome};
use testkit::server::{Response, Server};

/// A builder of a store whose calls are tried five times, a moment apart.
fn builder() -> StoreBuilder {
    if cfg!(all(feature = "rustls-no-provider", not(feature = "rustls"))) {
        // Whoever comes second finds it installed.
        let _ = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider().install_default();
    }
    let moment = Duration::from_millis(1);
    let options = CallOptions::new().backoff(moment, moment);
    Store::builder("abc123")
        .access_token("s3cret")
        .options(options)
}

/// The same with both APIs at `url`.
fn at(url: &str) -> StoreBuilder {
    builder().bigcommerce_url(url).b2b_url(url)
}

async fn products(store: &Store) -> Result<(), Error> {
    store.v3().products().get_products().send().await.map(drop)
}

/// Checks that `error` is of a connection that wasn't tried again, and that its first line says `words`.
#[track_caller]
fn assert_final(error: &Error, words: &[&str]) {
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert_eq!(error.attempts(), 1, "{error}");
    assert!(!error.may_have_been_carried_out(), "{error}");
    let line = error.to_string();
    let start =
        "get_products (GET /v3/catalog/products, getProducts): the connection can't be made: ";
    assert!(line.starts_with(start) && !line.contains('\n'), "{line}");
    for word in words {
        assert!(line.contains(word), "{word}: {line}");
    }
    let shown = format!("{line} {error:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
}

fn fine() -> Response {
    Response::json(200, r#"{"data":[]}"#)
}

/// Runs the test `name` of this binary, which is ignored otherwise, in an environment that names these
/// proxies and no others.
fn in_environment(name: &str, variables: &[(&str, &str)]) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", name, "--ignored", "--nocapture"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    // With it, a program counts as a CGI script, and the client leaves proxies alone.
    child.env_remove("REQUEST_METHOD");
    let output = child.envs(variables.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_proxy_of_the_environment_is_used_on_this_machine() {
    let proxy = Server::start(|_| Response::new(502)).await;
    let url = proxy.url();
    for all in [&url, "socks5://127.0.0.1:1", "nothing that is a proxy"] {
        let variables = [
            ("HTTP_PROXY", &*url),
            ("http_proxy", &url),
            ("ALL_PROXY", all),
        ];
        in_environment("child_calls_this_machine", &variables);
    }
    assert!(proxy.recorded().is_empty());
}

#[tokio::test]
#[ignore = "run by another test, in an environment of its own"]
async fn child_calls_this_machine() {
    let server = Server::start(|_| fine()).await;
    let store = at(&server.url()).build().unwrap();
    products(&store).await.unwrap();
    assert_eq!(server.take().len(), 1);
}

#[tokio::test]
async fn a_url_the_client_doesnt_take_is_final() {
    let server = Server::start(|_| fine()).await;
    let http = bigcommerce::store::http_client_builder().https_only(true);
    let store = at(&server.url()).http_client(http.build().unwrap());
    let store = store.build().unwrap();
    let error = products(&store).await.unwrap_err();
    assert_final(
        &error,
        &["URL scheme is not allowed", "the client's settings"],
    );
    // Nor do the other parts of a list fare better.
    let list = store.v3().products().delete_products().id_in(vec![1, 2]);
    let report = list.batches().size(1).send().await.unwrap();
    assert!(
        matches!(report.outcomes()[0], ItemOutcome::Failed(_)),
        "{report:?}"
    );
    assert_eq!(report.outcomes()[1], ItemOutcome::NotSent);
    assert!(server.take().is_empty());
}
