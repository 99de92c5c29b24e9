//! Each kind of finding, in both directions.

use super::*;

const SCHEMAS: &str = "/components/schemas";

fn responded(operation: &str, status: u16) -> String {
    format!("{operation}/responses/{status}")
}

#[test]
fn documents() {
    let mut other = document();
    other["paths"] = json!({"/others": {"get": {
        "operationId": "getOthers", "responses": {"204": {"description": ""}}}}});
    let one = state(vec![(line("things"), document())], None);
    let both = vec![(line("things"), document()), (line("others"), other)];
    let two = state(both, Some(&one));
    assert_eq!(
        found(&diff(&one, &two)),
        [(Additive, Kind::DocumentAdded, "")]
    );
    assert_eq!(
        found(&diff(&two, &one)),
        [(Breaking, Kind::DocumentRemoved, "")]
    );
    // The operations are the same, but in another module.
    let mut names = one.clone();
    let things = names.names.documents.remove("v3/things").unwrap();
    names.names.documents.insert("v3/items".to_owned(), things);
    let renamed = state(vec![(line("items"), document())], Some(&names));
    let moved = diff(&one, &renamed);
    let kinds: BTreeSet<_> = moved.findings.iter().map(|it| it.kind).collect();
    let expected = [
        Kind::DocumentAdded,
        Kind::DocumentRemoved,
        Kind::OperationMoved,
    ];
    assert_eq!(kinds, expected.into());
    let mut line = line("things");
    line.base_path = "/stores/{store_hash}/v3/more".to_owned();
    let moved = state(vec![(line, document())], Some(&one));
    assert_eq!(diff(&one, &moved).severity, Some(Breaking));
}

#[test]
fn operations() {
    let delete = "/paths/~1things/delete";
    assert_mutation(
        |d| drop(take(d, delete)),
        &[(Breaking, Kind::OperationRemoved, "delete_things")],
        &[(Additive, Kind::OperationAdded, "delete_things")],
    );
    // Whatever upstream calls an operation, or the parameters of its path, it and its types are the same.
    assert_mutation(
        |d| put(d, &format!("{delete}/operationId"), json!("remove-things")),
        &[(Cosmetic, Kind::FactsChanged, "")],
        &[(Cosmetic, Kind::FactsChanged, "")],
    );
    assert_mutation(
        |d| {
            rename(d, "/paths/~1things~1{thing_id}", "/paths/~1things~1{id}");
            put(d, "/paths/~1things~1{id}/parameters/0/name", json!("id"));
        },
        &[
            (Breaking, Kind::ParameterAdded, "update_thing.id"),
            (Breaking, Kind::ParameterRemoved, "update_thing.thing_id"),
        ],
        &[
            (Breaking, Kind::ParameterRemoved, "update_thing.id"),
            (Breaking, Kind::ParameterAdded, "update_thing.thing_id"),
        ],
    );
    assert_mutation(
        |d| put(d, &format!("{delete}/deprecated"), json!(true)),
        &[(Additive, Kind::OperationDeprecated, "delete_things")],
        &[(Cosmetic, Kind::OperationDeprecated, "delete_things")],
    );
    for (security, group, back) in [
        (json!([{"authToken": []}]), Breaking, Breaking),
        (json!([]), Additive, Breaking),
    ] {
        let kind = Kind::CredentialChanged;
        assert_mutation(
            |d| put(d, &format!("{delete}/security"), security.clone()),
            &[(group, kind, "delete_things")],
            &[(back, kind, "delete_things")],
        );
    }
}

