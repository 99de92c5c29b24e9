//! `multipart/form-data`: what OpenAPI says is sent for an object, and reading what was sent (RFC 7578).

use super::{
    json::{differences, parse as parse_json},
    schema::{list, resolve},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// One part as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The file's name; a part without one is not a file.
    pub file_name: Option<String>,
    /// Its own `Content-Type`.
    pub content_type: Option<String>,
    /// The bytes.
    pub data: Vec<u8>,
}

/// What one part should hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// A file of these bytes.
    File(Vec<u8>),
    /// Plain text: strings as they are, numbers and booleans as JSON writes them.
    Text(String),
    /// A JSON document.
    Json(Value),
}

/// The parts to be sent for `body`, an object of `schema`: a list is one part for each item.
pub fn fields(document: &Value, schema: &Value, body: &Value) -> Vec<(String, Field)> {
    let members = body.as_object().into_iter().flatten();
    members
        .flat_map(|(name, value)| {
            let file = is_file(document, schema, name);
            let values = value
                .as_array()
                .map_or(std::slice::from_ref(value), Vec::as_slice);
            values
                .iter()
                .map(move |value| (name.clone(), field(value, file)))
        })
        .collect()
}

fn field(value: &Value, file: bool) -> Field {
    match value {
        Value::String(text) if file => Field::File(text.clone().into_bytes()),
        Value::String(text) => Field::Text(text.clone()),
        Value::Object(_) | Value::Array(_) => Field::Json(value.clone()),
        scalar => Field::Text(scalar.to_string()),
    }
}

/// Whether some part of `schema` declares the property as binary.
fn is_file(document: &Value, schema: &Value, name: &str) -> bool {
    let Value::Object(node) = resolve(document, schema) else {
        return false;
    };
    let declared = node
        .get("properties")
        .and_then(|properties| properties.get(name));
    declared.is_some_and(|property| {
        let property = resolve(document, property);
        property["format"] == "binary" || property["items"]["format"] == "binary"
    }) || ["allOf", "oneOf", "anyOf"]
        .iter()
        .flat_map(|keyword| list(node, keyword))
        .any(|part| is_file(document, part, name))
}

/// How the parts differ from the fields. Fields may come in any order, items of one list only in theirs.
pub fn faults(expected: &[(String, Field)], seen: &[Part]) -> Vec<String> {
    let mut faults = Vec::new();
    let names: BTreeSet<&str> = expected
        .iter()
        .map(|(name, _)| name.as_str())
        .chain(seen.iter().map(|part| part.name.as_str()))
        .collect();
    for name in names {
        let fields: Vec<&Field> = expected
            .iter()
            .filter(|(own, _)| own == name)
            .map(|(_, field)| field)
            .collect();
        let parts: Vec<&Part> = seen.iter().filter(|part| part.name == name).collect();
        if fields.len() != parts.len() {
            faults.push(format!(
                "multipart: {} parts of `{name}`, expected {}",
                parts.len(),
                fields.len()
            ));
        }
        for (field, part) in fields.into_iter().zip(parts) {
            faults.extend(
                part_faults(field, part)
                    .into_iter()
                    .map(|fault| format!("multipart: `{name}`: {fault}")),
            );
        }
    }
    faults
}

fn part_faults(field: &Field, part: &Part) -> Vec<String> {
    let bytes = |expected: &[u8]| {
        let text = String::from_utf8_lossy;
        let differ = part.data != expected;
        differ.then(|| format!("{:?}, expected {:?}", text(&part.data), text(expected)))
    };
    match field {
        Field::File(data) => {
            let nameless = part.file_name.as_deref().unwrap_or_default().is_empty();
            let fault = nameless.then(|| "a file without a file name".to_owned());
            fault.into_iter().chain(bytes(data)).collect()
        }
        Field::Text(text) => {
            let file = part
                .file_name
                .is_some()
                .then(|| "a file, expected plain text".to_owned());
            file.into_iter().chain(bytes(text.as_bytes())).collect()
        }
        Field::Json(value) => {
            let mut faults = match parse_json(&part.data) {
                Ok(seen) => differences(value, &seen),
                Err(fault) => vec![fault],
            };
            if part.content_type.as_deref() != Some("application/json") {
                faults.push(format!(
                    "Content-Type {:?}, expected application/json",
                    part.content_type
                ));
            }
            faults
        }
    }
}

