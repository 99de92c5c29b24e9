//! Tokens that the mock store takes in `Authorization`: those that its responses have handed out, and one of each kind to
//! begin with.

use std::sync::Mutex;

use serde_json::Value;

use super::{lock::lock, recorded::Request, response::Response};
use bigcommerce::operation::Api;

/// The token of its B2B v2 account.
pub const B2B_V2_TOKEN: &str = "mock-b2b-v2-token";
/// A storefront token of B2B Edition that works from the beginning.
pub const B2B_STOREFRONT_TOKEN: &str = "mock-b2b-storefront-token";
/// A payment access token that works from the beginning.
pub const PAYMENT_ACCESS_TOKEN: &str = "mock-payment-access-token";

/// Paths whose responses hold a token of another API, and where in their data.
const MINTS: [(&str, &str); 7] = [
    ("/storefront/api-token", "token"),
    ("/storefront/api-token-customer-impersonation", "token"),
    ("/storefront/api-token-private", "token"),
    ("/auth/customers", "token"),
    ("/auth/customers/storefront", "token"),
    ("/payments/access_tokens", "id"),
    ("/api/v2/login", "token"),
];

/// The tokens that were handed out.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<Vec<String>>);

impl Tokens {
    /// Whether `header` is what `api` wants in `Authorization`.
    pub fn take(&self, api: Api, header: &str) -> bool {
        let (scheme, first) = match api {
            Api::Payments => ("PAT ", PAYMENT_ACCESS_TOKEN),
            _ => ("Bearer ", B2B_STOREFRONT_TOKEN),
        };
        let is_known =
            |token: &str| token == first || lock(&self.0).iter().any(|minted| minted == token);
        header.strip_prefix(scheme).is_some_and(is_known)
    }

    /// Keeps the token in a response, if it is one of another API.
    pub fn mint(&self, request: &Request, response: &Response) {
        let Some((_, field)) = MINTS.iter().find(|(path, _)| request.path.ends_with(path)) else {
            return;
        };
        let Some((_, body)) = &response.body else {
            return;
        };
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let data = body.get("data").unwrap_or(&body);
        let token = match &data[*field] {
            Value::Array(tokens) => tokens.first().and_then(Value::as_str),
            token => token.as_str(),
        };
        lock(&self.0).extend(token.map(str::to_owned));
    }
}
