//! Whether what came out is what upstream says.

use std::collections::BTreeSet;

use bigcommerce_codegen::openapi::Side;
use serde_json::Value;

use super::{
    Result,
    compare::{Kind, differences},
    corrected::Corrected,
    excuses::Excuses,
    replay, schema,
    table::{Row, Table, Tally},
    upstream::{Document, Example, Operation},
};

/// What it decides with.
pub struct Judge<'a> {
    pub excuses: &'a Excuses,
    pub corrected: &'a Corrected,
    /// The crate's own table.
    pub crate_has: &'a [replay::Operation],
}

impl Judge<'_> {
    /// Everything there is to say of `documents`, whose examples `report` replays in their order.
    pub fn all(&self, documents: &[Document], report: &replay::Report) -> Result<Table> {
        let mut table = Table::default();
        let mut replayed = report.replayed.iter();
        let mut raw = report.raw.iter();
        for (path, operations) in documents {
            let row = table.row(path);
            for operation in operations {
                self.operation(path, operation, row);
                for example in &operation.examples {
                    let mended = self.excuses.mended(example);
                    match replayed.next() {
                        Some(replayed) => self.example(operation, example, replayed, row)?,
                        None => row
                            .faults
                            .push(format!("{}: not replayed", operation.name())),
                    }
                    if let Some(mended) = mended {
                        match replayed.next() {
                            Some(replayed) => {
                                self.rest(operation, example, &mended, replayed, row)?
                            }
                            None => row
                                .faults
                                .push(format!("{}: not replayed", operation.name())),
                        }
                    }
                }
                for body in &operation.schemas {
                    match raw.next() {
                        Some(sampling) => self.body(path, operation, body, sampling, row)?,
                        None => row.faults.push(format!("{}: no samples", operation.name())),
                    }
                }
            }
        }
        self.added(documents, &mut table)?;
        self.unknown(documents, &mut table);
        self.samples(documents, &report.sampled, &mut table);
        for idle in self.excuses.idle() {
            let fault = format!("{}: excused, but nothing is wrong", idle.pointer);
            table.row(&idle.document).faults.push(fault);
        }
        Ok(table)
    }

    /// Whether the crate has `operation`, with the same parameters.
    fn operation(&self, document: &str, operation: &Operation, row: &mut Row) {
        let name = operation.name();
        let Some(own) = self.find(operation) else {
            self.note(document, &name, "the crate doesn't have it", row);
            row.operations.note(false);
            return;
        };
        row.operations.note(true);
        self.headers(document, operation, own, row);
        for parameter in &operation.parameters {
            let own = own.parameters.iter().find(|own| parameter.is(own));
            let fault = match own {
                Some(own) => parameter.differs(own),
                None => Some("missing"),
            };
            row.parameters.note(fault.is_none());
            let Some(fault) = fault else {
                continue;
            };
            let pointer = parameter.at(&name);
            if self.corrected.explains(&pointer, own) {
                row.corrected += 1;
            } else {
                let fault = format!("not as upstream: {fault}");
                self.note(document, &pointer, &fault, row);
            }
        }
        for own in &own.parameters {
            if !operation.parameters.iter().any(|other| own.is(other)) {
                let pointer = own.at(&name);
                self.note(document, &pointer, "upstream has no such parameter", row);
            }
        }
    }

    /// Whether the request had the headers that upstream requires, or a correction does.
    fn headers(
        &self,
        document: &str,
        operation: &Operation,
        own: &replay::Operation,
        row: &mut Row,
    ) {
        let sent =
            |headers: &[BTreeSet<String>]| headers.iter().any(|all| all.is_subset(&own.headers));
        if sent(&operation.headers) {
            return;
        }
        if self.corrected.headers(own).is_some_and(sent) {
            row.corrected += 1;
            return;
        }
        let alternatives = operation.headers.iter();
        let alternatives: Vec<_> = alternatives
            .map(|all| {
                all.iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(" and ")
            })
            .collect();
        let fault = format!(
            "sent without the required headers: {}",
            alternatives.join(", or ")
        );
        self.note(
            document,
            &format!("{} headers", operation.name()),
            &fault,
            row,
        );
    }

    /// Whether `example` came through.
    fn example(
        &self,
        operation: &Operation,
        example: &Example,
        replayed: &replay::Replayed,
        row: &mut Row,
    ) -> Result<()> {
        let rejected = match &example.schema {
            Some(schema) => schema::faults(schema, &example.value, example.side)?,
            None => Vec::new(),
        };
        let faults = faults(example, &example.value, replayed, row)?;
        let (document, pointer) = (example.node.document(), example.node.pointer());
        let excused = !faults.is_empty() && self.excuses.excuse(document, pointer);
        let tally = match (rejected.is_empty(), example.side) {
            (false, _) => &mut row.rejected,
            (true, Side::Request) => &mut row.requests,
            (true, Side::Response) => &mut row.responses,
        };
        row.excused += usize::from(excused);
        tally.note(faults.is_empty());
        if !faults.is_empty() && !excused {
            let side = match example.side {
                Side::Request => "request".to_owned(),
                Side::Response => example.status.to_string(),
            };
            row.faults.push(format!(
                "{} {} {side}\n    {document}#{pointer}\n    {}{}",
                operation.method,
                operation.id,
                faults.join("\n    "),
                rejected
                    .iter()
                    .map(|fault| format!("\n    upstream's schema rejects it: {fault}"))
                    .collect::<String>()
            ));
        }
        Ok(())
    }

    /// Whether what is right of an excused `example` came through.
    fn rest(
        &self,
        operation: &Operation,
        example: &Example,
        mended: &Value,
        replayed: &replay::Replayed,
        row: &mut Row,
    ) -> Result<()> {
        let mut faults = faults(example, mended, replayed, row)?;
        let nowhere = self.excuses.nowhere(example);
        faults.extend(nowhere.map(|pointer| format!("{pointer}: excused, but not there")));
        if !faults.is_empty() {
            let (document, pointer) = (example.node.document(), example.node.pointer());
            row.faults.push(format!(
                "{} {}\n    {document}#{pointer}\n    without what is excused: {}",
                operation.method,
                operation.id,
                faults.join("\n    "),
            ));
        }
        Ok(())
    }

    /// Whether the crate has what corrections add, as they say it.
    fn added(&self, documents: &[Document], table: &mut Table) -> Result<()> {
        for added in self.corrected.added()? {
            let name = added.operation.name();
            let mut theirs = documents.iter().flat_map(|(_, operations)| operations);
            if theirs.any(|other| other.name() == name) {
                continue;
            }
            let row = table.row(&added.file);
            self.operation(&added.file, &added.operation, row);
            row.added.push(format!(
                "{name}: upstream doesn't have it; the correction {} adds it",
                added.correction
            ));
        }
        Ok(())
    }

    /// What the crate has and neither upstream nor a correction does.
    fn unknown(&self, documents: &[Document], table: &mut Table) {
        let known = |own: &replay::Operation| {
            let mut all = documents.iter().flat_map(|(_, operations)| operations);
            all.any(|other| (&other.method, &other.path) == (&own.method, &own.path))
        };
        let known = |own: &replay::Operation| known(own) || self.corrected.adds(own).is_some();
        for own in self.crate_has.iter().filter(|own| !known(own)) {
            let name = format!("{} {}", own.method, own.path);
            let row = table.row(&format!("{}/{}", own.api, own.module));
            row.operations.note(false);
            row.faults.push(format!("{name}: upstream doesn't have it"));
        }
    }

    /// Counts the samples by the document of their operation.
    fn samples(&self, documents: &[Document], sampled: &[replay::Sampled], table: &mut Table) {
        for samples in sampled {
            let name = format!("{}/{} {}", samples.api, samples.module, samples.id);
            let own = self.crate_has.iter().find(|own| {
                (&own.api, &own.module, &own.id) == (&samples.api, &samples.module, &samples.id)
            });
            let from = own.and_then(|own| {
                let mut all = documents.iter();
                all.find(|(_, operations)| {
                    operations.iter().any(|other| {
                        (&other.method, &other.path, &other.id) == (&own.method, &own.path, &own.id)
                    })
                })
            });
            let from = match from {
                Some((path, _)) => (*path).to_owned(),
                None => own
                    .and_then(|own| self.corrected.adds(own))
                    .unwrap_or_else(|| "?".to_owned()),
            };
            let row = table.row(&from);
            row.samples += Tally {
                good: samples.count.saturating_sub(samples.faults.len()),
                all: samples.count,
            };
            let faults = samples.faults.iter();
            row.faults
                .extend(faults.map(|fault| format!("{name}: sample: {fault}")));
        }
    }

    pub fn find(&self, operation: &Operation) -> Option<&replay::Operation> {
        self.crate_has
            .iter()
            .find(|own| (&own.method, &own.path) == (&operation.method, &operation.path))
    }

    /// A fault at `pointer`, unless it is excused.
    fn note(&self, document: &str, pointer: &str, fault: &str, row: &mut Row) {
        if self.excuses.excuse(document, pointer) {
            row.excused += 1;
        } else {
            row.faults.push(format!("{pointer}: {fault}"));
        }
    }
}