#[test]
fn parameters() {
    let at = |index: usize, rest: &str| format!("{LIST}/parameters/{index}{rest}");
    assert_mutation(
        |d| drop(take(d, &at(0, ""))),
        &[(Breaking, Kind::ParameterRemoved, "get_things.limit")],
        &[(Additive, Kind::ParameterAdded, "get_things.limit")],
    );
    assert_mutation(
        |d| drop(take(d, &at(3, ""))),
        &[(Breaking, Kind::ParameterRemoved, "get_things.kind")],
        &[(Breaking, Kind::ParameterAdded, "get_things.kind")],
    );
    let changed = [(Breaking, Kind::ParameterChanged, "get_things.limit")];
    assert_mutation(
        |d| put(d, &at(0, "/schema/type"), json!("string")),
        &changed,
        &changed,
    );
    assert_mutation(
        |d| put(d, &at(0, "/in"), json!("header")),
        &changed,
        &changed,
    );
    let repeated = [(Breaking, Kind::ParameterChanged, "get_things.ids")];
    assert_mutation(
        |d| put(d, &at(2, "/explode"), json!(true)),
        &repeated,
        &repeated,
    );
    assert_mutation(
        |d| put(d, &at(0, "/required"), json!(true)),
        &[(Breaking, Kind::BecameRequired, "get_things.limit")],
        &[(Additive, Kind::BecameOptional, "get_things.limit")],
    );
    let facts = [(Cosmetic, Kind::FactsChanged, "get_things.limit")];
    assert_mutation(
        |d| put(d, &at(0, "/schema/maximum"), json!(50)),
        &facts,
        &facts,
    );
    let page = json!({"name": "page", "in": "query", "schema": {"type": "integer"}});
    assert_mutation(
        |d| put(d, &at(0, "").replace("/0", "/-"), page.clone()),
        &[
            (Breaking, Kind::ResponseChanged, "get_things"),
            (Additive, Kind::ListAdded, "get_things.items"),
            (Additive, Kind::ParameterAdded, "get_things.page"),
        ],
        &[
            (Breaking, Kind::ResponseChanged, "get_things"),
            (Breaking, Kind::ListRemoved, "get_things.items"),
            (Breaking, Kind::ParameterRemoved, "get_things.page"),
        ],
    );
}

#[test]
fn bodies() {
    let body = format!("{UPDATE}/requestBody");
    assert_mutation(
        |d| drop(take(d, &body)),
        &[
            (Breaking, Kind::TypeRemoved, "ThingUpdate"),
            (Breaking, Kind::BodyRemoved, "update_thing.body"),
        ],
        &[
            (Breaking, Kind::BodyAdded, "update_thing.body"),
            (Additive, Kind::TypeAdded, "ThingUpdate"),
        ],
    );
    assert_mutation(
        |d| put(d, &format!("{body}/required"), json!(true)),
        &[(Cosmetic, Kind::FactsChanged, "")],
        &[(Cosmetic, Kind::FactsChanged, "")],
    );
    let media = [(Breaking, Kind::MediaTypeChanged, "update_thing.body")];
    let merge = format!("{body}/content/application~1merge-patch+json");
    assert_mutation(
        |d| rename(d, &format!("{body}/{JSON}"), &merge),
        &media,
        &media,
    );
    let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Both"}});
    let schema = format!("{body}/{JSON}/schema");
    assert_mutation(
        |d| put(d, &schema, list.clone()),
        &[
            (Breaking, Kind::TypeRemoved, "ThingUpdate"),
            (Breaking, Kind::BodyChanged, "update_thing.body"),
            (Additive, Kind::TypeAdded, "ThingUpdate2"),
            (Additive, Kind::BatchAdded, "update_thing.batches"),
            (Cosmetic, Kind::GuardChanged, "update_thing.body"),
        ],
        &[
            (Breaking, Kind::TypeRemoved, "ThingUpdate2"),
            (Breaking, Kind::BatchRemoved, "update_thing.batches"),
            (Breaking, Kind::BodyChanged, "update_thing.body"),
            (Additive, Kind::TypeAdded, "ThingUpdate"),
            (Cosmetic, Kind::GuardChanged, "update_thing.body"),
        ],
    );
    let form = json!({"schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}});
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{body}/content/multipart~1form-data"),
                form.clone(),
            )
        },
        &[(Additive, Kind::FormChanged, "update_thing.form")],
        &[(Breaking, Kind::FormChanged, "update_thing.form")],
    );
}

#[test]
fn the_most_entries_of_a_batch_are_read_from_the_document() {
    let with = |most: Option<u32>| {
        move |d: &mut Value| {
            let mut list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Both"}});
            if let Some(most) = most {
                list["maxItems"] = most.into();
            }
            put(d, &format!("{UPDATE}/requestBody/{JSON}/schema"), list);
        }
    };
    let ((_, none), (_, ten), (_, five)) = (
        states(with(None)),
        states(with(Some(10))),
        states(with(Some(5))),
    );
    for (from, to, said) in [(&ten, &five, ["10", "5"]), (&five, &ten, ["5", "10"])] {
        let diff = diff(from, to);
        assert_eq!(
            found(&diff),
            [(Cosmetic, Kind::LimitChanged, "update_thing.batches")]
        );
        let finding = &diff.findings[0];
        assert_eq!(
            [&finding.from, &finding.to].map(|it| it.as_deref().unwrap()),
            said
        );
    }
    assert_eq!(
        found(&diff(&none, &ten)),
        [(Cosmetic, Kind::LimitChanged, "update_thing.batches")]
    );
    // The smaller of two limits, whichever says it.
    let mut recorded = ten.clone();
    let limits = json!({"v3/things": {"PUT /things/{thing_id}": {"batch": 7, "evidence": []}}});
    recorded.recorded.insert("limits.json".to_owned(), limits);
    let diff = diff(&ten, &recorded);
    assert_eq!(diff.findings[0].to.as_deref(), Some("7"));
}

