//! What a page says about its list, read from its body in one pass.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess},
};
use serde_json::{Value, value::RawValue};

/// What a page says about its list.
#[derive(Debug, Default)]
pub(super) struct PageInfo<'a> {
    /// Items of the list.
    pub total: Option<u64>,
    /// Pages of the list.
    pub pages: Option<u64>,
    /// Items of this page, as the server counts them.
    pub count: Option<u64>,
    /// Whether there is a next page by cursor, where there are cursors.
    pub next: Option<Next>,
    /// The items as they came, where they were found.
    pub items: Option<RawItems<'a>>,
}

/// Where a page says that the list goes on.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// Nowhere: it is the last page.
    End,
    /// After this cursor.
    Cursor(String),
    /// There is a next page, but no cursor that leads to it.
    Lost,
}

/// The items of a page as they came, before they are decoded.
#[derive(Debug)]
pub(super) struct RawItems<'a> {
    pub count: u64,
    /// Tells these items from others; what is around them doesn't count.
    pub hash: u64,
    last: Option<&'a RawValue>,
}

impl RawItems<'_> {
    /// `field` of the last item, as text.
    pub fn last(&self, field: &str) -> Option<String> {
        let item: Value = serde_json::from_str(self.last?.get()).ok()?;
        item.get(field).filter(|value| !value.is_null()).map(text)
    }
}

impl<'a> PageInfo<'a> {
    /// A body that isn't the JSON of a page tells nothing.
    pub fn of(body: &'a [u8]) -> Self {
        if body.trim_ascii_start().starts_with(b"[") {
            let list: Data = serde_json::from_slice(body).unwrap_or_default();
            return Self {
                items: list.items,
                ..Self::default()
            };
        }
        let Envelope { meta, data } = serde_json::from_slice(body).unwrap_or_default();
        let places: Meta = object(meta);
        // B2B's orders tell right in `meta`, its quotes in `data`.
        let counts: [Counts; 3] = [places.pagination, data.pagination, meta].map(object);
        let cursors: Option<Cursors> = places
            .cursor_pagination
            .filter(|cursors| cursors.get().starts_with('{'))
            .map(|cursors| object(Some(cursors)));
        let find = |name: fn(&Counts<'a>) -> Option<&'a RawValue>| {
            let mut found = counts.iter().filter_map(name);
            found.find_map(|value| number(&small(value)))
        };
        Self {
            total: find(|counts| counts.total.or(counts.total_count).or(counts.total_items)),
            pages: find(|counts| counts.total_pages),
            count: find(|counts| counts.count),
            next: cursors.map(|cursors| cursors.next(data.items.as_ref())),
            items: data.items,
        }
    }
}

/// The parts of a response that say something about the page. What they don't name is passed over, and
/// no more than the text is held of the rest.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope<'a> {
    #[serde(borrow)]
    meta: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta<'a> {
    #[serde(borrow)]
    pagination: Option<&'a RawValue>,
    #[serde(borrow)]
    cursor_pagination: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Counts<'a> {
    #[serde(borrow)]
    total: Option<&'a RawValue>,
    #[serde(borrow, rename = "totalCount")]
    total_count: Option<&'a RawValue>,
    #[serde(borrow)]
    total_items: Option<&'a RawValue>,
    #[serde(borrow)]
    total_pages: Option<&'a RawValue>,
    #[serde(borrow)]
    count: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cursors<'a> {
    #[serde(borrow)]
    end_cursor: Option<&'a RawValue>,
    #[serde(borrow)]
    links: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Links<'a> {
    #[serde(borrow)]
    next: Option<&'a RawValue>,
}

impl Cursors<'_> {
    /// Where they say that the list goes on. The last page has an `end_cursor` too, but no link to a next
    /// one.
    fn next(&self, items: Option<&RawItems>) -> Next {
        let end_cursor = string(self.end_cursor);
        let Some(links) = self.links else {
            let is_empty = items.is_none_or(|items| items.count == 0);
            return match end_cursor {
                Some(cursor) if !is_empty => Next::Cursor(cursor),
                _ => Next::End,
            };
        };
        let links: Links = object(Some(links));
        match string(links.next) {
            None => Next::End,
            Some(link) => after(&link).or(end_cursor).map_or(Next::Lost, Next::Cursor),
        }
    }
}

/// The fields of an object; none of what isn't one.
fn object<'a, T: Deserialize<'a> + Default>(value: Option<&'a RawValue>) -> T {
    let object = value.filter(|value| value.get().starts_with('{'));
    let fields = object.and_then(|object| serde_json::from_str(object.get()).ok());
    fields.unwrap_or_default()
}

/// A text that isn't empty.
fn string(value: Option<&RawValue>) -> Option<String> {
    let text: String = serde_json::from_str(value?.get()).ok()?;
    Some(text).filter(|text| !text.is_empty())
}

