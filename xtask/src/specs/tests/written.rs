//! What an import writes: files, corrections that fit no more, the difference to what was there.

use super::*;

#[test]
fn the_same_checkout_gives_the_same_bytes() {
    let bench = three();
    bench.import().unwrap();
    let first = bench.written();
    bench.import().unwrap();
    assert_eq!(bench.written(), first);
    let other = three();
    other.import().unwrap();
    assert_eq!(other.written(), first);
}

#[test]
fn what_people_keep_in_specs_is_theirs() {
    let bench = three();
    bench.import().unwrap();
    let ours = bench.root().join("specs/corrections/v3");
    fs::create_dir_all(&ours).unwrap();
    fs::write(ours.join("things.json"), "[]").unwrap();
    fs::write(bench.root().join("specs/README.md"), "ours").unwrap();
    let before = bench.written();
    bench.check().unwrap();
    bench.import().unwrap();
    assert_eq!(bench.written(), before);
}

#[test]
fn check_names_each_file_that_differs() {
    let bench = three();
    let said = |bench: &Bench| bench.check().unwrap_err().to_string();
    let all = said(&bench);
    for path in [
        "differs: Cargo.toml",
        "missing: specs/manifest.json",
        "missing: specs/v3/things.json",
    ] {
        assert!(all.contains(path), "{all}");
    }
    bench.import().unwrap();
    bench.check().unwrap();
    let specs = bench.root().join("specs");
    let alone = |fault: &str| {
        format!(
            "specs/ is not what import would write:\n  {fault}\nrun `cargo xtask specs import --from <checkout>`"
        )
    };

    let path = specs.join("v3/things.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("getThings", "getThing")).unwrap();
    assert_eq!(said(&bench), alone("differs: specs/v3/things.json"));
    fs::remove_file(&path).unwrap();
    assert_eq!(said(&bench), alone("missing: specs/v3/things.json"));
    fs::write(&path, text).unwrap();
    fs::write(specs.join("v2/old.json"), "{}").unwrap();
    assert_eq!(said(&bench), alone("not upstream: specs/v2/old.json"));
    bench.import().unwrap();
    bench.check().unwrap();

    // Only what upstream says of a document has changed: its text, not its facts.
    let things = bench.checkout().join("reference/things.v3.yml");
    let upstream = fs::read_to_string(&things).unwrap();
    fs::write(&things, upstream.replace("title: Things", "title: Thinks")).unwrap();
    assert_eq!(said(&bench), alone("differs: specs/manifest.json"));
}

#[test]
fn the_commit_is_read_where_it_is_kept() {
    let commit = |bench: &Bench| {
        import(&bench.root(), &bench.source(None), None).unwrap();
        let manifest = Manifest::read(&bench.root().join("specs")).unwrap();
        manifest.upstream.commit
    };
    let bench = three();
    assert_eq!(commit(&bench), None);
    bench.add(".git/HEAD", "ref: refs/heads/main\n");
    bench.add(".git/packed-refs", "# pack-refs\naaaa refs/heads/main\n");
    assert_eq!(commit(&bench).as_deref(), Some("aaaa"));
    bench.add(".git/refs/heads/main", "bbbb\n");
    assert_eq!(commit(&bench).as_deref(), Some("bbbb"));
    bench.add(".git/HEAD", "cccc\n");
    assert_eq!(commit(&bench).as_deref(), Some("cccc"));
    // In a worktree it is kept elsewhere, and branches where all worktrees have them.
    fs::remove_dir_all(bench.checkout().join(".git")).unwrap();
    bench.add(".git", "gitdir: ../main/.git/worktrees/docs\n");
    bench.add("../main/.git/worktrees/docs/HEAD", "ref: refs/heads/docs\n");
    bench.add("../main/.git/worktrees/docs/commondir", "../..\n");
    bench.add("../main/.git/packed-refs", "dddd refs/heads/docs\n");
    assert_eq!(commit(&bench).as_deref(), Some("dddd"));
    bench.add("../main/.git/refs/heads/docs", "eeee\n");
    assert_eq!(commit(&bench).as_deref(), Some("eeee"));
    fs::remove_file(bench.checkout().join(".git")).unwrap();
    bench.add(".git/HEAD", "cccc\n");
    assert_eq!(commit(&bench).as_deref(), Some("cccc"));
    // Without `.git` the commit of the same documents is still known; of others it is not.
    fs::remove_dir_all(bench.checkout().join(".git")).unwrap();
    assert_eq!(commit(&bench).as_deref(), Some("cccc"));
    bench.add("reference/things.v3.yml", &responding("{type: string}", ""));
    assert_eq!(commit(&bench), None);
}

#[test]
fn what_is_imported_can_be_generated() {
    let bench = three();
    bench.import().unwrap();
    let sources = bench.generate();
    assert!(sources[0].contains("pub struct Thing "), "{}", sources[0]);
}

/// Recorded for `v3/things`, one step each: the count is an integer, the note is text.
const CORRECTIONS: &str = r#"[{"id": "types", "reason": "r", "evidence": "e", "patch": [
    {"op": "test", "path": "/components/schemas/Thing/properties/count/type", "value": "string"},
    {"op": "replace", "path": "/components/schemas/Thing/properties/count/type", "value": "integer"},
    {"op": "test", "path": "/components/schemas/Thing/properties/note/type", "value": "integer"},
    {"op": "replace", "path": "/components/schemas/Thing/properties/note/type", "value": "string"}
]}]"#;

