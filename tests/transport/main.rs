//! What lists, files, streams, batches and the view from outside promise, with real HTTP on loopback.
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

#[cfg(all(
    feature = "v3-customers",
    feature = "v3-inventory",
    feature = "v3-tax-classes"
))]
mod batches;
#[path = "../calls/clients.rs"]
mod clients;
mod connections;
#[cfg(feature = "v3-redirects")]
mod downloads;
mod endings;
#[allow(dead_code, reason = "other tests use more of it")]
#[path = "../calls/given.rs"]
mod given;
mod hangs;
mod lists;
mod observability;
mod pages;
mod paging;
mod platform;
#[path = "../support/mod.rs"]
mod support;
mod uploads;
mod waiting;
