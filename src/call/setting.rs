//! What a parameter, a field or a body takes: the value, whatever it can be made from, a list of those, and,
//! where it can be left out, an `Option` of it.

use crate::request_error::BoxError;

/// A value that a required parameter of type `T` takes: whatever `T` can be made from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be given where `{T}` is required",
    label = "this is not a `{T}`, and none can be made of it",
    note = "what is required takes no `Option`: decide before the call what to do without a value"
)]
pub trait Argument<T> {
    /// The argument, or why it can't be made.
    #[doc(hidden)]
    fn into_argument(self) -> Result<T, BoxError>;
}

impl<T, V> Argument<T> for V
where
    V: TryInto<T>,
    V::Error: Into<BoxError>,
{
    #[inline]
    fn into_argument(self) -> Result<T, BoxError> {
        self.try_into().map_err(Into::into)
    }
}

/// A list that a required parameter takes: whatever iterates over what one item can be made from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be given where a list of `{T}` is required",
    label = "this is not a list of what a `{T}` can be made from",
    note = "an array, a `Vec` or an iterator will do; one item alone goes in brackets: `[item]`"
)]
pub trait ListArgument<T> {
    /// The list, or why it can't be made.
    #[doc(hidden)]
    fn into_list(self) -> Result<Vec<T>, BoxError>;
}

impl<T, I> ListArgument<T> for I
where
    I: IntoIterator,
    I::Item: Argument<T>,
{
    #[inline]
    fn into_list(self) -> Result<Vec<T>, BoxError> {
        self.into_iter().map(Argument::into_argument).collect()
    }
}

/// The value of a required parameter.
#[inline]
pub(crate) fn one<T>(value: impl Argument<T>) -> Result<T, BoxError> {
    value.into_argument()
}

/// The value of a required parameter that is a list.
#[inline]
pub(crate) fn list<T>(value: impl ListArgument<T>) -> Result<Vec<T>, BoxError> {
    value.into_list()
}

/// A value that something optional of type `T` takes: whatever `T` can be made from, or an `Option` of
/// that, of which `None` leaves it out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be given where `{T}` is due",
    label = "this is not a `{T}`, and none can be made of it"
)]
pub trait Setting<T, M> {
    /// The value, if there is one, or why it can't be made.
    #[doc(hidden)]
    fn into_setting(self) -> Result<Option<T>, BoxError>;
}

/// Marks what is given as it is.
#[doc(hidden)]
#[derive(Debug)]
pub enum Given {}

/// Marks an `Option` of what is given.
#[doc(hidden)]
#[derive(Debug)]
pub enum Maybe {}

impl<T, V: Argument<T>> Setting<T, Given> for V {
    #[inline]
    fn into_setting(self) -> Result<Option<T>, BoxError> {
        self.into_argument().map(Some)
    }
}

impl<T, V: Argument<T>> Setting<T, Maybe> for Option<V> {
    #[inline]
    fn into_setting(self) -> Result<Option<T>, BoxError> {
        self.map(Argument::into_argument).transpose()
    }
}

/// A list that something optional takes: whatever iterates over what one item can be made from, or an
/// `Option` of that, of which `None` leaves it out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be given where a list of `{T}` is due",
    label = "this is not a list of what a `{T}` can be made from",
    note = "an array, a `Vec` or an iterator will do; one item alone goes in brackets: `[item]`"
)]
pub trait ListSetting<T, M> {
    /// The list, if there is one, or why it can't be made.
    #[doc(hidden)]
    fn into_setting(self) -> Result<Option<Vec<T>>, BoxError>;
}

impl<T, V: ListArgument<T>> ListSetting<T, Given> for V {
    #[inline]
    fn into_setting(self) -> Result<Option<Vec<T>>, BoxError> {
        self.into_list().map(Some)
    }
}

impl<T, V: ListArgument<T>> ListSetting<T, Maybe> for Option<V> {
    #[inline]
    fn into_setting(self) -> Result<Option<Vec<T>>, BoxError> {
        self.map(ListArgument::into_list).transpose()
    }
}

/// `null`, for a field that can be: it is sent, and clears the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Null;

/// Marks [`Null`].
#[doc(hidden)]
#[derive(Debug)]
pub enum Cleared {}

/// Marks what a response has in a field that may be null.
#[doc(hidden)]
#[derive(Debug)]
pub enum Read {}

/// A value that a field of type `T` takes which may be `null`: whatever `T` can be made from, an `Option` of
/// that, of which `None` leaves the field out, [`Null`], or what such a field of a response holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be given where `{T}` or `Null` is due",
    label = "this is not a `{T}`, and none can be made of it"
)]
pub trait NullableSetting<T, M> {
    /// The value, `null`, or nothing; or why it can't be made.
    #[doc(hidden)]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError>;
}

impl<T, V: Argument<T>> NullableSetting<T, Given> for V {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError> {
        self.into_argument().map(|value| Some(Some(value)))
    }
}

impl<T, V: Argument<T>> NullableSetting<T, Maybe> for Option<V> {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError> {
        self.map(|value| value.into_argument().map(Some))
            .transpose()
    }
}

impl<T, V: Argument<T>> NullableSetting<T, Read> for Option<Option<V>> {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError> {
        self.map(|value| value.map(Argument::into_argument).transpose())
            .transpose()
    }
}

impl<T> NullableSetting<T, Cleared> for Null {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError> {
        Ok(Some(None))
    }
}

/// A list that a field takes which may be `null`: whatever iterates over what one item can be made from, an
/// `Option` of that, of which `None` leaves the field out, [`Null`], or what such a field of a response holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be given where a list of `{T}` or `Null` is due",
    label = "this is not a list of what a `{T}` can be made from",
    note = "an array, a `Vec` or an iterator will do; one item alone goes in brackets: `[item]`"
)]
pub trait NullableListSetting<T, M> {
    /// The list, `null`, or nothing; or why it can't be made.
    #[doc(hidden)]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError>;
}

impl<T, V: ListArgument<T>> NullableListSetting<T, Given> for V {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError> {
        self.into_list().map(|list| Some(Some(list)))
    }
}

impl<T, V: ListArgument<T>> NullableListSetting<T, Maybe> for Option<V> {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError> {
        self.map(|list| list.into_list().map(Some)).transpose()
    }
}

impl<T, V: ListArgument<T>> NullableListSetting<T, Read> for Option<Option<V>> {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError> {
        self.map(|list| list.map(ListArgument::into_list).transpose())
            .transpose()
    }
}

impl<T> NullableListSetting<T, Cleared> for Null {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError> {
        Ok(Some(None))
    }
}
