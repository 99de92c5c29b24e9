//! APIs beside the ones that the unified token opens, each with a token of its own.
//!
//! | client | API | token | feature |
//! |---|---|---|---|
//! | `B2bStorefront` | B2B Edition REST Storefront: what a buyer sees and does | [`B2bStorefrontToken`](crate::B2bStorefrontToken) of one user, valid for a day; some operations need none | `b2b-storefront` |
//! | `B2bV2` | B2B Edition v2 REST Management, deprecated; its v3 takes the unified token | [`B2bV2Token`](crate::B2bV2Token) of a v2 account | `b2b-v2` |
//! | `Payments` | payment processing | [`PaymentAccessToken`](crate::PaymentAccessToken) of one payment | `payments` |
//!
//! Requests, pages, errors, retries and options are those of a [`Store`](crate::Store). None of these tokens is taken by a
//! `Store`, and none of these clients takes the token of an API account.

#[cfg(feature = "b2b-storefront")]
mod b2b_storefront;
#[cfg(feature = "b2b-v2")]
mod b2b_v2;
mod builder;
#[cfg(feature = "payments")]
mod payments;

#[cfg(feature = "b2b-storefront")]
pub use b2b_storefront::B2bStorefront;
#[cfg(feature = "b2b-v2")]
pub use b2b_v2::B2bV2;
pub use builder::Builder;
#[cfg(feature = "payments")]
pub use payments::Payments;
