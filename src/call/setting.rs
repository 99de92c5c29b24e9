//! What a parameter, a field or a body takes: the value, whatever it can be made from, a list of those, and,
//! where it can be left out, an `Option` of it.

use crate::request_error::BoxError;

/// A value that a required parameter of type `T` takes: whatever `T` can be made from.
#[diagnostic::on_unimplemented(
    message = "expected `{T}`, found `{Self}`",
    label = "does not convert into `{T}`",
    note = "what is required takes no `Option`: decide before the call what to do without a value"
)]
pub trait Argument<T> {
    /// The argument, or why it can't be made.
    #[doc(hidden)]
    fn into_argument(self) -> Result<T, BoxError>;
}

#[diagnostic::do_not_recommend]
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
    message = "expected a list of `{T}`, found `{Self}`",
    label = "its items do not convert into `{T}`",
    note = "an array, a `Vec` or an iterator will do; one item alone goes in brackets: `[item]`"
)]
pub trait ListArgument<T> {
    /// The list, or why it can't be made.
    #[doc(hidden)]
    fn into_list(self) -> Result<Vec<T>, BoxError>;
}

#[diagnostic::do_not_recommend]
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
    message = "expected `{T}`, found `{Self}`",
    label = "does not convert into `{T}`"
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

#[diagnostic::do_not_recommend]
impl<T, V: Argument<T>> Setting<T, Given> for V {
    #[inline]
    fn into_setting(self) -> Result<Option<T>, BoxError> {
        self.into_argument().map(Some)
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Argument<T>> Setting<T, Maybe> for Option<V> {
    #[inline]
    fn into_setting(self) -> Result<Option<T>, BoxError> {
        self.map(Argument::into_argument).transpose()
    }
}

/// A list that something optional takes: whatever iterates over what one item can be made from, or an
/// `Option` of that, of which `None` leaves it out.
#[diagnostic::on_unimplemented(
    message = "expected a list of `{T}`, found `{Self}`",
    label = "its items do not convert into `{T}`",
    note = "an array, a `Vec` or an iterator will do; one item alone goes in brackets: `[item]`"
)]
pub trait ListSetting<T, M> {
    /// The list, if there is one, or why it can't be made.
    #[doc(hidden)]
    fn into_setting(self) -> Result<Option<Vec<T>>, BoxError>;
}

#[diagnostic::do_not_recommend]
impl<T, V: ListArgument<T>> ListSetting<T, Given> for V {
    #[inline]
    fn into_setting(self) -> Result<Option<Vec<T>>, BoxError> {
        self.into_list().map(Some)
    }
}

#[diagnostic::do_not_recommend]
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
    message = "expected `{T}` or `Null`, found `{Self}`",
    label = "does not convert into `{T}`"
)]
pub trait NullableSetting<T, M> {
    /// The value, `null`, or nothing; or why it can't be made.
    #[doc(hidden)]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError>;
}

#[diagnostic::do_not_recommend]
impl<T, V: Argument<T>> NullableSetting<T, Given> for V {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError> {
        self.into_argument().map(|value| Some(Some(value)))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Argument<T>> NullableSetting<T, Maybe> for Option<V> {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError> {
        self.map(|value| value.into_argument().map(Some))
            .transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Argument<T>> NullableSetting<T, Read> for Option<Option<V>> {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError> {
        self.map(|value| value.map(Argument::into_argument).transpose())
            .transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T> NullableSetting<T, Cleared> for Null {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<T>>, BoxError> {
        Ok(Some(None))
    }
}

/// A list that a field takes which may be `null`: whatever iterates over what one item can be made from, an
/// `Option` of that, of which `None` leaves the field out, [`Null`], or what such a field of a response holds.
#[diagnostic::on_unimplemented(
    message = "expected a list of `{T}` or `Null`, found `{Self}`",
    label = "its items do not convert into `{T}`",
    note = "an array, a `Vec` or an iterator will do; one item alone goes in brackets: `[item]`"
)]
pub trait NullableListSetting<T, M> {
    /// The list, `null`, or nothing; or why it can't be made.
    #[doc(hidden)]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError>;
}

#[diagnostic::do_not_recommend]
impl<T, V: ListArgument<T>> NullableListSetting<T, Given> for V {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError> {
        self.into_list().map(|list| Some(Some(list)))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: ListArgument<T>> NullableListSetting<T, Maybe> for Option<V> {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError> {
        self.map(|list| list.into_list().map(Some)).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: ListArgument<T>> NullableListSetting<T, Read> for Option<Option<V>> {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError> {
        self.map(|list| list.map(ListArgument::into_list).transpose())
            .transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T> NullableListSetting<T, Cleared> for Null {
    #[inline]
    fn into_setting(self) -> Result<Option<Option<Vec<T>>>, BoxError> {
        Ok(Some(None))
    }
}
