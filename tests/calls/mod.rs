//! A call of every operation through the public API, with arguments and answers as JSON.
//!
//! The table is written by the build script, since nobody types a call of each; what each of them sends
//! is checked by code that knows nothing of the generator.

mod clients;
mod given;

use std::{future::Future, pin::Pin};

use bigcommerce::{ByteStream, Error, Page, Response};
use serde::Serialize;
use serde_json::Value;

#[allow(unused_imports, reason = "not every test has a mock store")]
pub use self::clients::account_of;
use self::given::typed;
pub use self::{
    clients::Clients,
    given::{Failure, Given},
};
use crate::support::documents::Operation;

include!(concat!(env!("OUT_DIR"), "/calls.rs"));

/// One call: where to, with what.
pub type Call = fn(Clients, Given) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// The call of `operation`, if its feature is on.
pub fn of(operation: &Operation) -> Option<Call> {
    let name = (&*operation.api, &*operation.module, &*operation.id);
    CALLS
        .iter()
        .find(|(api, module, id, _)| (*api, *module, *id) == name)
        .map(|row| row.3)
}

/// A success, encoded again.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    #[allow(dead_code, reason = "some only want to know that there is one")]
    pub value: Value,
    /// The paths of what isn't as its document says.
    #[allow(dead_code, reason = "some look at the value only")]
    pub mismatches: Vec<String>,
}

#[allow(dead_code, reason = "few documents have no lists")]
async fn paged<T: Serialize>(answer: Result<Response<Page<T>>, Error>) -> Result<Answer, Failure> {
    let answer = answer.map_err(|error| Failure::Client(Box::new(error)))?;
    let (status, mismatches) = (answer.status().as_u16(), answer.mismatches().iter());
    let mismatches = mismatches.map(|mismatch| mismatch.path.clone()).collect();
    let value = serde_json::to_value(answer.items()).map_err(Failure::Arguments)?;
    Ok(Answer {
        status,
        value,
        mismatches,
    })
}

async fn decoded<T: Serialize>(answer: Result<Response<T>, Error>) -> Result<Answer, Failure> {
    let answer = answer.map_err(|error| Failure::Client(Box::new(error)))?;
    let status = answer.status().as_u16();
    let mismatches = answer.mismatches().iter();
    let mismatches = mismatches.map(|mismatch| mismatch.path.clone()).collect();
    let value = serde_json::to_value(answer.into_inner()).map_err(Failure::Arguments)?;
    Ok(Answer {
        status,
        value,
        mismatches,
    })
}

#[allow(dead_code, reason = "few documents have streams")]
async fn streamed(answer: Result<Response<ByteStream>, Error>) -> Result<Answer, Failure> {
    let client = |error| Failure::Client(Box::new(error));
    let answer = answer.map_err(client)?;
    let status = answer.status().as_u16();
    let bytes = answer.into_inner().collect().await.map_err(client)?;
    Ok(Answer {
        status,
        value: String::from_utf8_lossy(&bytes).into_owned().into(),
        mismatches: Vec::new(),
    })
}
