//! Numbers that stand for something get a type with names for them, where [`crate::codes`] records it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Model, naming,
    types::{Definition, Kind, Scalar, Slot, Type, Variant},
};
use crate::{
    codes::{Code, Codes},
    manifest::Document,
    openapi,
};

/// Puts the recorded types in the places of their numbers. Where a place isn't in the model, nothing happens: the model
/// may be of some documents only.
pub fn apply(model: &mut Model, codes: &Codes) {
    let mut places = Places::of(codes);
    for (name, definition) in &mut model.types {
        let Definition {
            kind: Kind::Object(object),
            sent_by,
            received_by,
            ..
        } = definition
        else {
            continue;
        };
        for field in &mut object.fields {
            let place = naming::field_place(name, &field.wire);
            let is_text = is_text(&field.slot.ty);
            if let Some(code) = places.put(&place, &mut field.slot) {
                code.sent_by.extend(sent_by.iter().cloned());
                code.received_by.extend(received_by.iter().cloned());
                field.is_code_as_text = is_text;
                field.facts.clear();
            }
        }
    }
    for module in &mut model.modules {
        for operation in &mut module.operations {
            let url = below_store(&module.document, &operation.path);
            for parameter in &mut operation.parameters {
                let request = format!("{} {url}", operation.method);
                let place = format!("{request} parameter {}", parameter.name);
                if let Some(code) = places.put(&place, &mut parameter.slot) {
                    code.sent_by.insert(request);
                }
            }
        }
    }
    let Places { put, replaced, .. } = places;
    for name in replaced {
        model.types.remove(&name);
    }
    model.types.extend(put);
}

/// The URL below the host without the part that names the store, as places have it.
pub(super) fn below_store(document: &Document, path: &str) -> String {
    let base_path = &document.base_path;
    let below = base_path.strip_prefix("/stores/{store_hash}");
    openapi::anonymous(&format!("{}{path}", below.unwrap_or(base_path)))
}

struct Places<'c> {
    codes: &'c Codes,
    /// The type of each place.
    types: BTreeMap<&'c str, &'c str>,
    /// The types that were put somewhere.
    put: BTreeMap<String, Definition>,
    /// The types of texts that they replaced.
    replaced: BTreeSet<String>,
}

impl<'c> Places<'c> {
    fn of(codes: &'c Codes) -> Self {
        let each = codes.iter().flat_map(|(name, code)| {
            let at = code.at.iter();
            at.map(move |place| (place.as_str(), name.as_str()))
        });
        Self {
            codes,
            types: each.collect(),
            put: BTreeMap::new(),
            replaced: BTreeSet::new(),
        }
    }

    /// Makes the value at `place` the code that is recorded there, if one is.
    fn put(&mut self, place: &str, slot: &mut Slot) -> Option<&mut Definition> {
        if let Type::List(item) = &mut slot.ty {
            return self.put(&naming::item_place(place), item);
        }
        let name = *self.types.get(place)?;
        let code = self.codes.get(name)?;
        let ty = std::mem::replace(&mut slot.ty, Type::Named(name.to_owned()));
        self.replaced.extend(ty.name().map(str::to_owned));
        let put = self.put.entry(name.to_owned());
        Some(put.or_insert_with(|| definition(name, code)))
    }
}

fn definition(name: &str, code: &Code) -> Definition {
    let variants = code.values.iter().map(|(value, name)| Variant {
        wire: value.to_string(),
        name: name.clone(),
    });
    Definition {
        name: name.to_owned(),
        pointers: Vec::new(),
        sent_by: BTreeSet::new(),
        received_by: BTreeSet::new(),
        kind: Kind::Code(variants.collect()),
    }
}

/// Whether the document writes a number as text.
fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Named(_) | Type::Scalar(Scalar::Text))
}
