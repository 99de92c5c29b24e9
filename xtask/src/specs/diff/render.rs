//! The findings as Markdown for a changelog, and as JSON.

use std::{collections::BTreeMap, fmt::Write};

use semver::Version;
use serde::Serialize;

use super::{
    Finding,
    Group::{self, Additive, Breaking, Cosmetic},
    Kind, operations,
    surface::Surface,
    types, version,
};

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
    /// Documents that one of the states has in a form that can't be used, and why: nothing is said of them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub not_compared: BTreeMap<String, String>,
    /// The worst first, then by document.
    pub findings: Vec<Finding>,
}

impl Diff {
    /// Compares two states of a crate of the version `current`.
    pub fn new(old: &Surface, new: &Surface, current: Version) -> Self {
        let findings = compare(old, new);
        let severity = findings.iter().map(|finding| finding.group).max();
        let unusable = old.unusable.iter().chain(&new.unusable);
        Self {
            from: old.commit.clone(),
            to: new.commit.clone(),
            next_version: version::next(&current, severity).to_string(),
            version: current.to_string(),
            severity,
            not_compared: unusable
                .map(|(id, why)| (id.clone(), why.clone()))
                .collect(),
            findings,
        }
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
        if !self.not_compared.is_empty() {
            let _ = writeln!(text, "\n### Not compared ({})\n", self.not_compared.len());
            for (document, why) in &self.not_compared {
                let _ = writeln!(text, "- **{document}** can't be used: {why}");
            }
        }
        if self.findings.is_empty() {
            text += match self.not_compared.is_empty() {
                true => "\nNothing differs.\n",
                false => "\nNothing differs in the other documents.\n",
            };
        }
        for (group, title) in [
            (Breaking, "Breaking"),
            (Additive, "Additive"),
            (Cosmetic, "Cosmetic"),
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

/// Everything that differs, the worst first.
fn compare(old: &Surface, new: &Surface) -> Vec<Finding> {
    let mut findings = Vec::new();
    let of_document = |id: &str, kind, group, from: Option<&str>, to: Option<&str>| Finding {
        group,
        kind,
        document: id.to_owned(),
        operations: Vec::new(),
        item: String::new(),
        pointer: "#".to_owned(),
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    };
    let (before, after) = (old.documents(), new.documents());
    for (id, was) in &before {
        let Some(is) = after.get(id) else {
            if !new.unusable.contains_key(id) {
                let feature = Some(was.document.feature.as_str());
                findings.push(of_document(
                    id,
                    Kind::DocumentRemoved,
                    Breaking,
                    feature,
                    None,
                ));
            }
            continue;
        };
        let (from, to) = (&was.document.base_path, &is.document.base_path);
        if from != to {
            let (from, to) = (Some(from.as_str()), Some(to.as_str()));
            findings.push(of_document(id, Kind::BasePathChanged, Breaking, from, to));
        }
    }
    for (id, is) in &after {
        if !before.contains_key(id) && !old.unusable.contains_key(id) {
            let feature = Some(is.document.feature.as_str());
            findings.push(of_document(
                id,
                Kind::DocumentAdded,
                Additive,
                None,
                feature,
            ));
        }
    }
    for (api, was) in &old.apis {
        if let Some(is) = new.apis.get(api) {
            let is_whole = !old.lacks_some_of(*api) && !new.lacks_some_of(*api);
            types::compare(api.name(), was, is, is_whole, &mut findings);
        }
    }
    operations::compare(old, new, &mut findings);
    for (id, was) in &before {
        let differs = after
            .get(id)
            .is_some_and(|is| is.corrected != was.corrected);
        if differs && findings.iter().all(|finding| finding.document != *id) {
            findings.push(of_document(id, Kind::FactsChanged, Cosmetic, None, None));
        }
    }
    let mut findings = joined(findings);
    findings.sort_by(|a, b| {
        let key = |it: &Finding| {
            (
                it.document.clone(),
                it.item.clone(),
                it.kind,
                it.pointer.clone(),
            )
        };
        b.group.cmp(&a.group).then_with(|| key(a).cmp(&key(b)))
    });
    findings
}

/// One finding of what several operations of a document have in common: one edit of a shared parameter or
/// of the document's credential.
fn joined(findings: Vec<Finding>) -> Vec<Finding> {
    let mut joined: Vec<Finding> = Vec::new();
    for finding in findings {
        let part = |finding: &Finding| {
            let dot = finding.item.find('.').filter(|_| is_of_operation(finding));
            dot.map_or("", |dot| &finding.item[dot..]).to_owned()
        };
        let same = |other: &&mut Finding| {
            (other.kind, other.group, &other.document)
                == (finding.kind, finding.group, &finding.document)
                && (&other.from, &other.to) == (&finding.from, &finding.to)
                && part(other) == part(&finding)
        };
        let shares = match finding.kind {
            Kind::CredentialChanged => true,
            _ => is_of_operation(&finding) && !part(&finding).is_empty(),
        };
        match joined.iter_mut().find(same).filter(|_| shares) {
            Some(known) => {
                known.item = part(known);
                known.operations.extend(finding.operations);
            }
            None => joined.push(finding),
        }
    }
    joined
}

/// Whether a finding is of an argument of an operation.
fn is_of_operation(finding: &Finding) -> bool {
    finding
        .item
        .starts_with(|letter: char| letter.is_lowercase() || letter == '.')
}

fn line(finding: &Finding) -> String {
    let kind = serde_json::to_value(finding.kind).unwrap_or_default();
    let mut line = kind.as_str().unwrap_or_default().replace('-', " ");
    if !finding.item.is_empty() {
        line += &format!(" `{}`", finding.item);
    }
    match (&finding.from, &finding.to) {
        (Some(from), Some(to)) => line += &format!(", {} to {}", short(from), short(to)),
        (Some(value), None) | (None, Some(value)) => line += &format!(", {}", short(value)),
        (None, None) => (),
    }
    match finding.operations.as_slice() {
        [] => (),
        [one] => line += &format!(": `{one}`"),
        [one, others @ ..] => line += &format!(": `{one}` and {} more", others.len()),
    }
    line + &format!(" (`{}`)", finding.pointer)
}

/// The first part of a text, as code.
fn short(text: &str) -> String {
    let text = text.replace('`', "'").replace('\n', " ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{} …`", &text[..end]),
        None => format!("`{text}`"),
    }
}
