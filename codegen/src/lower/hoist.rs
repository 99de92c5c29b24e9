//! Names: every object, enum and union becomes a component, and equal shapes become one.
//!
//! A component keeps its upstream name; an inline schema is called after where it stands, such as
//! `GetProductsResponseMeta`. Components no operation reaches go.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::schemas::{
    children_mut, components_mut, descend, is_integer_or_string, of_operation, operations_mut,
    reference, reference_name,
};
use super::{extension, rust_names::plain};
use crate::{
    Error, Result,
    json::{Object, sorted},
};

/// What the generated code calls by its short name, which a type beside it would hide.
const RESERVED: [&str; 7] = [
    "From", "Into", "Option", "Result", "Self", "String", "TryFrom",
];

/// See the module.
pub fn lower(id: &str, document: &mut Value) -> Result<()> {
    let components = components_mut(document)
        .map(std::mem::take)
        .unwrap_or_default();
    let mut names = Names::new(&components);
    let mut hoisted = Hoisted::default();
    for (name, mut schema) in components {
        let rust = names.upstream[&name].clone();
        hoisted.children(&mut schema, &rust, &rust, &mut names);
        if schema.get("enum").is_some() {
            hoisted.places.insert(rust.clone(), rust.clone());
        }
        hoisted.schemas.insert(rust, schema);
    }
    let mut roots = BTreeSet::new();
    for (path, method, pointer, operation) in operations_mut(document) {
        let operation_id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .ok_or_else(|| {
                Error::document(id, &pointer, format!("{method} {path} has no operationId"))
            })?;
        let operation_id = plain(operation_id).to_upper_camel_case();
        for (place, _, schema) in of_operation(operation, &pointer) {
            let name = format!("{operation_id}{}", plain(&place).to_upper_camel_case());
            hoisted.schema(schema, &name, &place, &mut names);
        }
    }
    rename_references(&mut hoisted.schemas, &names.upstream)?;
    let plain = plain_components(id, &mut hoisted.schemas, &names)?;
    let aliases = equal_shapes(&mut hoisted, &names.generated);
    for (_, _, pointer, operation) in operations_mut(document) {
        for (_, pointer, schema) in of_operation(operation, &pointer) {
            descend(schema, &pointer, &mut |schema, _| {
                if let Some(name) = reference_name(schema).and_then(|name| names.upstream.get(name))
                {
                    point_to(schema, name);
                }
                dissolve(schema, &plain);
                Ok(())
            })?;
            descend(schema, &pointer, &mut |schema, pointer| {
                if let Some(name) = reference_name(schema) {
                    let name = aliases.get(name).map_or(name, String::as_str).to_owned();
                    if !hoisted.schemas.contains_key(&name) {
                        return Err(Error::document(id, pointer, format!("no schema `{name}`")));
                    }
                    point_to(schema, &name);
                    roots.insert(name);
                }
                Ok(())
            })?;
        }
    }
    let reached = reached(&mut hoisted.schemas, roots);
    hoisted.schemas.retain(|name, _| reached.contains(name));
    document["components"]["schemas"] = Value::Object(hoisted.schemas.into_iter().collect());
    Ok(())
}

/// The Rust names in use, so that no two schemas get the same.
struct Names {
    /// Rust name of each upstream component.
    upstream: HashMap<String, String>,
    /// Rust names made up for inline schemas.
    generated: HashSet<String>,
    taken: HashSet<String>,
}

impl Names {
    fn new(components: &Object) -> Self {
        let mut names = Self {
            upstream: HashMap::new(),
            generated: HashSet::new(),
            taken: RESERVED.map(str::to_owned).into(),
        };
        for upstream in components.keys() {
            let rust = names.free(&upstream.to_upper_camel_case());
            names.upstream.insert(upstream.clone(), rust);
        }
        names
    }

