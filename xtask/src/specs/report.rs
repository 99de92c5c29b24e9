//! What an import says to the maintainer.

use std::collections::BTreeMap;

use bigcommerce_codegen::correct::Misfit;
use serde_json::Value;

use super::{import::Import, select};

const UNREVIEWED: &str = "Names that may mean a secret, to review in secrets.json:";
const UNFIT: &str = "Reviewed secrets that fit no more, to drop or mend in secrets.json:";

const LIMITS: &str =
    "Limits to look at again in limits.json, for upstream no longer has what says so:";

/// How much of a value is shown.
const SHOWN: usize = 120;

/// What was written where `found` was before, which documents stay behind, and which corrections need
/// a hand.
pub fn import(
    import: &Import,
    found: &BTreeMap<String, String>,
    wanted: &BTreeMap<String, String>,
) -> String {
    let documents = &import.state.manifest.documents;
    let operations: usize = documents.iter().map(|document| document.operations).sum();
    let documented: usize = import.state.facts.values().map(select::count).sum();
    let mut text = format!("{} documents, {operations} operations", documents.len());
    text += &match operations.saturating_sub(documented) {
        0 => "\n".to_owned(),
        added => format!(", {added} of them added by corrections\n"),
    };
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text += &format!("\n{title}\n");
            for line in lines {
                text += &format!("  {}\n", line.replace('\n', "\n    "));
            }
        }
    };
    let paths = |of: &dyn Fn(&String) -> bool, among: &BTreeMap<String, String>| {
        among.keys().filter(|path| of(path)).cloned().collect()
    };
    if !found.is_empty() {
        list("Added:", paths(&|path| !found.contains_key(path), wanted));
    }
    list(
        "Changed:",
        paths(
            &|path| found.get(path).is_some_and(|text| *text != wanted[path]),
            wanted,
        ),
    );
    list("Removed:", paths(&|path| !wanted.contains_key(path), found));
    let faults = import.faults.iter().map(|(upstream, fault)| {
        let kept = documents
            .iter()
            .find(|document| document.behind.as_ref() == Some(&fault.to_string()));
        let said = fault.to_string();
        let said = match said.starts_with(upstream.as_str()) {
            true => said,
            false => format!("{upstream}: {said}"),
        };
        match kept {
            Some(kept) => format!("{said}\n{} stays as it is vendored", kept.id()),
            None => format!("{said}\nno vendored copy can be kept"),
        }
    });
    list("Not imported as they are upstream:", faults.collect());
    let mut left_out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, why) in &import.left_out {
        left_out.entry(why).or_default().push(path);
    }
    let left_out = left_out.into_iter();
    let left_out = left_out.map(|(why, paths)| format!("{why}:\n{}", paths.join("\n")));
    list("Left out:", left_out.collect());
    list("Passed over, for upstream to mend:", lines(&import.notes));
    list(LIMITS, lines(&import.limits));
    let of = |wanted: fn(&Misfit) -> bool| {
        let misfits = import
            .misfits
            .iter()
            .filter(move |(_, misfit)| wanted(misfit));
        misfits.map(|(id, misfit)| line(id, misfit)).collect()
    };
    list(
        "Corrections that are fixed upstream, to drop:",
        of(|it| it.fixed),
    );
    list(
        "Corrections that fit no more, to mend:",
        of(|it| !it.fixed && it.leads_nowhere.is_none()),
    );
    list(
        "Corrections that lead nowhere, a fault of ours, to mend:",
        of(|it| it.leads_nowhere.is_some()),
    );
    list(
        "What is recorded of what is gone, to drop or move:",
        import.orphans.clone(),
    );
    list(UNREVIEWED, lines(&import.unreviewed));
    list(UNFIT, lines(&import.unfit));
    text
}

/// What must be done about secrets; nothing where nothing must.
pub fn secrets(import: &Import) -> Option<String> {
    let lists = [(UNREVIEWED, &import.unreviewed), (UNFIT, &import.unfit)];
    let lists = lists.into_iter().filter(|(_, places)| !places.is_empty());
    let lists = lists.map(|(title, places)| format!("{title}\n  {}", lines(places).join("\n  ")));
    let lists: Vec<_> = lists.collect();
    (!lists.is_empty()).then(|| lists.join("\n"))
}

fn lines(places: &[(String, String)]) -> Vec<String> {
    let lines = places.iter().map(|(id, said)| format!("{id} {said}"));
    lines.collect()
}

fn line(id: &str, misfit: &Misfit) -> String {
    if let Some(target) = &misfit.leads_nowhere {
        let (correction, pointer) = (&misfit.stale.correction, &misfit.stale.pointer);
        return format!("{id} {correction}: {pointer}: there is no {target}");
    }
    let there = match &misfit.found {
        Some(value) => format!("upstream has {}", short(value)),
        None => "nothing is there".to_owned(),
    };
    let (correction, pointer) = (&misfit.stale.correction, &misfit.stale.pointer);
    match &misfit.moved {
        Some(moved) => format!("{id} {correction}: {pointer}: {there}; moved to {moved}"),
        None => format!("{id} {correction}: {pointer}: {there}"),
    }
}

/// The first part of a value's text.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}
