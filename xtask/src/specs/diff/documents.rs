//! What differs between the documents of two states.

use std::collections::BTreeSet;

use bigcommerce_codegen::manifest::Document;
use serde_json::{Value, json};

use super::{Finding, Group, Kind, Pair};
use crate::specs::{Result, select, state::State};

/// Everything that differs, the worst first.
pub fn compare(old: &State, new: &State) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut both = Vec::new();
    let find = |state: &State, id: &str| {
        let mut documents = state.manifest.documents.iter();
        documents.find(|document| document.id() == id).cloned()
    };
    let mut added: Vec<_> = new.manifest.documents.clone();
    added.retain(|document| find(old, &document.id()).is_none());
    for was in &old.manifest.documents {
        if let Some(is) = find(new, &was.id()) {
            both.push((was, is));
        } else if let Some(index) = added.iter().position(|is| is_renamed(old, was, new, is)) {
            let is = added.remove(index);
            let (from, to) = (json!(was.id()), json!(is.id()));
            findings.push(of_document(
                &is,
                Kind::DocumentRenamed,
                Some(from),
                Some(to),
            ));
            both.push((was, is));
        } else {
            let name = Some(json!(was.feature));
            findings.push(of_document(was, Kind::DocumentRemoved, name, None));
        }
    }
    for is in &added {
        let name = Some(json!(is.feature));
        findings.push(of_document(is, Kind::DocumentAdded, None, name));
    }
    for (was, is) in both {
        let (before, after) = (old.marked(was)?, new.marked(&is)?);
        if was.base_path != is.base_path {
            let (from, to) = (json!(was.base_path), json!(is.base_path));
            findings.push(of_document(
                &is,
                Kind::BasePathChanged,
                Some(from),
                Some(to),
            ));
        }
        let id = is.id();
        if before != after {
            findings.extend(Pair::new(&id, &before, &after)?.compare()?);
        }
    }
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| {
            let document = finding.document.clone();
            (
                document,
                finding.of_type.clone(),
                finding.pointer.clone(),
                finding.kind,
            )
        };
        b.group.cmp(&a.group).then_with(|| key(a).cmp(&key(b)))
    });
    Ok(findings)
}

fn of_document(document: &Document, kind: Kind, from: Option<Value>, to: Option<Value>) -> Finding {
    Finding {
        group: match kind {
            Kind::DocumentAdded => Group::Additive,
            _ => Group::Breaking,
        },
        kind,
        direction: None,
        document: document.id(),
        operations: Vec::new(),
        of_type: None,
        pointer: match kind {
            Kind::BasePathChanged => "#/servers/0/url".to_owned(),
            _ => "#".to_owned(),
        },
        from,
        to,
    }
}

/// Whether most operations of the document `was` are those of `is`.
fn is_renamed(old: &State, was: &Document, new: &State, is: &Document) -> bool {
    let urls = |state: &State, document: &Document| -> BTreeSet<String> {
        let facts = state.facts.get(&document.id()).unwrap_or(&Value::Null);
        select::identities(document, facts)
    };
    let (before, after) = (urls(old, was), urls(new, is));
    let kept = before.intersection(&after).count();
    was.family == is.family && kept * 2 > before.len().max(after.len())
}
