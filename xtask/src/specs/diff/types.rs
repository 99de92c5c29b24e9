//! What differs between the types of a module in two states.

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    generate::Api,
    model::{
        Branch, Definition, Field, Kind as Shape, Notation, Object, Required, Scalar, Slot, Type,
        Variant,
    },
};

use super::{
    Finding,
    Group::{self, Additive, Breaking, Cosmetic},
    Kind,
};

/// Compares the types of the API `id`. Where one state lacks some of its documents, nothing is said of
/// types that only one of them has.
pub fn compare(id: &str, old: &Api, new: &Api, is_whole: bool, findings: &mut Vec<Finding>) {
    let names = old.model.types.keys().chain(new.model.types.keys());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names.dedup();
    for name in names {
        let both = [&old.model, &new.model].map(|model| model.types.get(name));
        let users = |it: &&Definition| it.sent_by.union(&it.received_by).cloned().collect();
        let operations = both[1].as_ref().or(both[0].as_ref()).map(users);
        let mut pair = Pair {
            id,
            name,
            operations: operations.unwrap_or_default(),
            findings,
        };
        match both {
            [Some(was), Some(is)] => pair.definitions((old, was), (new, is)),
            [_, None] | [None, _] if !is_whole => (),
            [Some(was), None] => pair.found(Breaking, Kind::TypeRemoved, "", was, None, None),
            [None, Some(is)] => pair.found(Additive, Kind::TypeAdded, "", is, None, None),
            [None, None] => (),
        }
    }
}

/// One type in two states.
struct Pair<'f> {
    id: &'f str,
    name: &'f str,
    operations: Vec<String>,
    findings: &'f mut Vec<Finding>,
}

/// A type and the API it is in.
type Side<'m> = (&'m Api, &'m Definition);

