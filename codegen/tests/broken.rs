//! A broken document is an error that names the document, the place and the fault: never a panic,
//! never an operation that is silently missing.

#![allow(clippy::unwrap_used, reason = "a helper of tests panics like a test")]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::{
    io::Write,
    process::{Command, Stdio},
};

use bigcommerce_codegen::{
    credential::Credential,
    generate::{self, Alone},
};
use heck::ToSnakeCase;
use serde_json::{Value, json};

const PUT: &str = "/paths/~1things~1{id}/put";
const SCHEMAS: &str = "/components/schemas";

/// A sound document of one operation, which each case breaks.
fn sound() -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "v3/things", "version": "1"},
        "security": [{"X-Auth-Token": []}],
        "paths": {"/things/{id}": {"put": {
            "operationId": "updateThing",
            "parameters": [{"in": "path", "name": "id", "required": true, "schema": {"type": "integer"}}],
            "requestBody": {"content": content},
            "responses": {"200": {"description": "", "content": content}},
        }}},
        "components": {"schemas": {"Thing": {"type": "object", "properties": {
            "name": {"type": "string"},
        }}}},
    })
}

fn generated(document: Value) -> Result<Alone, String> {
    let document =
        generate::from_corrected(&support::made_up("things"), document, &Default::default());
    document.map_err(|e| e.to_string())
}

fn fault(document: Value) -> String {
    generated(document).err().unwrap()
}

/// The sound document with `value` at the JSON pointer `at`, whose last token may be new.
fn with(at: &str, value: Value) -> Value {
    let mut document = sound();
    let (parent, key) = at.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(list) => list.push(value),
        parent => parent[key.replace("~1", "/")] = value,
    }
    document
}

/// Each case: where below `at` to put what, and the rest of the message after `at`.
fn assert_faults(at: &str, cases: &[(&str, Value, &str)]) {
    for (below, value, expected) in cases {
        let document = with(&format!("{at}{below}"), value.clone());
        let said = generated(document).err();
        let said = said.unwrap_or_else(|| format!("no fault with {value} at {at}{below}"));
        assert_eq!(said, format!("v3/things: #{at}{expected}"));
    }
}

#[test]
fn the_sound_document_is_sound() {
    let module = generated(sound()).unwrap();
    assert_eq!(module.operations().len(), 1);
    assert_eq!(
        module.operations()[0].method_name.to_string(),
        "update_thing"
    );
}

#[test]
fn a_document_of_another_kind() {
    assert_faults(
        "",
        &[
            (
                "/openapi",
                json!("3.1.0"),
                "/openapi: \"3.1.0\" is not a version of OpenAPI 3.0",
            ),
            ("/paths", json!([]), "/paths: not an object"),
            ("/paths", Value::Null, "/paths: not an object"),
            ("/components", json!(""), "/components: not an object"),
            (
                "/components/schemas",
                json!([]),
                "/components/schemas: not an object",
            ),
        ],
    );
    let swagger = json!({"swagger": "2.0", "paths": {}});
    for document in [swagger, json!([]), json!("text"), Value::Null] {
        assert_eq!(
            fault(document),
            "v3/things: #/openapi: null is not a version of OpenAPI 3.0"
        );
    }
}

#[test]
fn a_path_that_is_none() {
    assert_faults(
        "/paths",
        &[
            ("/~1a", json!([]), "/~1a: not an object"),
            ("/~1a", json!({"get": 1}), "/~1a/get: not an object"),
            (
                "/~1a",
                json!({"GET": {}}),
                "/~1a/GET: no method of OpenAPI 3.0",
            ),
            (
                "/~1a",
                json!({"$ref": "a.yml"}),
                "/~1a/$ref: no method of OpenAPI 3.0",
            ),
            ("/a", json!({}), "/a: a path is one slash before each part"),
            (
                "/~1a~1~1b",
                json!({}),
                "/~1a~1~1b: a path is one slash before each part",
            ),
            ("/~1{a", json!({}), "/~1{a: a brace is left open"),
            ("/~1a}", json!({}), "/~1a}: a brace is out of place"),
            ("/~1{}", json!({}), "/~1{}: a brace is out of place"),
            ("/~1{a}~1{a}", json!({}), "/~1{a}~1{a}: `a` has two places"),
        ],
    );
    for (odd, said) in [
        ("?", "?"),
        ("#", "#"),
        (" ", " "),
        ("%", "%"),
        ("\\", "\\\\"),
        ("`", "`"),
        ("\r", "\\r"),
        ("\n", "\\n"),
        ("é", "é"),
        ("\u{202e}", "\\u{202e}"),
    ] {
        let path = format!("/a{odd}b");
        assert_eq!(
            fault(with(&format!("/paths/~1{}", &path[1..]), json!({}))),
            format!(
                "v3/things: #/paths/~1{}: a path can't have the character {said}",
                &path[1..]
            )
        );
    }
}

