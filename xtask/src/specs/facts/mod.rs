//! Interface facts of one upstream document: references bundled, prose left behind.
//!
//! The walk knows at each node what OpenAPI object it is in, so a property that happens to be
//! called `description` stays and the keyword `description` goes: [`objects`] takes the facts of each kind of
//! object, [`mod@references`] follows `$ref`.

mod objects;
mod references;
mod scopes;

use std::collections::{BTreeMap, BTreeSet};

use bigcommerce_codegen::{json::Object, lower::extension};
use objects::{checked, keep};
use serde_json::{Value, json};

pub use references::of as references;

use super::{
    Result,
    checkout::Checkout,
    dialect,
    node::Node,
    plan::{Feed, Planned},
    select::{METHODS, arguments},
};

/// The kinds of component that documents use.
const COMPONENTS: [&str; 5] = [
    "schemas",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
];

/// The facts of a document.
pub struct Facts {
    /// An OpenAPI 3.0 document titled by its id.
    pub document: Value,
    /// Components that no operation of it needs, by kind and name, of a file that makes other documents
    /// too.
    pub spare: BTreeSet<(&'static str, String)>,
}

/// Reads the facts of `planned`, with spare components only if they are wanted.
pub fn import(checkout: &Checkout, planned: &Planned, spare: bool) -> Result<Facts> {
    let document = &planned.document;
    let path = document.upstream.as_str();
    let raw = checkout.document(path)?;
    let mut importer = Importer {
        checkout,
        root: path,
        newer: dialect::is_3_1(&raw),
        headers: BTreeMap::new(),
        hash: String::new(),
        renamed: BTreeMap::new(),
        components: BTreeMap::new(),
        names: BTreeMap::new(),
        inlining: Vec::new(),
    };
    let mut paths = Object::new();
    let mut schemes = Object::new();
    // The last one is that of the document's main file, whose scheme counts where two have a name.
    for feed in planned.feeds.iter().rev() {
        let raw = checkout.document(&feed.path)?;
        importer.headers = headers(&raw);
        importer.newer = dialect::is_3_1(&raw);
        if importer.newer {
            dialect::check(&Node::root(&feed.path), &raw)?;
        }
        importer.feed(feed, &raw, &mut paths)?;
        schemes.extend(security_schemes(&feed.path, &raw)?);
    }
    let security = raw
        .get("security")
        .map(|security| importer.security(security));
    let is_shared = planned
        .feeds
        .iter()
        .any(|feed| feed.path == path && feed.is_shared);
    let spare = match is_shared {
        true => importer.needed_components(&raw, &paths, spare)?,
        false => importer.all_components(&raw)?,
    };
    let mut components: Object = importer
        .components
        .into_iter()
        .map(|(kind, named)| (kind.to_owned(), Value::Object(named.into_iter().collect())))
        .collect();
    components.insert("securitySchemes".into(), schemes.into());
    let mut facts = json!({
        "openapi": "3.0.3",
        "info": {"title": document.id(), "version": text(&raw["info"]["version"]).unwrap_or_default()},
        "servers": [{"url": format!("{}{}", document.api.host(), document.base_path)}],
        "paths": paths,
        "components": components,
    });
    if let Some(security) = security {
        facts["security"] = security;
    }
    Ok(Facts {
        document: facts,
        spare,
    })
}

impl Facts {
    /// The document without what is spare.
    pub fn without_spare(mut self) -> Value {
        for (kind, name) in self.spare {
            if let Some(named) = self.document["components"][kind].as_object_mut() {
                named.remove(&name);
            }
        }
        if let Some(kinds) = self.document["components"].as_object_mut() {
            kinds.retain(|kind, named| {
                kind == "securitySchemes" || named.as_object().is_some_and(|it| !it.is_empty())
            });
        }
        self.document
    }
}

/// Whether `document` has components that nothing in it refers to.
pub fn has_spare(document: &Value) -> bool {
    let used: BTreeSet<_> = references(document).into_iter().collect();
    COMPONENTS.into_iter().any(|kind| {
        let named = document["components"][kind]
            .as_object()
            .into_iter()
            .flatten();
        let mut names = named.map(|(name, _)| (kind.to_owned(), name.clone()));
        names.any(|name| !used.contains(&name))
    })
}

fn security_schemes(file: &str, raw: &Value) -> Result<Object> {
    let at = Node::root(file).child("components");
    let components = raw.get("components").unwrap_or(&Value::Null);
    let schemes = at.entries(components, "securitySchemes")?;
    let facts = schemes.map(|(_, name, scheme)| {
        let mut facts = keep(scheme, &["type", "name", "in", "scheme"]);
        if let (Some(scopes), Some(facts)) = (scopes::of(scheme), facts.as_object_mut()) {
            facts.insert(extension::SCOPES.to_owned(), scopes);
        }
        (name.clone(), facts)
    });
    Ok(facts.collect())
}

pub struct Importer<'c> {
    pub checkout: &'c Checkout,
    pub root: &'c str,
    /// What the document calls the store's hash, where it is an argument of the path.
    pub hash: String,
    /// The path's arguments that are recorded under another name.
    renamed: BTreeMap<String, String>,
    /// Whether the file whose operations are read is OpenAPI 3.1.
    newer: bool,
    /// The header of each security scheme.
    headers: BTreeMap<String, String>,
    pub components: BTreeMap<&'static str, BTreeMap<String, Value>>,
    /// Names given to components bundled from other files, by file and pointer.
    pub names: BTreeMap<(String, String), String>,
    /// References being inlined, to notice one that goes in circles.
    pub inlining: Vec<(String, String)>,
}

