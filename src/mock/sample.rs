//! Answers a store might give: valid for a schema, chosen by a seed.

use serde_json::{Map, Value, json};

use super::schema::{Flat, Side, alternatives, count, kind, list, misfits, pattern, says};

/// From this depth on lists hold one item, and what is optional is left out: recursive schemas end.
const DEEP: usize = 7;

/// Makes the values of one answer.
pub(crate) struct Sampler<'a> {
    document: &'a Value,
    random: fastrand::Rng,
    /// Whether what is optional is filled in.
    full: bool,
    depth: usize,
}

impl<'a> Sampler<'a> {
    /// Choices that depend on `seed` and `name` only.
    pub fn new(document: &'a Value, seed: u64, name: &str, full: bool) -> Self {
        // FNV-1a: the same on every machine and in every release of Rust.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self {
            document,
            random: fastrand::Rng::with_seed(hash ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            full,
            depth: 0,
        }
    }

    /// A value of `schema`, for a property of that name.
    pub fn value(&mut self, schema: &Value, name: &str) -> Value {
        let alternatives = alternatives(self.document, schema);
        let chosen = self.random.usize(..alternatives.len().max(1));
        // Some alternative may exclude itself; then another is taken.
        for flat in alternatives
            .iter()
            .cycle()
            .skip(chosen)
            .take(alternatives.len())
        {
            let value = self.flat(flat, name);
            let fits = |value| misfits(self.document, schema, value, Side::Answer, "").is_empty();
            if alternatives.len() == 1 || fits(&value) {
                return value;
            }
        }
        Value::Null
    }

    /// A value of a flat schema.
    pub fn flat(&mut self, flat: &Flat, name: &str) -> Value {
        let choices: Vec<_> = list(flat, "enum")
            .iter()
            .filter(|choice| !choice.is_null())
            .collect();
        if !choices.is_empty() {
            return choices[self.random.usize(..choices.len())].clone();
        }
        self.depth += 1;
        let value = match kind(flat) {
            Some("object") => self.object(flat),
            Some("array") => self.array(flat, name),
            Some("integer") => self.integer(flat, name).into(),
            Some("number") => self.number(flat),
            Some("boolean") => self.random.bool().into(),
            _ => self.text(flat, name).into(),
        };
        self.depth -= 1;
        value
    }

    fn object(&mut self, flat: &Flat) -> Value {
        let required: Vec<_> = list(flat, "required")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let none = Flat::new();
        let properties = flat.get("properties").and_then(Value::as_object);
        let mut object = Map::new();
        for (name, schema) in properties.unwrap_or(&none) {
            let needed = required.contains(&name.as_str());
            let wanted = needed || self.full && self.depth < DEEP;
            if wanted && !says(self.document, schema, Side::Answer.not_sent()) {
                object.insert(name.clone(), self.value(schema, name));
            }
        }
        for name in required {
            let declared = properties.is_some_and(|properties| properties.contains_key(name));
            if !declared && flat.get("additionalProperties") != Some(&json!(false)) {
                let value = self.text(&none, name);
                object.insert(name.to_owned(), value.into());
            }
        }
        object.into()
    }

    fn array(&mut self, flat: &Flat, name: &str) -> Value {
        let least = count(flat, "minItems").unwrap_or(0);
        let most = count(flat, "maxItems").unwrap_or(usize::MAX);
        let wanted = if !self.full {
            0
        } else if self.depth < DEEP {
            2
        } else {
            1
        };
        let wanted = wanted.min(most).max(least);
        let any = json!({});
        let schema = flat.get("items").unwrap_or(&any);
        let unique = flat.get("uniqueItems") == Some(&json!(true));
        let mut items: Vec<Value> = Vec::new();
        for _ in 0..wanted * 16 {
            if items.len() == wanted {
                break;
            }
            let item = self.value(schema, name);
            if !unique || !items.contains(&item) {
                items.push(item);
            }
        }
        items.into()
    }

