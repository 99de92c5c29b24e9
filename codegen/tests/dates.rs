//! What is a date is one, each recorded exception stands somewhere and says why, and nothing named like a date is
//! left as text or a number.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::{
    dates,
    manifest::Api,
    model::{Kind, Model, Notation, Scalar, Slot, Type},
    openapi, recorded,
};
use heck::ToSnakeCase;

/// Words of a name that may tell of a date or a time. Wider than the rule that decides.
const WORDS: [&str; 24] = [
    "at",
    "birthday",
    "created",
    "date",
    "dates",
    "datetime",
    "day",
    "deadline",
    "due",
    "end",
    "ended",
    "expired",
    "expires",
    "expiry",
    "issued",
    "modified",
    "published",
    "since",
    "start",
    "time",
    "timestamp",
    "until",
    "updated",
    "valid",
];

/// Names that have such a word and are not dates or times.
const OTHERS: [(&str, &str); 19] = [
    ("createdEmail", "an address of a person"),
    ("isValid", "true or false"),
    ("card_expiry_month", "a number of a month"),
    ("card_expiry_year", "a number of a year"),
    ("collection_time_description", "text for people"),
    ("createdUserId", "an id"),
    ("daily_end_time", "a time of day without a date"),
    ("daily_start_time", "a time of day without a date"),
    ("expiryMonth", "a number of a month"),
    ("expiryYear", "a number of a year"),
    ("expiry_month", "a number of a month"),
    ("expiry_year", "a number of a year"),
    ("notify_at_minutes", "how long after the cart was left"),
    (
        "number_of_coupons_allowed_at_checkout",
        "a number of coupons",
    ),
    ("time_left", "how many seconds are left"),
    ("createdBy", "a person"),
    ("transitTime", "text for people, such as `2 days`"),
    ("transit_time", "text for people, such as `2 days`"),
    ("time_zone", "the name of a time zone"),
];

/// Each value that is one of its own, by where it stands, with its name.
fn places(model: &Model) -> BTreeMap<String, (String, Slot)> {
    let mut found = BTreeMap::new();
    for (name, definition) in &model.types {
        if let Kind::Object(object) = &definition.kind {
            for field in &object.fields {
                let value = (field.wire.clone(), field.slot.clone());
                found.insert(format!("{name}.{}", field.wire), value);
            }
        }
    }
    for module in &model.modules {
        let base_path = &module.document.base_path;
        let below = base_path.strip_prefix("/stores/{store_hash}");
        let base_path = below.unwrap_or(base_path);
        for operation in &module.operations {
            for parameter in &operation.parameters {
                let url = openapi::anonymous(&format!("{base_path}{}", operation.path));
                let place = format!("{} {url} parameter {}", operation.method, parameter.name);
                found.insert(place, (parameter.name.clone(), parameter.slot.clone()));
            }
        }
    }
    found
}

fn notation(slot: &Slot) -> Option<Notation> {
    match &slot.ty {
        Type::Scalar(Scalar::DateTime(notation)) => Some(*notation),
        Type::List(slot) | Type::Map(Some(slot)) => notation(slot),
        _ => None,
    }
}

/// A text or a number, or a list of those.
fn is_plain(slot: &Slot) -> bool {
    match &slot.ty {
        Type::Scalar(scalar) => matches!(
            scalar,
            Scalar::Decimal
                | Scalar::DecimalText
                | Scalar::Integer
                | Scalar::IntegerOrText
                | Scalar::Text
        ),
        Type::List(slot) | Type::Map(Some(slot)) => is_plain(slot),
        _ => false,
    }
}

#[test]
fn nothing_named_like_a_date_is_left_as_text_or_a_number() {
    let documents = support::documents();
    let files = recorded::files(&support::specs()).unwrap();
    let named = |name: &str| {
        let name = name.split(':').next().unwrap_or(name).to_snake_case();
        name.split('_').any(|word| WORDS.contains(&word))
    };
    let mut used = BTreeSet::new();
    let mut left = Vec::new();
    for api in Api::ALL {
        let model = Model::read(&support::specs(), api, &documents).unwrap();
        let excepted: BTreeSet<String> = dates::of(&files, api)
            .unwrap()
            .into_iter()
            .filter(|dates| dates.form.is_none())
            .flat_map(|dates| dates.at)
            .collect();
        for (place, (name, slot)) in places(&model) {
            if !named(&name) || !is_plain(&slot) || excepted.contains(&place) {
                continue;
            }
            let mut known = OTHERS.iter().map(|(name, _)| *name);
            match known.find(|known| *known == name) {
                Some(known) => drop(used.insert(known)),
                None => left.push(format!("{}: {place}", api.name())),
            }
        }
    }
    assert!(left.is_empty(), "{} are left: {left:#?}", left.len());
    let known = OTHERS.iter().map(|(name, _)| *name);
    let gone: Vec<_> = known.filter(|name| !used.contains(name)).collect();
    assert!(gone.is_empty(), "there is no {gone:?}");
}

#[test]
fn every_recorded_place_is_written_as_it_says() {
    let documents = support::documents();
    let files = recorded::files(&support::specs()).unwrap();
    let mut faults = Vec::new();
    for api in Api::ALL {
        let [mut by_rule, model] =
            [(), ()].map(|()| Model::read(&support::specs(), api, &documents).unwrap());
        // The rules go by the names and by what is known already, so only those that the record keeps from being dates
        // change.
        by_rule.date(&BTreeMap::new()).unwrap();
        let (by_rule, places) = (places(&by_rule), places(&model));
        for dates in dates::of(&files, api).unwrap() {
            assert!(!dates.reason.is_empty() && !dates.evidence.is_empty());
            for place in dates.at {
                let found = places.get(&place).map(|(_, slot)| notation(slot));
                if found != Some(dates.form) {
                    faults.push(format!("{place} is {found:?}"));
                } else if dates.form.is_none() && notation(&by_rule[&place].1).is_none() {
                    faults.push(format!("{place} needs no exception"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
