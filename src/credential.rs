//! Tokens, and which header each operation's credential goes into.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};

use crate::{
    ConfigurationError, Error, Secret, StoreHash,
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
    /// A token for GraphQL Storefront: a storefront, private or customer impersonation token, as text or as what
    /// `store.v3().storefront_tokens()` makes. Prints nothing of itself.
    StorefrontToken, StorefrontToken
}

token! {
    /// The storefront token of one user of B2B Edition, valid for a day, as text or as what
    /// `store.b2b().authentication()` makes. Prints nothing of itself.
    B2bStorefrontToken, B2bStorefrontToken
}

token! {
    /// The access token of a customer who is signed in to a shop. Prints nothing of itself.
    CustomerAccessToken, CustomerAccessToken
}

/// A field of a response that holds a token.
pub(crate) trait Minted {
    /// The token, if the response has it.
    fn token(&self) -> Option<&Secret>;
}

impl Minted for Option<Secret> {
    fn token(&self) -> Option<&Secret> {
        self.as_ref()
    }
}

impl Minted for Option<Vec<Secret>> {
    fn token(&self) -> Option<&Secret> {
        self.as_deref()?.first()
    }
}

macro_rules! bearer {
    ($($name:ident)*) => {$(
        impl $name {
            /// The token that a response holds.
            #[allow(dead_code, reason = "few documents have such a response")]
            pub(crate) fn minted(field: &impl Minted) -> Result<Self, ConfigurationError> {
                match field.token() {
                    Some(token) => Self::new(token.expose()),
                    None => Err(ConfigurationError::$name("the response has none".to_owned())),
                }
            }

            /// The token as it stands in its header.
            #[allow(dead_code, reason = "few features send it")]
            pub(crate) fn header(&self) -> HeaderValue {
                self.0.clone()
            }
        }
    )*};
}

token! {
    /// The token of a payment, as text or as what `store.v3().payment_access_tokens()` makes. Prints nothing of itself.
    PaymentAccessToken, PaymentAccessToken
}

bearer!(StorefrontToken B2bStorefrontToken CustomerAccessToken PaymentAccessToken);

token! {
    /// The token of a legacy account that knows B2B Edition only. Prints nothing of itself.
    B2bAuthToken, B2bAuthToken
}

token! {
    /// The token of a B2B v2 account, which works with that API only. Prints nothing of itself.
    B2bV2Token, B2bV2Token
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

/// What a connection authorises with.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "few features have all of these connections")]
pub(crate) enum Credentials {
    /// An account of a store.
    Account(Account),
    /// A token that goes into `Authorization: Bearer`.
    Bearer(HeaderValue),
    /// The token of a B2B v2 account.
    B2bV2(B2bV2Token),
    /// The token of a payment, which is of this store.
    Payment(StoreHash, PaymentAccessToken),
    /// Nothing: the request says who asks.
    Nothing,
}

impl Credentials {
    /// The hash of the store, where the connection is to one.
    pub fn hash(&self) -> Option<&StoreHash> {
        match self {
            Self::Account(account) => Some(&account.hash),
            Self::Payment(hash, _) => Some(hash),
            Self::Bearer(_) | Self::B2bV2(_) | Self::Nothing => None,
        }
    }

    /// The access token as a header for a legacy B2B token.
    pub fn as_legacy(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Account(account) => Some((AUTH_TOKEN, account.access_token.as_ref()?.0.clone())),
            _ => None,
        }
    }

    /// Puts what `operation` asks for into `headers`.
    pub fn apply(
        &self,
        operation: &'static Operation,
        headers: &mut HeaderMap,
    ) -> Result<(), Error> {
        if operation.credential == Credential::None {
            return Ok(());
        }
        match self {
            Self::Account(account) => account.apply(operation, headers),
            Self::Bearer(token) => authorization("Bearer", token, operation, headers),
            Self::B2bV2(token) => {
                headers.insert(AUTH_TOKEN, token.0.clone());
                Ok(())
            }
            Self::Payment(_, token) => authorization("PAT", &token.0, operation, headers),
            Self::Nothing if operation.credential == Credential::BearerOrNone => Ok(()),
            Self::Nothing => Err(Error::credential(
                operation,
                "a storefront token; give `B2bStorefront::new` one",
            )),
        }
    }
}

/// Puts `token` into `Authorization`, after the name of its scheme.
fn authorization(
    scheme: &str,
    token: &HeaderValue,
    operation: &'static Operation,
    headers: &mut HeaderMap,
) -> Result<(), Error> {
    let value = [scheme.as_bytes(), b" ", token.as_bytes()].concat();
    let mut value = HeaderValue::from_bytes(&value)
        .map_err(|_| Error::credential(operation, "a token of its own"))?;
    value.set_sensitive(true);
    headers.insert(AUTHORIZATION, value);
    Ok(())
}

/// What a store was given to authorise with.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub hash: StoreHash,
    pub access_token: Option<AccessToken>,
    pub b2b_auth_token: Option<B2bAuthToken>,
}

impl Account {
    /// Puts what `operation` asks for into `headers`.
    ///
    /// A legacy token is never sent beside the store's hash.
    fn apply(&self, operation: &'static Operation, headers: &mut HeaderMap) -> Result<(), Error> {
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
            Credential::Bearer | Credential::BearerOrNone | Credential::PaymentAccessToken => {
                Err(Error::credential(operation, "a token of its own"))
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
