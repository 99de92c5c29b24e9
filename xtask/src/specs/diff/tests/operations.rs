//! Documents, operations, and what goes in and comes out of them.

use super::*;

#[test]
fn documents() {
    let things = || (line("things"), document());
    let mut other = document();
    other["paths"] =
        json!({"/others": {"get": {"operationId": "getOthers", "responses": {"204": {}}}}});
    let one = state(vec![things()]);
    let two = state(vec![things(), (line("others"), other)]);
    assert_eq!(
        found(&diff(&one, &two)),
        [(Additive, Kind::DocumentAdded, None, "#")]
    );
    assert_eq!(
        found(&diff(&two, &one)),
        [(Breaking, Kind::DocumentRemoved, None, "#")]
    );
    let renamed = state(vec![(line("items"), document())]);
    assert_eq!(
        found(&diff(&one, &renamed)),
        [(Breaking, Kind::DocumentRenamed, None, "#")]
    );
    let mut moved = line("things");
    moved.base_path = "/stores/{store_hash}/v3/more".to_owned();
    let moved = state(vec![(moved, document())]);
    assert_eq!(
        found(&diff(&one, &moved)),
        [(Breaking, Kind::BasePathChanged, None, "#/servers/0/url")]
    );
}

#[test]
fn operations() {
    let at = "#/paths/~1things/delete";
    assert_mutation(
        |d| drop(take(d, "/paths/~1things/delete")),
        &[(Breaking, Kind::OperationRemoved, None, at)],
        &[(Additive, Kind::OperationAdded, None, at)],
    );
    let renamed = [(Breaking, Kind::OperationRenamed, None, at)];
    assert_mutation(
        |d| {
            put(
                d,
                "/paths/~1things/delete/operationId",
                json!("removeThings"),
            )
        },
        &renamed,
        &renamed,
    );
    let respelt = [(Cosmetic, Kind::OperationRenamed, None, at)];
    assert_mutation(
        |d| {
            put(
                d,
                "/paths/~1things/delete/operationId",
                json!("delete_things"),
            )
        },
        &respelt,
        &respelt,
    );
    let to = "#/paths/~1stuff/delete";
    assert_mutation(
        |d| {
            put(d, "/paths/~1stuff", json!({}));
            rename(d, "/paths/~1things/delete", "/paths/~1stuff/delete");
        },
        &[(Breaking, Kind::OperationMoved, None, to)],
        &[(Breaking, Kind::OperationMoved, None, at)],
    );
    assert_mutation(
        |d| put(d, "/paths/~1things/delete/deprecated", json!(true)),
        &[(Additive, Kind::OperationDeprecated, None, at)],
        &[(
            Cosmetic,
            Kind::KeywordChanged,
            None,
            "#/paths/~1things/delete/deprecated",
        )],
    );
    assert_mutation(
        |d| put(d, &format!("{LIST}/tags"), json!(["Stuff"])),
        &[(
            Cosmetic,
            Kind::KeywordChanged,
            None,
            "#/paths/~1things/get/tags",
        )],
        &[(
            Cosmetic,
            Kind::KeywordChanged,
            None,
            "#/paths/~1things/get/tags",
        )],
    );
    assert_mutation(
        |d| drop(take(d, &format!("{LIST}/responses/404"))),
        &[(
            Cosmetic,
            Kind::FailuresChanged,
            Some(Response),
            "#/paths/~1things/get/responses/404",
        )],
        &[(
            Cosmetic,
            Kind::FailuresChanged,
            Some(Response),
            "#/paths/~1things/get/responses/404",
        )],
    );
}

