//! How generated unions are read: their branches differ in JSON type, so one look at the text tells
//! which it is.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::value::RawValue;

use super::scan::{self, Cursor, Kind};

/// A value whose branch isn't chosen yet.
///
/// Its text is kept, for serde's own ways of looking at a value twice lose the digits of a number, and
/// depend on how somebody's build has configured `serde_json`.
pub struct Branch(Box<RawValue>);

impl Branch {
    /// Takes the next value.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self)
    }

    /// What it is, if that tells which of `branches` it is of: an object whose members are numbered may
    /// be a list.
    ///
    /// # Errors
    /// When it doesn't.
    pub fn kind<E: Error>(&self, branches: &[Kind]) -> Result<Kind, E> {
        let kind = Kind::of(self.0.get());
        let is_numbered = || {
            Cursor::new(self.0.get())
                .names()
                .next()
                .is_some_and(is_number)
        };
        // A decimal number may be written as text.
        if kind == Kind::Text && !branches.contains(&kind) && branches.contains(&Kind::Number) {
            return Ok(Kind::Number);
        }
        let is_list = kind == Kind::Object && branches.contains(&Kind::List) && is_numbered();
        if is_list || !branches.contains(&kind) {
            return Err(E::custom(kind.name()));
        }
        Ok(kind)
    }

    /// Whether it is a list and not one thing alone.
    ///
    /// # Errors
    /// When it is an object whose members are numbered, which may be a list.
    pub fn is_list<E: Error>(&self) -> Result<bool, E> {
        let kind = Kind::of(self.0.get());
        let kinds = [Kind::List, Kind::Object];
        if kinds.contains(&kind) {
            return self.kind(&kinds).map(|kind| kind == Kind::List);
        }
        Ok(false)
    }

    /// Reads it as the branch it is.
    ///
    /// # Errors
    /// When it isn't, or nests deeper than a value may.
    pub fn decode<T: DeserializeOwned, E: Error>(&self) -> Result<T, E> {
        let text = self.0.get();
        // A reader of its own counts its depth from here.
        if scan::depth(text) > scan::DEEPEST {
            return Err(E::custom("it nests too deeply"));
        }
        serde_json::from_str(text).map_err(E::custom)
    }
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|digit| digit.is_ascii_digit())
}

/// Implements `Deserialize` for a union: the JSON type of each branch, and its variant.
macro_rules! union {
    ($union:ident { $($kind:ident $branch:ident)* }) => {
        impl<'de> ::serde::Deserialize<'de> for $union {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let value = crate::decode::Branch::read(deserializer)?;
                match value.kind(&[$(crate::decode::Kind::$kind),*])? {
                    $(crate::decode::Kind::$kind => value.decode().map(Self::$branch),)*
                    other => Err(::serde::de::Error::custom(other.name())),
                }
            }
        }
    };
}

pub(crate) use union;
