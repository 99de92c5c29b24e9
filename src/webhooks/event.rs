//! What a delivery says.

use std::fmt;

use serde_json::{Map, Value};

use super::Scope;

/// Something that happened in a store, as a webhook tells it. It says what changed, not how: read the thing itself.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// What happened. One that isn't known is kept as it is.
    pub scope: Scope,
    /// The channel that the scope names, if it names one.
    pub channel_id: Option<i64>,
    /// The hash of the store; empty where the delivery doesn't say it.
    pub store_hash: String,
    /// The number of the store, as text.
    pub store_id: Option<String>,
    /// What it happened to.
    pub data: EventData,
    /// When it happened, in Unix seconds.
    pub created_at: Option<i64>,
    /// A hash of the delivery's content, which tells duplicates apart. It is not a signature.
    pub hash: Option<String>,
    /// The id of the delivery, from its header `webhook-id`; empty for an event that was read without one.
    pub delivery_id: String,
}

/// What an event happened to.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EventData {
    /// Its kind, such as `order` or `cart`.
    pub kind: Option<String>,
    /// Its id: a number, or a UUID as a cart's. Where the delivery names it otherwise, that one: `company_id`,
    /// `user_id`, `metafield_id`, `quote_id`, `address_id` or `super_admin_id`.
    pub id: Option<EventId>,
    /// All that the delivery says of it, that included.
    pub fields: Map<String, Value>,
}

/// The id of what an event happened to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventId {
    /// A number.
    Number(i64),
    /// A text, such as a UUID.
    Text(String),
}

/// Names of ids other than `id`, the most specific first.
const IDS: [&str; 7] = [
    "id",
    "metafield_id",
    "address_id",
    "user_id",
    "quote_id",
    "super_admin_id",
    "company_id",
];

impl Event {
    /// Reads the body of a delivery with this id, without verifying where it comes from: use
    /// [`WebhookVerifier`](super::WebhookVerifier) for what comes over the network.
    ///
    /// # Errors
    /// When `body` isn't a JSON object. What an object lacks is left empty, and an unknown scope kept.
    pub fn read(body: &[u8], delivery_id: &str) -> Result<Self, serde_json::Error> {
        let mut delivery: Map<String, Value> = serde_json::from_slice(body)?;
        let data = delivery.remove("data").unwrap_or_default();
        let said = |name| delivery.get(name).and_then(text);
        let (scope, channel_id) = Scope::parse(&said("scope").unwrap_or_default());
        let producer = said("producer").unwrap_or_default();
        Ok(Self {
            scope,
            channel_id,
            store_hash: producer
                .strip_prefix("stores/")
                .unwrap_or_default()
                .to_owned(),
            store_id: said("store_id"),
            data: EventData::of(data),
            created_at: delivery.get("created_at").and_then(integer),
            hash: said("hash"),
            delivery_id: delivery_id.to_owned(),
        })
    }

    /// What is the same for an event that is delivered again, and differs from that of any other: the hash of the
    /// content, or the delivery's id where it has no hash.
    pub fn key(&self) -> &str {
        self.hash.as_deref().unwrap_or(&self.delivery_id)
    }
}

impl EventData {
    fn of(data: Value) -> Self {
        let Value::Object(fields) = data else {
            return Self::default();
        };
        let mut ids = IDS.iter().filter_map(|name| fields.get(*name));
        Self {
            kind: fields.get("type").and_then(text),
            id: ids.find_map(|id| match integer(id) {
                Some(number) => Some(EventId::Number(number)),
                None => text(id).map(EventId::Text),
            }),
            fields,
        }
    }

    /// The integer at `name`, such as `variant_id`.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.fields.get(name).and_then(integer)
    }
}

impl EventId {
    /// The number, if it is one.
    pub fn as_number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A text, or a number as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, also as text.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
