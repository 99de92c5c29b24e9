//! The crate without a TLS library.

use bigcommerce::{ConfigurationError, Error, store::http_client_builder};

use crate::{assert_final, at, builder, fine, products};
use testkit::server::Server;

#[tokio::test]
async fn a_store_over_https_cant_be_built_without_a_tls_library() {
    let server = Server::start(|_| fine()).await;
    let url = server.url();
    for builder in [
        builder(),
        builder().b2b_url(&url),
        builder().bigcommerce_url(&url),
        at("https://localhost"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(
            matches!(error, Error::Configuration(ConfigurationError::NoTls)),
            "{error:?}"
        );
        let said = error.to_string();
        for word in ["`rustls`", "`native-tls`", "`bigcommerce`", "http_client"] {
            assert!(said.contains(word), "{said}");
        }
    }
    products(&at(&url).build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_client_of_ones_own_that_has_none_is_told_at_the_first_call() {
    let http = http_client_builder().no_proxy().build().unwrap();
    let store = at("https://127.0.0.1:9").http_client(http).build().unwrap();
    let error = products(&store).await.unwrap_err();
    assert_final(&error, &["scheme is not http", "`rustls` or `native-tls`"]);
}