/// A value that may be a number; longer ones aren't.
fn small(value: &RawValue) -> Value {
    let text = Some(value.get()).filter(|text| text.len() < 64);
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

/// The argument `after` of a link.
fn after(link: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, cursor) = pairs.find(|(name, value)| *name == "after" && !value.is_empty())?;
    let cursor = percent_encoding::percent_decode_str(cursor).decode_utf8_lossy();
    Some(cursor.into_owned())
}

/// The items, or what is around them.
#[derive(Default)]
struct Data<'a> {
    items: Option<RawItems<'a>>,
    pagination: Option<&'a RawValue>,
}

impl<'a, 'de: 'a> Deserialize<'de> for Data<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DataVisitor)
    }
}

struct DataVisitor;

impl<'de> de::Visitor<'de> for DataVisitor {
    type Value = Data<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let (mut count, mut last, mut hasher) = (0, None, DefaultHasher::new());
        while let Some(item) = list.next_element::<&RawValue>()? {
            item.get().hash(&mut hasher);
            count += 1;
            last = Some(item);
        }
        let items = Some(RawItems {
            count,
            hash: hasher.finish(),
            last,
        });
        Ok(Data {
            items,
            ..Data::default()
        })
    }

    /// Some lists are one deeper, beside what else there is to say.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut data = Data::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "list" | "items" => data.items = map.next_value::<Data>()?.items.or(data.items),
                "pagination" => data.pagination = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(data)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Data::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Data::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Data::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Data::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Data::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Data::default())
    }
}

/// A number, also one that stands in a string.
pub(super) fn number(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_u64().or_else(|| {
            let number = number.as_f64().filter(|n| n.fract() == 0.0 && *n >= 0.0)?;
            (number < 9e15).then_some(number as u64)
        }),
        _ => None,
    }
}

pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reported(body: &str) -> (Option<u64>, Option<u64>) {
        let reported = PageInfo::of(body.as_bytes());
        (reported.total, reported.items.map(|items| items.count))
    }

    #[test]
    fn the_items_are_found_wherever_they_are() {
        assert_eq!(reported("[1, {\"a\": [2]}, null]"), (None, Some(3)));
        assert_eq!(reported(" []"), (None, Some(0)));
        assert_eq!(
            reported(r#"{"meta": {"pagination": {"total": 7}}, "data": [{}]}"#),
            (Some(7), Some(1))
        );
        assert_eq!(
            reported(r#"{"data": {"note": 1, "pagination": {"totalCount": "9"}, "list": [1, 2]}}"#),
            (Some(9), Some(2))
        );
        assert_eq!(
            reported(r#"{"data": {"items": [1]}, "meta": {"totalCount": 4}}"#),
            (Some(4), Some(1))
        );
        for scalar in ["null", "true", "7", "-7", "0.5", "\"text\\u00fc\"", "{}"] {
            let body = format!(r#"{{"data": {scalar}, "meta": {{"total": 1}}}}"#);
            assert_eq!(reported(&body), (Some(1), None), "{body}");
        }
        for nothing in ["", "null", "{}", "7", "[", "<html>"] {
            assert_eq!(reported(nothing), (None, None));
        }
    }

    #[test]
    fn the_hash_is_of_the_items_alone() {
        let hash = |body: Value| {
            PageInfo::of(body.to_string().as_bytes())
                .items
                .map(|items| items.hash)
        };
        let one = hash(json!({"data": [{"id": 1}], "meta": {"at": 1}}));
        assert_eq!(
            one,
            hash(json!({"data": [{"id": 1}], "meta": {"at": 2}, "nonce": 7}))
        );
        assert_eq!(one, hash(json!([{"id": 1}])));
        assert_ne!(one, hash(json!({"data": [{"id": 2}], "meta": {"at": 1}})));
        // Items that are cut in another way are others.
        assert_ne!(hash(json!(["a", "b"])), hash(json!(["ab"])));
    }

    #[test]
    fn a_cursor_is_the_one_of_the_link_or_the_last_one() {
        let next = |cursors: Value| {
            let body = json!({"data": [1], "meta": {"cursor_pagination": cursors}}).to_string();
            PageInfo::of(body.as_bytes()).next
        };
        let cursor = |cursor: &str| Some(Next::Cursor(cursor.to_owned()));
        let linked = |link: Value| json!({"end_cursor": "z", "links": {"next": link}});
        assert_eq!(next(linked(json!("?limit=1&after=a%2Bb"))), cursor("a+b"));
        assert_eq!(next(linked(json!("https://x/y?limit=1"))), cursor("z"));
        assert_eq!(next(linked(json!(null))), Some(Next::End));
        assert_eq!(next(linked(json!(""))), Some(Next::End));
        assert_eq!(next(json!({"end_cursor": "z"})), cursor("z"));
        assert_eq!(next(json!({"end_cursor": ""})), Some(Next::End));
        assert_eq!(
            next(json!({"links": {"next": "?page=2"}})),
            Some(Next::Lost)
        );
        assert_eq!(next(json!("none")), None);
    }
}
