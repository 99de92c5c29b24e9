//! `allOf`, `oneOf` and `anyOf`.
//!
//! `allOf` becomes the one schema it means. Of a union's branches those of one JSON type become one
//! schema that holds what any of them holds: no branch can swallow another, and a response of a
//! branch not known yet still decodes. What remains a union is told apart by its JSON type.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use super::extension::ONE_OF_REQUIRED;
use super::schemas::{
    COMPOSITIONS, DEPTH, children_mut, components_mut, is_composed, of_operation, operations_mut,
    reference_name,
};
use crate::{
    Error, Result,
    json::{Object, escape},
};

/// The order in which the branches of a remaining union are tried: the narrower first.
const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];

/// How many schemas may be put together for one document: the largest today takes some two thousand. Objects
/// that differ in several properties, each of which leads to such objects again, would take for ever.
const STEPS: usize = 100_000;

/// Replaces `allOf`, `oneOf` and `anyOf` by the schema or the union they mean.
pub fn lower(id: &str, document: &mut Value) -> Result<()> {
    let source = components_mut(document).cloned().unwrap_or_default();
    let mut composer = Composer {
        id,
        source: &source,
        flat: HashMap::new(),
        open: Vec::new(),
        depth: 0,
        steps: 0,
    };
    for name in parts_first(&source) {
        composer.component(name, &format!("#/components/schemas/{}", escape(name)))?;
    }
    for (name, schema) in components_mut(document).into_iter().flatten() {
        composer.open = vec![name.clone()];
        composer.schema(schema, &format!("#/components/schemas/{}", escape(name)))?;
    }
    composer.open.clear();
    for (_, _, pointer, operation) in operations_mut(document) {
        for (_, pointer, schema) in of_operation(operation, &pointer) {
            composer.schema(schema, &pointer)?;
        }
    }
    Ok(())
}

/// How schemas for the same value go together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// It fits all of them (`allOf`).
    Both,
    /// It fits any of them (`oneOf`, `anyOf`).
    Either,
}

struct Composer<'a> {
    id: &'a str,
    source: &'a Object,
    /// Components with nothing composed at their top. Each is made once, however often it is part of
    /// others.
    flat: HashMap<String, Value>,
    /// Components being expanded, to stop at one that contains itself.
    open: Vec<String>,
    depth: usize,
    steps: usize,
}

