//! The findings as Markdown for a changelog, and as JSON.

use std::fmt::Write;

use semver::Version;
use serde::Serialize;
use serde_json::Value;

use super::{Direction, Finding, Group, documents, version};
use crate::specs::{Result, state::State};

/// How much of a value is shown.
const SHOWN: usize = 80;

/// What differs between two states, and the version that says so.
#[derive(Debug, Serialize)]
pub struct Diff {
    /// Commit of the older state, where it is known.
    pub from: Option<String>,
    /// Commit of the newer state.
    pub to: Option<String>,
    /// The crate's version.
    pub version: String,
    /// The version after it.
    pub next_version: String,
    /// The worst group there is something in.
    pub severity: Option<Group>,
    /// The worst first, then by document.
    pub findings: Vec<Finding>,
}

impl Diff {
    /// Compares two states of a crate of the version `current`.
    pub fn new(old: &State, new: &State, current: Version) -> Result<Self> {
        let findings = documents::compare(old, new)?;
        let severity = findings.iter().map(|finding| finding.group).max();
        Ok(Self {
            from: old.manifest.upstream.commit.clone(),
            to: new.manifest.upstream.commit.clone(),
            next_version: version::next(&current, severity).to_string(),
            version: current.to_string(),
            severity,
            findings,
        })
    }

    /// The worst group there is something in.
    pub fn severity(&self) -> Option<Group> {
        self.severity
    }

    /// A part of a changelog.
    pub fn markdown(&self) -> String {
        let mut text = format!("## {}\n", self.next_version);
        let short = |commit: &Option<String>| {
            let commit = commit
                .as_deref()
                .map(|commit| commit.get(..12).unwrap_or(commit));
            commit.unwrap_or("an unnamed state").to_owned()
        };
        let (from, to) = (short(&self.from), short(&self.to));
        let _ = writeln!(
            text,
            "\nBigCommerce's documents from {from} to {to}; before: {}.",
            self.version
        );
        if self.findings.is_empty() {
            text += "\nNothing differs.\n";
        }
        for (group, title) in [
            (Group::Breaking, "Breaking"),
            (Group::Additive, "Additive"),
            (Group::Cosmetic, "Cosmetic"),
        ] {
            let findings = self
                .findings
                .iter()
                .filter(|finding| finding.group == group);
            let findings: Vec<_> = findings.collect();
            if findings.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n### {title} ({})", findings.len());
            let mut document = "";
            for finding in findings {
                if document != finding.document {
                    document = &finding.document;
                    let _ = writeln!(text, "\n**{document}**");
                }
                let _ = writeln!(text, "- {}", line(finding));
            }
        }
        text
    }
}

fn line(finding: &Finding) -> String {
    let kind = serde_json::to_value(finding.kind).unwrap_or_default();
    let mut line = kind.as_str().unwrap_or_default().replace('-', " ");
    if let Some(direction) = finding.direction {
        line += match direction {
            Direction::Request => " in request",
            Direction::Response => " in response",
        };
    }
    match (&finding.from, &finding.to) {
        (Some(from), Some(to)) => line += &format!(", {} to {}", short(from), short(to)),
        (Some(value), None) | (None, Some(value)) => line += &format!(", {}", short(value)),
        (None, None) => (),
    }
    line += ": ";
    match (&finding.of_type, finding.operations.as_slice()) {
        (Some(name), _) => line += &format!("type `{name}`, "),
        (None, [one]) => line += &format!("`{one}`, "),
        (None, [one, others @ ..]) => line += &format!("`{one}` and {} more, ", others.len()),
        (None, []) => (),
    }
    line + &format!("`{}`", finding.pointer)
}

/// The first part of a value's text, as code.
fn short(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let text = text.replace('`', "'").replace('\n', " ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{} …`", &text[..end]),
        None => format!("`{text}`"),
    }
}
