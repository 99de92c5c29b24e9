//! What the client of a document holds.

use std::sync::Arc;

use crate::{call::Call, connection::Connection, operation::Operation};

/// The way to a store. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Client(pub(crate) Arc<Connection>);

impl Client {
    /// Starts a call of `operation`.
    pub(crate) fn call(&self, operation: &'static Operation) -> Call {
        Call::new(Arc::clone(&self.0), operation)
    }
}
