//! How a request that came differs from the one expected.

use super::{
    expect::{Body, Expected, Header},
    json, multipart, percent,
    server::Recorded,
};

/// Everything about `seen` that isn't as expected; empty when all is well.
pub fn check(expected: &Expected, seen: &Recorded) -> Vec<String> {
    let mut faults = Vec::new();
    if seen.method != expected.method {
        faults.push(format!(
            "method: {}, expected {}",
            seen.method, expected.method
        ));
    }
    check_path(&expected.path, seen.path(), &mut faults);
    check_query(&expected.query, seen.query(), &mut faults);
    for (name, rule) in &expected.headers {
        let values = seen.headers(name);
        if let Some(fault) = header_fault(rule, &values) {
            faults.push(format!("header {name}: {fault}"));
        }
    }
    check_body(&expected.body, seen, &mut faults);
    faults
}

fn check_path(expected: &str, seen: &str, faults: &mut Vec<String>) {
    faults.extend(percent::faults("path", seen));
    let segments = |path: &str| {
        path.split('/')
            .map(percent::decode)
            .collect::<Result<Vec<_>, _>>()
    };
    if segments(seen) != segments(expected) {
        faults.push(format!("path: {seen}, expected {expected}"));
    }
}

fn check_query(expected: &[(String, String)], raw: &str, faults: &mut Vec<String>) {
    faults.extend(percent::faults("query", raw));
    let Ok(mut unexpected) = percent::pairs(raw) else {
        return;
    };
    for pair in expected {
        match unexpected.iter().position(|seen| seen == pair) {
            Some(index) => drop(unexpected.swap_remove(index)),
            None => faults.push(format!("query: no `{}` = {:?}", pair.0, pair.1)),
        }
    }
    faults.extend(
        unexpected
            .iter()
            .map(|(name, value)| format!("query: unexpected `{name}` = {value:?}")),
    );
}

fn header_fault(rule: &Header, values: &[&str]) -> Option<String> {
    let good = match (rule, values) {
        (Header::Absent, values) => values.is_empty(),
        (Header::Exactly(value), [only]) => only == value,
        (Header::Starts(start), [only]) => only.starts_with(start.as_str()),
        (Header::Admits(media_type), values) => {
            values.iter().any(|value| admits(value, media_type))
        }
        _ => false,
    };
    (!good).then(|| format!("{values:?}, expected {rule:?}"))
}

/// Whether an `Accept` value names the media type or a range that holds it.
fn admits(accept: &str, media_type: &str) -> bool {
    let range = media_type
        .split_once('/')
        .map(|(kind, _)| format!("{kind}/*"))
        .unwrap_or_default();
    accept
        .split(',')
        .map(|part| part.split(';').next().unwrap_or_default().trim())
        .any(|admitted| admitted == media_type || admitted == range || admitted == "*/*")
}

