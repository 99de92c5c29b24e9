//! No token shows in debug output or errors.

use bigcommerce::{AccessToken, B2bAuthToken, Error, Form, Secret, Store, Upload};

use crate::{
    hosts::built,
    platform::{HASH, LEGACY, Platform, TOKEN, all_said, builder, nowhere, store_at},
};
use testkit::server::{Response, Server};

pub fn assert_silent(said: &str) {
    for secret in [TOKEN, LEGACY, "s3cret"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[tokio::test]
async fn debug_output_shows_no_token() {
    let server = Server::responding([Response::new(204)]).await;
    let token = AccessToken::new(TOKEN).unwrap();
    let legacy = B2bAuthToken::new(LEGACY).unwrap();
    assert_eq!(
        format!("{token:?} {legacy:?}"),
        "AccessToken(…) B2bAuthToken(…)"
    );
    let builder = builder(&server.url())
        .access_token(token)
        .b2b_auth_token(legacy);
    assert_silent(&format!("{builder:?} {builder:#?}"));
    let store = builder.build().unwrap();
    let (v3, v2, b2b) = (store.v3(), store.v2(), store.b2b());
    assert_silent(&format!("{store:?} {store:#?} {v3:?} {v2:?} {b2b:?}"));
    let (products, companies) = (v3.products(), b2b.companies());
    assert_silent(&format!("{products:?} {companies:?}"));
    let call = products.get_products().keyword("s3cret").limit(5);
    assert_silent(&format!("{call:?} {call:#?}"));
    let form = Form::new()
        .text("image_url", "s3cret")
        .file("image_file", Upload::bytes("a.png", &b"s3cret"[..]));
    assert_silent(&format!("{form:?} {form:#?}"));
    assert_silent(&format!("{:?}", Secret::from("s3cret")));
    let response = call.send().await.unwrap();
    assert_silent(&format!("{response:?} {response:#?}"));
}

#[test]
fn a_store_prints_its_hash_and_where_it_is_and_nothing_else() {
    let store = store_at("http://127.0.0.1:9/v/");
    let (v3, products) = (store.v3(), store.v3().products());
    for shown in [
        format!("{store:?}"),
        format!("{store:#?}"),
        format!("{v3:?}"),
        format!("{products:?}"),
    ] {
        assert!(shown.contains("abc123"), "{shown}");
        assert!(shown.contains("http://127.0.0.1:9/v/"), "{shown}");
        assert!(shown.len() < 300, "{shown}");
        assert_silent(&shown);
    }
}

#[test]
fn no_url_shows_its_user_or_password() {
    for url in [
        "https://user:s3cret@example.com",
        "https://s3cret@example.com/x",
        "http://:s3cret@localhost",
        "https://example.com/?token=s3cret",
        "https://example.com/#s3cret",
        "user:s3cret@example.com",
        "s3cret:pass@example.com",
        "//user:s3cret@example.com",
        "https://user:s3cret@exa mple.com",
        "user:s3cret",
        "s3cret",
    ] {
        let builder = builder(url);
        assert_silent(&format!("{builder:?} {builder:#?}"));
        let error = built(url).unwrap_err();
        assert!(matches!(error, Error::Configuration(_)), "{error}");
        assert_silent(&all_said(&error));
    }
    let shown = format!("{:?}", builder("https://example.com:8443/prefix"));
    assert!(shown.contains("https://example.com:8443/prefix"), "{shown}");
}

#[tokio::test]
async fn no_error_shows_a_token() {
    let platform = Platform::start().await;
    let nowhere = store_at(&nowhere());
    let products = nowhere.v3().products();
    let mut errors = vec![products.get_products().send().await.unwrap_err()];
    let products = platform.store.v3().products();
    for response in [
        Response::new(200).cut(),
        Response::json(200, "[]").cut(),
        Response::json(200, r#""s3cret""#),
        Response::new(307).header("Location", "/elsewhere"),
        Response::new(401),
        Response::new(500)
            .header("X-Auth-Token", TOKEN)
            .header("Set-Cookie", "s3cret"),
    ] {
        platform.respond_with(response);
        errors.push(products.get_products().send().await.unwrap_err());
    }
    errors.push(
        products
            .get_products()
            .limit(-1)
            .price("?")
            .send()
            .await
            .unwrap_err(),
    );
    errors.push(
        products
            .get_products()
            .limit(u64::MAX)
            .send()
            .await
            .unwrap_err(),
    );
    for error in errors {
        let said = all_said(&error);
        // The decoder quotes what it couldn't decode; that is the response's, not the token.
        let said = said
            .replace("string \"s3cret\"", "")
            .replace("string \\\"s3cret\\\"", "");
        assert_silent(&said);
    }
}

#[test]
fn no_refused_setting_shows_a_token() {
    let pasted = format!("{TOKEN} and more");
    let errors = [
        Store::new(TOKEN, TOKEN).unwrap_err(),
        Store::new(HASH, &pasted).unwrap_err(),
        AccessToken::new(format!("{TOKEN}\nCLIENT NAME: x"))
            .unwrap_err()
            .into(),
        AccessToken::new(format!("{TOKEN}é")).unwrap_err().into(),
        B2bAuthToken::new(format!("{TOKEN}\u{7}"))
            .unwrap_err()
            .into(),
        built(&format!("https://user:{TOKEN}@example.com")).unwrap_err(),
        built(&format!("http://example.com/{TOKEN}")).unwrap_err(),
        built(&format!("https://example.com/?token={TOKEN}")).unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Configuration(_)), "{error}");
        assert_silent(&all_said(&error));
    }
}

/// What `T` prints of `value`, which goes over the wire as it came.
#[cfg(feature = "full")]
fn printed<T>(value: serde_json::Value) -> String
where
    T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug,
{
    let typed: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), value);
    format!("{typed:?} {typed:#?}")
}

