//! What the wire tests stand on: the vendored documents, arguments made from them, what OpenAPI says must go over the wire for
//! those arguments, and a server that writes down what really came.
//!
//! Nothing here uses the generator or the client, so a fault in either can't hide in its own check.
//!
//! ```text
//! documents ─ operations ─→ arguments ─→ (the client under test) ─→ server ─ recorded ─┐
//!                 └────────────┴────────→ expect ───────────────────────────────────→ check
//! ```
#![allow(
    dead_code,
    reason = "each test binary compiles all of these modules and uses some"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

pub mod arguments;
pub mod check;
pub mod documents;
pub mod expect;
pub mod json;
pub mod multipart;
pub mod pattern;
pub mod percent;
pub mod random;
pub mod sample;
pub mod schema;
pub mod server;
pub mod text;
