//! Repairs by a small table, without a server.

use super::{
    Found, Mismatch, Shape, Shapes,
    repair::{self, MOST_MISMATCHES},
};

/// Things, and an object that takes any members.
static SHAPES: Shapes = Shapes::new(
    r#"{"objects": [
        {"id": "i", "price": "n", "open": "b", "name": "t", "made": "d", "size": "?i", "tags": "[t",
         "part": "o0", "parts": "[o0", "labels": "{t", "free": "*", "either": "u0", "link": "u1", "count": "[?i"},
        {"known": "i", "": "*"}
    ], "unions": [["i", "t"], ["[o0", "o0"]]}"#,
);

/// What a response is; with `data:` before the code the payload is in an envelope.
fn shape(code: &'static str) -> Shape {
    let enveloped = code.strip_prefix("data:");
    Shape {
        shapes: &SHAPES,
        code: enveloped.unwrap_or(code),
        way: enveloped.map_or(&[], |_| &["data"]),
        tells_failures: false,
    }
}

/// What `text` is repaired to, and the mismatches on one line each.
fn repaired(code: &'static str, text: &str) -> (Option<String>, Vec<String>) {
    let repaired = repair::repair(text, shape(code), false);
    if let Some(json) = &repaired.json {
        serde_json::from_str::<serde::de::IgnoredAny>(json).unwrap();
    }
    let reported = repaired
        .mismatches
        .iter()
        .map(Mismatch::to_string)
        .collect();
    (repaired.json, reported)
}

/// Checks that `text` becomes `expected`, and that nothing is reported.
#[track_caller]
fn silent(code: &'static str, text: &str, expected: &str) {
    let (json, reported) = repaired(code, text);
    assert_eq!(
        (json.as_deref(), reported),
        (Some(expected), Vec::new()),
        "{text}"
    );
}

/// Checks that `text` becomes `expected`, and that `reported` is reported.
#[track_caller]
fn reported(code: &'static str, text: &str, expected: &str, reported: &[&str]) {
    let (json, came) = repaired(code, text);
    assert_eq!(
        (json.as_deref(), &came[..]),
        (Some(expected), &reported.map_owned()[..]),
        "{text}"
    );
}

trait MapOwned {
    fn map_owned(&self) -> Vec<String>;
}

impl MapOwned for [&str] {
    fn map_owned(&self) -> Vec<String> {
        self.iter().map(|text| (*text).to_owned()).collect()
    }
}

#[test]
fn what_fits_stays_as_it_is() {
    let thing = r#"{"id":7,"price":"7.9500","open":true,"name":"é\n","size":null,"tags":["a"],"part":{"id":8},"either":"x","free":{"a":[1.50,null]}}"#;
    silent("o0", thing, thing);
    silent("[o0", "[]", "[]");
    silent(
        "data:[o0",
        r#" { "data" : [ { "id" : 1 } ] , "meta" : { "a" : 1.0 } } "#,
        r#"[{"id":1}]"#,
    );
    silent(
        "o1",
        r#"{"known":1,"else":[7.0]}"#,
        r#"{"known":1,"else":[7.0]}"#,
    );
}

