//! The schemas of the lowered documents of an API as a graph, each schema once.
//!
//! A schema that is nothing but a reference is what it refers to, and whether a value may be `null` is
//! said where the value stands.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    amount,
    dates::Notation,
    payload::{self, Payload},
};
use crate::{
    Error, Result,
    json::{Object, escape},
    lower::{extension, is_integer_or_string, reference_name},
};

/// Number of a schema in the [`Graph`].
pub type Id = usize;

/// Where a value stands: what it is, and whether it may be `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edge {
    pub schema: Id,
    pub nullable: bool,
}

/// A schema.
pub struct Schema {
    /// Where it is: the document (`api/module`) and the JSON pointer in it.
    pub pointer: String,
    /// What it is the value of: a component, a property or a parameter.
    pub value_of: String,
    /// What it says of its values beside their type, for people.
    pub facts: Vec<String>,
    pub shape: Shape,
}

/// What a schema says a value is.
pub enum Shape {
    Any,
    SecretAny,
    Boolean,
    Integer,
    Number,
    /// A number that is written as text.
    Amount,
    Text {
        /// The form of a date, as the document has it.
        date: Option<Notation>,
        is_secret: bool,
    },
    IntegerOrText,
    List(Edge),
    /// A list of the first, or one of the second.
    OneOrMany([Edge; 2]),
    Map(Option<Edge>),
    Object(Members),
    Enum(Vec<String>),
    Union(Vec<Edge>),
}

/// What an object holds.
pub struct Members {
    pub properties: Vec<Property>,
    /// What it may hold beside its known properties.
    pub others: Option<Edge>,
    /// Lists of alternatives, each a list of properties: of every list, a request holds all properties of
    /// one alternative at least.
    pub one_of_required: Vec<Vec<Vec<String>>>,
}

impl Members {
    /// What stands in the property `name`.
    pub fn property(&self, name: &str) -> Option<Edge> {
        let mut properties = self.properties.iter();
        Some(properties.find(|property| property.name == name)?.edge)
    }
}

/// A property of an object.
pub struct Property {
    pub name: String,
    pub edge: Edge,
    pub required: bool,
}

/// The schemas of documents, and where their operations have them.
#[derive(Default)]
pub struct Graph {
    pub schemas: Vec<Schema>,
    /// Every place of an operation that holds a value.
    pub roots: Vec<Root>,
}

/// A place of an operation that holds a value.
pub struct Root {
    /// Its document, `api/module`.
    pub document: String,
    pub method: String,
    /// The path below the document's base path.
    pub path: String,
    /// The path below the host, without the part that names the store.
    pub url: String,
    pub place: Place,
    /// Name of the parameter, or `body` or `response`.
    pub name: String,
    /// What it is; of a response, its payload.
    pub edge: Edge,
    /// Where a response has its payload.
    pub payload: Option<Payload>,
}

/// Where in an operation a value is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the body of the request.
    Body,
    /// In the body of a success.
    Response,
    /// In the parameter at this index.
    Parameter(usize),
}

/// A lowered document.
pub struct Source<'a> {
    /// `api/module`.
    pub id: String,
    /// Its base path.
    pub base_path: &'a str,
    pub lowered: &'a Value,
}

/// What stands before the part of a base path that tells the APIs apart.
const STORE: &str = "/stores/{store_hash}";

/// Reads the schemas that the operations of the documents lead to.
pub fn read(sources: &[Source]) -> Result<Graph> {
    let mut graph = Graph::default();
    for source in sources {
        let mut reader = Reader {
            source,
            components: source.lowered["components"]["schemas"].as_object(),
            known: HashMap::new(),
            graph,
        };
        let paths = source.lowered["paths"].as_object().into_iter().flatten();
        for (path, item) in paths {
            for (method, operation) in item.as_object().into_iter().flatten() {
                reader.operation(path, method, operation)?;
            }
        }
        graph = reader.graph;
    }
    Ok(graph)
}

struct Reader<'a> {
    source: &'a Source<'a>,
    components: Option<&'a Object>,
    /// The schemas that were read, by pointer. One that is being read has its number already.
    known: HashMap<String, Id>,
    graph: Graph,
}

