//! The whole of a difference: its version, Markdown and JSON.

use super::*;

#[test]
fn the_same_state_twice_has_no_difference() {
    let one = state(vec![(line("things"), document())]);
    let diff = diff(&one, &one);
    assert!(diff.findings.is_empty());
    assert_eq!(diff.next_version, "1.0.0");
    assert!(diff.markdown().contains("Nothing differs"));
}

#[test]
fn the_report_says_what_where_and_which_version() {
    let mut changed = document();
    put(
        &mut changed,
        "/components/schemas/Both/properties/size/type",
        json!("string"),
    );
    put(
        &mut changed,
        "/paths/~1more",
        json!({"get": {"operationId": "getMore", "responses": {"204": {}}}}),
    );
    take(&mut changed, &format!("{LIST}/parameters/0"));
    let old = state(vec![(line("things"), document())]);
    let new = state(vec![(line("things"), changed)]);
    let diff = diff(&old, &new);
    assert_eq!(diff.severity(), Some(Breaking));
    assert_eq!(diff.next_version, "2.0.0");
    let text = diff.markdown();
    for part in [
        "## 2.0.0\n",
        "### Breaking (3)\n\n**v3/things**\n",
        "- parameter removed in request, `limit`: `GET /things`, `#/paths/~1things/get/parameters/0`\n",
        "- type changed in response, `integer` to `string`: type `Both`, `#/components/schemas/Both/properties/size`\n",
        "### Additive (1)\n\n**v3/things**\n- operation added, `getMore`: `GET /more`, `#/paths/~1more/get`\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let machine = serde_json::to_value(&diff).unwrap();
    assert_eq!(machine["severity"], "breaking");
    assert_eq!(
        machine["findings"][3],
        json!({
            "group": "additive", "kind": "operation-added", "document": "v3/things",
            "operations": ["GET /more"], "pointer": "#/paths/~1more/get", "to": "getMore",
        })
    );
}

#[test]
fn additive_and_cosmetic_changes_have_their_versions() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = document();
        change(&mut changed);
        let old = state(vec![(line("things"), document())]);
        diff(&old, &state(vec![(line("things"), changed)]))
    };
    let additive = with(&|d| {
        put(
            d,
            "/components/schemas/Sent/properties/new",
            json!({"type": "string"}),
        )
    });
    assert_eq!(
        (additive.severity(), additive.next_version.as_str()),
        (Some(Additive), "1.1.0")
    );
    let cosmetic = with(&|d| put(d, "/info/version", json!("2")));
    assert_eq!(
        (cosmetic.severity(), cosmetic.next_version.as_str()),
        (Some(Cosmetic), "1.0.1")
    );
    let kinds: BTreeSet<_> = cosmetic.findings.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, BTreeSet::from([Kind::KeywordChanged]));
}
