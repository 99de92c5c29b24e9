//! What a GraphQL request comes to: data, errors, or both.

use std::fmt;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{operation::Operation, problem::one_line};

/// What a GraphQL request came to. Data and errors can both be there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome<D> {
    /// The data, if it is a whole `D`.
    pub data: Option<D>,
    /// The data that isn't a whole `D`, because errors left parts of it `null`.
    pub partial: Option<Value>,
    /// What went wrong; empty if nothing did.
    pub errors: Vec<GraphqlError>,
    /// What the server says beside data and errors.
    pub extensions: Map<String, Value>,
}

/// An error of a GraphQL request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct GraphqlError {
    /// What went wrong.
    pub message: String,
    /// The field of the response that it belongs to: names, and indices of lists.
    pub path: Vec<Value>,
    /// Where in the document it is, by line and column from 1.
    pub locations: Vec<Location>,
    /// What the server says beside that, such as a code.
    pub extensions: Map<String, Value>,
}

/// A place in a GraphQL document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Location {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// A GraphQL request that the server carried out with errors, or refused. What data came is here.
#[derive(Clone)]
#[non_exhaustive]
pub struct Failure {
    /// The operation.
    pub operation: &'static Operation,
    /// How often the request was sent.
    pub attempts: u32,
    /// What went wrong; at least one.
    pub errors: Vec<GraphqlError>,
    /// The data that came beside the errors.
    pub data: Option<Value>,
}

/// A response as GraphQL defines it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    data: Option<Value>,
    errors: Option<Vec<GraphqlError>>,
    extensions: Option<Map<String, Value>>,
}

impl Body {
    /// The outcome, or that data came without errors and isn't a `D`.
    pub fn outcome<D: DeserializeOwned>(self) -> Result<Outcome<D>, serde_json::Error> {
        let errors = self.errors.unwrap_or_default();
        let (data, partial) = match self.data.filter(|data| !data.is_null()) {
            None => (None, None),
            Some(data) => match D::deserialize(&data) {
                Ok(whole) => (Some(whole), None),
                Err(_) if !errors.is_empty() => (None, Some(data)),
                Err(error) => return Err(error),
            },
        };
        Ok(Outcome {
            data,
            partial,
            errors,
            extensions: self.extensions.unwrap_or_default(),
        })
    }

    /// The data alone.
    pub fn into_data(self) -> Option<Value> {
        self.data.filter(|data| !data.is_null())
    }
}

impl fmt::Display for GraphqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.message, 300))?;
        if self.path.is_empty() {
            return Ok(());
        }
        let steps = self.path.iter().map(|step| match step {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        let path = steps.collect::<Vec<_>>().join(".");
        write!(f, " at `{}`", one_line(&path, 200))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation)?;
        for (index, error) in self.errors.iter().take(5).enumerate() {
            let before = if index == 0 { ": " } else { "; " };
            write!(f, "{before}{error}")?;
        }
        match self.errors.len().saturating_sub(5) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl fmt::Debug for Failure {
    /// Leaves out the data, which may be anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("operation", &self.operation.id)
            .field("attempts", &self.attempts)
            .field("errors", &self.errors)
            .field("data", &self.data.is_some())
            .finish()
    }
}

impl std::error::Error for Failure {}
