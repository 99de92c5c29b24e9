//! A call of every operation through the public API, with arguments and responses as JSON.
//!
//! The client's build script writes the table, since nobody types a call of each; what each of them sends
//! is checked by code that knows nothing of the generator.

#[macro_use]
mod clients;
mod given;

use std::{future::Future, pin::Pin};

use bigcommerce::{ByteStream, Error, Page, Response};
use serde::Serialize;
use serde_json::Value;

pub use self::given::{Failure, Given, typed};
use crate::documents::Operation;

bigcommerce::calls!();

/// One call: where to, with what.
pub type Call =
    fn(Clients, Given) -> Pin<Box<dyn Future<Output = Result<Received, Failure>> + Send>>;

/// The call of `operation`, if its feature is on.
pub fn of(operation: &Operation) -> Option<Call> {
    let name = (&*operation.api, &*operation.module, &*operation.id);
    CALLS
        .iter()
        .find(|(api, module, id, _)| (*api, *module, *id) == name)
        .map(|row| row.3)
}

/// A successful response, encoded again.
#[derive(Debug)]
pub struct Received {
    /// Its status.
    pub status: u16,
    /// What it was decoded to.
    pub value: Value,
    /// The paths of what isn't as its document says.
    pub mismatches: Vec<String>,
}

impl Received {
    fn of<T>(
        response: Response<T>,
        encode: impl FnOnce(T) -> serde_json::Result<Value>,
    ) -> Result<Self, Failure> {
        let mismatches = response.mismatches().iter();
        Ok(Self {
            status: response.status().as_u16(),
            mismatches: mismatches.map(|mismatch| mismatch.path.clone()).collect(),
            value: encode(response.into_inner()).map_err(Failure::Arguments)?,
        })
    }
}

#[allow(dead_code, reason = "few documents have no lists")]
async fn paged<T: Serialize>(
    response: Result<Response<Page<T>>, Error>,
) -> Result<Received, Failure> {
    Received::of(response?, |page| serde_json::to_value(page.items()))
}

#[allow(dead_code, reason = "few documents have lists only")]
async fn decoded<T: Serialize>(response: Result<Response<T>, Error>) -> Result<Received, Failure> {
    Received::of(response?, serde_json::to_value)
}

#[allow(dead_code, reason = "few documents have streams")]
async fn streamed(response: Result<Response<ByteStream>, Error>) -> Result<Received, Failure> {
    let response = response?;
    let status = response.status().as_u16();
    let bytes = response.into_inner().collect().await?;
    Ok(Received {
        status,
        value: String::from_utf8_lossy(&bytes).into_owned().into(),
        mismatches: Vec::new(),
    })
}