impl Composer<'_> {
    /// Rewrites `schema` and everything below it.
    fn schema(&mut self, schema: &mut Value, pointer: &str) -> Result<()> {
        if schema.as_object().is_some_and(is_composed) {
            *schema = match alias(schema) {
                Some(alias) => alias,
                None => self.flat(schema, pointer)?,
            };
        }
        required(schema);
        for (tokens, child) in children_mut(schema) {
            let tokens: Vec<_> = tokens.iter().map(|token| escape(token)).collect();
            let pointer = format!("{pointer}/{}", tokens.join("/"));
            self.deeper(&pointer, |composer| composer.schema(child, &pointer))?;
        }
        Ok(())
    }

    /// Takes `step` one level deeper, if that isn't too deep.
    fn deeper<T>(&mut self, pointer: &str, step: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == DEPTH {
            return Err(Error::document(self.id, pointer, "schemas nest endlessly"));
        }
        if self.steps == STEPS {
            let fault = format!("the schemas take more than {STEPS} steps to put together");
            return Err(Error::document(self.id, pointer, fault));
        }
        self.steps += 1;
        self.depth += 1;
        let done = step(self);
        self.depth -= 1;
        done
    }

    /// `schema` with nothing composed at its top.
    fn flat(&mut self, schema: &Value, pointer: &str) -> Result<Value> {
        self.deeper(pointer, |composer| composer.flattened(schema, pointer))
    }

    /// The component `name` with nothing composed at its top.
    fn component(&mut self, name: &str, pointer: &str) -> Result<Value> {
        if let Some(flat) = self.flat.get(name) {
            return Ok(flat.clone());
        }
        if self.open.iter().any(|open| open == name) {
            return Ok(json!({}));
        }
        let target = self
            .source
            .get(name)
            .ok_or_else(|| Error::document(self.id, pointer, format!("no schema `{name}`")))?;
        self.open.push(name.to_owned());
        let flat = self.flat(target, pointer);
        self.open.pop();
        let flat = flat?;
        self.flat.insert(name.to_owned(), flat.clone());
        Ok(flat)
    }

    fn flattened(&mut self, schema: &Value, pointer: &str) -> Result<Value> {
        if let Some(name) = reference_name(schema) {
            let flat = self.component(name, pointer)?;
            let nullable = is_nullable(schema) || is_nullable(&flat);
            return Ok(with_nullable(flat, nullable));
        }
        if !schema.as_object().is_some_and(is_composed) {
            return Ok(schema.clone());
        }
        let mut whole = schema.clone();
        let mut branches = Vec::new();
        for keyword in COMPOSITIONS {
            let taken = whole
                .as_object_mut()
                .and_then(|whole| whole.remove(keyword));
            if let Some(Value::Array(parts)) = taken {
                branches.push((keyword, parts));
            }
        }
        // An object's own properties and `required` may stand beside the branches without a type.
        if whole.get("properties").is_some() {
            whole["type"] = "object".into();
        }
        let required = whole
            .as_object_mut()
            .and_then(|whole| whole.remove("required"));
        let alternatives = whole
            .as_object_mut()
            .and_then(|whole| whole.remove(ONE_OF_REQUIRED));
        for (keyword, parts) in branches {
            let pointer = format!("{pointer}/{keyword}");
            let flat: Vec<_> = parts
                .iter()
                .map(|part| self.flat(part, &pointer))
                .collect::<Result<_>>()?;
            if keyword == "allOf" {
                for part in flat {
                    whole = self.both(whole, part, &pointer)?;
                }
            } else {
                let union = self.union(flat, &pointer)?;
                whole = self.both(whole, union, &pointer)?;
            }
        }
        if let Some(required) = required
            && whole.get("type").is_some_and(|kind| kind == "object")
        {
            let own = whole.get("required").cloned().unwrap_or_default();
            whole["required"] = names_of([&own, &required]).into();
        }
        if let Some(alternatives) = alternatives {
            let parts = whole.get(ONE_OF_REQUIRED).cloned().unwrap_or_default();
            whole[ONE_OF_REQUIRED] = lists_of([&parts, &alternatives]).into();
        }
        Ok(whole)
    }

    /// One schema for values that fit `a` and `b`.
    fn both(&mut self, a: Value, b: Value, pointer: &str) -> Result<Value> {
        let nullable = is_nullable(&a) || is_nullable(&b);
        if is_any(&a) || a == b {
            return Ok(with_nullable(b, nullable));
        }
        if is_any(&b) {
            return Ok(with_nullable(a, nullable));
        }
        let both = match (kind(&a), kind(&b)) {
            (Some("object"), Some("object")) => {
                let required = names_of([&a["required"], &b["required"]]);
                self.objects(vec![a, b], required, pointer, Join::Both)?
            }
            (Some("array"), Some("array")) => {
                let (a, b) = (
                    self.flat(&a["items"], pointer)?,
                    self.flat(&b["items"], pointer)?,
                );
                let items = self.deeper(pointer, |composer| composer.both(a, b, pointer))?;
                json!({"type": "array", "items": items})
            }
            (Some("string"), Some("string")) => both_strings(a, b),
            (Some("integer"), Some("number")) => a,
            (Some("number"), Some("integer")) => b,
            (x, y) if x == y && x.is_some() => a,
            // Of a union, the branches that fit the other side.
            (None, Some(_)) => self.narrowed(a, b, pointer)?,
            (Some(_), None) => self.narrowed(b, a, pointer)?,
            (x, y) => {
                let (x, y) = (x.unwrap_or("a union"), y.unwrap_or("a union"));
                return Err(Error::document(
                    self.id,
                    pointer,
                    format!("nothing can be {x} and {y} at once"),
                ));
            }
        };
        Ok(with_nullable(both, nullable))
    }

    fn join(&mut self, parts: Vec<Value>, pointer: &str, join: Join) -> Result<Value> {
        match join {
            Join::Either => self.union(parts, pointer),
            Join::Both => {
                let mut parts = parts.into_iter();
                let first = parts.next().unwrap_or_default();
                parts.try_fold(first, |whole, part| self.both(whole, part, pointer))
            }
        }
    }

    /// The branches of `union` that have the type of `other`, with what `other` says of them.
    fn narrowed(&mut self, union: Value, other: Value, pointer: &str) -> Result<Value> {
        let branches = union
            .get("anyOf")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        match branches
            .into_iter()
            .find(|branch| kind(branch) == kind(&other))
        {
            Some(branch) => self.both(branch, other, pointer),
            None => {
                let other = kind(&other).unwrap_or("a union");
                Err(Error::document(
                    self.id,
                    pointer,
                    format!("no branch of the union is {other}"),
                ))
            }
        }
    }

    /// One schema for values that fit any of `branches`.
    fn union(&mut self, branches: Vec<Value>, pointer: &str) -> Result<Value> {
        let nullable = branches.iter().any(is_nullable);
        let mut flat: Vec<Value> = Vec::new();
        for branch in branches {
            match branch {
                Value::Object(mut branch) if branch.contains_key("anyOf") => {
                    let parts = branch.remove("anyOf").unwrap_or_default();
                    flat.extend(parts.as_array().into_iter().flatten().cloned());
                }
                branch => flat.push(branch),
            }
        }
        if flat.iter().any(is_any) {
            let secret = flat.iter().find_map(|part| part.get("format"));
            return Ok(secret.map_or(json!({}), |format| json!({ "format": format })));
        }
        let mut kinds: Vec<Value> = Vec::new();
        for wanted in TYPES {
            let parts: Vec<_> = flat
                .iter()
                .filter(|part| kind(part) == Some(wanted))
                .cloned()
                .collect();
            if let Some(first) = parts.first().cloned() {
                kinds.push(match wanted {
                    "object" => self.either_object(parts, pointer)?,
                    "array" => {
                        let items = parts.iter().map(|part| self.flat(&part["items"], pointer));
                        let items = items.collect::<Result<_>>()?;
                        let items =
                            self.deeper(pointer, |composer| composer.union(items, pointer))?;
                        json!({"type": "array", "items": items})
                    }
                    "string" => either_string(&parts),
                    _ => json!({"type": kind(&first)}),
                });
            }
        }
        // Every integer is a number.
        if kinds.iter().any(|part| kind(part) == Some("number")) {
            kinds.retain(|part| kind(part) != Some("integer"));
        }
        let union = if kinds.len() == 1 {
            kinds.remove(0)
        } else {
            json!({ "anyOf": kinds })
        };
        Ok(with_nullable(union, nullable))
    }

    /// An object that holds what any of `objects` holds, and requires what all of them require.
    fn either_object(&mut self, objects: Vec<Value>, pointer: &str) -> Result<Value> {
        let all: Vec<_> = objects
            .iter()
            .map(|object| names_of([&object["required"]]))
            .collect();
        let first = all.first().cloned().unwrap_or_default();
        let required = first
            .into_iter()
            .filter(|name| all.iter().all(|names| names.contains(name)));
        let required = required.collect();
        self.objects(objects, required, pointer, Join::Either)
    }

    /// One object with the properties of `objects`; those that several have are joined by `join`.
    fn objects(
        &mut self,
        objects: Vec<Value>,
        required: Vec<String>,
        pointer: &str,
        join: Join,
    ) -> Result<Value> {
        let mut shapes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        // What an object may hold beside its properties; one without properties may hold anything.
        let mut entries = Vec::new();
        for object in &objects {
            let properties = object.get("properties").and_then(Value::as_object);
            for (name, shape) in properties.into_iter().flatten() {
                let shapes = shapes.entry(name.clone()).or_default();
                if !shapes.contains(shape) {
                    shapes.push(shape.clone());
                }
            }
            match (properties, object.get("additionalProperties")) {
                (_, Some(entry)) => entries.push(entry.clone()),
                (None, None) if join == Join::Either => entries.push(json!({})),
                _ => (),
            }
        }
        let entry = if entries.is_empty() {
            None
        } else {
            let flat = entries.iter().map(|entry| self.flat(entry, pointer));
            let flat = flat.collect::<Result<_>>()?;
            Some(self.deeper(pointer, |composer| composer.union(flat, pointer))?)
        };
        let mut object = json!({"type": "object"});
        if let Some(entry) = entry {
            object["additionalProperties"] = entry;
        }
        if shapes.is_empty() {
            let is_open = |entry: &Value| is_any(entry) && entry.get("format").is_none();
            if object.get("additionalProperties").is_some_and(is_open) {
                object = json!({"type": "object"});
            }
            return Ok(object);
        }
        let mut properties = Object::new();
        for (name, mut parts) in shapes {
            let pointer = format!("{pointer}/properties/{}", escape(&name));
            let shape = if parts.len() == 1 {
                parts.remove(0)
            } else {
                let flat = parts
                    .iter()
                    .map(|part| self.flat(part, &pointer))
                    .collect::<Result<_>>()?;
                self.deeper(&pointer, |composer| composer.join(flat, &pointer, join))?
            };
            properties.insert(name, shape);
        }
        let required: Vec<_> = required
            .into_iter()
            .filter(|name| properties.contains_key(name))
            .collect();
        object["properties"] = properties.into();
        if !required.is_empty() {
            object["required"] = required.into();
        }
        let alternatives = lists_of(objects.iter().map(|object| &object[ONE_OF_REQUIRED]));
        if join == Join::Both && !alternatives.is_empty() {
            object[ONE_OF_REQUIRED] = alternatives.into();
        }
        Ok(object)
    }
}

