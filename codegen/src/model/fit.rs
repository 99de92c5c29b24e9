//! Which schemas can be one type: what both hold is of one kind, all the way down.

use super::{
    classes::Classes,
    graph::{Edge, Graph, Id, Shape},
    naming::kind,
    types::{Scalar, scalar},
};

/// What two schemas must agree on to be one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The kinds of what both hold.
    AnyRequired,
    /// What they require, too.
    SameRequired,
}

impl Fit {
    /// Whether two schemas can be one type.
    pub fn holds(self, graph: &Graph, classes: &Classes, a: Id, b: Id) -> bool {
        let mut pairs = Pairs {
            fit: self,
            graph,
            classes,
            passed: Vec::new(),
        };
        pairs.fit(a, b)
    }
}

struct Pairs<'a> {
    fit: Fit,
    graph: &'a Graph,
    classes: &'a Classes,
    /// Those that are being compared, or were.
    passed: Vec<(Id, Id)>,
}

impl Pairs<'_> {
    fn fit(&mut self, a: Id, b: Id) -> bool {
        if self.classes.of(a) == self.classes.of(b) || self.passed.contains(&(a, b)) {
            return true;
        }
        self.passed.push((a, b));
        let graph = self.graph;
        match (&graph.schemas[a].shape, &graph.schemas[b].shape) {
            (Shape::Any, _) | (_, Shape::Any) => true,
            (Shape::List(a), Shape::List(b)) | (Shape::Map(Some(a)), Shape::Map(Some(b))) => {
                self.fit(a.schema, b.schema)
            }
            (Shape::OneOrMany(a), Shape::OneOrMany(b)) => {
                self.fit(a[0].schema, b[0].schema) && self.fit(a[1].schema, b[1].schema)
            }
            (Shape::Union(a), Shape::Union(b)) => {
                let kind = |edge: &Edge| kind(&graph.schemas[edge.schema].shape);
                let mut pairs = a.iter().zip(b);
                a.len() == b.len()
                    && pairs.all(|(a, b)| kind(a) == kind(b) && self.fit(a.schema, b.schema))
            }
            (Shape::Map(None), Shape::Map(_) | Shape::Object(_))
            | (Shape::Map(_) | Shape::Object(_), Shape::Map(None)) => true,
            (Shape::Object(a), Shape::Object(b)) => {
                let required = |members: &super::graph::Members| {
                    let required = members.properties.iter().filter(|it| it.required);
                    let mut names: Vec<_> = required.map(|it| it.name.clone()).collect();
                    names.sort();
                    (names, members.one_of_required.clone())
                };
                if self.fit == Fit::SameRequired && required(a) != required(b) {
                    return false;
                }
                a.properties.iter().all(|property| {
                    let other = b.property(&property.name);
                    other.is_none_or(|other| self.fit(property.edge.schema, other.schema))
                })
            }
            (Shape::Enum(_), Shape::Enum(_) | Shape::Text { .. })
            | (Shape::Text { .. }, Shape::Enum(_)) => true,
            (a, b) => match (scalar(a), scalar(b)) {
                (Some(a), Some(b)) => Scalar::join(a, b).is_some(),
                _ => false,
            },
        }
    }
}
