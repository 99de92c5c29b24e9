//! What a value must fit.
//!
//! OpenAPI 3.0's dialect is not JSON Schema's: `nullable`, `exclusiveMinimum` as a flag, nothing counts
//! beside a `$ref`, what is `readOnly` isn't required of a request, and the parts of an `allOf` together
//! say which properties there are. So a schema is read as the flat ones it may stand for.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Node;
use crate::{Error, Result};

/// Who sends a value: what is `readOnly` or `writeOnly` is the business of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The client.
    Request,
    /// The server.
    Response,
}

/// A type of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object.
    Object,
    /// A list.
    Array,
    /// Text.
    String,
    /// A truth value.
    Boolean,
    /// Any number.
    Number,
    /// A whole number.
    Integer,
}

/// What a value must fit: all of its parts. One without parts takes anything.
#[derive(Clone, Debug, Default)]
pub struct Schema<'b>(Vec<Part<'b>>);

#[derive(Clone, Debug)]
enum Part<'b> {
    Node(Node<'b>),
    Flat(Flat<'b>),
}

/// A schema without references and compositions: what each of its parts says itself, all at once.
#[derive(Clone, Debug, Default)]
pub struct Flat<'b>(Vec<Node<'b>>);

/// What an object may hold beside its properties.
#[derive(Clone, Debug)]
pub enum Rest<'b> {
    /// Anything.
    Open,
    /// Nothing.
    Closed,
    /// What fits this.
    Schema(Schema<'b>),
}

/// The least or the largest number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The number.
    pub value: f64,
    /// Whether the number itself is out of bounds.
    pub exclusive: bool,
}

impl Side {
    /// The keyword of properties that the other side sends.
    fn not_sent(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

impl Kind {
    /// Every type.
    pub const ALL: [Self; 6] = [
        Self::Object,
        Self::Array,
        Self::String,
        Self::Boolean,
        Self::Number,
        Self::Integer,
    ];

    /// What documents call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Integer => "integer",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// Whether `value` is of this type.
    pub fn has(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::Integer => {
                value.is_i64() || value.is_u64() || value.as_f64().is_some_and(is_whole)
            }
        }
    }
}

fn is_whole(number: f64) -> bool {
    number.fract() == 0.0
}

impl<'b> From<Node<'b>> for Schema<'b> {
    fn from(node: Node<'b>) -> Self {
        Self(vec![Part::Node(node)])
    }
}

impl<'b> From<Option<Node<'b>>> for Schema<'b> {
    fn from(node: Option<Node<'b>>) -> Self {
        node.map(Self::from).unwrap_or_default()
    }
}

impl<'b> From<Flat<'b>> for Schema<'b> {
    fn from(flat: Flat<'b>) -> Self {
        Self(vec![Part::Flat(flat)])
    }
}

impl<'b> FromIterator<Node<'b>> for Schema<'b> {
    fn from_iter<I: IntoIterator<Item = Node<'b>>>(nodes: I) -> Self {
        Self(nodes.into_iter().map(Part::Node).collect())
    }
}

impl<'b> Schema<'b> {
    /// The flat schemas of which a value must fit one.
    ///
    /// # Errors
    /// When a reference leads nowhere, or the schema is a part of itself.
    pub fn flats(&self) -> Result<Vec<Flat<'b>>> {
        let mut flats = vec![Flat::default()];
        for part in &self.0 {
            let more = match part {
                Part::Node(node) => alternatives(node, &mut Vec::new())?,
                Part::Flat(flat) => vec![flat.clone()],
            };
            let node = match part {
                Part::Node(node) => Some(node),
                Part::Flat(flat) => flat.0.first(),
            };
            // What stands nowhere has no alternatives.
            flats = match (joined(&flats, &more), node) {
                (Some(joined), _) => joined,
                (None, Some(node)) => return Err(too_many(node)),
                (None, None) => flats,
            };
        }
        Ok(flats)
    }

    /// Whether `side` sends it. Where the parts of an `allOf` differ, one is there to lift what the others
    /// say.
    ///
    /// # Errors
    /// When a reference leads nowhere, or the schema is a part of itself.
    pub fn is_sent_by(&self, side: Side) -> Result<bool> {
        for part in &self.0 {
            let marked = match part {
                Part::Node(node) => is_marked(node, side.not_sent(), &mut Vec::new())?,
                Part::Flat(flat) => flat
                    .0
                    .iter()
                    .any(|node| node.flag(side.not_sent()) == Some(true)),
            };
            if !marked {
                return Ok(true);
            }
        }
        Ok(self.0.is_empty())
    }
}

