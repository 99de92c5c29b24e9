//! Which types of responses hold a token that another API takes, so that it can be handed on without being unpacked.

use crate::manifest::Api;

/// A type that holds a token.
pub struct Token {
    /// The API of the type.
    pub api: Api,
    /// The type.
    pub name: &'static str,
    /// The field that holds the token, or a list of the only one.
    pub field: &'static str,
    /// The type of `bigcommerce` that the API takes.
    pub becomes: &'static str,
}

/// All of them.
pub const TOKENS: [Token; 8] = [
    token(
        Api::V3,
        "CustomerImpersonationToken",
        "token",
        "StorefrontToken",
    ),
    token(Api::V3, "PrivateToken", "token", "StorefrontToken"),
    token(Api::V3, "StorefrontToken", "token", "StorefrontToken"),
    token(
        Api::B2b,
        "CustomerStorefrontToken",
        "token",
        "B2bStorefrontToken",
    ),
    token(Api::B2b, "CustomerToken", "token", "B2bStorefrontToken"),
    token(Api::B2b, "StorefrontToken", "token", "B2bStorefrontToken"),
    token(
        Api::B2bStorefront,
        "StorefrontToken",
        "token",
        "B2bStorefrontToken",
    ),
    token(Api::V3, "PaymentAccessToken", "id", "PaymentAccessToken"),
];

const fn token(api: Api, name: &'static str, field: &'static str, becomes: &'static str) -> Token {
    Token {
        api,
        name,
        field,
        becomes,
    }
}
