//! JSON that is valid for a schema, chosen by a seed.

use super::{
    pattern,
    random::Random,
    schema::{count, flatten, kind, list, resolve, says},
    text::{self, Place},
};
use serde_json::{Map, Number, Value, json};
use std::collections::BTreeSet;

/// How much of a schema to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Every property, never null.
    Full,
    /// Only what is required.
    Minimal,
    /// Every property, those that may be null as null.
    Nulls,
    /// Every property, and in each object that names its properties one that it doesn't name.
    UnknownFields,
    /// Every property, and a text that no `enum` of texts lists.
    UnknownEnums,
}

/// A name and a text that no document knows.
pub const UNHEARD_OF: &str = "x_unheard_of";
/// A code that no document knows, as text.
const UNHEARD_OF_CODE: &str = "97";

/// Which side sends the value: properties that are `readOnly` or `writeOnly` belong to one side only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The client sends it; `readOnly` properties are left out, even required ones (as OpenAPI says).
    Request,
    /// The server sends it; `writeOnly` properties are left out.
    Response,
}

/// A request body for `schema`. Consecutive seeds visit consecutive branches of each union.
pub fn sample(document: &Value, schema: &Value, seed: u64, mode: Mode) -> Value {
    Sampler::new(document, Random::new(seed), mode).value(schema, seed)
}

/// A value of `schema` for a parameter of this name.
pub fn sample_parameter(
    document: &Value,
    name: &str,
    schema: &Value,
    seed: u64,
    mode: Mode,
) -> Value {
    Sampler::new(document, Random::new(seed), mode).named(name, schema, seed)
}

/// A response for `schema` that reports no failure.
pub fn sample_success(document: &Value, schema: &Value, seed: u64, mode: Mode) -> Value {
    let mut response = sample_response(document, schema, seed, mode);
    if let Some(members) = response.as_object_mut()
        && (members.contains_key("data") || members.contains_key("message"))
    {
        members.remove("errors");
        if let Some(code) = members.get_mut("code").filter(|code| code.is_number()) {
            *code = json!(200);
        }
    }
    if let Some(failed) = response.pointer_mut("/meta/failed") {
        *failed = json!(0);
        response["meta"]["success"] = response["meta"]["total"].clone();
    }
    response
}

/// A response for `schema`, whatever it reports.
pub fn sample_response(document: &Value, schema: &Value, seed: u64, mode: Mode) -> Value {
    let mut sampler = Sampler::new(document, Random::new(seed), mode);
    sampler.side = Side::Response;
    sampler.value(schema, seed)
}

