//! Which operations answer with a page of a list, how the list goes on, and where the items are.

use serde_json::Value;
use syn::{Fields, Ident, Item, ItemStruct, Type};

use super::read::{Argument, Location, first_argument, inner_option, is_list};
use crate::lower::extension;

/// How a list goes on after a page.
pub struct Paging {
    /// What says where the next page begins.
    pub style: Style,
    /// The fields that lead to the items; none where the answer is a bare list.
    pub items: Vec<Step>,
    /// Type of an item.
    pub item: Type,
}

/// A field on the way to the items.
pub struct Step {
    /// Its name in Rust.
    pub name: Ident,
    /// How many `Option`s its value is in.
    pub options: usize,
}

/// What says where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    /// The argument `page` counts pages.
    Page,
    /// The argument `after` takes a cursor of the answer.
    Cursor,
    /// The argument `after` takes this field of the last item.
    After(String),
    /// The argument `offset` counts items.
    Offset,
}

/// How the list of an operation goes on that answers with `success`; `None` if it is no list, or one
/// that comes whole.
pub(super) fn of(
    file: &syn::File,
    success: &Type,
    arguments: &[Argument],
    operation: &Value,
) -> Option<Paging> {
    let has = |name: &str| {
        let mut query = arguments.iter().filter(|a| a.location == Location::Query);
        query.any(|argument| argument.name == name)
    };
    let style = if has("offset") {
        Style::Offset
    } else if has("after") {
        let field = operation.get(extension::CURSOR).and_then(Value::as_str);
        field.map_or(Style::Cursor, |field| Style::After(field.to_owned()))
    } else if has("page") {
        Style::Page
    } else {
        return None;
    };
    let (items, item) = items(file, success)?;
    Some(Paging { style, items, item })
}

/// The fields that lead to the items of a page, and their type.
fn items(file: &syn::File, page: &Type) -> Option<(Vec<Step>, Type)> {
    if let Some(item) = list(page) {
        return Some((Vec::new(), item));
    }
    let (data, ty) = steps(file, page)?.find(|(step, _)| step.name == "data")?;
    if let Some(item) = list(&ty) {
        return Some((vec![data], item));
    }
    // Some put the list one deeper, beside what else there is to say.
    let mut lists = steps(file, &ty)?.filter_map(|(step, ty)| {
        let usual = step.name == "list" || step.name == "items";
        Some((step, list(&ty).filter(|_| usual)?))
    });
    let (inner, item) = lists.next()?;
    Some((vec![data, inner], item))
}

/// The fields of the object `ty`, with their types when they are there.
fn steps<'a>(file: &'a syn::File, ty: &Type) -> Option<impl Iterator<Item = (Step, Type)> + 'a> {
    let fields = object(file, ty)?.fields.iter();
    Some(fields.filter_map(|field| {
        let (mut options, mut ty) = (0, field.ty.clone());
        while let Some(inner) = inner_option(&ty) {
            ty = inner;
            options += 1;
        }
        let name = field.ident.clone()?;
        Some((Step { name, options }, ty))
    }))
}

/// `T` of `Vec<T>`.
fn list(ty: &Type) -> Option<Type> {
    is_list(ty).then(|| first_argument(ty))?
}

/// The struct of the module `types` that `ty` names.
fn object<'a>(file: &'a syn::File, ty: &Type) -> Option<&'a ItemStruct> {
    let Type::Path(path) = ty else { return None };
    let name = &path.path.segments.last()?.ident;
    let types = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    types?.1.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == *name && matches!(item.fields, Fields::Named(_)) => {
            Some(item)
        }
        _ => None,
    })
}
