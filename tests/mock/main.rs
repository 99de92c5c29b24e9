//! The mock store: what it takes, what it refuses and how it says so.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

#[cfg(feature = "app")]
mod app_installed;
mod conformance;
mod effects;
mod faults;
#[cfg(all(feature = "full", feature = "graphql"))]
mod graphql;
mod lists;
mod memory;
mod operations;
#[cfg(all(
    feature = "full",
    feature = "b2b-storefront",
    feature = "b2b-v2",
    feature = "payments"
))]
mod other_apis;
mod plain;
mod quota;
mod real;
mod refusals;
mod related;
mod tamper;
#[cfg(feature = "webhooks")]
mod webhooks;
