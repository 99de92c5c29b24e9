//! Documents that upstream keeps elsewhere, in OpenAPI 3.1: what is made of them is the same.

use std::env;

use bigcommerce_codegen::{correct, json::Object, manifest::Document};

use super::*;
use crate::specs::select::METHODS;

/// Imports from several checkouts.
fn import_all(bench: &Bench, from: &[PathBuf]) -> (Imported, Vec<(String, String)>) {
    let source = Source {
        from: from.to_vec(),
        commit: Some("c0ffee".into()),
    };
    let target = Target::new(&bench.root(), None);
    let (import, wanted) = target.wanted(&source).unwrap();
    write::files(&target.base, &target.found().unwrap(), &wanted).unwrap();
    (came_of(&import), import.left_out)
}

/// A schema of OpenAPI 3.0 as one of 3.1, with what is within it.
fn newer_schema(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    for (keyword, value) in object.iter_mut() {
        match keyword.as_str() {
            "properties" => {
                let properties = value.as_object_mut().into_iter().flatten();
                properties.for_each(|(_, property)| newer_schema(property));
            }
            "items" | "not" | "additionalProperties" => newer_schema(value),
            "allOf" | "oneOf" | "anyOf" => {
                let branches = value.as_array_mut().into_iter().flatten();
                branches.for_each(newer_schema);
            }
            _ => (),
        }
    }
    object.insert("description".into(), "Words.".into());
    if object.contains_key("$ref") {
        return;
    }
    object.insert("examples".into(), json!(["words"]));
    if object.get("nullable") == Some(&json!(true)) {
        object.remove("nullable");
        match object.remove("type") {
            Some(kind) => drop(object.insert("type".into(), json!([kind, "null"]))),
            None => *schema = json!({"anyOf": [schema.take(), {"type": "null"}]}),
        }
        return;
    }
    if object.get("exclusiveMinimum") == Some(&json!(true)) {
        let bound = object.remove("minimum").unwrap();
        object.insert("exclusiveMinimum".into(), bound);
    }
    if object.get("format") == Some(&json!("binary")) {
        object.remove("format");
        object.insert("contentMediaType".into(), "application/octet-stream".into());
    }
    if let Some([value]) = object
        .get("enum")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        let value = value.clone();
        object.remove("enum");
        object.insert("const".into(), value);
    }
}

/// Changes every schema and every reference in a document.
fn newer(node: &mut Value, prefix: &str) {
    match node {
        Value::Object(object) => {
            if let Some(schema) = object.get_mut("schema") {
                newer_schema(schema);
            }
            if let Some(target) = object.get("$ref").and_then(Value::as_str) {
                let (kind, name) = target.rsplit_once('/').unwrap();
                let target = format!("{kind}/{prefix}{}", name.to_lowercase());
                object.insert("$ref".into(), target.into());
            }
            object.values_mut().for_each(|value| newer(value, prefix));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| newer(item, prefix)),
        _ => (),
    }
}