fn check_body(expected: &Body, seen: &Recorded, faults: &mut Vec<String>) {
    match expected {
        Body::Empty if seen.body.is_empty() => {}
        Body::Empty => faults.push(format!("body: {} bytes, expected none", seen.body.len())),
        Body::Json(value) => match json::parse(&seen.body) {
            Ok(found) => faults.extend(
                json::differences(value, &found)
                    .iter()
                    .map(|fault| format!("body{fault}")),
            ),
            Err(fault) => faults.push(format!("body: {fault}")),
        },
        Body::Multipart(fields) => {
            let content_type = seen.headers("content-type").join(", ");
            match multipart::parse(&content_type, &seen.body) {
                Ok(parts) => faults.extend(multipart::faults(fields, &parts)),
                Err(fault) => faults.push(format!("multipart: {fault}")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            arguments::Arguments,
            documents::{Operation, enumerate},
            expect::{Account, Body, Expected},
            server::Recorded,
        },
        check,
    };
    use serde_json::{Value, json};
    use std::sync::Arc;

    /// An operation with parameters of every kind.
    fn operation(changes: Value) -> Operation {
        let list = |items: &str, explode: Value| json!({ "type": "array", "items": { "type": items }, "explode": explode });
        let query = |name: &str, schema: Value, explode: bool| json!({ "name": name, "in": "query", "schema": schema, "explode": explode });
        let mut node = json!({
            "operationId": "a",
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                query("id:in", list("string", json!(null)), false),
                query("ids[]", list("number", json!(null)), true),
                query("q", json!({ "type": "string" }), true),
                { "name": "Sf-Api-Token", "in": "header", "schema": { "type": "string" } },
            ],
            "requestBody": { "content": { "application/json": { "schema": {} } } },
            "responses": { "200": { "content": { "application/json": {} } } },
            "security": [{ "X-Auth-Token": [] }],
        });
        node.as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        let document = json!({ "paths": { "/things/{id}/x": { "post": node } } });
        enumerate(
            "v3",
            "things",
            "/stores/{store_hash}/v3",
            &Arc::new(document),
        )
        .remove(0)
    }

    fn expected(operation: &Operation, arguments: &Value) -> Expected {
        let part = |name: &str| serde_json::from_value(arguments[name].clone()).unwrap_or_default();
        let arguments = Arguments {
            path: part("path"),
            query: part("query"),
            header: part("header"),
            body: arguments.get("body").cloned(),
        };
        let account = Account {
            store_hash: "hash".into(),
            access_token: "token".into(),
            b2b_token: "legacy".into(),
            ..Account::default()
        };
        Expected::of(operation, &arguments, &account).unwrap()
    }

    fn seen(target: &str, headers: &str, body: &str) -> Recorded {
        let always = "User-Agent: bigcommerce-rust/1; Accept: application/json";
        Recorded {
            method: "POST".into(),
            target: target.into(),
            headers: format!("{always}; {headers}")
                .split("; ")
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: body.into(),
            connection: 0,
            at: tokio::time::Instant::now(),
        }
    }

    /// The faults of a target, all else being well.
    fn target_faults(query: &Value, target: &str) -> Vec<String> {
        let expected = expected(
            &operation(json!({})),
            &json!({ "path": { "id": "a/b c" }, "query": query }),
        );
        check(&expected, &seen(target, "X-Auth-Token: token", ""))
    }

    #[test]
    fn paths_are_compared_by_segment() {
        let good = "/stores/hash/v3/things/a%2Fb%20c/x";
        assert!(target_faults(&json!({}), good).is_empty());
        for bad in [
            "/stores/hash/v3/things/a/b%20c/x",
            "/stores/hash/v3/things/a%2Fb+c/x",
            "/stores/hash/v3/things/a%2Fb%20c/x/",
            "/hash/v3/things/a%2Fb%20c/x",
        ] {
            assert_eq!(target_faults(&json!({}), bad).len(), 1, "{bad}");
        }
        assert!(!target_faults(&json!({}), "/stores/hash/v3/things/a%2Fb c/x").is_empty());
    }

    #[test]
    fn lists_are_one_pair_or_repeated_keys() {
        let faults = |query: Value, raw: &str| {
            target_faults(&query, &format!("/stores/hash/v3/things/a%2Fb%20c/x?{raw}")).len()
        };
        let listed = json!({ "id:in": ["1", "2"] });
        assert_eq!(faults(listed.clone(), "id:in=1,2"), 0);
        assert_eq!(faults(listed.clone(), "id%3Ain=1%2C2"), 0);
        // Two keys where one pair is expected: one missing, two too many.
        assert_eq!(faults(listed.clone(), "id:in=1&id:in=2"), 3);
        assert_eq!(faults(listed.clone(), "id:in=1,2&id:in=1,2"), 1);
        assert_eq!(faults(listed, "id:in[]=1,2"), 2);
        // A comma within a value is the same text, wherever it comes from.
        assert_eq!(faults(json!({ "id:in": ["a,b", "c"] }), "id:in=a%2Cb,c"), 0);

        let repeated = json!({ "ids[]": [10, 7.95] });
        assert_eq!(faults(repeated.clone(), "ids[]=10&ids%5B%5D=7.95"), 0);
        assert_eq!(faults(repeated.clone(), "ids[]=7.95&ids[]=10"), 0);
        assert_eq!(faults(repeated.clone(), "ids[]=10.0&ids[]=7.95"), 2);
        assert_eq!(faults(repeated.clone(), "ids[]=10,7.95"), 3);
        assert_eq!(faults(repeated, "ids[]=10"), 1);
    }

    #[test]
    fn queries_are_encoded() {
        let faults = |value: &str, raw: &str| {
            target_faults(
                &json!({ "q": value }),
                &format!("/stores/hash/v3/things/a%2Fb%20c/x?{raw}"),
            )
            .len()
        };
        let awkward = "a b,c/d&e=é+100%";
        assert_eq!(faults(awkward, "q=a+b,c/d%26e%3D%C3%A9%2B100%25"), 0);
        assert_eq!(faults(awkward, "q=a%20b%2Cc%2Fd%26e=%C3%A9%2B100%25"), 0);
        // A literal plus reads as a space, an ampersand starts a new pair.
        assert_eq!(faults("1+1", "q=1+1"), 2);
        assert_eq!(faults("a&b", "q=a&b"), 3);
        for raw in ["q=a b", "q=é", "q=%", "q=<", "q=\"", "q=a#"] {
            assert!(faults("a b", raw) > 0, "{raw}");
        }
        assert_eq!(
            target_faults(&json!({}), "/stores/hash/v3/things/a%2Fb%20c/x?q=").len(),
            1
        );
    }

    #[test]
    fn credentials_follow_security() {
        let faults = |security: Value, declared: bool, headers: &str| {
            // Only B2B Edition takes the hash.
            let b2b = security.to_string().contains("X-Store-Hash");
            let mut changes = json!({ "security": security });
            if declared {
                changes["parameters"] = json!([
                    { "name": "id", "in": "path", "schema": {} }, { "name": "X-Store-Hash", "in": "header", "schema": {} }]);
            }
            let mut operation = operation(changes);
            operation.api = if b2b { "b2b" } else { "v3" }.to_owned();
            let expected = expected(&operation, &json!({ "path": { "id": "1" } }));
            check(&expected, &seen("/stores/hash/v3/things/1/x", headers, "")).len()
        };
        let pair = json!([{ "X-Auth-Token": [], "X-Store-Hash": [] }]);
        let all = "x-auth-token: token; x-store-hash: hash; AuthToken: legacy";
        for (security, declared, good) in [
            (
                json!([{ "X-Auth-Token": [] }]),
                false,
                "X-Auth-Token: token",
            ),
            (pair, false, "X-Auth-Token: token; X-Store-Hash: hash"),
            (json!([{ "authToken": [] }]), false, "authToken: legacy"),
            (json!([]), true, "X-Store-Hash: hash"),
            (json!([]), false, "X-Nothing: 1"),
        ] {
            assert_eq!(
                faults(security.clone(), declared, good),
                0,
                "{security} {good}"
            );
            let wrong = 3
                - good.matches("X-Auth").count()
                - good.matches("X-Store").count()
                - good.matches("authToken").count();
            assert_eq!(
                faults(security.clone(), declared, all),
                wrong,
                "{security} {all}"
            );
            assert_eq!(
                faults(
                    security,
                    declared,
                    &format!("{good}; api-version: 1.0; Authorization: x")
                ),
                2
            );
        }
        assert_eq!(
            faults(
                json!([{ "X-Auth-Token": [] }]),
                false,
                "X-Auth-Token: other"
            ),
            1
        );
        assert_eq!(
            faults(
                json!([{ "X-Auth-Token": [] }]),
                false,
                "X-Auth-Token: token; X-Auth-Token: token"
            ),
            1
        );
    }

    #[test]
    fn accept_is_json_unless_the_response_is_not() {
        let faults = |media_types: &[&str], accept: &str| {
            let content: Value = media_types
                .iter()
                .map(|name| ((*name).to_owned(), json!({})))
                .collect::<serde_json::Map<_, _>>()
                .into();
            let changes = json!({ "responses": { "200": { "content": content } } });
            let expected = expected(&operation(changes), &json!({ "path": { "id": "1" } }));
            let mut seen = seen("/stores/hash/v3/things/1/x", "X-Auth-Token: token", "");
            seen.headers.retain(|(name, _)| name != "Accept");
            seen.headers
                .extend((!accept.is_empty()).then(|| ("accept".to_owned(), accept.to_owned())));
            check(&expected, &seen).len()
        };
        assert_eq!(faults(&["application/json"], "application/json"), 0);
        assert_eq!(
            faults(&["application/json", "text/csv"], "application/json"),
            0
        );
        assert_eq!(faults(&[], "application/json"), 0);
        assert_eq!(faults(&["application/json"], "*/*"), 1);
        for admitting in ["text/csv", "application/json, text/*;q=0.5", "*/*"] {
            assert_eq!(faults(&["text/csv"], admitting), 0, "{admitting}");
        }
        assert_eq!(faults(&["text/csv"], "application/json"), 1);
        assert_eq!(faults(&["text/csv"], ""), 1);
    }

    #[test]
    fn bodies_are_compared_as_json() {
        let faults = |body: Option<Value>, headers: &str, sent: &str| {
            let mut arguments =
                json!({ "path": { "id": "1" }, "header": { "Sf-Api-Token": "jwt" } });
            if let Some(body) = body {
                arguments["body"] = body;
            }
            let expected = expected(&operation(json!({})), &arguments);
            let headers = format!("X-Auth-Token: token; sf-api-token: jwt; {headers}");
            check(
                &expected,
                &seen("/stores/hash/v3/things/1/x", &headers, sent),
            )
            .len()
        };
        let json = "Content-Type: application/json";
        assert_eq!(
            faults(
                Some(json!({ "a": 7.95, "b": null })),
                json,
                r#" {"b":null, "a":7.95}"#
            ),
            0
        );
        assert_eq!(
            faults(
                Some(json!({ "a": 7.95, "b": null })),
                json,
                r#"{"a":7.950000001}"#
            ),
            2
        );
        assert_eq!(faults(Some(json!([])), json, "[]"), 0);
        assert_eq!(faults(Some(json!([])), "", "[]"), 1);
        assert_eq!(faults(Some(json!([])), json, ""), 1);
        assert_eq!(faults(None, "", ""), 0);
        assert_eq!(faults(None, json, "null"), 2);
    }

    #[test]
    fn multipart_bodies_are_parts() {
        let schema = json!({ "type": "object", "properties": { "f": { "type": "string", "format": "binary" } } });
        let operation = operation(
            json!({ "requestBody": { "content": { "multipart/form-data": { "schema": schema } } } }),
        );
        let expected = expected(
            &operation,
            &json!({ "path": { "id": "1" }, "body": { "f": "x" } }),
        );
        assert!(matches!(&expected.body, Body::Multipart(fields) if fields.len() == 1));
        let mut seen = seen(
            "/stores/hash/v3/things/1/x",
            "X-Auth-Token: token",
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\nx\r\n--B--",
        );
        assert_eq!(check(&expected, &seen).len(), 2);
        seen.headers.push((
            "Content-Type".into(),
            "multipart/form-data; boundary=B".into(),
        ));
        assert_eq!(check(&expected, &seen), [""; 0]);
    }
}
