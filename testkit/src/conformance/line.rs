//! What is printed of a call.

use serde::Serialize;

use bigcommerce::Error;

use crate::{
    calls::{Failure, Received},
    chain,
    documents::Operation,
};

/// One call.
#[derive(Serialize)]
pub struct Line<'a> {
    api: &'a str,
    module: &'a str,
    operation: &'a str,
    method: &'a str,
    path: String,
    status: Option<u16>,
    pub outcome: Outcome,
    detail: Option<String>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// With a success.
    Ok,
    /// With a failure of the server, decoded.
    Problem,
    /// With a part that was carried out and a part that failed.
    Partial,
    /// With a response that isn't what its document says.
    Undecodable,
    /// Without a response.
    Transport,
}

impl<'a> Line<'a> {
    /// What to say of `operation`.
    pub fn of(operation: &'a Operation, ended: Result<Received, Failure>) -> Self {
        let (status, outcome, detail) = match ended {
            Ok(success) => (Some(success.status), Outcome::Ok, None),
            Err(Failure::Arguments(error)) => {
                let detail = format!("the arguments don't fit the types: {error}");
                (None, Outcome::Transport, Some(detail))
            }
            Err(Failure::NotGiven(name)) => {
                let detail = format!("`{name}` is required");
                (None, Outcome::Transport, Some(detail))
            }
            Err(Failure::Client(error)) => {
                let status = error.status().map(|status| status.as_u16());
                (status, outcome(&error), Some(chain(&*error)))
            }
        };
        Self {
            api: &operation.api,
            module: &operation.module,
            operation: &operation.id,
            method: &operation.method,
            path: format!("{}{}", operation.base_path, operation.path),
            status,
            outcome,
            detail,
        }
    }
}

fn outcome(error: &Error) -> Outcome {
    match error {
        Error::Problem(_) => Outcome::Problem,
        Error::Partial(_) => Outcome::Partial,
        Error::Decode(_) | Error::TooLarge { .. } => Outcome::Undecodable,
        _ => Outcome::Transport,
    }
}
