//! OpenAPI 3.1 in terms of 3.0.

use serde_json::Value;

/// Whether `document` says that it is OpenAPI 3.1.
pub fn is_3_1(document: &Value) -> bool {
    document["openapi"]
        .as_str()
        .is_some_and(|version| version.starts_with("3.1"))
}