/// Whether values are numbers that stand for something, written as text.
fn are_digits(values: &[&Value]) -> bool {
    let mut values = values.iter().filter_map(|value| value.as_str());
    values.all(|value| value.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a schema is a number that may be written as text.
fn is_amount(document: &Value, schema: &Value) -> bool {
    let schema = resolve(document, schema);
    let branches = ["oneOf", "anyOf"]
        .iter()
        .flat_map(|it| schema[*it].as_array());
    let types: Vec<_> = branches
        .flatten()
        .map(|branch| branch["type"].as_str())
        .collect();
    types.len() == 2 && types.contains(&Some("number")) && types.contains(&Some("string"))
}

/// From this depth on, lists hold one item and free-form objects nothing.
const NARROW: usize = 6;
/// From this depth on, optional properties are left out, which ends recursive schemas.
const DEEP: usize = 14;

/// Makes values of the schemas of one document.
pub struct Sampler<'a> {
    /// The document references point into.
    pub document: &'a Value,
    /// Where choices come from.
    pub random: Random,
    /// How much to fill.
    pub mode: Mode,
    /// Who sends it.
    pub side: Side,
    /// Where it goes; decides which characters free text has.
    pub place: Place,
    depth: usize,
}

impl<'a> Sampler<'a> {
    /// A sampler of request bodies.
    pub fn new(document: &'a Value, random: Random, mode: Mode) -> Self {
        let (side, place, depth) = (Side::Request, Place::Body, 0);
        Self {
            document,
            random,
            mode,
            side,
            place,
            depth,
        }
    }

    /// A value of `schema` for a parameter or property of this name.
    pub fn named(&mut self, name: &str, schema: &Value, turn: u64) -> Value {
        match self.value(schema, turn) {
            Value::String(_) if self.is_amount(name, schema) => self.amount(),
            value => value,
        }
    }

    /// A value of `schema`; `turn` chooses the branches of its unions.
    pub fn value(&mut self, schema: &Value, mut turn: u64) -> Value {
        let flat = flatten(self.document, schema, &mut turn);
        if kind(&flat) == Some("string") && is_amount(self.document, schema) {
            return self.amount();
        }
        if self.mode == Mode::Nulls && self.depth > 0 && flat.get("nullable") == Some(&json!(true))
        {
            return Value::Null;
        }
        let choices: Vec<&Value> = list(&flat, "enum")
            .iter()
            .filter(|value| !value.is_null())
            .collect();
        if self.mode == Mode::UnknownEnums && choices.iter().any(|choice| choice.is_string()) {
            return json!(if are_digits(&choices) {
                UNHEARD_OF_CODE
            } else {
                UNHEARD_OF
            });
        }
        if !choices.is_empty() {
            return self.random.pick(&choices).clone();
        }
        self.depth += 1;
        let value = match kind(&flat) {
            Some("object") => self.object(&flat, turn),
            Some("array") => self.array(&flat, turn),
            Some("string") => Value::String(self.string(&flat)),
            Some("integer") => self.integer(&flat),
            Some("number") => self.number(&flat),
            Some("boolean") => Value::Bool(self.random.one_in(2)),
            _ if flat.contains_key("format") => Value::String(self.string(&flat)),
            _ => self.anything(),
        };
        self.depth -= 1;
        value
    }

    /// Whether text is an amount by its property's name: no server writes words there.
    fn is_amount(&self, name: &str, schema: &Value) -> bool {
        const ENDS: [&str; 20] = [
            "amount",
            "balance",
            "cost",
            "credit",
            "depth",
            "discount",
            "xchange_rate",
            "height",
            "money",
            "price",
            "purchase",
            "rate",
            "spend",
            "surcharge",
            "total",
            "tax",
            "weight",
            "width",
            "xchangeRate",
            "quantity",
        ];
        let schema = resolve(self.document, schema);
        let is_plain = schema["enum"].is_null() && schema["format"] != "date-time";
        is_plain
            && ENDS
                .iter()
                .any(|end| name.to_lowercase().ends_with(&end.to_lowercase()))
    }

    fn amount(&mut self) -> Value {
        let (whole, cents) = (self.random.below(1000), self.random.below(100));
        format!("{whole}.{cents:02}").into()
    }

    /// Whether a server leaves a property out of no response: the crate reads what is absent as 0.
    fn is_id(&self, name: &str) -> bool {
        let is_id = name == "id" || name.ends_with("_id") || name.ends_with("Id");
        self.side == Side::Response && is_id
    }

    fn object(&mut self, flat: &Map<String, Value>, turn: u64) -> Value {
        let required: BTreeSet<&str> = list(flat, "required")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let none = Map::new();
        let declared = flat
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&none);
        let optional = self.mode != Mode::Minimal && self.depth < DEEP;
        let other_side = match self.side {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
        };
        // Sorted, so that the choices don't depend on how serde_json orders its maps.
        let names: BTreeSet<&str> = declared
            .keys()
            .map(String::as_str)
            .chain(required.iter().copied())
            .collect();
        let is_money = declared.len() == 2 && declared.contains_key("code");
        let mut object = Map::new();
        for name in names {
            let value = match declared.get(name) {
                Some(schema) => {
                    let wanted = required.contains(name) || optional || self.is_id(name);
                    if !wanted || says(self.document, schema, other_side) {
                        continue;
                    }
                    match self.named(name, schema, turn) {
                        Value::String(_) if is_money && name == "value" => self.amount(),
                        value => value,
                    }
                }
                None if flat.get("additionalProperties") == Some(&json!(false)) => continue,
                None => Value::String(text::free(self.place, 1, 40, &mut self.random)),
            };
            object.insert(name.to_owned(), value);
        }
        if self.mode == Mode::UnknownFields && !declared.is_empty() {
            object.insert(UNHEARD_OF.to_owned(), json!({ "a": [1, null] }));
        }
        if optional && self.depth < NARROW {
            self.add_undeclared(flat, declared.is_empty(), turn, &mut object);
        }
        Value::Object(object)
    }

    /// Adds properties of names of our own, where the schema says it takes them or declares none.
    fn add_undeclared(
        &mut self,
        flat: &Map<String, Value>,
        free_form: bool,
        turn: u64,
        object: &mut Map<String, Value>,
    ) {
        let schema = match flat.get("additionalProperties") {
            Some(Value::Bool(false)) => return,
            Some(schema @ Value::Object(_)) => schema,
            None if !free_form => return,
            _ => &json!({}),
        };
        for name in ["x_custom", "x custom/é"] {
            let value = self.value(schema, turn);
            object.entry(name).or_insert(value);
        }
    }

    fn array(&mut self, flat: &Map<String, Value>, turn: u64) -> Value {
        let least = count(flat, "minItems").unwrap_or(0);
        let most = count(flat, "maxItems").unwrap_or(usize::MAX);
        let argument = self.place != Place::Body;
        let wanted = if argument {
            // A form-style list of nothing can't be told from no list.
            if self.random.one_in(2) { 3 } else { 2 }
        } else if self.mode == Mode::Minimal {
            // A required list may be empty; every other turn it is.
            usize::from(turn.is_multiple_of(2))
        } else if self.depth > 1 && self.random.one_in(12) {
            0
        } else if self.depth > NARROW {
            1
        } else {
            2
        };
        // A request whose list is what it acts on isn't sent without an entry.
        let acted_on = self.side == Side::Request && self.depth <= 2;
        let wanted = if acted_on { wanted.max(1) } else { wanted };
        let wanted = wanted.min(most).max(least);
        let any = json!({});
        let items = flat.get("items").unwrap_or(&any);
        let unique = argument || flat.get("uniqueItems") == Some(&json!(true));
        let mut array = Vec::new();
        for attempt in 0..wanted as u64 * 8 {
            if array.len() == wanted {
                break;
            }
            // Each item takes the next branch, so that one list shows several.
            let item = self.value(items, turn.wrapping_add(attempt));
            if !unique
                || !array.contains(&item)
                || attempt >= wanted as u64 * 7 && array.len() < least
            {
                array.push(item);
            }
        }
        Value::Array(array)
    }

    fn string(&mut self, flat: &Map<String, Value>) -> String {
        let argument = self.place != Place::Body;
        let low = count(flat, "minLength")
            .unwrap_or(0)
            .max(usize::from(argument));
        let high = count(flat, "maxLength").unwrap_or(usize::MAX);
        if let Some(expression) = flat.get("pattern").and_then(Value::as_str)
            && let Some(text) = pattern::matching(expression, low, high, &mut self.random)
        {
            return text;
        }
        if let Some(format) = flat.get("format").and_then(Value::as_str)
            && let Some(text) = text::formatted(format, &mut self.random)
            && (low..=high).contains(&text.chars().count())
        {
            return text;
        }
        text::free(self.place, low, high, &mut self.random)
    }

    fn integer(&mut self, flat: &Map<String, Value>) -> Value {
        let (low, high) = bounds(flat);
        let small = flat.get("format") == Some(&json!("int32"));
        let largest = if small {
            i64::from(i32::MAX)
        } else {
            9_007_199_254_740_991
        };
        let number = match (low, high) {
            (Some(low), Some(high)) => self.random.between(whole(low.ceil()), whole(high.floor())),
            (None, Some(high)) => whole(high.floor()) - self.random.between(0, 9_999),
            (low, None) => {
                let low = low.map_or(1, |low| whole(low.ceil()));
                match self.random.below(8) {
                    0 if !small => self.random.between(low.max(1 << 31), largest),
                    1 => low,
                    2 if self.place == Place::Body && !flat.contains_key("minimum") => {
                        self.random.between(-9_999, 0)
                    }
                    _ => low + self.random.between(0, 9_999),
                }
            }
        };
        json!(number)
    }

    fn number(&mut self, flat: &Map<String, Value>) -> Value {
        let (low, high) = match bounds(flat) {
            (None, None) => (0.0, 1_000.0),
            (Some(low), None) => (low, low + 1_000.0),
            (None, Some(high)) => (high - 1_000.0, high),
            (Some(low), Some(high)) => (low, high),
        };
        let fits = |number: &f64| (low..=high).contains(number);
        // Hundredths, by dividing a whole number: the decimal that is meant, not one beside it.
        let cents = self
            .random
            .between(whole((low * 100.0).ceil()), whole((high * 100.0).floor()));
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let choices = [7.95, cents as f64 / 100.0, cents as f64 / 100.0];
        let number = self.random.pick(&choices);
        let number = if fits(&number) { number } else { low };
        let rounded = number.round();
        if self.random.one_in(3) && fits(&rounded) || rounded == number {
            return json!(whole(rounded.clamp(low, high)));
        }
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }

    /// A value for a schema that takes any.
    fn anything(&mut self) -> Value {
        match self.random.below(4) {
            0 => json!(self.random.between(1, 9_999)),
            1 => json!(self.random.one_in(2)),
            _ => json!(text::free(self.place, 1, 40, &mut self.random)),
        }
    }
}

