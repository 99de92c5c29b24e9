//! `specs diff`: what changed between two states for users of the crate.
//!
//! Compared is what the crate is generated from, the corrected facts. What is wrong in one state and
//! right in the other differs; what a correction hides doesn't. A difference is breaking if code that
//! uses the crate stops to compile, or a call that worked isn't sent, goes elsewhere or reads
//! otherwise; additive if there is something new to use; cosmetic if the crate does the same.
//!
//! | what | request | response |
//! |---|---|---|
//! | document, operation, parameter, body: removed, renamed, moved | breaking | breaking |
//! | document, operation, optional parameter or body: added | additive | additive |
//! | required parameter or body: added | breaking | – |
//! | base path, style of a parameter: changed (the same call goes out otherwise) | breaking | – |
//! | credential: one that was taken no longer is | breaking | – |
//! | credential: one more is taken | additive | – |
//! | operation: deprecated | additive | – |
//! | media type: removed | breaking | breaking |
//! | media type: added | additive | breaking where the answer is read otherwise |
//! | envelope (object, list, `data` of what) | – | breaking |
//! | type: a plain one takes all it took, and more | additive | breaking: what is read has another type |
//! | type: any other change | breaking | breaking |
//! | component schema: renamed | breaking | breaking |
//! | property: removed, renamed | breaking | breaking |
//! | property: added | additive, breaking if required | additive |
//! | became required | breaking | cosmetic, breaking if the type is sent too |
//! | became optional | additive | cosmetic, breaking if the type is sent too |
//! | became nullable | additive | breaking: what is read has another type |
//! | became non-nullable | breaking | breaking: what is read has another type |
//! | argument or body as a whole: nullable or not (it is left out instead) | cosmetic | – |
//! | value of a text enum: removed | breaking | breaking: its variant is gone |
//! | value of a text enum: added | additive | additive: unknown values are kept |
//! | limits, formats, defaults, values of a numeric enum, tags, failures, headers | cosmetic | cosmetic |
//!
//! Answers differ from the usual rules in two ways. What only answers hold is an `Option`, required or
//! not, so whether it is required changes nothing; and what is read has a type, so a narrower answer
//! breaks code as a wider one does. Limits are the server's to check: the crate sends what it is given.
//! A type that travels both ways is judged both ways. What the types of builders are called doesn't
//! count: callers ask for one by `builder()`.

mod bodies;
mod documents;
mod finding;
mod operations;
mod parameters;
mod reach;
mod render;
mod schemas;
mod shape;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod upstream;
pub mod version;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use bigcommerce_codegen::{
    json::{self, Object, escape},
    lower,
};
use serde_json::Value;

pub use finding::{Direction, Finding, Group, Kind};
pub use render::Diff;

use super::{Result, checkout::Checkout, import, state::State};
use reach::Reach;
use schemas::Spot;
use shape::Node;

/// What to compare, and how to say it.
#[derive(clap::Args)]
pub struct Options {
    /// The older state: a checkout of bigcommerce/docs, or a folder that `import` wrote; what is
    /// vendored, if none is named.
    #[arg(long)]
    from: Option<PathBuf>,
    /// The newer state, likewise.
    #[arg(long)]
    to: PathBuf,
    /// Print JSON rather than Markdown.
    #[arg(long)]
    json: bool,
}

/// Compares two states and prints what differs. Corrections are those of the workspace at `root`.
pub fn run(root: &Path, options: &Options) -> Result<Option<Group>> {
    let specs = root.join("specs");
    let old = open(&specs, options.from.as_deref().unwrap_or(&specs))?;
    let new = open(&specs, &options.to)?;
    let diff = Diff::new(&old, &new, version::current(root)?)?;
    match options.json {
        true => print!("{}", json::to_stable_string(&diff)),
        false => print!("{}", diff.markdown()),
    }
    Ok(diff.severity())
}

/// The state in `folder`: one that was imported, or what an import of the checkout would bring.
fn open(specs: &Path, folder: &Path) -> Result<State> {
    if folder.join("manifest.json").is_file() {
        return State::read(folder);
    }
    let known = State::known(specs)?;
    let import = import::read(&Checkout::open(folder)?, specs, known.as_ref(), None)?;
    if import.state.manifest.documents.is_empty() {
        return Err(super::Error::Empty {
            path: folder.to_owned(),
        });
    }
    for (_, fault) in &import.faults {
        eprintln!("warning: {fault}");
    }
    Ok(import.state)
}

/// One of two documents.
struct Side<'d> {
    document: &'d Value,
    reach: Reach<'d>,
    /// The names of its types in Rust.
    types: BTreeSet<String>,
    /// Those of them that callers build.
    built: BTreeSet<String>,
}

impl<'d> Side<'d> {
    fn new(id: &str, document: &'d Value) -> Result<Self> {
        let lowered = lower::lower(id, document.clone())?;
        let schemas = lowered.pointer("/components/schemas");
        let schemas = schemas.and_then(Value::as_object);
        let fields = |name: &&str| {
            let schema = schemas.and_then(|schemas| schemas.get(*name));
            schema.is_some_and(|schema| schema.get("properties").is_some())
        };
        let built = Reach::of(&lowered)
            .sent()
            .filter(fields)
            .map(str::to_owned)
            .collect();
        Ok(Self {
            document,
            reach: Reach::of(document),
            types: schemas
                .map(Object::keys)
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
            built,
        })
    }
}

