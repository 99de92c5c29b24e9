//! How generated objects and unions are read from JSON.
//!
//! What serde derives takes a JSON list for an object, field by field in the order of their names, and
//! is most of what the crate costs to compile. An object here is read by one `match` of its members'
//! names, which nothing but a JSON object reaches.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use crate::date_time::{DateTime, Dated, Notation};

/// An object that can begin with nothing in it.
pub trait Object: Default {
    /// Reads the value of the member `name`, which comes next in `map`.
    ///
    /// # Errors
    /// When the value isn't what the member takes.
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Implements [`Object`] and `Deserialize`: the name of each member on the wire, which function of this
/// module reads it, and its field. A builder is read for what it builds.
macro_rules! object {
    ($object:ident { $($name:literal $read:ident $field:ident $(as $notation:ident)?)* } $($extra:ident)?) => {
        crate::decode::object!(@members $object { $($name $read $field $(as $notation)?)* } $($extra)?);

        impl<'de> ::serde::Deserialize<'de> for $object {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::decode::read_object(deserializer)
            }
        }
    };
    (built $object:ident { $($name:literal $read:ident $field:ident $(as $notation:ident)?)* } $($extra:ident)?) => {
        crate::decode::object!(@members $object { $($name $read $field $(as $notation)?)* } $($extra)?);

        impl<'de> ::serde::Deserialize<'de> for super::$object {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let builder: $object = crate::decode::read_object(deserializer)?;
                builder.build().map_err(::serde::de::Error::custom)
            }
        }
    };
    (@members $object:ident { $($name:literal $read:ident $field:ident $(as $notation:ident)?)* } $($extra:ident)?) => {
        impl crate::decode::Object for $object {
            fn member<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                map: &mut A,
            ) -> ::std::result::Result<(), A::Error> {
                match name {
                    $($name => {
                        let notation = ($(crate::date_time::Notation::$notation)?);
                        crate::decode::$read(&mut self.$field, map, notation)
                    })*
                    _ => crate::decode::object!(@other self name map $($extra)?),
                }
            }
        }
    };
    (@other $self:ident $name:ident $map:ident $extra:ident) => {
        crate::decode::entry(&mut $self.$extra, $name, $map)
    };
    (@other $self:ident $name:ident $map:ident) => {
        crate::decode::nothing($map)
    };
}

pub(crate) use object;

/// Reads an object.
///
/// # Errors
/// When it isn't one, or one of its members isn't what it should be.
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Object> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut object = T::default();
            while let Some(Name(name)) = map.next_key()? {
                object.member(&name, &mut map)?;
            }
            Ok(object)
        }
    }

    deserializer.deserialize_map(Members(PhantomData))
}

/// The name of a member, owned only where it isn't in the text as it is.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// Reads a member that is absent or has a value; `null` is absent.
pub fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    field: &mut T,
    map: &mut A,
    (): (),
) -> Result<(), A::Error> {
    *field = map.next_value()?;
    Ok(())
}

/// Reads a member for which `null` is a value of its own beside being absent.
pub fn kept<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    field: &mut Option<T>,
    map: &mut A,
    (): (),
) -> Result<(), A::Error> {
    *field = Some(map.next_value()?);
    Ok(())
}

/// Reads a date of this form; empty text is no date.
pub fn date<'de, A: MapAccess<'de>>(
    field: &mut Option<DateTime>,
    map: &mut A,
    notation: Notation,
) -> Result<(), A::Error> {
    *field = received(map.next_value()?, notation);
    Ok(())
}

/// Reads a date of this form for which `null` is a value of its own beside being absent; empty text is no date.
pub fn kept_date<'de, A: MapAccess<'de>>(
    field: &mut Option<Option<DateTime>>,
    map: &mut A,
    notation: Notation,
) -> Result<(), A::Error> {
    let date: Option<DateTime> = map.next_value()?;
    *field = match date {
        None => Some(None),
        date => received(date, notation).map(Some),
    };
    Ok(())
}

fn received(date: Option<DateTime>, notation: Notation) -> Option<DateTime> {
    date.filter(|date| !date.as_str().trim().is_empty())
        .map(|date| date.received(notation))
}

/// Reads a member that the object keeps without knowing its name.
#[allow(dead_code, reason = "few documents have an object with other members")]
pub fn entry<'de, V: Deserialize<'de>, A: MapAccess<'de>>(
    entries: &mut (impl Extend<(String, V)> + IntoIterator<Item = (String, V)>),
    name: &str,
    map: &mut A,
) -> Result<(), A::Error> {
    entries.extend([(name.to_owned(), map.next_value()?)]);
    Ok(())
}

/// Passes over a member that nobody knows.
pub fn nothing<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}
