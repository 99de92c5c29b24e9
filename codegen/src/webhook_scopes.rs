//! `specs/webhook_scopes.json`: the events that webhooks report, and their enum.

use std::{collections::BTreeMap, path::Path};

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Deserialize;

use crate::{Error, Result, json};

/// The file, relative to `specs/`.
pub const FILE: &str = "webhook_scopes.json";

/// The file's content.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scopes {
    scopes: Vec<String>,
    #[allow(dead_code, reason = "for people")]
    evidence: Vec<String>,
}

/// Writes the enum of the scopes in the folder `specs`.
///
/// # Errors
/// When the file can't be read, or two scopes have one name in Rust.
pub fn write(specs: &Path) -> Result<TokenStream> {
    let path = specs.join(FILE);
    let scopes: Scopes = json::read(&path)?;
    let mut named = BTreeMap::new();
    for scope in &scopes.scopes {
        if let Some(other) = named.insert(variant(scope), scope) {
            let fault = format!("`{scope}` and `{other}` have one name in Rust");
            return Err(Error::document(FILE, "#/scopes", fault));
        }
    }
    let variants = named.iter().map(|(name, scope)| {
        let (name, about) = (format_ident!("{name}"), about(scope));
        quote!(#[doc = #about] #name = #scope)
    });
    Ok(quote! {
        crate::open_enum::open_enum! {
            /// What happens in a store, as webhooks name it. One that isn't known here is kept as it is.
            ///
            /// Those of a single channel have `{channel_id}` for its number; see
            /// [`in_channel`](Self::in_channel).
            pub enum Scope { #(#variants),* }
        }
    })
}

/// The name of a scope in Rust: `store/cart/lineItem/created` is `CartLineItemCreated`.
fn variant(scope: &str) -> String {
    let path = scope.strip_prefix("store/").unwrap_or(scope);
    let path = path.replace("{channel_id}/", "").replace('*', "any");
    path.replace('/', "_").to_upper_camel_case()
}

/// What is said of a scope.
fn about(scope: &str) -> String {
    match scope.strip_suffix("/*") {
        Some(family) => format!("`{scope}`: everything below `{family}`."),
        None => format!("`{scope}`."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_have_names() {
        for (scope, expected) in [
            ("store/cart/lineItem/created", "CartLineItemCreated"),
            ("store/cart/*", "CartAny"),
            (
                "store/channel/{channel_id}/cart/created",
                "ChannelCartCreated",
            ),
            ("store/channel/created", "ChannelCreated"),
        ] {
            assert_eq!(variant(scope), expected);
        }
    }
}
