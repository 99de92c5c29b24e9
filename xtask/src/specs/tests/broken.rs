//! What can't be imported is told, and what is there stays usable.

use super::{
    support::{self, Random},
    *,
};

/// How often a document is broken at random.
const ROUNDS: usize = 40;

/// The fault of importing one document whose response is of `schema`.
fn fault(schema: &str, more: &str) -> String {
    let bench = Bench::new(&[("reference/things.v3.yml", &responding(schema, more))]);
    let (faults, behind) = bench.import_some();
    assert!(behind.is_empty(), "nothing of it was vendored: {behind:?}");
    faults
}

#[test]
fn broken_yaml_is_an_error_with_file_and_line() {
    for (line, broken) in [
        (3, "openapi: 3.0.3\ninfo: {}\npaths: [\n"),
        (2, "openapi: 3.0.3\n  info: {}\n"),
        (3, "openapi: 3.0.3\ninfo: {}\nopenapi: 3.0.3\n"),
    ] {
        let bench = Bench::new(&[("reference/things.v3.yml", broken)]);
        let (said, _) = bench.import_some();
        assert!(said.starts_with("reference/things.v3.yml: "), "{said}");
        assert!(said.contains(&format!("line {line}")), "{line}: {said}");
    }
}

#[test]
fn references_that_lead_nowhere_are_errors_with_file_and_pointer() {
    let at = "reference/things.v3.yml: #/paths/~1things/get/responses/200/content/application~1json/schema";
    let nowhere = |reference: &str| fault(&format!("{{$ref: '{reference}'}}"), "");
    assert_eq!(
        nowhere("#/components/schemas/Gone"),
        format!("{at}: $ref #/components/schemas/Gone leads nowhere")
    );
    let said = nowhere("gone.yml#/Gone");
    assert!(
        said.starts_with(&format!("{at}: $ref gone.yml#/Gone leads nowhere: ")),
        "{said}"
    );
    let bench = Bench::new(&[
        (
            "reference/things.v3.yml",
            &responding("{$ref: '../models/a.yml#/A'}", ""),
        ),
        ("models/a.yml", "A: {properties: {b: {$ref: '#/B'}}}"),
    ]);
    assert_eq!(
        bench.import_some().0,
        "models/a.yml: #/A/properties/b: $ref #/B leads nowhere"
    );
}

#[test]
fn references_in_circles_are_an_error() {
    let more = "components: {schemas: {A: {properties: {x: {properties: {y: {$ref: '#/components/schemas/A/properties/x'}}}}}}}";
    assert_eq!(
        fault("{$ref: '#/components/schemas/A'}", more),
        "reference/things.v3.yml: #/components/schemas/A/properties/x/properties/y: $ref #/components/schemas/A/properties/x goes in circles"
    );
}

#[test]
fn what_isnt_of_its_kind_is_an_error_and_not_dropped() {
    let at = "reference/things.v3.yml: #/paths/~1things/get/responses/200/content/application~1json/schema";
    for (schema, expected) in [
        ("[]", ": not an object"),
        ("{properties: [name]}", "/properties: not an object"),
        ("{allOf: {type: object}}", "/allOf: not a list"),
        ("{items: text}", "/items: not an object"),
    ] {
        assert_eq!(fault(schema, ""), format!("{at}{expected}"));
    }
    for (more, expected) in [
        ("  /more: []", "#/paths/~1more: not an object"),
        (
            "  /more: {$ref: more.yml}",
            "#/paths/~1more/$ref: no part of a path that can be imported",
        ),
        (
            "  /more: {gte: {}}",
            "#/paths/~1more/gte: no part of a path that can be imported",
        ),
        (
            "  /more: {get: {servers: []}}",
            "#/paths/~1more/get/servers: an operation can't have servers of its own",
        ),
        (
            "  /more: {get: {parameters: {}}}",
            "#/paths/~1more/get/parameters: not a list",
        ),
        (
            "  /more: {get: {responses: []}}",
            "#/paths/~1more/get/responses: not an object",
        ),
        (
            "  /more: {get: {responses: {'200': {content: []}}}}",
            "#/paths/~1more/get/responses/200/content: not an object",
        ),
        ("components: []", "#/components: not an object"),
        (
            "components: {schemas: []}",
            "#/components/schemas: not an object",
        ),
        (
            "components: {responses: {R: {}}, schemas: {S: {$ref: '#/components/responses/R'}}}",
            "#/components/schemas/S: $ref #/components/responses/R leads to none of the schemas",
        ),
    ] {
        assert_eq!(
            fault("{type: object}", more),
            format!("reference/things.v3.yml: {expected}")
        );
    }
}

