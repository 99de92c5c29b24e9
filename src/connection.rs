//! What the clones of a store share: the connection pool, the credentials, the budgets, and where each
//! API is.

use std::sync::Arc;

use reqwest::Url;

use crate::{
    CallOptions,
    credential::Credentials,
    operation::{Family, Operation},
    transport::{Gates, Retries},
};

/// See the module.
#[derive(Debug)]
pub(crate) struct Connection {
    pub http: reqwest::Client,
    pub credentials: Credentials,
    pub bigcommerce_url: Url,
    pub b2b_url: Url,
    pub options: CallOptions,
    pub gates: Arc<Gates>,
    pub retries: Arc<Retries>,
}

impl Connection {
    /// Where the family of `operation` is served.
    pub fn base_url(&self, operation: &Operation) -> &Url {
        match operation.family {
            Family::V3 | Family::V2 => &self.bigcommerce_url,
            Family::B2b => &self.b2b_url,
        }
    }
}
