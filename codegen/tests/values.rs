//! Amounts of money are decimals and ids are integers or text, however the documents write them.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use bigcommerce_codegen::model::{Field, Kind, Scalar, Slot, Type};
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
const COUNTS: [&str; 5] = [
    "items_total",
    "total",
    "total_including_inactive",
    "total_items",
    "total_sold",
];

/// Ids of another type, and why.
const OTHER_IDS: [(&str, &str); 19] = [
    ("AddressId.addressId", "an integer or text by operation"),
    ("AppliedDiscount.id", "the name of a kind of discount"),
    ("LegacyQuote.productId", "a list of ids"),
    ("LegacyQuote.variantId", "a list of ids"),
    ("PaymentCart.currentCartId", "the document names no type"),
    (
        "Quote.bcOrderId",
        "an integer, or an empty text where there is no order",
    ),
    ("User.roleId", "a code, with names for its values"),
    ("UserId.customerId", "an integer or text by operation"),
    ("UserId.userId", "an integer or text by operation"),
    (
        "CartCoupon.id",
        "an integer in some documents, text in others",
    ),
    (
        "CartDigitalItem.parent_id",
        "an integer in some documents, text in others",
    ),
    (
        "CartDigitalItemDiscount.id",
        "an integer in some documents, text in others",
    ),
    (
        "CartPhysicalItem.parent_id",
        "an integer in some documents, text in others",
    ),
    ("EmailTemplate.type_id", "the name of a kind of e-mail"),
    ("Location.type_id", "the name of a kind of location"),
    ("Metafield.id", "an integer or text by resource"),
    ("Order.payment_provider_id", "servers respond with either"),
    ("PaymentAccessToken.id", "the token itself, a secret"),
    ("PromotionSegmentFilter.id", "a list of ids"),
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

/// Calls `visit` with the API, the type and each of its fields.
fn each_field(mut visit: impl FnMut(&str, &str, &Field)) {
    for model in support::models() {
        for (name, definition) in &model.types {
            let Kind::Object(object) = &definition.kind else {
                continue;
            };
            for field in &object.fields {
                visit(model.api.name(), name, field);
            }
        }
    }
}

#[test]
fn nothing_named_like_an_amount_is_left_as_text_or_an_integer() {
    let mut left = Vec::new();
    each_field(|api, name, field| {
        let wire = field.wire.to_snake_case();
        let is_named = wire.split('_').any(|word| WORDS.contains(&word));
        let is_other = COUNTS.contains(&wire.as_str())
            || wire
                .rsplit('_')
                .next()
                .is_some_and(|last| OTHER_ENDS.contains(&last));
        if is_named && !is_other && is_plain(&field.slot) {
            left.push(format!("{api} {name}.{}: {:?}", field.wire, field.slot.ty));
        }
    });
    assert!(left.is_empty(), "{} are left: {left:#?}", left.len());
}

#[test]
fn an_id_is_an_integer_or_text() {
    let mut others = Vec::new();
    each_field(|api, name, field| {
        let wire = field.wire.to_snake_case();
        let is_named = wire == "id" || wire.ends_with("_id");
        // What is sent is typed as what is received.
        let name = name.strip_prefix("New").unwrap_or(name);
        let place = format!(
            "{}.{}",
            name.strip_suffix("Update").unwrap_or(name),
            field.wire
        );
        let is_other = OTHER_IDS.iter().any(|(other, _)| *other == place);
        if is_named
            && !is_other
            && !matches!(field.slot.ty, Type::Scalar(Scalar::Integer | Scalar::Text))
        {
            others.push(format!("{api} {name}.{}: {:?}", field.wire, field.slot.ty));
        }
    });
    assert!(
        others.is_empty(),
        "{} are others: {others:#?}",
        others.len()
    );
}