/// `documents` as one of upstream's new home, with the server's `host` and path.
fn one_file(server: &str, documents: &[(Document, Value)]) -> Value {
    let (mut paths, mut components) = (Object::new(), Object::new());
    for (line, document) in documents {
        let prefix = format!("{}V9_", line.module);
        let mut document = document.clone();
        for (_, schema) in document["components"]["schemas"]
            .as_object_mut()
            .into_iter()
            .flatten()
        {
            newer_schema(schema);
        }
        newer(&mut document, &prefix);
        let security = document.get("security").cloned();
        for (path, item) in std::mem::take(document["paths"].as_object_mut().unwrap()) {
            let mut item = item;
            let common = item.as_object_mut().unwrap().remove("parameters");
            let common = common.and_then(|list| list.as_array().cloned());
            // An argument has another name where nothing but the path's item says it.
            let own = common
                .iter()
                .flatten()
                .find(|it| it["in"] == "path" && it.get("$ref").is_none());
            let own = own
                .and_then(|it| it["name"].as_str())
                .unwrap_or("-")
                .to_owned();
            let common: Vec<_> = common.into_iter().flatten().collect();
            for method in METHODS {
                let Some(operation) = item.get_mut(method) else {
                    continue;
                };
                let id = operation["operationId"].as_str().unwrap();
                operation["operationId"] = heck::ToKebabCase::to_kebab_case(id).into();
                if let Some(security) = &security {
                    let own = operation.as_object_mut().unwrap().entry("security");
                    own.or_insert_with(|| security.clone());
                }
                let list = operation.as_object_mut().unwrap().entry("parameters");
                let list = list.or_insert_with(|| json!([])).as_array_mut().unwrap();
                list.splice(0..0, common.iter().cloned());
                list.reverse();
                for parameter in list {
                    if parameter["in"] == "path" && parameter["name"] == own.as_str() {
                        parameter["name"] = "argument".into();
                    }
                }
            }
            let path = format!(
                "{}{path}",
                line.base_path.replace("{store_hash}", "store_hash")
            );
            let path = path.strip_prefix(server).unwrap();
            let path = path.replace(&format!("{{{own}}}"), "{argument}");
            let there = paths.entry(path).or_insert_with(|| json!({}));
            let there = there.as_object_mut().unwrap();
            there.extend(item.as_object().unwrap().clone());
        }
        for (kind, named) in document["components"].as_object().unwrap() {
            let all = components.entry(kind.clone()).or_insert_with(|| json!({}));
            for (name, node) in named.as_object().into_iter().flatten() {
                let name = match kind.as_str() {
                    "securitySchemes" => name.clone(),
                    _ => format!("{prefix}{}", name.to_lowercase()),
                };
                all[name] = node.clone();
            }
        }
    }
    let host = documents[0].0.api.host();
    json!({
        "openapi": "3.1.0",
        "info": {"title": "All", "version": "9"},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": format!("{host}{server}")}],
        "paths": paths,
        "components": components,
    })
}

/// A workspace with some of the vendored documents, and a checkout that has them in a few big files of the
/// new home.
fn moved() -> Bench {
    let bench = Bench::new(&[]);
    let specs = bench.root().join("specs");
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        fs::create_dir_all(specs.join(&folder)).unwrap();
        for entry in fs::read_dir(support::specs().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(path),
                false => drop(fs::copy(entry.path(), specs.join(path)).unwrap()),
            }
        }
    }
    let mut manifest = bench.manifest();
    // The new home has what the unified token opens.
    let unified = manifest
        .documents
        .into_iter()
        .filter(|line| line.api.is_unified());
    manifest.documents = unified.step_by(5).collect();
    let manifest_path = specs.join("manifest.json");
    fs::write(manifest_path, json::to_stable_string(&manifest)).unwrap();
    let documents = manifest.documents;
    let path = specs.join("secrets.json");
    let mut secrets: Object = json::read(&path).unwrap();
    secrets.retain(|id, _| documents.iter().any(|line| line.id() == *id));
    fs::write(path, json::to_stable_string(&secrets)).unwrap();
    let of = |server: &str| -> Vec<_> {
        let documents = documents.iter().filter(|line| {
            let base = line.base_path.replace("{store_hash}", "store_hash");
            base.starts_with(server)
        });
        documents
            .map(|line| (line.clone(), bench.document(&line.id())))
            .collect()
    };
    for (file, server) in [
        ("admin-v3.json", "/stores/store_hash/v3"),
        ("admin-v2.json", "/stores/store_hash/v2"),
        ("b2b-management.json", "/api"),
    ] {
        bench.add(file, &one_file(server, &of(server)).to_string());
    }
    bench
}

/// What isn't the same first, but for the version and the security schemes, which are the file's.
fn differs(id: &str, before: &Value, after: &Value) -> Option<String> {
    let facts = |document: &Value| {
        let mut document = document.clone();
        document["info"]["version"].take();
        document["components"]["securitySchemes"].take();
        document
    };
    align::tests::differs(&facts(before), &facts(after), id)
}

