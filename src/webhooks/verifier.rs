//! Whether a delivery comes from BigCommerce.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::HeaderMap;
use secrecy::{ExposeSecret, SecretSlice};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_TIMESTAMP, Webhook};

use super::Event;

/// Why a delivery isn't accepted. No secret and nothing of the body is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// A header of the signature is missing or isn't text: this isn't a webhook of BigCommerce, or a proxy dropped it.
    #[error("the header `{0}` of the signature is missing or unreadable")]
    Header(&'static str),
    /// It is older, or further in the future, than the tolerance allows: a replay, or this machine's clock is wrong.
    #[error("its timestamp is more than {} seconds from now; is this machine's clock right?", .0.as_secs())]
    Timestamp(Duration),
    /// No secret makes this signature: it was changed, comes from somebody else, or the client secret is another one.
    #[error(
        "the signature doesn't match; give the client secret of the account or app that made the hook, and the \
         body's bytes as they came"
    )]
    Signature,
    /// The signature is right, and the body isn't a webhook's JSON.
    #[error("the body isn't a webhook's JSON")]
    Body(#[source] serde_json::Error),
}

/// Verifies deliveries by the client secret of the API account or app whose token made the hooks.
///
/// Each delivery is signed as the Standard Webhooks specification says, with the client secret's bytes as they are.
#[derive(Clone)]
pub struct WebhookVerifier {
    secrets: Vec<SecretSlice<u8>>,
    tolerance: Duration,
}

/// The age that a delivery may have, unless said otherwise, and at most.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

impl WebhookVerifier {
    /// A verifier with this client secret.
    pub fn new(client_secret: impl AsRef<[u8]>) -> Self {
        Self {
            secrets: vec![secret(client_secret.as_ref())],
            tolerance: TOLERANCE,
        }
    }

    /// Accepts the signature of another client secret too, while one is replaced.
    pub fn or_secret(mut self, client_secret: impl AsRef<[u8]>) -> Self {
        self.secrets.push(secret(client_secret.as_ref()));
        self
    }

    /// Sets how far a delivery's timestamp may be from this machine's clock: five minutes unless set, and at most.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance.min(TOLERANCE);
        self
    }

    /// The event in `body`, if it is BigCommerce's and recent.
    ///
    /// # Errors
    /// When it isn't. Respond with a status such as 401 then, and don't act on the body.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        let header = |name| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.ok_or(WebhookError::Header(name))
        };
        let id = header(HEADER_WEBHOOK_ID)?;
        let sent: u64 = header(HEADER_WEBHOOK_TIMESTAMP)?
            .parse()
            .map_err(|_| WebhookError::Header(HEADER_WEBHOOK_TIMESTAMP))?;
        header(standardwebhooks::HEADER_WEBHOOK_SIGNATURE)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.unwrap_or_default().as_secs();
        if now.abs_diff(sent) > self.tolerance.as_secs() {
            return Err(WebhookError::Timestamp(self.tolerance));
        }
        let is_signed = |secret: &SecretSlice<u8>| {
            let webhook = Webhook::from_bytes(secret.expose_secret().to_vec());
            webhook.is_ok_and(|webhook| webhook.verify(body, headers).is_ok())
        };
        // An empty secret would accept what anybody signs with nothing.
        let mut secrets = self.secrets.iter();
        if !secrets.any(|secret| !secret.expose_secret().is_empty() && is_signed(secret)) {
            return Err(WebhookError::Signature);
        }
        Event::read(body, id).map_err(WebhookError::Body)
    }
}

fn secret(bytes: &[u8]) -> SecretSlice<u8> {
    bytes.to_vec().into()
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookVerifier")
            .field("secrets", &self.secrets.len())
            .field("tolerance", &self.tolerance)
            .finish()
    }
}
