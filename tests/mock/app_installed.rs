//! An app's way with the mock store: a code buys a token once, payloads are verified, secrets stay secret.

use bigcommerce::{
    Store, StoreHash,
    app::{App, AuthCallback, PayloadError},
};
use bigcommerce_mock::{MockStore, STORE_HASH};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde_json::{Value, json};

fn app(mock: &MockStore, secret: &str) -> App {
    App::at(&mock.bigcommerce_url(), mock.client_id(), secret).unwrap()
}

/// What the query of the `auth` callback says.
fn callback(mock: &MockStore, scope: &str) -> AuthCallback {
    serde_json::from_value(mock.install_app(scope)).unwrap()
}

#[tokio::test]
async fn a_code_buys_the_token_of_the_store_once() {
    let mock = MockStore::start().unwrap();
    let app = app(&mock, mock.client_secret());
    let callback = callback(&mock, "store_v2_products store_v2_orders");

    let installed = app
        .install(&callback, "https://app.example/auth")
        .await
        .unwrap();
    assert_eq!(installed.store_hash.as_str(), STORE_HASH);
    assert_eq!(installed.scopes, ["store_v2_products", "store_v2_orders"]);
    assert_eq!(installed.user.unwrap().email, "ada@kiln.example");
    let store = Store::builder(STORE_HASH)
        .bigcommerce_url(mock.bigcommerce_url())
        .access_token(installed.access_token)
        .build()
        .unwrap();
    store.v3().products().get_products().await.unwrap();
    assert!(mock.violations().is_empty());
    let sent = mock.requests()[0].json();
    assert_eq!(sent["redirect_uri"], "https://app.example/auth");

    let again = app
        .install(&callback, "https://app.example/auth")
        .await
        .unwrap_err();
    assert_eq!(again.problem().unwrap().status(), 400);
    let said = format!("{app:?} {callback:?} {again:?} {again}");
    assert!(
        !said.contains(mock.client_secret()) && !said.contains(callback.code.expose()),
        "{said}"
    );
}

#[tokio::test]
async fn a_code_is_not_sent_twice() {
    let mock = MockStore::start().unwrap();
    let app = app(&mock, "another secret");
    let callback = callback(&mock, "store_v2_products");
    app.install(&callback, "https://app.example/auth")
        .await
        .unwrap_err();
    assert_eq!(mock.requests().len(), 1);
}

/// A payload with these claims instead of those of a right one, signed by `secret` with `algorithm`.
fn payload(mock: &MockStore, secret: &str, algorithm: Algorithm, changes: &Value) -> String {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[mock.client_id()]);
    let key = DecodingKey::from_secret(mock.client_secret().as_bytes());
    let mut claims = decode::<Value>(&mock.signed_payload(), &key, &validation)
        .unwrap()
        .claims;
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let key = EncodingKey::from_secret(secret.as_bytes());
    encode(&Header::new(algorithm), &claims, &key).unwrap()
}

#[tokio::test]
async fn a_payload_is_accepted_as_bigcommerce_signs_it_for_this_app() {
    let mock = MockStore::start().unwrap();
    let secret = mock.client_secret();
    let app = app(&mock, secret);

    let right = app.verify(&mock.signed_payload()).unwrap();
    assert_eq!(right.store_hash.as_str(), STORE_HASH);
    assert_eq!(
        (right.user.id, &*right.url, right.channel_id),
        (9128, "/", None)
    );

    let signed = |changes: Value| payload(&mock, secret, Algorithm::HS256, &changes);
    let refused = |jwt: &str| app.verify(jwt).unwrap_err();
    assert!(matches!(
        refused(&signed(json!({"exp": 1_600_000_000}))),
        PayloadError::Time
    ));
    assert!(matches!(
        refused(&signed(json!({"nbf": 4_000_000_000_u64}))),
        PayloadError::Time
    ));
    assert!(matches!(
        refused(&signed(json!({"aud": "another app"}))),
        PayloadError::OtherApp
    ));
    assert!(matches!(
        refused(&signed(json!({"iss": "somebody"}))),
        PayloadError::OtherApp
    ));
    assert!(matches!(
        refused(&signed(json!({"sub": "stores/"}))),
        PayloadError::Store(_)
    ));
    assert!(matches!(refused("no payload"), PayloadError::Malformed(_)));
    let forged = payload(&mock, "another secret", Algorithm::HS256, &json!({}));
    assert!(matches!(refused(&forged), PayloadError::Signature));
    let weaker = payload(&mock, secret, Algorithm::HS512, &json!({}));
    assert!(matches!(refused(&weaker), PayloadError::Signature));
    let unsigned = mock.signed_payload().rsplit_once('.').unwrap().0.to_owned() + ".";
    assert!(matches!(refused(&unsigned), PayloadError::Signature));
    // Without a secret every token is refused.
    let empty = App::new(mock.client_id(), "").unwrap();
    let forged = payload(&mock, "", Algorithm::HS256, &json!({}));
    assert!(matches!(
        empty.verify(&forged).unwrap_err(),
        PayloadError::Signature
    ));
}

#[tokio::test]
async fn a_login_token_says_what_the_shop_asks_for() {
    let mock = MockStore::start().unwrap();
    let app = app(&mock, mock.client_secret());
    let hash = StoreHash::new("abc123").unwrap();
    let login = app
        .customer_login(&hash, 11)
        .channel_id(7)
        .redirect_to("/cart.php");

    let url = login.url("https://shop.example/").unwrap();
    let token = url
        .expose()
        .strip_prefix("https://shop.example/login/token/")
        .unwrap();
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_required_spec_claims::<&str>(&[]);
    let key = DecodingKey::from_secret(mock.client_secret().as_bytes());
    let claims = decode::<Value>(token, &key, &validation).unwrap().claims;
    assert_eq!(claims["iss"], mock.client_id());
    assert_eq!(claims["operation"], "customer_login");
    assert_eq!(
        (&claims["store_hash"], &claims["customer_id"]),
        (&json!("abc123"), &json!(11))
    );
    assert_eq!(
        (&claims["channel_id"], &claims["redirect_to"]),
        (&json!(7), &json!("/cart.php"))
    );
    assert!(claims["iat"].as_i64().unwrap() > 1_700_000_000);
    assert!(claims.get("request_ip").is_none());
    assert!(!format!("{url:?} {login:?}").contains(token));
}