#[test]
fn a_few_big_files_of_a_new_home_make_the_same_documents() {
    let bench = moved();
    let before = bench.manifest().documents;
    let facts: Vec<_> = before
        .iter()
        .map(|line| bench.document(&line.id()))
        .collect();
    let names = || {
        let mut written = bench.written();
        written.retain(|path, _| path.starts_with("specs/names/"));
        written
    };
    let recorded = names();
    assert!(!recorded.is_empty());
    let (imported, _) = import_all(&bench, &[bench.checkout()]);
    assert_eq!(imported, Imported::Whole);
    let after = bench.manifest().documents;
    let surface = |line: &Document| {
        let (feature, base_path) = (line.feature.clone(), line.base_path.clone());
        (
            line.id(),
            feature,
            base_path,
            line.operations,
            line.stale.clone(),
        )
    };
    let surfaces = [&before, &after].map(|lines| lines.iter().map(surface).collect::<Vec<_>>());
    assert_eq!(surfaces[0], surfaces[1]);
    let changed: Vec<_> = before
        .iter()
        .zip(&facts)
        .filter_map(|(line, facts)| differs(&line.id(), facts, &bench.document(&line.id())))
        .collect();
    assert!(changed.is_empty(), "{changed:?}");
    let after = names();
    for (path, names) in &recorded {
        assert_eq!(after.get(path), Some(names), "{path}");
    }
    bench.check().unwrap();
}

/// A document in both forms.
fn twins() -> (String, Value) {
    let old = "\
openapi: 3.0.3
info: {version: 1}
servers: [{url: 'https://api.bigcommerce.com/stores/{store_hash}/v3'}]
paths:
  /things/{thing_id}:
    parameters: [{in: path, name: thing_id, required: true, schema: {type: integer}}]
    get:
      operationId: getThing
      parameters: [{$ref: '#/components/parameters/Page'}, {in: query, name: sort, schema: {type: string}}]
      responses:
        '200': {description: '', content: {application/json: {schema: {type: object, properties: {data: {$ref: '#/components/schemas/Thing'}}}}}}
components:
  parameters: {Page: {in: query, name: page, schema: {type: integer, minimum: 0, exclusiveMinimum: true}}}
  schemas:
    Thing: {type: object, properties: {name: {type: string, nullable: true}, kind: {type: string, enum: [plain]}, parent: {$ref: '#/components/schemas/Parent'}}}
    Parent: {type: object, properties: {id: {type: integer}}}
";
    let new = json!({
        "openapi": "3.1.0",
        "info": {"version": "1"},
        "servers": [{"url": "https://api.bigcommerce.com/stores/store_hash/v3"}],
        "paths": {"/things/{id}": {"get": {
            "operationId": "get-thing",
            "parameters": [
                {"in": "query", "name": "sort", "schema": {"type": "string", "examples": ["a"]}},
                {"in": "path", "name": "id", "required": true, "schema": {"type": "integer"}},
                {"in": "query", "name": "page", "schema": {"type": "integer", "exclusiveMinimum": 0}},
            ],
            "responses": {"200": {"$ref": "#/components/responses/GotThing"}},
        }}},
        "components": {
            "responses": {"GotThing": {"description": "Words.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/get-thing"}}}}},
            "schemas": {
                "get-thing": {"type": "object", "properties": {"data": {
                    "type": "object",
                    "properties": {
                        "name": {"type": ["string", "null"]},
                        "kind": {"const": "plain", "type": "string"},
                        "parent": {"$ref": "#/components/schemas/things_parent", "description": "Words."},
                    },
                }}},
                "things_parent": {"type": "object", "properties": {"id": {"type": "integer"}}},
            },
        },
    });
    (old.to_owned(), new)
}

