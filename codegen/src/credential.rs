//! Which credential an operation takes, read from its (corrected) `security`.

use serde_json::Value;

use crate::{
    Error, Result,
    openapi::{self, Bundle, Location, Operation},
};

const TOKEN: &str = "X-Auth-Token";
const HASH: &str = "X-Store-Hash";
const LEGACY: &str = "authToken";
const AUTHORIZATION: &str = "Authorization";

/// The document whose calls issue and manage tokens.
const AUTHENTICATION: &str = "b2b/authentication";

/// What an operation is authorised with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The unified access token in `X-Auth-Token`.
    Token,
    /// The unified access token and the store's hash, or a legacy B2B token alone.
    TokenAndHashOrLegacy,
    /// The unified access token and the store's hash.
    TokenAndHash,
    /// A legacy B2B token alone, or one of a B2B v2 account.
    Legacy,
    /// A token of its own in `Authorization: Bearer`.
    Bearer,
    /// A token of its own in `Authorization: Bearer`, or nothing: then the request says which store it is.
    BearerOrNone,
    /// A payment access token in `Authorization: PAT`.
    PaymentAccessToken,
    /// No token; the store's hash alone.
    Hash,
    /// Nothing: the request body says who asks.
    None,
}

impl Credential {
    /// The name used in the inventory and in the generated table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "Token",
            Self::TokenAndHashOrLegacy => "TokenAndHashOrLegacy",
            Self::TokenAndHash => "TokenAndHash",
            Self::Legacy => "Legacy",
            Self::Bearer => "Bearer",
            Self::BearerOrNone => "BearerOrNone",
            Self::PaymentAccessToken => "PaymentAccessToken",
            Self::Hash => "Hash",
            Self::None => "None",
        }
    }

    /// The alternatives in which it can be sent, each a set of headers.
    pub fn headers(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Token => &[&[TOKEN]],
            Self::TokenAndHashOrLegacy => &[&[TOKEN, HASH], &[LEGACY]],
            Self::TokenAndHash => &[&[TOKEN, HASH]],
            Self::Legacy => &[&[LEGACY]],
            Self::Bearer | Self::PaymentAccessToken => &[&[AUTHORIZATION]],
            Self::BearerOrNone => &[&[AUTHORIZATION], &[]],
            Self::Hash => &[&[HASH]],
            Self::None => &[&[]],
        }
    }

    /// What the operation `method` of `path` of the corrected `document` asks for.
    ///
    /// # Errors
    /// As [`Credential::of`], or when the operation does not exist.
    pub fn read(id: &str, document: &Value, path: &str, method: &str) -> Result<Self> {
        Self::of(&openapi::operation(
            &Bundle::of(id, document),
            id,
            path,
            method,
        )?)
    }

    /// What `operation` of a corrected document asks for.
    ///
    /// B2B Edition takes the unified token with the store's hash, however a document spells that:
    /// as a pair, as alternatives, the token alone, or the hash as a header parameter beside it.
    /// Only what issues tokens for shoppers doesn't take the legacy token instead, and only what manages
    /// legacy tokens takes nothing else.
    ///
    /// # Errors
    /// When its `security` isn't a form that this platform has.
    pub fn of(operation: &Operation<'_>) -> Result<Self> {
        let id = operation.node.document();
        if let Some(own) = Self::of_other_api(id) {
            // However its documents spell that: some have the header of another of these APIs.
            let forms = operation.security.as_deref();
            let mut queries = operation.parameters(Location::Query);
            let names_store = queries.any(|parameter| parameter.name == "storeHash");
            let may_be_none = forms.into_iter().flatten().any(Vec::is_empty);
            return Ok(match own {
                _ if forms.is_some_and(<[_]>::is_empty) => Self::None,
                // A storefront token says which store it is of, so a request that says so does without.
                Self::Bearer if names_store || may_be_none => Self::BearerOrNone,
                own => own,
            });
        }
        let unified = if id == AUTHENTICATION {
            Self::TokenAndHash
        } else if id.starts_with("b2b/") {
            Self::TokenAndHashOrLegacy
        } else {
            Self::Token
        };
        let said = operation.security.iter().flatten();
        let forms: Vec<Vec<&str>> = said
            .map(|form| form.iter().map(|scheme| scheme.name).collect())
            .collect();
        let takes_token = forms.iter().any(|form| form.contains(&TOKEN));
        let mut headers = operation.parameters(Location::Header);
        let takes_hash = headers.any(|parameter| parameter.name == HASH);
        let forms: Vec<&[&str]> = forms.iter().map(Vec::as_slice).collect();
        match forms.as_slice() {
            [[TOKEN]] => Ok(unified),
            _ if takes_token && id.starts_with("b2b/") => Ok(unified),
            // Older documents know no other token, but the platform takes the unified one there too.
            [[LEGACY]] if id.starts_with("b2b/") && id != AUTHENTICATION => Ok(unified),
            [[LEGACY]] => Ok(Self::Legacy),
            [[HASH]] => Ok(Self::Hash),
            [] if takes_hash => Ok(Self::Hash),
            [] if operation.security.is_some() => Ok(Self::None),
            // A document that says nothing means what its API takes: no call goes without.
            [] => Ok(unified),
            forms => {
                let at = format!("#{}/security", operation.node.pointer());
                let forms: Vec<_> = forms.iter().map(|form| form.join(" and ")).collect();
                let forms = forms.join(", or ");
                let fault =
                    format!("it asks for `{forms}`, which is not a credential of this platform");
                Err(Error::document(id, at, fault))
            }
        }
    }

    /// The one credential of the API that the document `id` is of, where the unified token doesn't open it.
    fn of_other_api(id: &str) -> Option<Self> {
        match id.split('/').next()? {
            "b2b_storefront" => Some(Self::Bearer),
            "b2b_v2" => Some(Self::Legacy),
            "payments" => Some(Self::PaymentAccessToken),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(id: &str, operation: Value) -> Result<Credential> {
        let document = json!({"paths": {"/x": {"get": operation}}});
        Credential::read(id, &document, "/x", "get")
    }

    /// Every way a document has written, or may write, that a call takes the unified token.
    fn spellings_of_the_unified_token() -> [Value; 9] {
        let pair = json!({"X-Auth-Token": [], "X-Store-Hash": []});
        let hash = json!([{"in": "header", "name": "X-Store-Hash", "required": true}]);
        [
            json!({}),
            json!({"security": [{"X-Auth-Token": []}]}),
            json!({"security": [{"X-Auth-Token": []}], "parameters": hash}),
            json!({"security": [pair]}),
            json!({"security": [pair], "parameters": hash}),
            json!({"security": [{"X-Auth-Token": []}, {"X-Store-Hash": []}]}),
            json!({"security": [pair, {"authToken": []}]}),
            json!({"security": [{"authToken": []}, {"X-Auth-Token": []}], "parameters": hash}),
            json!({"security": [{"authToken": []}, {"X-Auth-Token": []}, {"X-Store-Hash": []}]}),
        ]
    }

    #[test]
    fn b2b_sends_the_hash_beside_the_unified_token_however_that_is_spelled() {
        for operation in spellings_of_the_unified_token() {
            assert_eq!(
                of("b2b/x", operation.clone()).unwrap(),
                Credential::TokenAndHashOrLegacy,
                "{operation}"
            );
            assert_eq!(
                of(AUTHENTICATION, operation.clone()).unwrap(),
                Credential::TokenAndHash,
                "{operation}"
            );
        }
    }

    #[test]
    fn what_takes_no_unified_token_is_told_apart() {
        let hash = json!([{"in": "header", "name": "X-Store-Hash"}]);
        let known = [
            (
                json!({"security": [{"X-Store-Hash": []}]}),
                Credential::Hash,
            ),
            (
                json!({"security": [], "parameters": hash}),
                Credential::Hash,
            ),
            (json!({"security": []}), Credential::None),
        ];
        for (operation, credential) in known {
            assert_eq!(of("b2b/x", operation).unwrap(), credential);
        }
        let legacy = || json!({"security": [{"authToken": []}]});
        assert_eq!(of(AUTHENTICATION, legacy()).unwrap(), Credential::Legacy);
        let any = Credential::TokenAndHashOrLegacy;
        assert_eq!(of("b2b/x", legacy()).unwrap(), any);
    }

    #[test]
    fn the_other_apis_take_the_token_alone() {
        for operation in [json!({}), json!({"security": [{"X-Auth-Token": []}]})] {
            assert_eq!(of("v3/x", operation).unwrap(), Credential::Token);
        }
    }

    #[test]
    fn the_apis_with_tokens_of_their_own_take_those() {
        for (id, credential) in [
            ("b2b_storefront/x", Credential::Bearer),
            ("b2b_v2/x", Credential::Legacy),
            ("payments/x", Credential::PaymentAccessToken),
        ] {
            for security in [json!([{"authToken": []}]), json!([{"BearerToken": []}])] {
                let operation = json!({"security": security});
                assert_eq!(of(id, operation).unwrap(), credential, "{id}");
            }
            assert_eq!(of(id, json!({})).unwrap(), credential, "{id}");
            let any = json!([{"in": "query", "name": "storeHash"}]);
            if credential == Credential::Bearer {
                for operation in [
                    json!({"parameters": any}),
                    json!({"security": [{"Token": []}, {}]}),
                ] {
                    assert_eq!(of(id, operation).unwrap(), Credential::BearerOrNone);
                }
            }
            let nobody = json!({"security": []});
            assert_eq!(of(id, nobody).unwrap(), Credential::None, "{id}");
        }
    }

    #[test]
    fn what_no_credential_fits_is_an_error() {
        let pair = json!([{"X-Auth-Token": [], "X-Store-Hash": []}]);
        for (id, security) in [
            ("b2b/x", json!([{"X-Auh-Token": [], "X-Store-Hash": []}])),
            ("b2b/x", json!([{"authToken": [], "X-Store-Hash": []}])),
            ("b2b/x", json!([{"authToken": []}, {"X-Store-Hash": []}])),
            ("b2b/x", json!([{}])),
            ("v3/x", pair),
        ] {
            let error = of(id, json!({"security": security})).unwrap_err();
            let expected = format!("{id}: #/paths/~1x/get/security:");
            assert!(error.to_string().starts_with(&expected), "{error}");
        }
    }
}
