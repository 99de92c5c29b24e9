//! Import and check on small checkouts made up here.

use std::{collections::BTreeMap, fs, path::Path};

use bigcommerce_codegen::{json, manifest::Manifest};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

const V3: &str = "https://api.bigcommerce.com/stores/{store_hash}/v3";

/// A checkout and a workspace to import it into.
struct Bench {
    folder: TempDir,
}

impl Bench {
    /// With each file's path and text.
    fn new(files: &[(&str, &str)]) -> Self {
        let bench = Self {
            folder: TempDir::new().unwrap(),
        };
        for folder in ["reference", "docs/b2b-edition/specs/api-v3"] {
            fs::create_dir_all(bench.checkout().join(folder)).unwrap();
        }
        fs::create_dir_all(bench.root()).unwrap();
        fs::write(
            bench.root().join("Cargo.toml"),
            "[features]\ndefault = []\n",
        )
        .unwrap();
        for (path, text) in files {
            bench.add(path, text);
        }
        bench
    }

    fn checkout(&self) -> PathBuf {
        self.folder.path().join("checkout")
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    fn add(&self, path: &str, text: &str) {
        let path = self.checkout().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn source(&self, commit: Option<&str>) -> Source {
        Source {
            from: self.checkout(),
            commit: commit.map(str::to_owned),
        }
    }

    /// Imports every document.
    fn import(&self) -> Result<()> {
        let imported = import(&self.root(), &self.source(Some("c0ffee")), None)?;
        assert_eq!(imported, Imported::Whole);
        Ok(())
    }

    /// Imports what can be, and says what can't, and which documents stay behind.
    fn import_some(&self) -> (String, Vec<String>) {
        let source = self.source(Some("c0ffee"));
        let target = Target::new(&self.root(), None);
        let (found, _) = target.wanted(&source).unwrap();
        let faults: Vec<_> = found.faults.iter().map(|(_, f)| f.to_string()).collect();
        let imported = import(&self.root(), &source, None).unwrap();
        assert_eq!(imported, Imported::Behind);
        let behind = self.manifest().documents.into_iter();
        let behind = behind.filter(|document| document.behind.is_some());
        (
            faults.join("\n"),
            behind.map(|document| document.id()).collect(),
        )
    }

    /// The source of each module that what is imported makes.
    fn generate(&self) -> Vec<String> {
        let specs = self.root().join("specs");
        let documents = self.manifest().documents;
        let modules = documents
            .iter()
            .map(|document| bigcommerce_codegen::generate::module(&specs, document).unwrap());
        modules.map(|module| module.source.to_string()).collect()
    }

    fn manifest(&self) -> Manifest {
        Manifest::read(&self.root().join("specs")).unwrap()
    }

    fn check(&self) -> Result<()> {
        check(&self.root(), &self.source(Some("c0ffee")))
    }

    /// Every file of the workspace with its text.
    fn written(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.root()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(self.root()).unwrap();
                    let text = fs::read_to_string(&path).unwrap();
                    files.insert(name.to_string_lossy().into_owned(), text);
                }
            }
        }
        files
    }

    /// The imported document `id`.
    fn document(&self, id: &str) -> Value {
        json::read(&self.root().join("specs").join(format!("{id}.json"))).unwrap()
    }
}

/// A document of the family v3 whose one operation answers `schema`, with more lines below.
fn answering(schema: &str, more: &str) -> String {
    format!(
        "\
openapi: 3.0.3
info: {{title: Things, version: 1.0}}
servers: [{{url: '{V3}'}}]
paths:
  /things:
    get:
      operationId: getThings
      responses:
        200:
          description: OK
          content:
            application/json:
              schema: {schema}
{more}"
    )
}

/// Imports one document that answers `schema` and gives what is left of the schema, and the
/// components.
fn imported(schema: &str, more: &str, others: &[(&str, &str)]) -> (Value, Value) {
    let bench = Bench::new(others);
    bench.add("reference/things.v3.yml", &answering(schema, more));
    bench.import().unwrap();
    let mut document = bench.document("v3/things");
    (
        at_answer(&mut document).take(),
        document["components"].take(),
    )
}

fn at_answer(document: &mut Value) -> &mut Value {
    let pointer = "/paths/~1things/get/responses/200/content/application~1json/schema";
    document.pointer_mut(pointer).unwrap()
}

/// The fault of importing one document that answers `schema`.
fn fault(schema: &str, more: &str) -> String {
    let bench = Bench::new(&[("reference/things.v3.yml", &answering(schema, more))]);
    let (faults, behind) = bench.import_some();
    assert!(behind.is_empty(), "nothing of it was vendored: {behind:?}");
    faults
}