/// Reads the parts of a body, whose boundary its `Content-Type` names.
pub fn parse(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = parameter(content_type, "boundary")
        .ok_or_else(|| format!("no boundary in `{content_type}`"))?;
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first delimiter may do without its line break.
    let mut rest: Vec<u8> = b"\r\n".iter().chain(body).copied().collect();
    let mut parts = Vec::new();
    let start = find(&rest, &delimiter).ok_or("the boundary isn't in the body")?;
    rest.drain(..start + delimiter.len());
    while !rest.starts_with(b"--") {
        let end = find(&rest, &delimiter).ok_or("the last boundary is missing")?;
        let part = rest[..end]
            .strip_prefix(b"\r\n")
            .ok_or("no line break after a boundary")?;
        parts.push(read_part(part)?);
        rest.drain(..end + delimiter.len());
    }
    Ok(parts)
}

fn read_part(part: &[u8]) -> Result<Part, String> {
    let end = find(part, b"\r\n\r\n").ok_or("a part without a blank line after its headers")?;
    let mut read = Part {
        data: part[end + 4..].to_vec(),
        ..Part::default()
    };
    for line in String::from_utf8_lossy(&part[..end]).split("\r\n") {
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| format!("no header: `{line}`"))?;
        if name.eq_ignore_ascii_case("content-type") {
            read.content_type = Some(value.trim().to_owned());
        } else if name.eq_ignore_ascii_case("content-disposition") {
            read.name = parameter(value, "name").ok_or_else(|| format!("no name in `{line}`"))?;
            read.file_name = parameter(value, "filename").or_else(|| parameter(value, "filename*"));
        }
    }
    Ok(read)
}

/// A parameter of a header's value, without its quotes. Values with a `;` inside aren't needed here.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (own, value) = parameter.trim().split_once('=')?;
        own.eq_ignore_ascii_case(name)
            .then(|| value.trim_matches('"').to_owned())
    })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::{Field, Part, faults, fields, parse};
    use serde_json::json;

    const BODY: &[u8] = b"--B-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B-1\r\n\
        Content-Disposition: form-data; name=\"f\"; filename=\"x.png\"\r\nContent-Type: image/png\r\n\r\n\x89\r\n--B\r\n\r\n--B-1--\r\n";

    #[test]
    fn parts_are_read() {
        let parts = parse("multipart/form-data; boundary=\"B-1\"", BODY).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(
            (
                parts[0].name.as_str(),
                parts[0].data.as_slice(),
                &parts[0].file_name
            ),
            ("a", &b"1"[..], &None)
        );
        assert_eq!(parts[1].data, b"\x89\r\n--B\r\n");
        assert_eq!(parts[1].file_name.as_deref(), Some("x.png"));
        assert_eq!(parts[1].content_type.as_deref(), Some("image/png"));
        assert!(parse("multipart/form-data", BODY).is_err());
        assert!(parse("multipart/form-data; boundary=B-1", &BODY[..60]).is_err());
    }

    #[test]
    fn fields_follow_the_schema() {
        let document = json!({ "components": { "schemas": { "File": { "type": "string", "format": "binary" } } } });
        let schema = json!({ "allOf": [{ "properties": { "f": { "$ref": "#/components/schemas/File" }, "n": { "type": "number" } } }] });
        let found = fields(
            &document,
            &schema,
            &json!({ "f": "é", "n": 7.95, "s": "x", "l": [1, 2], "o": { "a": 1 } }),
        );
        let of = |name: &str| {
            found
                .iter()
                .filter(|(own, _)| own == name)
                .map(|(_, field)| field.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(of("f"), [Field::File("é".into())]);
        assert_eq!(of("n"), [Field::Text("7.95".into())]);
        assert_eq!(of("s"), [Field::Text("x".into())]);
        assert_eq!(of("l"), [Field::Text("1".into()), Field::Text("2".into())]);
        assert_eq!(of("o"), [Field::Json(json!({ "a": 1 }))]);
    }

    #[test]
    fn differences_are_faults() {
        let expected = [
            ("f".to_owned(), Field::File(b"x".to_vec())),
            ("t".to_owned(), Field::Text("1".into())),
        ];
        let part = |name: &str, file: Option<&str>, data: &[u8]| Part {
            name: name.into(),
            file_name: file.map(Into::into),
            content_type: None,
            data: data.into(),
        };
        let good = [part("t", None, b"1"), part("f", Some("a"), b"x")];
        assert!(faults(&expected, &good).is_empty());
        for bad in [
            vec![part("f", Some("a"), b"x")],
            vec![part("t", None, b"1"), part("f", None, b"x")],
            vec![part("t", None, b"1"), part("f", Some("a"), b"y")],
            vec![part("t", Some("a"), b"1"), part("f", Some("a"), b"x")],
            vec![
                part("t", None, b"1"),
                part("f", Some("a"), b"x"),
                part("z", None, b""),
            ],
        ] {
            assert_eq!(faults(&expected, &bad).len(), 1, "{bad:?}");
        }
    }
}
