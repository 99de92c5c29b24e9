//! Names of components that OpenAPI doesn't allow, such as `paymentStatus[]`, in a form that it does.

use std::collections::BTreeMap;

use bigcommerce_codegen::json::escape;
use serde_json::Value;

/// Renames those components of `document`, and what refers to them.
pub fn make_valid(document: &mut Value) {
    let mut renamed = BTreeMap::new();
    let kinds = document["components"].as_object_mut();
    for (kind, named) in kinds.into_iter().flatten() {
        let Some(named) = named.as_object_mut() else {
            continue;
        };
        let names: Vec<_> = named
            .keys()
            .filter(|name| !is_valid(name))
            .cloned()
            .collect();
        for name in names {
            let plain = name.replace(|letter| !is_allowed(letter), "");
            let numbered = (2..).map(|number| format!("{plain}_{number}"));
            let mut free = std::iter::once(plain.clone()).chain(numbered);
            let free = free.find(|free| !free.is_empty() && !named.contains_key(free));
            if let (Some(free), Some(node)) = (free, named.remove(&name)) {
                let reference = |name: &str| format!("#/components/{kind}/{}", escape(name));
                renamed.insert(reference(&name), reference(&free));
                named.insert(free, node);
            }
        }
    }
    if !renamed.is_empty() {
        follow(document, &renamed);
    }
}

fn follow(value: &mut Value, renamed: &BTreeMap<String, String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| follow(item, renamed)),
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(new) = renamed.get(reference)
            {
                *reference = new.clone();
            }
            members
                .values_mut()
                .for_each(|member| follow(member, renamed));
        }
        _ => (),
    }
}

fn is_valid(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_allowed)
}

fn is_allowed(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "._-".contains(letter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_component_has_a_name_that_openapi_allows() {
        let reference = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
        let mut document = json!({
            "paths": {"/a": {"parameters": [reference("ids[]"), reference("[]"), reference("ids")]}},
            "components": {"parameters": {"ids[]": 1, "ids": 2, "[]": 3}},
        });
        make_valid(&mut document);
        let kept = json!({
            "paths": {"/a": {"parameters": [reference("ids_2"), reference("_2"), reference("ids")]}},
            "components": {"parameters": {"ids_2": 1, "ids": 2, "_2": 3}},
        });
        assert_eq!(document, kept);
    }
}
