//! What differs between the operations of two states.

use std::collections::BTreeMap;

use bigcommerce_codegen::{
    credential::Credential,
    generate::Api,
    model::{Batch, Body, Location, Operation, Parameter, Response},
};

use super::{
    Finding,
    Group::{self, Additive, Breaking, Cosmetic},
    Kind,
    surface::{self, Side, Surface},
};

/// Compares the operations of all documents that both states have.
pub fn compare(old: &Surface, new: &Surface, findings: &mut Vec<Finding>) {
    let (before, after) = (old.operations(), new.operations());
    for (identity, was) in &before {
        let id = was.document.id();
        match after.get(identity) {
            Some(is) => Pair {
                was: *was,
                is: *is,
                findings,
            }
            .compare(),
            // Of what can't be used nothing is said.
            None if new.unusable.contains_key(&id) || !new.has(&id) => (),
            None => findings.push(gone(*was, Breaking, Kind::OperationRemoved)),
        }
    }
    for (identity, is) in &after {
        let id = is.document.id();
        let was_there = old.has(&id) && !old.unusable.contains_key(&id);
        if !before.contains_key(identity) && was_there {
            findings.push(gone(*is, Additive, Kind::OperationAdded));
        }
    }
}

/// That an operation is gone, or new.
fn gone(side: Side, group: Group, kind: Kind) -> Finding {
    Finding {
        group,
        kind,
        document: side.document.id(),
        operations: vec![surface::shown(side.operation)],
        item: side.operation.method_name.clone(),
        pointer: side.operation.pointer.clone(),
        from: None,
        to: None,
    }
}

/// One operation in two states.
struct Pair<'s, 'f> {
    was: Side<'s>,
    is: Side<'s>,
    findings: &'f mut Vec<Finding>,
}

impl Pair<'_, '_> {
    fn found(
        &mut self,
        group: Group,
        kind: Kind,
        part: &str,
        from: Option<String>,
        to: Option<String>,
    ) {
        let mut finding = gone(self.is, group, kind);
        finding.item += part;
        self.findings.push(Finding {
            from,
            to,
            ..finding
        });
    }

    /// That something differs, if it does.
    fn differs(
        &mut self,
        group: Group,
        kind: Kind,
        part: &str,
        from: Option<String>,
        to: Option<String>,
    ) {
        if from != to {
            self.found(group, kind, part, from, to);
        }
    }

    fn compare(&mut self) {
        let (was, is) = (self.was.operation, self.is.operation);
        let text = |text: &str| Some(text.to_owned());
        let (from, to) = (Some(self.was.document.id()), Some(self.is.document.id()));
        self.differs(Breaking, Kind::OperationMoved, "", from, to);
        let (from, to) = (text(&was.method_name), text(&is.method_name));
        self.differs(Breaking, Kind::OperationRenamed, "", from, to);
        let (from, to) = (text(&was.builder), text(&is.builder));
        self.differs(Breaking, Kind::OperationRenamed, "", from, to);
        if was.deprecated != is.deprecated {
            let group = if is.deprecated { Additive } else { Cosmetic };
            let said = |it: bool| Some(if it { "deprecated" } else { "not deprecated" }.to_owned());
            let (from, to) = (said(was.deprecated), said(is.deprecated));
            self.found(group, Kind::OperationDeprecated, "", from, to);
        }
        if was.credential != is.credential {
            let (before, after) = (stores(was.credential), stores(is.credential));
            let group = match before.iter().all(|store| after.contains(store)) {
                false => Breaking,
                true if before.len() < after.len() => Additive,
                true => Cosmetic,
            };
            let (from, to) = (text(was.credential.name()), text(is.credential.name()));
            self.found(group, Kind::CredentialChanged, "", from, to);
        }
        self.parameters();
        self.body();
        self.response();
        self.limits();
    }

