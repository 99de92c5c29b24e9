//! What must go over the wire for one operation and its arguments, by the rules of OpenAPI 3.0 and the platform.

use super::{
    arguments::Arguments,
    documents::{Credential, Operation},
    multipart::{self, Field},
    percent,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The account the client under test was given.
#[derive(Clone, Debug)]
pub struct Account {
    /// The store's hash.
    pub store_hash: String,
    /// The unified API account's token.
    pub access_token: String,
    /// The legacy B2B-only token, for the operations that take no other.
    pub b2b_token: String,
    /// The token of a B2B v2 account.
    pub b2b_v2_token: String,
    /// The storefront token of a user of B2B Edition.
    pub b2b_storefront_token: String,
    /// A payment access token.
    pub payment_token: String,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            store_hash: "abc123".into(),
            access_token: "unified-token".into(),
            b2b_token: "legacy-token".into(),
            b2b_v2_token: "b2b-v2-token".into(),
            b2b_storefront_token: "storefront-token".into(),
            payment_token: "payment-token".into(),
        }
    }
}

/// One request as it should be.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The method, in capitals.
    pub method: String,
    /// The whole path, percent-encoded. A response may encode less, as long as it decodes to the same segments.
    pub path: String,
    /// The decoded pairs of the query, sorted.
    pub query: Vec<(String, String)>,
    /// Rules for headers, by lower-case name.
    pub headers: BTreeMap<String, Header>,
    /// The body.
    pub body: Body,
}

/// What one header must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// There once, with this value.
    Exactly(String),
    /// There once, and this is how it starts.
    Starts(String),
    /// There, as an `Accept` that admits this media type.
    Admits(String),
    /// Not there.
    Absent,
}

/// What the body must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// No bytes.
    Empty,
    /// This JSON.
    Json(Value),
    /// These parts.
    Multipart(Vec<(String, Field)>),
}

impl Expected {
    /// The request for `operation` with `arguments`; an error when the documents don't say what to send.
    pub fn of(
        operation: &Operation,
        arguments: &Arguments,
        account: &Account,
    ) -> Result<Self, String> {
        Ok(Self {
            method: operation.method.clone(),
            path: path(operation, arguments, account)?,
            query: query(operation, arguments)?,
            headers: headers(operation, arguments, account)?,
            body: body(operation, arguments)?,
        })
    }
}

fn path(operation: &Operation, arguments: &Arguments, account: &Account) -> Result<String, String> {
    let mut path = operation
        .base_path
        .replace("{store_hash}", &percent::encode(&account.store_hash));
    let mut template = operation.path.as_str();
    while let Some((before, after)) = template.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("an open brace in the path")?;
        let value = arguments
            .path
            .get(name)
            .ok_or_else(|| format!("no path argument {name}"))?;
        path.push_str(before);
        path.push_str(&percent::encode(&joined(value)?));
        template = after;
    }
    path.push_str(template);
    Ok(path)
}

fn query(operation: &Operation, arguments: &Arguments) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    let declared = operation.arguments();
    for (name, value) in &arguments.query {
        let parameter = declared
            .iter()
            .find(|parameter| parameter.place == "query" && parameter.name == name)
            .ok_or_else(|| format!("no query parameter {name}"))?;
        match value {
            Value::Array(items) if parameter.explode => {
                for item in items {
                    pairs.push((name.clone(), scalar(item)?));
                }
            }
            value => pairs.push((name.clone(), joined(value)?)),
        }
    }
    pairs.sort();
    Ok(pairs)
}

/// A value as one text, lists comma-separated: the styles `simple` and unexploded `form`.
fn joined(value: &Value) -> Result<String, String> {
    match value {
        Value::Array(items) => Ok(items
            .iter()
            .map(scalar)
            .collect::<Result<Vec<_>, _>>()?
            .join(",")),
        value => scalar(value),
    }
}

fn scalar(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        other => Err(format!("no rule says how {other} is sent as a parameter")),
    }
}

fn headers(
    operation: &Operation,
    arguments: &Arguments,
    account: &Account,
) -> Result<BTreeMap<String, Header>, String> {
    let mut headers: BTreeMap<String, Header> = ["api-version", "x-auth-client", "cookie"]
        .map(|name| (name.to_owned(), Header::Absent))
        .into();
    headers.insert(
        "user-agent".to_owned(),
        Header::Starts("bigcommerce".to_owned()),
    );
    headers.insert("accept".to_owned(), accept(operation));

    let credential = operation.credential()?;
    let mut secret = |name: &str, takers: &[Credential], value: &str| {
        let header = if takers.contains(&credential) {
            Header::Exactly(value.to_owned())
        } else {
            Header::Absent
        };
        headers.insert(name.to_owned(), header);
    };
    secret(
        "x-auth-token",
        &[Credential::Token, Credential::TokenAndHash],
        &account.access_token,
    );
    secret(
        "x-store-hash",
        &[Credential::TokenAndHash, Credential::HashOnly],
        &account.store_hash,
    );
    let legacy = match &*operation.api {
        "b2b_v2" => &account.b2b_v2_token,
        _ => &account.b2b_token,
    };
    secret("authtoken", &[Credential::LegacyToken], legacy);
    let authorization = match credential {
        Credential::StorefrontToken => {
            Header::Exactly(format!("Bearer {}", account.b2b_storefront_token))
        }
        Credential::PaymentToken => Header::Exactly(format!("PAT {}", account.payment_token)),
        _ => Header::Absent,
    };
    headers.insert("authorization".to_owned(), authorization);

    let content_type = match (&operation.body, &arguments.body) {
        (Some(body), Some(_)) if body.media_type == "multipart/form-data" => {
            Header::Starts("multipart/form-data; boundary=".to_owned())
        }
        (Some(body), Some(_)) => Header::Exactly(body.media_type.clone()),
        _ => Header::Absent,
    };
    headers.insert("content-type".to_owned(), content_type);
    for (name, value) in &arguments.header {
        headers.insert(name.to_ascii_lowercase(), Header::Exactly(joined(value)?));
    }
    Ok(headers)
}

/// JSON is asked for, except where an operation has no JSON response.
fn accept(operation: &Operation) -> Header {
    let mut media_types = operation
        .success
        .iter()
        .filter_map(|success| success.media_type.as_deref())
        .peekable();
    let first = media_types.peek().copied();
    match first {
        Some(other) if !media_types.any(|media_type| media_type == "application/json") => {
            Header::Admits(other.to_owned())
        }
        _ => Header::Exactly("application/json".to_owned()),
    }
}

fn body(operation: &Operation, arguments: &Arguments) -> Result<Body, String> {
    match (&operation.body, &arguments.body) {
        (_, None) => Ok(Body::Empty),
        (Some(body), Some(value)) => match body.media_type.as_str() {
            "application/json" => Ok(Body::Json(value.clone())),
            "multipart/form-data" => Ok(Body::Multipart(multipart::fields(
                &operation.document,
                &body.schema,
                value,
            ))),
            other => Err(format!("no rule says how {other} is sent")),
        },
        (None, Some(_)) => Err("a body for an operation without one".to_owned()),
    }
}
