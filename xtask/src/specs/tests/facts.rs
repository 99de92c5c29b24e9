//! What an import keeps of a document.

use super::*;

/// Imports one document whose response is of `schema` and gives what is left of the schema, and the
/// components.
fn imported(schema: &str, more: &str, others: &[(&str, &str)]) -> (Value, Value) {
    let bench = Bench::new(others);
    bench.add("reference/things.v3.yml", &responding(schema, more));
    bench.import().unwrap();
    let mut document = bench.document("v3/things");
    (
        at_response(&mut document).take(),
        document["components"].take(),
    )
}

fn at_response(document: &mut Value) -> &mut Value {
    let pointer = "/paths/~1things/get/responses/200/content/application~1json/schema";
    document.pointer_mut(pointer).unwrap()
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
    let (response, components) = imported(&schema, "", &others);
    assert_eq!(
        response["properties"],
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
    let (response, components) = imported(schema, &format!("{path}{more}"), &[]);
    assert_eq!(
        response["properties"],
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
    let (response, components) = imported(
        schema,
        "components: {schemas: {Meta: {type: string}}}",
        &[("models/one.yml", one), ("models/two.yml", two)],
    );
    let target = |name: &str| response["properties"][name]["$ref"].clone();
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
    let text = responding("{type: object}", "").replace(
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
    let schema = "{properties: {on: {type: string}, NO: {type: integer}}}";
    let more = "components: {parameters: {P: {in: query, name: p, schema: {default: [No, yes, off, 2020-01-02, 2020-01-02T03:04:05Z, 1:30, ~, true, 12, 0.1, '12', 1_000]}}}}";
    let (response, components) = imported(schema, more, &[]);
    let names: Vec<_> = response["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["NO", "on"]);
    assert_eq!(
        components["parameters"]["P"]["schema"]["default"],
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
fn small_things_are_told_and_cost_no_document() {
    let parameters = "[{in: query, name: ids, style: form, explode: false, schema: {type: array}}]";
    let schema = "{type: object, properties: {kind: {type: string, enum: [a, 1]}, any: {allOf: []}, size: {type: integer, default: 3}}}";
    let text = responding(schema, "").replace(
        "      responses",
        &format!("      parameters: {parameters}\n      responses"),
    );
    let bench = Bench::new(&[("reference/things.v3.yml", &text)]);
    let target = Target::new(&bench.root(), None);
    let (import, wanted) = target.wanted(&bench.source(None)).unwrap();
    let said = report::import(&import, &BTreeMap::new(), &wanted);
    let at = "v3/things #/paths/~1things/get";
    let response = format!("{at}/responses/200/content/application~1json/schema/properties");
    for line in [
        format!("{at}/parameters/0/schema/items: a list of nothing is taken for one of texts"),
        format!("{response}/kind/enum: 1 is not of the type string"),
        format!("{response}/any/allOf: no branch, so it says nothing"),
    ] {
        assert!(said.contains(&format!("  {line}\n")), "{said}");
    }
    bench.import().unwrap();
    let document = bench.document("v3/things").to_string();
    assert!(!document.contains("default"), "{document}");
    bench.generate();
    bench.check().unwrap();
}

#[test]
fn operations_without_a_name_are_imported_under_one() {
    let text = responding("{type: object}", "");
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

#[test]
fn a_bare_host_leaves_the_base_to_the_paths() {
    let hash = "{in: path, name: hash, required: true, schema: {type: string}}";
    let id = "{in: path, name: id, required: true, schema: {type: string}}";
    let of = |path: &str, name: &str, parameters: &str| {
        format!(
            "  {path}:\n    get:\n      operationId: {name}\n      parameters: {parameters}\n      responses: {{'204': {{description: ''}}}}\n"
        )
    };
    let text = |second: &str| {
        format!(
            "openapi: 3.0.1\ninfo: {{}}\nservers: [{{url: 'https://api.bigcommerce.com'}}]\nsecurity: [{{token: []}}]\npaths:\n{}{}components:\n  parameters: {{Hash: {hash}}}\n  securitySchemes: {{token: {{type: apiKey, in: header, name: X-Auth-Token}}}}\n",
            of(
                "/stores/{hash}/v2/things",
                "getThings",
                &format!("[{hash}]")
            ),
            of(
                second,
                "getThing",
                &format!("[{{$ref: '#/components/parameters/Hash'}}, {id}]")
            ),
        )
    };
    let bench = Bench::new(&[(
        "reference/things.v2.yml",
        &text("/stores/{hash}/v2/things/{id}"),
    )]);
    bench.import().unwrap();
    let document = bench.document("v2/things");
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/things", "/things/{id}"]);
    assert_eq!(document["paths"]["/things"]["get"]["parameters"], json!([]));
    let left = &document["paths"]["/things/{id}"]["get"]["parameters"];
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(
        document["servers"],
        json!([{"url": "https://api.bigcommerce.com/stores/{store_hash}/v2"}])
    );
    // A scheme is what its header is.
    assert_eq!(document["security"], json!([{"X-Auth-Token": []}]));
    assert_eq!(
        bench.manifest().documents[0].base_path,
        "/stores/{store_hash}/v2"
    );
    bench.generate();
    // Paths of two APIs are two documents.
    let mixed = Bench::new(&[(
        "reference/things.v2.yml",
        &text("/stores/{hash}/v3/things/{id}"),
    )]);
    mixed.import().unwrap();
    let documents = mixed.manifest().documents;
    let found: Vec<_> = documents
        .iter()
        .map(|it| (it.id(), it.operations))
        .collect();
    assert_eq!(
        found,
        [("v3/things".to_owned(), 1), ("v2/things".to_owned(), 1)]
    );
    mixed.generate();
}
