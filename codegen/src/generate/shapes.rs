//! What the responses of an API are, as a table for the client's module `decode`, which repairs by
//! it a response that isn't so. It is one text, for that costs the compiler nothing.
//!
//! The letters are explained there, at `shape::Code`.

use std::collections::{BTreeMap, HashMap};

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::json;

use crate::model::{Definition, Kind, Model, Payload, Scalar, Slot, Type};

/// The shapes of an API's responses.
pub struct Shapes {
    objects: Vec<BTreeMap<String, String>>,
    unions: Vec<Vec<String>>,
    /// What the response of each operation is, if it is JSON, by document.
    roots: Vec<Vec<Option<TokenStream>>>,
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
        let modules = model.modules.iter().map(|module| {
            let responses = module.operations.iter().map(|it| it.response.json());
            let roots = responses.map(|payload| payload.map(|payload| writer.root(payload)));
            roots.collect()
        });
        let roots = modules.collect();
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
            /// What the responses are.
            static SHAPES: crate::decode::Shapes = crate::decode::Shapes::new(#text);
        }
    }

    /// What the response of each operation of a document is, in their order.
    pub fn roots(&self, module: usize) -> impl Iterator<Item = TokenStream> {
        let roots = self.roots.get(module).into_iter().flatten();
        roots.map(|root| match root {
            None => quote!(None),
            Some(root) => quote!(Some(#root)),
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
    fn root(&mut self, payload: &'m Payload) -> TokenStream {
        let Payload {
            way,
            slot,
            is_page,
            tells_failures,
        } = payload;
        let code = match slot {
            None => String::new(),
            Some(slot) if *is_page => format!("[{}", self.code(slot)),
            Some(slot) => self.code(slot),
        };
        quote!(crate::decode::Shape {
            shapes: &super::SHAPES,
            code: #code,
            way: &[#(#way),*],
            tells_failures: #tells_failures,
        })
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
            Type::OneOrMany(items) => {
                let one = self.code(items);
                return self.union(vec![format!("[{one}"), one]);
            }
            Type::Map(Some(entries)) => return format!("{{{}", self.code(entries)),
            Type::Map(None) => return "{*".to_owned(),
            Type::Scalar(Scalar::IntegerOrText) => return self.integer_or_text(),
            Type::Scalar(scalar) => scalar,
        };
        let letter = match scalar {
            Scalar::Boolean => "b",
            Scalar::Integer => "i",
            Scalar::Decimal | Scalar::DecimalText => "n",
            Scalar::DateTime(_) => "d",
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
            Some(Kind::Code(_)) => "i".to_owned(),
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
        self.union(vec!["i".to_owned(), "t".to_owned()])
    }

    fn union(&mut self, branches: Vec<String>) -> String {
        // One that is still empty is being filled in.
        let known = self.unions.iter().position(|union| *union == branches);
        let number = known.filter(|_| !branches.is_empty()).unwrap_or_else(|| {
            self.unions.push(branches);
            self.unions.len() - 1
        });
        format!("u{number}")
    }
}
