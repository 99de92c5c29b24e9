//! What stands under one name becomes one type: an object with the fields of all its schemas, an enum with
//! their values, or a union.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    graph::{Edge, Graph, Id, Place, Shape},
    naming::{self, Named, Record},
};
use crate::lower::rust_names;

/// A type that has a name.
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Where the document has its schemas.
    pub pointers: Vec<String>,
    /// The operations whose requests it is part of, as `GET /things`.
    pub sent_by: BTreeSet<String>,
    /// The operations whose responses it is part of.
    pub received_by: BTreeSet<String>,
    /// What it is.
    pub kind: Kind,
}

impl Definition {
    /// Whether it is part of a request.
    pub fn is_sent(&self) -> bool {
        !self.sent_by.is_empty()
    }
}

/// What a type is.
pub enum Kind {
    /// An object with known properties.
    Object(Object),
    /// One of these texts, or another that no document knows yet.
    Enum(Vec<Variant>),
    /// One of these, told apart by JSON type.
    Union(Vec<Branch>),
}

/// An object with known properties.
pub struct Object {
    /// Its properties, by their names in Rust.
    pub fields: Vec<Field>,
    /// What it may hold beside them.
    pub others: Option<Slot>,
    /// Lists of alternatives, each a list of properties: of every list, a request holds all properties of
    /// one alternative at least.
    pub one_of_required: Vec<Vec<Vec<String>>>,
}

impl Object {
    /// Whether there is a field that is always there.
    pub fn requires(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| field.required == Required::Always)
    }

    /// The field of the property `wire`.
    pub fn field(&self, wire: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.wire == wire)
    }
}

/// A property of an object.
pub struct Field {
    /// Its name on the wire.
    pub wire: String,
    /// Its name in Rust, without `r#`.
    pub name: String,
    /// What it holds.
    pub slot: Slot,
    /// Whether it can be left out.
    pub required: Required,
    /// What all its schemas say of its values beside their type, for people.
    pub facts: Vec<String>,
}

/// Whether a field can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// It can.
    No,
    /// Only in a response.
    WhenSent,
    /// It can't: the object is in no response.
    Always,
}

/// A value of an enum.
pub struct Variant {
    /// The text on the wire.
    pub wire: String,
    /// Its name in Rust.
    pub name: String,
}

/// A branch of a union.
pub struct Branch {
    /// Its name in Rust.
    pub name: String,
    /// What it holds.
    pub slot: Slot,
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// What it is.
    pub ty: Type,
    /// Whether it may be `null`.
    pub nullable: bool,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A scalar, or anything.
    Scalar(Scalar),
    /// A list.
    List(Box<Slot>),
    /// An object of any members, of this type if it is known.
    Map(Option<Box<Slot>>),
    /// A type with a name.
    Named(String),
}

/// A value that has no parts, or may have any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Any JSON value.
    Any,
    /// Any JSON value, and secret.
    SecretAny,
    /// A boolean.
    Boolean,
    /// An integer.
    Integer,
    /// A number with its digits.
    Decimal,
    /// A text.
    Text,
    /// A text that holds a date, or a date and time.
    Date,
    /// A text that is secret.
    Secret,
    /// An integer or a text.
    IntegerOrText,
}

/// Puts together the types of a graph, whose values are called in Rust as it is recorded.
pub fn collect(graph: &Graph, named: &Named, record: &Record) -> BTreeMap<String, Definition> {
    let collector = Collector {
        graph,
        named,
        record,
        sent: graph.users(|place| *place != Place::Response),
        received: graph.users(|place| *place == Place::Response),
    };
    let types = named.types();
    types
        .map(|(name, schemas)| (name.clone(), collector.definition(name, schemas)))
        .collect()
}

/// What a value is whose place and schema are known.
pub fn slot(graph: &Graph, named: &Named, place: &str, edge: Edge) -> Slot {
    let within = |place: String, edge: &Edge| Box::new(slot(graph, named, &place, *edge));
    let scalar = |scalar| Type::Scalar(scalar);
    let ty = match &graph.schemas[edge.schema].shape {
        Shape::Any => scalar(Scalar::Any),
        Shape::SecretAny => scalar(Scalar::SecretAny),
        Shape::Boolean => scalar(Scalar::Boolean),
        Shape::Integer => scalar(Scalar::Integer),
        Shape::Number => scalar(Scalar::Decimal),
        Shape::IntegerOrText => scalar(Scalar::IntegerOrText),
        Shape::Text {
            is_secret: true, ..
        } => scalar(Scalar::Secret),
        Shape::Text { is_date: true, .. } => scalar(Scalar::Date),
        Shape::Text { .. } => scalar(Scalar::Text),
        Shape::List(items) => Type::List(within(naming::item_place(place), items)),
        Shape::Map(entries) => {
            let entries = entries.as_ref();
            Type::Map(entries.map(|entries| within(naming::entry_place(place), entries)))
        }
        Shape::Object(_) | Shape::Enum(_) | Shape::Union(_) => {
            Type::Named(named.at(place).unwrap_or_default().to_owned())
        }
    };
    // Anything can be null as it is.
    let nullable = edge.nullable && ty != Type::Scalar(Scalar::Any);
    Slot { ty, nullable }
}

struct Collector<'a> {
    graph: &'a Graph,
    named: &'a Named,
    record: &'a Record,
    sent: HashMap<Id, BTreeSet<String>>,
    received: HashMap<Id, BTreeSet<String>>,
}