/// Characters that can't be shown, each with its escape.
const UNPRINTABLE: [(char, &str); 6] = [
    ('\r', "\\u{d}"),
    ('\n', "\\u{a}"),
    ('\0', "\\u{0}"),
    ('\u{7f}', "\\u{7f}"),
    ('\u{2028}', "\\u{2028}"),
    ('\u{202e}', "\\u{202e}"),
];

#[test]
fn names_with_characters_that_cant_be_shown() {
    let schema = json!({"type": "string"});
    for (letter, escape) in UNPRINTABLE {
        let name = format!("a{letter}b");
        let said =
            |at: String| format!("v3/things: #{at}: a name can't have the character {escape}");
        for place in ["query", "header"] {
            let parameter = json!({"in": place, "name": name, "schema": schema});
            let document = with(&format!("{PUT}/parameters/-"), parameter);
            assert_eq!(fault(document), said(format!("{PUT}/parameters/1/name")));
        }
        let id = json!(name);
        assert_eq!(
            fault(with(&format!("{PUT}/operationId"), id)),
            said(format!("{PUT}/operationId"))
        );
        let property = with(
            &format!("{SCHEMAS}/Thing/properties/{name}"),
            schema.clone(),
        );
        assert_eq!(
            fault(property),
            said(format!("{SCHEMAS}/Thing/properties/{name}"))
        );
        let mut in_path = sound();
        let item = in_path["paths"]["/things/{id}"].take();
        in_path["paths"] = json!({format!("/things/{{{name}}}"): item});
        in_path["paths"][format!("/things/{{{name}}}")]["put"]["parameters"][0]["name"] =
            json!(name);
        let at = format!("/paths/~1things~1{{{name}}}/put/parameters/0/name");
        assert_eq!(fault(in_path), said(at));
        // The fields of a form.
        let form = json!({"type": "object", "properties": {name.clone(): schema}});
        let body = json!({"content": {"multipart/form-data": {"schema": form}}});
        let at = format!("{PUT}/requestBody/content/multipart~1form-data/schema/properties/{name}");
        assert_eq!(fault(with(&format!("{PUT}/requestBody"), body)), said(at));
    }
    for name in ["a b", "a:b", "größe", "a\"b"] {
        let parameter = json!({"in": "header", "name": name, "schema": schema});
        assert_eq!(
            fault(with(&format!("{PUT}/parameters/-"), parameter)),
            format!("v3/things: #{PUT}/parameters/1/name: no name of a header")
        );
    }
    for media in ["text/\rplain", "größe/json"] {
        let content = json!({media: {"schema": schema}});
        let place = format!("{PUT}/responses/200/content");
        let at = format!("{place}/{}", media.replace('/', "~1"));
        assert_eq!(
            fault(with(&place, content)),
            format!("v3/things: #{at}: not a media type")
        );
    }
}

/// Lets `rustc` read `source`, without looking for what it refers to.
fn assert_read_by_rustc(source: &str) {
    let crate_of_nothing = format!(
        "#![crate_type = \"lib\"]\nmacro_rules! nothing {{ ($($t:tt)*) => {{}} }}\nnothing! {{\n{source}\n}}\n"
    );
    let mut rustc = Command::new("rustc");
    rustc.args([
        "--edition",
        "2024",
        "--emit=metadata",
        "-o",
        // Never a device: rustc puts a new file in its place.
        concat!(env!("CARGO_TARGET_TMPDIR"), "/read_by_rustc.rmeta"),
        "-Dwarnings",
        "-",
    ]);
    let mut rustc = rustc
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = rustc.stdin.take().unwrap();
    input.write_all(crate_of_nothing.as_bytes()).unwrap();
    drop(input);
    let output = rustc.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
}