#[test]
fn credentials() {
    let at = "#/paths/~1things/delete/security";
    for (from, to, group, back) in [
        (
            json!([{"X-Auth-Token": []}]),
            json!([{"authToken": []}]),
            Breaking,
            Breaking,
        ),
        (
            json!([{"authToken": []}]),
            json!([{"X-Store-Hash": []}]),
            Additive,
            Breaking,
        ),
        (json!([{"X-Auth-Token": []}]), json!([]), Additive, Breaking),
    ] {
        let with = |security: Value| {
            let mut document = document();
            put(&mut document, "/paths/~1things/delete/security", security);
            state(vec![(line("things"), document)])
        };
        let (from, to) = (with(from), with(to));
        let kind = Kind::CredentialChanged;
        assert_eq!(found(&diff(&from, &to)), [(group, kind, None, at)]);
        assert_eq!(found(&diff(&to, &from)), [(back, kind, None, at)]);
    }
}

#[test]
fn parameters() {
    let way = Some(Request);
    let limit = "#/paths/~1things/get/parameters/0";
    assert_mutation(
        |d| drop(take(d, &format!("{LIST}/parameters/0"))),
        &[(Breaking, Kind::ParameterRemoved, way, limit)],
        &[(Additive, Kind::ParameterAdded, way, limit)],
    );
    let kind = "#/paths/~1things/get/parameters/3";
    assert_mutation(
        |d| drop(take(d, &format!("{LIST}/parameters/3"))),
        &[(Breaking, Kind::ParameterRemoved, way, kind)],
        &[(Breaking, Kind::ParameterAdded, way, kind)],
    );
    let renamed = [(Breaking, Kind::ParameterRenamed, way, limit)];
    assert_mutation(
        |d| put(d, &format!("{LIST}/parameters/0/name"), json!("page_size")),
        &renamed,
        &renamed,
    );
    let in_path = "#/paths/~1things~1{id}/parameters/0";
    assert_mutation(
        |d| {
            put(
                d,
                "/paths/~1things~1{thing_id}/parameters/0/name",
                json!("id"),
            );
            rename(d, "/paths/~1things~1{thing_id}", "/paths/~1things~1{id}");
        },
        &[(Breaking, Kind::ParameterRenamed, way, in_path)],
        &[(
            Breaking,
            Kind::ParameterRenamed,
            way,
            "#/paths/~1things~1{thing_id}/parameters/0",
        )],
    );
    assert_mutation(
        |d| put(d, &format!("{LIST}/parameters/0/required"), json!(true)),
        &[(Breaking, Kind::BecameRequired, way, limit)],
        &[(Additive, Kind::BecameOptional, way, limit)],
    );
    let ids = [(
        Breaking,
        Kind::ParameterStyleChanged,
        way,
        "#/paths/~1things/get/parameters/2",
    )];
    assert_mutation(
        |d| drop(take(d, &format!("{LIST}/parameters/2/explode"))),
        &ids,
        &ids,
    );
    let schema = "#/paths/~1things/get/parameters/0/schema";
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/parameters/0/schema/type"),
                json!("number"),
            )
        },
        &[(Additive, Kind::TypeChanged, way, schema)],
        &[(Breaking, Kind::TypeChanged, way, schema)],
    );
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/parameters/0/schema/nullable"),
                json!(true),
            )
        },
        &[(Cosmetic, Kind::BecameNullable, way, schema)],
        &[(Cosmetic, Kind::BecameNonNullable, way, schema)],
    );
    let items = "#/paths/~1things/get/parameters/2/schema/items";
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/parameters/2/schema/items/type"),
                json!("string"),
            )
        },
        &[(Breaking, Kind::TypeChanged, way, items)],
        &[(Breaking, Kind::TypeChanged, way, items)],
    );
    let status = "#/paths/~1things/get/parameters/1/schema";
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/parameters/1/schema/enum"),
                json!(["a", "b", "c"]),
            )
        },
        &[(Additive, Kind::EnumValuesAdded, way, status)],
        &[(Breaking, Kind::EnumValuesRemoved, way, status)],
    );
    // Nothing but the order.
    let mut shuffled = document();
    let first = take(&mut shuffled, &format!("{LIST}/parameters/0"));
    put(&mut shuffled, &format!("{LIST}/parameters/-"), first);
    let (old, new) = (document(), shuffled);
    let states = [old, new].map(|document| state(vec![(line("things"), document)]));
    assert_eq!(found(&diff(&states[0], &states[1])), []);
}

