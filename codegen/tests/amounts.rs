//! Whatever is an amount of money is a decimal, however the documents write it.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use bigcommerce_codegen::{
    manifest::Family,
    model::{Kind, Model, Scalar, Slot, Type},
};
use heck::ToSnakeCase;

/// Words of a name that tell of money. Wider than the rule that decides.
const WORDS: [&str; 15] = [
    "amount",
    "balance",
    "cost",
    "costs",
    "credit",
    "discount",
    "fee",
    "fees",
    "money",
    "price",
    "spend",
    "subtotal",
    "surcharge",
    "tax",
    "total",
];

/// Last words of a name that make it something else: `tax_class_id` is an id.
const OTHER_ENDS: [&str; 8] = [
    "category", "code", "currency", "id", "label", "name", "onhand", "type",
];

/// Names that have such a word and count something.
const COUNTS: [&str; 4] = [
    "total",
    "total_including_inactive",
    "total_items",
    "total_sold",
];

/// A text or an integer, or a list of those.
fn is_plain(slot: &Slot) -> bool {
    match &slot.ty {
        Type::Scalar(scalar) => {
            matches!(
                scalar,
                Scalar::Integer | Scalar::IntegerOrText | Scalar::Text
            )
        }
        Type::List(slot) | Type::Map(Some(slot)) => is_plain(slot),
        _ => false,
    }
}

#[test]
fn nothing_named_like_an_amount_is_left_as_text_or_an_integer() {
    let documents = support::documents();
    let mut left = Vec::new();
    for family in Family::ALL {
        let model = Model::read(&support::specs(), family, &documents).unwrap();
        for (name, definition) in &model.types {
            let Kind::Object(object) = &definition.kind else {
                continue;
            };
            for field in &object.fields {
                let wire = field.wire.to_snake_case();
                let is_named = wire.split('_').any(|word| WORDS.contains(&word));
                let is_other = COUNTS.contains(&wire.as_str())
                    || wire
                        .rsplit('_')
                        .next()
                        .is_some_and(|last| OTHER_ENDS.contains(&last));
                if is_named && !is_other && is_plain(&field.slot) {
                    let api = family.name();
                    left.push(format!("{api} {name}.{}: {:?}", field.wire, field.slot.ty));
                }
            }
        }
    }
    left.sort();
    assert!(left.is_empty(), "{} are left: {left:#?}", left.len());
}
