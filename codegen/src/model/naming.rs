//! The names of types. A name is recorded for the places where its type stands, and stays with them: an
//! operation or a property that comes or goes elsewhere moves no name. Only what stands where nothing is
//! recorded gets a name by rule.
//!
//! A place is an operation's value, such as `GET /v3/things response[]`, or a field of a type, such as
//! `Thing.images[]`. What stands in places of one name is one type, whatever schemas it has there.
//!
//! By rule, what responses hold is named for the thing that their path is about (`Thing`), what creates
//! one is a `NewThing`, what changes it a `ThingUpdate`, and a part is named for what it is a part of
//! (`ThingImage`), in requests too where both can be one type.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde::{Deserialize, Serialize};

use super::{
    classes::Classes,
    fit::Fit,
    graph::{Edge, Graph, Id, Place, Root, Shape},
    resource::{singular, thing},
    types::{Definition, Kind},
};
use crate::{lower::plain_name, openapi};

/// The recorded names of an API's types.
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

/// Which name each place has, and which schemas stand under each name.
#[derive(Default)]
pub struct Named {
    places: HashMap<String, String>,
    schemas: BTreeMap<String, Vec<Member>>,
}

/// A schema that stands under a name.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub schema: Id,
    /// Whether it does in a request.
    pub is_sent: bool,
}

impl Named {
    /// The names, and what stands under each.
    pub fn types(&self) -> impl Iterator<Item = (&String, &[Member])> {
        let schemas = self.schemas.iter();
        schemas.map(|(name, members)| (name, members.as_slice()))
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
                let kept = record.entry(name.clone()).or_default();
                kept.at = gone;
                kept.variants.clone_from(&known.variants);
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
        parts: HashMap::new(),
        named: Named::default(),
        open: VecDeque::new(),
        unrecorded: VecDeque::new(),
    };
    // What is read decides: its names are the things' own.
    let said = graph.roots.iter().filter(|root| {
        let payload = root.payload.as_ref();
        payload.is_none_or(|payload| !payload.says_nothing)
    });
    let mut roots: Vec<&Root> = said.collect();
    roots.sort_by_key(|root| match root.place {
        Place::Response => u8::from(root.method != "get"),
        Place::Body => 2,
        Place::Parameter(_) => 3,
    });
    let singly = singly_written(graph);
    for root in roots {
        namer.visit(Visit {
            place: root_place(root),
            wanted: wanted(graph, root, &singly),
            part: None,
            edge: root.edge,
            is_sent: root.place != Place::Response,
        });
    }
    namer.run();
    namer.named
}

/// The things that are made or changed one at a time, so that what does it to several has another name.
fn singly_written(graph: &Graph) -> HashSet<(bool, String)> {
    let bodies = graph
        .roots
        .iter()
        .filter(|root| root.place == Place::Body && !is_list(graph, root));
    bodies
        .map(|root| (root.method == "post", thing(&root.url)))
        .collect()
}

fn is_list(graph: &Graph, root: &Root) -> bool {
    matches!(
        graph.schemas[root.edge.schema].shape,
        Shape::List(_) | Shape::OneOrMany(_)
    )
}

/// The names by rule of what stands in an operation, the best first.
fn wanted(graph: &Graph, root: &Root, singly_written: &HashSet<(bool, String)>) -> Vec<String> {
    let thing = thing(&root.url);
    let one = (root.method == "post", thing.clone());
    let is_bulk = is_list(graph, root) && singly_written.contains(&one);
    match (&root.place, root.method.as_str()) {
        (Place::Parameter(_), _) => vec![join(&thing, &root.name)],
        (Place::Response, "get") => vec![thing.clone(), format!("{thing}Details")],
        (Place::Response, _) => vec![thing.clone(), format!("{thing}Result")],
        (Place::Body, "post") if is_bulk => vec![format!("NewBulk{thing}")],
        (Place::Body, "post") => vec![format!("New{thing}")],
        (Place::Body, "put" | "patch") if is_bulk => vec![format!("{thing}BulkUpdate")],
        (Place::Body, "put" | "patch") => vec![format!("{thing}Update")],
        (Place::Body, method) => vec![format!("{thing}{}", method.to_upper_camel_case())],
    }
}

