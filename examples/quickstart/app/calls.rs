//! Counts the calls that are made.

use std::collections::BTreeMap;

use bigcommerce::{
    Error, Response,
    operation::{Api, Credential},
};

/// How many calls went to each document of each API.
#[derive(Debug, Default)]
pub struct Calls(BTreeMap<(Api, &'static str), usize>);

impl Calls {
    /// Waits for `call`, an operation of the document `module`, and counts it.
    pub async fn send<T>(
        &mut self,
        api: Api,
        module: &'static str,
        call: impl Future<Output = Result<Response<T>, Error>>,
    ) -> Result<T, Error> {
        self.count(api, module);
        call.await.map(Response::into_inner)
    }

    /// Counts a call of an operation of the document `module`.
    pub fn count(&mut self, api: Api, module: &'static str) {
        *self.0.entry((api, module)).or_default() += 1;
    }

    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// API, document and number of calls.
    pub fn by_document(&self) -> impl Iterator<Item = (Api, &'static str, usize)> {
        self.0
            .iter()
            .map(|(&(api, module), &count)| (api, module, count))
    }
}

/// The headers that authorise the operations of a document when a store has an access token and no
/// legacy one, as the crate's operation table has it.
pub fn headers(api: Api, module: &str) -> &'static str {
    let mut operations = bigcommerce::operations()
        .filter(|operation| operation.api == api && operation.module == module)
        .map(|operation| match operation.credential {
            Credential::Token => "X-Auth-Token",
            Credential::TokenAndHash | Credential::TokenAndHashOrLegacy => {
                "X-Auth-Token, X-Store-Hash"
            }
            _ => "another credential",
        });
    let first = operations.next().unwrap_or("none");
    if operations.all(|headers| headers == first) {
        first
    } else {
        "differs by operation"
    }
}
