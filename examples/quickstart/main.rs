//! One access token, three APIs: lists a store's products (v3), orders (v2) and B2B Edition companies
//! with their users, and creates one of each.
//!
//! ```sh
//! cargo run --example quickstart             # a local store, started in this process
//! cargo run --example quickstart -- --help   # how to point it at a real one
//! ```
//!
//! What calls the APIs is `app/visit.rs` and `app/create.rs`; the rest reads options, prints, and plays
//! the platform.

mod app;

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let variable = |name: &str| std::env::var_os(name).map(|v| v.to_string_lossy().into_owned());
    app::start(
        std::env::args_os()
            .skip(1)
            .map(|argument| argument.to_string_lossy().into_owned()),
        variable,
        &mut std::io::stdout(),
        &mut std::io::stderr(),
    )
    .await
}
