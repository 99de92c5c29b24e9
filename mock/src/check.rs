//! Whether a request is what its operation's document says.

use std::collections::BTreeMap;

use bigcommerce_codegen::openapi::{Location, Parameter, Schema};
use serde_json::Value;

use super::{
    credentials::{Account, CREDENTIALS},
    documents::Operation,
    form,
    recorded::Request,
    refusals,
    schema::{Mismatch, Side, is_list, mismatches, step},
};
use bigcommerce::operation::Api;

/// Something wrong with a request, and the status of its refusal.
pub(crate) struct Finding {
    pub status: u16,
    /// Where, as a JSON pointer into the request.
    pub pointer: String,
    pub why: String,
}

impl Finding {
    pub fn new(status: u16, pointer: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            status,
            pointer: pointer.into(),
            why: why.into(),
        }
    }
}

/// Everything wrong with `request`; the first decides the status. `keeps` says whether the store keeps what is
/// done to it.
pub(crate) fn check(
    operation: &Operation,
    arguments: &BTreeMap<String, String>,
    request: &Request,
    account: &Account,
    keeps: bool,
) -> Vec<Finding> {
    let mut checked = Checked {
        operation,
        request,
        findings: account.findings(operation, arguments, request),
    };
    checked.accept();
    checked.parameters(arguments);
    checked.body();
    if checked.findings.is_empty() {
        checked.findings = refusals::findings(operation, request, account, keeps);
    }
    checked.findings
}

/// The status of a request that makes no sense: v2 knows one, the others another.
pub(crate) fn unusable(api: Api) -> u16 {
    match api {
        Api::V2 => 400,
        _ => 422,
    }
}

struct Checked<'a> {
    operation: &'a Operation,
    request: &'a Request,
    findings: Vec<Finding>,
}

