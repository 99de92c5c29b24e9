//! Responses a store might give: valid for a schema, chosen by a seed.

use bigcommerce_codegen::openapi::{Bound, Flat, Kind, Rest, Schema};
use serde_json::{Map, Value, json};

use super::{
    schema::{Side, alternatives, mismatches, patterns},
    texts,
};

/// From this depth on lists hold one item, and what is optional is left out: recursive schemas end.
const DEEP: usize = 7;

/// Makes the values of one response.
pub(crate) struct Sampler {
    random: fastrand::Rng,
    /// Whether what is optional is filled in.
    full: bool,
    depth: usize,
}

impl Sampler {
    /// Choices that depend on `seed` and `name` only.
    pub fn new(seed: u64, name: &str, full: bool) -> Self {
        // FNV-1a: the same on every machine and in every release of Rust.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self {
            random: fastrand::Rng::with_seed(hash ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            full,
            depth: 0,
        }
    }

    /// A value of `schema`, for a property of that name.
    pub fn value(&mut self, schema: &Schema<'_>, name: &str) -> Value {
        let alternatives = alternatives(schema);
        let chosen = self.random.usize(..alternatives.len().max(1));
        // Some alternative may exclude itself; then another is taken.
        for flat in alternatives
            .iter()
            .cycle()
            .skip(chosen)
            .take(alternatives.len())
        {
            let value = self.flat(flat, name);
            let fits = |value| mismatches(schema, value, Side::Response, "").is_empty();
            if alternatives.len() == 1 || fits(&value) {
                return value;
            }
        }
        Value::Null
    }

    /// A value of a flat schema.
    pub fn flat(&mut self, flat: &Flat<'_>, name: &str) -> Value {
        let mut choices = flat.choices().unwrap_or_default();
        choices.retain(|choice| !choice.is_null());
        if !choices.is_empty() {
            return choices[self.random.usize(..choices.len())].clone();
        }
        self.depth += 1;
        let value = match flat.kind() {
            Some(Kind::Object) => self.object(flat),
            Some(Kind::Array) => self.array(flat, name),
            Some(Kind::Integer) => self.integer(flat, name).into(),
            Some(Kind::Number) => self.number(flat),
            Some(Kind::Boolean) => self.random.bool().into(),
            _ => self.text(flat, name).into(),
        };
        self.depth -= 1;
        value
    }

    fn object(&mut self, flat: &Flat<'_>) -> Value {
        let (required, properties) = (flat.required(), flat.properties());
        let mut object = Map::new();
        for (name, schema) in &properties {
            let needed = required.contains(name);
            let wanted = needed || self.full && self.depth < DEEP;
            if wanted && Side::Response.sends(schema) {
                object.insert((*name).to_owned(), self.value(schema, name));
            }
        }
        let is_closed = matches!(flat.rest(), Rest::Closed);
        for name in required {
            if !properties.contains_key(name) && !is_closed {
                let value = self.text(&Flat::default(), name);
                object.insert(name.to_owned(), value.into());
            }
        }
        object.into()
    }

    fn array(&mut self, flat: &Flat<'_>, name: &str) -> Value {
        let least = flat.min_items().unwrap_or(0);
        let most = flat.max_items().unwrap_or(usize::MAX);
        let wanted = if !self.full {
            0
        } else if self.depth < DEEP {
            2
        } else {
            1
        };
        let wanted = wanted.min(most).max(least);
        let schema = flat.items().unwrap_or_default();
        let unique = flat.is_unique();
        let mut items: Vec<Value> = Vec::new();
        for _ in 0..wanted * 16 {
            if items.len() == wanted {
                break;
            }
            let item = self.value(&schema, name);
            if !unique || !items.contains(&item) {
                items.push(item);
            }
        }
        items.into()
    }

    fn integer(&mut self, flat: &Flat<'_>, name: &str) -> i64 {
        let within = |bound: Bound, step| {
            #[expect(clippy::cast_possible_truncation, reason = "bounds are small")]
            let whole = bound.value as i64;
            whole + if bound.exclusive { step } else { 0 }
        };
        let low = flat.minimum().map(|bound| within(bound, 1));
        let high = flat.maximum().map(|bound| within(bound, -1));
        match (name, low, high) {
            ("code" | "status", None, None) => 200,
            (_, Some(low), Some(high)) => self.random.i64(low..=high.max(low)),
            (_, None, Some(high)) => high - self.random.i64(0..high.clamp(1, 100)),
            (_, low, None) => low.unwrap_or(1) + self.random.i64(0..1000),
        }
    }

    /// A price-like number.
    fn number(&mut self, flat: &Flat<'_>) -> Value {
        let (least, most) = (flat.minimum(), flat.maximum());
        let low = least.map_or(1.0, |bound| bound.value);
        let high = most.map_or(low + 100.0, |bound| bound.value);
        let low = if least.is_none() && low > high {
            high - 100.0
        } else {
            low
        };
        let between = low + (high - low) * f64::from(self.random.u32(1..100)) / 100.0;
        let rounded = (between * 100.0).round() / 100.0;
        json!(if (low..=high).contains(&rounded) {
            rounded
        } else {
            between
        })
    }

    fn text(&mut self, flat: &Flat<'_>, name: &str) -> String {
        let least = flat.min_length().unwrap_or(0);
        let most = flat.max_length().unwrap_or(usize::MAX);
        let patterns = patterns(flat);
        if !patterns.is_empty() {
            let known = PATTERNED.iter().find(|text| {
                let matches = patterns.iter().all(|pattern| pattern.is_match(text));
                matches && (least..=most).contains(&text.chars().count())
            });
            if let Some(text) = known {
                return (*text).to_owned();
            }
        }
        let format = flat.format().unwrap_or_default();
        let mut text = texts::text(&mut self.random, &format.to_ascii_lowercase(), name);
        while text.chars().count() < least {
            text.push('x');
        }
        text.chars().take(most).collect()
    }
}

/// Texts for the patterns that the documents have.
const PATTERNED: [&str; 8] = [
    "+15550142",
    "A1B2C3D4E5F6G7H8",
    "/mugs",
    "10:30:00",
    "1.50",
    "USD",
    "mug-1",
    "_",
];
