//! Writes the operation builders: each setter fills in the shared `Call`, and `send` hands it over.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{about_operation, rust_types::RustTypes};
use crate::{
    docs::Docs,
    model::{Module, Operation, Scalar, Slot, Type},
};

/// Writes the client and the builders.
pub fn write(module: &Module, docs: &Docs, types: &RustTypes) -> TokenStream {
    let operations = module.operations.iter().enumerate();
    let methods =
        operations.map(|(index, operation)| methods(module, docs, index, operation, types));
    let builders = module.operations.iter().map(|it| builder(it, types));
    quote! {
        /// The operations of this document. Cheap to clone.
        #[derive(Clone, Debug)]
        pub struct Client(pub(crate) crate::client::Client);

        impl Client {
            #(#methods)*
        }

        /// One builder an operation: set what is optional, then await it.
        pub mod builder {
            #[allow(unused_imports)]
            use super::types;

            #(#builders)*
        }
    }
}

/// The method's name.
pub(super) fn method(operation: &Operation) -> Ident {
    format_ident!("{}", operation.method_name)
}

/// The name of the method that takes the body as a form, where it can be JSON too.
pub(super) fn form_method(operation: &Operation) -> Ident {
    format_ident!("{}_with_form", operation.method_name)
}

/// What a request can't do without, in the order of the parentheses.
pub(super) struct Required {
    /// The name in the parentheses.
    pub name: Ident,
    /// Whether the value goes into the body.
    pub is_body: bool,
    /// What the parameter takes.
    takes: TokenStream,
    /// The statement that puts it into the call.
    set: TokenStream,
}

