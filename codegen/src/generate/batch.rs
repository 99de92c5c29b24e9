//! Which operations take a list that can be split over several requests, and how long it may be.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use super::read::is_list;
use crate::limits::OperationLimits;

/// The list that an operation takes in one request.
pub struct Batch {
    list: List,
    /// Most entries in one request, if that is documented.
    pub most: Option<u32>,
}

enum List {
    Body,
    Property(String),
    Query(String),
}

/// The list of an operation with this `body`.
pub(super) fn of(body: Option<&Type>, limits: &OperationLimits) -> Option<Batch> {
    let property = limits
        .batch_pointer
        .as_deref()
        .and_then(|pointer| pointer.strip_prefix('/'));
    let (list, most) = match (&limits.batch_query, property) {
        (Some(query), _) => (List::Query(query.name.clone()), Some(query.limit)),
        (None, Some(property)) => (List::Property(property.to_owned()), limits.batch),
        (None, None) if body.is_some_and(is_list) => (List::Body, limits.batch),
        (None, None) => return None,
    };
    Some(Batch { list, most })
}

impl Batch {
    /// Its entry in the operation table.
    pub(super) fn row(&self) -> TokenStream {
        let list = match &self.list {
            List::Body => quote!(Body),
            List::Property(name) => quote!(Property(#name)),
            List::Query(name) => quote!(Query(#name)),
        };
        let most = match self.most {
            Some(most) => quote!(Some(#most)),
            None => quote!(None),
        };
        quote!(crate::operation::Batch { list: crate::operation::BatchList::#list, most: #most })
    }

    /// What the list is to people.
    pub(super) fn about(&self) -> String {
        let list = match &self.list {
            List::Body => "body".to_owned(),
            List::Property(name) => format!("body's `{name}`"),
            List::Query(name) => format!("argument `{name}`"),
        };
        match self.most {
            Some(most) => format!("Splits the {list} into requests of at most {most} entries."),
            None => format!(
                "Splits the {list} into requests of as many entries as you say; no limit is documented."
            ),
        }
    }
}
