//! The names of types. A name is recorded for the places where its type stands, and stays with them: an
//! operation or a property that comes or goes elsewhere moves no name. Only what stands where nothing is
//! recorded gets a name by rule.
//!
//! A place is an operation's value, such as `GET /things response.data[]`, or a field of a type, such as
//! `Thing.images[]`. What stands in places of one name is one type, whatever schemas it has there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use heck::ToUpperCamelCase;
use serde::{Deserialize, Serialize};

use super::{
    classes::Classes,
    graph::{Edge, Graph, Id, Place, Root, Shape},
    types::{Definition, Kind},
};
use crate::{lower::plain_name, openapi};

/// The recorded names of a document's types.
pub type Record = BTreeMap<String, RecordedType>;

/// What is recorded of a type.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct RecordedType {
    /// Where it stands.
    pub at: BTreeSet<String>,
    /// The names of an enum's values in Rust.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variants: BTreeMap<String, String>,
}

/// What the generated code calls by its short name, which a type beside it would hide.
const RESERVED: [&str; 8] = [
    "From", "Into", "Option", "Result", "Self", "String", "TryFrom", "Vec",
];

/// The longest name that is put together from the branches of a union.
const LONGEST_UNION: usize = 40;

/// Which name each place has, and which schemas stand under each name.
#[derive(Default)]
pub struct Named {
    places: HashMap<String, String>,
    schemas: BTreeMap<String, Vec<Id>>,
}

impl Named {
    /// The names, and the schemas that each stands for.
    pub fn types(&self) -> impl Iterator<Item = (&String, &[Id])> {
        self.schemas
            .iter()
            .map(|(name, ids)| (name, ids.as_slice()))
    }

    /// The name of the type at `place`.
    pub fn at(&self, place: &str) -> Option<&str> {
        self.places.get(place).map(String::as_str)
    }

    /// What is to be recorded of these `types`. What is recorded of places where nothing stands any more
    /// stays, so that nothing else gets the name, and the type has it again if it comes back.
    pub fn into_record(self, types: &BTreeMap<String, Definition>, known: &Record) -> Record {
        let mut record = Record::new();
        for (name, known) in known {
            let gone = known
                .at
                .iter()
                .filter(|place| !self.places.contains_key(*place));
            let gone: BTreeSet<_> = gone.cloned().collect();
            if !gone.is_empty() {
                record.entry(name.clone()).or_default().at = gone;
            }
        }
        for (place, name) in self.places {
            record.entry(name).or_default().at.insert(place);
        }
        for (name, definition) in types {
            if let (Kind::Enum(variants), Some(recorded)) = (&definition.kind, record.get_mut(name))
            {
                let variants = variants.iter();
                let variants = variants.map(|it| (it.wire.clone(), it.name.clone()));
                let known = known.get(name).map(|known| known.variants.clone());
                recorded.variants = known.unwrap_or_default();
                recorded.variants.extend(variants);
            }
        }
        record
    }
}

/// Names every type of the graph.
pub fn assign(graph: &Graph, classes: &Classes, record: &Record) -> Named {
    let recorded = record.iter().flat_map(|(name, ty)| {
        ty.at
            .iter()
            .map(move |place| (place.as_str(), name.as_str()))
    });
    let taken = record.keys().cloned();
    let mut namer = Namer {
        graph,
        classes,
        recorded: recorded.collect(),
        taken: taken.chain(RESERVED.map(str::to_owned)).collect(),
        by_class: HashMap::new(),
        named: Named::default(),
        open: VecDeque::new(),
        unrecorded: VecDeque::new(),
    };
    for root in &graph.roots {
        let by_rule = format!(
            "{}{}",
            plain_name(&root.operation_id).to_upper_camel_case(),
            plain_name(&root.name).to_upper_camel_case()
        );
        namer.visit(root_place(root), by_rule, root.edge);
    }
    namer.run();
    namer.named
}

/// Where the value `root` stands.
pub fn root_place(root: &Root) -> String {
    let Root {
        method, path, name, ..
    } = root;
    // What the parameters of a path are called moves no name.
    let (method, path) = (method.to_uppercase(), openapi::anonymous(path));
    match root.place {
        Place::Body | Place::Response => format!("{method} {path} {name}"),
        Place::Parameter(_) => format!("{method} {path} parameter {name}"),
    }
}

