//! Tokens with which a shopper who signed in elsewhere is signed in to the shop.

use jiff::Timestamp;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde::Serialize;

use super::App;
use crate::{Secret, StoreHash, uuid};

/// A sign-in of a customer, made by [`App::customer_login`]. The account needs the scope `store_v2_customers_login`.
///
/// ```
/// use bigcommerce::{StoreHash, app::App};
///
/// let app = App::new("client id", "client secret")?;
/// let login = app.customer_login(&StoreHash::new("abc123")?, 11).channel_id(1).redirect_to("/cart.php");
/// let url = login.url("https://shop.example")?; // redirect the shopper's browser there at once
/// assert!(url.expose().starts_with("https://shop.example/login/token/"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "it signs nobody in until the browser goes to its URL"]
pub struct CustomerLogin<'a> {
    app: &'a App,
    claims: Claims,
}

#[derive(Clone, Debug, Serialize)]
struct Claims {
    iss: String,
    iat: i64,
    jti: String,
    operation: &'static str,
    store_hash: String,
    customer_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_persistent_cart: Option<bool>,
}

impl App {
    /// A sign-in of the customer `customer_id` to the shop of the store `hash`.
    pub fn customer_login(&self, hash: &StoreHash, customer_id: i64) -> CustomerLogin<'_> {
        CustomerLogin {
            app: self,
            claims: Claims {
                iss: self.client_id.clone(),
                iat: 0,
                jti: String::new(),
                operation: "customer_login",
                store_hash: hash.as_str().to_owned(),
                customer_id,
                channel_id: None,
                redirect_to: None,
                request_ip: None,
                enable_persistent_cart: None,
            },
        }
    }
}

impl CustomerLogin<'_> {
    /// The channel of the shop; required where a headless shop embeds the checkout. 1 unless set.
    pub fn channel_id(mut self, channel_id: i64) -> Self {
        self.claims.channel_id = Some(channel_id);
        self
    }

    /// The path in the shop where the browser goes then; `/account.php` unless set, `/login.php?action=logout` signs out.
    pub fn redirect_to(mut self, path: impl Into<String>) -> Self {
        self.claims.redirect_to = Some(path.into());
        self
    }

    /// The only IP address that may sign in with it.
    pub fn request_ip(mut self, address: impl Into<String>) -> Self {
        self.claims.request_ip = Some(address.into());
        self
    }

    /// Whether the customer's cart of an earlier visit is brought back, where the store's settings allow it.
    pub fn persistent_cart(mut self, persistent: bool) -> Self {
        self.claims.enable_persistent_cart = Some(persistent);
        self
    }

    /// The token, which signs in once and within 30 seconds: make it when the browser asks, not before.
    ///
    /// # Errors
    /// When the client secret can't sign.
    pub fn token(&self) -> Result<Secret, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iat: Timestamp::now().as_second(),
            jti: uuid::random(&mut fastrand::Rng::new()),
            ..self.claims.clone()
        };
        let key = EncodingKey::from_secret(self.app.key());
        encode(&Header::default(), &claims, &key).map(Secret::from)
    }

    /// The URL in the shop at `shop_url` that signs in. It holds the token.
    ///
    /// # Errors
    /// As [`token`](Self::token).
    pub fn url(&self, shop_url: &str) -> Result<Secret, jsonwebtoken::errors::Error> {
        let shop = shop_url.trim_end_matches('/');
        let token = self.token()?;
        Ok(Secret::from(format!(
            "{shop}/login/token/{}",
            token.expose()
        )))
    }
}
