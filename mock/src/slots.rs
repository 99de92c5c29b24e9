//! Where in a response the things are that it is about.

use bigcommerce_codegen::openapi::{Flat, Kind, Schema};

use super::schema::alternatives;

/// Where a response has room for items.
pub(crate) struct Slot {
    /// The response's schema.
    pub root: Flat<'static>,
    pub pointer: &'static str,
    /// Whether it holds a list.
    pub many: bool,
    /// The schema of one.
    pub item: Schema<'static>,
}

/// The places in a response of `schema` where items may be.
pub(crate) fn slots(schema: &Schema<'static>) -> Vec<Slot> {
    let mut slots = Vec::new();
    for root in alternatives(schema) {
        let mut add = |pointer, flat: &Flat<'static>| {
            let many = flat.kind() == Some(Kind::Array);
            let item = if many {
                flat.items().unwrap_or_default()
            } else {
                flat.clone().into()
            };
            slots.push(Slot {
                root: root.clone(),
                pointer,
                many,
                item,
            });
        };
        let lists = |flat: &Flat<'static>, name: &str| {
            let schema = flat.property(name);
            let mut flats = schema.as_ref().map(alternatives).unwrap_or_default();
            flats.retain(|flat| flat.kind() == Some(Kind::Array));
            flats
        };
        let Some(data) = root.property("data") else {
            add("", &root);
            continue;
        };
        for data in &alternatives(&data) {
            add("/data", data);
            for (name, pointer) in [("list", "/data/list"), ("items", "/data/items")] {
                lists(data, name).iter().for_each(|flat| add(pointer, flat));
            }
        }
        // One response has its list there.
        lists(&root, "meta")
            .iter()
            .for_each(|flat| add("/meta", flat));
    }
    slots
}