impl Checked<'_> {
    fn found(&mut self, status: u16, pointer: impl Into<String>, why: impl Into<String>) {
        self.findings.push(Finding::new(status, pointer, why));
    }

    fn side(&self) -> Side {
        Side::Request(self.operation.api)
    }

    fn unusable(&mut self, pointer: impl Into<String>, why: impl Into<String>) {
        self.found(unusable(self.operation.api), pointer, why);
    }

    /// Whether the caller takes one of the media types of the response.
    fn accept(&mut self) {
        let responses = self.operation.responses.iter();
        let offered: Vec<_> = responses
            .filter_map(|response| response.content.as_ref())
            .map(|(media, _)| *media)
            .collect();
        let admits = |media: &str| {
            let kind = media.split('/').next().unwrap_or_default();
            let ranges = self
                .request
                .header("Accept")
                .flat_map(|ranges| ranges.split(','));
            let mut ranges = ranges.map(essence);
            ranges.any(|range| range == media || range == "*/*" || range == format!("{kind}/*"))
        };
        if !offered.is_empty() && !offered.iter().any(|media| admits(media)) {
            let why = format!("doesn't admit {}", offered.join(" or "));
            self.found(406, "/headers/Accept", why);
        }
    }

    fn parameters(&mut self, arguments: &BTreeMap<String, String>) {
        let operation = self.operation;
        for parameter in operation.parameters(Location::Path) {
            if let Some(text) = arguments.get(parameter.name) {
                self.argument("/path", parameter, &[text]);
            }
        }
        for parameter in operation.parameters(Location::Header) {
            if CREDENTIALS.contains(&parameter.name) {
                continue;
            }
            let values: Vec<_> = self.request.header(parameter.name).collect();
            match values.as_slice() {
                // What the media types are is the business of the body and the response.
                _ if matches!(parameter.name, "Accept" | "Content-Type") => (),
                [] if parameter.required => {
                    self.unusable(step("/headers", parameter.name), "is required and missing");
                }
                [] => (),
                values => self.argument("/headers", parameter, values),
            }
        }
        for parameter in operation.parameters(Location::Query) {
            let values: Vec<_> = self.request.argument(parameter.name).collect();
            match values.as_slice() {
                [] if parameter.required => {
                    self.unusable(step("/query", parameter.name), "is required and missing");
                }
                [] => (),
                [_, _, ..] if !parameter.explode => {
                    let why = "is repeated; a list is one comma-separated value here";
                    self.unusable(step("/query", parameter.name), why);
                }
                values => {
                    let values: Vec<_> = values
                        .iter()
                        .map(|text| without_direction(operation.api, parameter.name, text))
                        .collect();
                    self.argument("/query", parameter, &values);
                }
            }
        }
        for (name, _) in &self.request.query {
            if !operation.takes(name) {
                self.unusable(step("/query", name), "is not an argument of this operation");
            }
        }
    }

    /// Whether the texts that came for a parameter can be read as its schema wants.
    fn argument(&mut self, place: &str, parameter: &Parameter, texts: &[&str]) {
        let schema = parameter.schema();
        let is_list = is_list(&schema);
        let texts: Vec<_> = match texts {
            [one] if !parameter.explode && is_list => one.split(',').collect(),
            texts => texts.to_vec(),
        };
        let mut tried = Vec::new();
        for value in readings(&texts, is_list) {
            let found = mismatches(&schema, &value, self.side(), "");
            if found.is_empty() {
                return;
            }
            tried = found;
        }
        let at = step(place, parameter.name);
        for Mismatch { pointer, why } in tried {
            self.unusable(format!("{at}{pointer}"), why);
        }
    }

    fn body(&mut self) {
        let bytes = &self.request.body;
        let came = self.request.header("Content-Type").next().map(essence);
        match (&self.operation.body, came) {
            (None, _) if bytes.is_empty() => (),
            (None, _) => self.unusable("/body", "is there, and this operation takes none"),
            (Some(body), _) if bytes.is_empty() => {
                if body.required {
                    self.unusable("/body", "is missing");
                }
            }
            (Some(body), came) => {
                let mut content = body.content.iter();
                let media = content.find(|media| came.as_deref() == Some(media.name));
                let Some(media) = media else {
                    let known: Vec<_> = body.content.iter().map(|media| media.name).collect();
                    let why = format!("is not {}", known.join(" or "));
                    return self.found(415, "/headers/Content-Type", why);
                };
                let schema = media.schema();
                let value = match media.name {
                    "multipart/form-data" => form::value(&schema, self.side(), self.request),
                    name if name.ends_with("json") => {
                        serde_json::from_slice(bytes).map_err(|_| "is not JSON".to_owned())
                    }
                    // Only JSON and forms have a schema here.
                    _ => return,
                };
                match value {
                    Ok(value) => self.fitting(&schema, &value),
                    Err(why) => self.unusable("/body", why),
                }
            }
        }
    }

    fn fitting(&mut self, schema: &Schema<'_>, value: &Value) {
        for Mismatch { pointer, why } in mismatches(schema, value, self.side(), "/body") {
            self.unusable(pointer, why);
        }
    }
}

/// What texts may stand for: text is text, and may be a number or a truth value.
pub(crate) fn readings(texts: &[&str], is_list: bool) -> Vec<Value> {
    let as_text = |text: &str| Value::from(text);
    let as_json = |text: &str| match serde_json::from_str(text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_) | Value::Null)) => value,
        _ => text.into(),
    };
    let list = |read: &dyn Fn(&str) -> Value| texts.iter().map(|text| read(text)).collect();
    match texts {
        [one] if !is_list => vec![as_text(one), as_json(one)],
        _ => vec![list(&as_text), list(&as_json)],
    }
}

/// What the schema of an argument is about. v2 takes a direction behind the field to sort by; its
/// documents say so in prose only.
fn without_direction<'a>(api: Api, argument: &str, text: &'a str) -> &'a str {
    match text.rsplit_once(':') {
        Some((field, "asc" | "desc")) if api == Api::V2 && argument == "sort" => field,
        _ => text,
    }
}

/// A media type without its parameters, in small letters.
fn essence(media: &str) -> String {
    let essence = media.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
