//! What is one thing in one place and a list of them in another.

use std::slice;

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use crate::decode::Branch;

/// A list, or one without a list around it. It goes back the way it came.
///
/// ```
/// use bigcommerce::OneOrMany;
///
/// let fees: OneOrMany<i64> = serde_json::from_str("[7, 8]")?;
/// assert_eq!(fees.len(), 2);
/// let fee: OneOrMany<i64> = serde_json::from_str("7")?;
/// assert_eq!(fee.iter().copied().collect::<Vec<_>>(), [7]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum OneOrMany<T> {
    /// A list.
    Many(Vec<T>),
    /// One, without a list around it.
    One(T),
}

impl<T> OneOrMany<T> {
    /// What there is, as a slice.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::Many(many) => many,
            Self::One(one) => slice::from_ref(one),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether it is an empty list.
    pub fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// Goes through what there is.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.as_slice().iter()
    }

    /// What there is, as a list.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::Many(many) => many,
            Self::One(one) => vec![one],
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Branch::read(deserializer)?;
        match value.is_list()? {
            true => value.decode().map(Self::Many),
            false => value.decode().map(Self::One),
        }
    }
}

impl<'a, T> IntoIterator for &'a OneOrMany<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(one: T) -> Self {
        Self::One(one)
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(many: Vec<T>) -> Self {
        Self::Many(many)
    }
}

impl<T, const N: usize> From<[T; N]> for OneOrMany<T> {
    fn from(many: [T; N]) -> Self {
        Self::Many(many.into())
    }
}

/// Lets the builder `$name` of `types::$name` stand where one or many of these are taken.
macro_rules! from_builder {
    ($name:ident) => {
        impl TryFrom<$name> for crate::OneOrMany<types::$name> {
            type Error = crate::BuildError;

            fn try_from(builder: $name) -> Result<Self, Self::Error> {
                builder.build().map(Self::One)
            }
        }

        impl TryFrom<Vec<$name>> for crate::OneOrMany<types::$name> {
            type Error = crate::BuildError;

            fn try_from(builders: Vec<$name>) -> Result<Self, Self::Error> {
                let many = builders.into_iter().map($name::build);
                many.collect::<Result<_, _>>().map(Self::Many)
            }
        }

        impl<const N: usize> TryFrom<[$name; N]> for crate::OneOrMany<types::$name> {
            type Error = crate::BuildError;

            fn try_from(builders: [$name; N]) -> Result<Self, Self::Error> {
                Vec::from(builders).try_into()
            }
        }
    };
}
pub(crate) use from_builder;
