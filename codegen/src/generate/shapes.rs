//! What the responses of a document are, as a table for the client's module `decode`, which repairs by
//! it a response that isn't so. It is one text, for that costs the compiler nothing.
//!
//! The letters are explained there, at `shape::Code`.

use std::collections::{BTreeMap, HashMap};

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

use super::facts::Facts;
use crate::{
    Error, Result,
    json::Object,
    lower::{extension, reference_name, within_option},
};

/// The shapes of a document's responses.
pub struct Shapes {
    objects: Vec<BTreeMap<String, String>>,
    unions: Vec<Vec<String>>,
    /// What the response of each operation is, if it is JSON.
    roots: Vec<Option<Root>>,
}

/// What the response of an operation is.
struct Root {
    code: String,
    /// Whether an object has a member `data`; `None` if it is no object.
    enveloped: Option<bool>,
    /// Whether the document knows of failures in a success: beside what was done, or as their number.
    tells_failures: bool,
}

impl Shapes {
    /// Those of `operations`, which are generated from the document `lowered`.
    pub fn of(id: &str, lowered: &Value, operations: &[Facts]) -> Result<Self> {
        let mut writer = Writer {
            id,
            schemas: &lowered["components"]["schemas"],
            codes: HashMap::new(),
            objects: Vec::new(),
            unions: Vec::new(),
        };
        let roots = operations.iter().map(|operation| {
            let method = operation.method.to_lowercase();
            let responses = &lowered["paths"][&operation.path][method]["responses"];
            let schema = responses.pointer("/2XX/content/application~1json/schema");
            schema.map(|schema| writer.root(schema)).transpose()
        });
        let roots = roots.collect::<Result<_>>()?;
        Ok(Self {
            objects: writer.objects,
            unions: writer.unions,
            roots,
        })
    }

    /// The table.
    pub fn table(&self) -> TokenStream {
        let text = json!({"objects": self.objects, "unions": self.unions}).to_string();
        quote! {
            /// What the responses of this document are.
            static SHAPES: crate::decode::Shapes = crate::decode::Shapes::new(#text);
        }
    }

    /// What the response of each operation is, in their order.
    pub fn roots(&self) -> impl Iterator<Item = TokenStream> {
        self.roots.iter().map(|root| match root {
            None => quote!(None),
            Some(Root {
                code,
                enveloped,
                tells_failures,
            }) => {
                let enveloped = match enveloped {
                    Some(enveloped) => quote!(Some(#enveloped)),
                    None => quote!(None),
                };
                quote!(Some(crate::decode::Shape {
                    shapes: &SHAPES,
                    code: #code,
                    enveloped: #enveloped,
                    tells_failures: #tells_failures,
                }))
            }
        })
    }
}

struct Writer<'a> {
    id: &'a str,
    schemas: &'a Value,
    /// The code of each component that is in the table already.
    codes: HashMap<String, String>,
    objects: Vec<BTreeMap<String, String>>,
    unions: Vec<Vec<String>>,
}

impl Writer<'_> {
    fn root(&mut self, schema: &Value) -> Result<Root> {
        let properties = self.properties(schema);
        let meta = properties.and_then(|properties| self.properties(properties.get("meta")?));
        let has = |properties: Option<&Object>, name| {
            properties.is_some_and(|properties| properties.contains_key(name))
        };
        Ok(Root {
            enveloped: properties.map(|properties| properties.contains_key("data")),
            tells_failures: has(properties, "errors")
                || has(properties, "batch_errors")
                || has(meta, "failed"),
            code: self.code(schema)?,
        })
    }

    /// The properties of the object that `schema` refers to.
    fn properties<'v>(&'v self, schema: &'v Value) -> Option<&'v Object> {
        let name = reference_name(within_option(schema))?;
        self.schemas[name]["properties"].as_object()
    }

    fn code(&mut self, schema: &Value) -> Result<String> {
        if let Some(name) = reference_name(schema) {
            return self.component(name);
        }
        let native = &schema["x-rust-type"];
        match native["path"].as_str() {
            None => (),
            Some("std::option::Option") => {
                return Ok(format!("?{}", self.code(&native["parameters"][0])?));
            }
            Some("bigcommerce::Decimal") => return Ok("n".to_owned()),
            Some("bigcommerce::Secret") => return Ok("t".to_owned()),
            Some("bigcommerce::IntegerOrString") => {
                return Ok(self.integer_or_string());
            }
            Some(other) => {
                let fault = format!("`{other}` has no shape: responses of it can't be repaired");
                return Err(Error::generator(self.id, fault));
            }
        }
        Ok(match schema["type"].as_str() {
            Some("boolean") => "b".to_owned(),
            Some("integer") => "i".to_owned(),
            Some("string") if schema.get(extension::DATE).is_some() => "d".to_owned(),
            Some("string") => "t".to_owned(),
            Some("array") => format!("[{}", self.code(&schema["items"])?),
            Some("object") => format!("{{{}", self.code(&schema["additionalProperties"])?),
            _ => "*".to_owned(),
        })
    }

    fn component(&mut self, name: &str) -> Result<String> {
        if let Some(code) = self.codes.get(name) {
            return Ok(code.clone());
        }
        let schema = &self.schemas[name];
        if schema.get("enum").is_some() {
            return Ok("t".to_owned());
        }
        if let Some(branches) = schema["oneOf"].as_array() {
            // It may lead to itself, so its number comes first.
            let number = self.unions.len();
            let code = self.union(Vec::new());
            self.codes.insert(name.to_owned(), code.clone());
            let branches = branches
                .iter()
                .map(|branch| self.code(within_option(branch)));
            self.unions[number] = branches.collect::<Result<_>>()?;
            return Ok(code);
        }
        let number = self.objects.len();
        let code = format!("o{number}");
        self.objects.push(BTreeMap::new());
        self.codes.insert(name.to_owned(), code.clone());
        let mut members = BTreeMap::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            members.insert(name.clone(), self.code(property)?);
        }
        if let Some(others) = schema.get("additionalProperties") {
            members.insert(String::new(), self.code(others)?);
        }
        self.objects[number] = members;
        Ok(code)
    }