/// `next`, unless it is among the schemas above it.
fn enter<'b>(above: &mut Vec<Node<'b>>, next: &Node<'b>) -> Result<Node<'b>> {
    let node = next.resolved()?;
    if above.iter().any(|known| known.is(&node)) {
        return Err(next.fault("the schema is a part of itself"));
    }
    above.push(node.clone());
    Ok(node)
}

/// The flat schemas that the one at `node` stands for, which those `above` are composed of.
fn alternatives<'b>(node: &Node<'b>, above: &mut Vec<Node<'b>>) -> Result<Vec<Flat<'b>>> {
    let node = enter(above, node)?;
    let mut flats = vec![Flat(vec![node.clone()])];
    for part in node.items("allOf") {
        let more = alternatives(&part, above)?;
        flats = joined(&flats, &more).ok_or_else(|| too_many(&part))?;
    }
    for union in ["oneOf", "anyOf"] {
        let mut branches = Vec::new();
        for branch in node.items(union) {
            branches.extend(alternatives(&branch, above)?);
        }
        if !branches.is_empty() {
            flats = joined(&flats, &branches).ok_or_else(|| too_many(&node))?;
        }
    }
    above.pop();
    Ok(flats)
}

/// The most flat schemas that one may stand for: real ones stand for a few.
const MOST_FLATS: usize = 1000;

fn too_many(node: &Node) -> Error {
    node.fault(format!(
        "the schema has more than {MOST_FLATS} alternatives, put together from those of its parts"
    ))
}

/// What fits one of each; nothing if that are too many.
fn joined<'b>(left: &[Flat<'b>], right: &[Flat<'b>]) -> Option<Vec<Flat<'b>>> {
    if left.len().saturating_mul(right.len()) > MOST_FLATS {
        return None;
    }
    let both =
        |left: &Flat<'b>, right: &Flat<'b>| Flat(left.0.iter().chain(&right.0).cloned().collect());
    let pairs = left
        .iter()
        .flat_map(|left| right.iter().map(move |right| both(left, right)));
    Some(pairs.collect())
}

/// Whether the schema at `node` is marked with `keyword`, or all parts of its `allOf` are where it says
/// nothing itself.
fn is_marked<'b>(node: &Node<'b>, keyword: &str, above: &mut Vec<Node<'b>>) -> Result<bool> {
    let node = enter(above, node)?;
    let mut parts = node.items("allOf").peekable();
    let marked = match node.flag(keyword) {
        Some(own) => own,
        None if parts.peek().is_none() => false,
        None => {
            let mut all = true;
            for part in parts {
                all = all && is_marked(&part, keyword, above)?;
            }
            all
        }
    };
    above.pop();
    Ok(marked)
}

/// Keywords that only one type has.
const IMPLIED: [(&str, Kind); 8] = [
    ("properties", Kind::Object),
    ("additionalProperties", Kind::Object),
    ("items", Kind::Array),
    ("pattern", Kind::String),
    ("minLength", Kind::String),
    ("maxLength", Kind::String),
    ("minimum", Kind::Number),
    ("maximum", Kind::Number),
];

