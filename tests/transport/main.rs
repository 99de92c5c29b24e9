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
mod connections;
#[cfg(feature = "v3-redirects")]
mod downloads;
mod endings;
mod hangs;
mod lists;
mod observability;
mod pages;
mod paging;
mod platform;
mod uploads;
mod waiting;
