//! Schemas, by the way they travel.

use super::*;

/// A mutation of a schema: what is found where it is sent, where it is answered, and both back.
struct Change {
    at: &'static str,
    below: &'static str,
    value: Option<Value>,
    sent: Option<(Group, Kind)>,
    sent_back: Option<(Group, Kind)>,
    answered: Option<(Group, Kind)>,
    answered_back: Option<(Group, Kind)>,
}

#[test]
fn schemas_in_request_and_response() {
    let none = None;
    for change in [
        Change {
            at: "/properties/count",
            below: "",
            value: None,
            sent: Some((Breaking, Kind::PropertyRemoved)),
            sent_back: Some((Additive, Kind::PropertyAdded)),
            answered: Some((Breaking, Kind::PropertyRemoved)),
            answered_back: Some((Additive, Kind::PropertyAdded)),
        },
        Change {
            at: "/properties/part/properties/size",
            below: "",
            value: None,
            sent: Some((Breaking, Kind::PropertyRemoved)),
            sent_back: Some((Additive, Kind::PropertyAdded)),
            answered: Some((Breaking, Kind::PropertyRemoved)),
            answered_back: Some((Additive, Kind::PropertyAdded)),
        },
        // Wider, and narrower back.
        Change {
            at: "/properties/count",
            below: "/type",
            value: Some(json!("number")),
            sent: Some((Additive, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        Change {
            at: "/properties/count",
            below: "",
            value: Some(json!({"oneOf": [{"type": "integer"}, {"type": "string"}]})),
            sent: Some((Additive, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        // Another.
        Change {
            at: "/properties/count",
            below: "/type",
            value: Some(json!("string")),
            sent: Some((Breaking, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        Change {
            at: "/properties/tags/items",
            below: "/type",
            value: Some(json!("number")),
            sent: Some((Additive, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        // Text that is hidden in Rust has a type of its own.
        Change {
            at: "/properties/note",
            below: "/format",
            value: Some(json!("password")),
            sent: Some((Breaking, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        Change {
            at: "/properties/count",
            below: "/nullable",
            value: Some(json!(true)),
            sent: Some((Additive, Kind::BecameNullable)),
            sent_back: Some((Breaking, Kind::BecameNonNullable)),
            answered: Some((Breaking, Kind::BecameNullable)),
            answered_back: Some((Breaking, Kind::BecameNonNullable)),
        },
        Change {
            at: "/properties/status",
            below: "/enum",
            value: Some(json!(["a", "b", "c"])),
            sent: Some((Additive, Kind::EnumValuesAdded)),
            sent_back: Some((Breaking, Kind::EnumValuesRemoved)),
            answered: Some((Additive, Kind::EnumValuesAdded)),
            answered_back: Some((Breaking, Kind::EnumValuesRemoved)),
        },
        Change {
            at: "/properties/status",
            below: "/enum",
            value: None,
            sent: Some((Breaking, Kind::TypeChanged)),
            sent_back: Some((Breaking, Kind::TypeChanged)),
            answered: Some((Breaking, Kind::TypeChanged)),
            answered_back: Some((Breaking, Kind::TypeChanged)),
        },
        // Limits are the server's to check.
        Change {
            at: "/properties/note/maxLength",
            below: "",
            value: Some(json!(3)),
            sent: Some((Cosmetic, Kind::KeywordChanged)),
            sent_back: Some((Cosmetic, Kind::KeywordChanged)),
            answered: Some((Cosmetic, Kind::KeywordChanged)),
            answered_back: Some((Cosmetic, Kind::KeywordChanged)),
        },
        Change {
            at: "/properties/level/enum",
            below: "",
            value: Some(json!([1])),
            sent: Some((Cosmetic, Kind::KeywordChanged)),
            sent_back: Some((Cosmetic, Kind::KeywordChanged)),
            answered: Some((Cosmetic, Kind::KeywordChanged)),
            answered_back: Some((Cosmetic, Kind::KeywordChanged)),
        },
        // The same in other words.
        Change {
            at: "/properties/count",
            below: "",
            value: Some(json!({"allOf": [{"type": "integer"}]})),
            sent: none,
            sent_back: none,
            answered: none,
            answered_back: none,
        },
    ] {
        for (name, way, there, back) in [
            ("Sent", Request, change.sent, change.sent_back),
            ("Answer", Response, change.answered, change.answered_back),
        ] {
            let at = format!("/components/schemas/{name}{}", change.at);
            let (old, mut new) = (document(), document());
            match &change.value {
                Some(value) => put(&mut new, &format!("{at}{}", change.below), value.clone()),
                None => drop(take(&mut new, &format!("{at}{}", change.below))),
            }
            assert_ne!(old, new);
            let states = [old, new].map(|document| state(vec![(line("things"), document)]));
            for (from, to, expected) in [(0, 1, there), (1, 0, back)] {
                let diff = diff(&states[from], &states[to]);
                let wanted =
                    expected.map(|(group, kind)| (group, kind, Some(way), format!("#{at}")));
                let found = diff.findings.iter();
                let found: Vec<_> = found
                    .map(|it| (it.group, it.kind, it.direction, it.pointer.clone()))
                    .collect();
                assert_eq!(found, Vec::from_iter(wanted), "{name} {}", change.at);
                let named = diff
                    .findings
                    .iter()
                    .all(|it| it.of_type.as_deref() == Some(name));
                assert!(named, "{name} {}", change.at);
            }
        }
    }
}

#[test]
fn what_must_be_there() {
    let sent = "#/components/schemas/Sent/properties/count";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Sent/required",
                json!(["name", "count"]),
            )
        },
        &[(Breaking, Kind::BecameRequired, Some(Request), sent)],
        &[(Additive, Kind::BecameOptional, Some(Request), sent)],
    );
    // What is answered alone is an `Option` in any case.
    let answer = "#/components/schemas/Answer/properties/count";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Answer/required",
                json!(["name", "count"]),
            )
        },
        &[(Cosmetic, Kind::BecameRequired, Some(Response), answer)],
        &[(Cosmetic, Kind::BecameOptional, Some(Response), answer)],
    );
    // What travels both ways isn't.
    let both = "#/components/schemas/Both/properties/size";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Both/required",
                json!(["name", "size"]),
            )
        },
        &[
            (Breaking, Kind::BecameRequired, Some(Request), both),
            (Breaking, Kind::BecameRequired, Some(Response), both),
        ],
        &[
            (Breaking, Kind::BecameOptional, Some(Response), both),
            (Additive, Kind::BecameOptional, Some(Request), both),
        ],
    );
    // What the server alone writes is required of nobody.
    let read_only = "#/components/schemas/Sent/properties/name";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Sent/properties/name/readOnly",
                json!(true),
            )
        },
        &[
            (Additive, Kind::BecameOptional, Some(Request), read_only),
            (
                Cosmetic,
                Kind::KeywordChanged,
                Some(Request),
                "#/components/schemas/Sent/properties/name/readOnly",
            ),
        ],
        &[
            (Breaking, Kind::BecameRequired, Some(Request), read_only),
            (
                Cosmetic,
                Kind::KeywordChanged,
                Some(Request),
                "#/components/schemas/Sent/properties/name/readOnly",
            ),
        ],
    );
    let new = "#/components/schemas/Sent/properties/new";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Sent/properties/new",
                json!({"type": "string"}),
            );
            put(
                d,
                "/components/schemas/Sent/required",
                json!(["name", "new"]),
            );
        },
        &[(Breaking, Kind::PropertyAdded, Some(Request), new)],
        &[(Breaking, Kind::PropertyRemoved, Some(Request), new)],
    );
}

