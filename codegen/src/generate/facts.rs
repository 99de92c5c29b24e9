//! What is known of each generated operation: the names progenitor gave, joined with the facts of
//! the document.

use serde_json::Value;
use syn::{Ident, Type};

use super::{
    batch::{self, Batch},
    guard::{self, BodyList},
    paging::{self, Paging},
    read::{Location, Written},
};
use crate::{
    Error, Result, credential::Credential, json::escape, limits::OperationLimits, lower::extension,
    names, recorded::Recorded,
};

/// One generated operation.
pub struct Facts {
    /// Upstream operationId.
    pub id: String,
    /// Name of the method on the document's client.
    pub method_name: Ident,
    /// Name of the builder.
    pub builder: Ident,
    /// HTTP method, in upper case.
    pub method: String,
    /// Path template below the base path.
    pub path: String,
    /// Arguments, path ones first in the path's order.
    pub parameters: Vec<Parameter>,
    /// The type of a JSON body.
    pub body: Option<Type>,
    /// Media type of the body.
    pub content_type: Option<String>,
    /// Whether the body can be left out.
    pub optional_body: bool,
    /// Fields of a form, where the body can be one.
    pub form: Option<Vec<String>>,
    /// Media type of the answer.
    pub accept: String,
    /// Type of the success answer; `None` for a byte stream.
    pub success: Option<Type>,
    /// The documented statuses of success, and whether an answer with it has content.
    pub successes: Vec<(u16, bool)>,
    /// What authorises it.
    pub credential: Credential,
    /// Whether upstream discourages it.
    pub deprecated: bool,
    /// What the platform takes of it.
    pub limits: OperationLimits,
    /// The query arguments that narrow what it deletes, where it can delete a whole collection.
    pub deletes_all: Option<Vec<String>>,
    /// The list in its body that says what it acts on, where there is one.
    pub acts_on: Option<BodyList>,
    /// The list it takes in one request, where it takes one.
    pub batch: Option<Batch>,
    /// How its list goes on, where it answers with a page of one.
    pub paging: Option<Paging>,
}

/// One argument of an operation.
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// Name of the setter.
    pub setter: Ident,
    /// Type of the value.
    pub ty: Type,
    /// Where it goes.
    pub location: Location,
    /// Whether the operation can't be sent without it.
    pub required: bool,
    /// Whether a list repeats the key; otherwise it is one comma-separated value.
    pub explode: bool,
    /// Type, limits and default as the document states them.
    pub about: String,
}

/// Joins what progenitor wrote with what the documents say; every operation must be on both sides.
pub(super) fn collect(
    id: &str,
    corrected: &Value,
    lowered: &Value,
    recorded: &Recorded,
    file: &syn::File,
    written: Vec<Written>,
) -> Result<Vec<Facts>> {
    let mut left = operations_in(lowered);
    let mut all = Vec::new();
    for written in written {
        let place = (written.path.clone(), written.method.to_lowercase());
        let Some(at) = left.iter().position(|known| *known == place) else {
            return Err(Error::generator(
                id,
                format!(
                    "wrote {} {}, which the document has not",
                    written.method, written.path
                ),
            ));
        };
        let (path, method) = left.swap_remove(at);
        let pointer = format!("#/paths/{}/{method}", escape(&path));
        let item = &corrected["paths"][&path];
        let operation = &lowered["paths"][&path][&method];
        let flag = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_bool)
                .unwrap_or_default()
        };
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let parameters = parameters(id, &pointer, operation, &written)?;
        let operation_id = text("operationId").unwrap_or_default();
        let paging = match &written.success {
            Some(success) if written.method == "GET" => {
                paging::of(file, success, &written.arguments, &item[&method])
            }
            _ => None,
        };
        let limits = recorded.limits.get(&names::key(&method, &path)).cloned();
        let limits = limits.unwrap_or_default();
        let exception = recorded.guards.get(&names::key(&method, &path)).cloned();
        let exception = exception.unwrap_or_default();
        let batch = batch::of(written.body.as_ref(), &limits);
        let own = own_methods(paging.is_some(), batch.is_some());
        let clash = parameters
            .iter()
            .find(|p| own.iter().any(|name| p.setter == name));
        if let Some(Parameter { name, .. }) = clash {
            let fault = format!("`{name}` is called like a method of the operation");
            return Err(Error::document(id, format!("{pointer}/parameters"), fault));
        }
        let content_type = text(extension::CONTENT_TYPE);
        let optional_body = flag(extension::OPTIONAL_BODY);
        let body = content_type.as_ref().map(|_| !optional_body);
        all.push(Facts {
            deletes_all: guard::deletes_all(&method, &path, &parameters, body, &exception),
            acts_on: guard::acts_on(lowered, operation, &limits, &exception),
            batch,
            paging,
            limits,
            id: operation_id,
            content_type,
            optional_body,
            form: operation
                .get(extension::FORM)
                .and_then(Value::as_array)
                .map(|names| {
                    names
                        .iter()
                        .filter_map(|name| name.as_str().map(str::to_owned))
                        .collect()
                }),
            accept: text(extension::ACCEPT).unwrap_or_default(),
            successes: operation
                .get(extension::SUCCESSES)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .filter_map(|(status, holds)| Some((status.parse().ok()?, holds.as_bool()?)))
                .collect(),
            credential: Credential::of(id, &pointer, corrected, item, &item[&method])?,
            deprecated: flag("deprecated"),
            method_name: written.method_name,
            builder: written.builder,
            method: written.method,
            path,
            parameters,
            body: written.body,
            success: written.success,
        });
    }
    if let Some((path, method)) = left.first() {
        return Err(Error::generator(id, format!("dropped {method} {path}")));
    }
    Ok(all)
}

/// The methods that not every operation's builder has.
fn own_methods(has_pages: bool, has_batches: bool) -> Vec<&'static str> {
    let pages = ["pages", "items"].into_iter().filter(|_| has_pages);
    let batches = ["batches"].into_iter().filter(|_| has_batches);
    pages.chain(batches).collect()
}

/// Path and method of every operation.
fn operations_in(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object();
    let items = paths.into_iter().flatten();
    items
        .flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flatten();
            methods.map(|(method, _)| (path.clone(), method.clone()))
        })
        .collect()
}

fn parameters(
    id: &str,
    pointer: &str,
    operation: &Value,
    written: &Written,
) -> Result<Vec<Parameter>> {
    let declared = operation["parameters"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut parameters: Vec<Parameter> = Vec::new();
    for argument in &written.arguments {
        let declared = declared
            .iter()
            .find(|d| d["name"] == *argument.name && d["in"] == argument.location.name())
            .ok_or_else(|| {
                Error::generator(
                    id,
                    format!("{pointer}: wrote an argument `{}`", argument.name),
                )
            })?;
        if parameters
            .iter()
            .any(|known| known.setter == argument.setter)
        {
            return Err(Error::document(
                id,
                pointer,
                format!("two parameters would be set by `{}`", argument.setter),
            ));
        }
        parameters.push(Parameter {
            name: argument.name.clone(),
            setter: argument.setter.clone(),
            ty: argument.ty.clone(),
            location: argument.location,
            required: declared["required"] == true,
            explode: declared.get("explode") != Some(&Value::Bool(false)),
            about: declared[extension::ABOUT]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        });
    }
    if parameters.len() != declared.len() {
        let fault = format!(
            "{pointer}: {} of {} parameters written",
            parameters.len(),
            declared.len()
        );
        return Err(Error::generator(id, fault));
    }
    Ok(parameters)
}
