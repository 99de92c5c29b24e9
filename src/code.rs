//! Numbers of the documents that stand for something, open to values this version doesn't know.

use serde::{Serializer, de};

/// Declares an enum of integers with a variant `Unknown` for all others.
macro_rules! code {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$said:meta])* $variant:ident = $value:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$said])* $variant,)*
            /// A value this version doesn't know, as it was on the wire.
            Unknown(i64),
        }

        impl $name {
            /// The value on the wire.
            #[inline]
            pub fn value(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::code::MaybeCode for $name {
            #[inline]
            fn code(&self) -> Option<i64> {
                Some(self.value())
            }
        }

        impl From<$name> for i64 {
            #[inline]
            fn from(code: $name) -> Self {
                code.value()
            }
        }

        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.value())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(crate::code::Integer).map(Self::from)
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                crate::json_schema::code(&[$($value),*])
            }
        }
    };
}

pub(crate) use code;

/// Reads an integer, written as a number or as text: servers do either, whatever is documented.
pub(crate) struct Integer;

impl de::Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<i64, E> {
        let digits = value.trim().parse();
        digits.map_err(|_| E::invalid_type(de::Unexpected::Other("text"), &self))
    }
}

/// A code, or none.
pub(crate) trait MaybeCode {
    /// The value on the wire.
    fn code(&self) -> Option<i64>;
}

impl<C: MaybeCode> MaybeCode for Option<C> {
    fn code(&self) -> Option<i64> {
        self.as_ref()?.code()
    }
}

/// Writes a code as text, as its field wants it.
pub(crate) fn as_text<C: MaybeCode, S: Serializer>(
    code: &C,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match code.code() {
        Some(value) => serializer.collect_str(&value),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    code! {
        pub enum Light {
            /// Stop.
            Red = 0,
            /// Go.
            Green = 2,
        }
    }

    #[test]
    fn known_and_unknown_values_survive() {
        for (json, light) in [
            ("0", Light::Red),
            ("2", Light::Green),
            ("-7", Light::Unknown(-7)),
        ] {
            let read: Light = serde_json::from_str(json).unwrap();
            assert_eq!(read, light);
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
            let text = format!("\"{json}\"");
            assert_eq!(serde_json::from_str::<Light>(&text).unwrap(), light);
        }
        for json in ["\"red\"", "1.5", "true", "null", "18446744073709551615"] {
            serde_json::from_str::<Light>(json).unwrap_err();
        }
    }
}
