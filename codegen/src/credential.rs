//! Which credential an operation takes, read from its (corrected) `security`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Error, Result};

/// What an operation is authorised with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The unified access token in `X-Auth-Token`.
    Token,
    /// The unified access token and the store's hash, or a legacy B2B token alone.
    TokenAndHashOrLegacy,
    /// The unified access token and the store's hash.
    TokenAndHash,
    /// A legacy B2B token alone.
    Legacy,
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
            Self::Hash => "Hash",
            Self::None => "None",
        }
    }

    /// Reads what `operation` of the corrected `document` asks for.
    ///
    /// # Errors
    /// When its `security` is none of the forms this platform has.
    pub fn of(
        id: &str,
        pointer: &str,
        document: &Value,
        item: &Value,
        operation: &Value,
    ) -> Result<Self> {
        let security = operation
            .get("security")
            .or_else(|| document.get("security"));
        let forms: Vec<Vec<&str>> = security
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|form| {
                let schemes = form.as_object().into_iter().flatten();
                // A map doesn't always come in the same order.
                let schemes: BTreeSet<_> = schemes.map(|(scheme, _)| scheme.as_str()).collect();
                schemes.into_iter().collect()
            })
            .collect();
        let mut forms: Vec<_> = forms.iter().map(Vec::as_slice).collect();
        forms.sort();
        match forms.as_slice() {
            [["X-Auth-Token"]] => Ok(Self::Token),
            [["X-Auth-Token", "X-Store-Hash"], ["authToken"]] => Ok(Self::TokenAndHashOrLegacy),
            [["X-Auth-Token", "X-Store-Hash"]] => Ok(Self::TokenAndHash),
            [["authToken"]] => Ok(Self::Legacy),
            [] if takes_hash(document, item, operation) => Ok(Self::Hash),
            [] if security.is_some() => Ok(Self::None),
            // A document that says nothing means what its family takes: no call goes without.
            [] if id.starts_with("b2b/") => Ok(Self::TokenAndHashOrLegacy),
            [] => Ok(Self::Token),
            _ => {
                let fault = format!(
                    "`security` is {}, which is no credential of this platform",
                    security.unwrap_or(&Value::Null)
                );
                Err(Error::document(id, format!("{pointer}/security"), fault))
            }
        }
    }
}

/// Whether the operation declares the store's hash as a header parameter.
fn takes_hash(document: &Value, item: &Value, operation: &Value) -> bool {
    let parameters = [item.get("parameters"), operation.get("parameters")];
    parameters
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .any(|parameter| {
            let target = parameter.get("$ref").and_then(Value::as_str);
            let parameter = target
                .and_then(|target| document.pointer(target.trim_start_matches('#')))
                .unwrap_or(parameter);
            parameter["in"] == "header" && parameter["name"] == "X-Store-Hash"
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(operation: Value) -> Result<Credential> {
        Credential::of(
            "b2b/x",
            "#/paths/~1x/get",
            &json!({}),
            &json!({}),
            &operation,
        )
    }

    #[test]
    fn every_canonical_form_is_known() {
        let unified = json!({"X-Auth-Token": [], "X-Store-Hash": []});
        let known = [
            (json!([{"X-Auth-Token": []}]), Credential::Token),
            (
                json!([{"authToken": []}, unified]),
                Credential::TokenAndHashOrLegacy,
            ),
            (json!([unified]), Credential::TokenAndHash),
            (json!([{"authToken": []}]), Credential::Legacy),
            (json!([]), Credential::None),
        ];
        for (security, credential) in known {
            assert_eq!(of(json!({"security": security})).unwrap(), credential);
        }
        let hash = json!([{"in": "header", "name": "X-Store-Hash"}]);
        assert_eq!(
            of(json!({"security": [], "parameters": hash})).unwrap(),
            Credential::Hash
        );
    }

    #[test]
    fn silence_means_what_the_family_takes() {
        assert_eq!(of(json!({})).unwrap(), Credential::TokenAndHashOrLegacy);
        let v3 = Credential::of("v3/x", "#", &json!({}), &json!({}), &json!({}));
        assert_eq!(v3.unwrap(), Credential::Token);
    }

    #[test]
    fn alternatives_of_halves_are_errors() {
        let error =
            of(json!({"security": [{"X-Auth-Token": []}, {"X-Store-Hash": []}]})).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("b2b/x: #/paths/~1x/get/security:"),
            "{error}"
        );
    }
}
