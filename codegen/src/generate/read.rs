//! Reads what progenitor wrote: for each operation the names and types it gave, and where each
//! argument goes.

use std::collections::HashMap;

use quote::ToTokens;
use syn::{
    Expr, ExprCall, ExprMacro, ExprMethodCall, GenericArgument, Ident, ImplItem, ImplItemFn, Item,
    ItemImpl, ItemStruct, Lit, Meta, PathArguments, ReturnType, Type,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{Error, Result};

/// What progenitor wrote for one operation.
pub struct Written {
    pub method_name: Ident,
    pub builder: Ident,
    pub method: String,
    pub path: String,
    pub arguments: Vec<Argument>,
    pub body: Option<Type>,
    pub success: Option<Type>,
}

/// One argument as progenitor wrote it.
pub struct Argument {
    pub name: String,
    pub setter: Ident,
    pub ty: Type,
    pub location: Location,
}

/// Where an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
}

impl Location {
    /// The word OpenAPI has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// Reads every builder of progenitor's module `builder`.
pub fn operations(id: &str, file: &syn::File) -> Result<Vec<Written>> {
    let methods = client_methods(file);
    let items = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_ref(),
        _ => None,
    });
    let items = items.map(|(_, items)| items.as_slice()).unwrap_or_default();
    let structs = items.iter().filter_map(|item| match item {
        Item::Struct(builder) => Some(builder),
        _ => None,
    });
    structs
        .map(|builder| {
            let method_name = methods.get(&builder.ident.to_string());
            let send = send_of(items, &builder.ident);
            method_name
                .zip(send)
                .and_then(|(method_name, send)| builder_of(method_name, builder, send))
                .ok_or_else(|| {
                    Error::generator(
                        id,
                        format!("wrote a builder `{}` we can't read", builder.ident),
                    )
                })
        })
        .collect()
}

/// The client's method for each builder.
fn client_methods(file: &syn::File) -> HashMap<String, Ident> {
    let impls = file.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(&item.items),
        _ => None,
    });
    impls
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) => {
                let ReturnType::Type(_, ty) = &method.sig.output else {
                    return None;
                };
                let Type::Path(path) = &**ty else { return None };
                let builder = &path.path.segments.last()?.ident;
                Some((builder.to_string(), method.sig.ident.clone()))
            }
            _ => None,
        })
        .collect()
}

fn send_of<'a>(items: &'a [Item], builder: &Ident) -> Option<&'a ImplItemFn> {
    let of_builder = |item: &&ItemImpl| matches!(&*item.self_ty, Type::Path(ty) if ty.path.segments.last().is_some_and(|s| s.ident == *builder));
    let impls = items.iter().filter_map(|item| match item {
        Item::Impl(item) => Some(item),
        _ => None,
    });
    impls
        .filter(of_builder)
        .flat_map(|item| &item.items)
        .find_map(|item| match item {
            ImplItem::Fn(method) if method.sig.ident == "send" => Some(method),
            _ => None,
        })
}

fn builder_of(method_name: &Ident, builder: &ItemStruct, send: &ImplItemFn) -> Option<Written> {
    let (method, path) = request_line(send)?;
    let mut names = WireNames::default();
    names.visit_block(&send.block);
    // The path's placeholders and the arguments of its `format!` come in the same order.
    let places = path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    let in_path: HashMap<String, String> = names
        .path
        .into_iter()
        .zip(places.map(str::to_owned))
        .collect();
    let mut body = None;
    let mut arguments = Vec::new();
    for field in &builder.fields {
        let setter = field.ident.clone()?;
        let Some(mut ty) = first_argument(&field.ty) else {
            continue;
        };
        BuilderTypes.visit_type_mut(&mut ty);
        let key = setter.to_string();
        let (name, location) = if let Some(name) = in_path.get(&key) {
            (name, Location::Path)
        } else if let Some(name) = names.query.get(&key) {
            (name, Location::Query)
        } else if let Some(name) = names.header.get(&key) {
            (name, Location::Header)
        } else {
            body = Some(ty);
            continue;
        };
        let ty = inner_option(&ty).unwrap_or(ty);
        arguments.push(Argument {
            name: name.clone(),
            setter,
            ty,
            location,
        });
    }
    let ReturnType::Type(_, output) = &send.sig.output else {
        return None;
    };
    // Result<ResponseValue<T>, Error<E>>
    let success = first_argument(output).and_then(|value| first_argument(&value))?;
    let success = (success.to_token_stream().to_string() != "ByteStream").then_some(success);
    Some(Written {
        method_name: method_name.clone(),
        builder: builder.ident.clone(),
        method,
        path,
        arguments,
        body,
        success,
    })
}