#[test]
fn another_form_of_the_same_is_taken_silently() {
    for (text, expected) in [
        (
            r#"{"id":7.0,"part":{"id":"8"}}"#,
            r#"{"id":7,"part":{"id":8}}"#,
        ),
        (
            r#"{"price":7.50,"name":7.50,"open":"1"}"#,
            r#"{"price":7.50,"name":"7.50","open":true}"#,
        ),
        (
            r#"{"id":"","price":"","open":"","made":"","part":"","labels":"","name":""}"#,
            r#"{"name":""}"#,
        ),
        (
            r#"{"id":null,"size":null,"tags":[null,"a",null],"parts":null,"free":null}"#,
            r#"{"size":null,"tags":["a"],"free":null}"#,
        ),
        (r#"{"count":[1,null,"2"]}"#, r#"{"count":[1,null,2]}"#),
        (
            r#"{"part":[],"labels":[],"tags":{},"parts":{}}"#,
            r#"{"part":{},"labels":{},"tags":[],"parts":[]}"#,
        ),
        (
            r#"{"tags":{"0":"a","1":"b"},"parts":{"1":{"id":1},"5":{"id":"2"}}}"#,
            r#"{"tags":["a","b"],"parts":[{"id":1},{"id":2}]}"#,
        ),
        (r#"{"parts":{"id":"1"}}"#, r#"{"parts":[{"id":1}]}"#),
        (r#"{"either":7.0}"#, r#"{"either":7}"#),
        (r#"{"either":7.5}"#, r#"{"either":"7.5"}"#),
        (r#"{"either":true}"#, r#"{"either":"true"}"#),
        (r#"{"link":{"0":{"id":1}}}"#, r#"{"link":[{"id":1}]}"#),
        (r#"{"link":{"id":"1"}}"#, r#"{"link":{"id":1}}"#),
        (r#"{"link":[{"id":"1"}]}"#, r#"{"link":[{"id":1}]}"#),
        (r#"{"n\u0061me":1,"\u00e9":1}"#, r#"{"n\u0061me":"1"}"#),
    ] {
        silent("o0", text, expected);
    }
}

#[test]
fn what_does_not_fit_is_left_out_and_told() {
    for (text, expected, why) in [
        (
            r#"{"id":{"a":1},"name":"x"}"#,
            r#"{"name":"x"}"#,
            "`id` is an object where an integer is due",
        ),
        (
            r#"{"id":7.5}"#,
            "{}",
            "`id` is a number where an integer is due",
        ),
        (
            r#"{"id":true}"#,
            "{}",
            "`id` is a boolean where an integer is due",
        ),
        (
            r#"{"id":1e30}"#,
            "{}",
            "`id` is a number where an integer is due",
        ),
        (
            r#"{"price":"free"}"#,
            "{}",
            "`price` is text where a number is due",
        ),
        (
            r#"{"open":2}"#,
            "{}",
            "`open` is a number where a boolean is due",
        ),
        (
            r#"{"name":{"en":"x"}}"#,
            "{}",
            "`name` is an object where text is due",
        ),
        (
            r#"{"made":[2026]}"#,
            "{}",
            "`made` is a list where a date is due",
        ),
        (
            r#"{"part":["US"]}"#,
            "{}",
            "`part` is a list where an object is due",
        ),
        (
            r#"{"labels":["US"]}"#,
            "{}",
            "`labels` is a list where an object is due",
        ),
        (
            r#"{"tags":"a"}"#,
            "{}",
            "`tags` is text where a list is due",
        ),
        (r#"{"tags":""}"#, "{}", "`tags` is text where a list is due"),
        (
            r#"{"tags":{"x":"a"}}"#,
            "{}",
            "`tags` is an object where a list is due",
        ),
        (
            r#"{"parts":{"unheard":1}}"#,
            "{}",
            "`parts` is an object where a list is due",
        ),
        (
            r#"{"parts":[{"id":1},7,{"id":"x","name":"y"}]}"#,
            r#"{"parts":[{"id":1},{"name":"y"}]}"#,
            "`parts[1]` is a number where an object is due",
        ),
        (
            r#"{"either":[1]}"#,
            "{}",
            "`either` is a list where an integer or text is due",
        ),
        (
            r#"{"link":7}"#,
            "{}",
            "`link` is a number where a list or an object is due",
        ),
        (
            r#"{"size":"big"}"#,
            "{}",
            "`size` is text where an integer is due",
        ),
        (
            r#"{"parts":{"3":{"name":[1]}}}"#,
            r#"{"parts":[{}]}"#,
            "`parts.3.name` is a list where text is due",
        ),
    ] {
        let (json, reported) = repaired("o0", text);
        assert_eq!(
            (json.as_deref(), reported[0].as_str()),
            (Some(expected), why),
            "{text}"
        );
    }
}

#[test]
fn the_envelope_is_looked_for() {
    // It is missing.
    silent("data:o0", r#"{"id":"1","meta":{"a":1}}"#, r#"{"id":1}"#);
    silent("data:o0", r#"{"id":1}"#, r#"{"id":1}"#);
    silent("data:[o0", r#"[{"id":"1"}]"#, r#"[{"id":1}]"#);
    silent("data:[o0", r#"{"id":"1","code":200}"#, r#"[{"id":1}]"#);
    silent("data:u1", r#"{"name":1}"#, r#"{"name":"1"}"#);
    // It is there where none is due.
    silent("o0", r#"{"data":{"id":"1"},"meta":{}}"#, r#"{"id":1}"#);
    silent(
        "o0",
        r#"{"meta":{},"code":200,"data":{"id":1}}"#,
        r#"{"id":1}"#,
    );
    silent("o0", r#"{"data":[]}"#, "{}");
    silent("[o0", r#"{"data":[{"id":"1"}],"meta":{}}"#, r#"[{"id":1}]"#);
    silent("[o0", r#"{"data":null}"#, "[]");
    silent("[o0", r#"{"data":{"id":1}}"#, r#"[{"id":1}]"#);
    // It is neither.
    silent("o0", r#"{"id":1,"data":{"id":2}}"#, r#"{"id":1}"#);
    reported(
        "data:o0",
        r#"{"id":{"a":1},"name":1}"#,
        r#"{"name":"1"}"#,
        &["`id` is an object where an integer is due"],
    );
}

#[test]
fn one_thing_may_come_as_a_list_where_a_list_was_sent() {
    let text = r#"{"data":[{"id":"1"}]}"#;
    let json = |is_listed| repair::repair(text, shape("data:o0"), is_listed).json;
    assert_eq!(json(true).as_deref(), Some(r#"{"id":1}"#));
    assert_eq!(json(false), None);
}

#[test]
fn a_payload_that_is_not_there_is_nothing() {
    for (code, text) in [
        ("data:o0", r#"{"meta":{}}"#),
        ("data:o0", r#"{"unheard":1}"#),
        ("data:o0", r#"{"data":null}"#),
        ("o0", r#"{"data":null,"meta":{}}"#),
        ("o0", "null"),
    ] {
        assert_eq!(repaired(code, text), (None, Vec::new()), "{text}");
    }
}

#[test]
fn an_empty_body_of_its_kind_is_empty() {
    silent("[o0", "null", "[]");
    silent("[o0", "{}", "[]");
    silent("[o0", r#"{"0":{"id":1}}"#, r#"[{"id":1}]"#);
    silent("[o0", r#"{"id":1}"#, r#"[{"id":1}]"#);
    silent("o0", "[]", "{}");
    silent("o0", r#"{"id":{},"name":{}}"#, "{}");
    silent("data:[o0", "[]", "[]");
    silent("data:[o0", r#"{"data":null}"#, "[]");
}

#[test]
fn a_body_of_another_kind_is_nothing() {
    for (code, text) in [
        ("data:[o0", "7"),
        ("data:[o0", r#""x""#),
        ("[o0", "true"),
        ("o0", r#"["US"]"#),
    ] {
        let (json, reported) = repaired(code, text);
        assert!(json.is_none() && reported.len() == 1, "{text} {reported:?}");
        assert!(reported[0].starts_with("`` is "), "{reported:?}");
    }
    let (json, reported) = repaired("[o0", r#"{"data":7}"#);
    assert_eq!(
        (json, reported),
        (None, ["`data` is a number where a list is due"].map_owned())
    );
}

#[test]
fn items_that_are_left_out_of_the_page_are_counted() {
    for (code, text, count) in [
        ("[o0", r#"[1,{"tags":[[]]},null]"#, 2),
        ("data:[o0", r#"{"data":[{"id":1},"x",{"parts":[7]}]}"#, 1),
        ("data:o0", r#"{"data":{"parts":[7]}}"#, 0),
    ] {
        assert_eq!(
            repair::repair(text, shape(code), false).items_left_out,
            count,
            "{text}"
        );
    }
}

#[test]
fn depth_and_mismatches_are_bounded() {
    let deep = |depth: usize| {
        let (open, close) = ("{\"part\":".repeat(depth), "}".repeat(depth));
        format!("{open}{{\"id\":\"1\"}}{close}")
    };
    assert_eq!(repaired("o0", &deep(126)).1, [""; 0].map_owned());
    let repaired = repair::repair(&deep(100_000), shape("o0"), false);
    assert_eq!(repaired.mismatches.len(), 1);
    assert_eq!(repaired.mismatches[0].found, Found::Nesting);
    let free = format!("{{\"free\":{}1{}}}", "[".repeat(127), "]".repeat(127));
    reported(
        "o0",
        &free,
        "{}",
        &["`free` is too deep a nesting where any JSON is due"],
    );
    let bad = format!("[{}7]", "7,".repeat(5000));
    let repaired = repair::repair(&bad, shape("[o0"), false);
    assert_eq!(
        (repaired.mismatches.len(), repaired.items_left_out),
        (MOST_MISMATCHES, 5001)
    );
}
