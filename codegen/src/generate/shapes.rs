//! What the responses of a document are, as a table for the client's module `decode`, which repairs by
//! it a response that isn't so. It is one text, for that costs the compiler nothing.
//!
//! The letters are explained there, at `shape::Code`.

use std::collections::{BTreeMap, HashMap};

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::json;

use crate::model::{Definition, Kind, Model, Object, Scalar, Slot, Type};

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
    /// Those of the model's operations.
    pub fn of(model: &Model) -> Self {
        let mut writer = Writer {
            types: &model.types,
            codes: HashMap::new(),
            objects: Vec::new(),
            unions: Vec::new(),
        };
        let responses = model.operations.iter().map(|it| it.response.json());
        let roots = responses.map(|slot| slot.map(|slot| writer.root(slot)));
        let roots = roots.collect();
        Self {
            objects: writer.objects,
            unions: writer.unions,
            roots,
        }
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

struct Writer<'m> {
    types: &'m BTreeMap<String, Definition>,
    /// The code of each type that is in the table already.
    codes: HashMap<&'m str, String>,
    objects: Vec<BTreeMap<String, String>>,
    unions: Vec<Vec<String>>,
}

impl<'m> Writer<'m> {
    fn root(&mut self, slot: &'m Slot) -> Root {
        let object = self.object(slot);
        let meta = object.and_then(|object| self.object(&object.field("meta")?.slot));
        let has = |object: Option<&Object>, wire| {
            object.is_some_and(|object| object.field(wire).is_some())
        };
        Root {
            enveloped: object.map(|object| object.field("data").is_some()),
            tells_failures: has(object, "errors")
                || has(object, "batch_errors")
                || has(meta, "failed"),
            code: self.code(slot),
        }
    }

    fn object(&self, slot: &Slot) -> Option<&'m Object> {
        let Type::Named(name) = &slot.ty else {
            return None;
        };
        match &self.types.get(name)?.kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    fn code(&mut self, slot: &'m Slot) -> String {
        let code = self.value(&slot.ty);
        match slot.nullable {
            true => format!("?{code}"),
            false => code,
        }
    }

    fn value(&mut self, ty: &'m Type) -> String {
        let scalar = match ty {
            Type::Named(name) => return self.named(name),
            Type::List(items) => return format!("[{}", self.code(items)),
            Type::Map(Some(entries)) => return format!("{{{}", self.code(entries)),
            Type::Map(None) => return "{*".to_owned(),
            Type::Scalar(Scalar::IntegerOrText) => return self.integer_or_text(),
            Type::Scalar(scalar) => scalar,
        };
        let letter = match scalar {
            Scalar::Boolean => "b",
            Scalar::Integer => "i",
            Scalar::Decimal => "n",
            Scalar::Date => "d",
            Scalar::Text | Scalar::Secret => "t",
            // It takes anything, so there is nothing to repair.
            Scalar::Any | Scalar::SecretAny | Scalar::IntegerOrText => "*",
        };
        letter.to_owned()
    }

    fn named(&mut self, name: &'m str) -> String {
        if let Some(code) = self.codes.get(name) {
            return code.clone();
        }
        match self.types.get(name).map(|definition| &definition.kind) {
            None => "*".to_owned(),
            Some(Kind::Enum(_)) => "t".to_owned(),
            Some(Kind::Union(branches)) => {
                // It may lead to itself, so its number comes first.
                let number = self.unions.len();
                let code = self.union(Vec::new());
                self.codes.insert(name, code.clone());
                let branches = branches.iter();
                let branches = branches.map(|branch| self.value(&branch.slot.ty)).collect();
                self.unions[number] = branches;
                code
            }
            Some(Kind::Object(object)) => {
                let number = self.objects.len();
                let code = format!("o{number}");
                self.objects.push(BTreeMap::new());
                self.codes.insert(name, code.clone());
                let mut members = BTreeMap::new();
                for field in &object.fields {
                    members.insert(field.wire.clone(), self.code(&field.slot));
                }
                if let Some(others) = &object.others {
                    members.insert(String::new(), self.code(others));
                }
                self.objects[number] = members;
                code
            }
        }
    }

    fn integer_or_text(&mut self) -> String {
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