#[test]
fn responses() {
    let content = |status| format!("{}/content", responded(CREATE, status));
    assert_mutation(
        |d| drop(take(d, &content(201))),
        &[
            (Breaking, Kind::ResponseChanged, "create_thing"),
            (Breaking, Kind::SuccessRemoved, "create_thing"),
            (Additive, Kind::SuccessAdded, "create_thing"),
        ],
        &[
            (Breaking, Kind::ResponseChanged, "create_thing"),
            (Breaking, Kind::SuccessRemoved, "create_thing"),
            (Additive, Kind::SuccessAdded, "create_thing"),
        ],
    );
    let stream = [(Breaking, Kind::MediaTypeChanged, "export_things")];
    let csv = "/paths/~1export/get/responses/200/content/text~1csv";
    let pdf = csv.replace("text~1csv", "application~1pdf");
    assert_mutation(|d| rename(d, csv, &pdf), &stream, &stream);
    assert_mutation(
        |d| put(d, &responded(CREATE, 204), json!({"description": ""})),
        &[
            (Breaking, Kind::ResponseChanged, "create_thing"),
            (Additive, Kind::SuccessAdded, "create_thing"),
        ],
        &[
            (Breaking, Kind::ResponseChanged, "create_thing"),
            (Breaking, Kind::SuccessRemoved, "create_thing"),
        ],
    );
    // Failures are one error, whatever is documented of them.
    assert_mutation(
        |d| drop(take(d, &responded(LIST, 404))),
        &[(Cosmetic, Kind::FactsChanged, "")],
        &[(Cosmetic, Kind::FactsChanged, "")],
    );
}

#[test]
fn fields() {
    let new = |name: &str| format!("{SCHEMAS}/{name}/properties/new");
    let text = json!({"type": "string"});
    for (ty, items) in [
        ("Sent", &["NewThing.new"][..]),
        ("Response", &["Thing.new"]),
        ("Both", &["Thing.new", "ThingUpdate.new"]),
    ] {
        let with =
            |group, kind| -> Vec<_> { items.iter().map(|item| (group, kind, *item)).collect() };
        assert_mutation(
            |d| put(d, &new(ty), text.clone()),
            &with(Additive, Kind::FieldAdded),
            &with(Breaking, Kind::FieldRemoved),
        );
    }
    // A required one breaks who sends it.
    for (ty, added, removed) in [
        (
            "Sent",
            &[(Breaking, "NewThing.new")][..],
            &["NewThing.new"][..],
        ),
        ("Response", &[(Additive, "Thing.new")], &["Thing.new"]),
        (
            "Both",
            &[(Breaking, "ThingUpdate.new"), (Additive, "Thing.new")],
            &["Thing.new", "ThingUpdate.new"],
        ),
    ] {
        let added = added
            .iter()
            .map(|(group, item)| (*group, Kind::FieldAdded, *item));
        let removed = removed
            .iter()
            .map(|item| (Breaking, Kind::FieldRemoved, *item));
        assert_mutation(
            |d| {
                put(d, &new(ty), text.clone());
                put(d, &format!("{SCHEMAS}/{ty}/required/-"), json!("new"));
            },
            &added.collect::<Vec<_>>(),
            &removed.collect::<Vec<_>>(),
        );
    }
    for (ty, item) in [("Sent", "NewThing.count"), ("Response", "Thing.count")] {
        let changed = [(Breaking, Kind::FieldChanged, item)];
        let at = format!("{SCHEMAS}/{ty}/properties/count");
        assert_mutation(
            |d| put(d, &format!("{at}/type"), json!("string")),
            &changed,
            &changed,
        );
        assert_mutation(
            |d| put(d, &format!("{at}/nullable"), json!(true)),
            &changed,
            &changed,
        );
    }
    assert_mutation(
        |d| put(d, &format!("{SCHEMAS}/Both/required/-"), json!("size")),
        &[
            (Breaking, Kind::FieldChanged, "ThingUpdate.size"),
            (Breaking, Kind::BecameRequired, "ThingUpdate.size"),
        ],
        &[
            (Breaking, Kind::FieldChanged, "ThingUpdate.size"),
            (Additive, Kind::BecameOptional, "ThingUpdate.size"),
        ],
    );
    // Where it is only sent, it is another type too.
    let required = [(Breaking, Kind::FieldChanged, "NewThing.count")];
    assert_mutation(
        |d| put(d, &format!("{SCHEMAS}/Sent/required/-"), json!("count")),
        &[
            required[0],
            (Breaking, Kind::BecameRequired, "NewThing.count"),
        ],
        &[
            required[0],
            (Additive, Kind::BecameOptional, "NewThing.count"),
        ],
    );
    assert_mutation(
        |d| put(d, &format!("{SCHEMAS}/Response/required/-"), json!("count")),
        &[(Cosmetic, Kind::FactsChanged, "")],
        &[(Cosmetic, Kind::FactsChanged, "")],
    );
    let date = [(Breaking, Kind::FieldChanged, "Thing.note")];
    let note = format!("{SCHEMAS}/Response/properties/note/format");
    assert_mutation(|d| put(d, &note, json!("date-time")), &date, &date);
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{SCHEMAS}/Response/additionalProperties"),
                json!(true),
            )
        },
        &[(Additive, Kind::FieldAdded, "Thing.extra")],
        &[(Breaking, Kind::FieldRemoved, "Thing.extra")],
    );
}

