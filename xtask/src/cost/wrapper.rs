//! This program as `RUSTC_WRAPPER`: it runs the compiler and writes down the CPU time of each crate.

use std::{
    env, fs,
    io::Write,
    process::{Command, ExitCode},
};

use nix::sys::resource::{UsageWho, getrusage};

/// Where the wrapper writes; its presence makes this program the wrapper.
pub const LOG: &str = "XTASK_COST_LOG";

/// Runs the compiler as cargo asked and writes down what it cost, if cargo called us for that.
pub fn wrapper() -> Option<ExitCode> {
    let log = env::var_os(LOG)?;
    let mut args = env::args_os().skip(1);
    let status = Command::new(args.next()?).args(args).status().ok()?;
    let words: Vec<_> = env::args().collect();
    let after = |flag: &str| {
        words
            .iter()
            .position(|w| w == flag)
            .and_then(|at| words.get(at + 1))
    };
    // Asked for its version or target, rustc compiles nothing.
    if let Some(name) = after("--crate-name").filter(|name| *name != "___") {
        // Every build script is called the same; the package tells them apart.
        let package = env::var("CARGO_PKG_NAME")
            .unwrap_or_default()
            .replace('-', "_");
        let name = if name == "build_script_build" {
            format!("{name}_{package}")
        } else {
            name.clone()
        };
        let file = fs::OpenOptions::new().create(true).append(true).open(log);
        // A line that can't be written shows as a missing measurement.
        let _ = file.and_then(|mut file| writeln!(file, "{name}\t{}", children()));
    }
    Some(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// CPU seconds of the processes this one has waited for.
pub fn children() -> f64 {
    getrusage(UsageWho::RUSAGE_CHILDREN).map_or(f64::NAN, |usage| {
        let seconds =
            |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
        seconds(usage.user_time()) + seconds(usage.system_time())
    })
}

/// One run of the compiler.
pub struct Row {
    pub name: String,
    pub cpu: f64,
}

impl Row {
    pub fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let name = fields.next()?.to_owned();
        let cpu = fields.next_back()?.parse().ok()?;
        Some(Self { name, cpu })
    }
}
