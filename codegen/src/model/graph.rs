//! The schemas of a lowered document as a graph, each schema once.
//!
//! A schema that is nothing but a reference is what it refers to, and whether a value may be `null` is
//! said where the value stands.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    iter,
};

use serde_json::Value;

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
    /// Where its document has it.
    pub pointer: String,
    /// Name of the component that it is, if it is one.
    pub component: Option<String>,
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
    Text { is_date: bool, is_secret: bool },
    IntegerOrText,
    List(Edge),
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

/// A property of an object.
pub struct Property {
    pub name: String,
    pub edge: Edge,
    pub required: bool,
}

/// The schemas of a document, and where its operations have them.
pub struct Graph {
    pub schemas: Vec<Schema>,
    /// Every place of an operation that holds a value.
    pub roots: Vec<Root>,
}

/// A place of an operation that holds a value.
pub struct Root {
    pub method: String,
    pub path: String,
    pub operation_id: String,
    pub place: Place,
    /// Name of the parameter, or `body` or `response`.
    pub name: String,
    pub edge: Edge,
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

impl Graph {
    /// The schemas that the values in these places lead to, each with its operations as `GET /things`.
    pub fn users(&self, places: impl Fn(&Place) -> bool) -> HashMap<Id, BTreeSet<String>> {
        let mut users: HashMap<Id, BTreeSet<String>> = HashMap::new();
        for root in self.roots.iter().filter(|root| places(&root.place)) {
            let operation = format!("{} {}", root.method.to_uppercase(), root.path);
            let mut open = vec![root.edge.schema];
            let mut reached = HashSet::new();
            while let Some(schema) = open.pop() {
                if reached.insert(schema) {
                    users.entry(schema).or_default().insert(operation.clone());
                    open.extend(self.schemas[schema].parts().map(|edge| edge.schema));
                }
            }
        }
        users
    }
}

impl Schema {
    /// What the schema leads to.
    fn parts(&self) -> Box<dyn Iterator<Item = Edge> + '_> {
        match &self.shape {
            Shape::List(edge) => Box::new(iter::once(*edge)),
            Shape::Map(edge) => Box::new(edge.iter().copied()),
            Shape::Union(branches) => Box::new(branches.iter().copied()),
            Shape::Object(members) => {
                let properties = members.properties.iter().map(|property| property.edge);
                Box::new(properties.chain(members.others))
            }
            _ => Box::new(iter::empty()),
        }
    }
}

/// Reads the schemas that the operations of the lowered document `id` lead to.
pub fn read(id: &str, lowered: &Value) -> Result<Graph> {
    let mut reader = Reader {
        id,
        components: lowered["components"]["schemas"].as_object(),
        known: HashMap::new(),
        graph: Graph {
            schemas: Vec::new(),
            roots: Vec::new(),
        },
    };
    let paths = lowered["paths"].as_object().into_iter().flatten();
    for (path, item) in paths {
        for (method, operation) in item.as_object().into_iter().flatten() {
            reader.operation(path, method, operation)?;
        }
    }
    Ok(reader.graph)
}

struct Reader<'a> {
    id: &'a str,
    components: Option<&'a Object>,
    /// The schemas that were read, by pointer. One that is being read has its number already.
    known: HashMap<String, Id>,
    graph: Graph,
}

impl Reader<'_> {
    fn operation(&mut self, path: &str, method: &str, operation: &Value) -> Result<()> {
        let pointer = format!("#/paths/{}/{method}", escape(path));
        let operation_id = operation["operationId"].as_str().ok_or_else(|| {
            let fault = format!("{method} {path} has no operationId");
            Error::document(self.id, &pointer, fault)
        })?;
        let content = "content/application~1json/schema";
        let [body, response] = ["requestBody", "responses/2XX"]
            .map(|place| (place, operation.pointer(&format!("/{place}/{content}"))));
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let parameters = parameters.enumerate().map(|(index, parameter)| {
            let name = parameter["name"].as_str().unwrap_or_default();
            let at = format!("parameters/{index}/schema");
            (Place::Parameter(index), name, at, parameter.get("schema"))
        });
        let bodies = [
            (
                Place::Body,
                "body",
                format!("requestBody/{content}"),
                body.1,
            ),
            (
                Place::Response,
                "response",
                format!("responses/2XX/{content}"),
                response.1,
            ),
        ];
        for (place, value_of, at, schema) in parameters.chain(bodies) {
            if let Some(schema) = schema {
                let edge = self.edge(schema, &format!("{pointer}/{at}"), value_of)?;
                self.graph.roots.push(Root {
                    method: method.to_owned(),
                    path: path.to_owned(),
                    operation_id: operation_id.to_owned(),
                    place,
                    name: value_of.to_owned(),
                    edge,
                });
            }
        }
        Ok(())
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
                return Err(Error::document(self.id, pointer, fault));
            }
            passed.push(name);
            let target = self.components.and_then(|components| components.get(name));
            schema = target
                .ok_or_else(|| Error::document(self.id, pointer, format!("no schema `{name}`")))?;
            nullable |= schema.get("nullable").is_some();
            component = Some(name);
        }
        let schema = match component {
            None => self.schema(schema, pointer, None, value_of)?,
            Some(name) => {
                let pointer = format!("#/components/schemas/{}", escape(name));
                self.schema(schema, &pointer, Some(name), name)?
            }
        };
        Ok(Edge { schema, nullable })
    }

    fn schema(
        &mut self,
        schema: &Value,
        pointer: &str,
        component: Option<&str>,
        value_of: &str,
    ) -> Result<Id> {
        if let Some(known) = self.known.get(pointer) {
            return Ok(*known);
        }
        let id = self.graph.schemas.len();
        self.known.insert(pointer.to_owned(), id);
        // It may lead to itself, so its number comes first.
        self.graph.schemas.push(Schema {
            pointer: pointer.to_owned(),
            component: component.map(str::to_owned),
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
                Shape::List(edge) | Shape::Map(Some(edge)) => edge.schema,
                _ => return Ok(()),
            };
            if inner == id {
                let pointer = &self.graph.schemas[id].pointer;
                let fault = "the schema is nothing but itself";
                return Err(Error::document(self.id, pointer.clone(), fault));
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
            return Ok(Shape::Union(branches.collect::<Result<_>>()?));
        }
        let is_secret = schema["format"] == "password";
        Ok(match schema["type"].as_str() {
            Some("boolean") => Shape::Boolean,
            Some("integer") => Shape::Integer,
            Some("number") => Shape::Number,
            Some("string") => Shape::Text {
                is_date: schema.get(extension::DATE).is_some(),
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

    fn object(&mut self, schema: &Value, pointer: &str, value_of: &str) -> Result<Shape> {
        let others = schema
            .get("additionalProperties")
            .map(|others| self.edge(others, &format!("{pointer}/additionalProperties"), value_of));
        let others = others.transpose()?;
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return Ok(Shape::Map(others));
        };
        let required = texts(&schema["required"]);
        let properties = properties.iter().map(|(name, property)| {
            let pointer = format!("{pointer}/properties/{}", escape(name));
            Ok(Property {
                edge: self.edge(property, &pointer, name)?,
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