/// The names of `components`, each after those it is put together from: a long chain of them is no
/// deep recursion then.
fn parts_first(components: &Object) -> Vec<&str> {
    let mut ordered = Vec::new();
    let mut seen = HashSet::new();
    for name in components.keys() {
        let mut open = vec![(name.as_str(), false)];
        while let Some((name, parts_are_done)) = open.pop() {
            if parts_are_done {
                ordered.push(name);
            } else if let Some(schema) = components.get(name)
                && seen.insert(name)
            {
                open.push((name, true));
                open.extend(parts(schema).into_iter().map(|part| (part, false)));
            }
        }
    }
    ordered
}

/// The names of the components that `schema` is put together from.
fn parts(schema: &Value) -> Vec<&str> {
    let mut names = Vec::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        names.extend(reference_name(schema));
        for keyword in COMPOSITIONS {
            let branches = schema.get(keyword).and_then(Value::as_array);
            open.extend(branches.into_iter().flatten());
        }
    }
    names
}

/// Enums win over open strings. Where one is a secret, both are.
fn both_strings(mut a: Value, mut b: Value) -> Value {
    if a.get("enum").is_some() {
        return a;
    }
    if let Some(format) = a["format"].take().as_str() {
        b["format"] = format.into();
    }
    b
}

/// Open strings win over enums; enums join their values. Where one is a secret, all are.
fn either_string(parts: &[Value]) -> Value {
    if let Some(secret) = parts.iter().find(|part| part.get("format").is_some()) {
        return json!({"type": "string", "format": secret["format"]});
    }
    let mut values: Vec<Value> = Vec::new();
    for part in parts {
        match part.get("enum").and_then(Value::as_array) {
            None => return json!({"type": "string"}),
            Some(more) => {
                for value in more {
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
            }
        }
    }
    json!({"type": "string", "enum": values})
}

/// The single reference a composition stands for, if it adds nothing.
fn alias(schema: &Value) -> Option<Value> {
    let object = schema.as_object()?;
    let only = |keyword: &str| match object.get(keyword)?.as_array()?.as_slice() {
        [one] => one.get("$ref").cloned(),
        _ => None,
    };
    let reference = only("allOf")
        .or_else(|| only("oneOf"))
        .or_else(|| only("anyOf"))?;
    let rest = object.keys().filter(|keyword| *keyword != "nullable");
    let alone = rest.count() == 1
        || (object.len() == 2 && object.get("type").is_some_and(|kind| kind == "object"));
    alone.then(|| with_nullable(json!({ "$ref": reference }), is_nullable(schema)))
}

/// A name in `required` that is not a property says nothing about a value of the type.
fn required(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    let lists = object.remove(ONE_OF_REQUIRED);
    let names = object.remove("required");
    let properties = object.get("properties");
    let known = |names: &Value| {
        let mut names = names_of([names]);
        names.retain(|name| properties.is_some_and(|known| known.get(name).is_some()));
        names
    };
    let names = known(&names.unwrap_or_default());
    let lists = lists_of([&lists.unwrap_or_default()]).into_iter();
    let lists = lists.filter_map(|list| {
        let alternatives = list.as_array()?.iter().map(known);
        let alternatives: Vec<_> = alternatives.collect();
        // One that is always there, or that nothing can be told of, leaves nothing to ask for.
        let is_given = |all: &Vec<String>| all.iter().all(|name| names.contains(name));
        (!alternatives.iter().any(is_given)).then_some(json!(alternatives))
    });
    let lists: Vec<_> = lists.collect();
    if !names.is_empty() {
        object.insert("required".into(), names.into());
    }
    if !lists.is_empty() {
        object.insert(ONE_OF_REQUIRED.into(), lists.into());
    }
}

fn is_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}

