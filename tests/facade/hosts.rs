//! Credentials go to the hosts they are for: no redirect is followed, plain http is for loopback.

use bigcommerce::{AccessToken, ConfigurationError, Error, Store, store::http_client_builder};
use reqwest::redirect::Policy;

use crate::platform::{HASH, Platform, TOKEN, builder, problem, store_at};
use testkit::server::{Response, Server};

#[tokio::test]
async fn no_redirect_is_followed() {
    let other = Server::responding([Response::json(200, "{}")]).await;
    let platform = Platform::start().await;
    for status in [301, 302, 303, 307, 308] {
        for to in [
            format!("{}/steal", other.url()),
            "/again".to_owned(),
            format!("{}/again", platform.server.url()),
        ] {
            platform.respond_with(Response::new(status).header("Location", &to));
            let products = platform.store.v3().products().get_products().send().await;
            let orders = platform
                .store
                .v2()
                .orders()
                .delete_orders()
                .everything()
                .send()
                .await;
            let companies = platform
                .store
                .b2b()
                .companies()
                .get_companies()
                .send()
                .await;
            for problem in [problem(products), problem(orders), problem(companies)] {
                assert_eq!(problem.status(), status);
                assert_eq!(problem.title(), format!("redirect to {to}, not followed"));
            }
            let seen = platform.server.take();
            let paths: Vec<_> = seen
                .iter()
                .map(|request| request.path().rsplit('/').next())
                .collect();
            assert_eq!(paths, [Some("products"), Some("orders"), Some("companies")]);
        }
    }
    assert!(other.recorded().is_empty());
}

#[test]
fn an_http_client_that_follows_redirects_is_refused() {
    let with = |http: reqwest::Client| {
        let token = AccessToken::new(TOKEN).unwrap();
        builder("https://example.com")
            .access_token(token)
            .http_client(http)
            .build()
    };
    let client = |policy| reqwest::Client::builder().redirect(policy).build().unwrap();
    for http in [
        reqwest::Client::new(),
        client(Policy::default()),
        client(Policy::limited(1)),
        client(Policy::custom(|attempt| attempt.follow())),
        http_client_builder()
            .redirect(Policy::limited(3))
            .build()
            .unwrap(),
        reqwest::Client::builder()
            .user_agent("redirect_policy: \"Policy(None)\"")
            .build()
            .unwrap(),
    ] {
        let error = with(http).unwrap_err();
        assert!(matches!(
            error,
            Error::Configuration(ConfigurationError::RedirectPolicy)
        ));
        assert!(error.to_string().contains("http_client_builder"), "{error}");
    }
    with(client(Policy::none())).unwrap();
    with(http_client_builder().build().unwrap()).unwrap();
    with(
        http_client_builder()
            .user_agent("mine/1.0")
            .build()
            .unwrap(),
    )
    .unwrap();
}

/// A store with either API at `url`.
pub fn built(url: &str) -> Result<Store, Error> {
    let first = Store::builder(HASH)
        .access_token(TOKEN)
        .bigcommerce_url(url)
        .build();
    let second = Store::builder(HASH)
        .access_token(TOKEN)
        .b2b_url(url)
        .build();
    assert_eq!(first.is_ok(), second.is_ok(), "{url}");
    first
}

#[test]
fn plain_http_is_for_loopback_alone() {
    for url in [
        "https://example.com",
        "https://example.com:8443/prefix/",
        "http://127.0.0.1:1234",
        "http://127.8.9.10/prefix",
        "http://[::1]:80/",
        "http://localhost:8080",
        "HTTP://LOCALHOST",
        " http://localhost ",
    ] {
        built(url).unwrap();
    }
    for url in [
        "http://example.com",
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "http://evil.com/127.0.0.1",
        "http://evil.com#@localhost",
        "http://localhost@evil.com",
        "http://0.0.0.0:80",
        "http://192.168.1.2",
        "http://10.0.0.1",
        "http://[::]",
        "http://[fe80::1]",
        "http://[::ffff:192.168.0.1]",
        "http://api.bigcommerce.com",
    ] {
        let error = built(url).unwrap_err().to_string();
        assert!(error.starts_with("not a base URL: "), "{url}: {error}");
    }
    let error = built("http://192.168.1.2").unwrap_err().to_string();
    assert!(
        error.contains("192.168.1.2") && error.contains("use https"),
        "{error}"
    );
}

#[test]
fn a_base_url_is_scheme_host_and_path() {
    for (url, reason) in [
        ("https://user:pass@example.com", "user or password"),
        ("https://user@example.com", "user or password"),
        ("http://:pass@localhost", "user or password"),
        ("https://example.com/?x=1", "query or fragment"),
        ("https://example.com/#x", "query or fragment"),
        ("ftp://localhost", "neither https nor http"),
        ("file:///etc/passwd", "neither https nor http"),
        ("localhost:8080", "neither https nor http"),
        ("example.com", "https://host"),
        ("", "https://host"),
        ("https://", "https://host"),
    ] {
        let error = built(url).unwrap_err().to_string();
        assert!(error.contains(reason), "{url}: {error}");
    }
}

#[tokio::test]
async fn a_base_urls_path_stays_before_the_apis() {
    let server = Server::responding([Response::new(204)]).await;
    for prefix in ["", "/", "/proxy", "/proxy/", "/a%20b/c//"] {
        let store = store_at(&format!("{}{prefix}", server.url()));
        store
            .v3()
            .products()
            .get_products()
            .limit(1)
            .send()
            .await
            .unwrap();
        store.v2().orders().get_orders().send().await.unwrap();
        store
            .b2b()
            .companies()
            .get_companies()
            .send()
            .await
            .unwrap();
        let targets: Vec<_> = server
            .take()
            .into_iter()
            .map(|request| request.target)
            .collect();
        let prefix = prefix.trim_end_matches('/');
        let paths = [
            "/stores/abc123/v3/catalog/products?limit=1",
            "/stores/abc123/v2/orders",
            "/api/v3/io/companies",
        ];
        assert_eq!(targets, paths.map(|path| format!("{prefix}{path}")));
    }
}