    fn parameters(&mut self) {
        let by_setter = |operation: &'_ Operation| -> Vec<(String, usize)> {
            let parameters = operation.parameters.iter().enumerate();
            parameters
                .map(|(index, it)| (it.setter.clone(), index))
                .collect()
        };
        let (was, is) = (self.was.operation, self.is.operation);
        let after: BTreeMap<_, _> = by_setter(is).into_iter().collect();
        let before: BTreeMap<_, _> = by_setter(was).into_iter().collect();
        for (setter, index) in &before {
            match after.get(setter) {
                None => self.found(
                    Breaking,
                    Kind::ParameterRemoved,
                    &format!(".{setter}"),
                    None,
                    None,
                ),
                Some(now) => self.parameter(&was.parameters[*index], &is.parameters[*now]),
            }
        }
        for (setter, index) in &after {
            if !before.contains_key(setter) {
                let is_required = is.parameters[*index].required;
                let group = if is_required { Breaking } else { Additive };
                let to = is_required.then(|| "required".to_owned());
                self.found(group, Kind::ParameterAdded, &format!(".{setter}"), None, to);
            }
        }
    }

    fn parameter(&mut self, was: &Parameter, is: &Parameter) {
        let part = format!(".{}", is.setter);
        let types = [(self.was.api, was), (self.is.api, is)];
        let [from, to] = types.map(|(api, it)| Some(api.value(&it.slot)));
        self.differs(Breaking, Kind::ParameterChanged, &part, from, to);
        let sent = |it: &Parameter| {
            // The style of a list doesn't matter for anything else.
            let style = match it.explode && it.location == Location::Query {
                true => ", repeated",
                false => "",
            };
            Some(format!("{} `{}`{style}", it.location.name(), it.name))
        };
        // The names of path parameters are not sent.
        if was.location != Location::Path || is.location != Location::Path {
            self.differs(Breaking, Kind::ParameterChanged, &part, sent(was), sent(is));
        }
        match (was.required, is.required) {
            (false, true) => self.found(Breaking, Kind::BecameRequired, &part, None, None),
            (true, false) => self.found(Additive, Kind::BecameOptional, &part, None, None),
            _ => (),
        }
        let (from, to) = (Some(was.about.clone()), Some(is.about.clone()));
        if types.map(|(api, it)| api.value(&it.slot))[0] == self.is.api.value(&is.slot) {
            self.differs(Cosmetic, Kind::FactsChanged, &part, from, to);
        }
    }

    fn body(&mut self) {
        let (was, is) = match (&self.was.operation.body, &self.is.operation.body) {
            (None, None) => return,
            (None, Some(body)) => {
                let group = if body.required { Breaking } else { Additive };
                let to = body.required.then(|| "required".to_owned());
                return self.found(group, Kind::BodyAdded, ".body", None, to);
            }
            (Some(_), None) => return self.found(Breaking, Kind::BodyRemoved, ".body", None, None),
            (Some(was), Some(is)) => (was, is),
        };
        let ty = |api: &Api, body: &Body| body.slot.as_ref().map(|slot| api.value(slot));
        let (from, to) = (ty(self.was.api, was), ty(self.is.api, is));
        match (&from, &to) {
            (None, Some(_)) => self.found(Additive, Kind::BodyAdded, ".body", None, to.clone()),
            _ => self.differs(Breaking, Kind::BodyChanged, ".body", from, to),
        }
        match (was.required, is.required) {
            (false, true) => self.found(Breaking, Kind::BecameRequired, ".body", None, None),
            (true, false) => self.found(Additive, Kind::BecameOptional, ".body", None, None),
            _ => (),
        }
        let media = |kind: &str| Some(kind.to_owned());
        let (from, to) = (media(&was.content_type), media(&is.content_type));
        // A form beside JSON is another way to send the same.
        if was.slot.is_some() == is.slot.is_some() {
            self.differs(Breaking, Kind::MediaTypeChanged, ".body", from, to);
        }
        let (before, after) = (was.form.as_deref(), is.form.as_deref());
        if before != after {
            let kept = before.is_none_or(|before| {
                after.is_some_and(|after| before.iter().all(|field| after.contains(field)))
            });
            let said = |fields: Option<&[String]>| fields.map(|fields| fields.join(", "));
            let group = if kept { Additive } else { Breaking };
            self.found(group, Kind::FormChanged, ".form", said(before), said(after));
        }
        if was.acts_on != is.acts_on {
            self.found(Cosmetic, Kind::GuardChanged, ".body", None, None);
        }
    }

    fn response(&mut self) {
        let (was, is) = (self.was.operation, self.is.operation);
        let said = |side: Side| match &side.operation.response {
            Response::Nothing => Some("()".to_owned()),
            Response::Stream => Some("ByteStream".to_owned()),
            Response::Json(payload) => Some(match &payload.slot {
                None => "()".to_owned(),
                Some(slot) if payload.is_page => format!("Page<{}>", side.api.value(slot)),
                Some(slot) => side.api.value(slot),
            }),
        };
        let (from, to) = (said(self.was), said(self.is));
        self.differs(Breaking, Kind::ResponseChanged, "", from, to);
        let (from, to) = (Some(was.accept.clone()), Some(is.accept.clone()));
        self.differs(Breaking, Kind::MediaTypeChanged, "", from, to);
        let status = |(status, holds): &(u16, bool)| match holds {
            true => format!("{status}"),
            false => format!("{status} without content"),
        };
        for success in &was.successes {
            if !is.successes.contains(success) {
                self.found(
                    Breaking,
                    Kind::SuccessRemoved,
                    "",
                    Some(status(success)),
                    None,
                );
            }
        }
        for success in &is.successes {
            if !was.successes.contains(success) {
                self.found(
                    Additive,
                    Kind::SuccessAdded,
                    "",
                    None,
                    Some(status(success)),
                );
            }
        }
        match (&was.paging, &is.paging) {
            (None, Some(_)) => self.found(Additive, Kind::ListAdded, ".items", None, None),
            (Some(_), None) => self.found(Breaking, Kind::ListRemoved, ".items", None, None),
            (Some(before), Some(after)) => {
                let (from, to) = (Some(format!("{before:?}")), Some(format!("{after:?}")));
                self.differs(Cosmetic, Kind::ListChanged, ".items", from, to);
            }
            (None, None) => (),
        }
    }

    fn limits(&mut self) {
        let (was, is) = (self.was.operation, self.is.operation);
        let most = |batch: &Batch| batch.most.map(|most| most.to_string());
        match (&was.batch, &is.batch) {
            (None, Some(_)) => self.found(Additive, Kind::BatchAdded, ".batches", None, None),
            (Some(_), None) => self.found(Breaking, Kind::BatchRemoved, ".batches", None, None),
            (Some(before), Some(after)) => {
                let (from, to) = (most(before), most(after));
                self.differs(Cosmetic, Kind::LimitChanged, ".batches", from, to);
            }
            (None, None) => (),
        }
        let calls = |operation: &Operation| {
            let calls = operation.limits.calls.as_ref();
            let calls = calls.map(|calls| format!("{} in {} s", calls.limit, calls.seconds));
            let at_once = operation
                .limits
                .concurrency
                .map(|most| format!("{most} at once"));
            let said: Vec<_> = calls.into_iter().chain(at_once).collect();
            (!said.is_empty()).then(|| said.join(", "))
        };
        self.differs(Cosmetic, Kind::LimitChanged, "", calls(was), calls(is));
        let guard = |operation: &Operation| {
            let narrowed_by = operation.deletes_all.as_ref()?;
            Some(format!("narrowed by {}", narrowed_by.join(", ")))
        };
        let group = match was.deletes_all.is_some() == is.deletes_all.is_some() {
            true => Cosmetic,
            false => Breaking,
        };
        self.differs(
            group,
            Kind::GuardChanged,
            ".everything",
            guard(was),
            guard(is),
        );
    }
}

/// Who can call what takes such a credential: stores with the unified token, those with a token of B2B Edition alone,
/// and who has a token of another API.
fn stores(credential: Credential) -> &'static [&'static str] {
    match credential {
        Credential::Token | Credential::TokenAndHash => &["unified"],
        Credential::Legacy => &["legacy"],
        Credential::Bearer => &["bearer"],
        Credential::BearerOrNone => &["bearer", "nobody"],
        Credential::PaymentAccessToken => &["payment"],
        Credential::TokenAndHashOrLegacy | Credential::Hash | Credential::None => {
            &["unified", "legacy"]
        }
    }
}
