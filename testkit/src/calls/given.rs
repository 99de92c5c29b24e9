//! The arguments of a call, from JSON.

use bigcommerce::{Error, Form, Upload};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    arguments::Arguments,
    documents::Operation,
    multipart::{self, Field},
};

/// The arguments of one call.
#[derive(Clone, Debug)]
pub struct Given {
    arguments: Arguments,
    form: Option<Vec<(String, Field)>>,
    everything: bool,
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
            everything: true,
        }
    }

    /// Without the word that a DELETE of a whole collection wants where nothing narrows it.
    pub fn not_everything(mut self) -> Self {
        self.everything = false;
        self
    }

    /// Whether everything is meant.
    pub fn everything(&self) -> bool {
        self.everything
    }

    /// The argument `name`, if it is given.
    pub fn parameter(&self, place: &str, name: &str) -> Option<Value> {
        let values = match place {
            "path" => &self.arguments.path,
            "query" => &self.arguments.query,
            _ => &self.arguments.header,
        };
        values.get(name).cloned()
    }

    /// The argument `name`, which the call can't do without.
    pub fn required(&self, place: &str, name: &str) -> Result<Value, Failure> {
        let given = self.parameter(place, name);
        given.ok_or_else(|| Failure::NotGiven(name.to_owned()))
    }

    /// The JSON body, which the call can't do without.
    pub fn required_body(&self) -> Result<Value, Failure> {
        self.body()
            .ok_or_else(|| Failure::NotGiven("body".to_owned()))
    }

    /// The JSON body, if one is given.
    pub fn body(&self) -> Option<Value> {
        self.arguments.body.clone().filter(|_| self.form.is_none())
    }

    /// The form, if one is given.
    pub fn form(&self) -> Option<Form> {
        let fields = self.form.as_ref()?.iter();
        Some(fields.fold(Form::new(), |form, (name, field)| match field {
            Field::File(bytes) => form.file(name, Upload::bytes("file.bin", bytes.clone())),
            Field::Text(text) => form.text(name, text),
            Field::Json(value) => form.json(name, value),
        }))
    }
}

/// Why a call has no success.
#[derive(Debug)]
pub enum Failure {
    /// The arguments don't fit the generated types.
    Arguments(serde_json::Error),
    /// A required argument isn't given.
    NotGiven(String),
    /// The client says so.
    Client(Box<Error>),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Client(Box::new(error))
    }
}

impl From<&str> for Failure {
    fn from(name: &str) -> Self {
        Self::NotGiven(name.to_owned())
    }
}

/// `value` as the generated type.
///
/// # Errors
/// When it isn't such a value.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(Failure::Arguments)
}
