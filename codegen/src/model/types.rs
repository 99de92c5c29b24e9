//! What stands under one name becomes one type: an object with the fields of all its schemas, an enum with
//! their values, or a union.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use super::{
    dates::Notation,
    graph::{Edge, Graph, Id, Place, Shape},
    naming::{self, Member, Named, Record},
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

    /// Whether it is part of a response.
    pub fn is_received(&self) -> bool {
        !self.received_by.is_empty()
    }
}

impl Kind {
    /// What stands in it.
    pub fn slots(&self) -> Box<dyn Iterator<Item = &Slot> + '_> {
        match self {
            Self::Enum(_) | Self::Code(_) => Box::new(std::iter::empty()),
            Self::Union(branches) => Box::new(branches.iter().map(|branch| &branch.slot)),
            Self::Object(object) => {
                let fields = object.fields.iter().map(|field| &field.slot);
                Box::new(fields.chain(&object.others))
            }
        }
    }
}

/// What a type is.
pub enum Kind {
    /// An object with known properties.
    Object(Object),
    /// One of these texts, or another that no document knows yet.
    Enum(Vec<Variant>),
    /// One of these integers, or another that nothing is recorded of.
    Code(Vec<Variant>),
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

    /// Whether a request can't do without some of its fields.
    pub fn asks(&self) -> bool {
        let mut fields = self.fields.iter();
        !self.one_of_required.is_empty()
            || fields.any(|field| matches!(field.required, Required::WhenSent | Required::Always))
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
    /// Whether all schemas of responses have it.
    pub is_in_all_responses: bool,
    /// Whether it is a code that is written as text.
    pub is_code_as_text: bool,
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
    /// It is in every response, as the id of what the response is about is, unless the request asked to leave it
    /// out; nobody sends it.
    InResponses,
    /// It can't: the object is in no response.
    Always,
}

/// A value of an enum or a code.
pub struct Variant {
    /// The text on the wire, or the integer's digits.
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
    /// A list, or one without a list around it.
    OneOrMany(Box<Slot>),
    /// An object of any members, of this type if it is known.
    Map(Option<Box<Slot>>),
    /// A type with a name.
    Named(String),
}

impl Type {
    /// The name of the type that it is, or is a list or a map of.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(within) | Self::OneOrMany(within) => within.ty.name(),
            Self::Map(within) => within.as_ref()?.ty.name(),
            Self::Scalar(_) => None,
        }
    }
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
    /// A number with its digits, written as text.
    DecimalText,
    /// A text.
    Text,
    /// A date, or a date and time, written so.
    DateTime(Notation),
    /// A text that is secret.
    Secret,
    /// An integer or a text.
    IntegerOrText,
}

impl Scalar {
    /// What is either of two scalars; `None` if no scalar is.
    pub fn join(a: Self, b: Self) -> Option<Self> {
        use Scalar::{Any, DateTime, Decimal, DecimalText, Integer, IntegerOrText, Secret, Text};
        Some(match (a, b) {
            _ if a == b => a,
            (Any, _) | (_, Any) => Any,
            (Text, other @ (DateTime(_) | Secret | DecimalText | IntegerOrText))
            | (other @ (DateTime(_) | Secret | DecimalText | IntegerOrText), Text) => other,
            // Where a time may stand, a date alone is taken too.
            (DateTime(_), DateTime(_)) => DateTime(Notation::DateTime),
            // Amounts are numbers, however they are written.
            (Decimal, Integer | DecimalText) | (Integer | DecimalText, Decimal) => Decimal,
            (Integer, Text | IntegerOrText) | (Text | IntegerOrText, Integer) => IntegerOrText,
            _ => return None,
        })
    }
}

/// The scalar that a schema is, if it is one.
pub(super) fn scalar(shape: &Shape) -> Option<Scalar> {
    Some(match shape {
        Shape::Any => Scalar::Any,
        Shape::SecretAny => Scalar::SecretAny,
        Shape::Boolean => Scalar::Boolean,
        Shape::Integer => Scalar::Integer,
        Shape::Number => Scalar::Decimal,
        Shape::Amount => Scalar::DecimalText,
        Shape::IntegerOrText => Scalar::IntegerOrText,
        Shape::Text {
            is_secret: true, ..
        } => Scalar::Secret,
        Shape::Text {
            date: Some(notation),
            ..
        } => Scalar::DateTime(*notation),
        Shape::Text { .. } => Scalar::Text,
        _ => return None,
    })
}

