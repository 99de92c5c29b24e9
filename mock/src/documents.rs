//! The operations, as the documents themselves declare them. What the client was generated to is not
//! asked here, so that a fault of the generator can't hide.

use std::{collections::BTreeMap, sync::OnceLock};

use bigcommerce_codegen::{
    credential::Credential,
    openapi::{self, Body, Bundle, Location, Parameter, Schema},
};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use bigcommerce::operation::{Api, Document, documents};

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub api: Api,
    pub module: &'static str,
    pub id: &'static str,
    pub method: String,
    /// Base path and path, as in the document.
    pub template: String,
    pub parameters: Vec<Parameter<'static>>,
    pub body: Option<Body<'static>>,
    /// Every success it may respond with.
    pub responses: Vec<Success>,
    /// The statuses of the failures that it documents.
    pub failures: Vec<u16>,
    /// The alternatives it is authorised by, each a set of headers.
    pub security: &'static [&'static [&'static str]],
}

/// A success: with a media type and a schema, or empty.
#[derive(Debug)]
pub(crate) struct Success {
    pub status: u16,
    pub content: Option<(&'static str, Schema<'static>)>,
}

/// What a method and path lead to.
pub(crate) enum Route {
    /// This operation, with its path arguments.
    To(&'static Operation, BTreeMap<String, String>),
    /// No operation of this method, but others.
    OtherMethods,
    /// Nothing.
    Nowhere,
}

impl Operation {
    /// `v3.products.getProducts`.
    pub fn name(&self) -> String {
        format!("{}.{}.{}", self.api.name(), self.module, self.id)
    }

    pub fn parameters(&self, location: Location) -> impl Iterator<Item = &Parameter<'static>> {
        let parameters = self.parameters.iter();
        parameters.filter(move |parameter| parameter.location == location)
    }

    /// Whether its query takes an argument of this name.
    pub fn takes(&self, argument: &str) -> bool {
        let mut parameters = self.parameters.iter();
        parameters.any(|parameter| parameter.is(Location::Query, argument))
    }

    /// The path arguments of `path`, if it fits the template; the more of it is literal, the better.
    fn arguments(&self, path: &str) -> Option<(usize, BTreeMap<String, String>)> {
        let (mut literal, mut arguments) = (0, BTreeMap::new());
        let mut template = self.template.split('/');
        let mut path = path.split('/');
        loop {
            match (template.next(), path.next()) {
                (None, None) => return Some((literal, arguments)),
                (Some(wanted), Some(came)) => {
                    let came = percent_decode_str(came).decode_utf8().ok()?;
                    let name = wanted
                        .strip_prefix('{')
                        .and_then(|rest| rest.strip_suffix('}'));
                    match name {
                        Some(_) if came.is_empty() => return None,
                        Some(name) => {
                            arguments.insert(name.to_owned(), came.into_owned());
                        }
                        None if wanted == came => literal += 1,
                        None => return None,
                    }
                }
                _ => return None,
            }
        }
    }
}

/// Every operation of the documents that are compiled in. They are read once.
pub(crate) fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| documents().iter().flat_map(read).collect())
}

/// Where a request to the host of `b2b`, or the other, belongs.
pub(crate) fn route(b2b: bool, method: &str, path: &str) -> Route {
    let fitting = operations()
        .iter()
        .filter(|operation| operation.api.is_b2b() == b2b)
        .filter_map(|operation| Some((operation, operation.arguments(path)?)));
    let mut best: Option<(usize, &Operation, BTreeMap<String, String>)> = None;
    let mut others = false;
    for (operation, (literal, arguments)) in fitting {
        if operation.method != method {
            others = true;
        } else if best.as_ref().is_none_or(|(most, ..)| *most < literal) {
            best = Some((literal, operation, arguments));
        }
    }
    match best {
        Some((_, operation, arguments)) => Route::To(operation, arguments),
        None if others => Route::OtherMethods,
        None => Route::Nowhere,
    }
}

/// What the build script wrote is JSON, and was read in the same way to generate the client; were it
/// otherwise, nothing of it would be served.
fn read(source: &Document) -> Vec<Operation> {
    let document: Value = serde_json::from_str(source.text).unwrap_or_default();
    let id = format!("{}/{}", source.api.name(), source.module);
    // Read once and used until the process ends.
    let document: &'static Value = Box::leak(Box::new(document));
    let bundle: &'static Bundle<'static> = Box::leak(Box::new(Bundle::of(&id, document)));
    let operations = openapi::operations(bundle, &id).unwrap_or_default();
    let operations = operations.into_iter();
    operations.map(|said| operation(source, said)).collect()
}

fn operation(source: &Document, said: openapi::Operation<'static>) -> Operation {
    let codes = said.responses.iter().filter_map(openapi::Response::code);
    Operation {
        api: source.api,
        module: source.module,
        id: said.id.unwrap_or_default(),
        template: format!("{}{}", source.base_path, said.path),
        responses: said.responses.iter().flat_map(successes).collect(),
        failures: codes.filter(|status| *status >= 400).collect(),
        security: Credential::of(&said).map_or(&[], Credential::headers),
        method: said.method,
        parameters: said.parameters,
        body: said.body,
    }
}

/// The successes of a response, one for each media type.
fn successes(response: &openapi::Response<'static>) -> Vec<Success> {
    let Some(status) = response.code().filter(|code| (200..300).contains(code)) else {
        return Vec::new();
    };
    let contents = response.content.iter();
    let contents = contents.map(|media| Some((media.name, media.schema())));
    let mut contents: Vec<_> = contents.collect();
    if contents.is_empty() {
        contents.push(None);
    }
    let successes = contents.into_iter();
    successes
        .map(|content| Success { status, content })
        .collect()
}