#[test]
fn components_of_other_files_are_bundled() {
    let raw = "'https://raw.githubusercontent.com/bigcommerce/docs/main/models/meta.yml#/components/schemas/Meta'";
    let schema = format!(
        "{{properties: {{thing: {{$ref: '../models/thing.yml'}}, meta: {{$ref: {raw}}}}}}}"
    );
    let others = [
        (
            "models/thing.yml",
            "type: object\nproperties:\n  meta: {$ref: 'meta.yml#/components/schemas/Meta'}\n",
        ),
        (
            "models/meta.yml",
            "components:\n  schemas:\n    Meta: {type: object, properties: {total: {$ref: '#/components/schemas/Total'}}}\n    Total: {type: integer}\n    Unused: {type: string}\n",
        ),
    ];
    let (answer, components) = imported(&schema, "", &others);
    assert_eq!(
        answer["properties"],
        json!({"thing": {"$ref": "#/components/schemas/thing"}, "meta": {"$ref": "#/components/schemas/Meta"}})
    );
    assert_eq!(
        components["schemas"],
        json!({
            "thing": {"type": "object", "properties": {"meta": {"$ref": "#/components/schemas/Meta"}}},
            "Meta": {"type": "object", "properties": {"total": {"$ref": "#/components/schemas/Total"}}},
            "Total": {"type": "integer"},
        })
    );
}

#[test]
fn what_is_no_component_is_copied_in() {
    let more = "
components:
  schemas:
    Thing: {type: object, properties: {name: {type: string}, same: {$ref: '#/components/schemas/Thing/properties/name'}}}
";
    let schema = "{properties: {a: {$ref: '#/components/schemas/Thing/properties/name'}, b: {$ref: '#/paths/~1others/get/responses/200/content/application~1json/schema'}}}";
    let path = "
  /others:
    get:
      operationId: getOthers
      responses: {'200': {description: '', content: {application/json: {schema: {type: boolean}}}}}
";
    let (answer, components) = imported(schema, &format!("{path}{more}"), &[]);
    assert_eq!(
        answer["properties"],
        json!({"a": {"type": "string"}, "b": {"type": "boolean"}})
    );
    assert_eq!(
        components["schemas"]["Thing"]["properties"]["same"],
        json!({"type": "string"})
    );
}

#[test]
fn bundled_components_of_one_name_stay_two() {
    let schema = "{properties: {a: {$ref: '#/components/schemas/Meta'}, b: {$ref: '../models/one.yml#/components/schemas/Meta'}, c: {$ref: '../models/two.yml#/components/schemas/Meta'}, d: {$ref: '../models/one.yml#/components/schemas/Meta'}}}";
    let one = "components: {schemas: {Meta: {type: integer}}}";
    let two = "components: {schemas: {Meta: {type: boolean}}}";
    let (answer, components) = imported(
        schema,
        "components: {schemas: {Meta: {type: string}}}",
        &[("models/one.yml", one), ("models/two.yml", two)],
    );
    let target = |name: &str| answer["properties"][name]["$ref"].clone();
    assert_eq!(target("a"), "#/components/schemas/Meta");
    assert_eq!(target("b"), "#/components/schemas/Meta_2");
    assert_eq!(target("c"), "#/components/schemas/Meta_3");
    assert_eq!(target("d"), target("b"));
    assert_eq!(
        components["schemas"],
        json!({"Meta": {"type": "string"}, "Meta_2": {"type": "integer"}, "Meta_3": {"type": "boolean"}})
    );
}

#[test]
fn a_schema_may_hold_itself() {
    let own = "components: {schemas: {Node: {properties: {children: {items: {$ref: '#/components/schemas/Node'}}}}}}";
    let node =
        json!({"properties": {"children": {"items": {"$ref": "#/components/schemas/Node"}}}});
    let (_, components) = imported("{$ref: '#/components/schemas/Node'}", own, &[]);
    assert_eq!(components["schemas"], json!({"Node": node}));
    let other = [("models/node.yml", own)];
    let reference = "{$ref: '../models/node.yml#/components/schemas/Node'}";
    let (_, components) = imported(reference, "", &other);
    assert_eq!(components["schemas"], json!({"Node": node}));
}

