//! What the tests share: the vendored documents, arguments made from them, what OpenAPI says must go over the wire for
//! those arguments, a server that records what really came, and a call of every operation.
//!
//! Only [`calls`] and [`conformance`] use the client and nothing uses the generator, so a fault in either can't hide
//! in its own check.
//!
//! ```text
//! documents ─ operations ─→ arguments ─→ (the client under test) ─→ server ─ recorded ─┐
//!                 └────────────┴────────→ expect ───────────────────────────────────→ check
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

pub mod arguments;
pub mod calls;
pub mod check;
pub mod conformance;
pub mod documents;
pub mod expect;
pub mod json;
pub mod multipart;
pub mod pattern;
pub mod payload;
pub mod percent;
pub mod random;
pub mod sample;
pub mod schema;
pub mod server;
pub mod text;

/// Fails with the first of `faults`, if there are any.
///
/// # Panics
/// When there are.
#[track_caller]
pub fn report(faults: &[String]) {
    let shown: Vec<_> = faults.iter().take(40).map(String::as_str).collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        shown.join("\n")
    );
}

/// `error` with its causes, in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    text
}