#[test]
fn a_checkout_of_something_else_is_an_error() {
    let bench = Bench::new(&[]);
    let said = bench.import().unwrap_err().to_string();
    assert!(
        said.contains("no document in the unified token's reach"),
        "{said}"
    );
}

#[test]
fn a_document_that_cant_be_imported_stays_as_it_is_and_the_others_move_on() {
    let path = "reference/things.v3.yml";
    let sound = responding("{$ref: '../models/thing.yml'}", "");
    for (broken, said) in [
        // No YAML.
        (sound.replace("{title", "[title"), "line 2"),
        // A model that isn't there.
        (
            sound.replace("thing.yml", "gone.yml"),
            "/schema: $ref ../models/gone.yml leads nowhere",
        ),
        // Not OpenAPI.
        (
            sound.replace("responses:", "responses: []\n      x:"),
            "#/paths/~1things/get/responses: not an object",
        ),
        // No OpenAPI 3.0, which the lowering says.
        (
            responding("{type: [object, 'null']}", ""),
            "is not a type of OpenAPI 3.0",
        ),
        // What the client can't send.
        (
            responding("{type: object}", "")
                .replace("      responses", "      parameters: [{in: cookie, name: a, schema: {type: string}}]\n      responses"),
            "`a` is in cookie, which the client can't send",
        ),
    ] {
        let bench = three();
        bench.add(path, &sound);
        bench.import().unwrap();
        let before = bench.document("v3/things");
        bench.add(path, &broken);
        bench.add(
            "reference/new.v3.yml",
            &responding("{type: string}", "").replace("/things", "/new"),
        );
        fs::remove_file(bench.checkout().join("reference/things.v2.yml")).unwrap();
        let (fault, behind) = bench.import_some();
        assert!(fault.contains(said), "{said}: {fault}");
        assert_eq!(behind, ["v3/things"]);
        assert_eq!(bench.document("v3/things"), before);
        let written = bench.written();
        assert!(written.contains_key("specs/v3/new.json"));
        assert!(!written.contains_key("specs/v2/things.json"));
        let line = bench.manifest().documents.into_iter().find(|d| d.behind.is_some());
        assert_eq!(line.unwrap().behind.unwrap(), fault);
        // It can be built, and the same import again finds nothing to write.
        bench.generate();
        bench.check().unwrap();
        bench.import_some();
        assert_eq!(bench.written(), written);
        // Mended upstream, it is whole again.
        bench.add(path, &sound);
        bench.import().unwrap();
        assert!(bench.manifest().documents.iter().all(|d| d.behind.is_none()));
    }
}

#[test]
fn a_document_that_moves_and_breaks_at_once_stays_as_it_is() {
    let bench = three();
    bench.import().unwrap();
    let before = bench.document("v3/things");
    fs::remove_file(bench.checkout().join("reference/things.v3.yml")).unwrap();
    bench.add("elsewhere/things.v3.yml", "openapi: 3.0.3\npaths: [\n");
    assert_eq!(bench.import_some().1, ["v3/things"]);
    assert_eq!(bench.document("v3/things"), before);
    bench.generate();
    bench.check().unwrap();
}