/// What became of `value`, the `example` or what is right of it, that it shouldn't.
fn faults(
    example: &Example,
    value: &Value,
    replayed: &replay::Replayed,
    row: &mut Row,
) -> Result<Vec<String>> {
    let mut faults = replayed.faults.clone();
    let error = replayed.error.iter();
    faults.extend(error.filter(|error| !tells_code(value, error)).cloned());
    if let Some(seen) = &replayed.value {
        let (seen, around) = payload(value, seen);
        for difference in differences(value, seen) {
            let pointer = difference.pointer();
            if is_list_of_one(value, seen, &pointer) || is_empty_list(value, seen, &pointer) {
                continue;
            }
            let around = around.iter().map(|token| (*token).to_owned());
            let tokens: Vec<String> = around.chain(difference.tokens.iter().cloned()).collect();
            let known = match &example.schema {
                Some(schema) => schema::knows(schema, &tokens)?,
                None => true,
            };
            // What the schema has no word for, a response may lose; but nothing is made up, and a
            // request is sent whole.
            let whole = example.side == Side::Request || difference.kind == Kind::Added;
            if known || whole {
                let word = if known {
                    ""
                } else {
                    ", unknown to upstream's schema"
                };
                faults.push(format!("{difference}{word}"));
            } else {
                let (document, pointer) = (example.node.document(), example.node.pointer());
                row.unknown
                    .push(format!("{document}#{pointer}: {difference}"));
            }
        }
    }
    Ok(faults)
}

