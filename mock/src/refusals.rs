//! What the platform refuses although the documents' schemas allow it: an operation whose scope the token lacks, a
//! batch that is too large, a filter by a date that isn't one, and to delete a whole collection without a filter.

use bigcommerce_codegen::openapi::anonymous;

use super::{
    check::{Finding, unusable},
    credentials::Account,
    documents::Operation,
    filter::OF_PAGES,
    recorded::Request,
};
use bigcommerce::operation::{self, BatchList, Scopes};

/// Collections of which something is deleted only by a filter, as their documents say in prose.
const FILTERED: [&str; 9] = [
    "/stores/{}/v3/catalog/brands",
    "/stores/{}/v3/catalog/categories",
    "/stores/{}/v3/catalog/products",
    "/stores/{}/v3/catalog/products/category-assignments",
    "/stores/{}/v3/catalog/products/channel-assignments",
    "/stores/{}/v3/catalog/trees",
    "/stores/{}/v3/pricelists/assignments",
    "/stores/{}/v3/promotions",
    "/stores/{}/v3/promotions/{}/codes",
];

/// Everything wrong with a request whose form is right. A store that doesn't keep anything takes any argument: not all
/// of the documents' own examples are dates, and it has nothing to lose.
pub(crate) fn findings(
    operation: &Operation,
    request: &Request,
    account: &Account,
    keeps: bool,
) -> Vec<Finding> {
    let Some(described) = described(operation) else {
        return Vec::new();
    };
    let mut unusable_parts = Vec::from_iter(batch(described, request));
    if keeps {
        unusable_parts.extend(unfiltered(operation, request));
        let dates = request.query.iter();
        let dates = dates.filter(|(name, value)| is_date_filter(name) && !is_date(value));
        unusable_parts
            .extend(dates.map(|(name, _)| (format!("/query/{name}"), "is not a date".to_owned())));
    }
    let status = unusable(operation.api);
    let unusable_parts = unusable_parts.into_iter();
    let unusable_parts = unusable_parts.map(|(pointer, why)| Finding::new(status, pointer, why));
    let lacking = lacking(described.scopes(), account);
    lacking.into_iter().chain(unusable_parts).collect()
}

/// That a whole collection would go, where the platform refuses that.
fn unfiltered(operation: &Operation, request: &Request) -> Option<(String, String)> {
    let mut arguments = request.query.iter();
    let needs_one = operation.method == "DELETE"
        && FILTERED.contains(&anonymous(&operation.template).as_str())
        && arguments.all(|(name, _)| OF_PAGES.contains(&name.as_str()));
    needs_one.then(|| {
        (
            "/query".to_owned(),
            "has no filter, and one is needed".to_owned(),
        )
    })
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

/// The scope that the token lacks.
fn lacking(scopes: Scopes, account: &Account) -> Option<Finding> {
    let Scopes::OneOf(wanted) = scopes else {
        return None;
    };
    let why = || format!("lacks the scope {}", wanted.join(" or "));
    let has_one = account.has_scope(wanted);
    (!has_one).then(|| Finding::new(403, "/headers/X-Auth-Token", why()))
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
