//! Which documents are imported, and what each is called.

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
            "specs/b2b/things.json",
            "specs/manifest.json",
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
                "b2b/things".to_owned(),
                "b2b-things",
                1,
                "docs/b2b-edition/specs/api-v3/thing/thing.yaml"
            ),
        ]
    );
    let cargo = &bench.written()["Cargo.toml"];
    for line in ["default = []", "b2b = [\"b2b-things\"]", "v3-things = []"] {
        assert!(cargo.lines().any(|there| there == line), "{cargo}");
    }
}

#[test]
fn documents_of_other_hosts_are_skipped() {
    let bench = three();
    let elsewhere = [
        "https://payments.bigcommerce.com/stores/{store_hash}",
        "https://api-b2b.bigcommerce.com/api/v2/io",
        "https://{store_domain}/api/storefront",
        "https://your_app.example.com",
    ];
    for (index, url) in elsewhere.iter().enumerate() {
        let text = answering("{type: object}", "").replace(V3, url);
        bench.add(&format!("reference/elsewhere{index}.yml"), &text);
    }
    bench.add("reference/models.yml", "Thing: {type: object}");
    bench.add("reference/notes.md", "# no YAML: [");
    bench.import().unwrap();
    assert_eq!(bench.written().len(), 5);
}

#[test]
fn an_aggregate_of_other_documents_is_skipped() {
    let piece = |path: &str, name: &str| {
        let text = answering("{type: object}", "");
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
        .filter(|path| path.contains("/v3/"))
        .collect();
    assert_eq!(documents, ["specs/v3/one.json", "specs/v3/two.json"]);
    // With an operation of its own it is no repetition.
    bench.add("reference/both.v3.yml", &both.replace("/others", "/third"));
    bench.import().unwrap();
    assert!(bench.written().contains_key("specs/v3/both.json"));
}

#[test]
fn two_documents_of_one_name_are_told_apart_by_their_folders() {
    let bench = three();
    let at = |path: &str| answering("{type: object}", "").replace("/things", path);
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
        &answering("{type: object}", ""),
    )]);
    bench.add(".github/things.v3.yml", &answering("{type: object}", ""));
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
fn a_moved_and_a_renamed_document_are_the_same_and_another() {
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
    let files: Vec<_> = bench.written().into_keys().collect();
    assert!(
        files.contains(&"specs/v3/items.json".to_owned()),
        "{files:?}"
    );
    assert!(
        !files.contains(&"specs/v3/things.json".to_owned()),
        "{files:?}"
    );
}

#[test]
fn new_media_types_and_styles_of_parameters_are_imported() {
    let parameters = "[{in: query, name: ids, style: pipeDelimited, schema: {type: array, items: {type: integer}}}, {in: query, name: price, style: deepObject, schema: {type: object, properties: {min: {type: number}}}}]";
    let body = "{content: {application/merge-patch+json: {schema: {type: object, properties: {name: {type: string}}}}}}";
    let text = answering("{type: object}", "")
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
