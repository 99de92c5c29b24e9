//! The crate with rustls and no cryptography for it.

use bigcommerce::{ConfigurationError, Error, Store};

use crate::{fine, in_environment, products};
use testkit::server::Server;

#[test]
fn a_store_cant_be_built_before_a_provider_is_installed() {
    in_environment("without_provider::child_installs_no_provider", &[]);
}

#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn child_installs_no_provider() {
    let server = Server::start(|_| fine()).await;
    let url = server.url();
    for url in ["https://localhost", &url] {
        let builder = Store::builder("abc123").access_token("s3cret");
        let error = builder
            .bigcommerce_url(url)
            .b2b_url(url)
            .build()
            .unwrap_err();
        assert!(
            matches!(
                error,
                Error::Configuration(ConfigurationError::NoCryptoProvider)
            ),
            "{error:?}"
        );
        let said = error.to_string();
        for word in ["install_default", "feature `rustls`"] {
            assert!(said.contains(word), "{said}");
        }
    }
    products(&crate::at(&url).build().unwrap()).await.unwrap();
}
