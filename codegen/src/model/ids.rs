//! Which fields are the id of the thing they belong to: whatever a server responds with has it, so it is read as
//! a plain integer or text.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::{
    operations::{Operation, Response},
    types::{Definition, Field, Kind, Required, Scalar, Type},
};

/// Marks the ids of the types that the responses of `operations` are about.
pub fn mark<'o>(
    types: &mut BTreeMap<String, Definition>,
    operations: impl Iterator<Item = &'o Operation>,
) {
    let about = operations.filter_map(|operation| match &operation.response {
        Response::Json(payload) => thing(&payload.slot.as_ref()?.ty),
        _ => None,
    });
    let about: BTreeSet<&str> = about.collect();
    for name in about {
        let Some(definition) = types.get_mut(name) else {
            continue;
        };
        let is_sent = definition.is_sent();
        if let (false, Kind::Object(object)) = (is_sent, &mut definition.kind) {
            for own in object.fields.iter_mut().filter(|field| is_id(name, field)) {
                own.required = Required::InResponses;
            }
        }
    }
}

/// The name of the type that a payload is, or is a list of.
fn thing(ty: &Type) -> Option<&str> {
    match ty {
        Type::List(item) | Type::OneOrMany(item) => thing(&item.ty),
        ty => ty.name(),
    }
}

/// Whether `field` is the id of the type `name`, and all schemas of responses have it. A type that says no more than
/// what was created may have several.
fn is_id(name: &str, field: &Field) -> bool {
    let name = name.to_snake_case();
    let created = name
        .strip_prefix("created_")
        .or_else(|| name.strip_suffix("_id"));
    let wire = field.wire.to_snake_case();
    let thing = wire.strip_suffix("_id");
    let is_own = match (thing, created) {
        (None, _) => wire == "id",
        (Some(thing), None) => thing == name,
        (Some(thing), Some(created)) => created.ends_with(thing),
    };
    let is_one_of_several = thing.is_some() && name.ends_with("_ids");
    let is_scalar = matches!(field.slot.ty, Type::Scalar(Scalar::Integer | Scalar::Text));
    let is_plain = is_scalar && !field.slot.nullable && field.is_in_all_responses;
    (is_own || is_one_of_several) && is_plain
}
