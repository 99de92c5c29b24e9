//! Writes how each page of a list hands over its items.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::rust_types::RustTypes;
use crate::model::{Kind, Model, Paging, Required, Slot};

/// Writes how each page hands over its items.
pub fn write(model: &Model, types: &RustTypes) -> TokenStream {
    let mut pages = BTreeMap::new();
    for operation in &model.operations {
        // A bare list knows by itself.
        if let (Some(paging), Some(page)) = (&operation.paging, operation.response.json())
            && !paging.items.is_empty()
        {
            pages.insert(types.value(page).to_string(), (page, paging));
        }
    }
    let pages = pages.values().map(|(page, paging)| {
        let way = way(model, page, paging);
        let take = way.iter().map(|(name, options)| {
            let unwrap = (0..*options).map(|_| quote!(.flatten()));
            quote!(.map(|value| value.#name) #(#unwrap)*)
        });
        let look = way.iter().map(|(name, options)| {
            let unwrap = (0..*options).map(|_| quote!(.and_then(|value| value.as_ref())));
            quote!(.map(|value| &value.#name) #(#unwrap)*)
        });
        let (page, item) = (types.value(page), types.value(&paging.item));
        quote! {
            impl crate::paging::Page for #page {
                type Item = #item;
                fn items(&self) -> &[#item] {
                    Some(self) #(#look)* .map(::std::vec::Vec::as_slice).unwrap_or_default()
                }
                fn into_items(self) -> ::std::vec::Vec<#item> {
                    Some(self) #(#take)* .unwrap_or_default()
                }
            }
        }
    });
    quote! {
        /// The items of the pages.
        mod pages {
            #[allow(unused_imports)]
            use super::types;

            #(#pages)*
        }
    }
}

/// The fields that lead to the items, each with the number of `Option`s it is in.
fn way(model: &Model, page: &Slot, paging: &Paging) -> Vec<(Ident, usize)> {
    let mut way = Vec::new();
    let mut holder = page;
    for wire in &paging.items {
        let Some(Kind::Object(object)) = model.definition(&holder.ty).map(|it| &it.kind) else {
            break;
        };
        let Some(field) = object.field(wire) else {
            break;
        };
        let can_be_left_out = field.required != Required::Always;
        let options = usize::from(can_be_left_out) + usize::from(field.slot.nullable);
        way.push((format_ident!("{}", field.name), options));
        holder = &field.slot;
    }
    way
}