    /// The upstream name of the component called `rust` here.
    fn upstream_of<'n>(&'n self, rust: &'n str) -> &'n str {
        let mut all = self.upstream.iter();
        all.find_map(|(upstream, name)| (name == rust).then_some(upstream.as_str()))
            .unwrap_or(rust)
    }

    fn generate(&mut self, wanted: &str) -> String {
        let name = self.free(wanted);
        self.generated.insert(name.clone());
        name
    }

    /// `wanted`, or the first of `wanted2`, `wanted3` and so on that is free.
    fn free(&mut self, wanted: &str) -> String {
        let wanted = match wanted.chars().next() {
            Some(first) if first.is_alphabetic() => wanted.to_owned(),
            _ => format!("T{wanted}"),
        };
        let name = std::iter::once(wanted.clone())
            .chain((2..).map(|number| format!("{wanted}{number}")))
            .find(|name| !self.taken.contains(name))
            .unwrap_or(wanted);
        self.taken.insert(name.clone());
        name
    }
}

#[derive(Default)]
struct Hoisted {
    schemas: BTreeMap<String, Value>,
    /// Name of each inline shape already hoisted, by its text.
    shapes: HashMap<String, String>,
    /// What each enum is the value of: equal values alone don't make two enums the same.
    places: HashMap<String, String>,
}

impl Hoisted {
    /// Replaces `schema` by a reference if it is of a kind that needs a name. `place` is the property
    /// or parameter it is the value of.
    fn schema(&mut self, schema: &mut Value, name: &str, place: &str, names: &mut Names) {
        if schema.get("$ref").is_some() {
            return;
        }
        self.children(schema, name, place, names);
        if !needs_name(schema) {
            return;
        }
        let mut shape = schema.take();
        let nullable = shape
            .as_object_mut()
            .and_then(|shape| shape.remove("nullable"));
        let is_enum = shape.get("enum").is_some();
        let text = if is_enum {
            format!("{place} {}", text(&shape))
        } else {
            text(&shape)
        };
        let name = match self.shapes.get(&text) {
            Some(known) => known.clone(),
            None => {
                let name = match branch_names(&shape) {
                    Some(branches) => names.generate(&branches.join("Or")),
                    None => names.generate(name),
                };
                if is_enum {
                    self.places.insert(name.clone(), place.to_owned());
                }
                self.schemas.insert(name.clone(), shape);
                self.shapes.insert(text, name.clone());
                name
            }
        };
        *schema = reference(&name);
        if let Some(nullable) = nullable {
            schema["nullable"] = nullable;
        }
    }

    fn children(&mut self, schema: &mut Value, name: &str, place: &str, names: &mut Names) {
        for (tokens, child) in children_mut(schema) {
            let (part, place) = match tokens.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["properties", property] => (plain(property).to_upper_camel_case(), property),
                ["items"] => ("Item".to_owned(), place),
                ["additionalProperties"] => ("Entry".to_owned(), place),
                _ => match child.get("type").and_then(Value::as_str) {
                    Some(kind) => (kind.to_upper_camel_case(), place),
                    None => ("Variant".to_owned(), place),
                },
            };
            self.schema(child, &format!("{name}{part}"), place, names);
        }
    }
}

/// What the branches of a union are called: a union is named for what it can be, since equal ones
/// stand in many places.
fn branch_names(shape: &Value) -> Option<Vec<String>> {
    let branches = shape.get("anyOf")?.as_array()?;
    let name = |branch: &Value| match (reference_name(branch), branch["type"].as_str()) {
        (Some(name), _) => name.to_upper_camel_case(),
        (None, Some("array")) => match reference_name(&branch["items"]) {
            Some(item) => format!("{}List", item.to_upper_camel_case()),
            None => "List".to_owned(),
        },
        (None, Some("object")) => "Map".to_owned(),
        (None, kind) => kind.unwrap_or("value").to_upper_camel_case(),
    };
    Some(branches.iter().map(name).collect())
}

/// Objects with known properties, enums and unions are types of their own in Rust.
fn needs_name(schema: &Value) -> bool {
    ["properties", "enum", "anyOf"]
        .iter()
        .any(|keyword| schema.get(keyword).is_some())
        && !is_integer_or_string(schema)
}

