//! The envelope `{data, meta}`: looked for, not assumed. Documents are wrong about it both ways.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};

use super::{
    path::Step,
    repair::unescaped,
    scan::{Cursor, Kind},
    shape::{Code, Form, Shape, Table},
};

/// Where the payload is.
const DATA: &str = "data";

/// Where the items of a page are that are one deeper.
const LISTS: [&str; 2] = ["list", "items"];

/// What else an envelope may hold.
const BESIDE: [&str; 9] = [
    "meta",
    "errors",
    "code",
    "message",
    "status",
    "success",
    "title",
    "links",
    "pagination",
];

/// Bytes at the beginning of a body that mostly tell whether it has an envelope.
const BEGINNING: usize = 1024;

/// The payload of the body `text`, if that is exactly as its document says.
pub(super) fn straight<'de, T: Deserialize<'de>>(shape: Shape, text: &'de str) -> Option<T> {
    if shape.way.is_empty() {
        return serde_json::from_str(text)
            .ok()
            .filter(|_| !is_around(shape, text));
    }
    let mut body = serde_json::Deserializer::from_str(text);
    let within = Within {
        way: shape.way,
        payload: PhantomData,
    };
    let payload = within.deserialize(&mut body).ok()?;
    body.end().ok()?;
    payload
}

/// Reads what these members lead to.
struct Within<T> {
    way: &'static [&'static str],
    payload: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Within<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        match self.way {
            [] => T::deserialize(deserializer).map(Some),
            _ => deserializer.deserialize_map(self),
        }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Within<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        let mut payload = None;
        while let Some(name) = map.next_key::<&str>()? {
            match self.way.split_first() {
                Some((first, way)) if *first == name => {
                    payload = map.next_value_seed(Self {
                        way,
                        payload: PhantomData,
                    })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(payload)
    }
}

/// Whether `body`, which was read as a payload, has an envelope that its document knows nothing of.
fn is_around(shape: Shape, body: &str) -> bool {
    let is_payload = |name: &str| shape.shapes.table().holds(shape.code, name);
    let beginning = body.as_bytes().get(..BEGINNING).unwrap_or(body.as_bytes());
    let beginning = beginning
        .utf8_chunks()
        .next()
        .map_or("", |chunk| chunk.valid());
    let reported = is_around_in(beginning, is_payload);
    reported
        .or_else(|| is_around_in(body, is_payload))
        .unwrap_or(true)
}

/// [`is_around`], if `text` is enough of the body to tell.
fn is_around_in(text: &str, is_payload: impl Fn(&str) -> bool) -> Option<bool> {
    let mut cursor = Cursor::new(text);
    if cursor.kind() != Kind::Object {
        return Some(false);
    }
    cursor.enter();
    while let Some(name) = cursor.member() {
        if cursor.at() >= text.len() {
            return None;
        }
        if name == DATA {
            return Some(!is_payload(name));
        }
        if !BESIDE.contains(&name) {
            return Some(false);
        }
        cursor.value();
    }
    (cursor.at() <= text.len()).then_some(false)
}

/// Where in the body `text` the payload is, and the steps to it; `None` if it isn't there.
pub(super) fn payload<'a>(shape: Shape, text: &'a str) -> Option<(Cursor<'a>, Vec<Step<'a>>)> {
    let table = shape.shapes.table();
    let body = Cursor::new(text);
    if { body }.kind() != Kind::Object {
        return Some((body, Vec::new()));
    }
    let Some(data) = { body }.find(DATA) else {
        // An empty object may be an empty list.
        let is_empty = { body }.is_empty() && matches!(table.form(shape.code), Form::List(_));
        let is_whole = shape.way.is_empty() || is_empty || is_payload(table, shape.code, body);
        return is_whole.then(|| (body, Vec::new()));
    };
    if shape.way.is_empty() && !is_beside(table, shape.code, body) {
        return Some((body, Vec::new()));
    }
    let path = vec![Step::Member(DATA)];
    if shape.way.len() > 1 && { data }.kind() == Kind::Object {
        let list = LISTS
            .into_iter()
            .find_map(|name| Some((name, { data }.find(name)?)));
        if let Some((name, list)) = list {
            return Some((list, [path, vec![Step::Member(name)]].concat()));
        }
    }
    Some((data, path))
}

/// Whether the object `body`, which has no `data`, is what that should be.
fn is_payload(table: &'static Table, payload: Code, body: Cursor) -> bool {
    body.names().any(|name| {
        let name = unescaped(name);
        !BESIDE.contains(&&*name) && table.holds(payload, &name)
    })
}

/// Whether the object `body`, which has `data`, holds nothing else of the payload.
fn is_beside(table: &'static Table, payload: Code, body: Cursor) -> bool {
    let known = |name: &str| {
        let name = unescaped(name);
        table
            .members(payload)
            .is_some_and(|it| it.contains_key(&*name))
    };
    let mut names = body.names();
    !known(DATA) && names.all(|name| BESIDE.contains(&name) || !known(name))
}

/// The payload that the body `text` has in its envelope, as it is written.
pub(super) fn data(text: &str) -> Option<&str> {
    let mut body = Cursor::new(text);
    if body.kind() != Kind::Object {
        return None;
    }
    Some(body.find(DATA)?.value())
}

/// The item of the list that comes next, if it holds one.
pub(super) fn sole(list: Cursor) -> Option<Cursor> {
    let mut cursor = list;
    if cursor.kind() != Kind::List {
        return None;
    }
    cursor.enter();
    let item = cursor.item().then_some(cursor)?;
    cursor.value();
    (!cursor.item()).then_some(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_tells_early_whether_it_has_an_envelope() {
        for (text, expected) in [
            (r#"{"id":1,"#, Some(false)),
            (r#"{"data":{"id":1"#, Some(true)),
            (r#"{"meta":{},"data":{"#, Some(true)),
            (r#"{"meta":{},"id":1"#, Some(false)),
            (r#"{"meta":{}}"#, Some(false)),
            (r#"{"meta":{"#, None),
            ("[1]", Some(false)),
        ] {
            let reported = is_around_in(text, |name| name == "id");
            assert_eq!(reported, expected, "{text}");
        }
    }
}
