//! A scalar in the form its field takes.

use std::borrow::Cow;

use super::{number::integer, scan::Kind, shape::Form};
use crate::Decimal;

/// What a scalar is to a field.
pub(super) enum Scalar<'a> {
    /// This JSON.
    Is(Cow<'a, str>),
    /// As good as not there.
    Absent,
    /// Something else.
    Other,
}

/// What the scalar `json` is to `form`.
pub(super) fn read<'a>(form: Form, json: &'a str) -> Scalar<'a> {
    let kind = Kind::of(json);
    let inner = match kind {
        Kind::Text => text(json),
        _ => Cow::Borrowed(json),
    };
    let blank = kind == Kind::Text && inner.is_empty();
    let as_it_is = || Scalar::Is(Cow::Borrowed(json));
    match form {
        Form::Text if kind == Kind::Text => as_it_is(),
        Form::Text if matches!(kind, Kind::Number | Kind::Boolean) => {
            Scalar::Is(format!("\"{json}\"").into())
        }
        _ if blank => Scalar::Absent,
        Form::Date if matches!(kind, Kind::Number | Kind::Text) => as_it_is(),
        Form::Integer if matches!(kind, Kind::Number | Kind::Text) => match integer(&inner) {
            Some(integer) => Scalar::Is(integer.to_string().into()),
            None => Scalar::Other,
        },
        Form::Number if serde_json::from_str::<Decimal>(json).is_ok() => as_it_is(),
        Form::Boolean => match boolean(&inner) {
            Some(boolean) => Scalar::Is(boolean.into()),
            None => Scalar::Other,
        },
        _ => Scalar::Other,
    }
}

/// What stands in a JSON text, without spaces around it.
fn text(json: &str) -> Cow<'_, str> {
    if json.contains('\\') {
        let text: String = serde_json::from_str(json).unwrap_or_default();
        return Cow::Owned(text.trim().to_owned());
    }
    Cow::Borrowed(json.trim_matches('"').trim())
}

/// A boolean, however it is written.
fn boolean(text: &str) -> Option<&'static str> {
    match text {
        "1" => Some("true"),
        "0" => Some("false"),
        _ if text.eq_ignore_ascii_case("true") => Some("true"),
        _ if text.eq_ignore_ascii_case("false") => Some("false"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_is_taken_in_every_form_that_says_the_same() {
        let absent = "absent";
        let other = "other";
        for (form, json, expected) in [
            (Form::Integer, "7", "7"),
            (Form::Integer, "7.0", "7"),
            (Form::Integer, r#""7""#, "7"),
            (Form::Integer, r#"" 7e0 ""#, "7"),
            (Form::Integer, r#""\u0037""#, "7"),
            (Form::Integer, "7.5", other),
            (Form::Integer, "true", other),
            (Form::Integer, r#""seven""#, other),
            (Form::Integer, r#""""#, absent),
            (Form::Number, "7.9500", "7.9500"),
            (Form::Number, r#""7.9500""#, r#""7.9500""#),
            (Form::Number, r#"" ""#, absent),
            (Form::Number, r#""free""#, other),
            (Form::Number, "false", other),
            (Form::Text, "7.50", r#""7.50""#),
            (Form::Text, "true", r#""true""#),
            (Form::Text, r#""""#, r#""""#),
            (Form::Date, r#""""#, absent),
            (Form::Date, r#"" ""#, absent),
            (Form::Date, "1700000000", "1700000000"),
            (Form::Date, r#""1700000000""#, r#""1700000000""#),
            (Form::Date, r#""0000-00-00""#, r#""0000-00-00""#),
            (Form::Date, "true", other),
            (Form::Date, r#""2026-01-02""#, r#""2026-01-02""#),
            (Form::Boolean, "0", "false"),
            (Form::Boolean, "1", "true"),
            (Form::Boolean, r#""0""#, "false"),
            (Form::Boolean, r#""True""#, "true"),
            (Form::Boolean, r#""""#, absent),
            (Form::Boolean, "2", other),
            (Form::Boolean, r#""yes""#, other),
            (Form::Map("*"), r#""""#, absent),
            (Form::Map("*"), "7", other),
        ] {
            let read = match read(form, json) {
                Scalar::Is(json) => json.into_owned(),
                Scalar::Absent => absent.to_owned(),
                Scalar::Other => other.to_owned(),
            };
            assert_eq!(read, expected, "{json}");
        }
    }
}