/// The required parameters, and the body where it is required and JSON.
pub(super) fn required(operation: &Operation, types: &RustTypes) -> Vec<Required> {
    let parameters = operation.parameters.iter().enumerate();
    let parameters = parameters.filter(|(_, parameter)| parameter.required);
    let mut required: Vec<_> = parameters
        .map(|(index, parameter)| {
            let name = format_ident!("{}", parameter.setter);
            let (takes, set) = argument(&parameter.slot, types);
            let value = written(&parameter.slot, quote!(#set(#name)));
            Required {
                set: quote!(call.argument(#index, #value);),
                takes,
                name,
                is_body: false,
            }
        })
        .collect();
    let body = operation.body.as_ref().filter(|body| body.required);
    if let Some(slot) = body.and_then(|body| body.slot.as_ref()) {
        let (takes, set) = argument(slot, types);
        required.push(Required {
            name: format_ident!("body"),
            is_body: true,
            takes,
            set: quote!(call.body(#set(body));),
        });
    }
    required
}

/// The form of the date or time that a value is.
pub(super) fn notation(slot: &Slot) -> Option<Ident> {
    match slot.ty {
        Type::Scalar(Scalar::DateTime(notation)) => Some(format_ident!("{notation:?}")),
        _ => None,
    }
}

/// The `value` of a parameter; a date or a time in the form that the parameter takes.
fn written(slot: &Slot, value: TokenStream) -> TokenStream {
    match notation(slot) {
        Some(notation) => {
            quote!(crate::date_time::argument(#value, crate::date_time::Notation::#notation))
        }
        None => value,
    }
}

/// What a required value is taken as, and the function that makes it one.
fn argument(slot: &Slot, types: &RustTypes) -> (TokenStream, TokenStream) {
    match &slot.ty {
        Type::List(item) if !slot.nullable => {
            let item = types.value(item);
            (
                quote!(impl crate::call::ListArgument<#item>),
                quote!(crate::call::list::<#item>),
            )
        }
        _ => {
            let ty = types.value(slot);
            (
                quote!(impl crate::call::Argument<#ty>),
                quote!(crate::call::one::<#ty>),
            )
        }
    }
}

/// The methods that begin a call of an operation.
fn methods(
    module: &Module,
    docs: &Docs,
    index: usize,
    operation: &Operation,
    types: &RustTypes,
) -> TokenStream {
    let builder = format_ident!("{}", operation.builder);
    let about = about_operation::method(docs, &module.document, operation);
    let aliases = about_operation::aliases(docs, &module.document, operation);
    let deprecated = operation
        .deprecated
        .then(|| quote!(#[deprecated(note = "BigCommerce discourages this operation")]));
    let required = required(operation, types);
    let begun = |name: Ident, about: &str, required: &[&Required], form: bool| {
        let parameters = required
            .iter()
            .map(|Required { name, takes, .. }| quote!(#name: #takes));
        let form_parameter = form.then(|| quote!(form: crate::Form));
        let sets = required.iter().map(|required| &required.set);
        let set_form = form.then(|| quote!(call.form(form);));
        quote! {
            #[doc = #about]
            #aliases
            #deprecated
            #[inline]
            pub fn #name(&self, #(#parameters,)* #form_parameter) -> builder::#builder {
                #[allow(unused_mut)]
                let mut call = self.0.call(&OPERATIONS[#index]);
                #(#sets)*
                #set_form
                builder::#builder(call)
            }
        }
    };
    let all: Vec<_> = required.iter().collect();
    let without_body: Vec<_> = required.iter().filter(|it| !it.is_body).collect();
    let takes_form = operation.form().is_some() && is_body_required(operation);
    let takes_json = operation
        .body
        .as_ref()
        .is_none_or(|body| body.slot.is_some());
    let fields = operation.form().unwrap_or_default().join("`, `");
    let about_form = format!("{about}\n\nThe body is a form with the fields `{fields}`.");
    let json = (takes_json || !takes_form).then(|| begun(method(operation), &about, &all, false));
    let form = takes_form.then(|| {
        let name = match takes_json {
            true => form_method(operation),
            false => method(operation),
        };
        begun(name, &about_form, &without_body, true)
    });
    quote!(#json #form)
}

/// Whether a request can't be sent without a body.
pub(super) fn is_body_required(operation: &Operation) -> bool {
    operation.body.as_ref().is_some_and(|body| body.required)
}

fn builder(operation: &Operation, types: &RustTypes) -> TokenStream {
    let name = &format_ident!("{}", operation.builder);
    let optional = operation.parameters.iter().enumerate();
    let optional = optional.filter(|(_, parameter)| !parameter.required);
    let setters = optional.map(|(index, parameter)| {
        let setter = format_ident!("{}", parameter.setter);
        let place = parameter.location.name();
        let about = format!(
            "`{}`, {place} parameter: {}.",
            parameter.name,
            about_operation::parameter(parameter)
        );
        let (takes, set) = setting(&parameter.slot, types);
        let value = written(&parameter.slot, quote!(#set(value)));
        quote! {
            #[doc = #about]
            #[inline]
            pub fn #setter<M>(mut self, value: #takes) -> Self {
                self.0.set_argument(#index, #value);
                self
            }
        }
    });
    let is_optional = !is_body_required(operation);
    let body = operation.body.as_ref().filter(|_| is_optional);
    let body = body.and_then(|body| body.slot.as_ref()).map(|slot| {
        let (takes, set) = setting(slot, types);
        quote! {
            /// The request body, which can be left out.
            #[inline]
            pub fn body<M>(mut self, value: #takes) -> Self {
                self.0.set_optional_body(#set(value));
                self
            }
        }
    });
    let form = operation.form().filter(|_| is_optional).map(|names| {
        let about = format!(
            "The request body as a form, with the fields `{}`.",
            names.join("`, `")
        );
        quote! {
            #[doc = #about]
            #[inline]
            pub fn form(mut self, form: crate::Form) -> Self {
                self.0.form(form);
                self
            }
        }
    });
    let everything = operation.deletes_all.as_ref().map(|_| {
        quote! {
            /// Says that all of them shall be deleted. Without this word a request that nothing narrows
            /// isn't sent.
            #[inline]
            pub fn everything(mut self) -> Self {
                self.0.everything();
                self
            }
        }
    });
    let payload = types.response(operation);
    let send = types.sending(operation);
    let lists = operation.paging.as_ref().zip(operation.response.json());
    let lists = lists.and_then(|(_, payload)| payload.slot.as_ref());
    let lists = lists.map(|item| {
        let item = types.value(item);
        quote! {
            /// The list page by page, as a stream.
            #[inline]
            pub fn pages(self) -> crate::Pages<#item> {
                crate::Pages::new(self.0)
            }
            /// The list item by item, as a stream over all pages. [`Items`](crate::Items) says when it ends
            /// and what becomes of a list that changes while it is read.
            #[inline]
            pub fn items(self) -> crate::Items<#item> {
                self.pages().items()
            }
        }
    });
    let batches = operation.batch.as_ref().map(|batch| {
        let about = about_operation::batch(batch);
        quote! {
            #[doc = #about]
            #[inline]
            pub fn batches(self) -> crate::Batches<#payload> {
                crate::Batches::new(self.0)
            }
        }
    });
    let summary = format!(
        "Builder of [`Client::{}`](super::Client::{0}).",
        operation.method_name
    );
    quote! {
        #[doc = #summary]
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent until it is awaited"]
        pub struct #name(pub(super) crate::call::Call);

        impl #name {
            #(#setters)*
            #body
            #form
            #everything
            /// Sets how the call is carried out; what the options leave open stays as it is.
            #[inline]
            pub fn with_options(mut self, options: crate::CallOptions) -> Self {
                self.0.set_options(options);
                self
            }
            /// Sends the request, for the [`Response`](crate::Response) with its status, headers and
            /// body. To await the builder itself gives the payload alone.
            #[inline]
            pub fn send(self) -> crate::call::Sending<#payload> {
                self.0.#send()
            }
            #lists
            #batches
        }

        impl ::std::future::IntoFuture for #name {
            type Output = Result<#payload, crate::Error>;
            type IntoFuture = crate::call::Awaited<#payload>;
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                crate::call::awaited(self.send())
            }
        }
    }
}

/// What an optional value is taken as, and the function that makes it one.
fn setting(slot: &Slot, types: &RustTypes) -> (TokenStream, TokenStream) {
    match &slot.ty {
        Type::List(item) if !slot.nullable => {
            let item = types.value(item);
            (
                quote!(impl crate::call::ListSetting<#item, M>),
                quote!(crate::call::ListSetting::into_setting),
            )
        }
        _ => {
            let ty = types.value(slot);
            (
                quote!(impl crate::call::Setting<#ty, M>),
                quote!(crate::call::Setting::into_setting),
            )
        }
    }
}
