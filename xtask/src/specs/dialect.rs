//! OpenAPI 3.1 in terms of 3.0: one schema at a time, before its facts are taken.
//!
//! What 3.0 says in other words is said in those; what only explains falls away; what it has no words for
//! is a fault, so that nothing is passed over.

use bigcommerce_codegen::json::Object;
use serde_json::{Value, json};

use super::{Result, node::Node};

/// Keywords that say nothing of which values there are.
const ANNOTATIONS: [&str; 11] = [
    "$comment",
    "$id",
    "$schema",
    "$anchor",
    "$defs",
    "title",
    "description",
    "example",
    "examples",
    "externalDocs",
    "xml",
];

/// Keywords without a counterpart, whatever they hold.
const UNKNOWN: [&str; 15] = [
    "$dynamicRef",
    "$recursiveRef",
    "contains",
    "contentSchema",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
];

/// What holds for values of one type only.
const OF_TYPE: [(&str, &[&str]); 4] = [
    ("string", &["minLength", "maxLength", "pattern", "format"]),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "discriminator",
        ],
    ),
    (
        "number",
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "format",
        ],
    ),
];

/// Formats of numbers; all others are of text.
const NUMERIC_FORMATS: [&str; 4] = ["int32", "int64", "float", "double"];

/// Whether `document` says that it is OpenAPI 3.1.
pub fn is_3_1(document: &Value) -> bool {
    let version = document.get("openapi").and_then(Value::as_str);
    version.is_some_and(|version| version.starts_with("3.1"))
}

/// What of `document` as a whole can't be carried over.
pub fn check(at: &Node, document: &Value) -> Result<()> {
    let holds = |key: &str| match document.get(key) {
        Some(Value::Object(held)) => !held.is_empty(),
        _ => false,
    };
    if holds("webhooks") {
        let at = at.child("webhooks");
        return Err(at.fault("OpenAPI 3.0 has no webhooks"));
    }
    match document.get("jsonSchemaDialect").and_then(Value::as_str) {
        Some(dialect)
            if !dialect.contains("2020-12") && !dialect.contains("spec.openapis.org/oas/3.1") =>
        {
            let at = at.child("jsonSchemaDialect");
            Err(at.fault(format!("{dialect} is not a dialect that can be imported")))
        }
        _ => Ok(()),
    }
}

/// `schema` of an OpenAPI 3.1 document as one of 3.0. What is within it isn't looked at, but for what has
/// to go one level up.
pub fn schema(at: &Node, schema: &Value) -> Result<Value> {
    let mut schema = match schema {
        // Anything.
        Value::Bool(true) => return Ok(json!({})),
        Value::Bool(false) => return Err(at.fault("OpenAPI 3.0 has no schema that takes nothing")),
        schema => at.object(schema)?.clone(),
    };
    known(at, &mut schema)?;
    schema.retain(|keyword, _| !ANNOTATIONS.contains(&keyword.as_str()) && !is_extension(keyword));
    if let Some(reference) = schema.remove("$ref") {
        let target = json!({ "$ref": reference });
        return Ok(match schema.is_empty() {
            true => target,
            false => json!({"allOf": [target, schema]}),
        });
    }
    if let Some(value) = schema.remove("const") {
        schema.insert("enum".into(), json!([value]));
    }
    content(at, &mut schema)?;
    bound(&mut schema, "minimum", "exclusiveMinimum", |a, b| a > b);
    bound(&mut schema, "maximum", "exclusiveMaximum", |a, b| a < b);
    for keyword in ["anyOf", "oneOf"] {
        schema = without_null(at, schema, keyword)?;
    }
    types(at, schema)
}

/// Whether each keyword of `schema` can be carried over; takes out those that say nothing.
fn known(at: &Node, schema: &mut Object) -> Result<()> {
    if let Some(keyword) = UNKNOWN
        .iter()
        .find(|keyword| schema.contains_key(**keyword))
    {
        let fault = format!("OpenAPI 3.0 has no `{keyword}`");
        return Err(at.child(keyword).fault(fault));
    }
    for (keyword, counterpart) in [
        ("unevaluatedProperties", Some("additionalProperties")),
        ("unevaluatedItems", None),
    ] {
        let Some(value) = schema.remove(keyword) else {
            continue;
        };
        let says_nothing = value == true || value == json!({});
        // Where nothing else evaluates, it is what 3.0 has.
        let applied = ["allOf", "anyOf", "oneOf", "not", "$ref"];
        let alone = !applied.iter().any(|applied| schema.contains_key(*applied));
        match counterpart {
            _ if says_nothing => (),
            Some(counterpart) if alone => {
                schema.entry(counterpart).or_insert(value);
            }
            _ => {
                let fault = format!("OpenAPI 3.0 has no `{keyword}`");
                return Err(at.child(keyword).fault(fault));
            }
        }
    }
    Ok(())
}