/// The values of an enum and defaults are data, which may be anything: they reach Rust escaped.
#[test]
fn values_with_characters_that_cant_be_shown_are_sound() {
    for (letter, _) in UNPRINTABLE {
        let value = format!("a{letter}b```");
        let values = json!({"type": "string", "enum": [value, "c"], "default": value});
        let mut document = with(&format!("{SCHEMAS}/Thing/properties/kind"), values.clone());
        let parameter = json!({"in": "query", "name": "kind", "schema": values});
        let parameters = document.pointer_mut(&format!("{PUT}/parameters")).unwrap();
        parameters.as_array_mut().unwrap().push(parameter);
        let source = generate::format("things", generated(document).unwrap().source()).unwrap();
        let stray = |c: &char| *c != '\n' && (c.is_control() || *c == letter);
        assert_eq!(source.chars().find(stray), None, "{letter:?}");
        assert!(source.contains("by default `a"), "{source}");
        assert_read_by_rustc(&source);
        let literal = proc_macro2::Literal::string(&value).to_string();
        assert!(source.contains(&literal), "{literal}");
    }
}

#[test]
fn parameters_called_like_a_method() {
    let page = json!({"type": "array", "items": {"$ref": "#/components/schemas/Thing"}});
    let query =
        |name: &str, schema: &str| json!({"in": "query", "name": name, "schema": {"type": schema}});
    let list = |name: &str| {
        json!({"get": {
            "operationId": "getThings",
            "parameters": [query("page", "integer"), query(name, "string")],
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": page}}}},
        }})
    };
    let setters = |document: Value, operation: usize| {
        let module = generated(document).unwrap();
        let parameters = module.operations()[operation].parameters.iter();
        let mut setters: Vec<_> = parameters.map(|it| it.setter.clone()).collect();
        setters.sort();
        setters
    };
    for name in [
        "items",
        "pages",
        "send",
        "body",
        "Everything",
        "with_options",
        "intoFuture",
    ] {
        let document = with("/paths/~1list", list(name));
        let setter = format!("{}_query", name.to_snake_case());
        let mut both = ["page", &*setter];
        both.sort();
        assert_eq!(setters(document, 0), both);
        // Nothing that the operation gains moves the name later.
        let alone = with(&format!("{PUT}/parameters/-"), query(name, "string"));
        let mut both = ["id", &*setter];
        both.sort();
        assert_eq!(setters(alone, 0), both);
    }
    let twice = with(&format!("{PUT}/parameters/-"), query("id", "string"));
    assert_eq!(setters(twice, 0), ["id", "id_query"]);
    let mut alike = with(&format!("{PUT}/parameters/-"), query("id:in", "string"));
    let parameters = alike.pointer_mut(&format!("{PUT}/parameters")).unwrap();
    parameters
        .as_array_mut()
        .unwrap()
        .push(query("id_in", "string"));
    assert_eq!(setters(alike, 0), ["id", "id_in", "id_in_query"]);
    let keyword = with(&format!("{PUT}/parameters/-"), query("type", "string"));
    assert_eq!(setters(keyword, 0), ["id", "type_"]);
}

#[test]
fn a_form_that_leads_to_itself() {
    let form = json!({"oneOf": [
        {"$ref": "#/components/schemas/Form"},
        {"$ref": "#/components/schemas/Form"},
        {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}},
    ]});
    let mut document = with(&format!("{SCHEMAS}/Form"), form);
    document["paths"]["/things/{id}"]["put"]["requestBody"] = json!({"content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Form"}}}});
    let module = generated(document).unwrap();
    assert_eq!(
        module.operations()[0].form(),
        Some(&["file".to_owned()][..])
    );
}

