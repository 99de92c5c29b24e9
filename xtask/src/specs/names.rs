//! A name for every operation: what is recorded, or else its `operationId`, or else, where that is left
//! out, is not a name or is taken already, one made of its method and path.

use std::collections::BTreeSet;

use bigcommerce_codegen::{
    json::Object,
    manifest::Document,
    names::{Names, OperationName, identity},
};
use heck::{ToLowerCamelCase, ToUpperCamelCase};
use serde_json::Value;

use super::select::METHODS;

/// Gives each operation in `paths` of `document` its name.
pub fn complete(document: &Document, names: &Names, paths: &mut Object) {
    let recorded = names.by_identity();
    let name_of = |method: &str, path: &str| {
        let path = format!("{}{path}", document.base_path);
        recorded
            .get(&identity(method, &path))
            .map(|it| it.name.id.clone())
    };
    let mut taken = Taken::default();
    if let Some(names) = names.documents.get(&document.id()) {
        names
            .operations
            .values()
            .for_each(|name| taken.record(name));
    }
    let mut nameless = Vec::new();
    for (path, method, operation) in operations(paths) {
        if let Some(id) = name_of(method, &path) {
            operation.insert("operationId".into(), id.into());
            continue;
        }
        let name = operation.get("operationId").and_then(Value::as_str);
        if !name.is_some_and(|name| taken.take(name)) {
            nameless.push((path, method));
        }
    }
    for (path, method, operation) in operations(paths) {
        if nameless.contains(&(path.clone(), method)) {
            let name = derived(method, &path);
            let numbered = (2..).map(|number| format!("{name}{number}"));
            let mut names = std::iter::once(name.clone()).chain(numbered);
            if let Some(free) = names.find(|name| taken.take(name)) {
                operation.insert("operationId".into(), free.into());
            }
        }
    }
}

/// The names that operations have, as types and methods are made of them.
#[derive(Default)]
struct Taken {
    types: BTreeSet<String>,
    methods: BTreeSet<String>,
}

impl Taken {
    fn record(&mut self, name: &OperationName) {
        self.types.insert(name.id.to_upper_camel_case());
        self.methods.insert(name.method.clone());
    }

    /// Takes `name`, if it is one and free.
    fn take(&mut self, name: &str) -> bool {
        let ty = name.to_upper_camel_case();
        let by_rule = OperationName::by_rule(name);
        let free =
            !ty.is_empty() && !self.types.contains(&ty) && !self.methods.contains(&by_rule.method);
        if free {
            self.record(&by_rule);
        }
        free
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
    use bigcommerce_codegen::manifest::Api;
    use serde_json::json;

    use super::*;

    /// The names of the operations of `paths`, as `METHOD path name`.
    fn named(names: &Names, mut paths: Value) -> Vec<String> {
        let document = Document {
            module: "things".into(),
            api: Api::V3,
            base_path: "/base".into(),
            feature: String::new(),
            operations: 0,
            upstream: String::new(),
            sha256: String::new(),
            also: Vec::new(),
            stale: Vec::new(),
            unreviewed: Vec::new(),
            behind: None,
        };
        let paths = paths.as_object_mut().unwrap();
        complete(&document, names, paths);
        let named = operations(paths).map(|(path, method, operation)| {
            format!(
                "{method} {path} {}",
                operation["operationId"].as_str().unwrap()
            )
        });
        named.collect()
    }

    #[test]
    fn operations_without_a_name_get_one_and_the_others_keep_theirs() {
        let paths = json!({
            "/a": {"get": {"operationId": "getThings"}, "parameters": []},
            "/things": {"get": {}, "post": {"operationId": ""}, "put": {"operationId": "get-things"}},
            "/things/{thing_id}": {"get": {"operationId": 7}},
        });
        assert_eq!(
            named(&Names::default(), paths),
            [
                "get /a getThings",
                "get /things getThings2",
                "post /things postThings",
                "put /things putThings",
                "get /things/{thing_id} getThingsByThingId",
            ]
        );
    }

    #[test]
    fn a_recorded_name_stays_and_is_given_to_nothing_else() {
        let name = |id: &str, method: &str| json!({"id": id, "method": method});
        let names = json!({"v3/things": {"operations": {
            "GET /base/things/{id}": name("readThing", "get_thing"),
            "GET /base/gone": name("getGone", "get_gone"),
        }}});
        let names = Names {
            documents: serde_json::from_value(names).unwrap(),
            ..Names::default()
        };
        let paths = json!({
            "/new": {"get": {"operationId": "get-gone"}, "post": {"operationId": "readThing"}},
            "/things/{id}": {"get": {"operationId": "get-thing"}, "put": {"operationId": "getThing"}},
        });
        assert_eq!(
            named(&names, paths),
            [
                "get /new getNew",
                "post /new postNew",
                "get /things/{id} readThing",
                "put /things/{id} putThingsById",
            ]
        );
    }
}