/// A document whose `Thing` has a count and a note of these types.
fn counted(count: &str, note: &str) -> String {
    let thing = format!(
        "{{type: object, properties: {{count: {{type: {count}}}, note: {{type: {note}}}}}}}"
    );
    responding(
        "{$ref: '#/components/schemas/Thing'}",
        &format!("components: {{schemas: {{Thing: {thing}}}}}"),
    )
}

#[test]
fn corrections_that_fit_no_more_are_listed_and_left_out() {
    let path = "reference/things.v3.yml";
    let bench = Bench::new(&[(path, &counted("string", "integer"))]);
    let corrections = bench.root().join("specs/corrections/v3");
    fs::create_dir_all(&corrections).unwrap();
    fs::write(corrections.join("things.json"), CORRECTIONS).unwrap();
    let report = || {
        let target = Target::new(&bench.root(), None);
        let (import, wanted) = target.wanted(&bench.source(None)).unwrap();
        report::import(&import, &target.found().unwrap(), &wanted)
    };
    let stale = || -> Vec<String> {
        let line = bench.manifest().documents.remove(0);
        line.stale.into_iter().map(|stale| stale.pointer).collect()
    };
    bench.import().unwrap();
    assert!(stale().is_empty());
    assert!(!report().contains("orrection"), "{}", report());
    bench.generate();

    // One is fixed upstream, the other is something else there.
    bench.add(path, &counted("integer", "boolean"));
    let said = report();
    let count = "/components/schemas/Thing/properties/count/type";
    let note = "/components/schemas/Thing/properties/note/type";
    for part in [
        &format!(
            "Corrections that are fixed upstream, to drop:\n  v3/things types: {count}: upstream has \"integer\"\n"
        ),
        &format!(
            "Corrections that fit no more, to mend:\n  v3/things types: {note}: upstream has \"boolean\"\n"
        ),
    ] {
        assert!(said.contains(part), "{said}");
    }
    // The import completes, and what it wrote can be built.
    bench.import().unwrap();
    assert_eq!(stale(), [count, note]);
    bench.generate();
    bench.check().unwrap();

    // As it was, nothing is stale, whatever the manifest said.
    bench.add(path, &counted("string", "integer"));
    bench.import().unwrap();
    assert!(stale().is_empty());

    // A misfit that no import noted is an error.
    let facts = bench.root().join("specs/v3/things.json");
    let text = fs::read_to_string(&facts).unwrap();
    fs::write(
        &facts,
        text.replace("\"type\": \"integer\"", "\"type\": \"number\""),
    )
    .unwrap();
    let specs = bench.root().join("specs");
    let line = &bench.manifest().documents[0];
    let Err(error) = bigcommerce_codegen::generate::alone(&specs, line) else {
        panic!("it fits");
    };
    assert!(
        error
            .to_string()
            .starts_with("v3/things: correction types: it no longer fits")
    );

    // One that would refer to what isn't there is a fault of ours, and costs nothing else.
    let nowhere = CORRECTIONS.replace(
        r#""value": "integer"},
    {"op": "test", "path": "/components/schemas/Thing/properties/note"#,
        r##""value": {"$ref": "#/components/schemas/Count"}},
    {"op": "test", "path": "/components/schemas/Thing/properties/note"##,
    );
    let nowhere = nowhere.replace(
        r#""replace", "path": "/components/schemas/Thing/properties/count/type""#,
        r#""replace", "path": "/components/schemas/Thing/properties/count""#,
    );
    fs::write(corrections.join("things.json"), nowhere).unwrap();
    bench.add(path, &counted("string", "integer"));
    let said = report();
    let line = "Corrections that lead nowhere, a fault of ours, to mend:\n  v3/things types: /components/schemas/Thing/properties/count: there is no #/components/schemas/Count\n";
    assert!(said.contains(line), "{said}");
    bench.import().unwrap();
    bench.generate();
    fs::write(corrections.join("things.json"), CORRECTIONS).unwrap();

    // Of a document that is gone, all are.
    let others = counted("string", "integer").replace("/things", "/others");
    fs::remove_file(bench.checkout().join(path)).unwrap();
    bench.add("reference/others.v3.yml", &others);
    assert!(report().contains("of what is gone, to drop or move:\n  corrections/v3/things.json\n"));
    bench.import().unwrap();
}

#[test]
fn a_folder_of_its_own_holds_all_that_a_build_needs() {
    let bench = three();
    let corrections = bench.root().join("specs/corrections/v3");
    bench.add("reference/things.v3.yml", &counted("string", "integer"));
    fs::create_dir_all(&corrections).unwrap();
    fs::write(corrections.join("things.json"), CORRECTIONS).unwrap();
    fs::write(bench.root().join("specs/limits.json"), "{}").unwrap();
    let before = bench.written();
    let into = bench.folder.path().join("into/specs");
    let imported = import(&bench.root(), &bench.source(Some("c0ffee")), Some(&into)).unwrap();
    assert_eq!(imported, Imported::Whole);
    assert_eq!(bench.written(), before, "the workspace is untouched");
    let state = State::read(&into).unwrap();
    assert_eq!(state.manifest.documents.len(), 3);
    for document in &state.manifest.documents {
        bigcommerce_codegen::generate::alone(&into, document).unwrap();
    }
    assert_eq!(state.recorded["limits.json"], json!({}));
    let corrected = state.corrected(&state.manifest.documents[0]).unwrap();
    let count = "/components/schemas/Thing/properties/count/type";
    assert_eq!(corrected.pointer(count), Some(&json!("integer")));

    // The second import keeps what breaks from the first one.
    bench.add("reference/things.v2.yml", "openapi: [");
    let imported = import(&bench.root(), &bench.source(None), Some(&into)).unwrap();
    assert_eq!(imported, Imported::Behind);
    assert!(into.join("v2/things.json").exists());
    // And what is gone upstream goes.
    fs::remove_file(bench.checkout().join("reference/things.v2.yml")).unwrap();
    import(&bench.root(), &bench.source(None), Some(&into)).unwrap();
    assert!(!into.join("v2/things.json").exists());
}

/// The lines of `after` that aren't in `before`, by file, in order.
fn new_lines(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<(String, Vec<String>)> {
    let changed = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(*text));
    changed
        .map(|(path, text)| {
            let old: Vec<_> = before
                .get(path)
                .map(|old| old.lines().collect())
                .unwrap_or_default();
            let new = text.lines().filter(|line| !old.contains(line));
            (
                path.clone(),
                new.map(|line| line.trim().to_owned()).collect(),
            )
        })
        .collect()
}

#[test]
fn a_line_upstream_is_a_line_here() {
    let bench = three();
    let path = "reference/things.v3.yml";
    let text = responding(
        "{type: object, properties: {zeta: {type: string}, alpha: {type: integer}}}",
        "",
    );
    bench.add(path, &text);
    bench.import().unwrap();
    let before = bench.written();
    let lines = |text: &str| text.lines().count();
    bench.add(
        path,
        &text.replace("zeta: {type: string}", "zeta: {type: boolean}"),
    );
    bench.import().unwrap();
    let after = bench.written();
    let changed = new_lines(&before, &after);
    let [(manifest, entry), (document, fact)] = changed.as_slice() else {
        panic!("{changed:?}");
    };
    assert_eq!(manifest, "specs/manifest.json");
    assert!(
        entry.len() == 1 && entry[0].starts_with("\"sha256\": "),
        "{entry:?}"
    );
    assert_eq!(
        (document.as_str(), fact.as_slice()),
        (
            "specs/v3/things.json",
            &["\"type\": \"boolean\"".to_owned()][..]
        )
    );
    for path in [manifest, document] {
        assert_eq!(lines(&before[path]), lines(&after[path]), "{path}");
    }
    // The files are ordered, whatever the order upstream: moving lines there changes nothing here
    // but the checksum.
    bench.add(
        path,
        &text.replace(
            "zeta: {type: string}, alpha: {type: integer}",
            "alpha: {type: integer}, zeta: {type: string}",
        ),
    );
    bench.import().unwrap();
    let changed = new_lines(&before, &bench.written());
    assert_eq!(changed.len(), 1, "{changed:?}");
    // Only the changed files are written: the others keep their times, so nothing is rebuilt.
    let time = |path: &str| {
        fs::metadata(bench.root().join(path))
            .unwrap()
            .modified()
            .unwrap()
    };
    let others = ["specs/v2/things.json", "specs/b2b/thing.json", "Cargo.toml"];
    let times = others.map(time);
    bench.add(path, &text);
    bench.import().unwrap();
    assert_eq!(others.map(time), times);
}

#[test]
fn a_new_document_is_one_file_and_its_entries() {
    let bench = three();
    bench.import().unwrap();
    let before = bench.written();
    bench.add(
        "reference/new.v3.yml",
        &responding("{type: string}", "").replace("/things", "/new"),
    );
    bench.import().unwrap();
    let after = bench.written();
    let changed: Vec<_> = new_lines(&before, &after)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(
        changed,
        [
            "Cargo.toml",
            "specs/manifest.json",
            "specs/names/v3/new.json",
            "specs/v3/new.json"
        ]
    );
    let longer = |path: &str| after[path].lines().count() - before[path].lines().count();
    assert_eq!(
        longer("Cargo.toml"),
        1,
        "its feature; the api's list has one line"
    );
    assert_eq!(longer("specs/manifest.json"), 9, "one entry");
}

#[test]
fn a_feature_that_goes_is_asked_for_by_no_other() {
    let bench = three();
    let default = "[features]\ndefault = [\"rustls\", \"v3-things\", \"v2-things\"]\nrustls = []\n";
    fs::write(bench.root().join("Cargo.toml"), default).unwrap();
    bench.import().unwrap();
    fs::remove_file(bench.checkout().join("reference/things.v2.yml")).unwrap();
    bench.import().unwrap();
    let cargo = &bench.written()["Cargo.toml"];
    assert!(
        cargo.contains("default = [\"rustls\", \"v3-things\"]"),
        "{cargo}"
    );
    assert!(!cargo.contains("v2-things"), "{cargo}");
}

#[test]
fn there_and_back_is_where_it_was() {
    let bench = three();
    fs::write(
        bench.root().join("Cargo.toml"),
        "[features]\n# By hand.\nzeta = []\ndefault = [\"zeta\"]\n\n[dependencies]\n",
    )
    .unwrap();
    bench.import().unwrap();
    let before = bench.written();
    let path = bench.checkout().join("reference/things.v2.yml");
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    bench.import().unwrap();
    assert_ne!(bench.written(), before);
    fs::write(&path, text).unwrap();
    bench.import().unwrap();
    assert_eq!(bench.written(), before);
    let cargo = &before["Cargo.toml"];
    let start = "[features]\n# By hand.\nzeta = []\ndefault = [\"zeta\"]\nb2b = [";
    assert!(cargo.starts_with(start), "{cargo}");
}

#[test]
fn what_may_be_a_secret_is_to_be_reviewed() {
    let path = "reference/things.v3.yml";
    let thing = |properties: &str| {
        responding(
            &format!("{{type: object, properties: {{{properties}}}}}"),
            "",
        )
    };
    let text = "{type: string}";
    let bench = Bench::new(&[(path, &thing(&format!("id: {text}, password: {text}")))]);
    bench.import().unwrap();
    bench.check().unwrap();

    // What is called like a secret is one; of what may be one, somebody must say it.
    bench.add(
        path,
        &thing(&format!(
            "id: {text}, signature: {text}, keyword: {text}, key: {{type: integer}}"
        )),
    );
    let imported = || import(&bench.root(), &bench.source(Some("c0ffee")), None).unwrap();
    assert_eq!(imported(), Imported::Unreviewed);
    let at = "#/paths/~1things/get/responses/200/content/application~1json/schema/properties";
    let said = || bench.check().unwrap_err().to_string();
    let to_review = format!(
        "not every secret is known:\nNames that may mean a secret, to review in secrets.json:\n  v3/things {at}/signature"
    );
    assert_eq!(said(), to_review);
    let reviewed = |places: Value| {
        let file = json!({"v3/things": places}).to_string();
        fs::write(bench.root().join("specs/secrets.json"), file).unwrap();
    };
    let place = |secret: bool| json!({"secret": secret, "reason": "r"});
    reviewed(json!({format!("{at}/signature"): place(false), format!("{at}/id"): place(true)}));
    assert_eq!(imported(), Imported::Whole);
    bench.check().unwrap();
    let source = bench.generate().remove(0);
    assert!(
        source.contains("pub id : :: std :: option :: Option < :: bigcommerce :: Secret >"),
        "{source}"
    );
    assert!(
        source
            .contains("pub signature : :: std :: option :: Option < :: std :: string :: String >")
    );

    // What was reviewed and is gone, or says what holds anyway, is to be dropped.
    bench.add(path, &thing(&format!("id: {text}, password: {text}")));
    let ordinary = format!("{at}/id");
    reviewed(json!({
        format!("{at}/signature"): place(false),
        format!("{at}/password"): place(true),
        ordinary: place(false),
    }));
    assert_eq!(imported(), Imported::Unreviewed);
    let said = said();
    for line in [
        "Reviewed secrets that fit no more, to drop or mend in secrets.json:\n",
        &format!("  v3/things {at}/id: nobody would take it for a secret\n"),
        &format!("  v3/things {at}/password: its name or format says so already\n"),
        &format!("  v3/things {at}/signature: the place does not exist"),
    ] {
        assert!(said.contains(line), "{said}");
    }
    // The manifest lists them, so that what was imported can be built.
    bench.generate();
    assert_eq!(bench.manifest().documents[0].stale.len(), 3);
    reviewed(json!({}));
    let Err(error) = bigcommerce_codegen::generate::alone(
        &bench.root().join("specs"),
        &bench.manifest().documents[0],
    ) else {
        panic!("it fits");
    };
    assert!(
        error.to_string().contains("the manifest lists it as stale"),
        "{error}"
    );
    imported();
    bench.check().unwrap();
    bench.generate();

    let gone = json!({"v3/gone": {"#/a": {"secret": true, "reason": "r"}}}).to_string();
    fs::write(bench.root().join("specs/secrets.json"), gone).unwrap();
    let said = bench.check().unwrap_err().to_string();
    assert!(
        said.ends_with("  v3/gone the document does not exist"),
        "{said}"
    );
}

#[test]
fn what_is_recorded_of_operations_that_are_gone_is_listed() {
    let bench = three();
    bench.import().unwrap();
    let limits = r#"{"v3/things": {"GET /things": {"evidence": []}, "GET /others": {"evidence": []}}, "v3/gone": {"GET /gone": {}}}"#;
    fs::write(bench.root().join("specs/limits.json"), limits).unwrap();
    let guards = r#"{"v2/things": {"DELETE /things": {"reason": "r"}}}"#;
    fs::write(bench.root().join("specs/guards.json"), guards).unwrap();
    let target = Target::new(&bench.root(), None);
    let (import, wanted) = target.wanted(&bench.source(None)).unwrap();
    let said = report::import(&import, &target.found().unwrap(), &wanted);
    let gone = "to drop or move:\n  guards.json: v2/things DELETE /things\n  limits.json: v3/gone GET /gone\n  limits.json: v3/things GET /others\n";
    assert!(said.contains(gone), "{said}");
    assert!(
        bench.written().contains_key("specs/limits.json"),
        "it stays"
    );

    // What isn't in its form is an error that says where.
    fs::write(
        bench.root().join("specs/limits.json"),
        r#"{"v3/things": {"GET /things": {}}}"#,
    )
    .unwrap();
    let error = bench.check().unwrap_err().to_string();
    assert!(
        error.contains("limits.json: #/v3~1things: missing field `evidence`"),
        "{error}"
    );
}

/// Recorded for `v3/things`: the collection can be emptied.
const ADDITION: &str = r#"[{"id": "delete", "reason": "r", "evidence": "e", "patch": [
    {"op": "test", "path": "/paths/~1things/get/operationId", "value": "getThings"},
    {"op": "add", "path": "/paths/~1things/delete",
        "value": {"operationId": "deleteThings", "responses": {"204": {"description": ""}}}}
]}]"#;