#[test]
fn of_two_homes_the_newer_one_counts() {
    let (old, mut new) = twins();
    let bench = Bench::new(&[("reference/things.v3.yml", &old)]);
    bench.import().unwrap();
    let before = bench.document("v3/things");
    let home = bench.folder.path().join("home");
    fs::create_dir_all(&home).unwrap();
    let put = |new: &Value| fs::write(home.join("admin.json"), new.to_string()).unwrap();
    put(&new);
    // Whichever is named first.
    for from in [
        [bench.checkout(), home.clone()],
        [home.clone(), bench.checkout()],
    ] {
        let (imported, left_out) = import_all(&bench, &from);
        assert_eq!(imported, Imported::Whole);
        assert_eq!(bench.document("v3/things"), before);
        let line = bench.manifest().documents.remove(0);
        assert_eq!(
            (line.id().as_str(), line.upstream.as_str()),
            ("v3/things", "admin.json")
        );
        let paths: Vec<_> = left_out.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["reference/things.v3.yml"]);
    }
    // What has really changed there has changed.
    new["components"]["schemas"]["things_parent"]["properties"]["id"]["type"] = "string".into();
    put(&new);
    import_all(&bench, &[bench.checkout(), home.clone()]);
    let mut expected = before.clone();
    expected["components"]["schemas"]["Parent"]["properties"]["id"]["type"] = "string".into();
    assert_eq!(bench.document("v3/things"), expected);
    // What it has no words for leaves the document as it is.
    new["components"]["schemas"]["things_parent"]["patternProperties"] = json!({});
    put(&new);
    let (imported, _) = import_all(&bench, &[bench.checkout(), home]);
    assert_eq!(imported, Imported::Behind);
    assert_eq!(bench.document("v3/things"), expected);
    let behind = bench.manifest().documents.remove(0).behind.unwrap();
    assert_eq!(
        behind,
        "admin.json: #/components/schemas/things_parent/patternProperties: OpenAPI 3.0 has no `patternProperties`"
    );
}

#[test]
fn of_two_checkouts_of_one_form_the_later_counts() {
    let thing = |kind: &str| responding(&format!("{{type: {kind}}}"), "");
    let bench = Bench::new(&[("things.v3.yml", &thing("string"))]);
    let later = bench.folder.path().join("later");
    fs::create_dir_all(&later).unwrap();
    for name in ["things.v3.yml", "others.yml"] {
        fs::write(later.join(name), thing("boolean")).unwrap();
        let (_, left_out) = import_all(&bench, &[bench.checkout(), later.clone()]);
        let document = bench.document("v3/things");
        let schema =
            document.pointer("/paths/~1things/get/responses/200/content/application~1json/schema");
        assert_eq!(schema, Some(&json!({"type": "boolean"})));
        assert_eq!(left_out.len(), 1, "{left_out:?}");
        assert_eq!(left_out[0].0, "things.v3.yml");
        fs::remove_file(later.join(name)).unwrap();
    }
}

#[test]
#[ignore = "needs a checkout of bigcommerce/docs and the sample of its new home"]
fn the_sample_of_the_new_home_makes_the_same_documents() {
    let folder = |variable: &str| -> PathBuf {
        let path = env::var_os(variable).unwrap_or_else(|| panic!("{variable} names no folder"));
        path.into()
    };
    let into = tempfile::TempDir::new().unwrap();
    let source = Source {
        from: vec![folder("NEW_DOCS"), folder("REHOMED_DOCS")],
        commit: None,
    };
    let root = crate::workspace_root();
    let imported = import(&root, &source, Some(into.path())).unwrap();
    assert_eq!(imported, Imported::Whole);
    let [before, after] =
        [&root.join("specs"), into.path()].map(|specs| State::read(specs).unwrap());
    let (mut moved, mut steps, mut stale) = (0, 0, 0);
    for (old, new) in before
        .manifest
        .documents
        .iter()
        .zip(&after.manifest.documents)
    {
        let id = old.id();
        assert_eq!((&id, &old.feature), (&new.id(), &new.feature));
        let changed = differs(&id, &before.facts[&id], &after.facts[&id]);
        assert_eq!(changed, None);
        if old.upstream != new.upstream {
            moved += 1;
            let corrections = correct::read(&root.join("specs"), &id).unwrap();
            steps += corrections.len();
            stale += new.stale.len() - old.stale.len();
        }
    }
    assert_eq!(before.names, after.names);
    assert_eq!(moved, 9);
    assert!(stale * 20 <= steps, "{stale} of {steps}");
}
