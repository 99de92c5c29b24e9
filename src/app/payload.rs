//! What BigCommerce signs when a user opens the app, uninstalls it or may no longer use it.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, errors::ErrorKind};
use serde::Deserialize;

use super::{App, User, install::store_hash};
use crate::{ConfigurationError, StoreHash};

/// What the `load`, `uninstall` and `remove_user` callbacks say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedPayload {
    /// The store.
    pub store_hash: StoreHash,
    /// Who did it, or, with `remove_user`, who may no longer use the app.
    pub user: User,
    /// The owner of the store.
    pub owner: Option<User>,
    /// The path that was opened in the app; `/` unless a link led deeper.
    pub url: String,
    /// The channel that the app was opened for.
    pub channel_id: Option<i64>,
    /// The id of the payload, the same only for the same one.
    pub id: String,
}

/// Why a payload isn't accepted. Nothing of the payload is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// It isn't signed by the app's client secret: it was changed, comes from somebody else, or the secret is another.
    #[error("the signature doesn't match; give the client secret of the app that was called")]
    Signature,
    /// It isn't valid any more, or not yet.
    #[error("it isn't valid at this time; is this machine's clock right?")]
    Time,
    /// It is for another app, or not from BigCommerce.
    #[error(
        "it is for another app, or not from BigCommerce; give the client id of the app that was called"
    )]
    OtherApp,
    /// It names no store.
    #[error("it names no store")]
    Store(#[source] ConfigurationError),
    /// It isn't a signed payload.
    #[error("it isn't a signed payload")]
    Malformed(#[source] jsonwebtoken::errors::Error),
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    user: User,
    owner: Option<User>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    channel_id: Option<i64>,
    #[serde(default)]
    jti: String,
}

impl App {
    /// The payload in `signed_payload_jwt`, the query argument of a callback, if BigCommerce signed it for this app.
    ///
    /// # Errors
    /// When it isn't. Respond with a status such as 401 then.
    pub fn verify(&self, signed_payload_jwt: &str) -> Result<SignedPayload, PayloadError> {
        // No other algorithm is accepted, whatever the token says.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[&self.client_id]);
        validation.set_issuer(&["bc"]);
        validation.set_required_spec_claims(&["aud", "exp", "iss", "sub"]);
        validation.validate_nbf = true;
        // An empty secret would accept what anybody signs with nothing.
        if self.key().is_empty() {
            return Err(PayloadError::Signature);
        }
        let key = DecodingKey::from_secret(self.key());
        let claims = decode::<Claims>(signed_payload_jwt.trim(), &key, &validation);
        let claims = claims.map_err(PayloadError::of)?.claims;
        Ok(SignedPayload {
            store_hash: store_hash(&claims.sub).map_err(PayloadError::Store)?,
            user: claims.user,
            owner: claims.owner,
            url: claims.url.unwrap_or_else(|| "/".to_owned()),
            channel_id: claims.channel_id,
            id: claims.jti,
        })
    }
}

impl PayloadError {
    fn of(error: jsonwebtoken::errors::Error) -> Self {
        match error.kind() {
            ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => Self::Signature,
            ErrorKind::ExpiredSignature | ErrorKind::ImmatureSignature => Self::Time,
            ErrorKind::InvalidAudience | ErrorKind::InvalidIssuer => Self::OtherApp,
            _ => Self::Malformed(error),
        }
    }
}
