//! What a user of the client passes to one operation.

use super::{
    documents::Operation,
    random::Random,
    sample::{Mode, Sampler},
    text::Place,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Schema-valid arguments by their names on the wire. A list is a JSON array, however it will be sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arguments {
    /// Path parameters; never empty, never `.` or `..`.
    pub path: BTreeMap<String, Value>,
    /// Query parameters.
    pub query: BTreeMap<String, Value>,
    /// Header parameters other than those the client fills in.
    pub header: BTreeMap<String, Value>,
    /// The body. For a multipart body an object of its fields; a field of `format: binary` is a string, whose UTF-8 bytes are the file.
    pub body: Option<Value>,
}

impl Arguments {
    /// Arguments for `operation`: all of them, or in [`Mode::Minimal`] only those it requires.
    pub fn for_operation(operation: &Operation, seed: u64, mode: Mode) -> Self {
        let random = Random::named(seed, &operation.name());
        let mut sampler = Sampler::new(&operation.document, random, mode);
        let mut arguments = Self::default();
        for parameter in operation.arguments() {
            if mode == Mode::Minimal && !parameter.required {
                continue;
            }
            let (place, values) = match parameter.place {
                "path" => (Place::Path, &mut arguments.path),
                "query" if parameter.explode => (Place::Query, &mut arguments.query),
                "query" => (Place::Listed, &mut arguments.query),
                "header" => (Place::Header, &mut arguments.header),
                place => panic!("{}: a parameter in {place}", operation.name()),
            };
            sampler.place = place;
            values.insert(
                parameter.name.to_owned(),
                sampler.named(parameter.name, parameter.schema, seed),
            );
        }
        if let Some(body) = &operation.body
            && (body.required || mode != Mode::Minimal)
        {
            sampler.place = Place::Body;
            if body.media_type == "multipart/form-data" {
                // A form must have a field.
                sampler.mode = Mode::Full;
            }
            arguments.body = Some(sampler.value(&body.schema, seed));
        }
        arguments
    }

    /// All of it as one JSON value, for messages and for checking elsewhere.
    pub fn to_json(&self) -> Value {
        json!({ "path": self.path, "query": self.query, "header": self.header, "body": self.body })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::documents, Arguments, Mode};

    #[test]
    fn a_seed_repeats_itself() {
        for operation in documents::operations() {
            let make = |seed| Arguments::for_operation(operation, seed, Mode::Full);
            assert_eq!(make(3), make(3), "{}", operation.name());
        }
    }

    #[test]
    fn minimal_is_what_is_required() {
        let operation = documents::find("v3", "products", "getProducts");
        assert_eq!(
            Arguments::for_operation(operation, 1, Mode::Minimal),
            Arguments::default()
        );
        let full = Arguments::for_operation(operation, 1, Mode::Full);
        assert!(full.query.len() > 20 && full.query["id:in"].is_array());
        assert_eq!((full.header.len(), full.body), (0, None));
    }

    #[test]
    fn path_values_are_never_empty() {
        for operation in documents::operations() {
            for seed in 0..4 {
                let arguments = Arguments::for_operation(operation, seed, Mode::Minimal);
                let template = operation.path.matches('{').count();
                assert_eq!(arguments.path.len(), template, "{}", operation.name());
                for value in arguments.path.values() {
                    assert!(value.as_str() != Some("") && !value.is_array() && !value.is_null());
                }
            }
        }
    }
}
