//! How a request that changes a thing is made of the thing as it was read: `ProductUpdate::from(&product)`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust_types::RustTypes;
use crate::model::{Definition, Field, Kind, Model, Object, Required, Slot, Type};

/// Conversions from what is read into what changes it.
pub struct Updates<'m> {
    model: &'m Model,
    types: &'m RustTypes,
    /// The pairs of types between which there is a conversion, of parts too.
    pairs: BTreeSet<(&'m str, &'m str)>,
}

impl<'m> Updates<'m> {
    /// Those of `model`.
    pub fn of(model: &'m Model, types: &'m RustTypes) -> Self {
        let mut updates = Self {
            model,
            types,
            pairs: BTreeSet::new(),
        };
        for update in model.types.values() {
            let endings = ["BulkUpdate", "Update"];
            let mut things = endings
                .iter()
                .filter_map(|end| update.name.strip_suffix(end));
            let thing = things.find_map(|name| model.types.get(name));
            if let Some(thing) = thing.filter(|thing| thing.is_received() && update.is_sent()) {
                updates.add(thing, update);
            }
        }
        updates
    }

    /// Adds the pair and those of its parts, if something of `read` can be sent in `sent`.
    fn add(&mut self, read: &'m Definition, sent: &'m Definition) -> bool {
        let pair = (read.name.as_str(), sent.name.as_str());
        let (Kind::Object(from), Kind::Object(into)) = (&read.kind, &sent.kind) else {
            return false;
        };
        if !self.pairs.insert(pair) {
            return true;
        }
        for (from, into) in common(from, into) {
            if let Some((read, sent)) = self.part(&from.slot.ty, &into.slot.ty) {
                self.add(read, sent);
            }
        }
        let agrees = !self.fields(pair, from, into).is_empty();
        if !agrees {
            self.pairs.remove(&pair);
        }
        agrees
    }

    /// The types of a part that is read as one type and sent as another, which requires nothing. Items with ids
    /// go along only where the ids do: without them the server would add the items again.
    fn part(&self, from: &Type, into: &Type) -> Option<(&'m Definition, &'m Definition)> {
        let (from, into, is_list) = match (from, into) {
            (Type::List(from), Type::List(into)) if !from.nullable && !into.nullable => {
                (&from.ty, &into.ty, true)
            }
            (from, into) => (from, into, false),
        };
        let (Type::Named(from), Type::Named(into)) = (from, into) else {
            return None;
        };
        let (read, sent) = (self.model.types.get(from)?, self.model.types.get(into)?);
        let (Kind::Object(from), Kind::Object(into)) = (&read.kind, &sent.kind) else {
            return None;
        };
        let has_id = |object: &Object| object.field("id").is_some();
        let lacks_id = is_list && has_id(from) && !has_id(into);
        let is_free = !into.asks() && !lacks_id;
        (is_free && read.name != sent.name).then_some((read, sent))
    }