#[test]
fn an_operation_without_a_name_of_its_own() {
    let mut nameless = sound();
    let operation = nameless.pointer_mut(PUT).unwrap().as_object_mut().unwrap();
    operation.remove("operationId");
    assert_eq!(
        fault(nameless),
        format!("v3/things: #{PUT}: no operationId")
    );
    assert_faults(
        PUT,
        &[
            ("/operationId", json!(7), "/operationId: not a name"),
            ("/operationId", json!(""), "/operationId: not a name"),
            ("/operationId", json!("?!"), "/operationId: not a name"),
        ],
    );
    for same in ["updateThing", "update_thing", "Update-Thing"] {
        let other =
            json!({"get": {"operationId": same, "responses": {"204": {"description": ""}}}});
        assert_eq!(
            fault(with("/paths/~1a", other)),
            format!("v3/things: #{PUT}/operationId: `updateThing` is called like `{same}` in Rust")
        );
    }
}

#[test]
fn parameters_that_cant_be_sent() {
    let parameter =
        |place: &str, name: &str| json!({"in": place, "name": name, "schema": {"type": "string"}});
    let mut deep = parameter("query", "filter");
    deep["style"] = "deepObject".into();
    let described = json!({"in": "query", "name": "filter", "content": {}});
    let dangling = json!({"$ref": "#/components/parameters/P"});
    assert_faults(
        &format!("{PUT}/parameters"),
        &[
            ("", json!([]), ": nothing describes `id` of the path"),
            ("", json!({}), ": not a list"),
            ("/-", json!(1), "/1: not an object"),
            (
                "/-",
                json!({"in": "query"}),
                "/1: a parameter without `name`",
            ),
            ("/-", json!({"name": "a"}), "/1: a parameter without `in`"),
            ("/-", described, "/1: a parameter without `schema`"),
            (
                "/-",
                dangling,
                "/1: $ref \"#/components/parameters/P\" leads to none of the parameters",
            ),
            (
                "/-",
                parameter("path", "other"),
                ": the path has no place for `other`",
            ),
            (
                "/-",
                parameter("cookie", "session"),
                ": `session` is in cookie, which the client can't send",
            ),
            (
                "/-",
                parameter("body", "thing"),
                ": `thing` is in body, which the client can't send",
            ),
            (
                "/-",
                deep,
                ": `filter` has style deepObject, which the client can't send",
            ),
        ],
    );
}

#[test]
fn arguments_that_are_no_text() {
    let thing = json!({"$ref": "#/components/schemas/Thing"});
    let list = json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}});
    let either = json!({"oneOf": [{"type": "string"}, {"type": "object"}]});
    for schema in [thing, list, either, json!({})] {
        let query = json!({"in": "query", "name": "filter", "schema": schema});
        assert_eq!(
            fault(with(&format!("{PUT}/parameters/-"), query)),
            format!(
                "v3/things: #{PUT}/parameters: `filter` is not text, so the query can't hold it"
            )
        );
    }
    let list = json!({"type": "array", "items": {"type": "integer"}});
    assert_eq!(
        fault(with(&format!("{PUT}/parameters/0/schema"), list)),
        format!("v3/things: #{PUT}/parameters: `id` is not text, so the path can't hold it")
    );
}

#[test]
fn references_in_circles() {
    let parameter = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
    let mut document = with(&format!("{PUT}/parameters/-"), parameter("A"));
    document["components"]["parameters"] = json!({"A": parameter("B"), "B": parameter("A")});
    assert_eq!(
        fault(document),
        format!("v3/things: #{PUT}: $ref goes in circles")
    );
    let schema = |name: &str| json!({"$ref": format!("{SCHEMAS}/{name}").replacen('/', "#/", 1)});
    for circle in [
        json!({"Thing": schema("Thing")}),
        json!({"Thing": schema("A"), "A": {"allOf": [schema("Thing")]}}),
        json!({"Thing": {"type": "array", "items": schema("A")}, "A": schema("Thing")}),
        json!({"Thing": {"additionalProperties": schema("Thing")}}),
    ] {
        let names: Vec<_> = circle.as_object().unwrap().keys().cloned().collect();
        let said = fault(with(SCHEMAS, circle));
        let known = |name: &String| {
            said == format!("v3/things: #{SCHEMAS}/{name}: the schema is nothing but itself")
        };
        assert!(names.iter().any(known), "{said}");
    }
    // Each is fine by itself, but one schema for both never ends.
    let holds = |name: &str, own| json!({"properties": {"x": schema(name), "own": own}});
    let endless = json!({
        "Thing": {"allOf": [schema("A"), schema("B")]},
        "A": holds("A", json!({"type": "integer"})),
        "B": holds("B", json!({})),
    });
    let said = fault(with(SCHEMAS, endless));
    let place = format!("v3/things: #{SCHEMAS}/Thing/allOf/properties/x/properties/x");
    assert!(said.starts_with(&place), "{said}");
    assert!(said.ends_with(": schemas nest endlessly"), "{said}");
}

