//! Why there is no date or time, or none in the form that is wanted.

use super::{DateTime, Notation};
use crate::problem::one_line;

/// Something that is not a date or time, or can't be written or converted as one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", match fault {
    Fault::NoDate => format!("`{text}` is not a date or time in a known form"),
    Fault::Field(notation) => format!(
        "`{text}` can't be written as this field takes it, {}: give it another time, or text in that form, which goes \
         out as it is",
        notation.name()
    ),
    Fault::Beyond(target) => format!("`{text}` is beyond what `{target}` holds"),
})]
pub struct DateTimeError {
    /// Its beginning.
    text: String,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    NoDate,
    Field(Notation),
    #[allow(dead_code, reason = "only features convert to what holds less")]
    Beyond(&'static str),
}

impl DateTimeError {
    pub(super) fn no_date(text: &str) -> Self {
        Self::of(text, Fault::NoDate)
    }

    pub(super) fn field(value: &DateTime, notation: Notation) -> Self {
        Self::of(&value.text, Fault::Field(notation))
    }

    /// A time for which the type `target` has no room.
    #[allow(dead_code, reason = "only features convert to what holds less")]
    pub(super) fn beyond(value: &DateTime, target: &'static str) -> Self {
        Self::of(&value.text, Fault::Beyond(target))
    }

    fn of(text: &str, fault: Fault) -> Self {
        Self {
            text: one_line(text, 60),
            fault,
        }
    }
}
