//! What is said of operations, as documentation: what people wrote, then facts of the document and of the platform,
//! and the words by which rustdoc's search finds them.

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    credential::Credential,
    docs::Docs,
    limits::CallsLimit,
    manifest::Document,
    model::{Batch, List, Operation, Paging, Parameter, Scalar, Type},
    scopes::Scopes,
};

/// Where the source documents can be read.
const SOURCE: &str = "https://github.com/bigcommerce/docs/blob/main";

/// What is said of a method.
pub fn method(docs: &Docs, document: &Document, operation: &Operation) -> String {
    let path = format!("{}{}", document.base_path, operation.path);
    let mut paragraphs = vec![
        summary(docs, document, operation),
        format!(
            "`{} {path}`, operation `{}` of [`{}`]({SOURCE}/{2}).",
            operation.method, operation.id, document.upstream
        ),
    ];
    paragraphs.extend(deletes_all(operation));
    paragraphs.push(facts(document, operation));
    paragraphs.extend(
        docs.example(&document.id(), &operation.method_name)
            .map(example),
    );
    paragraphs.join("\n\n")
}

/// What it does, in a sentence.
pub fn summary(docs: &Docs, document: &Document, operation: &Operation) -> String {
    let path = format!("{}{}", document.base_path, operation.path);
    let written = docs.operation(&document.id(), &operation.method, &path);
    match written {
        Some(written) => written.summary.clone(),
        None => in_words(operation),
    }
}

/// An example as a documentation test that compiles and sends nothing.
fn example(body: &str) -> String {
    format!(
        "# Example\n\n```no_run\n# async fn example(store: bigcommerce::Store) -> Result<(), Box<dyn std::error::Error>> {{\n\
         {}\n# Ok(())\n# }}\n```",
        body.trim_end()
    )
}

/// What is said of a parameter's values.
pub fn parameter(parameter: &Parameter) -> String {
    let Type::Scalar(Scalar::DateTime(notation)) = parameter.slot.ty else {
        return parameter.about.clone();
    };
    // The document's type and format come first; they are said better.
    let facts = parameter.about.split(", ").skip(1);
    let facts = facts.filter(|fact| !fact.starts_with("format `"));
    let said: Vec<_> = std::iter::once(notation.about()).chain(facts).collect();
    said.join(", ")
}

/// The name in words, for an operation that nobody has written about yet.
fn in_words(operation: &Operation) -> String {
    let words = operation.id.to_snake_case().replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// One fact a line.
fn facts(document: &Document, operation: &Operation) -> String {
    let mut facts = vec![format!("Feature: `{}`", document.feature)];
    facts.push(format!("Credential: {}", credential(operation.credential)));
    facts.push(format!("Scope: {}", scopes(&operation.scopes)));
    facts.extend(operation.paging.as_ref().map(|paging| {
        let by = match paging {
            Paging::Page => "by the parameter `page`".to_owned(),
            Paging::Cursor => "by the cursor `after`".to_owned(),
            Paging::After(field) => format!("by `after`, the `{field}` of the last item"),
            Paging::Offset => "by the parameter `offset`".to_owned(),
        };
        let limit = operation.parameters.iter().find(|it| it.name == "limit");
        let limit = limit.map(|limit| format!("; `limit`: {}", limit.about));
        format!("Paging: {by}{}", limit.unwrap_or_default())
    }));
    facts.extend(operation.batch.as_ref().map(|batch| {
        let list = list(&batch.list);
        match batch.most {
            Some(most) => format!("Batch: at most {most} entries in the {list}"),
            None => format!("Batch: no limit is documented for the {list}"),
        }
    }));
    let limits = &operation.limits;
    facts.extend(
        limits
            .concurrency
            .map(|most| format!("Limit: {most} requests at once")),
    );
    facts.extend(limits.calls.as_ref().map(|CallsLimit { limit, seconds }| {
        format!("Limit: {limit} requests in {seconds} seconds")
    }));
    facts.push(format!("Retry: {}", retry(&operation.method)));
    let statuses: Vec<_> = operation
        .successes
        .iter()
        .map(|(status, has_content)| match has_content {
            true => format!("{status}"),
            false => format!("{status} without content"),
        })
        .collect();
    if !statuses.is_empty() {
        facts.push(format!("Success: {}", statuses.join(", ")));
    }
    let lines = facts.iter().map(|fact| format!("- {fact}."));
    lines.collect::<Vec<_>>().join("\n")
}

fn credential(credential: Credential) -> &'static str {
    match credential {
        Credential::Token => "the access token",
        Credential::TokenAndHash => "the access token with the store hash",
        Credential::TokenAndHashOrLegacy => {
            "the access token with the store hash, or a legacy B2B token"
        }
        Credential::Legacy => "a legacy B2B token",
        Credential::Bearer => "a storefront token of B2B Edition",
        Credential::BearerOrNone => "a storefront token of B2B Edition, or `storeHash` without one",
        Credential::PaymentAccessToken => "a payment access token",
        Credential::Hash => "the store hash alone",
        Credential::None => "none",
    }
}

