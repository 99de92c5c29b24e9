//! Apps: the exchange of a code for a token, and the payloads that BigCommerce signs.

use jiff::Timestamp;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{
    ACCESS_TOKEN, CLIENT_SECRET, STORE_HASH,
    lock::lock,
    recorded::{Request, Violation},
    response::Response,
    server::Inner,
};

/// The client id of the app that is known to the mock store.
pub const CLIENT_ID: &str = "mock-client-id";

impl Inner {
    /// The response to the exchange of a code, and what was wrong with it; `None` for any other request.
    pub fn exchange(&self, request: &mut Request) -> Option<(Response, Vec<Violation>)> {
        if request.path != "/oauth2/token" {
            return None;
        }
        request.operation = Some("app.install".to_owned());
        let sent = request.json();
        let expected = [
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("grant_type", "authorization_code"),
            ("context", &format!("stores/{STORE_HASH}")),
        ];
        let wrong = expected.iter().find(|(name, value)| sent[name] != *value);
        let mut codes = lock(&self.codes);
        let code = codes.iter().position(|code| sent["code"] == **code);
        let wrong = match (wrong, code) {
            (Some((name, _)), _) => Some(*name),
            (None, None) => Some("code"),
            (None, Some(index)) => {
                codes.remove(index);
                None
            }
        };
        if let Some(name) = wrong {
            let violation = Violation {
                operation: "app.install".to_owned(),
                pointer: format!("/body/{name}"),
                why: "isn't what the app was given".to_owned(),
            };
            let body = json!({"error": "invalid_grant"});
            return Some((Response::json(400, &body), vec![violation]));
        }
        let body = json!({
            "access_token": ACCESS_TOKEN,
            "scope": sent["scope"],
            "user": user(),
            "owner": user(),
            "context": sent["context"],
            "account_uuid": "9a3e0b52-8f4d-4c51-a1c5-7f1ff6a2c001",
        });
        Some((Response::json(200, &body), Vec::new()))
    }
}

fn user() -> Value {
    json!({"id": 9128, "username": "ada", "email": "ada@kiln.example", "locale": "en-US"})
}

impl super::MockStore {
    /// The client id of the app that the mock store knows; its secret is [`client_secret`](Self::client_secret). Codes
    /// are exchanged at [`bigcommerce_url`](Self::bigcommerce_url).
    pub fn client_id(&self) -> &str {
        CLIENT_ID
    }

    /// A merchant installs the app: the query of the `auth` callback as an object, which an `app::AuthCallback` is
    /// deserialized from; its code can be exchanged once.
    pub fn install_app(&self, scope: &str) -> Value {
        let code = format!("code-{:032x}", fastrand::u128(..));
        lock(&self.inner.codes).push(code.clone());
        json!({"code": code, "scope": scope, "context": format!("stores/{STORE_HASH}")})
    }

    /// What the `load`, `uninstall` and `remove_user` callbacks have as `signed_payload_jwt`.
    pub fn signed_payload(&self) -> String {
        let now = Timestamp::now().as_second();
        let claims = json!({
            "aud": CLIENT_ID, "iss": "bc", "iat": now, "nbf": now, "exp": now + 86_400,
            "jti": format!("{now:032x}"), "sub": format!("stores/{STORE_HASH}"),
            "user": user(), "owner": user(), "url": "/", "channel_id": null,
        });
        let key = EncodingKey::from_secret(CLIENT_SECRET.as_bytes());
        encode(&Header::default(), &claims, &key).unwrap_or_default()
    }
}