/// Puts together the types of a graph, whose values are called in Rust as it is recorded.
pub fn collect(graph: &Graph, named: &Named, record: &Record) -> BTreeMap<String, Definition> {
    let collector = Collector {
        graph,
        named,
        record,
        open: RefCell::default(),
    };
    let types = named.types();
    let mut types: BTreeMap<String, Definition> = types
        .map(|(name, members)| (name.clone(), collector.definition(name, members)))
        .collect();
    for name in collector.open.borrow().iter() {
        if let Some(Kind::Object(object)) = types.get_mut(name).map(|it| &mut it.kind) {
            object.others.get_or_insert(Slot {
                ty: Type::Scalar(Scalar::Any),
                nullable: false,
            });
        }
    }
    collector.users(&mut types);
    types
}

/// What a value is whose place and schema are known.
pub fn slot(graph: &Graph, named: &Named, place: &str, edge: Edge) -> Slot {
    let within = |place: String, edge: &Edge| Box::new(slot(graph, named, &place, *edge));
    let shape = &graph.schemas[edge.schema].shape;
    if let Some(scalar) = scalar(shape) {
        return Slot {
            ty: Type::Scalar(scalar),
            // Anything can be null as it is.
            nullable: edge.nullable && scalar != Scalar::Any,
        };
    }
    let ty = match shape {
        Shape::List(items) => Type::List(within(naming::item_place(place), items)),
        Shape::OneOrMany([_, one]) => Type::OneOrMany(within(naming::item_place(place), one)),
        Shape::Map(entries) => {
            let entries = entries.as_ref();
            Type::Map(entries.map(|entries| within(naming::entry_place(place), entries)))
        }
        _ => Type::Named(named.at(place).unwrap_or_default().to_owned()),
    };
    Slot {
        ty,
        nullable: edge.nullable,
    }
}

struct Collector<'a> {
    graph: &'a Graph,
    named: &'a Named,
    record: &'a Record,
    /// The types of which somewhere no more is said than that they are objects.
    open: RefCell<BTreeSet<String>>,
}