fn is_extension(keyword: &str) -> bool {
    keyword.starts_with("x-") && keyword != "x-nullable"
}

/// How text holds something else.
fn content(at: &Node, schema: &mut Object) -> Result<()> {
    let media = schema.remove("contentMediaType");
    let encoding = schema.remove("contentEncoding");
    let format = match encoding.as_ref().and_then(Value::as_str) {
        Some("base64") => Some("byte"),
        Some("binary") => Some("binary"),
        // As it is.
        None | Some("7bit" | "8bit") => match media.as_ref().and_then(Value::as_str) {
            Some(media) if !is_text(media) => Some("binary"),
            _ => None,
        },
        Some(encoding) => {
            let fault = format!("OpenAPI 3.0 has no text in {encoding}");
            return Err(at.child("contentEncoding").fault(fault));
        }
    };
    if media.is_some() || encoding.is_some() {
        schema.entry("type").or_insert("string".into());
    }
    if let Some(format) = format {
        schema.entry("format").or_insert(format.into());
    }
    Ok(())
}

fn is_text(media: &str) -> bool {
    media.starts_with("text/") || media.ends_with("json") || media.ends_with("xml")
}

/// A bound that is a number of its own is a bound and a flag. Of two, the `narrower` counts.
fn bound(schema: &mut Object, plain: &str, exclusive: &str, narrower: fn(f64, f64) -> bool) {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    let Some(own) = number(schema.get(exclusive)) else {
        return;
    };
    let value = schema.remove(exclusive);
    if number(schema.get(plain)).is_some_and(|plain| narrower(plain, own)) {
        return;
    }
    schema.extend(value.map(|value| (plain.to_owned(), value)));
    schema.insert(exclusive.into(), true.into());
}

/// `schema` without those alternatives that are `null`, which it may be itself then.
fn without_null(at: &Node, mut schema: Object, keyword: &str) -> Result<Object> {
    let Some(Value::Array(branches)) = schema.get(keyword) else {
        return Ok(schema);
    };
    let mut branches = branches.clone();
    let all = branches.len();
    branches.retain(|branch| !is_null(branch));
    if branches.len() == all {
        return Ok(schema);
    }
    if branches.len() == 1
        && let Some(branch) = branches.pop()
    {
        schema.remove(keyword);
        let only = self::schema(&at.child(keyword).child("0"), &branch)?;
        match only {
            Value::Object(only) if schema.is_empty() && !only.contains_key("$ref") => schema = only,
            // A reference stands alone.
            only => schema = add_branch(schema, only),
        }
    } else {
        schema.insert(keyword.into(), branches.into());
    }
    schema.insert("nullable".into(), true.into());
    Ok(schema)
}

/// `schema`, where `branch` holds too.
fn add_branch(mut schema: Object, branch: Value) -> Object {
    match schema.get_mut("allOf") {
        Some(Value::Array(branches)) => branches.push(branch),
        _ => {
            schema.insert("allOf".into(), json!([branch]));
        }
    }
    schema
}

/// Whether only `null` fits `schema`.
fn is_null(schema: &Value) -> bool {
    let is = |keyword: &str, value: Value| schema.get(keyword) == Some(&value);
    is("type", json!("null"))
        || is("type", json!(["null"]))
        || is("enum", json!([null]))
        || (is("const", Value::Null))
}