impl<'b> Flat<'b> {
    /// The type, named or implied; none takes any.
    pub fn kind(&self) -> Option<Kind> {
        let named = self.texts("type").filter_map(Kind::of);
        let named = named.reduce(|first, next| match next {
            Kind::Integer => next,
            _ => first,
        });
        named.or_else(|| {
            let mut implied = IMPLIED.into_iter();
            let found = implied.find(|(keyword, _)| self.all(keyword).next().is_some());
            found.map(|(_, kind)| kind)
        })
    }

    /// Whether it takes `null`; a part without a type does.
    pub fn is_nullable(&self) -> bool {
        let takes = |node: &Node<'b>| {
            node.flag("nullable") == Some(true) || Self(vec![node.clone()]).kind().is_none()
        };
        self.0.iter().all(takes)
    }

    /// The properties, by name.
    pub fn properties(&self) -> BTreeMap<&'b str, Schema<'b>> {
        let mut properties: BTreeMap<&str, Schema> = BTreeMap::new();
        for (name, node) in self.0.iter().flat_map(|part| part.entries("properties")) {
            properties.entry(name).or_default().0.push(Part::Node(node));
        }
        properties
    }

    /// Whether some part lists properties.
    pub fn has_properties(&self) -> bool {
        self.all("properties").any(|node| node.value.is_object())
    }

    /// The property `name`.
    pub fn property(&self, name: &str) -> Option<Schema<'b>> {
        let schema: Schema = self
            .all("properties")
            .filter_map(|node| node.child(name))
            .collect();
        (!schema.0.is_empty()).then_some(schema)
    }

    /// The names of the properties that must be there.
    pub fn required(&self) -> Vec<&'b str> {
        let mut required = Vec::new();
        for name in self.0.iter().flat_map(|part| part.items("required")) {
            if let Some(name) = name.value.as_str().filter(|name| !required.contains(name)) {
                required.push(name);
            }
        }
        required
    }

    /// What else an object may hold.
    pub fn rest(&self) -> Rest<'b> {
        let said: Vec<_> = self.all("additionalProperties").collect();
        if said.iter().any(|node| node.value == &Value::Bool(false)) {
            return Rest::Closed;
        }
        let schema: Schema = said
            .into_iter()
            .filter(|node| node.value.is_object())
            .collect();
        if schema.0.is_empty() {
            Rest::Open
        } else {
            Rest::Schema(schema)
        }
    }

    /// What each item of a list must fit, if that is said.
    pub fn items(&self) -> Option<Schema<'b>> {
        let schema: Schema = self.all("items").collect();
        (!schema.0.is_empty()).then_some(schema)
    }

    /// Whether no item may be there twice.
    pub fn is_unique(&self) -> bool {
        self.0
            .iter()
            .any(|node| node.flag("uniqueItems") == Some(true))
    }

    /// The values it takes, where those are listed.
    pub fn choices(&self) -> Option<Vec<&'b Value>> {
        let lists = self.all("enum").filter_map(|node| node.value.as_array());
        let lists = lists.map(|list| list.iter().collect::<Vec<_>>());
        lists.reduce(|mut first, next| {
            first.retain(|value| next.contains(value));
            first
        })
    }

    /// What it must not fit.
    pub fn excluded(&self) -> impl Iterator<Item = Schema<'b>> {
        self.all("not").map(Schema::from)
    }

    /// The least number.
    pub fn minimum(&self) -> Option<Bound> {
        self.bounds("minimum", "exclusiveMinimum")
            .reduce(|one, other| match one.value.total_cmp(&other.value) {
                std::cmp::Ordering::Less => other,
                std::cmp::Ordering::Greater => one,
                std::cmp::Ordering::Equal => one.or(other),
            })
    }

    /// The largest number.
    pub fn maximum(&self) -> Option<Bound> {
        self.bounds("maximum", "exclusiveMaximum")
            .reduce(|one, other| match one.value.total_cmp(&other.value) {
                std::cmp::Ordering::Less => one,
                std::cmp::Ordering::Greater => other,
                std::cmp::Ordering::Equal => one.or(other),
            })
    }

    /// The least number of letters.
    pub fn min_length(&self) -> Option<usize> {
        self.counts("minLength").max()
    }

    /// The largest number of letters.
    pub fn max_length(&self) -> Option<usize> {
        self.counts("maxLength").min()
    }

    /// The least number of items.
    pub fn min_items(&self) -> Option<usize> {
        self.counts("minItems").max()
    }

    /// The largest number of items.
    pub fn max_items(&self) -> Option<usize> {
        self.counts("maxItems").min()
    }

    /// The regular expressions that a text matches, all of them.
    pub fn patterns(&self) -> impl Iterator<Item = &'b str> {
        self.texts("pattern")
    }

    /// The format.
    pub fn format(&self) -> Option<&'b str> {
        self.texts("format").last()
    }

    /// What is taken for it where it isn't sent.
    pub fn default_value(&self) -> Option<&'b Value> {
        self.all("default").last().map(|node| node.value)
    }

    /// What each part says of `keyword`.
    fn all(&self, keyword: &str) -> impl Iterator<Item = Node<'b>> {
        self.0.iter().filter_map(move |node| node.child(keyword))
    }

    fn texts(&self, keyword: &str) -> impl Iterator<Item = &'b str> {
        self.0.iter().filter_map(move |node| node.text(keyword))
    }

    fn counts(&self, keyword: &str) -> impl Iterator<Item = usize> {
        let counts = self
            .0
            .iter()
            .filter_map(move |node| node.value.get(keyword)?.as_u64());
        counts.filter_map(|count| count.try_into().ok())
    }

    fn bounds(&self, keyword: &str, exclusive: &str) -> impl Iterator<Item = Bound> {
        self.0.iter().filter_map(move |node| {
            Some(Bound {
                value: node.value.get(keyword)?.as_f64()?,
                exclusive: node.flag(exclusive) == Some(true),
            })
        })
    }
}