#[test]
fn values_and_unions() {
    let status = format!("{SCHEMAS}/Response/properties/status");
    assert_mutation(
        |d| put(d, &format!("{status}/enum/-"), json!("c")),
        &[(Additive, Kind::ValueAdded, "ThingStatus::C")],
        &[(Breaking, Kind::ValueRemoved, "ThingStatus::C")],
    );
    assert_mutation(
        |d| drop(take(d, &format!("{status}/enum"))),
        &[(Breaking, Kind::FieldChanged, "Thing.status")],
        &[(Breaking, Kind::FieldChanged, "Thing.status")],
    );
    // A branch more is another union.
    let branches = |more: &[&str]| {
        let kinds = ["boolean"].iter().chain(more);
        json!({"oneOf": kinds.map(|kind| json!({"type": kind, "items": {}})).collect::<Vec<_>>()})
    };
    let own = format!("{SCHEMAS}/Response/properties/response");
    let (old, two) = states(|d| put(d, &own, branches(&["integer"])));
    let mut three = two.facts["v3/things"].clone();
    put(&mut three, &own, branches(&["integer", "string"]));
    let three = state(vec![(line("things"), three)], Some(&two));
    drop(old);
    let said = found(&diff(&two, &three)).into_iter().map(|it| it.0).max();
    assert_eq!(said, Some(Breaking));
}

#[test]
fn what_only_the_order_or_the_components_name_differs_in_is_cosmetic() {
    assert_mutation(
        |d| {
            rename(
                d,
                &format!("{SCHEMAS}/Response"),
                &format!("{SCHEMAS}/thing-full"),
            );
            let text = d
                .to_string()
                .replace("schemas/Response", "schemas/thing-full");
            *d = serde_json::from_str(&text).unwrap();
        },
        &[(Cosmetic, Kind::FactsChanged, "")],
        &[(Cosmetic, Kind::FactsChanged, "")],
    );
    // An operation more with a type that was there moves no name.
    assert_mutation(
        |d| {
            let mut more = d.pointer(LIST).unwrap().clone();
            more["operationId"] = json!("aThings");
            put(d, "/paths/~1a", json!({"get": more}));
        },
        &[
            (Additive, Kind::TypeAdded, "A"),
            (Additive, Kind::TypeAdded, "AStatus"),
            (Additive, Kind::OperationAdded, "a_things"),
        ],
        &[
            (Breaking, Kind::TypeRemoved, "A"),
            (Breaking, Kind::TypeRemoved, "AStatus"),
            (Breaking, Kind::OperationRemoved, "a_things"),
        ],
    );
}
