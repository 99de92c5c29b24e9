//! What an item needs, so that every response can show it.

use std::{collections::BTreeMap, sync::OnceLock};

use bigcommerce_codegen::openapi::anonymous;

use super::{
    documents::{Operation, operations},
    item::{Item, object},
    resources::{RESOURCES, Resource},
    response,
    sample::Sampler,
    slots::slots,
};

/// What the responses that show an item require of it.
pub(crate) fn required(resource: &'static Resource, seed: u64, id: i64) -> Item {
    let mut item = Item::new();
    for operation in readers(resource) {
        let content = response::success(operation).and_then(|success| success.content.as_ref());
        let Some((_, schema)) = content else {
            continue;
        };
        let name = format!("{} {id}", resource.list);
        let mut sampler = Sampler::new(seed, &name, false);
        let sampled = slots(schema)
            .first()
            .map(|slot| sampler.value(&slot.item, ""));
        for (name, value) in object(sampled.unwrap_or_default()) {
            item.entry(name).or_insert(value);
        }
    }
    item
}

/// Whether a request reads the items of `resource`: its document is compiled in.
pub(crate) fn is_read(resource: &Resource) -> bool {
    !readers(resource).is_empty()
}

/// The operations that read a list or an item of it. They are looked for once.
fn readers(resource: &Resource) -> &'static [&'static Operation] {
    type Readers = BTreeMap<&'static str, Vec<&'static Operation>>;
    static READERS: OnceLock<Readers> = OnceLock::new();
    let readers = READERS.get_or_init(|| {
        let mut readers = Readers::new();
        for operation in operations().iter().filter(|known| known.method == "GET") {
            let template = anonymous(&operation.template);
            let list = template.strip_suffix("/{}").unwrap_or(&template);
            let is_of = |known: &&Resource| known.list == list || known.also.contains(&list);
            if let Some(resource) = RESOURCES.iter().find(is_of) {
                readers.entry(resource.list).or_default().push(operation);
            }
        }
        readers
    });
    readers.get(resource.list).map_or(&[], Vec::as_slice)
}
