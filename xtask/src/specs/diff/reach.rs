//! Which component schemas a document sends, and which it answers.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::specs::select::METHODS;

use super::Direction;

/// The components that calls lead to, by the way they travel. Failures aren't typed, so what only
/// they hold isn't among them.
#[derive(Default)]
pub struct Reach<'d> {
    sent: BTreeSet<&'d str>,
    answered: BTreeSet<&'d str>,
}

impl<'d> Reach<'d> {
    pub fn of(document: &'d Value) -> Self {
        let mut reach = Self::default();
        let items = document.get("paths").and_then(Value::as_object);
        for item in items.into_iter().flatten().map(|(_, item)| item) {
            let of_item = item.get("parameters").into_iter();
            let operations = METHODS.iter().filter_map(|method| item.get(*method));
            let operations: Vec<_> = operations.collect();
            for node in of_item.chain(operations.iter().flat_map(|operation| {
                [operation.get("parameters"), operation.get("requestBody")]
                    .into_iter()
                    .flatten()
            })) {
                walk(document, node, &mut reach.sent);
            }
            for operation in operations {
                let responses = operation.get("responses").and_then(Value::as_object);
                let successes = responses.into_iter().flatten();
                for (_, node) in successes.filter(|(status, _)| status.starts_with('2')) {
                    walk(document, node, &mut reach.answered);
                }
            }
        }
        reach
    }

    pub fn sends(&self, component: &str) -> bool {
        self.sent.contains(component)
    }

    /// The components that are sent.
    pub fn sent(&self) -> impl Iterator<Item = &'d str> {
        self.sent.iter().copied()
    }

    /// The ways in which the component travels.
    pub fn directions(&self, component: &str) -> Vec<Direction> {
        let mut directions = Vec::new();
        if self.sent.contains(component) {
            directions.push(Direction::Request);
        }
        if self.answered.contains(component) {
            directions.push(Direction::Response);
        }
        directions
    }
}

/// Notes the schemas that `node` refers to, and what they refer to.
fn walk<'d>(document: &'d Value, node: &'d Value, found: &mut BTreeSet<&'d str>) {
    let mut open = vec![node];
    let mut parts = BTreeSet::new();
    while let Some(node) = open.pop() {
        match node {
            Value::Object(object) => {
                if let Some(target) = object.get("$ref").and_then(Value::as_str) {
                    let new = match target.strip_prefix("#/components/schemas/") {
                        Some(name) => found.insert(name),
                        None => parts.insert(target),
                    };
                    if new {
                        open.extend(document.pointer(target.trim_start_matches('#')));
                    }
                }
                open.extend(object.values());
            }
            Value::Array(items) => open.extend(items),
            _ => (),
        }
    }
}
