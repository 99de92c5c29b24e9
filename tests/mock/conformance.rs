//! The program `conformance` against the mock store.

use std::process::ExitCode;

use bigcommerce_mock::MockStore;
use clap::Parser;
use serde_json::Value;

use crate::tamper::Hosts;
use testkit::{
    calls::CALLS,
    conformance::{self, Options},
    documents,
};

/// What a strict run printed, and what the mock store noted meanwhile.
pub struct Run {
    lines: Vec<Value>,
    said: String,
    code: ExitCode,
    pub violations: Vec<String>,
}

impl Run {
    /// A run against `hosts`, behind which `mock` is.
    pub async fn of(mock: &MockStore, hosts: &Hosts) -> Self {
        let urls = [
            "--bigcommerce-url",
            &hosts.bigcommerce,
            "--b2b-url",
            &hosts.b2b,
        ];
        let mut run = run(urls.into_iter().chain(["--strict", "--no-pacing"])).await;
        run.violations = mock.violations().iter().map(ToString::to_string).collect();
        run
    }

    /// How many operations were ok.
    pub fn ok(&self) -> usize {
        let outcomes = self.lines.iter().map(|line| &line["outcome"]);
        outcomes.filter(|outcome| *outcome == "ok").count()
    }

    /// Whether every operation was called and ok.
    pub fn is_green(&self) -> bool {
        self.code == ExitCode::SUCCESS && self.ok() == CALLS.len()
    }

    /// Asserts that it failed, with this status for these operations.
    #[track_caller]
    pub fn is_red(&self, operations: &[&str], status: u16) {
        assert_eq!(self.code, ExitCode::from(1));
        assert!(self.ok() < CALLS.len());
        for name in operations {
            let line = self.lines.iter().find(|line| {
                let name_of = ["api", "module", "operation"].map(|key| line[key].as_str());
                name_of.map(Option::unwrap).join(".") == *name
            });
            let line = line.unwrap();
            assert_eq!(
                (&line["outcome"], &line["status"]),
                (&"problem".into(), &status.into())
            );
        }
    }

    /// Asserts that the mock store noted this.
    #[track_caller]
    pub fn says(&self, violation: &str) {
        let mut noted = self.violations.iter();
        assert!(
            noted.any(|noted| noted.starts_with(violation)),
            "{violation}"
        );
    }
}

async fn run<'a>(given: impl Iterator<Item = &'a str>) -> Run {
    let options = Options::parse_from(["conformance"].into_iter().chain(given));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = conformance::start(&options, &mut out, &mut err).await;
    let lines = serde_json::Deserializer::from_slice(&out).into_iter();
    Run {
        lines: lines.collect::<Result<_, _>>().unwrap(),
        said: String::from_utf8(err).unwrap(),
        code,
        violations: Vec::new(),
    }
}

#[tokio::test]
async fn a_run_with_a_mock_store_of_its_own_is_green() {
    let run = run(["--mock"].into_iter()).await;
    let all = CALLS.len();
    assert_eq!(run.said, format!("{all} of {all} ok\n"));
    assert!(run.is_green());
    if cfg!(feature = "full") {
        assert_eq!(run.ok(), documents::operations().len());
    }
}