/// The name of a part of `whole`, without a word twice.
fn join(whole: &str, part: &str) -> String {
    let part = plain_name(part).to_upper_camel_case();
    let last = whole.to_snake_case();
    let last = last.rsplit('_').next().unwrap_or_default();
    let repeated = last.to_upper_camel_case();
    match part.strip_prefix(&repeated) {
        Some(rest) if rest.is_empty() || rest.starts_with(char::is_uppercase) => {
            format!("{whole}{rest}")
        }
        _ => format!("{whole}{part}"),
    }
}

/// The thing that the request type `name` creates or changes.
fn of_request(name: &str) -> &str {
    let name = name.strip_prefix("New").unwrap_or(name);
    ["BulkUpdate", "Update"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name)
}

/// Where the value `root` stands.
pub fn root_place(root: &Root) -> String {
    let Root {
        method, url, name, ..
    } = root;
    // What the parameters of a path are called moves no name.
    let (method, url) = (method.to_uppercase(), openapi::anonymous(url));
    match root.place {
        Place::Body | Place::Response => format!("{method} {url} {name}"),
        Place::Parameter(_) => format!("{method} {url} parameter {name}"),
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

/// A type where it stands.
struct Visit {
    place: String,
    /// The names that it gets by rule, the best first.
    wanted: Vec<String>,
    /// The property that it is the value of, or its items are.
    part: Option<String>,
    edge: Edge,
    is_sent: bool,
}

struct Namer<'a> {
    graph: &'a Graph,
    classes: &'a Classes,
    recorded: HashMap<&'a str, &'a str>,
    taken: HashSet<String>,
    /// The name of each class as the value of a property.
    parts: HashMap<(usize, String), String>,
    named: Named,
    open: VecDeque<Visit>,
    /// What stands where nothing is recorded: named last, so that it can take no name from elsewhere.
    unrecorded: VecDeque<Visit>,
}

impl Namer<'_> {
    fn run(&mut self) {
        loop {
            if let Some(visit) = self.open.pop_front() {
                match self.known_name(&visit) {
                    Some(name) => self.name(visit, name),
                    None => self.unrecorded.push_back(visit),
                }
            } else if let Some(visit) = self.unrecorded.pop_front() {
                let name = match self.known_name(&visit) {
                    Some(name) => name,
                    None => self.name_by_rule(&visit),
                };
                self.name(visit, name);
            } else {
                return;
            }
        }
    }

    /// The name that the place has, or that is recorded for it, unless what stands there now can't be
    /// one type with what else has the name.
    fn known_name(&self, visit: &Visit) -> Option<String> {
        if let Some(name) = self.named.at(&visit.place) {
            return Some(name.to_owned());
        }
        let name = *self.recorded.get(visit.place.as_str())?;
        self.fits(visit, name, Fit::AnyRequired)
            .then(|| name.to_owned())
    }

    /// Whether what stands at `visit` can be one type with what is called `name`.
    fn fits(&self, visit: &Visit, name: &str, fit: Fit) -> bool {
        let members = self.named.schemas.get(name).into_iter().flatten();
        members.into_iter().all(|member| {
            let fit = match visit.is_sent && member.is_sent {
                true => fit,
                false => Fit::AnyRequired,
            };
            fit.holds(self.graph, self.classes, member.schema, visit.edge.schema)
        })
    }

    /// The first wanted name that is free, or of something that this can be one type with.
    fn name_by_rule(&mut self, visit: &Visit) -> String {
        let class = self.classes.of(visit.edge.schema);
        if let Some(part) = &visit.part
            && let Some(known) = self.parts.get(&(class, part.clone()))
        {
            return known.clone();
        }
        let wanted = visit.wanted.iter();
        let wanted: Vec<String> = wanted
            // As the generator would write it.
            .map(|name| name.to_upper_camel_case())
            .map(|name| match name.chars().next() {
                Some(first) if first.is_alphabetic() => name,
                _ => format!("T{name}"),
            })
            .collect();
        for name in &wanted {
            let is_free = !self.taken.contains(name);
            let is_shared = self.named.schemas.contains_key(name)
                && self.fits(visit, name, Fit::SameRequired)
                && self.is_about_the_same(visit, name);
            if is_free || is_shared {
                self.taken.insert(name.clone());
                return name.clone();
            }
        }
        let best = wanted.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{best}{number}"));
        let mut free = numbered.filter(|name| self.taken.insert(name.clone()));
        free.next().unwrap_or(best)
    }

    /// Whether two responses about one thing hold mostly the same: at least half of what the smaller has.
    fn is_about_the_same(&self, visit: &Visit, name: &str) -> bool {
        let properties = |schema: Id| match &self.graph.schemas[schema].shape {
            Shape::Object(members) => members.properties.iter().map(|it| &it.name).collect(),
            _ => BTreeSet::new(),
        };
        let own = properties(visit.edge.schema);
        let members = self.named.schemas.get(name).into_iter().flatten();
        let known: BTreeSet<_> = members.flat_map(|it| properties(it.schema)).collect();
        let common = own.intersection(&known).count();
        common * 2 >= own.len().min(known.len())
    }

    /// Gives the type at a place its name, and visits what it holds.
    fn name(&mut self, visit: Visit, name: String) {
        let Visit {
            place,
            part,
            edge: Edge { schema, .. },
            is_sent,
            ..
        } = visit;
        let class = self.classes.of(schema);
        if let Some(part) = part {
            let parts = self.parts.entry((class, part));
            parts.or_insert_with(|| name.clone());
        }
        self.named.places.insert(place, name.clone());
        let members = self.named.schemas.entry(name.clone()).or_default();
        match members.iter_mut().find(|member| member.schema == schema) {
            Some(known) if known.is_sent || !is_sent => return,
            Some(known) => known.is_sent = true,
            None => members.push(Member { schema, is_sent }),
        }
        let wanted = |part: &str| {
            let names = [of_request(&name), &name];
            let names = names.map(|name| join(name, part));
            let mut names = names.to_vec();
            names.dedup();
            names
        };
        let visit = |place: String, part: &str, edge: Edge| Visit {
            place,
            wanted: wanted(part),
            part: Some(plain_name(part).to_snake_case()),
            edge,
            is_sent,
        };
        match &self.graph.schemas[schema].shape {
            Shape::Object(members) => {
                for property in &members.properties {
                    let place = field_place(&name, &property.name);
                    self.visit(visit(place, &property.name, property.edge));
                }
                if let Some(others) = members.others {
                    self.visit(visit(others_place(&name), "entry", others));
                }
            }
            Shape::Union(branches) => {
                for branch in branches {
                    let kind = kind(&self.graph.schemas[branch.schema].shape);
                    self.visit(visit(branch_place(&name, kind), kind, *branch));
                }
            }
            _ => (),
        }
    }

    /// Notes the type that stands at the place, or in the list or map there.
    fn visit(&mut self, visit: Visit) {
        let within = |place: String, edge: Edge| Visit {
            place,
            edge,
            wanted: visit.wanted.clone(),
            part: visit.part.clone(),
            is_sent: visit.is_sent,
        };
        // What stands in an operation is called for one thing anyhow.
        let one = |name: &str| match visit.part {
            Some(_) => singular(name),
            None => name.to_owned(),
        };
        let item = |edge: Edge| Visit {
            wanted: visit.wanted.iter().map(|name| one(name)).collect(),
            part: visit.part.as_deref().map(singular),
            ..within(item_place(&visit.place), edge)
        };
        match &self.graph.schemas[visit.edge.schema].shape {
            Shape::List(items) => self.visit(item(*items)),
            Shape::OneOrMany(edges) => {
                // One thing, whether there is one or many; if it can't be, what is alone says more.
                for edge in edges.iter().rev() {
                    self.visit(item(*edge));
                }
            }
            Shape::Map(Some(entries)) => self.visit(within(entry_place(&visit.place), *entries)),
            Shape::Object(_) | Shape::Enum(_) | Shape::Union(_) => self.open.push_back(visit),
            _ => (),
        }
    }
}