/// Whether `schema` says nothing about the value, but perhaps that it is secret.
fn is_any(schema: &Value) -> bool {
    schema.as_object().is_none_or(|object| {
        object
            .keys()
            .all(|key| key == "nullable" || key == "format")
    })
}

fn with_nullable(mut schema: Value, nullable: bool) -> Value {
    if let Some(object) = schema.as_object_mut() {
        if nullable {
            object.insert("nullable".into(), true.into());
        } else {
            object.remove("nullable");
        }
    }
    schema
}

fn kind(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

/// All items of `lists`, each once.
fn lists_of<'v>(lists: impl IntoIterator<Item = &'v Value>) -> Vec<Value> {
    let mut all = Vec::new();
    for item in lists.into_iter().filter_map(Value::as_array).flatten() {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    all
}

fn names_of<'v>(lists: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let mut names = Vec::new();
    for name in lists
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_str)
    {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(schema: Value, components: Value) -> Result<Value> {
        let mut document = json!({"components": {"schemas": components}});
        document["components"]["schemas"]["Tested"] = schema;
        lower("v3/things", &mut document)?;
        Ok(document["components"]["schemas"]["Tested"].take())
    }

    #[test]
    fn all_of_is_one_object() {
        let base = json!({"Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}});
        let schema = json!({"allOf": [
            {"$ref": "#/components/schemas/Base"},
            {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        ]});
        assert_eq!(
            lowered(schema, base).unwrap(),
            json!({"type": "object", "required": ["id", "name"], "properties": {
                "id": {"type": "integer"}, "name": {"type": "string"}}})
        );
    }

    #[test]
    fn a_typeless_envelope_takes_the_overlays_type() {
        let schema = json!({"allOf": [
            {"type": "object", "properties": {"data": {}}},
            {"type": "object", "properties": {"data": {"type": "array", "items": {"type": "string"}}}},
        ]});
        let lowered = lowered(schema, json!({})).unwrap();
        assert_eq!(
            lowered["properties"]["data"],
            json!({"type": "array", "items": {"type": "string"}})
        );
    }

    #[test]
    fn a_lone_reference_keeps_its_name() {
        let components = json!({"A": {"type": "object"}});
        let schema = json!({"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": true});
        assert_eq!(
            lowered(schema, components).unwrap(),
            json!({"$ref": "#/components/schemas/A", "nullable": true})
        );
    }

    #[test]
    fn objects_of_a_union_swallow_nothing() {
        let schema = json!({"oneOf": [
            {"type": "object", "required": ["type"], "properties": {"type": {"type": "string", "enum": ["page"]}, "body": {"type": "string"}}},
            {"type": "object", "required": ["type", "link"], "properties": {"type": {"type": "string", "enum": ["link"]}, "link": {"type": "string"}}},
        ]});
        assert_eq!(
            lowered(schema, json!({})).unwrap(),
            json!({"type": "object", "required": ["type"], "properties": {
                "type": {"type": "string", "enum": ["page", "link"]},
                "body": {"type": "string"},
                "link": {"type": "string"}}})
        );
    }

    #[test]
    fn what_no_property_describes_is_not_required() {
        let schema = json!({"type": "object", "required": ["a", "b"], "properties": {"a": {}}});
        let lowered = lowered(schema, json!({})).unwrap();
        assert_eq!(lowered["required"], json!(["a"]));
    }

    #[test]
    fn alternatives_stay_where_there_is_something_to_choose() {
        let base =
            json!({"Base": {"type": "object", "required": ["id"], "properties": {"id": {}}}});
        let schema = json!({
            "allOf": [
                {"$ref": "#/components/schemas/Base"},
                {"type": "object", "properties": {"a": {}, "b": {}}, ONE_OF_REQUIRED: [[["a"], ["b"]]]},
            ],
            ONE_OF_REQUIRED: [[["a"], ["b"]], [["a"], ["id"]], [["a"], ["unknown"]]],
        });
        let lowered = lowered(schema, base).unwrap();
        assert_eq!(lowered[ONE_OF_REQUIRED], json!([[["a"], ["b"]]]));
        assert_eq!(lowered["required"], json!(["id"]));
    }

    #[test]
    fn what_a_free_branch_holds_is_kept_beside_the_properties() {
        let schema = json!({"oneOf": [
            {"type": "object"}, {"type": "object", "properties": {"id": {"type": "integer"}}},
        ]});
        let lowered = lowered(schema, json!({})).unwrap();
        assert_eq!(lowered["additionalProperties"], json!({}));
        assert_eq!(lowered["properties"], json!({"id": {"type": "integer"}}));
    }

    #[test]
    fn a_union_is_told_apart_by_json_type() {
        let schema = json!({"anyOf": [
            {"type": "string", "enum": ["usps"]}, {"type": "string"}, {"type": "integer"},
            {"type": "array", "items": {"type": "integer"}}, {"type": "array", "items": {"type": "string"}},
        ]});
        assert_eq!(
            lowered(schema, json!({})).unwrap(),
            json!({"anyOf": [
                {"type": "integer"}, {"type": "string"},
                {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]}},
            ]})
        );
    }

    #[test]
    fn what_one_schema_calls_a_secret_stays_one() {
        let (text, secret) = (
            json!({"type": "string"}),
            json!({"type": "string", "format": "password"}),
        );
        let any = json!({"format": "password"});
        let lowered = |schema| lowered(schema, json!({})).unwrap();
        for keyword in ["allOf", "oneOf", "anyOf"] {
            for parts in [[&text, &secret], [&secret, &text]] {
                assert_eq!(lowered(json!({ keyword: parts })), secret, "{keyword}");
            }
        }
        assert_eq!(lowered(json!({"oneOf": [any, {"type": "integer"}]})), any);
        let map = |entry: &Value| json!({"type": "object", "additionalProperties": entry});
        assert_eq!(
            lowered(json!({"oneOf": [map(&any), map(&text)]})),
            map(&any)
        );
    }

    #[test]
    fn a_type_beside_a_union_narrows_it() {
        let schema = json!({"type": "string", "oneOf": [{"type": "string"}, {"type": "integer"}]});
        assert_eq!(
            lowered(schema, json!({})).unwrap(),
            json!({"type": "string"})
        );
    }

    #[test]
    fn a_schema_that_contains_itself_ends() {
        let components = json!({"Node": {"type": "object", "properties": {
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}}});
        let schema = json!({"allOf": [{"$ref": "#/components/schemas/Node"}, {"type": "object", "properties": {"id": {"type": "integer"}}}]});
        let lowered = lowered(schema, components).unwrap();
        assert_eq!(
            lowered["properties"]["children"]["items"]["$ref"],
            "#/components/schemas/Node"
        );
    }

    #[test]
    fn schemas_that_contain_each_other_differently_are_an_error() {
        let holds = |name: &str, own: Value| json!({"type": "object", "properties": {"x": {"$ref": name}, "own": own}});
        let components = json!({
            "A": holds("#/components/schemas/A", json!({"type": "integer"})),
            "B": holds("#/components/schemas/B", json!({})),
        });
        let schema = json!({"allOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]});
        let error = lowered(schema, components).unwrap_err().to_string();
        assert!(
            error.starts_with("v3/things: #/components/schemas/Tested/allOf/properties/x"),
            "{error}"
        );
        assert!(error.ends_with(": schemas nest endlessly"), "{error}");
    }

    /// Components `C0` to `C{length}`, each made of the next one twice by `compose`, and the last of
    /// `end`.
    fn chain(length: usize, compose: impl Fn(usize, Value) -> Value, end: Value) -> Value {
        let name = |index: usize| format!("C{index}");
        let next = |index: usize| json!({"$ref": format!("#/components/schemas/{}", name(index))});
        let links = (0..length).map(|index| (name(index), compose(index, next(index + 1))));
        links.chain([(name(length), end)]).collect()
    }

    #[test]
    fn a_chain_of_unions_is_walked_once_however_often_it_branches() {
        let end = json!({"type": "object", "properties": {"id": {"type": "integer"}}});
        for keyword in ["oneOf", "anyOf", "allOf"] {
            let twice = |index: usize, next: Value| {
                let own = json!({"type": "object", "properties": {format!("p{index}"): {"type": "string"}}});
                json!({keyword: [next, own, {keyword: [next, next]}]})
            };
            let lowered = lowered(
                json!({keyword: [{"$ref": "#/components/schemas/C0"}, end]}),
                chain(40, twice, end.clone()),
            );
            let properties = lowered.unwrap()["properties"].as_object().unwrap().len();
            assert_eq!(properties, 41);
        }
    }

    #[test]
    fn a_long_chain_is_no_deep_recursion() {
        let once = |_, next: Value| json!({"oneOf": [next, {"type": "string"}]});
        let components = chain(5000, once, json!({"type": "integer"}));
        assert_eq!(
            lowered(
                json!({"$ref": "#/components/schemas/C0"}),
                components.clone()
            )
            .unwrap(),
            json!({"$ref": "#/components/schemas/C0"})
        );
        let schema = json!({"oneOf": [{"$ref": "#/components/schemas/C0"}, {"type": "boolean"}]});
        assert_eq!(
            lowered(schema, components).unwrap(),
            json!({"anyOf": [{"type": "boolean"}, {"type": "integer"}, {"type": "string"}]})
        );
    }

    #[test]
    fn a_union_that_leads_to_itself_ends() {
        let circle = |length: usize| {
            let twice = |_, next: Value| json!({"oneOf": [next, next]});
            let end = json!({"oneOf": [{"$ref": "#/components/schemas/C0"}, {"type": "string"}]});
            let schema =
                json!({"oneOf": [{"$ref": "#/components/schemas/C0"}, {"type": "string"}]});
            lowered(schema, chain(length, twice, end))
        };
        assert_eq!(circle(10).unwrap(), json!({}));
        let error = circle(40).unwrap_err().to_string();
        assert!(error.ends_with(": schemas nest endlessly"), "{error}");
    }

    #[test]
    fn objects_that_differ_all_the_way_down_are_an_error_instead_of_work_without_end() {
        const DOWN: usize = 10;
        let mut components = json!({});
        for (side, kind) in [("A", "integer"), ("B", "string")] {
            let name = |depth: usize| format!("{side}{depth}");
            for depth in 0..DOWN {
                let next = json!({"$ref": format!("#/components/schemas/{}", name(depth + 1))});
                let properties = "abcdef".chars().map(|p| (p.to_string(), next.clone()));
                let properties: Object = properties.collect();
                components[name(depth)] = json!({"type": "object", "properties": properties});
            }
            components[name(DOWN)] = json!({"type": kind});
        }
        let schema = json!({"oneOf": [{"$ref": "#/components/schemas/A0"}, {"$ref": "#/components/schemas/B0"}]});
        let error = lowered(schema, components).unwrap_err().to_string();
        let place = "v3/things: #/components/schemas/Tested/oneOf/properties/a/properties/a/";
        assert!(error.starts_with(place), "{error}");
        assert!(
            error.ends_with(": the schemas take more than 100000 steps to put together"),
            "{error}"
        );
    }

    #[test]
    fn a_contradiction_is_an_error_with_a_pointer() {
        let schema = json!({"allOf": [{"type": "string"}, {"type": "integer"}]});
        let error = lowered(schema, json!({})).unwrap_err();
        assert_eq!(
            error.to_string(),
            "v3/things: #/components/schemas/Tested/allOf: nothing can be string and integer at once"
        );
    }
}
