//! Each operation gets the credential it takes, and no header beside.

use bigcommerce::{AccessToken, B2bAuthToken, ConfigurationError, Error};

use crate::platform::{HASH, LEGACY, Platform, TOKEN, builder, legacy_store};
use testkit::server::Recorded;

/// Names of the header lines, lower case, sorted, without the host's own.
fn header_names(request: &Recorded) -> Vec<String> {
    let names = request.headers.iter().map(|(name, _)| name.to_lowercase());
    let mut names: Vec<_> = names.filter(|name| name != "host").collect();
    names.sort();
    names
}

#[tokio::test]
async fn each_api_gets_its_credential_and_no_other_header() {
    let platform = Platform::start().await;
    platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
    let request = platform.only_request();
    assert_eq!(
        header_names(&request),
        ["accept", "accept-encoding", "user-agent", "x-auth-token"]
    );
    assert_eq!(request.header("X-Auth-Token"), Some(TOKEN));
    assert_eq!(request.header("Accept"), Some("application/json"));

    platform
        .store
        .v2()
        .orders()
        .get_orders()
        .send()
        .await
        .unwrap();
    assert_eq!(
        header_names(&platform.only_request()),
        ["accept", "accept-encoding", "user-agent", "x-auth-token"]
    );

    platform
        .store
        .b2b()
        .companies()
        .get_companies()
        .send()
        .await
        .unwrap();
    let request = platform.only_request();
    assert_eq!(
        header_names(&request),
        [
            "accept",
            "accept-encoding",
            "user-agent",
            "x-auth-token",
            "x-store-hash"
        ]
    );
    assert_eq!(request.header("X-Store-Hash"), Some(HASH));

    let legacy = legacy_store(&platform.server.url());
    legacy
        .b2b()
        .companies()
        .get_companies()
        .send()
        .await
        .unwrap();
    let request = platform.only_request();
    assert_eq!(
        header_names(&request),
        ["accept", "accept-encoding", "authtoken", "user-agent"]
    );
    assert_eq!(request.header("authToken"), Some(LEGACY));
    let error = legacy
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Credential { .. }));
    assert_eq!(
        error.to_string(),
        "get_products (GET /v3/catalog/products, getProducts): this operation takes the access token of an API account; give `Store` one"
    );

    let token = AccessToken::new(TOKEN).unwrap();
    let both = builder(&platform.server.url()).access_token(token);
    let both = both
        .b2b_auth_token(B2bAuthToken::new(LEGACY).unwrap())
        .build()
        .unwrap();
    both.b2b().companies().get_companies().send().await.unwrap();
    assert_eq!(
        header_names(&platform.only_request()),
        ["accept", "accept-encoding", "authtoken", "user-agent"]
    );
    both.v2().orders().get_orders().send().await.unwrap();
    assert_eq!(
        header_names(&platform.only_request()),
        ["accept", "accept-encoding", "user-agent", "x-auth-token"]
    );
}

#[test]
fn a_store_without_a_credential_is_refused() {
    let error = builder("https://example.com").build().unwrap_err();
    assert!(matches!(
        error,
        Error::Configuration(ConfigurationError::NoCredential)
    ));
}

#[cfg(feature = "b2b-authentication")]
#[allow(deprecated, reason = "the legacy operations are deprecated upstream")]
mod authentication {
    use bigcommerce::b2b::types::{BackendTokenRemoval, NewBackendToken, NewCustomerToken};
    use serde_json::json;

    use super::*;
    use crate::{platform::sent, secrets::assert_silent};
    use testkit::server::Response;

    #[tokio::test]
    async fn a_storefront_token_is_asked_for_without_a_token() {
        let platform = Platform::start().await;
        platform.respond_with(Response::json(200, json!({"data": {}})));
        let authentication = platform.store.b2b().authentication();
        authentication
            .get_storefront_auth_token("jwt")
            .send()
            .await
            .unwrap();
        let request = platform.only_request();
        assert_eq!(
            header_names(&request),
            ["accept", "accept-encoding", "user-agent", "x-store-hash"]
        );
        assert_eq!(request.target, "/api/io/auth/storefront?jwtToken=jwt");
    }