/// What a value is called beside others in a union.
pub fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Boolean => "Boolean",
        Shape::Integer => "Integer",
        Shape::Number => "Number",
        Shape::Text { .. } | Shape::Amount | Shape::Enum(_) => "String",
        Shape::List(_) | Shape::OneOrMany(_) => "Array",
        Shape::Map(_) | Shape::Object(_) => "Object",
        Shape::Any | Shape::SecretAny | Shape::IntegerOrText | Shape::Union(_) => "Value",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::{classes, graph};

    /// Which names the types of an API get that has these operations.
    fn named(operations: &[(&str, &str, Value, Value)], record: &Record) -> Record {
        let mut paths = json!({});
        let content = |schema: &Value| json!({"content": {"application/json": {"schema": schema}}});
        for (method, path, body, response) in operations {
            let operation = &mut paths[path][method];
            *operation = json!({"operationId": format!("{method}{path}")});
            if !body.is_null() {
                operation["requestBody"] = content(body);
            }
            if !response.is_null() {
                operation["responses"] = json!({"2XX": content(response)});
            }
        }
        let lowered = json!({"paths": paths});
        let source = graph::Source {
            id: "v3/things".into(),
            base_path: "/stores/{store_hash}/v3",
            lowered: &lowered,
        };
        let graph = graph::read(&[source]).unwrap();
        assign(&graph, &classes::of(&graph), record).into_record(&BTreeMap::new(), record)
    }

    fn thing(more: &[&str]) -> Value {
        let names = ["id", "size"].iter().chain(more);
        let properties = names.map(|name| ((*name).to_owned(), json!({"type": "integer"})));
        json!({"type": "object", "properties": properties.collect::<serde_json::Map<_, _>>()})
    }

    fn data(schema: Value) -> Value {
        json!({"type": "object", "properties": {"data": schema, "meta": {"type": "object"}}})
    }

    fn list(schema: &Value) -> Value {
        json!({"type": "array", "items": schema})
    }

    fn names(record: &Record) -> Vec<&str> {
        record.keys().map(String::as_str).collect()
    }

    #[test]
    fn a_thing_has_one_type_in_all_responses_and_what_is_sent_has_its_own() {
        let made = named(
            &[
                (
                    "get",
                    "/catalog/things",
                    Value::Null,
                    data(list(&thing(&["shape"]))),
                ),
                (
                    "post",
                    "/catalog/things",
                    thing(&[]),
                    data(thing(&["weight"])),
                ),
                ("put", "/catalog/things", list(&thing(&["id"])), Value::Null),
                (
                    "put",
                    "/catalog/things/{id}",
                    thing(&["shape"]),
                    data(thing(&[])),
                ),
            ],
            &Record::new(),
        );
        assert_eq!(
            names(&made),
            ["NewThing", "Thing", "ThingBulkUpdate", "ThingUpdate"]
        );
        let places: Vec<_> = made["Thing"].at.iter().map(String::as_str).collect();
        assert_eq!(
            places,
            [
                "GET /v3/catalog/things response[]",
                "POST /v3/catalog/things response",
                "PUT /v3/catalog/things/{} response",
            ]
        );
    }

    #[test]
    fn a_part_is_called_by_what_it_is_a_part_of_in_requests_too() {
        let with_images = |image: Value| {
            let mut whole = thing(&[]);
            whole["properties"]["images"] = list(&image);
            whole
        };
        let required = {
            let mut image = thing(&[]);
            image["required"] = json!(["id"]);
            image
        };
        let made = named(
            &[
                (
                    "get",
                    "/things",
                    Value::Null,
                    data(list(&with_images(thing(&["url"])))),
                ),
                ("post", "/things", with_images(thing(&[])), Value::Null),
                ("put", "/things/{id}", with_images(required), Value::Null),
            ],
            &Record::new(),
        );
        let expected = [
            "NewThing",
            "Thing",
            "ThingImage",
            "ThingUpdate",
            "ThingUpdateImage",
        ];
        assert_eq!(names(&made), expected);
        assert!(made["ThingImage"].at.contains("NewThing.images[]"));
    }

    #[test]
    fn a_recorded_name_stays_whatever_comes_or_goes() {
        let old = [("get", "/things", Value::Null, data(list(&thing(&[]))))];
        let mut record = named(&old, &Record::new());
        let recorded = record.remove("Thing").unwrap();
        record.insert("Article".to_owned(), recorded);
        let more = [
            ("get", "/a", Value::Null, data(thing(&[]))),
            ("get", "/things", Value::Null, data(list(&thing(&["more"])))),
        ];
        let new = named(&more, &record);
        assert_eq!(names(&new), ["A", "Article"]);
        // What is gone keeps its name, and nothing else gets it.
        let gone = named(&more[..1], &record);
        assert_eq!(gone["Article"], record["Article"]);
    }

    #[test]
    fn what_cant_be_one_type_gets_a_name_of_its_own() {
        let text = json!({"type": "object", "properties": {"id": {"type": "boolean"}, "size": {"type": "integer"}}});
        let made = named(
            &[
                ("get", "/things", Value::Null, data(list(&thing(&[])))),
                ("get", "/things/{id}", Value::Null, data(text)),
            ],
            &Record::new(),
        );
        assert_eq!(names(&made), ["Thing", "ThingDetails"]);
    }
}
