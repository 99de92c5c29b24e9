//! Tokens that the mock store takes in `Authorization`: those that its responses have handed out, and one of each kind to
//! begin with.

use std::sync::Mutex;

use serde_json::Value;

use super::{lock::lock, recorded::Request, response::Response, server::Inner};
use bigcommerce::operation::Api;

/// The token of its B2B v2 account.
pub const B2B_V2_TOKEN: &str = "mock-b2b-v2-token";
/// A storefront token of B2B Edition that works from the beginning.
pub const B2B_STOREFRONT_TOKEN: &str = "mock-b2b-storefront-token";
/// A token of GraphQL Storefront that works from the beginning.
pub const STOREFRONT_TOKEN: &str = "mock-storefront-token";
/// A payment access token that works from the beginning.
pub const PAYMENT_ACCESS_TOKEN: &str = "mock-payment-access-token";

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// GraphQL Storefront.
    Storefront,
    /// B2B Edition's storefront, REST and GraphQL.
    B2bStorefront,
    Payments,
}

impl From<Api> for Purpose {
    /// What a token in `Authorization` is for where it is sent to `api`.
    fn from(api: Api) -> Self {
        match api {
            Api::Payments => Self::Payments,
            _ => Self::B2bStorefront,
        }
    }
}

impl Purpose {
    fn scheme(self) -> &'static str {
        match self {
            Self::Payments => "PAT ",
            Self::Storefront | Self::B2bStorefront => "Bearer ",
        }
    }
}

/// Paths whose responses hold a token, what it is for, and where in their data it is.
const MINTS: [(&str, Purpose, &str); 7] = [
    ("/storefront/api-token", Purpose::Storefront, "token"),
    (
        "/storefront/api-token-customer-impersonation",
        Purpose::Storefront,
        "token",
    ),
    (
        "/storefront/api-token-private",
        Purpose::Storefront,
        "token",
    ),
    ("/auth/customers", Purpose::B2bStorefront, "token"),
    (
        "/auth/customers/storefront",
        Purpose::B2bStorefront,
        "token",
    ),
    ("/api/v2/login", Purpose::B2bStorefront, "token"),
    ("/payments/access_tokens", Purpose::Payments, "id"),
];

/// The tokens that are taken.
pub(crate) struct Tokens(Mutex<Vec<(Purpose, String)>>);

impl Default for Tokens {
    fn default() -> Self {
        let first = [
            (Purpose::Storefront, STOREFRONT_TOKEN),
            (Purpose::B2bStorefront, B2B_STOREFRONT_TOKEN),
            (Purpose::Payments, PAYMENT_ACCESS_TOKEN),
        ];
        let first = first.map(|(purpose, token)| (purpose, token.to_owned()));
        Self(Mutex::new(first.into()))
    }
}

impl Tokens {
    /// Whether `header` is an `Authorization` for `purpose`.
    pub fn take(&self, purpose: Purpose, header: &str) -> bool {
        let Some(token) = header.strip_prefix(purpose.scheme()) else {
            return false;
        };
        let tokens = lock(&self.0);
        let mut tokens = tokens.iter();
        tokens.any(|(own, known)| *own == purpose && known == token)
    }
}

impl Inner {
    /// Keeps the token in a response, if there is one.
    pub fn mint(&self, request: &Request, response: &Response) {
        let mut mints = MINTS.iter();
        let Some((_, purpose, field)) = mints.find(|(path, ..)| request.path.ends_with(path))
        else {
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
        let token = token.map(|token| (*purpose, token.to_owned()));
        lock(&self.account.tokens.0).extend(token);
    }
}