impl Pair<'_> {
    fn found(
        &mut self,
        group: Group,
        kind: Kind,
        part: &str,
        at: &Definition,
        from: Option<String>,
        to: Option<String>,
    ) {
        // The document comes before the pointer in it.
        let place = at.pointers.first().and_then(|place| place.split_once('#'));
        let (document, pointer) = place.unwrap_or((self.id, ""));
        self.findings.push(Finding {
            group,
            kind,
            document: document.to_owned(),
            operations: self.operations.clone(),
            item: format!("{}{part}", self.name),
            pointer: format!("#{pointer}"),
            from,
            to,
        });
    }

    fn definitions(&mut self, old: Side, new: Side) {
        match (&old.1.kind, &new.1.kind) {
            (Shape::Object(was), Shape::Object(is)) => self.objects(old, was, new, is),
            (Shape::Enum(was), Shape::Enum(is)) | (Shape::Code(was), Shape::Code(is)) => {
                self.values(was, is, old.1, new.1)
            }
            (Shape::Union(was), Shape::Union(is)) => self.branches(old, was, new, is),
            (was, is) => {
                let (from, to) = (word(was).to_owned(), word(is).to_owned());
                self.found(Breaking, Kind::TypeChanged, "", new.1, Some(from), Some(to));
            }
        }
    }

    fn objects(&mut self, old: Side, was: &Object, new: Side, is: &Object) {
        match (old.1.is_sent(), new.1.is_sent()) {
            (true, false) => self.found(Breaking, Kind::BuilderRemoved, "", new.1, None, None),
            (false, true) => self.found(Additive, Kind::BuilderAdded, "", new.1, None, None),
            _ => (),
        }
        let fields = |object: &'_ Object, side: Side| -> BTreeMap<String, (usize, String)> {
            let fields = object.fields.iter().enumerate();
            fields
                .map(|(index, field)| {
                    let ty = side.0.field(&side.1.name, index);
                    (field.name.clone(), (index, whole(field, &ty)))
                })
                .collect()
        };
        let (before, after) = (fields(was, old), fields(is, new));
        for (name, (index, ty)) in &before {
            let part = format!(".{name}");
            let field = &was.fields[*index];
            match after.get(name) {
                None => {
                    let from = Some(ty.clone());
                    self.found(Breaking, Kind::FieldRemoved, &part, old.1, from, None);
                }
                Some((index, now)) => {
                    let (from, to) = ((field, ty), (&is.fields[*index], now));
                    self.field(&part, old.1.is_sent() && new.1.is_sent(), from, to, new.1);
                }
            }
        }
        for (name, (index, ty)) in &after {
            if !before.contains_key(name) {
                let is_asked = new.1.is_sent() && is.fields[*index].required != Required::No;
                let group = if is_asked && old.1.is_sent() {
                    Breaking
                } else {
                    Additive
                };
                let to = Some(ty.clone());
                self.found(
                    group,
                    Kind::FieldAdded,
                    &format!(".{name}"),
                    new.1,
                    None,
                    to,
                );
            }
        }
        let extra = |side: Side, object: &Object| {
            let ty = object.others.as_ref();
            ty.map(|_| side.0.field(&side.1.name, object.fields.len()))
        };
        match (extra(old, was), extra(new, is)) {
            (from, to) if from == to => (),
            (None, to) => self.found(Additive, Kind::FieldAdded, ".extra", new.1, None, to),
            (from, None) => self.found(Breaking, Kind::FieldRemoved, ".extra", new.1, from, None),
            (from, to) => self.found(Breaking, Kind::FieldChanged, ".extra", new.1, from, to),
        }
        if was.one_of_required != is.one_of_required && old.1.is_sent() && new.1.is_sent() {
            let said = |object: &Object| {
                (!object.one_of_required.is_empty()).then(|| alternatives(object))
            };
            let is_new = |list| !was.one_of_required.contains(list);
            let (group, kind) = match is.one_of_required.iter().any(is_new) {
                true => (Breaking, Kind::BecameRequired),
                false => (Additive, Kind::BecameOptional),
            };
            self.found(group, kind, "", new.1, said(was), said(is));
        }
    }

    fn field(
        &mut self,
        part: &str,
        sent: bool,
        (was, from): (&Field, &String),
        (is, to): (&Field, &String),
        at: &Definition,
    ) {
        let said = |from: &String, to: &String| (Some(from.clone()), Some(to.clone()));
        if was.wire != is.wire {
            let (from, to) = said(&was.wire, &is.wire);
            self.found(Breaking, Kind::FieldChanged, part, at, from, to);
        }
        if from != to {
            let (from, to) = said(from, to);
            self.found(Breaking, Kind::FieldChanged, part, at, from, to);
        } else if notation(&was.slot) != notation(&is.slot) {
            let [from, to] = [was, is].map(|field| notation(&field.slot));
            let said = |notation: Option<Notation>| notation.map(|it| it.about().to_owned());
            self.found(Cosmetic, Kind::FieldChanged, part, at, said(from), said(to));
        }
        // What only a response holds is never required.
        match (
            sent,
            was.required != Required::No,
            is.required != Required::No,
        ) {
            (true, false, true) => self.found(Breaking, Kind::BecameRequired, part, at, None, None),
            (true, true, false) => self.found(Additive, Kind::BecameOptional, part, at, None, None),
            _ => (),
        }
    }

    fn values(&mut self, was: &[Variant], is: &[Variant], old: &Definition, new: &Definition) {
        let find = |all: &[Variant], name: &str| {
            let found = all.iter().find(|variant| variant.name == name);
            found.map(|variant| variant.wire.clone())
        };
        for variant in was {
            let part = format!("::{}", variant.name);
            let from = Some(variant.wire.clone());
            match find(is, &variant.name) {
                None => self.found(Breaking, Kind::ValueRemoved, &part, old, from, None),
                to if to != from => self.found(Breaking, Kind::ValueChanged, &part, new, from, to),
                _ => (),
            }
        }
        for variant in is {
            if find(was, &variant.name).is_none() {
                let part = format!("::{}", variant.name);
                let to = Some(variant.wire.clone());
                self.found(Additive, Kind::ValueAdded, &part, new, None, to);
            }
        }
    }

    fn branches(&mut self, old: Side, was: &[Branch], new: Side, is: &[Branch]) {
        let types = |side: Side, branches: &[Branch]| -> BTreeMap<String, String> {
            let branches = branches.iter().enumerate();
            branches
                .map(|(index, branch)| {
                    let ty = side.0.field(&side.1.name, index);
                    let ty = nullable(ty, branch.slot.nullable);
                    (branch.name.clone(), ty)
                })
                .collect()
        };
        let (before, after) = (types(old, was), types(new, is));
        for (name, from) in &before {
            let part = format!("::{name}");
            let (from, to) = (Some(from.clone()), after.get(name).cloned());
            match to {
                None => self.found(Breaking, Kind::BranchRemoved, &part, old.1, from, None),
                to if to != from => {
                    self.found(Breaking, Kind::BranchChanged, &part, new.1, from, to)
                }
                _ => (),
            }
        }
        for (name, to) in &after {
            if !before.contains_key(name) {
                let part = format!("::{name}");
                let to = Some(to.clone());
                self.found(Breaking, Kind::BranchAdded, &part, new.1, None, to);
            }
        }
    }
}

/// The whole type of a field whose value has the type `ty`.
fn whole(field: &Field, ty: &str) -> String {
    let there = nullable(ty.to_owned(), field.slot.nullable);
    nullable(there, field.required != Required::Always)
}

fn nullable(ty: String, is_nullable: bool) -> String {
    match is_nullable {
        true => format!("Option<{ty}>"),
        false => ty,
    }
}

fn alternatives(object: &Object) -> String {
    let lists = object.one_of_required.iter().map(|list| {
        let alternatives: Vec<_> = list.iter().map(|names| names.join(" and ")).collect();
        alternatives.join(" or ")
    });
    lists.collect::<Vec<_>>().join("; ")
}

/// How a date is written, or each in a list.
fn notation(slot: &Slot) -> Option<Notation> {
    match &slot.ty {
        Type::Scalar(Scalar::DateTime(notation)) => Some(*notation),
        Type::List(slot) | Type::Map(Some(slot)) => notation(slot),
        _ => None,
    }
}

fn word(shape: &Shape) -> &'static str {
    match shape {
        Shape::Object(_) => "an object",
        Shape::Enum(_) => "an enum",
        Shape::Code(_) => "an enum of numbers",
        Shape::Union(_) => "a union",
    }
}
