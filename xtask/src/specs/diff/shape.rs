//! What a schema comes to, whatever it is put together from: as the lowering has it, `allOf` is one
//! schema, and the branches of a union that are objects are one object.

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::json::{Object, escape};
use serde_json::Value;

/// How deep references and compositions may nest.
const DEPTH: usize = 48;

/// Keywords that shape a type. All others only describe it or limit its values.
const SHAPING: [&str; 13] = [
    "$ref",
    "type",
    "enum",
    "const",
    "required",
    "nullable",
    "x-nullable",
    "properties",
    "items",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
];

/// A schema and where it stands.
#[derive(Clone)]
pub struct Place<'d> {
    pub pointer: String,
    pub schema: &'d Value,
}

impl<'d> Place<'d> {
    pub fn new(pointer: impl Into<String>, schema: &'d Value) -> Self {
        Self {
            pointer: pointer.into(),
            schema,
        }
    }

    fn below(&self, tokens: &[&str], schema: &'d Value) -> Self {
        let mut pointer = self.pointer.clone();
        for token in tokens {
            pointer = format!("{pointer}/{}", escape(token));
        }
        Self { pointer, schema }
    }
}

/// What describes a value: a schema, or several that go together.
#[derive(Clone)]
pub enum Node<'d> {
    One(Place<'d>),
    /// The value fits both.
    Both(Box<(Node<'d>, Node<'d>)>),
    /// The value fits one of them.
    Either(Box<(Node<'d>, Node<'d>)>),
}

impl<'d> Node<'d> {
    pub fn new(pointer: impl Into<String>, schema: &'d Value) -> Self {
        Self::One(Place::new(pointer, schema))
    }

    /// Where it is described, first.
    pub fn pointer(&self) -> &str {
        match self {
            Self::One(place) => &place.pointer,
            Self::Both(nodes) | Self::Either(nodes) => nodes.0.pointer(),
        }
    }

    /// Where it is described, all of it.
    pub fn places(&self) -> String {
        match self {
            Self::One(place) => place.pointer.clone(),
            Self::Both(nodes) => format!("({} & {})", nodes.0.places(), nodes.1.places()),
            Self::Either(nodes) => format!("({} | {})", nodes.0.places(), nodes.1.places()),
        }
    }

    /// The name of the component schema that it is.
    pub fn component(&self) -> Option<&'d str> {
        match self {
            Self::One(place) => {
                reference(place.schema.as_object()?)?.strip_prefix("#/components/schemas/")
            }
            _ => None,
        }
    }

    /// Whether both say the same, in the same words.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One(a), Self::One(b)) => a.schema == b.schema,
            (Self::Both(a), Self::Both(b)) | (Self::Either(a), Self::Either(b)) => {
                a.0.is_like(&b.0) && a.1.is_like(&b.1)
            }
            _ => false,
        }
    }
}

/// How two descriptions go together.
type Join<'d> = fn(Box<(Node<'d>, Node<'d>)>) -> Node<'d>;

/// A schema without its composition.
#[derive(Clone, Default)]
pub struct Shape<'d> {
    /// JSON types, `secret` for hidden text; none for anything.
    pub types: BTreeSet<&'static str>,
    pub nullable: bool,
    /// The values of an enum of strings, which is a type of its own.
    pub values: Option<BTreeSet<&'d str>>,
    pub properties: BTreeMap<&'d str, Node<'d>>,
    pub required: BTreeSet<&'d str>,
    pub items: Option<Node<'d>>,
    /// What an object may hold beside its properties.
    pub entries: Option<Node<'d>>,
    /// The keywords that don't shape the type, each with where it stands.
    pub about: BTreeMap<&'d str, Vec<(String, &'d Value)>>,
}