#[test]
fn names() {
    for (name, way) in [("Sent", Request), ("Answer", Response)] {
        let from = format!("/components/schemas/{name}/properties/level");
        let to = format!("/components/schemas/{name}/properties/rank");
        let (old, mut new) = (document(), document());
        rename(&mut new, &from, &to);
        let states = [old, new].map(|document| state(vec![(line("things"), document)]));
        let diff = diff(&states[0], &states[1]);
        let renamed = (Breaking, Kind::PropertyRenamed, Some(way));
        let at = format!("#{to}");
        assert_eq!(
            found(&diff),
            [(renamed.0, renamed.1, renamed.2, at.as_str())]
        );
    }
    // A component under another name is one difference, however often it is referred to.
    let renamed = |document: &Value, from: &str, to: &str| -> Value {
        let text = document.to_string();
        let text = text.replace(&format!("schemas/{from}\""), &format!("schemas/{to}\""));
        serde_json::from_str(&text.replace(&format!("\"{from}\":"), &format!("\"{to}\":"))).unwrap()
    };
    assert_mutation(
        |d| *d = renamed(d, "Answer", "Outcome"),
        &[(
            Breaking,
            Kind::TypeRenamed,
            None,
            "#/components/schemas/Outcome",
        )],
        &[(
            Breaking,
            Kind::TypeRenamed,
            None,
            "#/components/schemas/Answer",
        )],
    );
    // That two types become alike moves no name.
    let with = |alike: bool| {
        let mut document = document();
        let own = json!({"type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "string"}}});
        put(
            &mut document,
            "/components/schemas/Answer/properties/own",
            own.clone(),
        );
        put(
            &mut document,
            "/components/schemas/Meta/properties/own",
            own,
        );
        if !alike {
            take(
                &mut document,
                "/components/schemas/Meta/properties/own/properties/y",
            );
        }
        state(vec![(line("things"), document)])
    };
    assert_eq!(
        found(&diff(&with(false), &with(true))),
        [(
            Additive,
            Kind::PropertyAdded,
            Some(Response),
            "#/components/schemas/Meta/properties/own/properties/y"
        ),]
    );
}

#[test]
fn a_type_both_ways_is_judged_both_ways() {
    let at = "#/components/schemas/Both/properties/size";
    assert_mutation(
        |d| {
            put(
                d,
                "/components/schemas/Both/properties/size/type",
                json!("number"),
            )
        },
        &[
            (Breaking, Kind::TypeChanged, Some(Response), at),
            (Additive, Kind::TypeChanged, Some(Request), at),
        ],
        &[
            (Breaking, Kind::TypeChanged, Some(Request), at),
            (Breaking, Kind::TypeChanged, Some(Response), at),
        ],
    );
}

#[test]
fn what_only_failures_hold_is_cosmetic() {
    let with = |kind: &str| {
        let mut document = document();
        put(
            &mut document,
            "/components/schemas/Fault",
            json!({"type": kind}),
        );
        let schema =
            json!({"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}});
        put(
            &mut document,
            &format!("{LIST}/responses/404/content"),
            schema,
        );
        state(vec![(line("things"), document)])
    };
    assert_eq!(
        found(&diff(&with("object"), &with("string"))),
        [(
            Cosmetic,
            Kind::FailuresChanged,
            None,
            "#/components/schemas/Fault"
        )]
    );
}