/// Method and path of progenitor's "Sends a `GET` request to `/path`".
fn request_line(send: &ImplItemFn) -> Option<(String, String)> {
    send.attrs.iter().find_map(|attribute| {
        let Meta::NameValue(doc) = &attribute.meta else {
            return None;
        };
        let Expr::Lit(text) = &doc.value else {
            return None;
        };
        let Lit::Str(text) = &text.lit else {
            return None;
        };
        let text = text.value();
        let mut quoted = text.split('`').skip(1).step_by(2);
        Some((quoted.next()?.to_owned(), quoted.next()?.to_owned()))
    })
}

/// The wire's name for each local variable of a `send`.
#[derive(Default)]
struct WireNames {
    path: Vec<String>,
    query: HashMap<String, String>,
    header: HashMap<String, String>,
}

impl<'ast> Visit<'ast> for WireNames {
    /// `format!("{}/things/{}", client.baseurl, encode_path(&thing_id.to_string()))`
    fn visit_expr_macro(&mut self, node: &'ast ExprMacro) {
        let tokens: Vec<_> = node.mac.tokens.clone().into_iter().collect();
        for pair in tokens.windows(2) {
            if let [
                proc_macro2::TokenTree::Ident(function),
                proc_macro2::TokenTree::Group(argument),
            ] = pair
                && function == "encode_path"
            {
                let variable = argument.stream().into_iter().find_map(|token| match token {
                    proc_macro2::TokenTree::Ident(variable) => Some(variable.to_string()),
                    _ => None,
                });
                self.path.extend(variable);
            }
        }
    }

    /// `progenitor_client::QueryParam::new("id:in", &id_in)`
    fn visit_expr_call(&mut self, node: &'ast ExprCall) {
        let is_query = matches!(&*node.func, Expr::Path(path)
            if path.path.segments.iter().any(|segment| segment.ident == "QueryParam"));
        if is_query && let Some((name, variable)) = name_and_variable(&node.args) {
            self.query.insert(variable, name);
        }
        visit::visit_expr_call(self, node);
    }

    /// `header_map.append("Name", name.to_string().try_into()?)`
    fn visit_expr_method_call(&mut self, node: &'ast ExprMethodCall) {
        if node.method == "append"
            && let Some((name, variable)) = name_and_variable(&node.args)
        {
            self.header.insert(variable, name);
        }
        visit::visit_expr_method_call(self, node);
    }

    /// `if let Some(value) = name { header_map.append("Name", value.to_string().try_into()?) }`
    fn visit_expr_if(&mut self, node: &'ast syn::ExprIf) {
        let before: Vec<_> = self.header.keys().cloned().collect();
        visit::visit_expr_if(self, node);
        if let Expr::Let(condition) = &*node.cond
            && let Some(name) = self
                .header
                .remove("value")
                .filter(|_| !before.iter().any(|b| b == "value"))
        {
            self.header
                .extend(variable_of(&condition.expr).map(|variable| (variable, name)));
        }
    }
}

fn name_and_variable(
    args: &syn::punctuated::Punctuated<Expr, syn::Token![,]>,
) -> Option<(String, String)> {
    let (Expr::Lit(name), variable) = (args.first()?, args.get(1)?) else {
        return None;
    };
    let Lit::Str(name) = &name.lit else {
        return None;
    };
    Some((name.value(), variable_of(variable)?))
}

/// The variable at the root of `&name`, `name.to_string().try_into()?` and the like.
fn variable_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => Some(path.path.get_ident()?.to_string()),
        Expr::Reference(inner) => variable_of(&inner.expr),
        Expr::Try(inner) => variable_of(&inner.expr),
        Expr::MethodCall(call) => variable_of(&call.receiver),
        _ => None,
    }
}

/// `T` of `Outer<T, …>`.
pub(super) fn first_argument(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// `T` of `Option<T>`.
pub(super) fn inner_option(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    (path.path.segments.last()?.ident == "Option").then(|| first_argument(ty))?
}

/// `types::builder::X` is `types::X` to us.
struct BuilderTypes;

impl VisitMut for BuilderTypes {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path
            .segments
            .first()
            .is_some_and(|first| first.ident == "types")
        {
            path.segments = std::mem::take(&mut path.segments)
                .into_iter()
                .filter(|segment| segment.ident != "builder")
                .collect();
        }
        visit_mut::visit_path_mut(self, path);
    }
}

/// Whether `ty` is a `Vec`.
pub(super) fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "Vec"))
}
