//! Which schemas are equal: two are where nothing that they say or lead to tells them apart.
//!
//! All begin as one class, and each round splits the classes whose members differ in what they hold,
//! until none does.

use std::collections::HashMap;

use super::graph::{Edge, Graph, Id, Members, Schema, Shape};

/// Number of the class of each schema; equal schemas have the same.
pub struct Classes(Vec<usize>);

impl Classes {
    /// The class of a schema.
    pub fn of(&self, schema: Id) -> usize {
        self.0[schema]
    }
}

/// The classes of a graph's schemas.
pub fn of(graph: &Graph) -> Classes {
    let mut classes = vec![0; graph.schemas.len()];
    let mut number = 1;
    loop {
        let mut known: HashMap<Signature, usize> = HashMap::new();
        let refined: Vec<usize> = graph
            .schemas
            .iter()
            .enumerate()
            .map(|(id, schema)| {
                let signature = (classes[id], signature(schema, &classes));
                let next = known.len();
                *known.entry(signature).or_insert(next)
            })
            .collect();
        if known.len() == number {
            return Classes(refined);
        }
        number = known.len();
        classes = refined;
    }
}

/// The class before, and what the schema holds.
type Signature = (usize, Content);

/// What a schema holds, its parts by their classes.
#[derive(PartialEq, Eq, Hash)]
enum Content {
    Scalar(&'static str),
    Text(bool),
    List(Part),
    OneOrMany([Part; 2]),
    Map(Option<Part>),
    Object(
        Vec<(String, Part, bool)>,
        Option<Part>,
        Vec<Vec<Vec<String>>>,
    ),
    /// Equal values alone don't make two enums the same: they are values of the same thing too.
    Enum(Vec<String>, String),
    Union(Vec<Part>),
}

type Part = (usize, bool);

fn signature(schema: &Schema, classes: &[usize]) -> Content {
    let part = |edge: &Edge| (classes[edge.schema], edge.nullable);
    match &schema.shape {
        Shape::Any => Content::Scalar("any"),
        Shape::SecretAny => Content::Scalar("secret"),
        Shape::Boolean => Content::Scalar("boolean"),
        Shape::Integer => Content::Scalar("integer"),
        Shape::Number => Content::Scalar("number"),
        Shape::Amount => Content::Scalar("amount"),
        Shape::IntegerOrText => Content::Scalar("integer or text"),
        // A date is text, whether the schema says so or not.
        Shape::Text { is_secret, .. } => Content::Text(*is_secret),
        Shape::List(edge) => Content::List(part(edge)),
        Shape::OneOrMany(edges) => Content::OneOrMany(edges.each_ref().map(part)),
        Shape::Map(edge) => Content::Map(edge.as_ref().map(part)),
        Shape::Object(Members {
            properties,
            others,
            one_of_required,
        }) => {
            let properties = properties.iter();
            let properties = properties.map(|property| {
                (
                    property.name.clone(),
                    part(&property.edge),
                    property.required,
                )
            });
            Content::Object(
                properties.collect(),
                others.as_ref().map(part),
                one_of_required.clone(),
            )
        }
        Shape::Enum(values) => Content::Enum(values.clone(), schema.value_of.clone()),
        Shape::Union(branches) => Content::Union(branches.iter().map(part).collect()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::graph;

    #[test]
    fn equal_schemas_are_one_class_even_where_they_lead_to_themselves() {
        let node = |children: &str| {
            json!({"type": "object", "properties": {
                "id": {"type": "integer"},
                "children": {"type": "array", "items": {"$ref": format!("#/components/schemas/{children}")}}}})
        };
        let kind = json!({"type": "string", "enum": ["a"]});
        let lowered = json!({
            "paths": {"/a": {"get": {"operationId": "getA", "responses": {"2XX": {"content": {"application/json": {"schema":
                {"type": "object", "properties": {
                    "a": {"$ref": "#/components/schemas/A"}, "b": {"$ref": "#/components/schemas/B"},
                    "kind": kind, "other_kind": kind,
                    "text": {"type": "string", "x-date": "date"}, "more_text": {"type": "string"}}}}}}}}}},
            "components": {"schemas": {"A": node("A"), "B": node("B")}},
        });
        let graph = graph::read(&[graph::Source {
            id: "v3/a".into(),
            base_path: "/v3",
            lowered: &lowered,
        }])
        .unwrap();
        let classes = of(&graph);
        let class = |end: &str| {
            let mut schemas = graph.schemas.iter();
            classes.of(schemas
                .position(|schema| schema.pointer.ends_with(end))
                .unwrap())
        };
        assert_eq!(class("schemas/A"), class("schemas/B"));
        assert_eq!(class("/text"), class("/more_text"));
        assert_ne!(class("/kind"), class("/other_kind"));
    }
}
