//! The program, with its input and output handed in.

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
use options::{HELP, Options, Wanted};

/// Runs with the command line `arguments`, in the environment that `variable` reads.
///
/// The exit code is 1 if a response was undecodable or missing (or, where only `ok` will do, a problem), and
/// 2 if nothing could be run.
pub async fn start(
    arguments: impl Iterator<Item = String>,
    variable: impl Fn(&str) -> Option<String>,
    out: &mut impl Write,
    err: &mut impl Write,
) -> ExitCode {
    let done = match Options::read(arguments, variable) {
        Ok(Wanted::Help) => out
            .write_all(HELP.as_bytes())
            .map_err(Into::into)
            .map(|()| true),
        Ok(Wanted::Run(options)) => run(&options, out, err).await,
        Err(fault) => Err(fault.into()),
    };
    match done {
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
    let visitor = visit::Visitor::new(options).await?;
    let (mut calls, mut ok, mut good) = (0, 0, true);
    for operation in visit::wanted(options) {
        let line = visitor.visit(operation).await;
        calls += 1;
        ok += usize::from(line.outcome == Outcome::Ok);
        good &= match line.outcome {
            Outcome::Ok => true,
            Outcome::Problem | Outcome::Partial => !options.strict,
            Outcome::Undecodable | Outcome::Transport => false,
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
        out.flush()?;
    }
    writeln!(err, "{ok} of {calls} ok")?;
    Ok(good)
}