/// Where the field `name` of a type stands.
pub fn field_place(ty: &str, name: &str) -> String {
    format!("{ty}.{name}")
}

/// Where what an object may hold beside its known properties stands.
pub fn others_place(ty: &str) -> String {
    format!("{ty}.*")
}

/// Where the branch of a union stands, which no other one has the JSON type of.
pub fn branch_place(ty: &str, kind: &str) -> String {
    format!("{ty}|{kind}")
}

/// Where the items of the list at `place` stand.
pub fn item_place(place: &str) -> String {
    format!("{place}[]")
}

/// Where the values of the map at `place` stand.
pub fn entry_place(place: &str) -> String {
    format!("{place}{{}}")
}

/// A type where it stands, with the name that it gets by rule.
struct Visit {
    place: String,
    by_rule: String,
    schema: Id,
}

struct Namer<'a> {
    graph: &'a Graph,
    classes: &'a Classes,
    recorded: HashMap<&'a str, &'a str>,
    taken: HashSet<String>,
    /// The first name of each class.
    by_class: HashMap<usize, String>,
    named: Named,
    open: VecDeque<Visit>,
    /// What stands where nothing is recorded: named last, so that it can take no name from elsewhere.
    unrecorded: VecDeque<Visit>,
}

impl Namer<'_> {
    fn run(&mut self) {
        loop {
            if let Some(visit) = self.open.pop_front() {
                match self.recorded_name(&visit) {
                    Some(name) => self.name(visit, name),
                    None => self.unrecorded.push_back(visit),
                }
            } else if let Some(visit) = self.unrecorded.pop_front() {
                let class = self.classes.of(visit.schema);
                let name = match self.by_class.get(&class) {
                    Some(name) => name.clone(),
                    None => self.free(&self.wanted(&visit)),
                };
                self.name(visit, name);
            } else {
                return;
            }
        }
    }

    /// The name recorded for the place, unless what stands there now can't be one type with what else
    /// has the name.
    fn recorded_name(&self, visit: &Visit) -> Option<String> {
        let name = *self.recorded.get(visit.place.as_str())?;
        let others = self.named.schemas.get(name).into_iter().flatten();
        let fits = others
            .into_iter()
            .all(|other| self.fit(*other, visit.schema, &mut Vec::new()));
        fits.then(|| name.to_owned())
    }

    /// Whether two schemas can be one type: what both hold is of one kind, all the way down. `passed` are
    /// those that are being compared.
    fn fit(&self, a: Id, b: Id, passed: &mut Vec<(Id, Id)>) -> bool {
        if self.classes.of(a) == self.classes.of(b) || passed.contains(&(a, b)) {
            return true;
        }
        passed.push((a, b));
        let mut edges = |a: &Edge, b: &Edge| self.fit(a.schema, b.schema, passed);
        let schemas = &self.graph.schemas;
        match (&schemas[a].shape, &schemas[b].shape) {
            (Shape::List(a), Shape::List(b)) | (Shape::Map(Some(a)), Shape::Map(Some(b))) => {
                edges(a, b)
            }
            (Shape::Object(a), Shape::Object(b)) => a.properties.iter().all(|property| {
                let mut others = b.properties.iter();
                let other = others.find(|other| other.name == property.name);
                other.is_none_or(|other| edges(&property.edge, &other.edge))
            }),
            (Shape::Enum(_), Shape::Enum(_)) => true,
            _ => false,
        }
    }

    /// Gives the type at a place its name, and visits what it holds.
    fn name(&mut self, visit: Visit, name: String) {
        let Visit { place, schema, .. } = visit;
        let class = self.classes.of(schema);
        self.by_class.entry(class).or_insert_with(|| name.clone());
        self.named.places.insert(place, name.clone());
        let schemas = self.named.schemas.entry(name.clone()).or_default();
        if schemas.contains(&schema) {
            return;
        }
        schemas.push(schema);
        match &self.graph.schemas[schema].shape {
            Shape::Object(members) => {
                for property in &members.properties {
                    let place = field_place(&name, &property.name);
                    let part = plain_name(&property.name).to_upper_camel_case();
                    self.visit(place, format!("{name}{part}"), property.edge);
                }
                if let Some(others) = members.others {
                    self.visit(others_place(&name), format!("{name}Entry"), others);
                }
            }
            Shape::Union(branches) => {
                for branch in branches {
                    let kind = self.kind(branch.schema);
                    let place = branch_place(&name, kind);
                    self.visit(place, format!("{name}{kind}"), *branch);
                }
            }
            _ => (),
        }
    }

    /// Notes the type that stands at `place`, or in the list or map there.
    fn visit(&mut self, place: String, by_rule: String, edge: Edge) {
        match &self.graph.schemas[edge.schema].shape {
            Shape::List(items) => self.visit(item_place(&place), format!("{by_rule}Item"), *items),
            Shape::Map(Some(entries)) => {
                self.visit(entry_place(&place), format!("{by_rule}Entry"), *entries);
            }
            Shape::Object(_) | Shape::Enum(_) | Shape::Union(_) => self.open.push_back(Visit {
                place,
                by_rule,
                schema: edge.schema,
            }),
            _ => (),
        }
    }

    /// The name by rule of a type that has none yet: a component is called as upstream calls it, a union
    /// by what it can be, all else by where it stands.
    fn wanted(&self, visit: &Visit) -> String {
        let schema = &self.graph.schemas[visit.schema];
        if let Some(component) = &schema.component {
            return plain_name(component).to_upper_camel_case();
        }
        if let Shape::Union(branches) = &schema.shape {
            let branches: Vec<_> = branches
                .iter()
                .map(|branch| self.label(branch.schema))
                .collect();
            let name = branches.join("Or");
            if name.len() <= LONGEST_UNION {
                return name;
            }
        }
        visit.by_rule.clone()
    }

    /// What a branch of a union is called in the union's name.
    fn label(&self, schema: Id) -> String {
        let schemas = &self.graph.schemas;
        let component = |schema: Id| {
            let component = schemas[schema].component.as_ref()?;
            Some(plain_name(component).to_upper_camel_case())
        };
        match &schemas[schema].shape {
            Shape::List(items) => match component(items.schema) {
                Some(item) => format!("{item}List"),
                None => "List".to_owned(),
            },
            Shape::Object(_) | Shape::Enum(_) => {
                component(schema).unwrap_or_else(|| self.kind(schema).to_owned())
            }
            _ => self.kind(schema).to_owned(),
        }
    }

    fn kind(&self, schema: Id) -> &'static str {
        kind(&self.graph.schemas[schema].shape)
    }

    /// `wanted`, or the first of `wanted2`, `wanted3` and so on that is free.
    fn free(&mut self, wanted: &str) -> String {
        let wanted = match wanted.chars().next() {
            Some(first) if first.is_alphabetic() => wanted.to_owned(),
            _ => format!("T{wanted}"),
        };
        let mut number = 1;
        let mut name = wanted.clone();
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{wanted}{number}");
        }
        name
    }
}

