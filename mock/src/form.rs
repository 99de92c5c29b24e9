//! Multipart bodies, read as their schemas want.

use std::convert::Infallible;

use bigcommerce_codegen::openapi::Schema;
use bytes::Bytes;
use futures_util::{FutureExt, future::ready, stream};
use multer::{Multipart, parse_boundary};
use serde_json::{Map, Value, json};

use super::{
    check::readings,
    recorded::Request,
    schema::{Side, alternatives, mismatches},
};

/// The fields of the form that `request` sends, each in the first reading that fits its schema.
pub(crate) fn value(schema: &Schema<'_>, side: Side, request: &Request) -> Result<Value, String> {
    let kind = request.header("Content-Type").next().unwrap_or_default();
    let flats = alternatives(schema);
    let property = |name: &str| flats.iter().find_map(|flat| flat.property(name));
    let fitting = |schema: &Schema<'_>, values: Vec<Value>, text: &str| {
        let fits = |value: &Value| mismatches(schema, value, side, "").is_empty();
        values.into_iter().find(fits).unwrap_or_else(|| text.into())
    };
    let mut fields = Map::new();
    for (name, bytes) in parts(kind, &request.body)? {
        let text = String::from_utf8_lossy(&bytes);
        if let Some(schema) = property(&name) {
            let read = serde_json::from_slice(&bytes).ok();
            let values = read.into_iter().chain(readings(&[&text], false)).collect();
            fields.insert(name, fitting(&schema, values, &text));
            continue;
        }
        // The items of a list are called `name[]` or `name[0]`.
        let list = name.split_once('[').map(|(list, _)| list);
        let Some((list, schema)) = list.and_then(|list| Some((list, property(list)?))) else {
            return Err("has a field that isn't in the form".to_owned());
        };
        let items = alternatives(&schema).iter().find_map(|flat| flat.items());
        let item = fitting(&items.unwrap_or_default(), readings(&[&text], false), &text);
        let list = fields.entry(list).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(item);
        }
    }
    Ok(fields.into())
}

/// Names and contents of the parts.
fn parts(kind: &str, body: &Bytes) -> Result<Vec<(String, Bytes)>, String> {
    let boundary = parse_boundary(kind).map_err(|fault| fault.to_string())?;
    let whole = stream::once(ready(Ok::<_, Infallible>(body.clone())));
    let mut form = Multipart::new(whole, boundary);
    let parts = async {
        let mut parts = Vec::new();
        while let Some(part) = form.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            parts.push((name, part.bytes().await?));
        }
        Ok::<_, multer::Error>(parts)
    };
    // The whole body has come, so nothing is waited for.
    let parts = parts.now_or_never();
    let parts = parts.ok_or("has no end")?;
    parts.map_err(|fault| fault.to_string())
}
