//! The whole of a difference: its version, Markdown and JSON.

use super::*;

#[test]
fn the_same_state_twice_has_no_difference() {
    let (one, _) = states(|_| ());
    let diff = diff(&one, &one);
    assert!(diff.findings.is_empty() && diff.not_compared.is_empty());
    assert_eq!(diff.next_version, "1.0.0");
    assert!(diff.markdown().contains("Nothing differs"));
}

#[test]
fn the_report_says_what_where_and_which_version() {
    let (old, new) = states(|changed| {
        put(
            changed,
            "/components/schemas/Both/properties/size/type",
            json!("string"),
        );
        let more =
            json!({"get": {"operationId": "getMore", "responses": {"204": {"description": ""}}}});
        put(changed, "/paths/~1more", more);
        take(changed, &format!("{LIST}/parameters/0"));
    });
    let diff = diff(&old, &new);
    assert_eq!(diff.severity, Some(Breaking));
    assert_eq!(diff.next_version, "2.0.0");
    let text = diff.markdown();
    for part in [
        "## 2.0.0\n",
        "### Breaking (3)\n\n**v3/things**\n",
        "- field changed `ThingUpdate.size`, `Option<i64>` to `Option<String>`: `PUT /v3/things/{thing_id}` (`#/components/schemas/Both`)\n",
        "- parameter removed `get_things.limit`: `GET /things` (`#/paths/~1things/get`)\n",
        "### Additive (1)\n\n**v3/things**\n- operation added `get_more`: `GET /more` (`#/paths/~1more/get`)\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let machine = serde_json::to_value(&diff).unwrap();
    assert_eq!(machine["severity"], "breaking");
    assert_eq!(
        machine["findings"][3],
        json!({
            "group": "additive", "kind": "operation-added", "document": "v3/things",
            "operations": ["GET /more"], "item": "get_more", "pointer": "#/paths/~1more/get",
        })
    );
}

#[test]
fn additive_and_cosmetic_changes_have_their_versions() {
    let with = |change: &dyn Fn(&mut Value)| {
        let (old, new) = states(change);
        diff(&old, &new)
    };
    let text = json!({"type": "string"});
    let additive = with(&|d| put(d, "/components/schemas/Sent/properties/new", text.clone()));
    assert_eq!(
        (additive.severity, additive.next_version.as_str()),
        (Some(Additive), "1.1.0")
    );
    let cosmetic = with(&|d| put(d, "/info/version", json!("2")));
    assert_eq!(
        (cosmetic.severity, cosmetic.next_version.as_str()),
        (Some(Cosmetic), "1.0.1")
    );
    assert_eq!(found(&cosmetic), [(Cosmetic, Kind::FactsChanged, "")]);
}

#[test]
fn one_edit_of_what_operations_share_is_one_finding_that_names_them() {
    let (old, new) = states(|d| put(d, "/security", json!([{"authToken": []}])));
    let diff = diff(&old, &new);
    assert_eq!(found(&diff), [(Breaking, Kind::CredentialChanged, "")]);
    assert_eq!(diff.findings[0].operations.len(), 5);
    // A type that several operations respond with.
    let (old, new) = states(|d| {
        put(
            d,
            "/components/schemas/Response/properties/count/type",
            json!("string"),
        )
    });
    let diff = super::diff(&old, &new);
    assert_eq!(
        found(&diff),
        [(Breaking, Kind::FieldChanged, "Thing.count")]
    );
    assert_eq!(
        diff.findings[0].operations,
        [
            "GET /v3/things",
            "POST /v3/things",
            "PUT /v3/things/{thing_id}"
        ]
    );
}

#[test]
fn a_document_that_cant_be_used_is_said_to_be_and_compared_with_nothing() {
    let (old, mut new) = states(|d| drop(take(d, "/paths/~1things/delete")));
    new.manifest.documents[0].behind = Some("v3/things: #/paths: broken".to_owned());
    for (old, new) in [(&old, &new), (&new, &old)] {
        let diff = diff(old, new);
        assert!(diff.findings.is_empty(), "{:?}", diff.findings);
        assert_eq!(diff.not_compared["v3/things"], "v3/things: #/paths: broken");
        let text = diff.markdown();
        assert!(!text.contains("Nothing differs."), "{text}");
        assert!(
            text.contains("- **v3/things** can't be used: v3/things: #/paths: broken"),
            "{text}"
        );
    }
}