impl Collector<'_> {
    fn definition(&self, name: &str, schemas: &[Id]) -> Definition {
        let users = |of: &HashMap<Id, BTreeSet<String>>| -> BTreeSet<String> {
            let users = schemas.iter().filter_map(|id| of.get(id));
            users.flatten().cloned().collect()
        };
        let received_by = users(&self.received);
        let received = !received_by.is_empty();
        let shape = |id: &Id| &self.graph.schemas[*id].shape;
        let kind = match schemas.first().map(shape) {
            Some(Shape::Enum(_)) => Kind::Enum(self.variants(name, schemas)),
            Some(Shape::Union(branches)) => Kind::Union(self.branches(name, branches)),
            _ => Kind::Object(self.object(name, schemas, received)),
        };
        let pointers = schemas
            .iter()
            .map(|id| self.graph.schemas[*id].pointer.clone());
        Definition {
            name: name.to_owned(),
            pointers: pointers.collect(),
            sent_by: users(&self.sent),
            received_by,
            kind,
        }
    }

    /// The values of all `schemas`.
    fn variants(&self, name: &str, schemas: &[Id]) -> Vec<Variant> {
        let mut values: Vec<&String> = Vec::new();
        for id in schemas {
            if let Shape::Enum(more) = &self.graph.schemas[*id].shape {
                for value in more {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
            }
        }
        let recorded = self.record.get(name).map(|ty| &ty.variants);
        let recorded = |value: &str| recorded.and_then(|names| names.get(value)).cloned();
        let mut taken: HashSet<String> = values.iter().filter_map(|it| recorded(it)).collect();
        // What no document knows yet is called so.
        taken.insert("Unknown".to_owned());
        let variants = values.iter().filter_map(|value| {
            let by_rule = [
                rust_names::variant(value),
                rust_names::crossed_variant(value),
            ];
            let underscored = by_rule.clone().map(|name| format!("{name}_"));
            let mut by_rule = by_rule.into_iter().chain(underscored);
            // One that leaves no name of its own is kept as a text.
            let name =
                recorded(value).or_else(|| by_rule.find(|name| taken.insert(name.clone())))?;
            Some(Variant {
                wire: (*value).clone(),
                name,
            })
        });
        variants.collect()
    }

    fn branches(&self, name: &str, branches: &[Edge]) -> Vec<Branch> {
        let branches = branches.iter().map(|edge| {
            let kind = naming::kind(&self.graph.schemas[edge.schema].shape);
            let place = naming::branch_place(name, kind);
            let slot = slot(self.graph, self.named, &place, *edge);
            Branch {
                name: match &slot.ty {
                    // What has a name is called by it.
                    Type::Named(ty) => ty.clone(),
                    _ => kind.to_owned(),
                },
                slot,
            }
        });
        branches.collect()
    }

    /// An object with the fields of all `schemas`.
    fn object(&self, name: &str, schemas: &[Id], received: bool) -> Object {
        let members = schemas.iter().filter_map(|id| {
            let members = match &self.graph.schemas[*id].shape {
                Shape::Object(members) => members,
                _ => return None,
            };
            Some((self.sent.contains_key(id), members))
        });
        let members: Vec<_> = members.collect();
        let mut slots: BTreeMap<&str, Slot> = BTreeMap::new();
        // How many of the schemas that are sent require it.
        let mut requiring: HashMap<&str, usize> = HashMap::new();
        let mut facts: HashMap<&str, Vec<String>> = HashMap::new();
        let mut others = None;
        for (sent, members) in &members {
            for property in &members.properties {
                let place = naming::field_place(name, &property.name);
                let slot = slot(self.graph, self.named, &place, property.edge);
                match slots.get_mut(property.name.as_str()) {
                    Some(known) => join(known, slot),
                    None => {
                        slots.insert(&property.name, slot);
                    }
                }
                let own = &self.graph.schemas[property.edge.schema].facts;
                let known = facts.entry(&property.name);
                known
                    .and_modify(|known| known.retain(|fact| own.contains(fact)))
                    .or_insert_with(|| own.clone());
                if *sent && property.required {
                    *requiring.entry(&property.name).or_default() += 1;
                }
            }
            if let Some(edge) = members.others {
                let place = naming::others_place(name);
                others.get_or_insert_with(|| slot(self.graph, self.named, &place, edge));
            }
        }
        let sent: Vec<_> = members.iter().filter(|(sent, _)| *sent).collect();
        let fields = slots.into_iter().map(|(wire, slot)| Field {
            name: rust_names::field(wire),
            required: match requiring.get(wire) {
                Some(number) if *number == sent.len() => match received {
                    true => Required::WhenSent,
                    false => Required::Always,
                },
                _ => Required::No,
            },
            facts: facts.remove(wire).unwrap_or_default(),
            wire: wire.to_owned(),
            slot,
        });
        let mut fields: Vec<_> = fields.collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        let lists = sent.first().map(|(_, first)| {
            let lists = first.one_of_required.iter();
            let by_all = lists.filter(|list| {
                sent.iter()
                    .all(|(_, members)| members.one_of_required.contains(list))
            });
            by_all.cloned().collect()
        });
        Object {
            fields,
            others,
            one_of_required: lists.unwrap_or_default(),
        }
    }
}

/// Makes `slot` what either of two schemas says.
fn join(slot: &mut Slot, other: Slot) {
    slot.nullable |= other.nullable;
    match (&mut slot.ty, other.ty) {
        (Type::Scalar(known @ Scalar::Text), Type::Scalar(Scalar::Date)) => *known = Scalar::Date,
        (Type::List(known), Type::List(other)) => join(known, *other),
        (Type::Map(Some(known)), Type::Map(Some(other))) => join(known, *other),
        _ => (),
    }
}