impl Collector<'_> {
    fn definition(&self, name: &str, members: &[Member]) -> Definition {
        let schemas = members.iter().map(|member| member.schema);
        let schemas: Vec<Id> = schemas.collect();
        let shape = |id: &Id| &self.graph.schemas[*id].shape;
        // A schema that says only that it is an object or text gives no hint.
        let telling = schemas
            .iter()
            .map(shape)
            .find(|shape| matches!(shape, Shape::Object(_) | Shape::Enum(_) | Shape::Union(_)));
        let kind = match telling {
            Some(Shape::Enum(_)) => Kind::Enum(self.variants(name, &schemas)),
            Some(Shape::Union(branches)) => Kind::Union(self.branches(name, branches)),
            _ => Kind::Object(self.object(name, members)),
        };
        let pointers = schemas
            .iter()
            .map(|id| self.graph.schemas[*id].pointer.clone());
        Definition {
            name: name.to_owned(),
            pointers: pointers.collect(),
            sent_by: BTreeSet::new(),
            received_by: BTreeSet::new(),
            kind,
        }
    }

    /// Notes of each type which operations lead to it, and what a response needn't hold.
    fn users(&self, types: &mut BTreeMap<String, Definition>) {
        for root in &self.graph.roots {
            let operation = format!("{} {}", root.method.to_uppercase(), root.url);
            let place = naming::root_place(root);
            let mut open = vec![slot(self.graph, self.named, &place, root.edge)];
            let mut reached = HashSet::new();
            while let Some(slot) = open.pop() {
                let Some(name) = slot.ty.name().filter(|name| !reached.contains(*name)) else {
                    continue;
                };
                reached.insert(name.to_owned());
                let Some(definition) = types.get_mut(name) else {
                    continue;
                };
                match root.place {
                    Place::Response => definition.received_by.insert(operation.clone()),
                    _ => definition.sent_by.insert(operation.clone()),
                };
                open.extend(definition.kind.slots().cloned());
            }
        }
        for definition in types.values_mut() {
            let is_received = definition.is_received();
            if let (true, Kind::Object(object)) = (is_received, &mut definition.kind) {
                let fields = object.fields.iter_mut();
                for field in fields.filter(|field| field.required == Required::Always) {
                    field.required = Required::WhenSent;
                }
            }
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

    /// An object with the fields of all that stands under `name`.
    fn object(&self, name: &str, members: &[Member]) -> Object {
        let members =
            members
                .iter()
                .filter_map(|member| match &self.graph.schemas[member.schema].shape {
                    Shape::Object(members) => Some((member.is_sent, members)),
                    _ => None,
                });
        let members: Vec<_> = members.collect();
        let mut slots: BTreeMap<&str, Slot> = BTreeMap::new();
        // How many of the schemas that are sent require it.
        let mut requiring: HashMap<&str, usize> = HashMap::new();
        // How many of the schemas of responses have it.
        let mut having: HashMap<&str, usize> = HashMap::new();
        let mut facts: HashMap<&str, Vec<String>> = HashMap::new();
        let mut others = None;
        for (sent, members) in &members {
            for property in &members.properties {
                let place = naming::field_place(name, &property.name);
                let slot = slot(self.graph, self.named, &place, property.edge);
                match slots.get_mut(property.name.as_str()) {
                    Some(known) => self.join(known, slot),
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
                *having.entry(&property.name).or_default() += usize::from(!sent);
            }
            if let Some(edge) = members.others {
                let place = naming::others_place(name);
                others.get_or_insert_with(|| slot(self.graph, self.named, &place, edge));
            }
        }
        let sent: Vec<_> = members.iter().filter(|(sent, _)| *sent).collect();
        let received = members.len() - sent.len();
        // Of names that differ in case only, the first has the plain one.
        let extra = others.iter().map(|_| "extra".to_owned());
        let mut taken: HashSet<String> = extra.collect();
        let mut free = |wire: &str| {
            let plain = rust_names::field(wire);
            let numbered = (2..).map(|number| format!("{plain}_{number}"));
            let mut names = std::iter::once(plain.clone()).chain(numbered);
            names
                .find(|name| taken.insert(name.clone()))
                .unwrap_or_default()
        };
        let fields = slots.into_iter().map(|(wire, slot)| Field {
            name: free(wire),
            required: match requiring.get(wire) {
                Some(number) if *number == sent.len() => Required::Always,
                _ => Required::No,
            },
            is_in_all_responses: having.get(wire) == Some(&received),
            is_code_as_text: false,
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

    /// Makes `slot` what either of two schemas says.
    fn join(&self, slot: &mut Slot, other: Slot) {
        slot.nullable |= other.nullable;
        match (&mut slot.ty, other.ty) {
            (Type::List(known), Type::List(other))
            | (Type::OneOrMany(known), Type::OneOrMany(other)) => self.join(known, *other),
            (Type::Map(Some(known)), Type::Map(Some(other))) => self.join(known, *other),
            (Type::Scalar(known), Type::Scalar(other)) => {
                *known = Scalar::join(*known, other).unwrap_or(*known);
            }
            (known, other) if [&*known, &other].contains(&&Type::Scalar(Scalar::Any)) => {
                *known = Type::Scalar(Scalar::Any);
            }
            // What says more; but the members that the other takes aren't lost.
            (known @ Type::Map(None), Type::Named(other)) => {
                self.open.borrow_mut().insert(other.clone());
                *known = Type::Named(other);
            }
            (Type::Named(known), Type::Map(None)) => {
                self.open.borrow_mut().insert(known.clone());
            }
            (known @ (Type::Scalar(Scalar::Text) | Type::Map(None)), other) => *known = other,
            _ => (),
        }
    }
}
