//! What is wrong with a request.

use bigcommerce::operation::Api;

/// One thing that is wrong, and the status that says so.
pub(crate) struct Wrong {
    pub status: u16,
    pub pointer: String,
    pub why: String,
}

/// The status of a request that makes no sense: v2 knows one, the others another.
pub(crate) fn unusable(api: Api) -> u16 {
    match api {
        Api::V2 => 400,
        _ => 422,
    }
}
