//! Calls every operation once and says what came of it, one JSON line each: for a sandbox store or a
//! mock server.
//!
//! ```sh
//! cargo run --example conformance --features full -- \
//!     --bigcommerce-url http://127.0.0.1:4010 --b2b-url http://127.0.0.1:4011 --only 'v3.products.*'
//! cargo run --example conformance --features full -- --mock
//! cargo run --example conformance --features full -- --help
//! ```
//!
//! `app/options.rs` reads the command line, `app/visit.rs` makes the calls and `app/line.rs` the lines.
//! The calls and their arguments are those of the crate's own tests.

mod app;
#[path = "../../tests/calls/mod.rs"]
mod calls;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    let variable = |name: &str| std::env::var(name).ok();
    app::start(
        arguments,
        variable,
        &mut std::io::stdout(),
        &mut std::io::stderr(),
    )
    .await
}
