//! A call of every operation through the public API, with arguments and answers as JSON.
//!
//! The table is written by the build script, since nobody types 785 calls; what each of them sends is
//! checked by code that knows nothing of the generator.

use std::{future::Future, pin::Pin};

use bigcommerce::{ByteStream, Error, Form, Response, Store, Upload};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::support::{
    arguments::Arguments,
    documents::Operation,
    multipart::{self, Field},
};

include!(concat!(env!("OUT_DIR"), "/calls.rs"));

/// One call: where to, with what.
pub type Call = fn(Store, Given) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// The call of `operation`, if its feature is on.
pub fn of(operation: &Operation) -> Option<Call> {
    let name = (&*operation.family, &*operation.module, &*operation.id);
    CALLS
        .iter()
        .find(|(family, module, id, _)| (*family, *module, *id) == name)
        .map(|row| row.3)
}

/// The arguments of one call.
#[derive(Clone, Debug)]
pub struct Given {
    arguments: Arguments,
    form: Option<Vec<(String, Field)>>,
}

impl Given {
    /// `arguments` as `operation` takes them.
    pub fn new(operation: &Operation, arguments: &Arguments) -> Self {
        let body = operation
            .body
            .as_ref()
            .filter(|body| body.media_type == "multipart/form-data");
        let form = body
            .zip(arguments.body.as_ref())
            .map(|(body, value)| multipart::fields(&operation.document, &body.schema, value));
        Self {
            arguments: arguments.clone(),
            form,
        }
    }

    fn parameter(&self, place: &str, name: &str) -> Option<Value> {
        let values = match place {
            "path" => &self.arguments.path,
            "query" => &self.arguments.query,
            _ => &self.arguments.header,
        };
        values.get(name).cloned()
    }

    fn body(&self) -> Option<Value> {
        self.arguments.body.clone().filter(|_| self.form.is_none())
    }

    fn form(&self) -> Option<Form> {
        let fields = self.form.as_ref()?.iter();
        Some(fields.fold(Form::new(), |form, (name, field)| match field {
            Field::File(bytes) => form.file(name, Upload::bytes("file.bin", bytes.clone())),
            Field::Text(text) => form.text(name, text),
            Field::Json(value) => form.text(name, value.to_string()),
        }))
    }
}

/// A success, encoded again.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub value: Value,
}

/// Why there is no success.
#[derive(Debug)]
pub enum Failure {
    /// The arguments don't fit the generated types.
    Arguments(serde_json::Error),
    /// The client says so.
    Client(Box<Error>),
}

fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(Failure::Arguments)
}

async fn decoded<T: Serialize>(answer: Result<Response<T>, Error>) -> Result<Answer, Failure> {
    let answer = answer.map_err(|error| Failure::Client(Box::new(error)))?;
    let status = answer.status().as_u16();
    let value = serde_json::to_value(answer.into_inner()).map_err(Failure::Arguments)?;
    Ok(Answer { status, value })
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
    })
}