impl<'d> Shape<'d> {
    /// What `node` comes to.
    pub fn of(document: &'d Value, node: &Node<'d>) -> Self {
        match node {
            Node::One(place) => Self::one(document, place, 0),
            Node::Both(nodes) => Self::of(document, &nodes.0).both(Self::of(document, &nodes.1)),
            Node::Either(nodes) => {
                Self::of(document, &nodes.0).either(Self::of(document, &nodes.1))
            }
        }
    }

    /// Whether its type in Rust has a name.
    pub fn is_named(&self) -> bool {
        !self.properties.is_empty() || self.values.is_some() || self.types.len() > 1
    }

    /// Whether it is one value of a type that needs no name.
    pub fn is_plain(&self) -> bool {
        !self.is_named() && !self.types.contains("array") && !self.types.contains("object")
    }

    fn one(document: &'d Value, place: &Place<'d>, depth: usize) -> Self {
        let Some(schema) = place.schema.as_object().filter(|_| depth < DEPTH) else {
            return Self::default();
        };
        if let Some(target) = reference(schema) {
            let Some(found) = document.pointer(target.trim_start_matches('#')) else {
                return Self::default();
            };
            return Self::one(document, &Place::new(target, found), depth + 1);
        }
        let branches = |keyword: &'static str| {
            let branches = schema.get(keyword).and_then(Value::as_array);
            let branches = branches.into_iter().flatten().enumerate();
            branches.map(move |(index, branch)| {
                Self::one(
                    document,
                    &place.below(&[keyword, &index.to_string()], branch),
                    depth + 1,
                )
            })
        };
        let mut shape = Self::plain(place, schema);
        for branch in branches("allOf") {
            shape = shape.both(branch);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(union) = branches(keyword).reduce(Self::either) {
                shape = shape.both(union);
            }
        }
        shape
    }

    /// What the schema says itself.
    fn plain(place: &Place<'d>, schema: &'d Object) -> Self {
        let truth = |key: &str| schema.get(key) == Some(&Value::Bool(true));
        let list = |key: &str| schema.get(key).and_then(Value::as_array);
        let one = schema.get("const").map(std::slice::from_ref);
        let values = list("enum").map(Vec::as_slice).or(one);
        let mut shape = Self {
            types: types(schema, values),
            nullable: truth("nullable")
                || truth("x-nullable")
                || values.is_some_and(|values| values.contains(&Value::Null)),
            ..Self::default()
        };
        if shape.types.contains("string") {
            shape.values = values.map(|values| values.iter().filter_map(Value::as_str).collect());
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let place = place.below(&["properties", name], property);
            shape.properties.insert(name, Node::One(place));
        }
        // What the server alone writes can't be required of a request.
        let written = |name: &&str| {
            let property = schema.get("properties").and_then(|all| all.get(*name));
            property.is_none_or(|property| property.get("readOnly") != Some(&Value::Bool(true)))
        };
        let required = list("required").into_iter().flatten();
        shape.required = required.filter_map(Value::as_str).filter(written).collect();
        let held = |keyword: &'static str| {
            let schema = schema.get(keyword).filter(|schema| schema.is_object());
            schema.map(|schema| Node::One(place.below(&[keyword], schema)))
        };
        shape.items = held("items");
        shape.entries = held("additionalProperties");
        for (keyword, value) in schema {
            let limits = keyword == "enum" && shape.values.is_none();
            if limits || !SHAPING.contains(&keyword.as_str()) {
                let at = format!("{}/{}", place.pointer, escape(keyword));
                shape.about.insert(keyword, vec![(at, value)]);
            }
        }
        shape
    }

    /// A value that fits both.
    fn both(mut self, other: Self) -> Self {
        let common: BTreeSet<_> = self.types.intersection(&other.types).copied().collect();
        self.types = match (self.types.is_empty(), other.types.is_empty()) {
            (true, _) => other.types.clone(),
            (false, false) if !common.is_empty() => common,
            _ => self.types,
        };
        self.nullable |= other.nullable;
        self.values = match (self.values, other.values.clone()) {
            (Some(a), Some(b)) => Some(a.intersection(&b).copied().collect()),
            (a, b) => a.or(b),
        };
        self.required.extend(other.required.iter().copied());
        self.parts(other, Node::Both)
    }

    /// A value that fits either.
    fn either(mut self, other: Self) -> Self {
        let is_object = |shape: &Self| shape.types.contains("object");
        self.required = match (is_object(&self), is_object(&other)) {
            (true, true) => self
                .required
                .intersection(&other.required)
                .copied()
                .collect(),
            (true, false) => self.required,
            _ => other.required.clone(),
        };
        let is_text = |shape: &Self| shape.types.contains("string");
        self.values = match (is_text(&self), is_text(&other)) {
            (true, true) => match (self.values, other.values.clone()) {
                (Some(a), Some(b)) => Some(a.union(&b).copied().collect()),
                _ => None,
            },
            (true, false) => self.values,
            _ => other.values.clone(),
        };
        if self.types.is_empty() || other.types.is_empty() {
            self.types.clear();
        } else {
            self.types.extend(&other.types);
        }
        self.nullable |= other.nullable;
        self.parts(other, Node::Either)
    }

    /// Takes over what `other` is made of.
    fn parts(mut self, other: Self, join: Join<'d>) -> Self {
        let joined = |own: Option<Node<'d>>, others: Option<Node<'d>>| match (own, others) {
            (Some(own), Some(others)) => Some(join(Box::new((own, others)))),
            (own, others) => own.or(others),
        };
        for (name, node) in other.properties {
            let own = self.properties.remove(name);
            if let Some(node) = joined(own, Some(node)) {
                self.properties.insert(name, node);
            }
        }
        self.items = joined(self.items, other.items);
        self.entries = joined(self.entries, other.entries);
        for (keyword, values) in other.about {
            self.about.entry(keyword).or_default().extend(values);
        }
        self
    }
}