impl Bound {
    fn or(self, other: Self) -> Self {
        Self {
            exclusive: self.exclusive || other.exclusive,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::openapi::Bundle;

    /// What `read` makes of the schema `it` of these.
    fn of<T>(schemas: Value, read: impl Fn(Schema) -> T) -> T {
        let bundle = Bundle::of("things", &schemas);
        read(bundle.document("things").unwrap().child("it").into())
    }

    fn one<T>(schema: Value, read: impl Fn(Flat) -> T) -> T {
        of(json!({ "it": schema }), |schema| {
            let mut flats = schema.flats().unwrap();
            assert_eq!(flats.len(), 1);
            read(flats.remove(0))
        })
    }

    #[test]
    fn a_schema_of_too_many_alternatives_is_an_error_and_not_the_end_of_the_memory() {
        let union = json!({"oneOf": [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}]});
        let with = |parts: usize| json!({"it": {"allOf": vec![union.clone(); parts]}});
        assert_eq!(of(with(3), |schema| schema.flats().unwrap().len()), 1000);
        let said = of(with(40), |schema| schema.flats().unwrap_err().to_string());
        assert!(said.starts_with("things: #/it/allOf/3: "), "{said}");
        assert!(said.contains("more than 1000 alternatives"), "{said}");
    }

    #[test]
    fn parts_are_merged_into_what_all_of_them_take() {
        let schema = json!({
            "nullable": true,
            "allOf": [
                { "type": "object", "required": ["a"], "properties": { "a": { "type": "number" } } },
                {
                    "type": "object", "required": ["b", "a"], "nullable": true,
                    "properties": { "a": { "type": "integer", "minimum": 1 }, "b": {} },
                    "additionalProperties": false,
                },
            ],
        });
        one(schema, |flat| {
            assert_eq!(flat.kind(), Some(Kind::Object));
            assert!(!flat.is_nullable());
            assert_eq!(flat.required(), ["a", "b"]);
            assert!(flat.properties().keys().eq(&["a", "b"]));
            assert!(matches!(flat.rest(), Rest::Closed));
            let both = flat.property("a").unwrap().flats().unwrap().remove(0);
            assert_eq!(both.kind(), Some(Kind::Integer));
            assert_eq!(both.minimum().unwrap().value, 1.0);
            assert!(flat.property("c").is_none());
        });
    }

    #[test]
    fn of_two_limits_the_narrower_one_counts() {
        let schema = json!({ "allOf": [
            { "type": "integer", "minimum": 1, "maximum": 9, "enum": [1, 5, 9] },
            { "minimum": 3, "exclusiveMinimum": true, "maximum": 12, "enum": [5, 9, 12] },
        ] });
        one(schema, |flat| {
            let bound = |value, exclusive| Some(Bound { value, exclusive });
            assert_eq!(flat.minimum(), bound(3.0, true));
            assert_eq!(flat.maximum(), bound(9.0, false));
            assert_eq!(flat.choices(), Some(vec![&json!(5), &json!(9)]));
        });
        let schema = json!({ "allOf": [
            { "minLength": 2, "maxLength": 5, "pattern": "a" }, { "minLength": 3, "pattern": "b" },
        ] });
        one(schema, |flat| {
            assert_eq!((flat.min_length(), flat.max_length()), (Some(3), Some(5)));
            assert!(flat.patterns().eq(["a", "b"]));
        });
    }

    #[test]
    fn each_branch_of_each_union_is_an_alternative() {
        let schemas = json!({
            "it": { "type": "object", "oneOf": [{ "$ref": "#/A" }, { "$ref": "#/B" }], "anyOf": [{}, {}, {}] },
            "A": { "properties": { "a": {} } },
            "B": { "allOf": [{ "$ref": "#/A" }, { "required": ["a"] }] },
        });
        of(schemas, |schema| {
            let flats = schema.flats().unwrap();
            assert_eq!(flats.len(), 6);
            assert!(flats.iter().all(|flat| flat.property("a").is_some()));
            let required = flats.iter().filter(|flat| flat.required() == ["a"]);
            assert_eq!(required.count(), 3);
            // What one alternative was chosen of stays that one.
            let again = Schema::from(flats[5].clone()).flats().unwrap();
            assert_eq!((again.len(), again[0].required()), (1, vec!["a"]));
        });
    }

    #[test]
    fn a_side_sends_what_isnt_marked_as_the_others() {
        let sends = |schema: Value, side: Side| {
            let schemas = json!({ "it": schema, "Id": { "readOnly": true } });
            of(schemas, |schema| schema.is_sent_by(side).unwrap())
        };
        let id = json!({ "$ref": "#/Id" });
        assert!(!sends(id.clone(), Side::Request));
        assert!(sends(id.clone(), Side::Response));
        assert!(!sends(json!({ "allOf": [id, id] }), Side::Request));
        assert!(sends(json!({ "allOf": [id, {}] }), Side::Request));
        assert!(sends(json!({ "allOf": [{}, id] }), Side::Request));
        assert!(sends(
            json!({ "allOf": [id], "readOnly": false }),
            Side::Request
        ));
        assert!(!sends(json!({ "writeOnly": true }), Side::Response));
        assert!(sends(json!({}), Side::Request));
    }

    #[test]
    fn a_schema_that_is_a_part_of_itself_is_an_error_at_its_place() {
        let schemas = json!({
            "it": { "allOf": [{ "$ref": "#/A" }] },
            "A": { "oneOf": [{}, { "$ref": "#/A" }] },
        });
        of(schemas, |schema| {
            assert_eq!(
                schema.flats().unwrap_err().to_string(),
                "things: #/A/oneOf/1: the schema is a part of itself"
            );
        });
        // Below a property it may be.
        let tree = json!({ "it": { "properties": { "child": { "$ref": "#/it" } } } });
        of(tree, |schema| assert_eq!(schema.flats().unwrap().len(), 1));
    }
}