/// A list of types is one type, or one schema for each; `null` is not a type.
fn types(at: &Node, mut schema: Object) -> Result<Value> {
    let listed: Vec<String> = match schema.get("type") {
        Some(Value::Array(types)) => {
            let text = |kind: &Value| kind.as_str().map(str::to_owned);
            let texts: Option<_> = types.iter().map(text).collect();
            texts.ok_or_else(|| at.child("type").fault("not a list of types"))?
        }
        Some(Value::String(kind)) => vec![kind.clone()],
        _ => return Ok(schema.into()),
    };
    schema.remove("type");
    let mut types: Vec<_> = listed.iter().filter(|kind| *kind != "null").collect();
    types.dedup();
    if types.len() < listed.len() && listed.iter().any(|kind| kind == "null") {
        schema.insert("nullable".into(), true.into());
    }
    match types.as_slice() {
        [] => Ok(schema.into()),
        [kind] => {
            schema.insert("type".into(), kind.as_str().into());
            Ok(schema.into())
        }
        types => {
            let branches = types.iter().filter_map(|kind| only(kind, &schema));
            let branches: Vec<_> = branches.collect();
            let of_type = |keyword: &str| OF_TYPE.iter().any(|(_, own)| own.contains(&keyword));
            schema.retain(|keyword, _| keyword != "enum" && !of_type(keyword));
            let branches = json!({ "anyOf": branches });
            if schema.contains_key("anyOf") {
                return Ok(add_branch(schema, branches).into());
            }
            schema.extend(branches.as_object().cloned().into_iter().flatten());
            Ok(schema.into())
        }
    }
}

