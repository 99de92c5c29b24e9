//! Tokens, and which header each operation's credential goes into.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{
    ConfigurationError, Error, StoreHash,
    operation::{Credential, Operation},
};

const X_AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const X_STORE_HASH: HeaderName = HeaderName::from_static("x-store-hash");
const AUTH_TOKEN: HeaderName = HeaderName::from_static("authtoken");

macro_rules! token {
    ($(#[$doc:meta])* $name:ident, $variant:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(HeaderValue);

        impl $name {
            /// Takes a token as the control panel shows it. White space around it doesn't count.
            ///
            /// # Errors
            /// When it is empty, has several lines or spaces, or can't stand in a header. The token
            /// is not in the error.
            pub fn new(token: impl AsRef<str>) -> Result<Self, ConfigurationError> {
                checked(token.as_ref()).map(Self).map_err(ConfigurationError::$variant)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = ConfigurationError;

            fn try_from(token: &str) -> Result<Self, Self::Error> {
                Self::new(token)
            }
        }

        impl TryFrom<String> for $name {
            type Error = ConfigurationError;

            fn try_from(token: String) -> Result<Self, Self::Error> {
                Self::new(token)
            }
        }

        impl TryFrom<&String> for $name {
            type Error = ConfigurationError;

            fn try_from(token: &String) -> Result<Self, Self::Error> {
                Self::new(token)
            }
        }
    };
}

token! {
    /// The access token of a store-level API account. Prints nothing of itself.
    AccessToken, AccessToken
}

token! {
    /// The token of a legacy account that knows B2B Edition only. Prints nothing of itself.
    B2bAuthToken, B2bAuthToken
}

/// The token as it stands in its header.
fn checked(token: &str) -> Result<HeaderValue, String> {
    let token = token.trim();
    let fault = if token.is_empty() {
        "it is empty; the control panel shows it once, when the account is created"
    } else if token.contains(['\n', '\r']) {
        "it has several lines; take the line after \"ACCESS TOKEN\" alone"
    } else if token.contains(char::is_whitespace) {
        "it has a space inside; was more than the token copied?"
    } else if let (true, Ok(mut header)) = (token.is_ascii(), HeaderValue::from_str(token)) {
        header.set_sensitive(true);
        return Ok(header);
    } else {
        "it has characters a token can't have"
    };
    Err(fault.to_owned())
}

/// What a store was given to authorise with.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub hash: StoreHash,
    pub access_token: Option<AccessToken>,
    pub b2b_auth_token: Option<B2bAuthToken>,
}

impl Credentials {
    /// Puts what `operation` asks for into `headers`.
    ///
    /// A legacy token is never sent beside the store's hash.
    pub fn apply(
        &self,
        operation: &'static Operation,
        headers: &mut HeaderMap,
    ) -> Result<(), Error> {
        match operation.credential {
            Credential::Token => self.token(operation, headers),
            Credential::TokenAndHashOrLegacy if self.b2b_auth_token.is_some() => {
                self.legacy(operation, headers)
            }
            Credential::TokenAndHashOrLegacy | Credential::TokenAndHash => {
                self.token(operation, headers)?;
                self.hash(headers);
                Ok(())
            }
            Credential::Legacy => self.legacy(operation, headers),
            Credential::Hash => {
                self.hash(headers);
                Ok(())
            }
            Credential::None => Ok(()),
        }
    }

    fn token(&self, operation: &'static Operation, headers: &mut HeaderMap) -> Result<(), Error> {
        let missing = "the access token of an API account; give `Store` one";
        let token = self
            .access_token
            .as_ref()
            .ok_or_else(|| Error::credential(operation, missing))?;
        headers.insert(X_AUTH_TOKEN, token.0.clone());
        Ok(())
    }

    fn legacy(&self, operation: &'static Operation, headers: &mut HeaderMap) -> Result<(), Error> {
        let missing = "a legacy B2B token; give one with `StoreBuilder::b2b_auth_token`";
        let token = self
            .b2b_auth_token
            .as_ref()
            .ok_or_else(|| Error::credential(operation, missing))?;
        headers.insert(AUTH_TOKEN, token.0.clone());
        Ok(())
    }

    fn hash(&self, headers: &mut HeaderMap) {
        headers.insert(X_STORE_HASH, self.hash.header());
    }
}