    #[tokio::test]
    async fn a_legacy_token_is_created_without_a_credential() {
        let platform = Platform::start().await;
        let response = json!({"code": 200, "data": [{"name": "x", "token": "s3cret"}], "meta": {"message": "OK"}});
        platform.respond_with(Response::json(200, response));
        let body = NewBackendToken::builder()
            .email("a@example.com")
            .name("x")
            .password("s3cret")
            .store_hash(HASH);
        assert_silent(&format!("{body:?} {body:#?}"));
        let body = body.build().unwrap();
        assert_silent(&format!("{body:?} {body:#?}"));
        let call = platform
            .store
            .b2b()
            .authentication()
            .create_backend_token(body);
        assert_silent(&format!("{call:?}"));
        let response = call.send().await.unwrap();
        assert_silent(&format!("{response:?} {response:#?}"));
        let token = response[0].token.as_ref().unwrap();
        assert_eq!(token.expose(), "s3cret");
        let request = platform.only_request();
        assert_eq!(
            header_names(&request),
            [
                "accept",
                "accept-encoding",
                "content-length",
                "content-type",
                "user-agent"
            ]
        );
        let sent = sent(&request);
        assert_eq!(
            sent,
            json!({"email": "a@example.com", "name": "x", "password": "s3cret", "storeHash": HASH})
        );
    }

    #[tokio::test]
    async fn legacy_tokens_are_managed_with_a_legacy_token_alone() {
        let platform = Platform::start().await;
        let legacy = legacy_store(&platform.server.url()).b2b().authentication();
        legacy.get_backend_tokens().send().await.unwrap();
        let request = platform.only_request();
        assert_eq!(
            header_names(&request),
            ["accept", "accept-encoding", "authtoken", "user-agent"]
        );
        assert_eq!(request.header("authToken"), Some(LEGACY));
        let delete = legacy.delete_backend_token();
        let delete = delete.body(BackendTokenRemoval::builder().id(1_i64));
        delete.send().await.unwrap();
        let request = platform.only_request();
        assert_eq!(
            header_names(&request),
            [
                "accept",
                "accept-encoding",
                "authtoken",
                "content-length",
                "content-type",
                "user-agent"
            ]
        );
        assert_eq!(sent(&request), json!({"id": 1}));

        let unified = platform.store.b2b().authentication();
        let errors = [
            unified.get_backend_tokens().send().await.unwrap_err(),
            unified.delete_backend_token().send().await.unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(error, Error::Credential { .. }), "{error:?}");
            assert!(
                error.to_string().contains("StoreBuilder::b2b_auth_token"),
                "{error}"
            );
        }
        assert!(platform.server.recorded().is_empty());
    }

    #[tokio::test]
    async fn a_customers_login_takes_token_and_hash_even_where_a_legacy_token_is() {
        let platform = Platform::start().await;
        platform.respond_with(Response::json(200, json!({"data": {}})));
        let token = AccessToken::new(TOKEN).unwrap();
        let both = builder(&platform.server.url()).access_token(token);
        let both = both
            .b2b_auth_token(B2bAuthToken::new(LEGACY).unwrap())
            .build()
            .unwrap();
        let body = NewCustomerToken::builder()
            .channel_id(1)
            .email("a@example.com")
            .name("x")
            .password("s3cret")
            .store_hash(HASH);
        let call = both
            .b2b()
            .authentication()
            .create_storefront_token_with_password(body);
        call.send().await.unwrap();
        let names = header_names(&platform.only_request());
        let expected = [
            "accept",
            "accept-encoding",
            "content-length",
            "content-type",
            "user-agent",
            "x-auth-token",
            "x-store-hash",
        ];
        assert_eq!(names, expected);
    }
}
