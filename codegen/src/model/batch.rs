//! Which operations take a list that can be split over several requests, and how long it may be.

use super::{Body, Type};
use crate::limits::OperationLimits;

/// The list that an operation takes in one request.
pub struct Batch {
    /// Where it is.
    pub list: List,
    /// Most entries in one request, if that is documented.
    pub most: Option<u32>,
}

/// Where a list that can be split is.
pub enum List {
    /// It is the body.
    Body,
    /// It is this property of the body.
    Property(String),
    /// It is this argument of the query.
    Query(String),
}

/// The list of an operation with this `body`, which takes so many items by its schema.
pub(super) fn of(
    body: Option<&Body>,
    limits: &OperationLimits,
    items: Option<u32>,
) -> Option<Batch> {
    let property = limits
        .batch_pointer
        .as_deref()
        .and_then(|pointer| pointer.strip_prefix('/'));
    let is_list =
        |body: &Body| matches!(body.slot.as_ref().map(|slot| &slot.ty), Some(Type::List(_)));
    let (list, most) = match (&limits.batch_query, property) {
        (Some(query), _) => (List::Query(query.name.clone()), Some(query.limit)),
        (None, Some(property)) => (List::Property(property.to_owned()), limits.batch),
        (None, None) if body.is_some_and(is_list) => {
            // The smaller of the two.
            let most = limits
                .batch
                .into_iter()
                .chain(items)
                .filter(|most| *most > 0);
            (List::Body, most.min())
        }
        (None, None) => return None,
    };
    Some(Batch { list, most })
}