#[test]
fn prose_stays_behind_and_names_stay() {
    let bench = Bench::new(&[(
        "reference/things.v3.yml",
        &format!(
            "\
openapi: 3.0.3
info:
  title: PROSE
  description: PROSE
  contact: {{name: PROSE}}
  license: {{name: PROSE}}
  version: 2
servers: [{{url: '{V3}', description: PROSE, variables: {{store_hash: {{default: PROSE, description: PROSE}}}}}}]
externalDocs: {{url: PROSE}}
tags: [{{name: PROSE, description: PROSE}}]
x-internal: PROSE
paths:
  /things:
    summary: PROSE
    description: PROSE
    parameters:
      - {{in: query, name: description, description: PROSE, example: PROSE, schema: {{type: string, title: PROSE}}}}
    post:
      operationId: createThing
      summary: PROSE
      description: PROSE
      externalDocs: {{url: PROSE}}
      x-codegen: PROSE
      deprecated: true
      requestBody:
        description: PROSE
        content:
          application/json:
            example: PROSE
            examples: {{a: {{value: PROSE}}}}
            schema:
              type: object
              title: PROSE
              description: PROSE
              example: {{title: PROSE}}
              externalDocs: {{url: PROSE}}
              x-examples: PROSE
              required: [title, description, example]
              properties:
                title: {{type: string, title: PROSE, description: PROSE}}
                description: {{type: string, example: PROSE}}
                example: {{type: string, description: PROSE, maxLength: 9}}
                examples: {{type: array, items: {{type: string, description: PROSE}}}}
                externalDocs: {{type: string, enum: [a], description: PROSE}}
      responses:
        '201':
          description: PROSE
          headers: {{X-Left: {{description: PROSE, schema: {{type: integer, description: PROSE}}}}}}
          links: {{a: {{description: PROSE}}}}
components:
  examples: {{a: {{value: PROSE}}}}
  securitySchemes: {{X-Auth-Token: {{type: apiKey, in: header, name: X-Auth-Token, description: PROSE}}}}
"
        ),
    )]);
    bench.import().unwrap();
    let document = bench.document("v3/things");
    let text = document.to_string();
    assert!(!text.contains("PROSE"), "{text}");
    assert_eq!(
        document["info"],
        json!({"title": "v3/things", "version": "2"})
    );
    assert_eq!(document["servers"], json!([{ "url": V3 }]));
    let item = &document["paths"]["/things"];
    assert_eq!(
        item["parameters"],
        json!([{"in": "query", "name": "description", "schema": {"type": "string"}}])
    );
    let body = &item["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(
        *body,
        json!({
            "type": "object",
            "required": ["title", "description", "example"],
            "properties": {
                "title": {"type": "string"},
                "description": {"type": "string"},
                "example": {"type": "string", "maxLength": 9},
                "examples": {"type": "array", "items": {"type": "string"}},
                "externalDocs": {"type": "string", "enum": ["a"]},
            },
        })
    );
    assert_eq!(
        item["post"]["responses"],
        json!({"201": {"description": "", "headers": {"X-Left": {"schema": {"type": "integer"}}}}})
    );
    assert_eq!(item["post"]["deprecated"], true);
    assert_eq!(
        document["components"],
        json!({"securitySchemes": {"X-Auth-Token": {"type": "apiKey", "in": "header", "name": "X-Auth-Token"}}})
    );
}

#[test]
fn titles_of_examples_are_no_media_types() {
    let text = answering("{type: object}", "").replace(
        "            application/json:\n",
        "            Coupon Applied: {schema: {type: string}}\n            application/json:\n",
    );
    let bench = Bench::new(&[("reference/things.v3.yml", &text)]);
    bench.import().unwrap();
    let content = |bench: &Bench| {
        let document = bench.document("v3/things");
        document["paths"]["/things"]["get"]["responses"]["200"]["content"].clone()
    };
    let json = |schema: Value| json!({"application/json": {"schema": schema}});
    assert_eq!(content(&bench), json(json!({"type": "object"})));
    bench.add(
        "reference/things.v3.yml",
        &text.replace("application/json:", "Coupon Removed:"),
    );
    bench.import().unwrap();
    assert_eq!(content(&bench), json(json!({"type": "string"})));
}

