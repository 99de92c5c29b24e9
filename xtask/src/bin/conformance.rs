//! Calls every operation once and says what came of it: for a sandbox store or a mock server.
//!
//! ```sh
//! cargo conformance --bigcommerce-url http://127.0.0.1:4010 --b2b-url http://127.0.0.1:4011 --only 'v3.products.*'
//! cargo conformance --mock
//! cargo conformance --help
//! ```

use std::{io, process::ExitCode};

use clap::Parser;
use testkit::conformance::{Options, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start(&Options::parse(), &mut io::stdout(), &mut io::stderr()).await
}
