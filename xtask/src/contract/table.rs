//! The results of the check, by document and in total.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    ops::AddAssign,
};

/// How many of how many are good.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub good: usize,
    pub all: usize,
}

impl Tally {
    /// Counts one more.
    pub fn note(&mut self, good: bool) {
        self.good += usize::from(good);
        self.all += 1;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.good += other.good;
        self.all += other.all;
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.good, self.all))
    }
}

/// One document's.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub operations: Tally,
    pub parameters: Tally,
    /// Responses that upstream's schema accepts.
    pub responses: Tally,
    /// Requests that it accepts.
    pub requests: Tally,
    /// Examples that it rejects itself.
    pub rejected: Tally,
    /// How many parameters and samples differ as a recorded correction says.
    pub corrected: usize,
    /// How many faults are excused.
    pub excused: usize,
    /// Values of responses that no schema has a word for, and that were lost.
    pub unknown: Vec<String>,
    /// Samples of the corrected schemas.
    pub samples: Tally,
    /// Samples of the raw ones.
    pub raw: Tally,
    /// Operations that upstream doesn't have and a recorded correction adds.
    pub added: Vec<String>,
    /// What nothing explains.
    pub faults: Vec<String>,
}

/// All of them, by the document's path.
#[derive(Debug, Default)]
pub struct Table(BTreeMap<String, Row>);

impl Table {
    /// The row of `document`.
    pub fn row(&mut self, document: &str) -> &mut Row {
        self.0.entry(document.to_owned()).or_default()
    }

    /// What responses lost, for no schema has a word for it.
    pub fn unknown(&self) -> impl Iterator<Item = &String> {
        self.0.values().flat_map(|row| &row.unknown)
    }

    /// How many faults nothing explains.
    pub fn faults(&self) -> usize {
        self.0.values().map(|row| row.faults.len()).sum()
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (document, row) in &self.0 {
            for said in row.faults.iter().chain(&row.added) {
                writeln!(f, "{document}: {said}")?;
            }
        }
        writeln!(
            f,
            "{:<78} {:>10} {:>10} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7} {:>11} {:>11} {:>6}",
            "document",
            "operations",
            "parameters",
            "corrected",
            "responses",
            "requests",
            "rejected",
            "excused",
            "unknown",
            "samples",
            "raw samples",
            "faults"
        )?;
        let mut total = Row::default();
        for (document, row) in &self.0 {
            line(f, document, row, row.faults.len())?;
            total.operations += row.operations;
            total.parameters += row.parameters;
            total.responses += row.responses;
            total.requests += row.requests;
            total.rejected += row.rejected;
            total.samples += row.samples;
            total.raw += row.raw;
            total.corrected += row.corrected;
            total.excused += row.excused;
            total.unknown.extend_from_slice(&row.unknown);
        }
        line(f, "total", &total, self.faults())
    }
}

fn line(f: &mut Formatter<'_>, name: &str, row: &Row, faults: usize) -> fmt::Result {
    writeln!(
        f,
        "{:<78} {:>10} {:>10} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7} {:>11} {:>11} {:>6}",
        name,
        row.operations,
        row.parameters,
        row.corrected,
        row.responses,
        row.requests,
        row.rejected,
        row.excused,
        row.unknown.len(),
        row.samples,
        row.raw,
        faults
    )
}
