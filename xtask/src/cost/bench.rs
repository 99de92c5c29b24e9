//! Projects that depend on a crate, and what compiling them costs.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{
    Error, Result, script,
    wrapper::{LOG, Row, children},
};

/// The crate whose build script is ours.
const OWN: &str = "bigcommerce";

/// Where it is measured.
pub struct Bench {
    pub folder: PathBuf,
}

/// CPU seconds of a clean check.
pub struct Dependent {
    /// The crate depended on.
    pub own: f64,
    /// What its build script is made of, and the script.
    pub generator: f64,
    /// The script's run.
    pub running: f64,
    /// All other crates.
    pub crates: f64,
    /// What isn't the compiler: other build scripts, which compile C, and Cargo.
    pub rest: f64,
    pub whole: f64,
}

impl Bench {
    /// CPU seconds of compiling the crate `name` alone.
    pub fn crate_cost(&self, name: &str, dependency: &str, args: &[&str]) -> Result<f64> {
        let project = self.project(name, dependency)?;
        let target = self.folder.join("target");
        // What the crate needs may be there from before, the crate itself must not.
        let clean = cargo(&project, &target)
            .args(["clean", "-p", name])
            .output();
        clean.map_err(|source| Error::Io {
            path: project.clone(),
            source,
        })?;
        self.measured(&project, &target, args)?
            .iter()
            .filter(|row| row.name == name)
            .map(|row| row.cpu)
            .next_back()
            .ok_or_else(|| Error::Missing(name.to_owned()))
    }

    /// What a clean check of a crate with the `dependency` called `name` costs.
    pub fn dependent(&self, name: &str, dependency: &str) -> Result<Dependent> {
        let project = self.project("dependent", dependency)?;
        let target = self.folder.join("clean");
        // What isn't there needs no cleaning.
        let _ = fs::remove_dir_all(&target);
        let _ = fs::remove_file(project.join("Cargo.lock"));
        // A download is no compilation.
        self.succeeds(cargo(&project, &target).arg("fetch"))?;
        let before = children();
        let rows = self.measured(&project, &target, &["check"])?;
        let whole = children() - before;
        let (generator_crates, running) = if name == OWN {
            (script::crates()?, script::run(&target)?)
        } else {
            (Vec::new(), 0.0)
        };
        let sum = |keep: &dyn Fn(&str) -> bool| -> f64 {
            rows.iter()
                .filter(|row| keep(&row.name))
                .fold(0.0, |sum, row| sum + row.cpu)
        };
        let own = sum(&|crate_name| crate_name == name);
        let generator = sum(&|name| {
            generator_crates.iter().any(|known| known == name)
                || name == "build_script_build_bigcommerce"
        });
        let compiled = sum(&|_| true);
        Ok(Dependent {
            own,
            generator,
            running,
            crates: compiled - own - generator,
            rest: whole - compiled - running,
            whole,
        })
    }

    /// A crate that depends on `dependency` and uses nothing of it.
    fn project(&self, name: &str, dependency: &str) -> Result<PathBuf> {
        let folder = self.folder.join(format!("uses-{name}"));
        let io = |source| Error::Io {
            path: folder.clone(),
            source,
        };
        fs::create_dir_all(folder.join("src")).map_err(io)?;
        let manifest = format!(
            "[package]\nname = \"uses-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependency}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).map_err(io)?;
        fs::write(folder.join("src/lib.rs"), "").map_err(io)?;
        Ok(folder)
    }

    fn measured(&self, project: &Path, target: &Path, args: &[&str]) -> Result<Vec<Row>> {
        let log = self.folder.join("crates.log");
        // Absent is as good as removed.
        let _ = fs::remove_file(&log);
        let us = env::current_exe().map_err(|source| Error::Io {
            path: "xtask".into(),
            source,
        })?;
        let mut run = cargo(project, target);
        self.succeeds(run.args(args).env("RUSTC_WRAPPER", us).env(LOG, &log))?;
        let text = fs::read_to_string(&log).map_err(|source| Error::Io { path: log, source })?;
        Ok(text.lines().filter_map(Row::parse).collect())
    }

    /// Runs `cargo`, with what it says in a file.
    fn succeeds(&self, cargo: &mut Command) -> Result<()> {
        let log = self.folder.join("cargo.log");
        let file = fs::File::create(&log).map_err(|source| Error::Io {
            path: log.clone(),
            source,
        })?;
        let status = cargo.stdout(Stdio::null()).stderr(file).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            _ => Err(Error::Cargo { log }),
        }
    }
}

/// Cargo in `project`, with all that it compiles in `target`.
pub fn cargo(project: &Path, target: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(project)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0");
    cargo
}
