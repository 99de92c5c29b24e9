//! Which types of responses hold a token that another API takes, so that it can be handed on without being unpacked.

use crate::manifest::Family;

/// A type that holds a token.
pub struct Token {
    /// The family of the type.
    pub family: Family,
    /// The type.
    pub name: &'static str,
    /// The field that holds the token, or a list of the only one.
    pub field: &'static str,
    /// The type of `bigcommerce` that the API takes.
    pub becomes: &'static str,
}

/// All of them.
pub const TOKENS: [Token; 6] = [
    token(
        Family::V3,
        "CustomerImpersonationToken",
        "token",
        "StorefrontToken",
    ),
    token(Family::V3, "PrivateToken", "token", "StorefrontToken"),
    token(Family::V3, "StorefrontToken", "token", "StorefrontToken"),
    token(
        Family::B2b,
        "CustomerStorefrontToken",
        "token",
        "B2bStorefrontToken",
    ),
    token(Family::B2b, "CustomerToken", "token", "B2bStorefrontToken"),
    token(
        Family::B2b,
        "StorefrontToken",
        "token",
        "B2bStorefrontToken",
    ),
];

const fn token(
    family: Family,
    name: &'static str,
    field: &'static str,
    becomes: &'static str,
) -> Token {
    Token {
        family,
        name,
        field,
        becomes,
    }
}
