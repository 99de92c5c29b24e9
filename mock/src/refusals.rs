//! What the platform refuses although the documents' schemas allow it: a batch that is too large, an operation
//! whose scope the token lacks, and a filter by a date that isn't one.

use super::{
    account::Account,
    documents::Operation,
    lock::lock,
    recorded::Request,
    wrong::{Wrong, unusable},
};
use bigcommerce::operation::{self, BatchList, Scopes};

/// Everything wrong with a request whose form is right.
pub(crate) fn faults(operation: &Operation, request: &Request, account: &Account) -> Vec<Wrong> {
    let Some(described) = described(operation) else {
        return Vec::new();
    };
    let status = unusable(operation.api);
    let unusable = |(pointer, why)| Wrong {
        status,
        pointer,
        why,
    };
    let lacking = lacking(described.scopes(), account);
    let dates = request.query.iter().filter(|_| account.checks_dates);
    let dates = dates.filter(|(name, value)| is_date_filter(name) && !is_date(value));
    let dates = dates.map(|(name, _)| (format!("/query/{name}"), "is not a date".to_owned()));
    lacking
        .into_iter()
        .chain(
            batch(described, request)
                .into_iter()
                .chain(dates)
                .map(unusable),
        )
        .collect()
}

/// Whether the argument `name` compares dates: `date_modified:min`, `min_date_created`, `minModified`.
fn is_date_filter(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_compared = name.starts_with("min") || name.starts_with("max") || name.contains(":m");
    let is_date = ["date", "created", "modified", "updated"];
    is_compared && is_date.iter().any(|word| name.contains(word))
}

/// Whether `text` is a date or a time in one of the forms that the platform takes.
fn is_date(text: &str) -> bool {
    let seconds = || text.parse::<i64>().is_ok();
    let iso =
        || text.parse::<jiff::Timestamp>().is_ok() || text.parse::<jiff::civil::DateTime>().is_ok();
    seconds() || iso() || jiff::fmt::rfc2822::parse(text).is_ok()
}

/// What the client knows of an operation.
fn described(operation: &Operation) -> Option<&'static operation::Operation> {
    let is_it = |known: &&operation::Operation| {
        (known.api, known.module, known.id) == (operation.api, operation.module, operation.id)
    };
    operation::operations().find(is_it)
}

/// The scope that the token lacks, where the mock store was given those it has.
fn lacking(scopes: Scopes, account: &Account) -> Option<Wrong> {
    let own = lock(&account.scopes);
    let (Some(own), Scopes::OneOf(wanted)) = (&*own, scopes) else {
        return None;
    };
    let has = wanted
        .iter()
        .any(|scope| own.iter().any(|own| own == scope));
    (!has).then(|| Wrong {
        status: 403,
        pointer: "/headers/X-Auth-Token".to_owned(),
        why: format!("lacks the scope {}", wanted.join(" or ")),
    })
}

/// A list that is larger than the operation takes.
fn batch(operation: &operation::Operation, request: &Request) -> Option<(String, String)> {
    let batch = operation.batch?;
    let most = usize::try_from(batch.most?).ok()?;
    let body = || request.json();
    let (pointer, count) = match batch.list {
        BatchList::Body => ("/body".to_owned(), body().as_array()?.len()),
        BatchList::Property(name) => (format!("/body/{name}"), body().get(name)?.as_array()?.len()),
        BatchList::Query(name) => {
            let values = request.argument(name).flat_map(|list| list.split(','));
            (format!("/query/{name}"), values.count())
        }
        _ => return None,
    };
    (count > most).then(|| {
        (
            pointer,
            format!("has {count} entries; at most {most} are taken"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_known_in_every_form_that_the_platform_takes() {
        for text in [
            "2026-02-11",
            "2026-02-11T10:00:00Z",
            "2026-02-11T10:00:00",
            "Wed, 11 Feb 2026 10:00:00 +0000",
            "1770804000",
        ] {
            assert!(is_date(text), "{text}");
        }
        for text in ["yesterday", "", "2026-02-31"] {
            assert!(!is_date(text), "{text}");
        }
        assert!(is_date_filter("date_modified:min") && is_date_filter("minCreated"));
        assert!(!is_date_filter("min_id") && !is_date_filter("include"));
    }
}