#[cfg(feature = "full")]
#[test]
fn what_is_secret_by_its_place_is_silent() {
    use bigcommerce::{b2b, v2, v3};
    use serde_json::json;

    let headers = json!({"X-Who": "s3cret"});
    for said in [
        printed::<v3::types::PaymentAccessToken>(json!({"id": "s3cret"})),
        printed::<v3::types::NewWebhook>(
            json!({"scope": "a", "destination": "b", "headers": headers}),
        ),
        printed::<v3::types::WebhookUpdate>(json!({"headers": headers})),
        printed::<v2::types::CarrierConnectionUpdate>(
            json!({"carrier_id": "fedex", "connection": {"key": "s3cret", "test_mode": false}}),
        ),
        printed::<b2b::types::CustomerAccessToken>(json!({"value": "s3cret"})),
        printed::<v3::types::DeploymentEnvironmentVariable>(
            json!({"type": "secret", "key": "a", "value": "s3cret"}),
        ),
    ] {
        assert_silent(&said);
    }
}

#[cfg(feature = "full")]
#[tokio::test]
async fn a_response_is_silent_where_it_holds_a_secret() {
    use serde_json::json;

    let platform = Platform::start().await;
    let (v3, v2, b2b) = (
        platform.store.v3(),
        platform.store.v2(),
        platform.store.b2b(),
    );
    let response = |value| platform.respond_with(Response::json(200, value));
    let hook = json!({"id": 1, "headers": {"X-Who": "s3cret"}});
    response(json!({"data": [hook]}));
    let hooks = v3.webhooks().get_webhooks().send().await.unwrap();
    response(json!({"data": hook}));
    let hook = v3.webhooks().get_webhook(1).send().await.unwrap();
    response(json!([{"code": "s3cret"}]));
    let certificates = v2.marketing().get_gift_certificates().send().await.unwrap();
    response(json!({"data": {"cartUrl": "s3cret", "checkoutUrl": "s3cret"}}));
    let cart = b2b.quotes().create_quote_checkout(1).send().await.unwrap();
    for said in [
        format!("{hooks:?}{hook:?}"),
        format!("{certificates:?}"),
        format!("{cart:?}"),
    ] {
        assert_silent(&said);
    }
}

/// `token` is the sign of a currency, too.
#[cfg(feature = "full")]
#[tokio::test]
async fn what_is_only_called_like_a_secret_is_text() {
    use serde_json::json;

    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!([{"id": 1, "token": "€"}])));
    let currencies = platform
        .store
        .v2()
        .currencies()
        .get_currencies()
        .send()
        .await;
    let said = format!("{:?}", currencies.unwrap());
    assert!(said.contains('€'), "{said}");
}
