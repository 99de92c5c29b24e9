//! Who may call.

use std::sync::Mutex;

use super::tokens::Tokens;

/// The hash and the tokens that are taken.
pub(crate) struct Account {
    pub hash: String,
    pub access_token: String,
    pub b2b_auth_token: String,
    /// What is taken in `Authorization`.
    pub tokens: Tokens,
    /// Whether filters by dates must have dates. The documents' own examples don't always, so that a store
    /// which takes any argument doesn't ask for them.
    pub checks_dates: bool,
    /// The scopes of the access token; all of them if none are given.
    pub scopes: Mutex<Option<Vec<String>>>,
}