    fn integer_or_string(&mut self) -> String {
        let branches = vec!["i".to_owned(), "t".to_owned()];
        match self.unions.iter().position(|union| *union == branches) {
            Some(number) => format!("u{number}"),
            None => self.union(branches),
        }
    }

    fn union(&mut self, branches: Vec<String>) -> String {
        self.unions.push(branches);
        format!("u{}", self.unions.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_schema_has_its_letters() {
        let native = |path: &str, parameter: Value| json!({"x-rust-type": {"path": path, "parameters": [parameter]}});
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let id = native("bigcommerce::IntegerOrString", json!(null));
        let schemas = json!({
            "Node": {"type": "object", "additionalProperties": {}, "properties": {
                "id": {"type": "integer"}, "made": {"type": "string", "x-date": true}, "kind": reference("Kind"),
                "price": native("bigcommerce::Decimal", json!(null)), "either": id, "other": id,
                "note": native("std::option::Option", json!({"type": "string"})),
                "children": {"type": "array", "items": reference("Node")},
                "labels": {"type": "object", "additionalProperties": {"type": "boolean"}}, "free": {},
                "more": reference("ListOrNode")}},
            "Kind": {"type": "string", "enum": ["a"]},
            "ListOrNode": {"oneOf": [
                {"type": "array", "items": reference("ListOrNode")},
                native("std::option::Option", reference("Node"))]},
        });
        let mut writer = Writer {
            id: "v3/nodes",
            schemas: &schemas,
            codes: HashMap::new(),
            objects: Vec::new(),
            unions: Vec::new(),
        };
        let root = writer
            .root(&native("std::option::Option", reference("Node")))
            .unwrap();
        assert_eq!((root.code.as_str(), root.enveloped), ("?o0", Some(false)));
        let members = [
            ("", "*"),
            ("children", "[o0"),
            ("either", "u0"),
            ("free", "*"),
            ("id", "i"),
            ("kind", "t"),
            ("labels", "{b"),
            ("made", "d"),
            ("more", "u1"),
            ("note", "?t"),
            ("other", "u0"),
            ("price", "n"),
        ];
        let members = members.map(|(name, code)| (name.to_owned(), code.to_owned()));
        assert_eq!(writer.objects, [BTreeMap::from(members)]);
        assert_eq!(writer.unions, [["i", "t"], ["[u1", "o0"]]);
        let error = writer
            .code(&native("bigcommerce::Unheard", json!(null)))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "v3/nodes: generator: `bigcommerce::Unheard` has no shape: responses of it can't be repaired"
        );
    }
}