#[test]
fn a_schema_that_holds_itself_is_no_fault() {
    let thing = json!({"type": "object", "properties": {
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}});
    generated(with(&format!("{SCHEMAS}/Thing"), thing)).unwrap();
}

#[test]
fn schemas_that_nest_endlessly() {
    let mut schema = json!({"type": "string"});
    for _ in 0..1000 {
        schema = json!({"items": schema});
    }
    let said = fault(with(&format!("{SCHEMAS}/Deep"), schema));
    let place = format!("v3/things: #{SCHEMAS}/Deep/items/items");
    assert!(said.starts_with(&place), "{said}");
    assert!(said.ends_with(": schemas nest endlessly"), "{said}");
}

#[test]
fn bodies_and_responses_that_are_none() {
    let media = |media: &str| json!({"content": {media: {"schema": {"type": "object"}}}});
    let schema = "/responses/200/content/application~1json/schema";
    assert_faults(
        PUT,
        &[
            ("/requestBody", Value::Null, "/requestBody: not an object"),
            (
                "/requestBody",
                json!({"$ref": "#/components/schemas/Thing"}),
                "/requestBody: $ref \"#/components/schemas/Thing\" leads to none of the requestBodies",
            ),
            (
                "/requestBody",
                media("application/xml"),
                "/requestBody: no media type the client can send: [\"application/xml\"]",
            ),
            (
                "/requestBody",
                media("Create a thing"),
                "/requestBody/content/Create a thing: not a media type",
            ),
            (
                "/requestBody/required",
                json!("yes"),
                "/requestBody/required: neither true nor false",
            ),
            (
                "/requestBody/content",
                json!([]),
                "/requestBody/content: not an object",
            ),
            ("/responses", Value::Null, "/responses: not an object"),
            ("/responses", json!({}), "/responses: no success response"),
            (
                "/responses",
                json!({"404": {"description": ""}, "default": {"description": ""}}),
                "/responses: no success response",
            ),
            ("/responses/OK", json!({}), "/responses/OK: not a status"),
            (
                "/responses/200",
                json!("done"),
                "/responses/200: not an object",
            ),
            (
                schema,
                json!(true),
                "/responses/200/content/application~1json/schema: not an object",
            ),
        ],
    );
}