/// The same text for equal shapes, whatever map `serde_json` was built with, and whether or not one of
/// them says that a text is a date.
fn text(shape: &Value) -> String {
    let mut shape = shape.clone();
    // The visitor can't fail.
    let _ = descend(&mut shape, "#", &mut |schema, _| {
        schema
            .as_object_mut()
            .map(|schema| schema.remove(extension::DATE));
        Ok(())
    });
    sorted(shape).to_string()
}

fn rename_references(
    schemas: &mut BTreeMap<String, Value>,
    to: &HashMap<String, String>,
) -> Result<()> {
    for schema in schemas.values_mut() {
        descend(schema, "#", &mut |schema, _| {
            if let Some(name) = reference_name(schema)
                .and_then(|name| to.get(name))
                .cloned()
            {
                point_to(schema, &name);
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Takes the components that are no types of their own (a string, a list, another component) out of
/// `schemas` and puts their content where they are referred to.
fn plain_components(
    id: &str,
    schemas: &mut BTreeMap<String, Value>,
    names: &Names,
) -> Result<BTreeMap<String, Value>> {
    let left = schemas.extract_if(.., |_, schema| !needs_name(schema));
    let mut plain = Plain {
        left: left.collect(),
        ..Plain::default()
    };
    while let Some(name) = plain.left.keys().next().cloned() {
        plain.settle(&name).map_err(|circular| {
            let upstream = names.upstream_of(&circular);
            let pointer = format!("#/components/schemas/{upstream}");
            Error::document(id, pointer, "the schema is nothing but itself")
        })?;
    }
    for schema in schemas.values_mut() {
        descend(schema, "#", &mut |schema, _| {
            dissolve(schema, &plain.settled);
            Ok(())
        })?;
    }
    Ok(plain.settled)
}

/// Plain components on their way to hold no other plain component.
#[derive(Default)]
struct Plain {
    left: BTreeMap<String, Value>,
    settling: Vec<String>,
    settled: BTreeMap<String, Value>,
}

impl Plain {
    /// Settles `name` after every plain component it leads to; the error is a name that leads to
    /// itself.
    fn settle(&mut self, name: &str) -> std::result::Result<(), String> {
        if self.settling.iter().any(|settling| settling == name) {
            return Err(name.to_owned());
        }
        let Some(mut schema) = self.left.remove(name) else {
            return Ok(());
        };
        self.settling.push(name.to_owned());
        for target in references(&mut schema) {
            self.settle(&target)?;
        }
        // The visitor can't fail.
        let _ = descend(&mut schema, "#", &mut |schema, _| {
            dissolve(schema, &self.settled);
            Ok(())
        });
        self.settling.pop();
        self.settled.insert(name.to_owned(), schema);
        Ok(())
    }
}

/// The names of the components that `schema` refers to.
fn references(schema: &mut Value) -> Vec<String> {
    let mut names = Vec::new();
    // The visitor can't fail.
    let _ = descend(schema, "#", &mut |schema, _| {
        names.extend(reference_name(schema).map(str::to_owned));
        Ok(())
    });
    names
}

/// Puts the content of a plain component in place of a reference to it.
fn dissolve(schema: &mut Value, plain: &BTreeMap<String, Value>) {
    if let Some(content) = reference_name(schema).and_then(|name| plain.get(name)) {
        let mut content = content.clone();
        if let Some(nullable) = schema.get("nullable") {
            content["nullable"] = nullable.clone();
        }
        *schema = content;
    }
}

/// Keeps one of the components with equal shapes, and says which stands for which.
fn equal_shapes(hoisted: &mut Hoisted, generated: &HashSet<String>) -> HashMap<String, String> {
    let Hoisted {
        schemas, places, ..
    } = hoisted;
    let mut aliases: HashMap<String, String> = HashMap::new();
    loop {
        let mut by_shape: HashMap<String, Vec<String>> = HashMap::new();
        for (name, schema) in schemas.iter().filter(|(_, schema)| needs_name(schema)) {
            let place = places.get(name).map_or("", String::as_str);
            let shape = format!("{place} {}", text(schema));
            by_shape.entry(shape).or_default().push(name.clone());
        }
        let mut round: HashMap<String, String> = HashMap::new();
        for mut names in by_shape.into_values().filter(|names| names.len() > 1) {
            // An upstream name before a made-up one, then the shortest.
            names.sort_by_key(|name| (generated.contains(name), name.len(), name.clone()));
            let kept = names.remove(0);
            round.extend(names.into_iter().map(|name| (name, kept.clone())));
        }
        if round.is_empty() {
            return aliases;
        }
        schemas.retain(|name, _| !round.contains_key(name));
        // The visitor can't fail.
        let _ = rename_references(schemas, &round);
        for kept in aliases.values_mut() {
            if let Some(newer) = round.get(kept) {
                kept.clone_from(newer);
            }
        }
        aliases.extend(round);
    }
}

/// Everything that `roots` lead to.
fn reached(schemas: &mut BTreeMap<String, Value>, roots: BTreeSet<String>) -> HashSet<String> {
    let mut reached = HashSet::new();
    let mut open: Vec<_> = roots.into_iter().collect();
    while let Some(name) = open.pop() {
        if let Some(schema) = schemas.get_mut(&name)
            && reached.insert(name)
        {
            open.extend(references(schema));
        }
    }
    reached
}

/// Changes the target of a reference, keeping what stands beside it.
fn point_to(schema: &mut Value, name: &str) {
    let nullable = schema.get("nullable").cloned();
    *schema = reference(name);
    if let Some(nullable) = nullable {
        schema["nullable"] = nullable;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(components: Value, response: Value) -> Value {
        let content = json!({"application/json": {"schema": response}});
        json!({
            "paths": {"/things": {"get": {
                "operationId": "getThings",
                "responses": {"2XX": {"description": "", "content": content}},
            }}},
            "components": {"schemas": components},
        })
    }

    fn lowered(components: Value, response: Value) -> (Value, Value) {
        let mut document = document(components, response);
        lower("v3/things", &mut document).unwrap();
        let schema = document
            .pointer_mut("/paths/~1things/get/responses/2XX/content/application~1json/schema");
        let response = schema.unwrap().take();
        (response, document["components"]["schemas"].take())
    }

    #[test]
    fn inline_objects_are_called_after_their_place() {
        let (response, schemas) = lowered(
            json!({}),
            json!({"type": "object", "properties": {
            "data": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}}}}),
        );
        assert_eq!(response, reference("GetThingsResponse"));
        let names: Vec<_> = schemas.as_object().unwrap().keys().collect();
        assert_eq!(names, ["GetThingsResponse", "GetThingsResponseDataItem"]);
    }

    #[test]
    fn equal_shapes_become_one_and_prefer_the_upstream_name() {
        let thing = json!({"type": "object", "properties": {"id": {"type": "integer"}}});
        let (response, schemas) = lowered(
            json!({"LongerThing": thing, "Thing": thing, "Unused": {"type": "object", "properties": {"x": {}}}}),
            json!({"type": "array", "items": thing}),
        );
        assert_eq!(response["items"], reference("Thing"));
        assert_eq!(schemas, json!({"Thing": thing}));
    }

    #[test]
    fn equal_enums_are_one_only_where_they_mean_the_same() {
        let flag = json!({"type": "string", "enum": ["0", "1"]});
        let object = |flags: &[&str]| {
            let flags: Object = flags
                .iter()
                .map(|name| (name.to_string(), flag.clone()))
                .collect();
            json!({"type": "object", "properties": flags})
        };
        let (_, schemas) = lowered(
            json!({"Mail": object(&["is_open", "is_read"]), "Door": object(&["is_open", "width"])}),
            json!({"type": "object", "properties": {"a": reference("Mail"), "b": reference("Door")}}),
        );
        let names: Vec<_> = schemas.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            [
                "Door",
                "DoorIsOpen",
                "DoorWidth",
                "GetThingsResponse",
                "Mail",
                "MailIsRead"
            ]
        );
    }

    #[test]
    fn unions_are_named_for_what_they_can_be() {
        let thing = json!({"type": "object", "properties": {"id": {"type": "integer"}}});
        let (_, schemas) = lowered(
            json!({"Thing": thing}),
            json!({"type": "object", "properties": {
                "data": {"anyOf": [{"type": "array", "items": reference("Thing")}, reference("Thing")]},
                "id": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}}),
        );
        let names: Vec<_> = schemas.as_object().unwrap().keys().collect();
        assert_eq!(names, ["GetThingsResponse", "Thing", "ThingListOrThing"]);
    }

    #[test]
    fn shapes_equal_only_after_their_parts_are_one_become_one_too() {
        let part = json!({"type": "object", "properties": {"id": {"type": "integer"}}});
        let whole = |part: &str| json!({"type": "object", "properties": {"part": reference(part)}});
        let (_, schemas) = lowered(
            json!({"PartA": part, "PartB": part, "WholeA": whole("PartA"), "WholeB": whole("PartB")}),
            json!({"type": "object", "properties": {"a": reference("WholeA"), "b": reference("WholeB")}}),
        );
        let names: Vec<_> = schemas.as_object().unwrap().keys().collect();
        assert_eq!(names, ["GetThingsResponse", "PartA", "WholeA"]);
    }

    #[test]
    fn components_of_plain_types_dissolve() {
        let (response, schemas) = lowered(
            json!({"Ids": {"type": "array", "items": reference("Id")}, "Id": {"type": "integer"}, "Alias": reference("Ids")}),
            json!({"type": "object", "properties": {"ids": reference("Alias")}}),
        );
        assert_eq!(response, reference("GetThingsResponse"));
        let ids = &schemas["GetThingsResponse"]["properties"]["ids"];
        assert_eq!(*ids, json!({"type": "array", "items": {"type": "integer"}}));
        assert_eq!(schemas.as_object().unwrap().len(), 1);
    }

    #[test]
    fn a_plain_component_that_leads_to_itself_is_an_error() {
        let list = |of: &str| json!({"type": "array", "items": reference(of)});
        let mut document = document(
            json!({"my_list": list("Other"), "Other": list("my_list"), "Z": list("my_list")}),
            json!({}),
        );
        assert_eq!(
            lower("v3/things", &mut document).unwrap_err().to_string(),
            "v3/things: #/components/schemas/my_list: the schema is nothing but itself"
        );
    }

    #[test]
    fn no_type_hides_what_generated_code_uses() {
        let thing = |of: &str| json!({"type": "object", "properties": {of: {}}});
        let (_, schemas) = lowered(
            json!({"option": thing("a"), "Result": thing("b")}),
            json!({"type": "object", "properties": {"a": reference("option"), "b": reference("Result")}}),
        );
        let names: Vec<_> = schemas.as_object().unwrap().keys().collect();
        assert_eq!(names, ["GetThingsResponse", "Option2", "Result2"]);
    }

    #[test]
    fn different_shapes_never_share_a_name() {
        let (_, schemas) = lowered(
            json!({
                "some_thing": {"type": "object", "properties": {"a": {"type": "integer"}}},
                "SomeThing": {"type": "object", "properties": {"b": {"type": "integer"}}},
            }),
            json!({"type": "object", "properties": {"x": reference("some_thing"), "y": reference("SomeThing")}}),
        );
        let x = schemas["GetThingsResponse"]["properties"]["x"]["$ref"].clone();
        let y = schemas["GetThingsResponse"]["properties"]["y"]["$ref"].clone();
        assert_ne!(x, y);
        assert_eq!(schemas.as_object().unwrap().len(), 3);
    }
}
