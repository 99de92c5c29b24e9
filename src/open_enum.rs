//! String enums of the documents, open to values this version doesn't know.

/// Declares an enum of strings with a variant `Unknown` for all others.
macro_rules! open_enum {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$said:meta])* $variant:ident = $wire:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$said])* $variant,)*
            /// A value this version doesn't know, as it was on the wire.
            Unknown(String),
        }

        impl $name {
            /// The value on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            #[inline]
            fn from(value: String) -> Self {
                Self::from(&*value)
            }
        }

        impl From<&String> for $name {
            #[inline]
            fn from(value: &String) -> Self {
                Self::from(&**value)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::decode::text(deserializer, |value| Self::from(value))
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
                crate::json_schema::open_enum(&[$($wire),*])
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    open_enum! {
        pub enum Fruit {
            /// Round.
            Apple = "apple",
            /// Not round.
            BigPear = "big pear",
        }
    }

    #[test]
    fn known_and_unknown_values_survive() {
        for text in ["\"apple\"", "\"big pear\"", "\"quince\"", "\"\""] {
            let fruit: Fruit = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&fruit).unwrap(), text);
        }
        assert_eq!(Fruit::from("big pear"), Fruit::BigPear);
        assert_eq!(Fruit::from("quince"), Fruit::Unknown("quince".into()));
    }
}
