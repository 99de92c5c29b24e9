//! Which documents are imported, and what each is called.

use bigcommerce_codegen::manifest::Document;

use super::*;

#[test]
fn documents_features_and_manifest_are_written() {
    let bench = three();
    bench.import().unwrap();
    let files: Vec<_> = bench.written().into_keys().collect();
    assert_eq!(
        files,
        [
            "Cargo.toml",
            "specs/b2b/thing.json",
            "specs/manifest.json",
            "specs/names/b2b/thing.json",
            "specs/names/v2.types.json",
            "specs/names/v2/things.json",
            "specs/names/v3.types.json",
            "specs/names/v3/things.json",
            "specs/v2/things.json",
            "specs/v3/things.json",
        ]
    );
    let manifest = Manifest::read(&bench.root().join("specs")).unwrap();
    assert_eq!(manifest.upstream.commit.as_deref(), Some("c0ffee"));
    let listed: Vec<_> = manifest
        .documents
        .iter()
        .map(|d| {
            (
                d.id(),
                d.feature.as_str(),
                d.operations,
                d.upstream.as_str(),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            (
                "v3/things".to_owned(),
                "v3-things",
                1,
                "reference/things.v3.yml"
            ),
            (
                "v2/things".to_owned(),
                "v2-things",
                1,
                "reference/things.v2.yml"
            ),
            (
                "b2b/thing".to_owned(),
                "b2b-thing",
                1,
                "docs/b2b-edition/specs/api-v3/thing/thing.yaml"
            ),
        ]
    );
    let cargo = &bench.written()["Cargo.toml"];
    for line in ["default = []", "b2b = [\"b2b-thing\"]", "v3-things = []"] {
        assert!(cargo.lines().any(|there| there == line), "{cargo}");
    }
}

#[test]
fn documents_of_other_hosts_are_skipped() {
    let bench = three();
    let elsewhere = [
        "https://payments.bigcommerce.com",
        "https://api-b2b.bigcommerce.com/graphql",
        "https://{store_domain}/api/storefront",
        "https://your_app.example.com",
    ];
    for (index, url) in elsewhere.iter().enumerate() {
        let text = responding("{type: object}", "").replace(V3, url);
        bench.add(&format!("reference/elsewhere{index}.yml"), &text);
    }
    bench.add("reference/models.yml", "Thing: {type: object}");
    bench.add("reference/notes.md", "# no YAML: [");
    bench.import().unwrap();
    assert_eq!(bench.written().len(), 10);
}

#[test]
fn what_a_full_checkout_has_beside_is_left_out_with_the_reason() {
    let bench = three();
    bench.import().unwrap();
    let before = bench.written();
    // A callback, which the store calls; what takes a password of old; the storefront.
    let text = responding("{type: object}", "").replace("/things:", "/others:");
    let callback = text.replace(&format!("servers: [{{url: '{V3}'}}]"), "");
    let password = "security: [{basicAuth: []}]\ncomponents: {securitySchemes: {basicAuth: {type: http, scheme: basic}}}";
    let storefront = text.replace(V3, "https://{store_domain}/api/storefront");
    bench.add("docs/webhooks/callbacks/deleted.yml", &callback);
    bench.add("archive/old/others.v2.yml", &format!("{text}{password}"));
    bench.add("reference/others.sf.yml", &storefront);
    bench.add("reference/all.v3.yml", &responding("{type: object}", ""));
    bench.add("docs/event.json", "{\"scope\": \"store/deleted\"}");
    let target = Target::new(&bench.root(), None);
    let (import, wanted) = target.wanted(&bench.source(Some("c0ffee"))).unwrap();
    let left_out: Vec<_> = import
        .left_out
        .iter()
        .map(|(path, why)| format!("{path}: {why}"))
        .collect();
    assert_eq!(
        left_out,
        [
            "archive/old/others.v2.yml: none of its operations takes the unified token",
            "docs/webhooks/callbacks/deleted.yml: it names no server to call",
            "reference/others.sf.yml: https://{store_domain}/api/storefront isn't an API that clients are generated for",
            "reference/things.v3.yml: other documents have all of its operations",
        ]
    );
    let said = report::import(&import, &before, &wanted);
    assert!(
        said.contains("it names no server to call:\n    docs/webhooks/callbacks/deleted.yml\n"),
        "{said}"
    );
    fs::remove_file(bench.checkout().join("reference/all.v3.yml")).unwrap();
    bench.import().unwrap();
    assert_eq!(bench.written(), before);
}

#[test]
fn an_aggregate_of_other_documents_is_skipped() {
    let piece = |path: &str, name: &str| {
        let text = responding("{type: object}", "");
        text.replace("/things:", &format!("{path}:"))
            .replace("getThings", name)
    };
    let argument =
        "    parameters: [{in: path, name: id, required: true, schema: {type: string}}]\n    get:";
    let one = piece("/things/{id}", "getOne").replace("    get:", argument);
    let two = piece("/others", "getTwo");
    let (_, path) = two.split_once("paths:\n").unwrap();
    let other_name = one
        .replace("{id}", "{thing_id}")
        .replace("name: id", "name: thing_id");
    let both = format!("{other_name}{path}");
    let bench = Bench::new(&[
        ("reference/one.v3.yml", &one),
        ("reference/two.v3.yml", &two),
        ("reference/both.v3.yml", &both),
    ]);
    bench.import().unwrap();
    let documents: Vec<_> = bench
        .written()
        .into_keys()
        .filter(|path| path.starts_with("specs/v3/"))
        .collect();
    assert_eq!(documents, ["specs/v3/one.json", "specs/v3/two.json"]);
    // An operation of its own goes where the nearest of its others are.
    let more = both.replace(
        "/others:",
        "/things/{thing_id}/more:\n    parameters: [{in: path, name: thing_id, required: true, schema: {type: string}}]",
    );
    bench.add("reference/both.v3.yml", &more.replace("getTwo", "getMore"));
    bench.import().unwrap();
    let one = bench.document("v3/one");
    let paths: Vec<_> = one["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/things/{id}", "/things/{thing_id}/more"]);
    let line = &bench.manifest().documents[0];
    assert_eq!(
        (line.operations, line.upstream.as_str()),
        (2, "reference/both.v3.yml")
    );
    bench.generate();
    bench.check().unwrap();
}