/// The bounds of a number, exclusive ones moved inside by a hundredth (by one for integers, rounding does that).
fn bounds(flat: &Map<String, Value>) -> (Option<f64>, Option<f64>) {
    let bound = |keyword: &str, exclusive: &str, step: f64| {
        let bound = flat.get(keyword)?.as_f64()?;
        let is_exclusive = flat.get(exclusive) == Some(&json!(true));
        Some(if is_exclusive { bound + step } else { bound })
    };
    (
        bound("minimum", "exclusiveMinimum", 0.01),
        bound("maximum", "exclusiveMaximum", -0.01),
    )
}

/// A whole number as an integer. The documents' bounds are all within `f64`'s exact range.
#[expect(
    clippy::cast_possible_truncation,
    reason = "saturates, and bounds are small"
)]
fn whole(number: f64) -> i64 {
    number as i64
}

#[cfg(test)]
mod tests {
    use super::{Mode, sample, sample_success};
    use serde_json::{Value, json};

    fn full(schema: &Value, seed: u64) -> Value {
        sample(&json!({}), schema, seed, Mode::Full)
    }

    fn names(value: &Value) -> Vec<&str> {
        let mut names: Vec<&str> = value
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn modes_and_sides_choose_properties() {
        let schema = json!({ "type": "object", "required": ["id", "name"], "properties": {
            "id": { "type": "integer", "readOnly": true },
            "name": { "type": "string" },
            "note": { "type": "string", "nullable": true },
            "secret": { "type": "string", "writeOnly": true },
        } });
        let document = json!({});
        assert_eq!(names(&full(&schema, 1)), ["name", "note", "secret"]);
        assert_eq!(
            names(&sample(&document, &schema, 1, Mode::Minimal)),
            ["name"]
        );
        assert_eq!(
            names(&sample_success(&document, &schema, 1, Mode::Full)),
            ["id", "name", "note"]
        );
        assert_eq!(
            names(&sample_success(&document, &schema, 1, Mode::Minimal)),
            ["id", "name"]
        );
        assert!(full(&schema, 1)["note"].is_string());
        let nulls = sample(&document, &schema, 1, Mode::Nulls);
        assert!(nulls["note"].is_null() && nulls["name"].is_string());
        assert_eq!(full(&schema, 9), full(&schema, 9));
        assert_ne!(full(&schema, 9), full(&schema, 10));
    }

    #[test]
    fn all_of_is_one_object_and_one_of_one_branch() {
        let schema = json!({
            "allOf": [
                { "type": "object", "properties": { "a": { "type": "integer", "minimum": 5 } } },
                { "required": ["a", "z"], "properties": { "a": { "maximum": 5 } } },
            ],
            "oneOf": [{ "properties": { "b": { "enum": ["x"] } } }, { "properties": { "c": { "type": "boolean" } } }],
        });
        let (even, odd) = (full(&schema, 0), full(&schema, 1));
        assert_eq!(
            (names(&even), names(&odd)),
            (vec!["a", "b", "z"], vec!["a", "c", "z"])
        );
        assert_eq!((&even["a"], &even["b"]), (&json!(5), &json!("x")));
        let lists = full(
            &json!({ "type": "array", "items": { "oneOf": [{ "type": "string" }, { "type": "boolean" }] } }),
            0,
        );
        assert!(lists[0].is_string() && lists[1].is_boolean());
    }

    #[test]
    fn numbers_keep_their_bounds_and_are_whole_decimal_and_large() {
        let all = |schema: Value| (0..300).map(|seed| full(&schema, seed)).collect::<Vec<_>>();
        let prices = all(json!({ "type": "number" }));
        assert!(prices.contains(&json!(7.95)));
        assert!(prices.iter().any(Value::is_i64) && prices.iter().any(Value::is_f64));
        assert!(prices.iter().all(|price| {
            price
                .to_string()
                .split('.')
                .nth(1)
                .is_none_or(|cents| cents.len() < 3)
        }));
        assert!(
            prices
                .iter()
                .all(|price| !price.to_string().ends_with(".0"))
        );

        let ids = all(json!({ "type": "integer" }));
        assert!(
            ids.iter().any(|id| id.as_i64().unwrap() > 1 << 31)
                && ids.iter().any(|id| id.as_i64().unwrap() < 1)
        );
        let small = all(
            json!({ "type": "integer", "format": "int32", "minimum": 0, "exclusiveMinimum": true }),
        );
        assert!(
            small
                .iter()
                .all(|id| (1..1 << 31).contains(&id.as_i64().unwrap()))
        );
        let tight = all(
            json!({ "type": "number", "minimum": 0.5, "maximum": 1, "exclusiveMaximum": true }),
        );
        assert!(
            tight
                .iter()
                .all(|one| (0.5..1.0).contains(&one.as_f64().unwrap()))
        );
        assert!(
            all(json!({ "type": "integer", "minimum": 3, "maximum": 3 }))
                .iter()
                .all(|one| *one == json!(3))
        );
    }

    #[test]
    fn lists_and_maps_keep_their_sizes() {
        let five = full(
            &json!({ "type": "array", "minItems": 5, "uniqueItems": true, "items": { "type": "integer" } }),
            1,
        );
        assert_eq!(five.as_array().unwrap().len(), 5);
        let one = full(&json!({ "type": "array", "maxItems": 1, "items": {} }), 1);
        assert_eq!(one.as_array().unwrap().len(), 1);
        let map = full(
            &json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
            1,
        );
        assert!(map.as_object().unwrap().len() == 2 && map["x_custom"].is_i64());
        assert_eq!(
            full(
                &json!({ "type": "object", "additionalProperties": false }),
                1
            ),
            json!({})
        );
        let declared = json!({ "type": "object", "properties": { "a": { "type": "boolean" } } });
        assert_eq!(names(&full(&declared, 1)), ["a"]);
    }

    #[test]
    fn recursion_ends() {
        let node = json!({ "type": "object", "properties": {
            "children": { "type": "array", "items": { "$ref": "#/components/schemas/Node" } } } });
        let document = json!({ "components": { "schemas": { "Node": node } } });
        let tree = sample(
            &document,
            &json!({ "$ref": "#/components/schemas/Node" }),
            3,
            Mode::Full,
        );
        assert!(tree.to_string().len() < 10_000);
    }
}
