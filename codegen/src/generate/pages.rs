//! Writes how each page of a list hands over its items.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{
    facts::Facts,
    paging::{Paging, Step},
};

/// Writes how each page hands over its items.
pub fn write(operations: &[Facts]) -> TokenStream {
    let mut pages = BTreeMap::new();
    for operation in operations {
        // A bare list knows by itself.
        if let (Some(paging), Some(page)) = (&operation.paging, &operation.success)
            && !paging.items.is_empty()
        {
            pages.insert(page.to_token_stream().to_string(), (page, paging));
        }
    }
    let pages = pages.values().map(|(page, Paging { items, item, .. })| {
        let take = items.iter().map(|Step { name, options }| {
            let unwrap = (0..*options).map(|_| quote!(.flatten()));
            quote!(.map(|value| value.#name) #(#unwrap)*)
        });
        let look = items.iter().map(|Step { name, options }| {
            let unwrap = (0..*options).map(|_| quote!(.and_then(|value| value.as_ref())));
            quote!(.map(|value| &value.#name) #(#unwrap)*)
        });
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
            use super::types::{self, *};

            #(#pages)*
        }
    }
}
