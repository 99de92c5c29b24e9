//! Which OAuth scopes of a token an operation takes. The documents say it in tables, which are imported as
//! `x-scopes`; where one table isn't enough, `specs/scopes.json` has a rule.

use serde::Deserialize;
use serde_json::Value;

use crate::{lower::extension, manifest::Api};

/// The file, relative to `specs/`.
pub const FILE: &str = "scopes.json";

/// The rules of a document; the first one that fits an operation counts.
pub type DocumentScopes = Vec<Rule>;

/// The scopes of some operations of a document.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What their paths begin with; those of all operations if it is missing.
    #[serde(default)]
    pub path: String,
    /// Their methods; all if it is missing.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The scopes of which one is enough to change something.
    #[serde(default)]
    pub change: Vec<String>,
    /// The scopes of which one is enough to read, beside those that are enough to change.
    #[serde(default)]
    pub read: Vec<String>,
    /// Whether every token of the store is enough.
    #[serde(default)]
    pub any_token: bool,
    /// Where upstream says so, or what it is concluded from.
    pub evidence: Vec<String>,
}

/// What an operation takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scopes {
    /// One of these, the least first.
    OneOf(Vec<String>),
    /// Every token of the store.
    AnyToken,
    /// The scope of B2B Edition, whose name is written nowhere.
    B2bEdition,
    /// None, for the tokens of its API have no scopes.
    None,
    /// The documents don't say.
    Unknown,
}

/// The scopes of the operation `method` `path` of `document`, which is `operation` there.
pub fn of(
    api: Api,
    rules: &[Rule],
    document: &Value,
    operation: &Value,
    method: &str,
    path: &str,
) -> Scopes {
    match api {
        Api::V3 | Api::V2 => (),
        Api::B2b => return Scopes::B2bEdition,
        Api::B2bStorefront | Api::B2bV2 | Api::Payments => return Scopes::None,
    }
    let method = method.to_uppercase();
    let is_read = method == "GET";
    let fits = |rule: &&Rule| {
        path.starts_with(&rule.path) && (rule.methods.is_empty() || rule.methods.contains(&method))
    };
    if let Some(rule) = rules.iter().find(fits) {
        let read = rule.read.iter().filter(|_| is_read);
        let scopes: Vec<_> = read.chain(&rule.change).cloned().collect();
        return match (rule.any_token, scopes.is_empty()) {
            (true, _) => Scopes::AnyToken,
            (false, true) => Scopes::Unknown,
            (false, false) => Scopes::OneOf(scopes),
        };
    }
    let schemes = document.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object).into_iter().flatten();
    let of_document = schemes
        .filter_map(|(_, scheme)| scheme.get(extension::SCOPES))
        .next();
    let (listed, is_own) = match operation.get(extension::SCOPES) {
        Some(own) => (Some(own), true),
        None => (of_document, false),
    };
    let listed = listed.and_then(Value::as_array).into_iter().flatten();
    let listed: Vec<&str> = listed.filter_map(Value::as_str).collect();
    let (read, change): (Vec<&str>, Vec<&str>) =
        listed.into_iter().partition(|name| is_read_only(name));
    // A table of several pairs doesn't say which one is whose.
    let is_one_pair = read.len() < 2 && change.len() < 2;
    let read = read.into_iter().filter(|_| is_read);
    let scopes: Vec<_> = read.chain(change).map(ToString::to_string).collect();
    match (is_own || is_one_pair) && !scopes.is_empty() {
        true => Scopes::OneOf(scopes),
        false => Scopes::Unknown,
    }
}

fn is_read_only(scope: &str) -> bool {
    scope.ends_with("_read_only") || scope.ends_with("_read")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(scopes: Value) -> Value {
        json!({"components": {"securitySchemes": {"X-Auth-Token": {"x-scopes": scopes}}}})
    }

    fn one_of(scopes: &[&str]) -> Scopes {
        Scopes::OneOf(scopes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_pair_of_a_document_is_that_of_its_operations() {
        let document = document(json!(["store_v2_products", "store_v2_products_read_only"]));
        let operation = json!({});
        let of = |method| of(Api::V3, &[], &document, &operation, method, "/brands");
        let both = ["store_v2_products_read_only", "store_v2_products"];
        assert_eq!(of("get"), one_of(&both));
        assert_eq!(of("put"), one_of(&both[1..]));
    }

    #[test]
    fn what_only_reads_does_not_change() {
        let document = document(json!(["store_logs_read_only"]));
        let operation = json!({});
        let of = |method| of(Api::V3, &[], &document, &operation, method, "/logs");
        assert_eq!(of("get"), one_of(&["store_logs_read_only"]));
        assert_eq!(of("post"), Scopes::Unknown);
    }

    #[test]
    fn several_pairs_need_a_rule_or_a_list_of_the_operation() {
        let document = document(json!(["store_sites", "store_channel_settings"]));
        let rule = Rule {
            path: "/channels/{id}/site".to_owned(),
            change: vec!["store_sites".to_owned()],
            ..Rule::default()
        };
        let rules = std::slice::from_ref(&rule);
        let of = |path, own: Value| of(Api::V3, rules, &document, &own, "put", path);
        assert_eq!(
            of("/channels/{id}/site", json!({})),
            one_of(&["store_sites"])
        );
        assert_eq!(of("/channels/{id}", json!({})), Scopes::Unknown);
        let own = json!({"x-scopes": ["store_sites", "store_channel_settings"]});
        let both = ["store_sites", "store_channel_settings"];
        assert_eq!(of("/channels/{id}", own), one_of(&both));
    }

    #[test]
    fn b2b_edition_has_one_scope() {
        let of = |api| of(api, &[], &json!({}), &json!({}), "get", "/companies");
        assert_eq!(of(Api::B2b), Scopes::B2bEdition);
        assert_eq!(of(Api::B2bStorefront), Scopes::None);
    }
}
