//! Which fields are the id of the thing they belong to: whatever a server responds with has it, so it is read as
//! a plain integer.

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
            let own = object.fields.iter_mut().find(|field| is_id(name, field));
            if let Some(own) = own {
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

/// Whether `field` is the id of the type `name`, and all schemas of responses have it.
fn is_id(name: &str, field: &Field) -> bool {
    let wire = field.wire.to_snake_case();
    let is_own = wire == "id" || wire.strip_suffix("_id") == Some(&name.to_snake_case());
    let is_integer = field.slot.ty == Type::Scalar(Scalar::Integer) && !field.slot.nullable;
    is_own && is_integer && field.is_in_all_responses
}
