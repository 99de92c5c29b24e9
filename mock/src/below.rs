//! What is sent with an item for the collections below it.

use serde_json::Value;

use super::{
    item::Item,
    resources::{Parent, Resource},
};

/// What was sent for a collection below an item.
pub(crate) struct Below {
    pub child: &'static Resource,
    pub parent: Parent,
    pub items: Vec<Value>,
}

/// What was sent of an item, and what was sent for the collections below it.
pub(crate) fn parted(resource: &'static Resource, mut sent: Item) -> (Item, Vec<Below>) {
    let mut below = Vec::new();
    for (child, parent) in resource.children() {
        let Some(field) = parent.field else {
            continue;
        };
        if let Some(Value::Array(items)) = sent.get(field).cloned() {
            sent.remove(field);
            below.push(Below {
                child,
                parent,
                items,
            });
        }
    }
    (sent, below)
}

/// What there is below an item as soon as it is created.
pub(crate) fn made(resource: &'static Resource, sent: &Item) -> Vec<Below> {
    let made = resource.children().filter_map(|(child, parent)| {
        let fields = parent.makes.iter();
        let fields =
            fields.filter_map(|(own, name)| Some(((*name).to_owned(), sent.get(*own)?.clone())));
        let item: Item = fields.collect();
        let items = vec![Value::from(item)];
        let is_made = !parent.makes.is_empty() && sent.contains_key(parent.makes.first()?.0);
        is_made.then_some(Below {
            child,
            parent,
            items,
        })
    });
    made.collect()
}