#[test]
fn schemas_that_are_none() {
    let dangling = json!({"$ref": "#/components/schemas/Nothing"});
    assert_faults(
        SCHEMAS,
        &[
            ("/Thing", json!([]), "/Thing: not an object"),
            ("/Thing", json!("text"), "/Thing: not an object"),
            ("/A thing", json!({}), "/A thing: not a name of a component"),
            (
                "/Thing/properties",
                json!(["name"]),
                "/Thing/properties: not an object",
            ),
            (
                "/Thing/properties/name",
                dangling,
                "/Thing/properties/name: $ref \"#/components/schemas/Nothing\" leads to none of the schemas",
            ),
            (
                "/Thing/properties/name",
                json!({"$ref": 5}),
                "/Thing/properties/name: $ref 5 leads to none of the schemas",
            ),
            (
                "/Thing/properties/name",
                json!({"$ref": "thing.yml"}),
                "/Thing/properties/name: $ref \"thing.yml\" leads to none of the schemas",
            ),
            (
                "/Thing/properties/name",
                json!({"$ref": "#/components/schemas/Thing", "type": "string"}),
                "/Thing/properties/name: `type` beside $ref counts for nothing",
            ),
            (
                "/Thing/properties/name/type",
                json!("date"),
                "/Thing/properties/name: \"date\" is not a type of OpenAPI 3.0",
            ),
            (
                "/Thing/properties/name/type",
                json!(["string", "null"]),
                "/Thing/properties/name: [\"string\",\"null\"] is not a type of OpenAPI 3.0",
            ),
            (
                "/Thing/required",
                json!(true),
                "/Thing/required: not a list",
            ),
            (
                "/Thing/required",
                json!([1]),
                "/Thing/required: not a list of names",
            ),
            (
                "/Thing/nullable",
                json!("true"),
                "/Thing/nullable: neither true nor false",
            ),
            (
                "/Thing/properties/name/enum",
                json!("a"),
                "/Thing/properties/name/enum: not a list",
            ),
            (
                "/Thing/properties/name/enum",
                json!([]),
                "/Thing/properties/name/enum: there is no value",
            ),
            (
                "/Thing/properties/name/enum",
                json!(["a", 1]),
                "/Thing/properties/name/enum: 1 is not a string",
            ),
            (
                "/Thing/properties/name",
                json!({"enum": [1, "a"]}),
                "/Thing/properties/name/enum: \"a\" is not an integer",
            ),
            (
                "/Thing/additionalProperties",
                json!("any"),
                "/Thing/additionalProperties: not an object",
            ),
            ("/Thing/items", json!([]), "/Thing/items: not an object"),
            ("/Thing/allOf", json!({}), "/Thing/allOf: not a list"),
            (
                "/Thing/oneOf",
                json!([]),
                "/Thing/oneOf: there is no branch",
            ),
            (
                "/Thing",
                json!({"allOf": [{"type": "string"}, {"type": "integer"}]}),
                "/Thing/allOf: nothing can be string and integer at once",
            ),
            (
                "/Thing",
                json!({"type": "array", "items": {}, "anyOf": [{"type": "string"}, {"type": "integer"}]}),
                "/Thing/anyOf: no branch of the union is array",
            ),
        ],
    );
}

#[test]
fn security_of_no_known_form() {
    let said = |security: &str| {
        format!("/security: it asks for `{security}`, which is not a credential of this platform")
    };
    assert_faults(
        PUT,
        &[
            ("/security", json!("token"), "/security: not a list"),
            ("/security", json!(["token"]), "/security/0: not an object"),
            (
                "/security",
                json!([{"X-Auth-Tokn": []}]),
                &said("X-Auth-Tokn"),
            ),
            (
                "/security",
                json!([{"X-Auth-Token": []}, {"X-Store-Hash": []}]),
                &said("X-Auth-Token, or X-Store-Hash"),
            ),
        ],
    );
    let mut silent = sound();
    silent.as_object_mut().unwrap().remove("security");
    let taken = generated(silent).ok().unwrap().into_operations();
    assert_eq!(taken[0].credential, Credential::Token, "what v3 takes");
}

#[test]
fn what_only_describes_is_no_fault() {
    let junk = json!([{"never": "read"}, null]);
    for at in [
        "/info",
        "/servers",
        "/tags",
        &format!("{PUT}/summary"),
        &format!("{PUT}/description"),
        &format!("{PUT}/tags"),
        &format!("{PUT}/externalDocs"),
        &format!("{PUT}/parameters/0/description"),
        &format!("{PUT}/parameters/0/example"),
        &format!("{PUT}/responses/200/description"),
        &format!("{PUT}/responses/200/headers"),
        &format!("{SCHEMAS}/Thing/title"),
        &format!("{SCHEMAS}/Thing/description"),
        &format!("{SCHEMAS}/Thing/example"),
        &format!("{SCHEMAS}/Thing/properties/name/default"),
        &format!("{SCHEMAS}/Thing/properties/name/minLength"),
    ] {
        let mut document = sound();
        let (parent, key) = at.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[key] = junk.clone();
        let module = generated(document).unwrap_or_else(|fault| panic!("{at}: {fault}"));
        assert_eq!(module.operations().len(), 1, "{at}");
    }
}