#[test]
fn yaml_is_read_as_version_1_2() {
    let schema = "{properties: {on: {type: string}, NO: {default: [No, yes, off, 2020-01-02, 2020-01-02T03:04:05Z, 1:30, ~, true, 12, 0.1, '12', 1_000]}}}";
    let (answer, _) = imported(schema, "", &[]);
    let names: Vec<_> = answer["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["NO", "on"]);
    assert_eq!(
        answer["properties"]["NO"]["default"],
        json!([
            "No",
            "yes",
            "off",
            "2020-01-02",
            "2020-01-02T03:04:05Z",
            "1:30",
            null,
            true,
            12,
            0.1,
            "12",
            "1_000"
        ])
    );
}

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

/// Three documents: one of each family.
fn three() -> Bench {
    let v3 = answering("{$ref: '../models/thing.yml'}", "");
    let v2 = v3.replace("/v3'", "/v2'").replace("1.0", "2.0");
    let b2b = answering("{type: array, items: {type: object}}", "")
        .replace(V3, "https://api-b2b.bigcommerce.com/api/v3/io");
    Bench::new(&[
        (
            "models/thing.yml",
            "{type: object, properties: {id: {type: integer}}}",
        ),
        ("reference/things.v3.yml", &v3),
        ("reference/things.v2.yml", &v2),
        ("docs/b2b-edition/specs/api-v3/thing/thing.yaml", &b2b),
    ])
}

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
            &answering("{$ref: '../models/a.yml#/A'}", ""),
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
    let sound = answering("{$ref: '../models/thing.yml'}", "");
    let unnamed = "#/components/schemas/A%20B";
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
            answering("{type: [object, 'null']}", ""),
            "is not a type of OpenAPI 3.0",
        ),
        (
            answering(
                &format!("{{$ref: '{unnamed}'}}"),
                "components: {schemas: {A B: {type: object}}}",
            ),
            "#/components/schemas/A B: not a name of a component",
        ),
        // What the client can't send.
        (
            answering("{type: object}", "")
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
            &answering("{type: string}", "").replace("/things", "/new"),
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
    let one = answering("{type: object}", "").replace("/things", "/one");
    let two = answering("{type: object}", "").replace("/things", "/two");
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
    bench.add("reference/things.v3.yml", &answering("{type: boolean}", ""));
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
    // Without `.git` the commit of the same documents is still known; of others it is not.
    fs::remove_dir_all(bench.checkout().join(".git")).unwrap();
    assert_eq!(commit(&bench).as_deref(), Some("cccc"));
    bench.add("reference/things.v3.yml", &answering("{type: string}", ""));
    assert_eq!(commit(&bench), None);
}

#[test]
fn what_is_imported_can_be_generated() {
    let bench = three();
    bench.import().unwrap();
    let sources = bench.generate();
    assert!(sources[0].contains("pub struct Thing "), "{}", sources[0]);
}

#[test]
fn no_checkout_and_no_documents_are_errors() {
    let bench = three();
    let source = |from: &Path| Source {
        from: from.to_owned(),
        commit: None,
    };
    let gone = import(&bench.root(), &source(Path::new("/nowhere/at/all")), None).unwrap_err();
    assert!(gone.to_string().starts_with("/nowhere/at/all: "), "{gone}");
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
    answering(
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
    let Err(error) = bigcommerce_codegen::generate::module(&specs, line) else {
        panic!("it fits");
    };
    assert!(
        error
            .to_string()
            .starts_with("v3/things: correction types: it no longer fits")
    );

    // Of a document that is gone, all are.
    fs::rename(
        bench.checkout().join(path),
        bench.checkout().join("reference/items.v3.yml"),
    )
    .unwrap();
    assert!(
        report()
            .contains("documents that are gone, to drop or move:\n  corrections/v3/things.json\n")
    );
    bench.import().unwrap();
}

#[test]
fn a_folder_of_its_own_holds_all_that_a_build_needs() {
    let bench = three();
    let corrections = bench.root().join("specs/corrections/v3");
    bench.add("reference/things.v3.yml", &counted("string", "integer"));
    fs::create_dir_all(&corrections).unwrap();
    fs::write(corrections.join("things.json"), CORRECTIONS).unwrap();
    let before = bench.written();
    let into = bench.folder.path().join("into/specs");
    let imported = import(&bench.root(), &bench.source(Some("c0ffee")), Some(&into)).unwrap();
    assert_eq!(imported, Imported::Whole);
    assert_eq!(bench.written(), before, "the workspace is untouched");
    let state = State::read(&into).unwrap();
    assert_eq!(state.manifest.documents.len(), 3);
    for document in &state.manifest.documents {
        bigcommerce_codegen::generate::module(&into, document).unwrap();
    }
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
    let text = answering(
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
    let others = [
        "specs/v2/things.json",
        "specs/b2b/things.json",
        "Cargo.toml",
    ];
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
        &answering("{type: string}", "").replace("/things", "/new"),
    );
    bench.import().unwrap();
    let after = bench.written();
    let changed: Vec<_> = new_lines(&before, &after)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(
        changed,
        ["Cargo.toml", "specs/manifest.json", "specs/v3/new.json"]
    );
    let longer = |path: &str| after[path].lines().count() - before[path].lines().count();
    assert_eq!(
        longer("Cargo.toml"),
        1,
        "its feature; the family's list has one line"
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

#[test]
fn operations_without_a_name_are_imported_under_one() {
    let text = answering("{type: object}", "");
    let bench = Bench::new(&[(
        "reference/things.v3.yml",
        &text.replace("      operationId: getThings\n", ""),
    )]);
    bench.import().unwrap();
    let document = bench.document("v3/things");
    assert_eq!(
        document["paths"]["/things"]["get"]["operationId"],
        "getThings"
    );
    bench.generate();
}