/// What a value is called beside others in a union.
pub fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Boolean => "Boolean",
        Shape::Integer => "Integer",
        Shape::Number => "Number",
        Shape::Text { .. } | Shape::Enum(_) => "String",
        Shape::List(_) => "Array",
        Shape::Map(_) | Shape::Object(_) => "Object",
        Shape::Any | Shape::SecretAny | Shape::IntegerOrText | Shape::Union(_) => "Value",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::{classes, graph};

    /// Which names a document's types get, whose operations respond with `responses`.
    fn named(responses: &[(&str, Value)], components: Value, record: &Record) -> Record {
        let mut paths = json!({});
        for (path, schema) in responses {
            let content = json!({"application/json": {"schema": schema}});
            let id = format!("get{}", path.trim_matches('/').to_upper_camel_case());
            paths[path] = json!({"get": {
                "operationId": id, "responses": {"2XX": {"content": content}}}});
        }
        let lowered = json!({"paths": paths, "components": {"schemas": components}});
        let graph = graph::read("v3/things", &lowered).unwrap();
        assign(&graph, &classes::of(&graph), record).into_record(&BTreeMap::new(), record)
    }

    fn thing(more: &[&str]) -> Value {
        let names = ["id", "size"].iter().chain(more);
        let properties = names.map(|name| ((*name).to_owned(), json!({"type": "integer"})));
        json!({"type": "object", "properties": properties.collect::<serde_json::Map<_, _>>()})
    }

    fn places(record: &Record, name: &str) -> Vec<String> {
        record[name].at.iter().cloned().collect()
    }

    fn data(schema: Value) -> Value {
        json!({"type": "object", "properties": {"data": schema}})
    }

    #[test]
    fn without_a_record_a_type_is_called_as_its_component_or_by_where_it_stands() {
        let listed = data(json!({"type": "array", "items": thing(&[])}));
        let kinds =
            json!({"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "string"}}]});
        let shelf = json!({"type": "object", "properties": {
            "first": {"$ref": "#/components/schemas/thing_full"}, "kinds": kinds}});
        let record = named(
            &[("/things", listed), ("/shelf", shelf)],
            json!({"thing_full": thing(&["weight"])}),
            &Record::new(),
        );
        assert_eq!(
            places(&record, "GetThingsResponse"),
            ["GET /things response"]
        );
        assert_eq!(
            places(&record, "GetThingsResponseDataItem"),
            ["GetThingsResponse.data[]"]
        );
        assert_eq!(places(&record, "ThingFull"), ["GetShelfResponse.first"]);
        assert_eq!(places(&record, "IntegerOrList"), ["GetShelfResponse.kinds"]);
    }

    #[test]
    fn no_name_moves_by_what_comes_goes_or_changes_elsewhere() {
        let old = [
            ("/things", data(thing(&[]))),
            ("/things/{id}", data(thing(&[]))),
        ];
        let record = named(&old, json!({}), &Record::new());
        let name = "GetThingsResponseData";
        assert_eq!(record[name].at.len(), 1, "the two responses are one type");
        let kept = |responses: &[(&str, Value)], components: Value| {
            let new = named(responses, components, &record);
            assert!(new[name].at.is_superset(&record[name].at), "{new:?}");
            new
        };
        // An operation before it, with the same and with another thing.
        kept(&[("/a", data(thing(&[]))), old[0].clone()], json!({}));
        kept(
            &[("/a", thing(&[])), old[0].clone(), old[1].clone()],
            json!({}),
        );
        // A property more in one of the two.
        let new = kept(
            &[old[0].clone(), ("/things/{id}", data(thing(&["more"])))],
            json!({}),
        );
        assert_eq!(new.len(), record.len(), "{new:?}");
        // A component of another name, or of one that another type has.
        let component = |name: &str| data(json!({"$ref": format!("#/components/schemas/{name}")}));
        for called in ["other", "get_things_response_data", "get_things_response"] {
            let responses = [("/things", component(called)), ("/x", thing(&["y"]))];
            kept(&responses, json!({called: thing(&[])}));
        }
    }

    #[test]
    fn what_cant_be_one_type_gets_names_of_its_own() {
        let old = [("/a", data(thing(&[]))), ("/b", data(thing(&[])))];
        let record = named(&old, json!({}), &Record::new());
        let text = json!({"type": "object", "properties": {"id": {"type": "string"}}});
        let new = named(&[old[0].clone(), ("/b", data(text))], json!({}), &record);
        assert_eq!(places(&new, "GetAResponseData"), ["GetAResponse.data"]);
        assert_eq!(new.len(), record.len() + 2, "{new:?}");
    }

    #[test]
    fn a_recorded_name_is_taken_by_nothing_else() {
        let record = named(&[("/a", thing(&[]))], json!({}), &Record::new());
        let responses = [
            ("/a", thing(&[])),
            ("/b", json!({"$ref": "#/components/schemas/GetAResponse"})),
        ];
        let new = named(&responses, json!({"GetAResponse": thing(&["x"])}), &record);
        assert_eq!(places(&new, "GetAResponse"), ["GET /a response"]);
        assert_eq!(places(&new, "GetAResponse2"), ["GET /b response"]);
    }

    #[test]
    fn what_is_gone_keeps_its_name() {
        let old = [("/a", thing(&[])), ("/b", thing(&["more"]))];
        let record = named(&old, json!({}), &Record::new());
        let without = named(&[old[0].clone()], json!({}), &record);
        assert_eq!(without, record);
        // Something else that would be called so isn't.
        let other = json!({"$ref": "#/components/schemas/get_b_response"});
        let component = json!({"get_b_response": thing(&["other"])});
        let new = named(&[old[0].clone(), ("/c", other)], component, &without);
        assert_eq!(places(&new, "GetBResponse"), ["GET /b response"]);
        assert_eq!(places(&new, "GetBResponse2"), ["GET /c response"]);
    }
}
