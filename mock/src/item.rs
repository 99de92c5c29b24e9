//! What is kept of one thing.

use serde_json::{Map, Value};

use super::resources::Resource;

/// The fields of one thing.
pub(crate) type Item = Map<String, Value>;

/// The id of an item.
pub(crate) fn id(resource: &Resource, item: &Item) -> Option<i64> {
    item.get(resource.id()).and_then(Value::as_i64)
}

/// The members of an object; none of anything else.
pub(crate) fn object(value: Value) -> Item {
    match value {
        Value::Object(object) => object,
        _ => Item::new(),
    }
}
