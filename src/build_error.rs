//! Why a value of a request can't be built from what its setters were given.

use std::{error::Error as StdError, fmt, sync::Arc};

use crate::{
    call::{Argument, ListSetting, NullableListSetting, NullableSetting, Setting},
    date_time::{Dated, Notation},
    request_error::BoxError,
};

/// A value of a request that can't be built.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Something that the value requires wasn't set.
    #[error("`{object}` needs `{field}`")]
    #[non_exhaustive]
    Missing {
        /// The type.
        object: &'static str,
        /// The field, or the fields of which one is needed (`tree_id or parent_id`).
        field: &'static str,
    },
    /// A field can't hold what it was given, such as a price that isn't a number, or something that is itself
    /// not complete.
    #[error("`{field}` of `{object}` can't be set")]
    #[non_exhaustive]
    Invalid {
        /// The type.
        object: &'static str,
        /// The field.
        field: &'static str,
        /// What is wrong with it. It holds no value, for that may be a secret.
        source: Arc<dyn StdError + Send + Sync>,
    },
}

impl BuildError {
    /// `value`, or that `field` of `object` is missing.
    #[inline]
    pub(crate) fn unless<T>(
        value: Option<T>,
        object: &'static str,
        field: &'static str,
    ) -> Result<T, Self> {
        value.ok_or(Self::Missing { object, field })
    }
}

/// The first error of a value's setters. It is kept, so that setters can be chained, and reported when the value is
/// built or sent.
#[derive(Clone, Default)]
pub(crate) struct FirstError(Option<Box<BuildError>>);

/// A field of a type, by their names.
type Name = (&'static str, &'static str);

impl FirstError {
    /// Whether there is no error.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// The error, if there is one.
    pub fn into_result(self) -> Result<(), BuildError> {
        self.0.map_or(Ok(()), |error| Err(*error))
    }

    /// Sets a field.
    #[inline]
    pub fn set<T, M>(&mut self, field: &mut Option<T>, value: impl Setting<T, M>, name: Name) {
        self.keep(field, value.into_setting(), name);
    }

    /// Sets a field that is a list.
    #[inline]
    pub fn set_list<T, M>(
        &mut self,
        field: &mut Option<Vec<T>>,
        value: impl ListSetting<T, M>,
        name: Name,
    ) {
        self.keep(field, value.into_setting(), name);
    }

    /// Sets a field that may be `null`.
    #[inline]
    pub fn set_nullable<T, M>(
        &mut self,
        field: &mut Option<Option<T>>,
        value: impl NullableSetting<T, M>,
        name: Name,
    ) {
        self.keep(field, value.into_setting(), name);
    }

    /// Sets a field that is a list and may be `null`.
    #[inline]
    pub fn set_nullable_list<T, M>(
        &mut self,
        field: &mut Option<Option<Vec<T>>>,
        value: impl NullableListSetting<T, M>,
        name: Name,
    ) {
        self.keep(field, value.into_setting(), name);
    }

    /// Sets a field that takes anything: `None` is `null` there.
    #[inline]
    pub fn set_any<T>(&mut self, field: &mut Option<T>, value: impl Argument<T>, name: Name) {
        self.keep(field, value.into_argument().map(Some), name);
    }

    /// Writes the date or time of a field as that is sent.
    #[inline]
    pub fn written<T: Dated>(&mut self, field: &mut Option<T>, notation: Notation, name: Name) {
        if let Some(value) = field {
            let written = value.written(notation).map_err(Into::into);
            self.keep(field, written.map(Some), name);
        }
    }

    fn keep<T>(
        &mut self,
        field: &mut Option<T>,
        value: Result<Option<T>, BoxError>,
        (object, name): Name,
    ) {
        match value {
            Ok(value) => *field = value,
            Err(source) => {
                self.0.get_or_insert_with(|| {
                    Box::new(BuildError::Invalid {
                        object,
                        field: name,
                        source: source.into(),
                    })
                });
            }
        }
    }
}

impl fmt::Debug for FirstError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl serde::Serialize for FirstError {
    /// Nobody sends a value with an error.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            None => serializer.serialize_unit(),
            Some(error) => Err(serde::ser::Error::custom(
                crate::request_error::with_causes(&**error),
            )),
        }
    }
}
