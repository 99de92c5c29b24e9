//! The promises of the facade, one test each, through the public API with real HTTP on loopback.
#![cfg(all(
    feature = "v3-products",
    feature = "v2-orders",
    feature = "b2b-companies",
    feature = "b2b-users"
))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

mod building;
mod cancel;
mod credentials;
mod dates;
mod decimals;
mod diagnose;
mod errors;
mod first_calls;
#[cfg(feature = "graphql")]
mod graphql;
mod hosts;
mod input;
mod options;
mod partial;
mod platform;
mod raw_requests;
mod reading;
mod recorded;
mod responses;
mod secrets;
mod sending;
mod sources;
mod stores;
#[cfg(feature = "v3-redirects")]
mod streams;
mod unions;
mod values;
#[cfg(feature = "webhooks")]
mod webhooks;