#[test]
fn an_operation_that_a_correction_adds_is_counted_until_upstream_has_it() {
    let bench = three();
    let corrections = bench.root().join("specs/corrections/v3");
    fs::create_dir_all(&corrections).unwrap();
    fs::write(corrections.join("things.json"), ADDITION).unwrap();
    let count = || {
        let documents = Manifest::read(&bench.root().join("specs"))
            .unwrap()
            .documents;
        documents[0].operations
    };
    let report = || {
        let (import, wanted) = Target::new(&bench.root(), None)
            .wanted(&bench.source(None))
            .unwrap();
        report::import(&import, &BTreeMap::new(), &wanted)
    };
    bench.import().unwrap();
    bench.check().unwrap();
    assert_eq!(count(), 2);
    let said = report();
    let first = "3 documents, 4 operations, 1 of them added by corrections\n";
    assert!(said.starts_with(first), "{said}");
    assert!(bench.generate()[0].contains("delete_things"));
    // Theirs stands, under the name that ours had.
    let things = bench.checkout().join("reference/things.v3.yml");
    let upstream = fs::read_to_string(&things).unwrap();
    let theirs = "\n    delete: {operationId: removeThings, responses: {'204': {description: ''}}}";
    let documented = upstream.replacen("  /things:", &format!("  /things:{theirs}"), 1);
    assert_ne!(documented, upstream);
    fs::write(&things, documented).unwrap();
    let said = report();
    assert!(said.starts_with("3 documents, 4 operations\n"), "{said}");
    let fixed = "Corrections that are fixed upstream, to drop:\n  v3/things delete: /paths/~1things/delete: ";
    assert!(said.contains(fixed), "{said}");
    bench.import().unwrap();
    assert!(bench.generate()[0].contains("delete_things"));
}