/// Whether `value`, an example of a success, is a failure of B2B Edition with a code in its body, and
/// `error` says so.
fn tells_code(value: &Value, error: &str) -> bool {
    let code = value["code"].as_u64().filter(|code| *code >= 400);
    code.is_some_and(|code| error.contains(&format!(": {code}: ")))
}

/// What of `seen` is `value`, and the way to it: a payload that an example shows without its envelope comes out
/// in it, and one thing where a list is due as a list of one.
fn payload<'s>(value: &Value, seen: &'s Value) -> (&'s Value, &'static [&'static str]) {
    match seen.get("data") {
        Some(Value::Array(items)) if value.get("data").is_none() && value.is_object() => {
            match items.as_slice() {
                [item] => (item, &["data", "0"]),
                _ => (seen, &[]),
            }
        }
        Some(data) if value.get("data").is_none() => (data, &["data"]),
        _ => (seen, &[]),
    }
}

/// Whether an example of nothing, an empty text or an envelope without a payload, came out as no items.
fn is_empty_list(value: &Value, seen: &Value, pointer: &str) -> bool {
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let is_nothing = value == "" && is_empty(seen);
    is_nothing || pointer == "/data" && value.get("data").is_none() && is_empty(&seen["data"])
}

/// Whether one thing at `pointer` of an example came out as a list of it, as where a list is due.
fn is_list_of_one(value: &Value, seen: &Value, pointer: &str) -> bool {
    match (value.pointer(pointer), seen.pointer(pointer)) {
        (Some(one @ Value::Object(_)), Some(Value::Array(items))) => {
            matches!(items.as_slice(), [item] if differences(one, item).is_empty())
        }
        _ => false,
    }
}
