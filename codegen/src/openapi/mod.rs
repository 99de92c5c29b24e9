//! Reads OpenAPI 3.0 documents: the one place that knows how they are put together.
//!
//! A [`Bundle`] holds a document and the files it refers to, a [`Node`] is a place in it that follows
//! references and names its faults, an [`Operation`] is what a call is made of. A [`Schema`] says what a
//! value must fit, as one or several [`Flat`] ones without references and compositions; [`draft4()`] says
//! the same in JSON Schema. Nothing here changes a document.

mod bundle;
mod draft4;
mod node;
mod operation;
mod schema;

pub use bundle::Bundle;
pub use draft4::draft4;
pub use node::Node;
pub use operation::{
    Body, Location, METHODS, Media, Operation, Parameter, Response, Scheme, operation, operations,
};
pub use schema::{Bound, Flat, Kind, Rest, Schema, Side};

/// Headers that are the client's business, never an argument. In lower case.
pub const CLIENT_HEADERS: [&str; 7] = [
    "accept",
    "content-type",
    "user-agent",
    "x-auth-token",
    "authtoken",
    "x-store-hash",
    "x-correlation-id",
];

/// Whether a header of this name is the client's business, whatever its case.
pub fn is_clients(header: &str) -> bool {
    CLIENT_HEADERS
        .iter()
        .any(|own| own.eq_ignore_ascii_case(header))
}

/// A path template with its parameters' names taken out.
pub fn anonymous(path: &str) -> String {
    let mut anonymous = String::new();
    let mut rest = path;
    while let Some((before, name)) = rest.split_once('{') {
        let Some((_, after)) = name.split_once('}') else {
            break;
        };
        anonymous += before;
        anonymous += "{}";
        rest = after;
    }
    anonymous + rest
}