    /// The fields of a pair's type that is sent, each with its value made of `read`.
    fn fields(
        &self,
        (read, sent): (&str, &str),
        from: &'m Object,
        into: &'m Object,
    ) -> Vec<(&'m Field, TokenStream)> {
        let ty = |definition: &str, object: &Object, field: &Field| {
            let index = object.fields.iter().position(|it| it.wire == field.wire);
            let parts = self.types.parts(definition);
            index
                .and_then(|index| parts.get(index))
                .map(ToString::to_string)
        };
        let value = |(from_field, into_field): (&'m Field, &'m Field)| {
            let is_same = ty(read, from, from_field) == ty(sent, into, into_field);
            let is_whole = from_field.slot.nullable == into_field.slot.nullable
                && !matches!(
                    from_field.required,
                    Required::Always | Required::InResponses
                );
            let convert = match (&from_field.slot.ty, is_same) {
                (_, true) if is_whole => {
                    let name = format_ident!("{}", from_field.name);
                    return Some((into_field, quote!(read.#name.clone())));
                }
                (_, true) => quote!(::std::clone::Clone::clone),
                (Type::List(_), false) => {
                    self.pair(from_field, into_field)?;
                    quote!(|list| list.iter().map(::std::convert::Into::into).collect())
                }
                (_, false) => {
                    self.pair(from_field, into_field)?;
                    quote!(::std::convert::Into::into)
                }
            };
            Some((
                into_field,
                converted(from_field, &into_field.slot, &convert),
            ))
        };
        common(from, into).filter_map(value).collect()
    }

    /// The pair between whose types the parts are converted, if there is one.
    fn pair(&self, from: &Field, into: &Field) -> Option<()> {
        let (read, sent) = self.part(&from.slot.ty, &into.slot.ty)?;
        let pair = (read.name.as_str(), sent.name.as_str());
        self.pairs.contains(&pair).then_some(())
    }

    /// The conversions into the type `sent`, and what stands in the module of builders.
    pub fn write(&self, sent: &'m Definition) -> (TokenStream, TokenStream) {
        let (mut beside, mut apart) = (TokenStream::new(), TokenStream::new());
        let pairs = self.pairs.iter().filter(|(_, name)| *name == sent.name);
        for (read, _) in pairs {
            let Some((Kind::Object(from), Kind::Object(into))) = self
                .model
                .types
                .get(*read)
                .map(|read| (&read.kind, &sent.kind))
            else {
                continue;
            };
            let fields = self.fields((read, &sent.name), from, into);
            let (thing, name) = (format_ident!("{read}"), format_ident!("{}", sent.name));
            let body = body(&fields);
            let about = about(&fields);
            match into.asks() {
                false => beside.extend(quote! {
                    impl ::std::convert::From<&types::#thing> for #name {
                        #[doc = #about]
                        fn from(read: &types::#thing) -> Self { #body }
                    }
                }),
                true => {
                    beside.extend(quote! {
                        impl #name {
                            #[doc = #about]
                            #[inline]
                            pub fn from(read: &types::#thing) -> builder::#name {
                                builder::#name::from(read)
                            }
                        }
                    });
                    apart.extend(quote! {
                        impl ::std::convert::From<&types::#thing> for #name {
                            #[doc = #about]
                            fn from(read: &types::#thing) -> Self { #body }
                        }
                    });
                }
            }
        }
        (beside, apart)
    }
}

/// The properties that both objects have.
fn common<'m>(from: &'m Object, into: &'m Object) -> impl Iterator<Item = (&'m Field, &'m Field)> {
    let fields = into.fields.iter();
    fields.filter_map(|field| Some((from.field(&field.wire)?, field)))
}

/// The value of a field that is sent, of the one that is read: absent where that is, and `null` where that is and
/// may be sent.
fn converted(read: &Field, sent: &Slot, convert: &TokenStream) -> TokenStream {
    let name = format_ident!("{}", read.name);
    let is_there = matches!(read.required, Required::Always | Required::InResponses);
    match (is_there, read.slot.nullable, sent.nullable) {
        (false, false, false) => quote!(read.#name.as_ref().map(#convert)),
        (false, false, true) => quote!(read.#name.as_ref().map(#convert).map(Some)),
        (false, true, false) => quote!(read.#name.as_ref().and_then(Option::as_ref).map(#convert)),
        (false, true, true) => {
            quote!(read.#name.as_ref().map(|value| value.as_ref().map(#convert)))
        }
        (true, false, false) => quote!(Some(&read.#name).map(#convert)),
        (true, false, true) => quote!(Some(&read.#name).map(#convert).map(Some)),
        (true, true, false) => quote!(read.#name.as_ref().map(#convert)),
        (true, true, true) => quote!(Some(read.#name.as_ref().map(#convert))),
    }
}

/// The value with these fields.
fn body(fields: &[(&Field, TokenStream)]) -> TokenStream {
    let names = fields
        .iter()
        .map(|(field, _)| format_ident!("{}", field.name));
    let values = fields.iter().map(|(_, value)| value);
    quote!(Self { #(#names: #values,)* ..::std::default::Default::default() })
}

/// What goes along.
fn about(fields: &[(&Field, TokenStream)]) -> String {
    let names = fields.iter().map(|(field, _)| format!("`{}`", field.wire));
    let names: Vec<_> = names.collect();
    format!(
        "What of it can be changed: {}. All of that is sent as it was read, which undoes what somebody else changes \
         in between; start from `builder()` to change single fields.",
        names.join(", ")
    )
}