/// The target of a schema that is nothing but a reference, if need be as the only part of another.
fn reference(schema: &Object) -> Option<&str> {
    if let Some(target) = schema.get("$ref") {
        return target.as_str();
    }
    let shaping = schema.keys().filter(|key| SHAPING.contains(&key.as_str()));
    let only = shaping
        .filter(|key| key.as_str() != "nullable")
        .collect::<Vec<_>>();
    match (only.as_slice(), schema.get("nullable")) {
        ([keyword], None) if ["allOf", "oneOf", "anyOf"].contains(&keyword.as_str()) => {
            match schema.get(keyword.as_str())?.as_array()?.as_slice() {
                [branch] => reference(branch.as_object()?),
                _ => None,
            }
        }
        _ => None,
    }
}

fn types(schema: &Object, values: Option<&[Value]>) -> BTreeSet<&'static str> {
    const KNOWN: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];
    let said = schema.get("type").and_then(Value::as_str);
    let composed = ["allOf", "oneOf", "anyOf"]
        .iter()
        .any(|k| schema.contains_key(*k));
    let implied = || {
        if composed {
            return None;
        }
        if schema.contains_key("properties") || schema.contains_key("additionalProperties") {
            return Some("object");
        }
        if schema.contains_key("items") {
            return Some("array");
        }
        values?
            .iter()
            .find(|value| !value.is_null())
            .map(|value| match value {
                Value::String(_) => "string",
                Value::Bool(_) => "boolean",
                Value::Number(number) if number.is_f64() => "number",
                Value::Number(_) => "integer",
                Value::Array(_) => "array",
                Value::Null | Value::Object(_) => "object",
            })
    };
    let kind = said.or_else(implied);
    let secret = schema
        .get("format")
        .is_some_and(|format| format == "password");
    match KNOWN.into_iter().find(|known| Some(*known) == kind) {
        Some("string") if secret && values.is_none() => BTreeSet::from(["secret"]),
        Some(kind) => BTreeSet::from([kind]),
        None => BTreeSet::new(),
    }
}
