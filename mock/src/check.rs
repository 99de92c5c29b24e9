//! Whether a request is what its operation's document says.

use std::collections::BTreeMap;

use bigcommerce_codegen::openapi::{Location, Parameter, Schema};
use serde_json::{Value, json};

use super::{
    account::Account,
    documents::Operation,
    form,
    recorded::Request,
    refusals,
    schema::{Mismatch, Side, alternatives, is_list, mismatches, step},
    tokens::B2B_V2_TOKEN,
    wrong::{Wrong, unusable},
};
use bigcommerce::operation::Api;

/// Headers that carry credentials.
const CREDENTIALS: [&str; 4] = ["X-Auth-Token", "X-Store-Hash", "authToken", "Authorization"];
/// Headers that belong to no API.
const STRAY: [&str; 2] = ["X-Auth-Client", "api-version"];

/// Everything wrong with `request`, the gravest first.
pub(crate) fn check(
    operation: &Operation,
    arguments: &BTreeMap<String, String>,
    request: &Request,
    account: &Account,
) -> Vec<Wrong> {
    let mut checked = Checked {
        operation,
        request,
        faults: Vec::new(),
    };
    checked.credentials(arguments, account);
    checked.accept();
    checked.parameters(arguments);
    checked.body();
    if checked.faults.is_empty() {
        checked.faults = refusals::faults(operation, request, account);
    }
    checked.faults
}

struct Checked<'a> {
    operation: &'a Operation,
    request: &'a Request,
    faults: Vec<Wrong>,
}

impl Checked<'_> {
    fn fault(&mut self, status: u16, pointer: impl Into<String>, why: impl Into<String>) {
        self.faults.push(Wrong {
            status,
            pointer: pointer.into(),
            why: why.into(),
        });
    }

    fn side(&self) -> Side {
        Side::Request(self.operation.api)
    }

    fn unusable(&mut self, pointer: impl Into<String>, why: impl Into<String>) {
        self.fault(unusable(self.operation.api), pointer, why);
    }

    fn credentials(&mut self, arguments: &BTreeMap<String, String>, account: &Account) {
        if arguments
            .get("store_hash")
            .is_some_and(|hash| *hash != account.hash)
        {
            self.fault(401, "/path/store_hash", "is another store's");
        }
        let api = self.operation.api;
        let is_right = |name: &str, value: &str| match name {
            "X-Auth-Token" => value == account.access_token,
            "X-Store-Hash" => value == account.hash,
            "Authorization" => account.tokens.take(api, value),
            _ if api == Api::B2bV2 => value == B2B_V2_TOKEN,
            _ => value == account.b2b_auth_token,
        };
        // Of the alternatives, the one that was meant is the one with the fewest faults.
        let mut fewest: Option<Vec<(&str, &str)>> = None;
        for wanted in self.operation.security {
            let mut faults = Vec::new();
            for name in CREDENTIALS {
                let wanted = wanted.contains(&name);
                let mut came = self.request.header(name);
                match (wanted, came.next(), came.next()) {
                    (false, None, _) => (),
                    (true, Some(only), None) if is_right(name, only) => (),
                    (false, Some(_), _) => faults.push((name, "must not be sent here")),
                    (true, None, _) => faults.push((name, "is missing")),
                    (true, Some(_), None) => faults.push((name, "isn't this store's")),
                    (true, Some(_), Some(_)) => faults.push((name, "is there twice")),
                }
            }
            if fewest
                .as_ref()
                .is_none_or(|fewest| faults.len() < fewest.len())
            {
                fewest = Some(faults);
            }
        }
        for (name, why) in fewest.unwrap_or_default() {
            // Without the store's hash B2B Edition is at a loss.
            let lost = name == "X-Store-Hash" && self.request.header("X-Auth-Token").count() == 1;
            self.fault(
                if lost { 500 } else { 401 },
                format!("/headers/{name}"),
                why,
            );
        }
        for name in STRAY {
            if self.request.header(name).next().is_some() {
                let pointer = format!("/headers/{name}");
                self.fault(400, pointer, "is not a header of this API");
            }
        }
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
            self.fault(406, "/headers/Accept", why);
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
                    return self.fault(415, "/headers/Content-Type", why);
                };
                let schema = media.schema();
                let value = match media.name {
                    "multipart/form-data" => self.form(&schema),
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

    /// The fields of a form, each read as its schema wants.
    fn form(&self, schema: &Schema<'_>) -> Result<Value, String> {
        let kind = self.request.header("Content-Type").next();
        let parts = form::parts(kind.unwrap_or_default(), &self.request.body)?;
        let flats = alternatives(schema);
        let property = |name: &str| {
            let mut flats = flats.iter();
            flats.find_map(|flat| flat.property(name))
        };
        let mut fields = serde_json::Map::new();
        for (name, bytes) in parts {
            // Lists are written `name[]` or `name[0]`.
            let bare = name.split('[').next().unwrap_or_default().to_owned();
            let listed = property(&name).is_none() && name.contains('[');
            let name = if property(&name).is_some() {
                name
            } else {
                bare
            };
            let text = String::from_utf8_lossy(&bytes);
            let schema = property(&name).ok_or("has a field that isn't in the form")?;
            let fits = |value: &Value, schema: &Schema<'_>| {
                mismatches(schema, value, self.side(), "").is_empty()
            };
            if listed {
                let mut flats = alternatives(&schema).into_iter();
                let items = flats.find_map(|flat| flat.items()).unwrap_or_default();
                let mut values = readings(&[&text], false).into_iter();
                let value = values.find(|value| fits(value, &items));
                let list = fields.entry(name).or_insert_with(|| json!([]));
                if let Some(list) = list.as_array_mut() {
                    list.push(value.unwrap_or_else(|| text.clone().into()));
                }
            } else {
                let read = serde_json::from_slice(&bytes).ok();
                let mut values = read.into_iter().chain(readings(&[&text], false));
                let value = values.find(|value| fits(value, &schema));
                fields.insert(name, value.unwrap_or_else(|| text.clone().into()));
            }
        }
        Ok(fields.into())
    }
}

/// What texts may stand for: text is text, and may be a number or a truth value.
fn readings(texts: &[&str], is_list: bool) -> Vec<Value> {
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