impl Importer<'_> {
    /// Brings the operations of `feed` into `paths`.
    fn feed(&mut self, feed: &Feed, raw: &Value, paths: &mut Object) -> Result<()> {
        let security = raw
            .get("security")
            .filter(|_| feed.path != self.root)
            .map(|security| self.security(security));
        for (at, template, item) in Node::root(&feed.path).entries(raw, "paths")? {
            let places = feed.operations.iter();
            let places: Vec<_> = places.filter(|place| place.template == *template).collect();
            let Some(place) = places.first() else {
                checked(&at, item)?;
                continue;
            };
            self.argue(template, &place.path);
            let methods: Vec<_> = places.iter().map(|place| place.method).collect();
            let mut facts = self.path_item(&at, item, &methods)?;
            if let Some(security) = &security {
                for method in methods {
                    if let Some(operation) = facts[method].as_object_mut() {
                        let own = operation.entry("security");
                        own.or_insert_with(|| security.clone());
                    }
                }
            }
            let facts = match paths.remove(&place.path) {
                Some(there) => merged(there, facts),
                None => facts,
            };
            paths.insert(place.path.clone(), facts);
        }
        Ok(())
    }

    /// Whether the file is OpenAPI 3.1, by itself or because the one is that refers to it.
    fn is_3_1(&self, file: &str) -> bool {
        let document = self.checkout.document(file);
        match document {
            Ok(document) if document.get("openapi").is_some() => dialect::is_3_1(&document),
            _ => self.newer,
        }
    }

    /// Notes how the arguments of `template` are called in `path`.
    fn argue(&mut self, template: &str, path: &str) {
        let mut names: Vec<_> = arguments(template).collect();
        let recorded: Vec<_> = arguments(path).collect();
        self.hash = match names.len() > recorded.len() {
            true => names.remove(0).to_owned(),
            false => String::new(),
        };
        let pairs = names.into_iter().zip(recorded);
        self.renamed = pairs
            .filter(|(name, recorded)| name != recorded)
            .map(|(name, recorded)| (name.to_owned(), recorded.to_owned()))
            .collect();
    }

    /// Brings in all components of the main file.
    fn all_components(&mut self, raw: &Value) -> Result<BTreeSet<(&'static str, String)>> {
        self.renamed.clear();
        let at = Node::root(self.root).child("components");
        let components = raw.get("components").unwrap_or(&Value::Null);
        for kind in COMPONENTS {
            for (at, name, node) in at.entries(components, kind)? {
                let facts = self.component(kind, &at, node)?;
                self.insert(kind, name, facts);
            }
        }
        Ok(BTreeSet::new())
    }

    /// Brings in those components of the main file that `paths` need and, if they are wanted, of the
    /// others what can be; gives the others.
    fn needed_components(
        &mut self,
        raw: &Value,
        paths: &Object,
        wants_spare: bool,
    ) -> Result<BTreeSet<(&'static str, String)>> {
        self.renamed.clear();
        let at = Node::root(self.root).child("components");
        let components = raw.get("components").unwrap_or(&Value::Null);
        let mut open: Vec<_> = paths.values().flat_map(references::of).collect();
        let bundled = self.components.values().flat_map(BTreeMap::values);
        open.extend(bundled.flat_map(references::of));
        while let Some((kind, name)) = open.pop() {
            let Some(kind) = COMPONENTS.into_iter().find(|known| *known == kind) else {
                continue;
            };
            let there = self.components.get(kind);
            if there.is_some_and(|there| there.contains_key(&name)) {
                continue;
            }
            if let Some(node) = components[kind].get(&name) {
                let at = at.child(kind).child(&name);
                let facts = self.component(kind, &at, node)?;
                open.extend(references::of(&facts));
                self.insert(kind, &name, facts);
            }
        }
        let mut spare = BTreeSet::new();
        let kinds = COMPONENTS.into_iter().filter(|_| wants_spare);
        for kind in kinds {
            for (at, name, node) in at.entries(components, kind)? {
                let there = self.components.get(kind);
                if there.is_none_or(|there| !there.contains_key(name))
                    && let Ok(facts) = self.component(kind, &at, node)
                {
                    self.insert(kind, name, facts);
                    spare.insert((kind, name.clone()));
                }
            }
        }
        Ok(spare)
    }
}

/// One item of two of the same path: what holds for all operations of either holds for each of them.
fn merged(mut there: Value, mut other: Value) -> Value {
    for item in [&mut there, &mut other] {
        let common = item
            .as_object_mut()
            .and_then(|item| item.remove("parameters"));
        let common = common.as_ref().and_then(Value::as_array);
        let Some(common) = common.filter(|common| !common.is_empty()) else {
            continue;
        };
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                let own = operation.entry("parameters").or_insert_with(|| json!([]));
                if let Some(own) = own.as_array_mut() {
                    own.splice(0..0, common.iter().cloned());
                }
            }
        }
    }
    if let (Some(there), Value::Object(other)) = (there.as_object_mut(), other) {
        there.extend(other);
    }
    there
}

/// The header that each security scheme of a document goes in.
fn headers(raw: &Value) -> BTreeMap<String, String> {
    let schemes = raw.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object).into_iter().flatten();
    let header = |scheme: &Value| match scheme["in"] == "header" {
        true => scheme["name"].as_str().map(str::to_owned),
        false => None,
    };
    schemes
        .filter_map(|(name, scheme)| Some((name.clone(), header(scheme)?)))
        .collect()
}

/// A version is sometimes written as a number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
