//! Calls every operation once and says what came of it, one JSON line each: for a sandbox store or a mock server.
//!
//! [`Options`] are its command line, `visit` makes the calls and `line` the lines.

mod glob;
mod line;
mod options;
mod visit;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use line::Outcome;
pub use options::{Options, Tokens};
pub use visit::account_of;

/// Runs as `options` say, with lines to `out` and the sum to `err`.
///
/// The exit code is 1 if a response was undecodable or missing (or, where only `ok` will do, a problem), and
/// 2 if nothing could be run.
pub async fn start(options: &Options, out: &mut impl Write, err: &mut impl Write) -> ExitCode {
    match run(options, out, err).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            // Where even this can't be written, the exit code has to do.
            let _: io::Result<()> = writeln!(err, "error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether every call had a response that will do.
async fn run(
    options: &Options,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let visitor = visit::Visitor::new(options)?;
    let (mut calls, mut ok, mut good) = (0, 0, true);
    for operation in visit::wanted(options) {
        let line = visitor.visit(operation).await;
        calls += 1;
        ok += usize::from(line.outcome == Outcome::Ok);
        good &= match line.outcome {
            Outcome::Ok => true,
            Outcome::Problem | Outcome::Partial => !(options.strict || options.mock),
            Outcome::Undecodable | Outcome::Transport => false,
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
        out.flush()?;
    }
    writeln!(err, "{ok} of {calls} ok")?;
    Ok(good)
}
