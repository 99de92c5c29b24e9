//! Webhooks: verified and typed deliveries, and hooks that are there as they should be.
//!
//! ```
//! use bigcommerce::webhooks::{Event, Scope, WebhookError, WebhookVerifier};
//! use http::HeaderMap;
//!
//! // The client secret of the API account or app whose token made the hooks.
//! fn received(client_secret: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
//!     let event = WebhookVerifier::new(client_secret).verify(headers, body)?;
//!     match event.scope {
//!         Scope::OrderCreated => println!("order {:?} in {}", event.data.id, event.store_hash),
//!         other => println!("{other}"),
//!     }
//!     Ok(())
//! }
//! ```
//!
//! The body has to be the bytes as they came: what was parsed and written again has another signature. Headers and
//! body are what any HTTP framework has, such as `axum`'s `HeaderMap` and `Bytes`.
//!
//! BigCommerce takes any 2xx for received and delivers again otherwise, up to eleven times in two days; the same event
//! can come twice, so keep [`Event::key`] of those that were dealt with.

mod ensure;
mod event;
mod verifier;

pub use self::{
    ensure::{Change, Ensured},
    event::{Event, EventData, EventId},
    verifier::{WebhookError, WebhookVerifier},
};

include!(concat!(env!("OUT_DIR"), "/webhook_scopes.rs"));

impl Scope {
    /// The scope as it is given for one channel: `{channel_id}` is replaced by its number.
    ///
    /// ```
    /// use bigcommerce::webhooks::Scope;
    ///
    /// assert_eq!(Scope::ChannelOrderCreated.in_channel(7), "store/channel/7/order/created");
    /// ```
    pub fn in_channel(&self, channel_id: i64) -> String {
        self.as_str()
            .replace("{channel_id}", &channel_id.to_string())
    }

    /// Whether an event of the scope `other` is delivered to a hook of this one: it is the same, or this one ends with
    /// `*` and `other` is below it.
    pub fn covers(&self, other: &Self) -> bool {
        let (own, other) = (self.as_str(), other.as_str());
        let family = own.strip_suffix('*');
        own == other || family.is_some_and(|family| other.starts_with(family))
    }

    /// The scope that a delivery or a hook names, and the channel whose number it had in it.
    ///
    /// ```
    /// use bigcommerce::webhooks::Scope;
    ///
    /// let (scope, channel) = Scope::parse("store/channel/7/updated");
    /// assert_eq!((scope.as_str(), channel), ("store/channel/{channel_id}/updated", Some(7)));
    /// ```
    pub fn parse(text: &str) -> (Self, Option<i64>) {
        let text = text.trim_end_matches('/');
        let channel = text.strip_prefix("store/channel/");
        let channel = channel.and_then(|rest| rest.split_once('/'));
        let channel = channel.and_then(|(id, rest)| Some((id.parse().ok()?, rest)));
        match channel {
            Some((id, rest)) => (
                Self::from(format!("store/channel/{{channel_id}}/{rest}")),
                Some(id),
            ),
            None => (Self::from(text), None),
        }
    }
}
