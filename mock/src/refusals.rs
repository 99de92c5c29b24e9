//! What the platform refuses although the documents' schemas allow it: a batch that is too large, and an operation
//! whose scope the token lacks.

use super::{
    check::{Account, Fault, unusable},
    documents::Operation,
    recorded::Request,
};
use bigcommerce::operation::{self, BatchList, Scopes};

/// Everything wrong with a request whose form is right.
pub(crate) fn faults(operation: &Operation, request: &Request, account: &Account) -> Vec<Fault> {
    let Some(described) = described(operation) else {
        return Vec::new();
    };
    let status = unusable(operation.api);
    let unusable = |(pointer, why)| Fault {
        status,
        pointer,
        why,
    };
    let lacking = lacking(described.scopes(), account);
    lacking
        .into_iter()
        .chain(batch(described, request).map(unusable))
        .collect()
}

/// What the client knows of an operation.
fn described(operation: &Operation) -> Option<&'static operation::Operation> {
    let is_it = |known: &&operation::Operation| {
        (known.api, known.module, known.id) == (operation.api, operation.module, operation.id)
    };
    operation::operations().find(is_it)
}

/// The scope that the token lacks, where the mock store was given those it has.
fn lacking(scopes: Scopes, account: &Account) -> Option<Fault> {
    let (Some(own), Scopes::OneOf(wanted)) = (&account.scopes, scopes) else {
        return None;
    };
    let has = wanted
        .iter()
        .any(|scope| own.iter().any(|own| own == scope));
    (!has).then(|| Fault {
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