#[test]
fn bodies() {
    let way = Some(Request);
    let body = "#/paths/~1things~1{thing_id}/put/requestBody";
    assert_mutation(
        |d| put(d, &format!("{UPDATE}/requestBody/required"), json!(true)),
        &[(Breaking, Kind::BecameRequired, way, body)],
        &[(Additive, Kind::BecameOptional, way, body)],
    );
    assert_mutation(
        |d| drop(take(d, &format!("{UPDATE}/requestBody"))),
        // `Both` is answered alone then: what it requires is an `Option`.
        &[
            (Breaking, Kind::BodyRemoved, way, body),
            (
                Breaking,
                Kind::BecameOptional,
                Some(Response),
                "#/components/schemas/Both/properties/name",
            ),
        ],
        &[
            (
                Breaking,
                Kind::BecameRequired,
                Some(Response),
                "#/components/schemas/Both/properties/name",
            ),
            (Additive, Kind::BodyAdded, way, body),
        ],
    );
    let create = "#/paths/~1things/post/requestBody";
    assert_mutation(
        |d| drop(take(d, &format!("{CREATE}/requestBody"))),
        &[(Breaking, Kind::BodyRemoved, way, create)],
        &[(Breaking, Kind::BodyAdded, way, create)],
    );
    let form = "#/paths/~1things/post/requestBody/content/multipart~1form-data";
    assert_mutation(
        |d| {
            let form =
                json!({"schema": {"type": "object", "properties": {"file": {"type": "string"}}}});
            put(
                d,
                &format!("{CREATE}/requestBody/content/multipart~1form-data"),
                form,
            );
        },
        &[(Additive, Kind::MediaTypeAdded, way, form)],
        &[(Breaking, Kind::MediaTypeRemoved, way, form)],
    );
}

#[test]
fn answers() {
    let way = Some(Response);
    let schema = "#/paths/~1things/post/responses/201/content/application~1json/schema";
    let data = format!("{CREATE}/responses/201/{JSON}/schema/properties/data");
    let changed = [(Breaking, Kind::EnvelopeChanged, way, schema)];
    let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Answer"}});
    assert_mutation(|d| put(d, &data, list.clone()), &changed, &changed);
    assert_mutation(|d| drop(take(d, &data)), &changed, &changed);
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{CREATE}/responses/201/{JSON}/schema"),
                list.clone(),
            )
        },
        &changed,
        &changed,
    );
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{CREATE}/responses/201"),
                json!({"description": ""}),
            )
        },
        &[(
            Breaking,
            Kind::EnvelopeChanged,
            way,
            "#/paths/~1things/post/responses/201/content/application~1json/schema",
        )],
        &[(
            Breaking,
            Kind::EnvelopeChanged,
            way,
            "#/paths/~1things/post/responses/201/content/application~1json/schema",
        )],
    );
    let export = [(
        Breaking,
        Kind::EnvelopeChanged,
        way,
        "#/paths/~1export/get/responses",
    )];
    assert_mutation(
        |d| {
            rename(
                d,
                "/paths/~1export/get/responses/200/content/text~1csv",
                "/paths/~1export/get/responses/200/content/text~1xml",
            )
        },
        &export,
        &export,
    );
    let headers = [(
        Cosmetic,
        Kind::KeywordChanged,
        way,
        "#/paths/~1things/get/responses/200/headers",
    )];
    assert_mutation(
        |d| {
            put(
                d,
                &format!("{LIST}/responses/200/headers"),
                json!({"X-A": {"schema": {"type": "string"}}}),
            )
        },
        &headers,
        &headers,
    );
    // Where it stands alone, a component's name is all that says which type it is.
    let meta =
        "#/paths/~1things/post/responses/201/content/application~1json/schema/properties/meta";
    assert_mutation(
        |d| {
            drop(take(
                d,
                &format!("{CREATE}/responses/201/{JSON}/schema/properties/meta"),
            ))
        },
        &[(Breaking, Kind::PropertyRemoved, way, meta)],
        &[(Additive, Kind::PropertyAdded, way, meta)],
    );
}