fn scopes(scopes: &Scopes) -> String {
    match scopes {
        Scopes::OneOf(scopes) => {
            let scopes: Vec<_> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
            scopes.join(" or ")
        }
        Scopes::AnyToken => "every token of the store".to_owned(),
        Scopes::B2bEdition => "B2B Edition, modify".to_owned(),
        Scopes::None => "none, for tokens of this API have no scopes".to_owned(),
        Scopes::Unknown => "BigCommerce doesn't document it".to_owned(),
    }
}

fn retry(method: &str) -> &'static str {
    match method {
        "POST" | "PATCH" => {
            "only where the server can't have carried it out, unless `retry_non_idempotent` allows more"
        }
        _ => "sent again after a failed attempt, since it has the same effect twice",
    }
}

/// What a request does that nothing narrows, where it can delete a whole collection.
fn deletes_all(operation: &Operation) -> Option<String> {
    let parameters = operation.deletes_all.as_ref()?;
    let parameters = parameters.iter().map(|name| format!("`{name}`"));
    let json = operation.body.as_ref().and_then(|body| body.slot.as_ref());
    let body = json.iter().map(|_| "the body".to_owned());
    let narrowing: Vec<_> = parameters.chain(body).collect();
    let unless = match narrowing[..] {
        [] => String::new(),
        _ => format!(", unless {} narrows it", narrowing.join(" or ")),
    };
    let builder = &operation.builder;
    Some(format!(
        "Deletes the whole collection{unless}. Such a request is only sent after \
         [`everything`](builder::{builder}::everything)."
    ))
}

/// What the method is found by beside its name: upstream's operationId, the path and what people call it.
pub fn aliases(docs: &Docs, document: &Document, operation: &Operation) -> TokenStream {
    let path = format!("{}{}", document.base_path, operation.path);
    let written = docs.operation(&document.id(), &operation.method, &path);
    let search = written.map(|written| written.search.clone());
    let all = [operation.id.clone(), operation.path.clone()]
        .into_iter()
        .chain(search.unwrap_or_default());
    let all = all.filter(|alias| *alias != operation.method_name);
    quote!(#(#[doc(alias = #all)])*)
}

/// What the list of a batch is to people.
pub fn batch(batch: &Batch) -> String {
    let list = list(&batch.list);
    match batch.most {
        Some(most) => format!("Splits the {list} into requests of at most {most} entries."),
        None => format!(
            "Splits the {list} into requests of as many entries as you say; no limit is documented."
        ),
    }
}

fn list(list: &List) -> String {
    match list {
        List::Body => "body".to_owned(),
        List::Property(name) => format!("body's `{name}`"),
        List::Query(name) => format!("parameter `{name}`"),
    }
}
