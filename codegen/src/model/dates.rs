//! Which values are dates and times, and how each is written: by the format that its document has, by its name and
//! its API, or as [`crate::dates`] records it.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde::Deserialize;

use super::{
    Model, codes, naming,
    types::{Kind, Scalar, Type},
};
use crate::{dates::Dates, manifest::Api};

/// How a date or a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notation {
    /// ISO 8601, date and time.
    DateTime,
    /// ISO 8601, a date alone.
    Date,
    /// RFC 2822.
    Rfc2822,
    /// Unix seconds, a JSON number.
    Unix,
    /// Unix seconds, a JSON string.
    UnixText,
    /// `MM/DD/YYYY`.
    MonthDayYear,
}

impl Notation {
    /// What is said of a value that is written so.
    pub fn about(self) -> &'static str {
        match self {
            Self::DateTime => "a date and time, ISO 8601",
            Self::Date => "a date, ISO 8601",
            Self::Rfc2822 => "a date and time, RFC 2822",
            Self::Unix => "a time in Unix seconds",
            Self::UnixText => "a time in Unix seconds, as text",
            Self::MonthDayYear => "a date, `MM/DD/YYYY`",
        }
    }
}

/// Makes what is a date or a time one, and says how each is written.
pub fn apply(model: &mut Model, recorded: &[Dates]) {
    let recorded = recorded.iter().flat_map(|dates| {
        let at = dates.at.iter();
        at.map(|place| (place.as_str(), dates.form))
    });
    let recorded: BTreeMap<&str, Option<Notation>> = recorded.collect();
    let api = model.api;
    let decide = |place: &str, ty: &mut Type, name: &str, is_field: bool| {
        let Type::Scalar(scalar) = ty else {
            return false;
        };
        let notation = match recorded.get(place) {
            Some(recorded) => *recorded,
            None => by_rule(api, name, *scalar, is_field),
        };
        if let Some(notation) = notation {
            *scalar = Scalar::DateTime(notation);
        }
        notation.is_some()
    };
    for (name, definition) in &mut model.types {
        let Kind::Object(object) = &mut definition.kind else {
            continue;
        };
        for field in &mut object.fields {
            let place = naming::field_place(name, &field.wire);
            if decide(&place, &mut field.slot.ty, &field.wire, true) {
                // What the document says of its form is said better.
                field.facts.retain(|fact| !fact.starts_with("as `"));
            }
        }
    }
    for module in &mut model.modules {
        for operation in &mut module.operations {
            let url = codes::below_store(&module.document, &operation.path);
            for parameter in &mut operation.parameters {
                let place = format!("{} {url} parameter {}", operation.method, parameter.name);
                decide(&place, &mut parameter.slot.ty, &parameter.name, false);
            }
        }
    }
}

/// How a value of this name is written, if it is a date or a time.
fn by_rule(api: Api, name: &str, scalar: Scalar, is_field: bool) -> Option<Notation> {
    let is_named = is_named_like_a_date(name);
    match (scalar, api) {
        // B2B Edition writes its own times so, whatever its documents say.
        (Scalar::DateTime(_) | Scalar::Text, api) if is_named && api.is_b2b() => {
            Some(Notation::UnixText)
        }
        (Scalar::DateTime(documented), _) => Some(documented),
        (Scalar::Text, Api::V2) if is_named && is_field => Some(Notation::Rfc2822),
        (Scalar::Text, _) if is_named => Some(Notation::DateTime),
        (Scalar::Integer | Scalar::Decimal | Scalar::IntegerOrText, _) if is_named => {
            Some(Notation::Unix)
        }
        _ => None,
    }
}

/// Whether a text or a number of this name is a date or a time.
fn is_named_like_a_date(name: &str) -> bool {
    // A filter has its operator behind, or before it.
    let name = name.split(':').next().unwrap_or(name).to_snake_case();
    let name = ["min_", "max_"]
        .iter()
        .find_map(|operator| name.strip_prefix(operator))
        .unwrap_or(&name);
    let mut words = name.split('_');
    let ends = ["at", "created", "expired", "expires", "modified", "updated"];
    ["created_time", "modified_time", "updated_time"]
        .iter()
        .any(|end| name.ends_with(end))
        || words
            .clone()
            .any(|word| matches!(word, "date" | "timestamp"))
        || words.next_back().is_some_and(|last| ends.contains(&last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_known_by_its_name() {
        for (name, expected) in [
            ("date_created", true),
            ("date_modified:min", true),
            ("min_date_created", true),
            ("minCreated", true),
            ("maxExpired", true),
            ("createdAt", true),
            ("dueDate", true),
            ("expires", true),
            ("last_updated", true),
            ("published_date_iso8601", true),
            ("created_time", true),
            ("timestamp", true),
            ("createdBy", false),
            ("transit_time", false),
            ("notify_at_minutes", false),
            ("updates", false),
            ("format", false),
            ("id:min", false),
        ] {
            assert_eq!(is_named_like_a_date(name), expected, "{name}");
        }
    }

    #[test]
    fn a_rule_says_how_each_api_writes_it() {
        let documented = Scalar::DateTime(Notation::Date);
        for (api, scalar, is_field, expected) in [
            (Api::V3, Scalar::Text, true, Some(Notation::DateTime)),
            (Api::V3, documented, true, Some(Notation::Date)),
            (Api::V3, Scalar::Integer, true, Some(Notation::Unix)),
            (Api::V2, Scalar::Text, true, Some(Notation::Rfc2822)),
            (Api::V2, Scalar::Text, false, Some(Notation::DateTime)),
            (Api::V2, documented, true, Some(Notation::Date)),
            (Api::B2b, Scalar::Text, true, Some(Notation::UnixText)),
            (Api::B2b, documented, true, Some(Notation::UnixText)),
            (Api::B2b, Scalar::Decimal, true, Some(Notation::Unix)),
            (Api::B2b, Scalar::Boolean, true, None),
        ] {
            let decided = by_rule(api, "createdAt", scalar, is_field);
            assert_eq!(decided, expected, "{api:?} {scalar:?}");
        }
        assert_eq!(by_rule(Api::V3, "name", Scalar::Text, true), None);
        let unnamed = by_rule(Api::V3, "time", documented, true);
        assert_eq!(unnamed, Some(Notation::Date));
    }
}
