//! What becomes of calls when connections and responses fail: every class of call against every fault,
//! one by one and then all at once, over real HTTP on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

/// Held by a test while it runs: the tests have clocks, and would take the processor from each other.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

mod class;
mod fault;
mod lasting;
mod matrix;
mod platform;
mod rules;
mod shop;
mod storm;
mod trial;