    fn integer(&mut self, flat: &Flat, name: &str) -> i64 {
        let bound = |keyword: &str, open: &str, step| {
            let bound = flat.get(keyword)?.as_f64()?;
            let open = flat.get(open) == Some(&json!(true));
            #[expect(clippy::cast_possible_truncation, reason = "bounds are small")]
            Some(bound as i64 + if open { step } else { 0 })
        };
        let low = bound("minimum", "exclusiveMinimum", 1);
        let high = bound("maximum", "exclusiveMaximum", -1);
        match (name, low, high) {
            ("code" | "status", None, None) => 200,
            (_, Some(low), Some(high)) => self.random.i64(low..=high.max(low)),
            (_, None, Some(high)) => high - self.random.i64(0..high.clamp(1, 100)),
            (_, low, None) => low.unwrap_or(1) + self.random.i64(0..1000),
        }
    }

    /// A price-like number.
    fn number(&mut self, flat: &Flat) -> Value {
        let bound = |keyword: &str| flat.get(keyword).and_then(Value::as_f64);
        let low = bound("minimum").unwrap_or(1.0);
        let high = bound("maximum").unwrap_or(low + 100.0);
        let low = if bound("minimum").is_none() && low > high {
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

    fn text(&mut self, flat: &Flat, name: &str) -> String {
        let least = count(flat, "minLength").unwrap_or(0);
        let most = count(flat, "maxLength").unwrap_or(usize::MAX);
        if let Some(pattern) = pattern(flat) {
            let known = PATTERNED.iter().find(|text| {
                pattern.is_match(text) && (least..=most).contains(&text.chars().count())
            });
            if let Some(text) = known {
                return (*text).to_owned();
            }
        }
        let format = flat
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let mut text = self.formatted(&format.to_ascii_lowercase(), name);
        while text.chars().count() < least {
            text.push('x');
        }
        text.chars().take(most).collect()
    }

    fn formatted(&mut self, format: &str, name: &str) -> String {
        let number = self.random.u32(10..29);
        let has = |part: &str| name.to_ascii_lowercase().contains(part);
        let mut one_of = |texts: &[&str]| texts[self.random.usize(..texts.len())].to_owned();
        match format {
            "date-time" | "iso-8601" => format!("2026-02-{number}T10:{number}:00Z"),
            "date" => format!("2026-02-{number}"),
            "time" => format!("10:{number}:00"),
            "uuid" => format!(
                "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
                self.random.u32(..),
                self.random.u16(..),
                self.random.u16(..0x1000),
                self.random.u16(..0x1000),
                self.random.u64(..1 << 48)
            ),
            "email" => one_of(&["ana@example.com", "ben@example.com", "mia@example.com"]),
            "uri" | "url" => format!("https://store.example/{number}"),
            "iso-4217" | "iso:4217" => one_of(&["USD", "EUR"]),
            "iso-639" => one_of(&["en", "de"]),
            "number" | "decimal" | "double" | "float" => format!("{number}.50"),
            "json" => "{}".to_owned(),
            _ if has("email") => one_of(&["ana@example.com", "ben@example.com"]),
            _ if has("url") || has("uri") => format!("https://store.example/{number}"),
            _ if has("currency") => one_of(&["USD", "EUR"]),
            _ if has("date") || name.ends_with("_at") => {
                format!("2026-02-{number}T10:{number}:00Z")
            }
            _ if has("price") || has("total") || has("amount") || has("tax") => {
                format!("{number}.5000")
            }
            _ if name == "id" || name.ends_with("_id") || name.ends_with("Id") => {
                number.to_string()
            }
            _ if has("first") => one_of(&["Ana", "Ben", "Mia"]),
            _ if has("last") => one_of(&["Lopes", "Okafor", "Chen"]),
            _ if has("sku") => format!("SKU-{number}"),
            _ if has("phone") => format!("+1555010{number}"),
            _ if has("country") => one_of(&["US", "DE"]),
            _ => one_of(&["Mug", "Teapot", "Linen towel", "Oak tray", "Copper kettle"]),
        }
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