#[test]
fn a_new_document_that_cant_be_imported_is_told_and_left_out() {
    let bench = three();
    bench.add("reference/new.v3.yml", "openapi: 3.0.3\npaths: [\n");
    let (fault, behind) = bench.import_some();
    assert!(fault.starts_with("reference/new.v3.yml: "), "{fault}");
    assert!(behind.is_empty());
    assert_eq!(bench.manifest().documents.len(), 3);
    bench.check().unwrap();
}

#[test]
fn a_broken_piece_of_an_aggregate_keeps_the_aggregate_out() {
    let one = responding("{type: object}", "").replace("/things", "/one");
    let two = responding("{type: object}", "").replace("/things", "/two");
    let both = format!("{one}{}", two.split_once("paths:\n").unwrap().1).replace("getThings", "");
    let bench = Bench::new(&[
        ("reference/one.v3.yml", &one),
        ("reference/two.v3.yml", &two),
        ("reference/both.v3.yml", &both),
    ]);
    bench.import().unwrap();
    assert_eq!(bench.manifest().documents.len(), 2);
    bench.add("reference/two.v3.yml", "openapi: [");
    assert_eq!(bench.import_some().1, ["v3/two"]);
    assert_eq!(bench.manifest().documents.len(), 2);
}

#[test]
fn a_fault_of_the_workspace_changes_nothing() {
    let bench = three();
    bench.import().unwrap();
    let before = bench.written();
    bench.add(
        "reference/things.v3.yml",
        &responding("{type: boolean}", ""),
    );
    let put = |path: &str, text: &str| {
        let path = bench.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let fault = || {
        let before = bench.written();
        let said = bench.import().unwrap_err().to_string();
        assert_eq!(bench.written(), before);
        said
    };
    put("Cargo.toml", "features = [");
    assert!(fault().contains("Cargo.toml: "));
    put("Cargo.toml", &before["Cargo.toml"]);
    put("specs/corrections/v3/things.json", "[{]");
    assert!(fault().contains("corrections/v3/things.json: "));
    put("specs/corrections/v3/things.json", "[]");
    put("specs/manifest.json", "{}");
    assert!(fault().contains("manifest.json: "));
    put("specs/manifest.json", &before["specs/manifest.json"]);
    // A folder where a file is to be written.
    fs::create_dir_all(bench.root().join("specs/v3/things.json.new")).unwrap();
    assert!(fault().contains("things.json.new: "));
    fs::remove_dir(bench.root().join("specs/v3/things.json.new")).unwrap();
    bench.import().unwrap();
}

#[test]
fn no_checkout_and_no_documents_are_errors() {
    let bench = three();
    let source = |from: &Path| Source {
        from: vec![from.to_owned()],
        commit: None,
    };
    let gone = import(&bench.root(), &source(Path::new("/nowhere/at/all")), None).unwrap_err();
    assert!(gone.to_string().starts_with("/nowhere/at/all: "), "{gone}");
}

#[test]
fn what_is_no_text_and_what_is_a_folder_are_faults() {
    let bench = three();
    bench.import().unwrap();
    let before = bench.document("v3/things");
    let path = bench.checkout().join("reference/things.v3.yml");
    fs::write(&path, b"openapi: 3.0.3\n# \xff\n").unwrap();
    let (fault, behind) = bench.import_some();
    assert_eq!(fault, "reference/things.v3.yml: not UTF-8");
    assert_eq!(behind, ["v3/things"]);
    assert_eq!(bench.document("v3/things"), before);
}

/// Documents of ours as upstream's, small ones and some with a bit of everything.
const SOUND: [&str; 6] = [
    "v3/pages",
    "v3/themes",
    "v3/tax_customers",
    "v2/tax_classes",
    "b2b/channels",
    "b2b/payments",
];

#[test]
fn whatever_breaks_the_vendored_documents_can_be_built() {
    let sound =
        |id: &str| -> Value { json::read(&support::specs().join(format!("{id}.json"))).unwrap() };
    let path = |id: &str| format!("reference/{}.json", id.replace('/', "_"));
    let bench = Bench::new(&[]);
    for id in SOUND {
        bench.add(&path(id), &sound(id).to_string());
    }
    bench.import().unwrap();
    let (mut whole, mut behind) = (0, 0);
    for round in 0..ROUNDS {
        let mut random = Random(round as u64);
        let id = *random.of(&SOUND);
        let (text, said) = broken(&sound(id), &mut random);
        bench.add(&path(id), &text);
        let imported = import(&bench.root(), &bench.source(Some("c0ffee")), None);
        match imported.unwrap_or_else(|error| panic!("{id} {round}: {said}: {error}")) {
            // What a copied property is called may mean a secret.
            Imported::Whole | Imported::Unreviewed => whole += 1,
            Imported::Behind => behind += 1,
        }
        let specs = bench.root().join("specs");
        let manifest = bench.manifest();
        let line = manifest
            .documents
            .iter()
            .find(|line| line.upstream == path(id));
        if let Some(line) = line {
            bigcommerce_codegen::generate::alone(&specs, line)
                .unwrap_or_else(|error| panic!("{id} {round}: {said}: {error}"));
        }
        for line in &manifest.documents {
            assert!(specs.join(line.file()).is_file(), "{id} {round}: {said}");
        }
        match bench.check() {
            Ok(()) | Err(Error::Secrets(_)) => (),
            Err(error) => panic!("{id} {round}: {said}: {error}"),
        }
        bench.add(&path(id), &sound(id).to_string());
        bench.import().unwrap();
    }
    assert!(
        whole > ROUNDS / 10 && behind > ROUNDS / 10,
        "{whole} {behind}"
    );
}

/// `document` as text, broken in one place, and how.
fn broken(document: &Value, random: &mut Random) -> (String, String) {
    let mut document = document.clone();
    let mut places = Vec::new();
    pointers(&document, "", &mut places);
    let (at, other) = (random.of(&places).clone(), random.of(&places).clone());
    let there = document.pointer(&other).unwrap().clone();
    let odd = [
        Value::Null,
        json!(true),
        json!(7),
        json!(""),
        json!([]),
        json!({}),
        json!({"$ref": "#/nowhere"}),
        json!({"$ref": "gone.yml"}),
        json!({"$ref": "#"}),
        there,
    ];
    match random.below(4) {
        // Text that is not YAML, mostly.
        0 => {
            let text = document.to_string();
            let cut = random.below(text.len());
            let cut = (cut..).find(|cut| text.is_char_boundary(*cut)).unwrap_or(0);
            let mark = *random.of(&["", "]", "\"", "\t- ", "\n", ": "]);
            let rest = if mark.is_empty() { "" } else { &text[cut..] };
            (
                format!("{}{mark}{rest}", &text[..cut]),
                format!("{mark:?} at {cut}"),
            )
        }
        1 => {
            let (parent, key) = at.rsplit_once('/').unwrap();
            match document.pointer_mut(parent).unwrap() {
                Value::Object(object) => drop(object.remove(&json::unescape(key))),
                Value::Array(items) => drop(items.remove(key.parse::<usize>().unwrap())),
                _ => (),
            }
            (document.to_string(), format!("without {at}"))
        }
        _ => {
            let odd = random.of(&odd).clone();
            *document.pointer_mut(&at).unwrap() = odd.clone();
            (document.to_string(), format!("{odd} at {at}"))
        }
    }
}

/// The JSON pointers of everything in `node`.
pub fn pointers(node: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match node {
        Value::Object(object) => object.iter().map(|(k, v)| (json::escape(k), v)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => return,
    };
    for (token, child) in children {
        let at = format!("{at}/{token}");
        pointers(child, &at, found);
        found.push(at);
    }
}
