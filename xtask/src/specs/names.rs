//! A name for every operation: `operationId` where it is left out, is no name, or is taken already.

use std::collections::BTreeSet;

use bigcommerce_codegen::json::Object;
use heck::{ToLowerCamelCase, ToUpperCamelCase};
use serde_json::Value;

use super::select::METHODS;

/// Gives each operation of `paths` that has no name of its own one from its method and path.
pub fn complete(paths: &mut Object) {
    let mut taken = BTreeSet::new();
    let mut nameless = Vec::new();
    for (path, method, operation) in operations(paths) {
        let name = operation.get("operationId").and_then(Value::as_str);
        let own = name.map(|name| name.to_upper_camel_case());
        if !own.is_some_and(|own| !own.is_empty() && taken.insert(own)) {
            nameless.push((path, method));
        }
    }
    for (path, method, operation) in operations(paths) {
        if nameless.contains(&(path.clone(), method)) {
            let name = derived(method, &path);
            let numbered = (2..).map(|number| format!("{name}{number}"));
            let mut names = std::iter::once(name.clone()).chain(numbered);
            if let Some(free) = names.find(|name| taken.insert(name.to_upper_camel_case())) {
                operation.insert("operationId".into(), free.into());
            }
        }
    }
}

fn operations(paths: &mut Object) -> impl Iterator<Item = (String, &'static str, &mut Object)> {
    paths.iter_mut().flat_map(|(path, item)| {
        let operations = item.as_object_mut().into_iter().flatten();
        operations.filter_map(move |(key, operation)| {
            let method = METHODS.into_iter().find(|method| method == key)?;
            Some((path.clone(), method, operation.as_object_mut()?))
        })
    })
}

/// `get` and `/things/{thing_id}` make `getThingsByThingId`.
fn derived(method: &str, path: &str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{') {
        Some(argument) => format!("by {}", argument.trim_end_matches('}')),
        None => part.to_owned(),
    });
    let words: Vec<_> = std::iter::once(method.to_owned()).chain(parts).collect();
    words.join(" ").to_lower_camel_case()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn operations_without_a_name_get_one_and_the_others_keep_theirs() {
        let mut paths = json!({
            "/a": {"get": {"operationId": "getThings"}, "parameters": []},
            "/things": {"get": {}, "put": {"operationId": "get-things"}, "post": {"operationId": ""}},
            "/things/{thing_id}": {"get": {"operationId": 7}},
        });
        complete(paths.as_object_mut().unwrap());
        let name = |path: &str, method: &str| paths[path][method]["operationId"].clone();
        assert_eq!(name("/a", "get"), "getThings");
        assert_eq!(name("/things", "get"), "getThings2");
        assert_eq!(name("/things", "put"), "putThings");
        assert_eq!(name("/things", "post"), "postThings");
        assert_eq!(name("/things/{thing_id}", "get"), "getThingsByThingId");
    }
}
