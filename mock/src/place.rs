//! What of the table a path leads to.

use super::{
    STORE_HASH,
    resources::{RESOURCES, Resource},
};

/// What a path is of a resource.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub resource: &'static Resource,
    /// The arguments of the list's path; fewer than it has where the path is of every parent.
    pub arguments: Vec<String>,
    /// The id of an item, if the path leads to one.
    pub id: Option<String>,
    /// Whether the path asks for the number of items.
    pub count: bool,
}

impl Place {
    /// The path of the list; `{}` in it stands for every parent.
    pub fn list(&self) -> String {
        filled(self.resource.list, &self.arguments)
    }

    /// Whether it is one list, and not those of every parent.
    pub fn is_one(&self) -> bool {
        !self.list().contains("{}")
    }

    /// The parent's id, if the path says it.
    pub fn parent_id(&self) -> Option<&str> {
        let parent = self.resource.parent?;
        let beyond = self.arguments.get(holes(parent.list))?;
        Some(beyond)
    }

    /// Where the items of `child` are that belong to the item `id` of this place.
    pub fn below(&self, child: &'static Resource, id: i64) -> Self {
        let own = self.arguments.iter().take(holes(self.resource.list));
        let arguments = own.cloned().chain([id.to_string()]);
        Self {
            resource: child,
            arguments: arguments.take(holes(child.list)).collect(),
            id: None,
            count: false,
        }
    }
}

/// Where the items of the list `template` are, such as `/stores/{}/v2/orders`; those of every parent, if it
/// is below one.
pub(crate) fn list(template: &str) -> Option<Place> {
    place(&template.replacen("{}", STORE_HASH, 1))
}

/// What resource a path belongs to, and how.
pub(crate) fn place(path: &str) -> Option<Place> {
    RESOURCES.iter().find_map(|resource| {
        let mut templates = [resource.list]
            .into_iter()
            .chain(resource.also.iter().copied());
        templates.find_map(|template| place_in(resource, template, path))
    })
}

fn place_in(resource: &'static Resource, template: &str, path: &str) -> Option<Place> {
    let (arguments, rest) = matched(template, path)?;
    let (id, count) = match rest.as_slice() {
        // The same items, several at once.
        [] | ["bulk"] => (None, false),
        ["count"] => (None, true),
        [id] => (Some(*id), false),
        [id, part] if resource.parts.contains(part) => (Some(*id), false),
        _ => return None,
    };
    if id.is_some_and(|id| id.parse::<i64>().is_err()) {
        return None;
    }
    Some(Place {
        resource,
        arguments,
        id: id.map(str::to_owned),
        count,
    })
}

/// The arguments of a path that begins as `template` does, and the segments that follow.
fn matched<'a>(template: &str, path: &'a str) -> Option<(Vec<String>, Vec<&'a str>)> {
    let mut path = path.split('/');
    let mut arguments = Vec::new();
    for wanted in template.split('/') {
        let came = path.next()?;
        if wanted == "{}" {
            arguments.push(came.to_owned());
        } else if wanted != came {
            return None;
        }
    }
    Some((arguments, path.collect()))
}

/// Whether `path` is `template` with some arguments.
pub(crate) fn is_like(template: &str, path: &str) -> bool {
    matched(template, path).is_some_and(|(_, rest)| rest.is_empty())
}

/// How many arguments a template takes.
fn holes(template: &str) -> usize {
    template.matches("{}").count()
}

/// A template with its first arguments.
fn filled(template: &str, arguments: &[String]) -> String {
    let filled = template.to_owned();
    let arguments = arguments.iter();
    arguments.fold(filled, |path, argument| path.replacen("{}", argument, 1))
}