#[test]
fn two_documents_of_one_name_are_told_apart_by_their_folders() {
    let bench = three();
    let at = |path: &str| responding("{type: object}", "").replace("/things", path);
    bench.add("reference/more/things.v3.yml", &at("/more"));
    bench.add("reference/more/most/things.v3.yml", &at("/most"));
    bench.add("reference/other/more/things.v3.yml", &at("/other"));
    bench.import().unwrap();
    let manifest = bench.manifest();
    let v3 = manifest
        .documents
        .iter()
        .filter(|d| d.base_path.ends_with("/v3"));
    let named: Vec<_> = v3
        .map(|d| (d.module.as_str(), d.feature.as_str(), d.upstream.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            (
                "more_things",
                "v3-more-things",
                "reference/more/things.v3.yml"
            ),
            (
                "more_things_2",
                "v3-more-things-2",
                "reference/other/more/things.v3.yml"
            ),
            (
                "most_things",
                "v3-most-things",
                "reference/more/most/things.v3.yml"
            ),
            ("things", "v3-things", "reference/things.v3.yml"),
        ]
    );
}

#[test]
fn a_document_is_found_wherever_it_lies() {
    let bench = Bench::new(&[(
        "api/new place/things.json",
        &responding("{type: object}", ""),
    )]);
    bench.add(".github/things.v3.yml", &responding("{type: object}", ""));
    bench.add("notes.yml", "a: [broken");
    bench.import().unwrap();
    let upstream: Vec<_> = bench
        .manifest()
        .documents
        .into_iter()
        .map(|d| d.upstream)
        .collect();
    assert_eq!(upstream, ["api/new place/things.json"]);
}

#[test]
fn a_document_is_the_same_wherever_it_goes() {
    let bench = three();
    bench.import().unwrap();
    let before = bench.document("v3/things");
    let from = bench.checkout().join("reference/things.v3.yml");
    let move_to = |path: &str| {
        let to = bench.checkout().join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(&from, &to).unwrap();
        bench.import().unwrap();
        fs::rename(&to, &from).unwrap();
    };
    bench.add(
        "models/moved/../thing.yml",
        "{type: object, properties: {id: {type: integer}}}",
    );
    move_to("elsewhere/things.v3.yml");
    assert_eq!(bench.document("v3/things"), before);
    let moved = &bench.manifest().documents[0];
    assert_eq!(moved.upstream, "elsewhere/things.v3.yml");
    move_to("reference/items.v3.yml");
    assert_eq!(bench.document("v3/things"), before);
    let renamed = &bench.manifest().documents[0];
    assert_eq!(renamed.id(), "v3/things");
    assert_eq!(renamed.upstream, "reference/items.v3.yml");
}

