//! What `specs diff` finds as lines of `CHANGELOG.md`, which has the form of Keep a Changelog.

use std::collections::BTreeMap;

use semver::Version;

use crate::specs::diff::{Diff, Finding, Group, Kind};

/// The parts of a release, in their order.
const PARTS: [&str; 6] = [
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
];

const UNRELEASED: &str = "## [Unreleased]";
const NEXT: &str = "Next version: ";

/// How many names a line has at most.
const NAMES: usize = 6;

/// `text` with what users notice of `diff` under what isn't released yet; `None` if it has no such
/// part.
pub fn add(text: &str, diff: &Diff) -> Option<String> {
    let lines = lines(&diff.findings);
    let (head, rest) = text.split_once(UNRELEASED)?;
    if lines.is_empty() {
        return Some(text.to_owned());
    }
    let end = rest.find("\n## ").map_or(rest.len(), |end| end + 1);
    let (unreleased, older) = rest.split_at(end);
    let mut release = Release::read(unreleased);
    release.announce(&diff.next_version);
    for (part, line) in lines {
        release.add(part, line);
    }
    Some(format!("{head}{UNRELEASED}\n{}{older}", release.text()))
}

/// What isn't released yet.
#[derive(Default)]
struct Release {
    next: Option<Version>,
    /// What stands before the first part.
    words: Vec<String>,
    parts: BTreeMap<String, Vec<String>>,
}

impl Release {
    fn read(text: &str) -> Self {
        let mut release = Self::default();
        let mut part = None;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if let Some(next) = line.strip_prefix(NEXT) {
                release.next = Version::parse(next.trim_end_matches('.')).ok();
            } else if let Some(title) = line.strip_prefix("### ") {
                part = Some(title.trim().to_owned());
            } else {
                let lines = match &part {
                    None => &mut release.words,
                    Some(part) => release.parts.entry(part.clone()).or_default(),
                };
                lines.push(line.to_owned());
            }
        }
        release
    }

    /// The next version is the greatest of those that were announced.
    fn announce(&mut self, next: &str) {
        let next = Version::parse(next).ok();
        self.next = self.next.take().max(next);
    }

    fn add(&mut self, part: &str, line: String) {
        let lines = self.parts.entry(part.to_owned()).or_default();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        if let Some(next) = &self.next {
            text += &format!("{NEXT}{next}.\n");
        }
        for line in &self.words {
            text += &format!("{line}\n");
        }
        let others = self.parts.keys().map(String::as_str);
        let others = others.filter(|part| !PARTS.contains(part));
        for part in PARTS.into_iter().chain(others) {
            let lines = self.parts.get(part).map(Vec::as_slice).unwrap_or_default();
            if !lines.is_empty() {
                text += &format!("\n### {part}\n{}\n", lines.join("\n"));
            }
        }
        text + "\n"
    }
}

/// A line for each document, part and kind, with the places.
fn lines(findings: &[Finding]) -> Vec<(&'static str, String)> {
    let mut all: BTreeMap<(usize, &str, Kind, bool), Vec<String>> = BTreeMap::new();
    for finding in findings.iter().filter(|it| it.group > Group::Cosmetic) {
        let breaks = finding.group == Group::Breaking;
        let key = (
            part(finding),
            finding.document.as_str(),
            finding.kind,
            breaks,
        );
        let names = all.entry(key).or_default();
        let name = name(finding);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let lines = all
        .into_iter()
        .map(|((part, document, kind, breaks), names)| {
            let breaks = if breaks { "**breaking** " } else { "" };
            let more = names.len().saturating_sub(NAMES);
            let mut named = names[..names.len() - more].join(", ");
            if more > 0 {
                named += &format!(" and {more} more");
            }
            let kind = serde_json::to_value(kind).unwrap_or_default();
            let kind = kind.as_str().unwrap_or_default().replace('-', " ");
            let line = match named.as_str() {
                "" => format!("- {breaks}`{document}`: {kind}"),
                named => format!("- {breaks}`{document}`: {kind}: {named}"),
            };
            (PARTS[part], line)
        });
    lines.collect()
}

/// The part of a release that a finding belongs to.
fn part(finding: &Finding) -> usize {
    let kind = format!("{:?}", finding.kind);
    let title = match finding.kind {
        Kind::OperationDeprecated => "Deprecated",
        _ if kind.ends_with("Removed") => "Removed",
        _ if kind.ends_with("Added") && finding.group == Group::Additive => "Added",
        _ => "Changed",
    };
    let place = PARTS.iter().position(|part| *part == title);
    place.unwrap_or_default()
}

/// What a finding is about, in a few signs.
fn name(finding: &Finding) -> String {
    match (finding.item.as_str(), finding.operations.first()) {
        ("", None) => String::new(),
        ("", Some(operation)) => format!("`{operation}`"),
        (item, _) => format!("`{}`", item.trim_start_matches('.')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(group: Group, kind: Kind, item: &str) -> Finding {
        Finding {
            group,
            kind,
            document: "v3/things".into(),
            operations: Vec::new(),
            item: item.into(),
            pointer: "#".into(),
            from: None,
            to: None,
        }
    }

    fn diff(next: &str, findings: Vec<Finding>) -> Diff {
        Diff {
            from: None,
            to: None,
            version: "0.1.0".into(),
            next_version: next.into(),
            severity: findings.iter().map(|finding| finding.group).max(),
            not_compared: BTreeMap::new(),
            findings,
        }
    }

    const BEFORE: &str =
        "# Changelog\n\n## [Unreleased]\n\n### Fixed\n- By hand.\n\n## [0.1.0]\n- All.\n";

    #[test]
    fn what_users_notice_is_added_once_and_the_rest_stays() {
        let found = diff(
            "0.2.0",
            vec![
                finding(Group::Breaking, Kind::FieldRemoved, "Thing.size"),
                finding(Group::Additive, Kind::FieldAdded, "Thing.name"),
                finding(Group::Additive, Kind::FieldAdded, "Thing.kind"),
                finding(Group::Additive, Kind::DocumentAdded, ""),
                finding(Group::Cosmetic, Kind::FactsChanged, ""),
            ],
        );
        let added = add(BEFORE, &found).unwrap();
        let expected = "\
# Changelog

## [Unreleased]
Next version: 0.2.0.

### Added
- `v3/things`: document added
- `v3/things`: field added: `Thing.name`, `Thing.kind`

### Removed
- **breaking** `v3/things`: field removed: `Thing.size`

### Fixed
- By hand.

## [0.1.0]
- All.
";
        assert_eq!(added, expected);
        assert_eq!(add(&added, &found).unwrap(), expected);
        // A later one that breaks nothing doesn't take that back.
        let later = diff(
            "0.1.1",
            vec![finding(Group::Additive, Kind::DocumentAdded, "")],
        );
        assert_eq!(add(&added, &later).unwrap(), expected);
    }

    #[test]
    fn nothing_to_notice_is_no_line() {
        let nothing = diff("0.1.0", Vec::new());
        assert_eq!(add(BEFORE, &nothing).unwrap(), BEFORE);
        assert_eq!(add("# Changelog\n", &nothing), None);
    }

    #[test]
    fn a_line_names_some_and_counts_the_rest() {
        let each = (0..9).map(|index| {
            finding(
                Group::Additive,
                Kind::FieldAdded,
                &format!("Thing.p{index}"),
            )
        });
        let lines = lines(&each.collect::<Vec<_>>());
        assert!(lines[0].1.ends_with("`Thing.p5` and 3 more"), "{lines:?}");
    }
}
