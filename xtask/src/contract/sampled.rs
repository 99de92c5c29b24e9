//! Whether samples made from raw schemas came through.

use bigcommerce_codegen::openapi::Side;

use super::{
    Result,
    compare::{Difference, Kind, differences},
    judge::Judge,
    replay::{Sampling, Suspect},
    schema,
    table::Row,
    upstream::{Body, Operation},
};

impl Judge<'_> {
    /// Whether the samples of `body` came through, or corrections say why not.
    pub fn body(
        &self,
        document: &str,
        operation: &Operation,
        body: &Body,
        sampling: &Sampling,
        row: &mut Row,
    ) -> Result<()> {
        let side = match body.side {
            Side::Request => "request".to_owned(),
            Side::Response => body.status.to_string(),
        };
        let pointer = format!("{} {side} samples", operation.name());
        row.raw.all += sampling.count;
        row.raw.good += sampling.count;
        let mut excused = None;
        for suspect in &sampling.suspects {
            let lost = lost(body, suspect)?;
            let mut faults = suspect.replayed.faults.clone();
            faults.extend(suspect.replayed.error.clone());
            faults.extend(lost.iter().map(ToString::to_string));
            if faults.is_empty() {
                continue;
            }
            row.raw.good -= 1;
            let own = self.find(operation);
            let came = suspect.replayed.faults.is_empty();
            if let Some(own) = own
                && came
                && self.corrected.forbids(own, body, &suspect.value, &lost)?
            {
                row.corrected += 1;
            } else if *excused.get_or_insert_with(|| self.excuses.excuse(document, &pointer)) {
                row.excused += 1;
            } else {
                let (name, faults) = (&suspect.name, faults.join("; "));
                row.faults.push(format!("{pointer}: {name}: {faults}"));
            }
        }
        Ok(())
    }
}

/// What a sample lost that it may not lose: what upstream's schema has no word for, a response may.
fn lost(body: &Body, suspect: &Suspect) -> Result<Vec<Difference>> {
    let Some(seen) = &suspect.replayed.value else {
        return Ok(Vec::new());
    };
    let mut lost = Vec::new();
    for difference in differences(&suspect.value, seen) {
        let whole = body.side == Side::Request || difference.kind == Kind::Added;
        if whole || schema::knows(&body.schema, &difference.tokens)? {
            lost.push(difference);
        }
    }
    Ok(lost)
}
