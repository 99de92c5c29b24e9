//! What a request must hold: `required` in a branch that says nothing else belongs to the whole object.
//!
//! In `allOf` such names are required like its own. Where every branch of `anyOf` or `oneOf` only
//! requires, one of them must be fulfilled: that stays beside the object, for its builder to check.

use serde_json::{Value, json};

use super::{
    extension,
    schemas::{COMPOSITIONS, components_mut, for_each, reference_name},
};
use crate::{Result, json::Object};

/// How many references are followed from one branch to the next.
const REFERENCES: usize = 64;

/// Moves `required` out of branches that say nothing else.
pub fn lower(_: &str, document: &mut Value) -> Result<()> {
    let components = components_mut(document).cloned().unwrap_or_default();
    for_each(document, |schema, _| {
        if let Some(schema) = schema.as_object_mut() {
            all_of(schema, &components);
            any_of(schema, &components);
            writable(schema, &components);
        }
        Ok(())
    })
}

/// Takes what branches without properties of their own require up to `schema`.
fn all_of(schema: &mut Object, components: &Object) {
    let Some(Value::Array(mut branches)) = schema.remove("allOf") else {
        return;
    };
    branches.retain(|branch| {
        let names = required_alone(resolved(branch, components));
        require(schema, names.unwrap_or_default());
        names.is_none()
    });
    for branch in &branches {
        if branch.get("properties").is_none() && !is_composed(branch) {
            require(schema, names(branch));
        }
    }
    if !branches.is_empty() {
        schema.insert("allOf".into(), branches.into());
    }
}

/// Takes the branches of a union that does nothing but require out of it.
fn any_of(schema: &mut Object, components: &Object) {
    for keyword in ["anyOf", "oneOf"] {
        let branches = schema.get(keyword).and_then(Value::as_array);
        let alternatives = branches.filter(|branches| !branches.is_empty());
        let alternatives: Option<Vec<Vec<Value>>> = alternatives.and_then(|branches| {
            let branches = branches.iter().map(|branch| resolved(branch, components));
            branches
                .map(|branch| required_alone(branch).map(<[Value]>::to_vec))
                .collect()
        });
        let Some(alternatives) = alternatives else {
            continue;
        };
        schema.remove(keyword);
        match alternatives.as_slice() {
            [only] => require(schema, only),
            _ => {
                let all = schema.entry(extension::ONE_OF_REQUIRED);
                let all = all.or_insert_with(|| json!([])).as_array_mut();
                all.into_iter()
                    .for_each(|all| all.push(json!(alternatives)));
            }
        }
    }
}

/// What the server alone writes can't be required of a request.
fn writable(schema: &mut Object, components: &Object) {
    let Some(Value::Array(mut names)) = schema.remove("required") else {
        return;
    };
    let whole = Value::Object(schema.clone());
    names.retain(|name| {
        let name = name.as_str().unwrap_or_default();
        !is_read_only(&whole, name, components, REFERENCES)
    });
    schema.insert("required".into(), names.into());
}

/// Whether `schema`, or a branch that it is put together from, says that only the server writes `name`.
fn is_read_only(schema: &Value, name: &str, components: &Object, depth: usize) -> bool {
    let schema = resolved(schema, components);
    let property = schema
        .get("properties")
        .and_then(|properties| properties.get(name));
    if property.is_some_and(|property| property.get("readOnly") == Some(&Value::Bool(true))) {
        return true;
    }
    let branches = schema.get("allOf").and_then(Value::as_array);
    depth > 0
        && branches
            .into_iter()
            .flatten()
            .any(|branch| is_read_only(branch, name, components, depth - 1))
}

/// What `branch` requires, if it says nothing else of the value.
fn required_alone(branch: &Value) -> Option<&[Value]> {
    let mut others = branch.as_object()?.iter();
    let alone = others.all(|(keyword, value)| match keyword.as_str() {
        "required" | "not" | "title" | "description" => true,
        "type" => value == "object",
        _ => keyword.starts_with("x-"),
    });
    Some(names(branch)).filter(|names| alone && !names.is_empty())
}

fn names(schema: &Value) -> &[Value] {
    let names = schema.get("required").and_then(Value::as_array);
    names.map_or(&[], Vec::as_slice)
}

fn require(schema: &mut Object, names: &[Value]) {
    if names.is_empty() {
        return;
    }
    let own = schema.entry("required").or_insert_with(|| json!([]));
    for name in names {
        if let Some(own) = own.as_array_mut()
            && !own.contains(name)
        {
            own.push(name.clone());
        }
    }
}

fn resolved<'a>(mut schema: &'a Value, components: &'a Object) -> &'a Value {
    for _ in 0..REFERENCES {
        match reference_name(schema).and_then(|name| components.get(name)) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

fn is_composed(schema: &Value) -> bool {
    COMPOSITIONS
        .iter()
        .any(|keyword| schema.get(keyword).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `schema` beside a component of `name` and the read-only `id`, and one that only requires.
    fn lowered(schema: Value) -> Value {
        let mut document = json!({"components": {"schemas": {
            "Thing": {"type": "object", "properties": {
                "name": {"type": "string"}, "id": {"type": "integer", "readOnly": true}}},
            "Named": {"required": ["name"]},
            "Tested": schema,
        }}});
        lower("v3/things", &mut document).unwrap();
        document["components"]["schemas"]["Tested"].take()
    }

    fn thing() -> Value {
        json!({"$ref": "#/components/schemas/Thing"})
    }

    #[test]
    fn a_branch_that_only_requires_does() {
        for branch in [
            json!({"required": ["name"]}),
            json!({"type": "object", "required": ["name"]}),
            json!({"$ref": "#/components/schemas/Named"}),
            json!({"allOf": [{"required": ["name"]}]}),
            json!({"anyOf": [{"required": ["name"]}]}),
        ] {
            let schema = json!({"allOf": [thing(), branch]});
            let expected = json!({"allOf": [thing()], "required": ["name"]});
            assert_eq!(lowered(schema), expected, "{branch}");
        }
        let open = json!({"type": "object", "additionalProperties": true, "required": ["name"]});
        let schema = json!({"required": ["size"], "allOf": [thing(), open]});
        assert_eq!(lowered(schema)["required"], json!(["size", "name"]));
    }

    #[test]
    fn what_a_branch_calls_read_only_is_not_required() {
        let schema = json!({"allOf": [thing(), {"required": ["id", "name"]}]});
        assert_eq!(lowered(schema)["required"], json!(["name"]));
        let own =
            json!({"type": "object", "required": ["id"], "properties": {"id": {"readOnly": true}}});
        assert_eq!(lowered(own)["required"], json!([]));
    }

    #[test]
    fn one_of_several_alternatives_is_required() {
        for keyword in ["anyOf", "oneOf"] {
            let branches = json!([{"required": ["a"]}, {"required": ["b", "c"]}]);
            let schema = json!({"allOf": [thing()], keyword: branches});
            let alternatives = json!([[["a"], ["b", "c"]]]);
            assert_eq!(
                lowered(schema),
                json!({"allOf": [thing()], extension::ONE_OF_REQUIRED: alternatives})
            );
        }
    }

    #[test]
    fn a_union_of_types_stays() {
        let schema = json!({"oneOf": [thing(), {"type": "string"}]});
        assert_eq!(lowered(schema.clone()), schema);
    }
}