impl Reader<'_> {
    fn operation(&mut self, path: &str, method: &str, operation: &Value) -> Result<()> {
        let pointer = format!("#/paths/{}/{method}", escape(path));
        let base_path = self.source.base_path;
        let below = base_path.strip_prefix(STORE).unwrap_or(base_path);
        let root = |place, name: &str, edge, payload| Root {
            document: self.source.id.clone(),
            method: method.to_owned(),
            path: path.to_owned(),
            url: format!("{below}{path}"),
            place,
            name: name.to_owned(),
            edge,
            payload,
        };
        let mut roots = Vec::new();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let mut query = Vec::new();
        for (index, parameter) in parameters.enumerate() {
            let name = parameter["name"].as_str().unwrap_or_default();
            if parameter["in"] == "query" {
                query.push(name);
            }
            if let Some(schema) = parameter.get("schema") {
                let at = format!("{pointer}/parameters/{index}/schema");
                let edge = self.edge(schema, &at, name)?;
                roots.push(root(Place::Parameter(index), name, edge, None));
            }
        }
        let content = "content/application~1json/schema";
        if let Some(schema) = operation.pointer(&format!("/requestBody/{content}")) {
            let at = format!("{pointer}/requestBody/{content}");
            let edge = self.edge(schema, &at, "body")?;
            roots.push(root(Place::Body, "body", edge, None));
        }
        if let Some(schema) = operation.pointer(&format!("/responses/2XX/{content}")) {
            let at = format!("{pointer}/responses/2XX/{content}");
            let edge = self.edge(schema, &at, "response")?;
            let payload = payload::of(&self.graph, edge, method, &query);
            roots.push(root(
                Place::Response,
                "response",
                payload.edge,
                Some(payload),
            ));
        }
        self.graph.roots.extend(roots);
        Ok(())
    }

    /// A fault at a place of the document.
    fn fault(&self, pointer: impl Into<String>, fault: impl Into<String>) -> Error {
        Error::document(&self.source.id, pointer, fault)
    }

    /// What stands at `pointer`, following references.
    fn edge(&mut self, schema: &Value, pointer: &str, value_of: &str) -> Result<Edge> {
        let mut nullable = schema.get("nullable").is_some();
        let (mut schema, mut component) = (schema, None);
        let mut passed = Vec::new();
        while let Some(name) = reference_name(schema) {
            if passed.contains(&name) {
                let pointer = format!("#/components/schemas/{}", escape(name));
                let fault = "the schema is nothing but itself";
                return Err(self.fault(pointer, fault));
            }
            passed.push(name);
            let target = self.components.and_then(|components| components.get(name));
            schema = target.ok_or_else(|| self.fault(pointer, format!("no schema `{name}`")))?;
            nullable |= schema.get("nullable").is_some();
            component = Some(name);
        }
        let schema = match component {
            None => self.schema(schema, pointer, value_of)?,
            Some(name) => {
                let pointer = format!("#/components/schemas/{}", escape(name));
                self.schema(schema, &pointer, name)?
            }
        };
        Ok(Edge { schema, nullable })
    }

    fn schema(&mut self, schema: &Value, pointer: &str, value_of: &str) -> Result<Id> {
        if let Some(known) = self.known.get(pointer) {
            return Ok(*known);
        }
        let id = self.graph.schemas.len();
        self.known.insert(pointer.to_owned(), id);
        // It may lead to itself, so its number comes first.
        self.graph.schemas.push(Schema {
            pointer: format!("{}{pointer}", self.source.id),
            value_of: value_of.to_owned(),
            facts: texts(&schema[extension::FACTS]),
            shape: Shape::Any,
        });
        self.graph.schemas[id].shape = self.shape(schema, pointer, value_of)?;
        self.circular(id)?;
        Ok(id)
    }

    /// A list or a map of nothing but itself has no type.
    fn circular(&self, id: Id) -> Result<()> {
        let mut inner = id;
        for _ in 0..=self.graph.schemas.len() {
            inner = match &self.graph.schemas[inner].shape {
                Shape::List(edge) | Shape::OneOrMany([edge, _]) | Shape::Map(Some(edge)) => {
                    edge.schema
                }
                _ => return Ok(()),
            };
            if inner == id {
                let pointer = &self.graph.schemas[id].pointer;
                let pointer = pointer.replacen(&self.source.id, "", 1);
                let fault = "the schema is nothing but itself";
                return Err(self.fault(pointer, fault));
            }
        }
        Ok(())
    }

    fn shape(&mut self, schema: &Value, pointer: &str, value_of: &str) -> Result<Shape> {
        if is_integer_or_string(schema) {
            return Ok(Shape::IntegerOrText);
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let values = values.iter().filter_map(Value::as_str);
            return Ok(Shape::Enum(values.map(str::to_owned).collect()));
        }
        if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
            let branches = branches.iter().enumerate().map(|(index, branch)| {
                self.edge(branch, &format!("{pointer}/anyOf/{index}"), value_of)
            });
            let branches: Vec<Edge> = branches.collect::<Result<_>>()?;
            return Ok(self.union(branches));
        }
        let is_secret = schema["format"] == "password";
        Ok(match schema["type"].as_str() {
            Some("boolean") => Shape::Boolean,
            Some("integer") => Shape::Integer,
            Some("number") => Shape::Number,
            Some("string") if !is_secret && amount::is_one(value_of, schema) => Shape::Amount,
            Some("string") => Shape::Text {
                date: match schema[extension::DATE].as_str() {
                    Some("date") => Some(Notation::Date),
                    Some(_) => Some(Notation::DateTime),
                    None => None,
                },
                is_secret,
            },
            Some("array") => {
                Shape::List(self.edge(&schema["items"], &format!("{pointer}/items"), value_of)?)
            }
            Some("object") => self.object(schema, pointer, value_of)?,
            _ if is_secret => Shape::SecretAny,
            _ => Shape::Any,
        })
    }

    fn union(&self, branches: Vec<Edge>) -> Shape {
        let shape = |edge: &Edge| &self.graph.schemas[edge.schema].shape;
        let is_object = |edge: &Edge| matches!(shape(edge), Shape::Object(_));
        let shapes: Vec<_> = branches.iter().map(shape).collect();
        match shapes[..] {
            // A number that may come as a text.
            [Shape::Number, Shape::Text { .. } | Shape::Amount]
            | [Shape::Text { .. } | Shape::Amount, Shape::Number] => Shape::Number,
            [Shape::List(items), Shape::Object(_)] if is_object(items) => {
                Shape::OneOrMany([*items, branches[1]])
            }
            [Shape::Object(_), Shape::List(items)] if is_object(items) => {
                Shape::OneOrMany([*items, branches[0]])
            }
            _ => Shape::Union(branches),
        }
    }

    fn object(&mut self, schema: &Value, pointer: &str, value_of: &str) -> Result<Shape> {
        let others = schema
            .get("additionalProperties")
            .map(|others| self.edge(others, &format!("{pointer}/additionalProperties"), value_of));
        let others = others.transpose()?;
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return Ok(Shape::Map(others));
        };
        let required = texts(&schema["required"]);
        let is_money = properties.len() == 2 && properties.contains_key("code");
        let properties = properties.iter().map(|(name, property)| {
            let pointer = format!("{pointer}/properties/{}", escape(name));
            // `{code, value}` is an amount and its currency.
            let value_of = match name.as_str() {
                "value" if is_money => "amount",
                name => name,
            };
            Ok(Property {
                edge: self.edge(property, &pointer, value_of)?,
                required: required.contains(name),
                name: name.clone(),
            })
        });
        let properties = properties.collect::<Result<_>>()?;
        let lists = schema[extension::ONE_OF_REQUIRED].as_array();
        let lists = lists.into_iter().flatten();
        let alternatives =
            |list: &Value| list.as_array().into_iter().flatten().map(texts).collect();
        Ok(Shape::Object(Members {
            properties,
            others,
            one_of_required: lists.map(alternatives).collect(),
        }))
    }
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts.filter_map(Value::as_str).map(str::to_owned).collect()
}
