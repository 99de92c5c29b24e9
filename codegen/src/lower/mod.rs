//! Lowering: small passes that rewrite a corrected document into what the generator takes, without
//! changing what goes over the wire. Each pass is one file, one subject, pure, and in this order:
//!
//! 1. [`form`] and [`names`]: nothing is rewritten, but what breaks OpenAPI 3.0 or has characters that
//!    the wire or Rust doesn't take is an error.
//! 2. [`operations`]: parameters, bodies and responses of each operation in one plain form.
//! 3. [`required`]: what a branch requires that says nothing else.
//! 4. [`keywords`]: schema keywords that must not reject a response, and missing types.
//! 5. [`compose`]: `allOf` becomes one schema; `oneOf`/`anyOf` keep one branch a JSON type.
//! 6. [`null`]: where a component may be `null`, the references to it may be instead.
//! 7. [`responses`]: what only a response holds is never required.
//! 8. [`distinct`]: no two values of an enum or properties of an object have one name in Rust.
//!
//! What comes out is what [`crate::model`] is built from.
//!
//! Between passes a schema may carry `nullable` beside `$ref`, which OpenAPI 3.0 doesn't know.

mod compose;
mod distinct;
mod facts;
mod form;
mod keywords;
mod names;
mod null;
mod operations;
mod required;
mod responses;
pub mod rust_names;
mod schemas;

use serde_json::Value;

pub use rust_names::method as method_name;
pub(crate) use rust_names::plain as plain_name;
pub(crate) use schemas::{is_integer_or_string, reference_name};

use crate::{Result, json::sorted};

/// Extension keywords the passes leave for [`crate::generate`], on operations.
pub mod extension {
    /// Media type to ask for in `Accept`.
    pub const ACCEPT: &str = "x-accept";
    /// The statuses of success, and whether each has content.
    pub const SUCCESSES: &str = "x-successes";
    /// Media type of the request body.
    pub const CONTENT_TYPE: &str = "x-content-type";
    /// Media types the request body may have beside [`CONTENT_TYPE`].
    pub const FORM: &str = "x-form";
    /// What the document says of a parameter's values, for people.
    pub const ABOUT: &str = "x-about";
    /// What a schema says of its values beside their type, for people: a list of texts.
    pub const FACTS: &str = "x-facts";
    /// The field of an item that its list's argument `after` takes.
    pub const CURSOR: &str = "x-cursor";
    /// Lists of alternatives, each a list of properties: of every list, a request holds all the
    /// properties of one alternative at least.
    pub const ONE_OF_REQUIRED: &str = "x-one-of-required";
    /// The format of a text that is a date.
    pub const DATE: &str = "x-date";
    /// Whether a write can go without the request body, which a correction says.
    pub const OPTIONAL: &str = "x-optional";
    /// Whether the request body can be left out.
    pub const OPTIONAL_BODY: &str = "x-optional-body";
    /// On a security scheme or an operation: the OAuth scopes that upstream's table names.
    pub const SCOPES: &str = "x-scopes";
}

/// Checks that the document `id` is OpenAPI, and has only names that the wire and Rust take.
///
/// # Errors
/// Names the node that breaks OpenAPI or has such a name.
pub fn check(id: &str, document: &Value) -> Result<()> {
    form::check(id, document)?;
    names::check(id, document)
}

/// Lowers the corrected document `id`.
///
/// # Errors
/// Names the node that breaks OpenAPI or that can't be expressed.
pub fn lower(id: &str, document: Value) -> Result<Value> {
    // The order of keys decides which of two equal names gets a number, so it must not depend on
    // the map that `serde_json` was built with in somebody's build.
    let mut document = sorted(document);
    check(id, &document)?;
    let passes: [fn(&str, &mut Value) -> Result<()>; 7] = [
        operations::lower,
        required::lower,
        keywords::lower,
        compose::lower,
        null::lower,
        responses::lower,
        distinct::lower,
    ];
    for pass in passes {
        pass(id, &mut document)?;
        document = sorted(document);
    }
    Ok(document)
}