/// What `schema` says of values of one type; nothing where it lists values and none of these.
fn only(kind: &str, schema: &Object) -> Option<Value> {
    let mut only = Object::from_iter([("type".to_owned(), Value::from(kind))]);
    let is_number = matches!(kind, "number" | "integer");
    let of = if is_number { "number" } else { kind };
    let own = OF_TYPE.iter().find(|(it, _)| *it == of);
    for keyword in own.into_iter().flat_map(|(_, own)| own.iter()) {
        if let Some(value) = schema.get(*keyword) {
            let is_numeric = value
                .as_str()
                .is_some_and(|it| NUMERIC_FORMATS.contains(&it));
            if *keyword != "format" || is_numeric == is_number {
                only.insert((*keyword).to_owned(), value.clone());
            }
        }
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        let fits = |value: &&Value| match kind {
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "array" => value.is_array(),
            _ => value.is_object(),
        };
        let values: Vec<_> = values.iter().filter(fits).cloned().collect();
        if values.is_empty() {
            return None;
        }
        only.insert("enum".into(), values.into());
    }
    Some(only.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(schema: Value) -> Value {
        super::schema(&Node::root("a.json"), &schema).unwrap()
    }

    fn fault(schema: Value) -> String {
        let lowered = super::schema(&Node::root("a.json"), &schema);
        lowered.unwrap_err().to_string()
    }

    #[test]
    fn a_list_of_types_is_one_that_may_be_null_or_a_choice() {
        for (schema, expected) in [
            (
                json!({"type": ["string", "null"], "maxLength": 3}),
                json!({"type": "string", "nullable": true, "maxLength": 3}),
            ),
            (json!({"type": ["object"]}), json!({"type": "object"})),
            (
                json!({"type": ["null", "array"], "items": {"type": ["string", "null"]}}),
                json!({"type": "array", "nullable": true, "items": {"type": ["string", "null"]}}),
            ),
            (json!({"type": "null"}), json!({"nullable": true})),
            (
                json!({"type": ["string", "integer", "null"], "minimum": 1, "minLength": 2, "format": "int64", "readOnly": true, "enum": ["a", 1, null]}),
                json!({
                    "nullable": true,
                    "readOnly": true,
                    "anyOf": [
                        {"type": "string", "minLength": 2, "enum": ["a"]},
                        {"type": "integer", "minimum": 1, "format": "int64", "enum": [1]},
                    ],
                }),
            ),
        ] {
            assert_eq!(lowered(schema.clone()), expected, "{schema}");
        }
        assert_eq!(
            fault(json!({"type": [1]})),
            "a.json: #/type: not a list of types"
        );
    }

    #[test]
    fn a_null_among_alternatives_goes() {
        let thing = json!({"$ref": "#/components/schemas/Thing"});
        for (schema, expected) in [
            (
                json!({"anyOf": [thing, {"type": "null"}], "description": "x"}),
                json!({"allOf": [thing], "nullable": true}),
            ),
            (
                json!({"oneOf": [{"const": null}, {"type": "string", "maxLength": 2}]}),
                json!({"type": "string", "maxLength": 2, "nullable": true}),
            ),
            (
                json!({"oneOf": [thing, {"type": "string"}, {"type": ["null"]}]}),
                json!({"oneOf": [thing, {"type": "string"}], "nullable": true}),
            ),
            (
                json!({"anyOf": [thing, {"type": "null"}], "readOnly": true}),
                json!({"allOf": [thing], "readOnly": true, "nullable": true}),
            ),
            (
                json!({"anyOf": [thing, {"type": "string"}]}),
                json!({"anyOf": [thing, {"type": "string"}]}),
            ),
        ] {
            assert_eq!(lowered(schema.clone()), expected, "{schema}");
        }
    }

    #[test]
    fn keywords_of_3_1_are_said_in_those_of_3_0() {
        for (schema, expected) in [
            (json!({"const": 7}), json!({"enum": [7]})),
            (json!(true), json!({})),
            (
                json!({"exclusiveMinimum": 0, "exclusiveMaximum": 9.5, "maximum": 10}),
                json!({"minimum": 0, "exclusiveMinimum": true, "maximum": 9.5, "exclusiveMaximum": true}),
            ),
            (
                json!({"exclusiveMinimum": 0, "minimum": 1}),
                json!({"minimum": 1}),
            ),
            // As 3.0 had it.
            (
                json!({"exclusiveMinimum": true, "minimum": 1}),
                json!({"exclusiveMinimum": true, "minimum": 1}),
            ),
            (
                json!({"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}),
                json!({"type": "string", "format": "byte"}),
            ),
            (
                json!({"contentMediaType": "application/octet-stream"}),
                json!({"type": "string", "format": "binary"}),
            ),
            (
                json!({"type": "string", "contentMediaType": "application/json"}),
                json!({"type": "string"}),
            ),
            (
                json!({"type": "object", "unevaluatedProperties": false}),
                json!({"type": "object", "additionalProperties": false}),
            ),
            (
                json!({"type": "object", "allOf": [], "unevaluatedProperties": true}),
                json!({"type": "object", "allOf": []}),
            ),
            (
                json!({"type": "string", "examples": ["a"], "$comment": "b", "$defs": {}, "title": "c", "x-d": 1}),
                json!({"type": "string"}),
            ),
        ] {
            assert_eq!(lowered(schema.clone()), expected, "{schema}");
            let again = lowered(expected.clone());
            assert_eq!(again, expected);
        }
    }

    #[test]
    fn what_stands_beside_a_reference_holds_too() {
        let thing = json!({"$ref": "#/components/schemas/Thing"});
        let mut described = thing.clone();
        described["description"] = "x".into();
        assert_eq!(lowered(described), thing);
        let mut narrowed = thing.clone();
        narrowed["required"] = json!(["id"]);
        narrowed["title"] = "x".into();
        assert_eq!(
            lowered(narrowed),
            json!({"allOf": [thing, {"required": ["id"]}]})
        );
    }

    #[test]
    fn what_3_0_has_no_word_for_is_a_fault_by_name() {
        for keyword in UNKNOWN {
            assert_eq!(
                fault(json!({"type": "object", keyword: {}})),
                format!("a.json: #/{keyword}: OpenAPI 3.0 has no `{keyword}`")
            );
        }
        for (schema, expected) in [
            (
                json!(false),
                "#: OpenAPI 3.0 has no schema that takes nothing",
            ),
            (
                json!({"allOf": [{}], "unevaluatedProperties": false}),
                "#/unevaluatedProperties: OpenAPI 3.0 has no `unevaluatedProperties`",
            ),
            (
                json!({"contentEncoding": "base32"}),
                "#/contentEncoding: OpenAPI 3.0 has no text in base32",
            ),
            (json!([]), "#: not an object"),
        ] {
            assert_eq!(fault(schema), format!("a.json: {expected}"));
        }
        let check = |document: Value| check(&Node::root("a.json"), &document);
        let said = check(json!({"webhooks": {"a": {}}}))
            .unwrap_err()
            .to_string();
        assert_eq!(said, "a.json: #/webhooks: OpenAPI 3.0 has no webhooks");
        let dialect = "https://json-schema.org/draft/2020-12/schema";
        check(json!({"webhooks": {}, "jsonSchemaDialect": dialect})).unwrap();
        check(json!({"jsonSchemaDialect": "http://json-schema.org/draft-04/schema"})).unwrap_err();
    }
}
