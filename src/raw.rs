//! Numbers and text the way JSON writes them.
//!
//! serde knows numbers as `i64`, `u64` and `f64`, which loses digits, and `serde_json` hands them over in
//! yet another way when its feature `arbitrary_precision` is on, as any crate in a build can do. What
//! `serde_json` hands over as its `RawValue` is the same in any build: the text itself.

use std::{fmt, marker::PhantomData};

use serde::{Deserializer, de};

/// What stands for `serde_json`'s `RawValue`. Formats that don't know it hand over the value itself.
const RAW: &str = "$serde_json::private::RawValue";

/// What stands for a number where `serde_json` has `arbitrary_precision` and the value went through a
/// buffer of serde's.
const NUMBER: &str = "$serde_json::private::Number";

/// A value that is not a list, object, boolean or `null`.
#[derive(Clone, Copy)]
pub(crate) enum Raw<'a> {
    /// A number's digits.
    Number(&'a str),
    /// A string's characters.
    Text(&'a str),
}

impl Raw<'_> {
    /// Says that this is not a `T`, but not what it is: it may be secret.
    pub(crate) fn refused<T: FromRaw, E: de::Error>(&self) -> E {
        let kind = match self {
            Self::Number(_) => "number",
            Self::Text(_) => "text",
        };
        E::invalid_value(de::Unexpected::Other(kind), &T::EXPECTED)
    }
}

/// The shortest digits that mean this float.
pub(crate) fn shortest<F: fmt::Display + fmt::LowerExp + Into<f64> + Copy>(float: F) -> String {
    match float.into().abs() {
        0.0 | 1e-5..1e16 => format!("{float}"),
        _ => format!("{float:e}"),
    }
}

/// What a number or a text can become.
pub(crate) trait FromRaw: Sized {
    /// What it is called in errors, with its article.
    const EXPECTED: &'static str;

    /// The value, or that it isn't one.
    fn from_raw<E: de::Error>(raw: Raw<'_>) -> Result<Self, E>;
}

/// Reads a number or a text.
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromRaw,
    D: Deserializer<'de>,
{
    deserializer.deserialize_newtype_struct(RAW, Visitor(PhantomData))
}

struct Visitor<T>(PhantomData<T>);

macro_rules! visit_numbers {
    ($($visit:ident: $number:ty),*) => {
        $(fn $visit<E: de::Error>(self, value: $number) -> Result<T, E> {
            T::from_raw(Raw::Number(&value.to_string()))
        })*
    };
}

impl<'de, T: FromRaw> de::Visitor<'de> for Visitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    visit_numbers!(visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128);

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        T::from_raw(Raw::Number(&shortest(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        T::from_raw(Raw::Text(value))
    }

    /// A format that doesn't know [`RAW`].
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        match map.next_key_seed(Key::<T>(PhantomData))? {
            Some(()) => map.next_value_seed(Json(self.0)),
            None => Err(other("object", T::EXPECTED)),
        }
    }
}

fn other<E: de::Error>(kind: &str, expected: &str) -> E {
    E::invalid_type(de::Unexpected::Other(kind), &expected)
}

/// The key under which the text of a value is found.
struct Key<T>(PhantomData<T>);

impl<'de, T: FromRaw> de::DeserializeSeed<'de> for Key<T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<T: FromRaw> de::Visitor<'_> for Key<T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<(), E> {
        match key {
            RAW | NUMBER => Ok(()),
            _ => Err(other("object", T::EXPECTED)),
        }
    }
}

/// The JSON text of a value.
struct Json<T>(PhantomData<T>);

impl<'de, T: FromRaw> de::DeserializeSeed<'de> for Json<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T: FromRaw> de::Visitor<'_> for Json<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, json: &str) -> Result<T, E> {
        let kind = match json.as_bytes() {
            [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
                return T::from_raw(Raw::Text(json.trim_matches('"')));
            }
            [b'"', ..] => {
                let text: String = serde_json::from_str(json).map_err(E::custom)?;
                return T::from_raw(Raw::Text(&text));
            }
            [b'-' | b'0'..=b'9', ..] => return T::from_raw(Raw::Number(json)),
            [b'{', ..] => "object",
            [b'[', ..] => "list",
            [b'n', ..] => "null",
            _ => "boolean",
        };
        Err(other(kind, T::EXPECTED))
    }
}