#[test]
fn a_name_is_never_given_to_something_else() {
    let bench = three();
    bench.import().unwrap();
    let before = bench.document("v3/things");
    let from = bench.checkout().join("reference/things.v3.yml");
    let text = fs::read_to_string(&from).unwrap();
    // Another operation takes the file, and the name.
    bench.add(
        "reference/things.v3.yml",
        &text.replace("/things:", "/others:"),
    );
    bench.import().unwrap();
    let ids = |bench: &Bench| -> Vec<_> {
        bench
            .manifest()
            .documents
            .iter()
            .map(Document::id)
            .collect()
    };
    assert_eq!(
        ids(&bench),
        ["v3/reference_things", "v2/things", "b2b/thing"]
    );
    bench.check().unwrap();
    // It comes back, with another name upstream and another one of its argument.
    fs::remove_file(&from).unwrap();
    bench.add(
        "new/home.json",
        &text.replace("getThings", "list-all-things"),
    );
    bench.import().unwrap();
    assert_eq!(ids(&bench), ["v3/things", "v2/things", "b2b/thing"]);
    assert_eq!(bench.document("v3/things"), before);
}

#[test]
fn a_file_may_make_several_documents() {
    let of = |things: &[&str]| {
        let paths = things.iter().map(|thing| {
            format!(
                "  /{thing}/{{{thing}_id}}:
    parameters: [{{in: path, name: {thing}_id, required: true, schema: {{type: integer}}}}]
    get:
      operationId: get{thing}
      responses: {{'200': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/{thing}'}}}}}}}}}}
"
            )
        });
        let paths: String = paths.collect();
        let schemas = things.iter().map(|thing| {
            format!("    {thing}: {{type: object, properties: {{{thing}: {{type: string}}}}}}\n")
        });
        let schemas: String = schemas.collect();
        format!(
            "openapi: 3.0.3\ninfo: {{version: 1}}\nservers: [{{url: '{V3}'}}]\npaths:\n{paths}components:\n  schemas:\n{schemas}"
        )
    };
    let bench = Bench::new(&[("one.yml", &of(&["one"])), ("two.yml", &of(&["two"]))]);
    bench.import().unwrap();
    let documents = |bench: &Bench| ["v3/one", "v3/two"].map(|id| bench.document(id));
    let before = documents(&bench);
    for file in ["one.yml", "two.yml"] {
        fs::remove_file(bench.checkout().join(file)).unwrap();
    }
    // With an argument that is called otherwise, and something new.
    let all = of(&["one", "two"]).replace("one_id", "id");
    bench.add(
        "all.yml",
        &all.replace(
            "components:",
            "  /two/{two_id}/more:
    parameters: [{in: path, name: two_id, required: true, schema: {type: integer}}]
    delete: {responses: {'204': {description: ''}}}
components:",
        ),
    );
    bench.import().unwrap();
    let mut after = documents(&bench);
    let paths = after[1]["paths"].as_object_mut().unwrap();
    assert!(paths.remove("/two/{two_id}/more").is_some());
    assert_eq!(after, before);
    let files: Vec<_> = bench
        .manifest()
        .documents
        .into_iter()
        .map(|it| it.upstream)
        .collect();
    assert_eq!(files, ["all.yml", "all.yml"]);
    bench.generate();
    bench.check().unwrap();
}

#[test]
fn new_media_types_and_styles_of_parameters_are_imported() {
    let parameters = "[{in: query, name: ids, style: pipeDelimited, schema: {type: array, items: {type: integer}}}, {in: query, name: price, style: deepObject, schema: {type: object, properties: {min: {type: number}}}}]";
    let body = "{content: {application/merge-patch+json: {schema: {type: object, properties: {name: {type: string}}}}}}";
    let text = responding("{type: object}", "")
        .replace(
            "      responses",
            &format!("      parameters: {parameters}\n      requestBody: {body}\n      responses"),
        )
        .replace("application/json:", "application/vnd.things.v2+json:")
        .replace("    get:", "    patch:");
    let bench = Bench::new(&[("reference/things.v3.yml", &text)]);
    bench.import().unwrap();
    let source = bench.generate().remove(0);
    for part in [
        "fn ids",
        "fn price_min",
        "\"price[min]\"",
        "content_type : \"application/merge-patch+json\"",
    ] {
        assert!(source.contains(part), "{part}: {source}");
    }
}