/// Two states of one document, and what is found between them.
struct Pair<'d> {
    id: &'d str,
    old: Side<'d>,
    new: Side<'d>,
    /// The operation and the component being compared.
    at: Option<String>,
    of_type: Option<String>,
    /// Components by their old names, with their new ones.
    renamed: BTreeMap<&'d str, &'d str>,
    seen: BTreeSet<(String, String, Direction, (bool, bool))>,
    findings: Vec<Finding>,
}

impl<'d> Pair<'d> {
    fn new(id: &'d str, old: &'d Value, new: &'d Value) -> Result<Self> {
        Ok(Self {
            id,
            old: Side::new(id, old)?,
            new: Side::new(id, new)?,
            at: None,
            of_type: None,
            renamed: BTreeMap::new(),
            seen: BTreeSet::new(),
            findings: Vec::new(),
        })
    }

    /// Everything that differs.
    fn compare(mut self) -> Result<Vec<Finding>> {
        let (old, new) = (self.old.document, self.new.document);
        self.keywords(None, "#/info", &["version"], &old["info"], &new["info"]);
        self.operations()?;
        self.components();
        self.types_gone();
        Ok(self.findings)
    }

    /// Types that are gone from Rust, or their builders, though nothing else breaks: those without a name of their own are
    /// called after where they stand, and equal ones are one.
    fn types_gone(&mut self) {
        if self
            .findings
            .iter()
            .any(|finding| finding.group == Group::Breaking)
        {
            return;
        }
        let gone = self.old.types.difference(&self.new.types);
        let unbuilt = self.old.built.difference(&self.new.built);
        let gone: BTreeSet<_> = gone.chain(unbuilt).cloned().collect();
        for name in gone {
            let at = format!("#/components/schemas/{name}");
            self.of_type = Some(name.clone());
            self.found(
                Group::Breaking,
                Kind::TypeRemoved,
                None,
                &at,
                Some(name.into()),
                None,
            );
        }
    }

    /// Compares each component schema with itself, by the ways it travels in both documents.
    fn components(&mut self) {
        let names = |document: &'d Value| {
            let schemas = document.pointer("/components/schemas");
            schemas
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .map(|(name, _)| name.as_str())
        };
        let there: BTreeSet<_> = names(self.new.document).collect();
        for name in names(self.old.document).filter(|name| there.contains(name)) {
            self.component(name, name);
        }
        // Comparing one may find that another has a new name.
        let mut done = BTreeSet::new();
        while let Some((from, to)) = self.renamed.iter().find(|(from, _)| !done.contains(*from)) {
            let (from, to) = (*from, *to);
            done.insert(from);
            self.component(from, to);
        }
        self.of_type = None;
    }

    fn component(&mut self, from: &'d str, to: &'d str) {
        let at = |name: &str| format!("#/components/schemas/{}", escape(name));
        let schema = |document: &'d Value, name: &str| {
            let schemas = document.pointer("/components/schemas");
            schemas
                .and_then(|schemas| schemas.get(name))
                .unwrap_or(&Value::Null)
        };
        let (old, new) = (
            schema(self.old.document, from),
            schema(self.new.document, to),
        );
        self.of_type = Some(to.to_owned());
        if from != to {
            let names = (Some(Value::from(from)), Some(Value::from(to)));
            self.found(
                Group::Breaking,
                Kind::TypeRenamed,
                None,
                &at(to),
                names.0,
                names.1,
            );
        }
        let before = self.old.reach.directions(from);
        let directions = self.new.reach.directions(to).into_iter();
        let directions: Vec<_> = directions.filter(|way| before.contains(way)).collect();
        if directions.is_empty() && old != new {
            self.found(
                Group::Cosmetic,
                Kind::FailuresChanged,
                None,
                &at(to),
                None,
                None,
            );
        }
        for direction in directions {
            self.schemas(Spot {
                old: Node::new(at(from), old),
                new: Node::new(at(to), new),
                direction,
                sent: (self.old.reach.sends(from), self.new.reach.sends(to)),
                whole: false,
            });
        }
    }

    fn found(
        &mut self,
        group: Group,
        kind: Kind,
        direction: Option<Direction>,
        pointer: &str,
        from: Option<Value>,
        to: Option<Value>,
    ) {
        let finding = Finding {
            group,
            kind,
            direction,
            document: self.id.to_owned(),
            operations: self.at.iter().cloned().collect(),
            of_type: self.of_type.clone(),
            pointer: pointer.to_owned(),
            from,
            to,
        };
        match self.findings.iter_mut().find(|known| known.same(&finding)) {
            Some(known) => {
                known.group = known.group.max(group);
                for operation in finding.operations {
                    if !known.operations.contains(&operation) {
                        known.operations.push(operation);
                    }
                }
            }
            None => self.findings.push(finding),
        }
    }
}
